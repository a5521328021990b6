"""The Django application of this room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Name and label of the application."""

    name = "veerkracht.web.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what happens to records; the models are there only now."""
        from veerkracht.web.search import indexing, thorough

        indexing.connect()
        thorough.connect()
