"""Signing in, and what keeps it safe, in the log; never an address of a computer or what was typed."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from veerkracht.web.audit.models import log
from veerkracht.web.people.models import User
from veerkracht.web.people.sessions import start

__all__ = ["connect"]


def connect() -> None:
    """Listen to what happens to accounts."""
    user_logged_in.connect(_signed_in, dispatch_uid="people.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="people.signed_out")
    account.password_changed.connect(_password, dispatch_uid="people.password_changed")
    account.password_reset.connect(_password, dispatch_uid="people.password_reset")
    factor.authenticator_added.connect(_factor_added, dispatch_uid="people.factor_added")
    factor.authenticator_removed.connect(_factor_removed, dispatch_uid="people.factor_removed")
    factor.authenticator_reset.connect(_codes_made, dispatch_uid="people.codes_made")
    factor.authentication_failed.connect(_factor_failed, dispatch_uid="people.factor_failed")


def _tell(action: str, user: User, **detail: str) -> None:
    log(f"account.{action}", f"user:{user.pk}", actor=f"user:{user.pk}", **detail)


def _signed_in(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:  # Any: of the signal
    start(request)
    _tell("sign_in", user)


def _signed_out(sender: Any, request: HttpRequest, user: User | None, **more: Any) -> None:  # Any: of the signal
    if user is not None:
        _tell("sign_out", user)


def _password(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:  # Any: of the signal
    _tell("password", user)


def _factor_added(
    sender: Any,  # Any: the sender of a signal of Django
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    **more: Any,  # Any: of the signal
) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    _tell("second_factor_added", user, kind=authenticator.type)


def _factor_removed(
    sender: Any,  # Any: the sender of a signal of Django
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    **more: Any,  # Any: of the signal
) -> None:
    _tell("second_factor_removed", user, kind=authenticator.type)


def _codes_made(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:  # Any: of the signal
    _tell("recovery_codes", user)


def _factor_failed(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:  # Any: of the signal
    log("account.refuse", f"user:{user.pk}", actor="public", kind="second_factor")
