"""The Django application of this room."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Name and label of the application."""

    name = "veerkracht.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
