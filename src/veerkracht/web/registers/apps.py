"""The Django application of this room."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Name and label of the application."""

    name = "veerkracht.web.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
