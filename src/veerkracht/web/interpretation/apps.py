"""The Django application of this room."""

from django.apps import AppConfig


class InterpretationConfig(AppConfig):
    """Name and label of the application, and what it adds to others at start."""

    name = "veerkracht.web.interpretation"
    label = "interpretation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the panels and the check on personal data."""
        from veerkracht.web.interpretation import panels, recording  # the models exist only now

        panels.add_panels()
        recording.connect()
