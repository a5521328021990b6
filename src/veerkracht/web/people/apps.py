"""The Django application of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Name and label of the application."""

    name = "veerkracht.web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
