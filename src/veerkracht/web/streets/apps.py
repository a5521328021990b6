"""The Django application of this room."""

from django.apps import AppConfig


class StreetsConfig(AppConfig):
    """Name and label of the application, and what it adds to others at start."""

    name = "veerkracht.web.streets"
    label = "streets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the panels, the check on personal data and the work of every day."""
        from veerkracht.web.registers.daily import add_job
        from veerkracht.web.streets import checking, panels  # the models exist only now

        panels.add_panels()
        checking.connect()
        add_job("streets.contacts", checking.erase_contacts)
