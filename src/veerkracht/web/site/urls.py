"""Addresses of the web application."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from veerkracht.web.site import errors, health, wellknown

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("robots.txt", wellknown.robots, name="robots"),
    path(".well-known/security.txt", wellknown.security_text, name="security-text"),
    path("oidc/", include("veerkracht.web.people.city_urls")),
    path("schema/", include("veerkracht.web.transfer.urls_schema")),
    path("editions/", include("veerkracht.web.editions.files")),
    path("api/v1/", include("veerkracht.web.api.urls")),
    *i18n_patterns(
        path("", include("veerkracht.web.api.pages")),
        path("", include("veerkracht.web.people.urls")),
        path("log/", include("veerkracht.web.audit.urls")),
        path("", include("veerkracht.web.transfer.urls")),
        path("search/", include("veerkracht.web.search.urls")),
        path("registers/", include("veerkracht.web.registers.urls")),
        path("", include("veerkracht.web.interviews.urls")),
        path("", include("veerkracht.web.streets.urls")),
        path("", include("veerkracht.web.interpretation.urls")),
        path("views/", include("veerkracht.web.saved.urls")),
        path("", include("veerkracht.web.conversation.urls")),
        path("answers/", include("veerkracht.web.insights.urls")),
        path("exchange/", include("veerkracht.web.exchange.urls")),
        path("editions/", include("veerkracht.web.editions.urls")),
        path("changes/", include("veerkracht.web.registers.urls_changes")),
        path("", include("veerkracht.web.site.pages")),
    ),
]
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
