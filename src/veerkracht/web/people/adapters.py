"""How allauth behaves here: nobody signs up, mail goes out in the reader's language, secrets are kept encrypted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import override

from veerkracht.web.audit.models import log
from veerkracht.web.people.models import User

__all__ = ["AccountAdapter", "SecondFactorAdapter"]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Signing in by password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: accounts come by invitation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:  # Any: what a mail shows
        """Send a mail in the language of whom it is for."""
        user = User.objects.filter(email__iexact=email).first()
        with override(user.language if user else settings.LANGUAGE_CODE):
            super().send_mail(template_prefix, email, context)

    def send_password_reset_mail(
        self,
        user: AbstractBaseUser,
        email: str,
        context: dict[str, Any],  # Any: what a mail shows
    ) -> None:
        """Send a link for a new password, but not to who signs in with the account of the city only."""
        if user.has_usable_password():
            super().send_password_reset_mail(user, email, context)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # Any: as they were typed
        """Log that somebody could not sign in, without what was typed."""
        user = User.objects.filter(email__iexact=credentials.get("email") or "").first()
        log("account.refuse", f"user:{user.pk}" if user else "user:unknown", actor="public")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that limits count by; it is nowhere stored but in their counters."""
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
        return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR") or "127.0.0.1"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Signing in with a code from an app."""

    def encrypt(self, text: str) -> str:
        """Encrypt what is kept of an app or of recovery codes."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Undo `encrypt`, also with an earlier key of the application."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the square for a page, without the heading of a file of its own."""
        return str(super().build_totp_svg(url)).partition("?>")[2].strip()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return how the account is called in the app."""
        return cast(User, user).email  # the account model of the application


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(f"second factor:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
