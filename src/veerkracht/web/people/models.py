"""Accounts and the roles given to them: a function, never more of a person than is needed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from veerkracht.web.people.access import Assigned, Reader, Role


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


class User(AbstractBaseUser):
    """An account: an e-mail address, and the function of who uses it."""

    email = models.EmailField(unique=True)
    function = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="nl", choices=[("nl", "Nederlands"), ("en", "English")])
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.function or self.email


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Questions about roles."""

    def current(self) -> AssignmentQuerySet:
        """Return the roles that have not ended."""
        return self.filter(ended_at=None)


class Assignment(models.Model):
    """A role given to an account, for some areas or one record."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    areas = models.JSONField(default=list, blank=True)
    record = models.UUIDField(null=True, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "ended_at"])]

    def __str__(self) -> str:
        return self.role

    def assigned(self) -> Assigned:
        """Return the role as the table of access knows it."""
        return Assigned(Role(self.role), frozenset(self.areas), str(self.record) if self.record else "")


def reader_of(user: User | None, *, language: str = "nl") -> Reader:
    """Return what somebody may read and do; None is the public."""
    if user is None or not user.is_active:
        return Reader(language=language)
    roles = tuple(item.assigned() for item in Assignment.objects.current().filter(user=user).order_by("pk"))
    return Reader(user.pk, roles, language)
