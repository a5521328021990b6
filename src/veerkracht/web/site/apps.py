"""The Django application of this room."""

from django.apps import AppConfig
from django.conf import settings

from veerkracht.web.site.words import compile_words


class SiteConfig(AppConfig):
    """Name and label of the application, and what it makes ready at start."""

    name = "veerkracht.web.site"
    label = "site"

    def ready(self) -> None:
        """Make the Dutch words ready, and add the checks of the application."""
        from veerkracht.web.site.health import add_checks  # its models exist only now

        compile_words(settings.LOCALE_PATHS[0])
        add_checks()
