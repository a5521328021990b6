"""The Django application of this room."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed

from veerkracht.web.site.words import compile_words


class SiteConfig(AppConfig):
    """Name and label of the application, and what it makes ready at start."""

    name = "veerkracht.web.site"
    label = "site"

    def ready(self) -> None:
        """Make the Dutch words ready, and add the checks of the application."""
        from veerkracht.web.site import forgetting  # its models exist only now
        from veerkracht.web.site.health import add_checks

        place = compile_words(settings.LOCALE_PATHS[0])
        translation_file_changed(None, place)  # models may have asked for words before they were compiled
        add_checks()
        forgetting.connect()
