"""A kept view: which list, called how, kept by whom, and for whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from veerkracht.web.people.access import Reader, Role

__all__ = ["SavedView"]

NAME_LENGTH = 80


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Questions about kept views."""

    def for_reader(self, reader: Reader) -> SavedViewQuerySet:
        """Return a reader's own views, and those shared with the team when they are in it."""
        own = Q(owner=reader.user_id, owner__isnull=False)
        return self.filter(own | Q(shared=True) if is_team(reader) else own)

    def own(self, reader: Reader) -> SavedViewQuerySet:
        """Return a reader's own views."""
        return self.filter(owner=reader.user_id, owner__isnull=False)


class SavedView(models.Model):
    """A list as somebody chose it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    register = models.CharField(max_length=40)
    name = models.CharField(max_length=NAME_LENGTH)
    query = models.CharField(max_length=4000, blank=True)
    shared = models.BooleanField(default=False)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "register", "name"], name="one_view_per_name")
        ]
        indexes: ClassVar = [models.Index(fields=["register", "shared"])]

    def __str__(self) -> str:
        return self.name


_TEAM = (Role.AREA_WORKER, Role.ANALYST, Role.OFFICER, Role.REVIEWER, Role.PRIVACY_OFFICER)


def is_team(reader: Reader) -> bool:
    """Tell whether a reader works in the team, so that views can be shared with them."""
    return any(reader.has(role) for role in _TEAM)
