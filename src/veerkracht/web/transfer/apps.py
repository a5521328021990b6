"""The Django application of this room."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    """Name and label of the application."""

    name = "veerkracht.web.transfer"
    label = "transfer"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put a part on every list, and listen to what is erased; the models are there only now."""
        from veerkracht.web.transfer.listening import connect

        connect()
