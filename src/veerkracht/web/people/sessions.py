"""How long one stays signed in, and how to end it everywhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from veerkracht.web.audit.models import log
from veerkracht.web.people.models import User

__all__ = ["SessionAgeMiddleware", "is_recent", "sign_out_everywhere", "start"]

_WRITE_EVERY: Final = 300  # seconds; a page within it does not write the session again


def start(request: HttpRequest, **more: Any) -> None:  # Any: what the signal of signing in carries
    """Note when a session began."""
    now = int(time.time())
    request.session["began"] = now
    request.session["seen"] = now


class SessionAgeMiddleware:
    """Ends a session that was idle for long, or that began long ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, signed out if the session is too old."""
        if "began" in request.session and request.user.is_authenticated:
            now = int(time.time())
            if _is_over(request, now):
                logout(request)
                request.session_is_over = True  # type: ignore[attr-defined]  # told once messages are there
            elif now - request.session["seen"] > _WRITE_EVERY:
                request.session["seen"] = now
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:  # Any: the view and its arguments
        """Tell why somebody is signed out."""
        if getattr(request, "session_is_over", False):
            messages.info(request, _("You were signed out because your session had ended. Sign in again to go on."))


def _is_over(request: HttpRequest, now: int) -> bool:
    began, seen = request.session["began"], request.session["seen"]
    return bool(now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS)


def sign_out_everywhere(user: User, *, actor: str, keep: HttpRequest | None = None) -> None:
    """End all sessions of an account; the session of the request in `keep` goes on."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db()
    if keep is not None:
        update_session_auth_hash(keep, user)
    log("account.sign_out_everywhere", f"user:{user.pk}", actor=actor)


def is_recent(request: HttpRequest, user: User) -> bool:
    """Tell whether somebody showed who they are in the last minutes."""
    shown = [item["at"] for item in get_authentication_records(request, user) if item.get("reauthenticated")]
    return bool(shown) and time.time() - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
