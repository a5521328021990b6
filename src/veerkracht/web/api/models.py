"""Tokens by which a program acts for somebody: only a digest of each is kept."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from veerkracht.web.people.models import User, token_digest

__all__ = ["Scope", "Token"]


class Scope(models.TextChoices):
    """What a program may do of what its person may do."""

    READ = "read"
    WRITE = "write"


class TokenQuerySet(models.QuerySet["Token"]):
    """Questions about tokens."""

    def usable(self) -> TokenQuerySet:
        """Return the tokens that work now: not over, not revoked, and not signed out of everywhere."""
        still = models.Q(sessions_ended=models.F("user__sessions_ended"), user__is_active=True)
        return self.filter(still, revoked_at=None, expires_at__gt=timezone.now())

    def holding(self, secret: str) -> Token | None:
        """Return the usable token that a secret belongs to, if there is one."""
        return self.usable().filter(digest=token_digest(secret)).select_related("user").first()


class Token(models.Model):
    """A key for one program, made by its person.

    Notes
    -----
    `sessions_ended` is how often the person had signed out everywhere when it was made: doing so again ends it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope.choices, default=Scope.READ)
    sessions_ended = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name
