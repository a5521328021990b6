"""Gives each request its reader and its actor, and asks for the second factor where a role needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language

from veerkracht.web.people.access import Actor, Reader
from veerkracht.web.people.models import User, reader_of
from veerkracht.web.people.second_factor import counting, has_device

__all__ = ["ReaderMiddleware", "SecondFactorMiddleware", "actor_of"]


def _reader(request: HttpRequest) -> Reader:
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    user = _user(request)
    whole = reader_of(user, language=language)
    if user is None:
        return whole
    reader = replace(whole, assigned=counting(whole.assigned, request, user))
    request.roles_wait = len(reader.assigned) < len(whole.assigned)  # type: ignore[attr-defined]  # added here
    return reader


def _user(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def actor_of(reader: Reader) -> Actor:
    """Return who acts on behalf of a reader."""
    return Actor(reader, f"user:{reader.user_id}" if reader.user_id else "public")


class ReaderMiddleware:
    """Sets `request.reader` and `request.actor`, asked for only when they are used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on with a reader on the request."""
        reader: Any = SimpleLazyObject(lambda: _reader(request))  # Any: stands for a Reader
        request.reader = reader  # type: ignore[attr-defined]  # added here
        request.actor = SimpleLazyObject(lambda: actor_of(reader))  # type: ignore[attr-defined]  # added here
        return self.get_response(request)


_FREE: Final = ("account_", "mfa_", "oidc_")  # where one signs in, shows the second factor or goes away
_FREE_SPACES: Final = ("account",)


class SecondFactorMiddleware:
    """Sends who has a role that waits for a second factor to the page where it is shown or set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:  # Any: the view and its arguments
        """Send away, unless the page is free or nothing waits."""
        if request.method != "GET" or _is_free(request) or not request.user.is_authenticated:
            return None
        bool(request.reader.user_id)  # type: ignore[attr-defined]  # makes the reader
        if not getattr(request, "roles_wait", False):
            return None
        user = _user(request)
        page = "mfa_reauthenticate" if user and has_device(user) else "mfa_activate_totp"
        return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")


def _is_free(request: HttpRequest) -> bool:
    found = request.resolver_match
    if found is None or found.url_name is None:
        return True
    return found.url_name.startswith(_FREE) or (found.namespace in _FREE_SPACES)
