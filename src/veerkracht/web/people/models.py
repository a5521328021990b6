"""Accounts and the roles given to them: a function, never more of a person than is needed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, gettext_lazy

from veerkracht.web.people.access import Assigned, Reader, Role

_SESSION_SALT: Final = "veerkracht.web.people.models.User.session"


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:  # Any: fields of the model
        """Make an account; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).casefold(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account by its address, whatever its case."""
        return self.get(email__iexact=username)


class UserQuerySet(models.QuerySet["User"]):
    """Questions about accounts."""

    def with_roles(self, wanted: str = "") -> UserQuerySet:
        """Return accounts with the roles they have now, those whose address or function holds some words."""
        current = models.Prefetch("assignments", Assignment.objects.current().order_by("pk"))
        found = (
            self.filter(models.Q(email__icontains=wanted) | models.Q(function__icontains=wanted)) if wanted else self
        )
        return found.order_by("-is_active", "email").prefetch_related(current)


class User(AbstractBaseUser):
    """An account: an e-mail address, and the function of who uses it.

    Notes
    -----
    `subject` is how the provider of the city calls the account. `sessions_ended` counts how often somebody signed
    out everywhere: it is part of what makes a session valid.
    """

    email = models.EmailField(gettext_lazy("e-mail address"), unique=True)
    function = models.CharField(gettext_lazy("function"), max_length=200, blank=True)
    language = models.CharField(max_length=2, default="nl", choices=[("nl", "Nederlands"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=255, null=True, blank=True, unique=True)
    sessions_ended = models.PositiveIntegerField(default=0)

    objects = UserManager.from_queryset(UserQuerySet)()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return gettext("former account") if self.closed_at else self.function or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Tie sessions to the password and to the last time of signing out everywhere."""
        tied = f"{self.password}:{self.sessions_ended}"
        return salted_hmac(_SESSION_SALT, tied, secret=secret, algorithm="sha256").hexdigest()


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Questions about roles."""

    def current(self) -> AssignmentQuerySet:
        """Return the roles that have not ended; a word that is no role gives nothing."""
        return self.filter(ended_at=None, role__in=list(Role))

    def of_account(self, user: User) -> AssignmentQuerySet:
        """Return all roles of an account, those that have not ended first."""
        return self.filter(user=user).order_by(models.F("ended_at").desc(nulls_first=True), "pk")

    def of(self, role: Role) -> AssignmentQuerySet:
        """Return one role of accounts that can sign in."""
        return self.current().filter(role=role, user__is_active=True)


class Source(models.TextChoices):
    """Who gives a role: a person, or the account of the city."""

    PERSON = "person"
    CITY = "city"


class Assignment(models.Model):
    """A role given to an account, for some areas or one record."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    areas = models.JSONField(default=list, blank=True)
    record = models.UUIDField(null=True, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PERSON)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "ended_at"])]

    def __str__(self) -> str:
        return self.role

    def assigned(self) -> Assigned:
        """Return the role as the table of access knows it."""
        return Assigned(Role(self.role), frozenset(self.areas), str(self.record) if self.record else "")


def token_digest(token: str) -> str:
    """Return what is kept of the token in a link: enough to know it again, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def open(self) -> InvitationQuerySet:
        """Return the invitations that can still be used."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def holding(self, token: str) -> Invitation | None:
        """Return the open invitation that a link belongs to, if there is one."""
        return self.open().filter(digest=token_digest(token)).first()


class Invitation(models.Model):
    """A link by which somebody gets an account with a role; only a digest of it is kept."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    roles = models.JSONField(default=list)
    areas = models.JSONField(default=list, blank=True)
    record = models.UUIDField(null=True, blank=True)
    language = models.CharField(max_length=2, default="nl")
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.pk}"


def reader_of(user: User | None, *, language: str = "nl", given_before: datetime | None = None) -> Reader:
    """Return what somebody may read and do; None is the public.

    Parameters
    ----------
    given_before : datetime or None
        Count only the roles that were given until then.
    """
    if user is None or not user.is_active:
        return Reader(language=language)
    held = Assignment.objects.current().filter(user=user).order_by("pk")
    roles = tuple(
        item.assigned() for item in (held.filter(given_at__lte=given_before) if given_before is not None else held)
    )
    return Reader(user.pk, roles, language)
