"""Comments on records, who is asked to read them, and the reminders that were sent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from veerkracht.web.registers.models import Record

LONGEST = 4_000


class Comment(models.Model):
    """What somebody says about a record, to others who work on it; never published."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=LONGEST)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["record", "at"])]

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """Somebody who is asked to read a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "user"], name="one_mention_per_comment_and_user")
        ]
        indexes: ClassVar = [models.Index(fields=["user", "seen_at"])]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.comment_id}"


class Reminded(models.Model):
    """That somebody was reminded of a record on a day, so that it is not said every day."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "on"])]

    def __str__(self) -> str:
        return f"{self.record_id} {self.on}"


class MailWish(models.Model):
    """How often somebody wants to be reminded by mail."""

    class Often(models.TextChoices):
        """How often."""

        WEEKLY = "weekly"
        DAILY = "daily"
        NEVER = "never"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_wish")
    often = models.CharField(max_length=6, choices=Often.choices, default=Often.WEEKLY)

    def __str__(self) -> str:
        return self.often
