"""Texts at fixed addresses that machines look for."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

__all__ = ["robots", "security_text"]

VALID: Final = timedelta(days=180)  # RFC 9116 advises less than a year
PRIVATE: Final = ("/api/", "/*/account/", "/*/jobs/", "/*/i/", "/*/invitation/", "/*/search/", "/health")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines which pages are of no use to them."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def security_text(request: HttpRequest) -> HttpResponse:
    """Tell where to report a weakness (RFC 9116)."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or f'mailto:security@{host}'}",
        f"Expires: {(timezone.now() + VALID).strftime('%Y-%m-%dT00:00:00Z')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
