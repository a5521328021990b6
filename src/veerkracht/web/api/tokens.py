"""Making, using and revoking tokens."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from veerkracht.web.api.models import Scope, Token
from veerkracht.web.audit.models import log
from veerkracht.web.people.models import User, token_digest

__all__ = ["DAYS", "MOST", "PREFIX", "make_token", "revoke_token", "used_token"]

PREFIX: Final = "vk_"  # so that a key that is left behind in a file is recognised by those who look for keys
DAYS: Final = (30, 90, 365)
"""How long a token can be made to last."""
MOST: Final = 20
"""Tokens that one account can have at a time."""
_SEEN_EACH: Final = timedelta(minutes=5)


def make_token(user: User, name: str, *, scope: Scope, days: int) -> str:
    """Make a token and return its secret, which is shown once and cannot be asked for again.

    Parameters
    ----------
    name : str
        What it is for.
    scope : Scope
        Whether the program may write as well.
    days : int
        How long it lasts.
    """
    secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        token = Token.objects.create(
            user=user, name=name, digest=token_digest(secret), scope=scope, sessions_ended=user.sessions_ended,
            expires_at=timezone.now() + timedelta(days=days),
        )  # fmt: skip
        log("token.make", f"token:{token.pk}", actor=f"user:{user.pk}", scope=str(scope), days=days)
    return secret


def revoke_token(token: Token) -> None:
    """End a token at once."""
    with transaction.atomic():
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        log("token.revoke", f"token:{token.pk}", actor=f"user:{token.user.pk}")


def used_token(secret: str) -> Token | None:
    """Return the token that a program showed, if it works, and note that it was used."""
    token = Token.objects.holding(secret) if secret.startswith(PREFIX) and len(secret) < 100 else None
    now = timezone.now()
    if token and (token.last_used_at is None or now - token.last_used_at > _SEEN_EACH):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
