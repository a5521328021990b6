"""Headers of every answer that no other middleware sets, and requests that nothing here answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

__all__ = ["METHODS", "HeadersMiddleware", "RequestRulesMiddleware"]

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class HeadersMiddleware:
    """Says which functions of the browser stay closed, who may embed an answer, and that pages are not kept.

    Files of the pages carry the hash of their content in their name and are kept; a view that may be kept says so
    itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, and complete the answer."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class RequestRulesMiddleware:
    """Refuses methods that nothing here uses, and the interface for machines by http.

    A person who asks by http is sent on to https; a machine must be told, or what it sends would go on unseen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, unless the request is refused."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and request.path.startswith("/api/"):
            told = {"type": "about:blank", "title": "Use https.", "status": 403}
            return JsonResponse(told, status=403, content_type="application/problem+json")
        return self.get_response(request)
