"""Gives each request its reader and its actor."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from veerkracht.web.people.access import Actor, Reader
from veerkracht.web.people.models import User, reader_of

__all__ = ["ReaderMiddleware", "actor_of"]


def _reader(request: HttpRequest) -> Reader:
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    user = request.user if isinstance(request.user, User) or request.user.is_authenticated else None
    return reader_of(user, language=language)  # type: ignore[arg-type]  # a lazy user is a User


def actor_of(reader: Reader) -> Actor:
    """Return who acts on behalf of a reader."""
    return Actor(reader, f"user:{reader.user_id}" if reader.user_id else "public")


class ReaderMiddleware:
    """Sets `request.reader` and `request.actor`, asked for only when they are used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on with a reader on the request."""
        request.reader = SimpleLazyObject(lambda: _reader(request))  # type: ignore[attr-defined]  # added here
        request.actor = SimpleLazyObject(lambda: actor_of(_reader(request)))  # type: ignore[attr-defined]  # added here
        return self.get_response(request)
