"""Links by which somebody is interviewed without an account, and what they said about a draft text.

Of a link only a digest is kept, and of an address only a digest with the key of the application: enough not to write
twice to who has answered, not to write to anybody.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from veerkracht.web.people.models import token_digest
from veerkracht.web.registers.models import Record

__all__ = ["ANSWERED", "InterviewLink", "Proposal", "Token"]

ANSWERED: Final = ("answered", "drafted", "approved")
"""States of an interview of which the questions were answered."""


class LinkQuerySet(models.QuerySet["InterviewLink"]):
    """Questions about links."""

    def holding(self, token: str) -> InterviewLink | None:
        """Return what a link in a mail leads to, unless it was revoked."""
        held = self.filter(tokens__digest=token_digest(token), revoked_at=None)
        return held.select_related("record__parent").first()


class InterviewLink(models.Model):
    """The way into one interview.

    Notes
    -----
    It can be used to answer until `expires_at`; who answered can come back as long as something is kept. `draft`
    holds what was filled in and not sent yet, by number of the question.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="interview_link")
    language = models.CharField(max_length=2, default="nl")
    address_digest = models.CharField(max_length=64, blank=True, db_index=True)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    draft = models.JSONField(default=dict)
    draft_at = models.DateTimeField(null=True, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = LinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}"

    def is_open(self, now: datetime) -> bool:
        """Tell whether the link leads somewhere at a moment."""
        return self.revoked_at is None and (self.is_answered() or self.expires_at > now)

    def is_answered(self) -> bool:
        """Tell whether there are answers: by this link, or written down in another way."""
        return self.answered_at is not None or self.record.values.get("state") in ANSWERED

    def answered_on(self) -> date | None:
        """Return the day of the answers, where it is known."""
        if self.answered_at is not None:
            return timezone.localdate(self.answered_at)
        day = self.record.values.get("interview_date")
        return date.fromisoformat(day) if day and self.is_answered() else None


class Token(models.Model):
    """The secret in one mail; each mail has its own, and all lead to the same interview."""

    link = models.ForeignKey(InterviewLink, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.link_id}"


class Proposal(models.Model):
    """What an interviewee wants changed in a draft text, or why it may not be used; kept until a text is approved."""

    class Kind(models.TextChoices):
        """Whether a change is asked, or the text is refused."""

        CHANGE = "change"
        REFUSAL = "refusal"

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.kind
