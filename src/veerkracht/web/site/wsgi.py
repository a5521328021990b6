"""The application as a web server calls it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veerkracht.web.site.settings")
application = get_wsgi_application()


def warm_up() -> None:
    """Read pages, definitions and words before the first visitor asks for them, and keep them out of the search for garbage."""
    from veerkracht.catalogue import registers
    from veerkracht.web.search.words import query_tokens

    registers()
    query_tokens("weerbaarheid", language="nl")
    query_tokens("resilience", language="en")
    get_resolver().url_patterns  # noqa: B018  # reading it imports every page
    gc.collect()
    gc.freeze()


warm_up()
