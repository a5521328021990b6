"""The Django application of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Name and label of the application."""

    name = "veerkracht.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
