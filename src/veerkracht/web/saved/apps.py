"""The Django application of this room."""

from django.apps import AppConfig


class SavedConfig(AppConfig):
    """Name and label of the application, and its place above every list."""

    name = "veerkracht.web.saved"
    label = "saved"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show the kept views above lists."""
        from veerkracht.web.registers.panels import EVERY, Panel, add_panel  # models exist only now
        from veerkracht.web.saved.showing import kept_views

        add_panel(EVERY, "list", Panel("saved/above.html", kept_views, order=-50))
