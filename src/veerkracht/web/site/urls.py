"""Addresses of the web application."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    *i18n_patterns(
        path("registers/", include("veerkracht.web.registers.urls")),
        path("", include("veerkracht.web.site.pages")),
    ),
]
