"""The Django application of this room."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Name and label of the application."""

    name = "veerkracht.web.bench"
    label = "bench"
