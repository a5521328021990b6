"""The Django application of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Name and label of the application."""

    name = "veerkracht.web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what happens to accounts; the models are there only now."""
        from veerkracht.web.people.sign_in_log import connect

        connect()
