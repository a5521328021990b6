"""Imports that wait, run or are done, and the lines of what each would do."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from veerkracht.web.transfer.plans import Choices, Kind, Policy
from veerkracht.web.transfer.progress import Board

__all__ = ["KEPT", "Job", "Line", "State"]

KEPT: Final = timedelta(days=7)
"""How long a file is kept that nobody went on with."""
SILENT: Final = timedelta(seconds=60)
"""After this long without a sign of progress, something must have gone wrong."""


class State(models.TextChoices):
    """Where an import stands."""

    WAITING = "waiting"
    LOOKING = "looking"
    READY = "ready"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


RUNNING: Final = (State.WAITING, State.LOOKING, State.WRITING)


class JobQuerySet(models.QuerySet["Job"]):
    """Questions about jobs."""

    def of(self, user_id: int | None) -> JobQuerySet:
        """Return the jobs of an account; nobody without account has any."""
        return self.filter(owner_id=user_id) if user_id else self.none()

    def forgotten(self) -> JobQuerySet:
        """Return the jobs of which the file was kept long enough."""
        return self.exclude(file="").filter(changed_at__lt=timezone.now() - KEPT)


def _place(job: Job, name: str) -> str:
    return f"imports/{job.pk}/{Path(name).name}"  # its own name stands in messages


class Job(models.Model):
    """One import: its file, how to import it, where it stands and what came of it.

    Notes
    -----
    `file_digest` is the SHA-256 of the file, `plan_digest` that of the records and what would be done with them when
    the lines were made. `message` is a template of an error with its facts, `result` the rows per kind.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, default="import")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    register = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    policy = models.CharField(max_length=10, default=Policy.UPDATE)
    clear_blanks = models.BooleanField(default=False)
    make_keys = models.BooleanField(default=False)
    only_right = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    looked_again = models.BooleanField(default=False)
    file = models.FileField(upload_to=_place, max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["owner", "-created_at"])]

    def __str__(self) -> str:
        return self.file_name

    @property
    def choices(self) -> Choices:
        """Return how to import."""
        return Choices(Policy(self.policy), self.clear_blanks, self.make_keys)

    @property
    def board(self) -> Board:
        """Return where progress is told, outside the transaction that writes."""
        return Board(Path(default_storage.path(f"imports/{self.pk}")))

    @property
    def is_running(self) -> bool:
        """Tell whether something is still to happen by itself."""
        return self.state in RUNNING

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing was heard for so long that the work must have broken off."""
        last = max(self.changed_at, self.board.last_sign() or self.changed_at)
        return self.is_running and timezone.now() - last > SILENT

    def claim(self, before: State, after: State) -> bool:
        """Move from one state to another, and tell whether nobody else did so first."""
        won = Job.objects.filter(pk=self.pk, state=before).update(state=after, changed_at=timezone.now())
        self.refresh_from_db()
        return won == 1

    def move(self, state: State, **more: Any) -> None:  # Any: fields of the model
        """Keep a new state with what belongs to it."""
        self.state, self.changed_at = state, timezone.now()
        for name, value in more.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "changed_at", *more])

    def end(self, state: State, **more: Any) -> None:  # Any: fields of the model
        """End the job and throw its file away."""
        if self.file:
            self.file.delete(save=False)
        self.board.clear()
        self.move(state, file="", **more)


class LineQuerySet(models.QuerySet["Line"]):
    """Questions about lines."""

    def shown(self, kind: str) -> LineQuerySet:
        """Return the lines of one kind, or of every kind: first what is refused, then what changes, then what is new."""
        ranks = [When(kind=one, then=Value(rank)) for rank, one in enumerate((Kind.REFUSED, Kind.CHANGED, Kind.NEW))]
        chosen = self.filter(kind=kind) if kind else self
        return chosen.annotate(rank=Case(*ranks, default=Value(9), output_field=IntegerField())).order_by(
            "rank", "number"
        )


class Line(models.Model):
    """What becomes of one row of a file; rows that change nothing have none."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    register = models.CharField(max_length=40)
    key = models.CharField(max_length=200, blank=True)
    record = models.UUIDField(null=True, blank=True)
    told = models.JSONField(default=dict)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "number"], name="one_line_per_number")]
        indexes: ClassVar = [models.Index(fields=["job", "kind", "number"]), models.Index(fields=["record"])]

    def __str__(self) -> str:
        return f"{self.register} {self.key}"
