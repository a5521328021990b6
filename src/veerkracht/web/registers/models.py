"""Records: one row per thing that is recorded, whatever its register.

`values` is the working version, `published` the version that was approved last. Fields are keys of both; an absent
key is unknown. Texts in two languages are kept as ``{"nl": …, "en": …}``, links as the id of the other record.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from veerkracht.catalogue import Register, register

Values = dict[str, Any]  # Any: JSON values, by the kind of the field


class State(models.TextChoices):
    """Where a record stands in the review."""

    WORKING = "working"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    ARCHIVED = "archived"


class Face(models.TextChoices):
    """The two versions of a record."""

    WORKING = "working"
    PUBLISHED = "published"


class Record(models.Model):
    """One thing that is recorded.

    Notes
    -----
    `version` grows by one with each change, so that an editor who started from an older one is told. `title_nl` and
    `title_en` repeat the naming field for lists and links, `brief` and `published_brief` the short answers by which
    lists are filtered and sorted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")
    title_nl = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WORKING)
    values = models.JSONField(default=dict)
    published = models.JSONField(null=True, blank=True)
    brief = models.JSONField(default=dict, editable=False)
    published_brief = models.JSONField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    history = HistoricalRecords(excluded_fields=["created_at", "brief", "published_brief"])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "external_id"], name="one_record_per_external_id")
        ]
        indexes: ClassVar = [
            models.Index(fields=["register", "title_nl", "id"]),
            models.Index(fields=["register", "title_en", "id"]),
            models.Index(fields=["register", "changed_at"]),
            models.Index(fields=["register", "state"]),
            models.Index(fields=["parent", "register"]),
            models.Index(
                fields=["register", "id"], name="registers_record_public",
                condition=models.Q(published__isnull=False) & ~models.Q(state="archived"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_nl or self.title_en or self.external_id

    @property
    def definition(self) -> Register:
        """Return the definition of the register."""
        return register(self.register)

    def title(self, language: str) -> str:
        """Return the name in a language, else in the other, else the external id."""
        first, second = (self.title_nl, self.title_en) if language == "nl" else (self.title_en, self.title_nl)
        return first or second or self.external_id

    def face(self, name: str) -> Values:
        """Return the values of the working or the published version."""
        return self.values if name == Face.WORKING else self.published or {}


class RecordArea(models.Model):
    """An area in which a record plays; parts of a record that name no area play where the record does."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="places")
    face = models.CharField(max_length=9, choices=Face.choices)
    area = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "face", "area"], name="one_place_per_area")]
        indexes: ClassVar = [models.Index(fields=["area", "face", "record"])]

    def __str__(self) -> str:
        return self.area


class Reference(models.Model):
    """A link from a field of one record to another record."""

    source = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="points_to")
    face = models.CharField(max_length=9, choices=Face.choices)
    field = models.CharField(max_length=60)
    target = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="pointed_at")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "face", "field", "target"], name="one_reference_per_field")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.field} {self.target_id}"


class Area(models.Model):
    """An area of the city, as boundaries and lists of names give it."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=20)
    parent = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering: ClassVar = ["level", "name"]
        indexes: ClassVar = [models.Index(fields=["level", "name"])]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What somebody filled in on a form and did not save yet: one per person and form.

    Notes
    -----
    `values` holds the form as it was sent, a list of texts per input, so that nothing is lost that cannot be read
    yet. `version` is the version of the record that its editor started from.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    register = models.CharField(max_length=40)
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey(Record, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0)
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "record"], condition=models.Q(record__isnull=False), name="one_draft_per_record"
            ),
            models.UniqueConstraint(
                fields=["user", "register", "parent"],
                condition=models.Q(record__isnull=True, parent__isnull=False),
                name="one_draft_per_parent",
            ),
            models.UniqueConstraint(
                fields=["user", "register"],
                condition=models.Q(record__isnull=True, parent__isnull=True),
                name="one_draft_per_register",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.saved_at:%Y-%m-%d %H:%M}"


class Seen(models.Model):
    """Until when somebody has seen the changes: of everything, of one register, or of one record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seen")
    register = models.CharField(max_length=40, blank=True)
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "record"], condition=models.Q(record__isnull=False), name="one_mark_per_record"
            ),
            models.UniqueConstraint(
                fields=["user", "register"], condition=models.Q(record__isnull=True), name="one_mark_per_register"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register or '*'} {self.at:%Y-%m-%d %H:%M}"
