"""What was frozen for an edition, what was built from it, and what must still be taken out of it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from veerkracht.web.registers.models import Record

__all__ = ["Build", "Freeze", "FrozenRecord", "Redaction"]


class FreezeQuerySet(models.QuerySet["Freeze"]):
    """Questions about what was frozen."""

    def newest_of(self, record: Record) -> Freeze | None:
        """Return the last freeze of an edition."""
        return self.filter(record=record).order_by("-pk").first()

    def public(self) -> FreezeQuerySet:
        """Return the editions that anybody may know of, the newest first: published, taken down or withdrawn."""
        known = self.exclude(state=Freeze.State.FROZEN).select_related("record", "build")
        return known.order_by("-published_at", "-pk")

    def current(self) -> Freeze | None:
        """Return the edition that counts now: the one that was published last and still is."""
        return self.public().filter(state=Freeze.State.PUBLISHED).first()


class Freeze(models.Model):
    """One bundle of registers, frozen for an edition; its content never changes, except to take somebody out of it."""

    class State(models.TextChoices):
        """Where a frozen edition stands."""

        FROZEN = "frozen"
        PUBLISHED = "published"
        DOWN = "down"  # taken down because something was erased, until it is made again
        WITHDRAWN = "withdrawn"

    record = models.ForeignKey(Record, null=True, on_delete=models.SET_NULL, related_name="freezes")
    name = models.CharField(max_length=120)
    city = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    software = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FROZEN)
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason_nl = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    build = models.ForeignKey("Build", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = FreezeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "state"])]

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"

    @property
    def folder(self) -> Path:
        """Return the folder of its bundle."""
        return Path(settings.MEDIA_ROOT) / "editions" / self.city / "frozen" / str(self.pk)

    @property
    def file(self) -> Path:
        """Return the file of its bundle."""
        return self.folder / f"{self.digest}.json"

    @property
    def title(self) -> dict[str, str]:
        """Return the name of the edition in the languages in which it has one."""
        given = ((self.record.published or self.record.values).get("name") if self.record else None) or {}
        return given if isinstance(given, dict) else {"nl": str(given)}


class FrozenRecord(models.Model):
    """A record that stands in a bundle, so that it can be found again when it must be taken out."""

    freeze = models.ForeignKey(Freeze, on_delete=models.CASCADE, related_name="records")
    record = models.UUIDField()
    register = models.CharField(max_length=40)
    key = models.CharField(max_length=120)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["record"])]

    def __str__(self) -> str:
        return f"{self.register}/{self.key}"


class Redaction(models.Model):
    """A record that must be taken out of a bundle and what was built from it; the row goes when that is done."""

    freeze = models.ForeignKey(Freeze, on_delete=models.CASCADE, related_name="redactions")
    register = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.register}/{self.key}"


class BuildQuerySet(models.QuerySet["Build"]):
    """Questions about what was built."""

    def newest_of(self, freeze: Freeze) -> Build | None:
        """Return the last build of a freeze."""
        return self.filter(freeze=freeze).order_by("-pk").first()

    def busy(self, freeze: Freeze) -> bool:
        """Tell whether a freeze is being built, or waits for it."""
        return self.filter(freeze=freeze, state__in=(Build.State.WAITING, Build.State.RUNNING)).exists()

    def removable(self) -> BuildQuerySet:
        """Return the builds whose files may not be kept and are still there."""
        return self.filter(state=Build.State.REMOVED).exclude(folder_name="")


class Build(models.Model):
    """One run of the main job on a frozen bundle."""

    class State(models.TextChoices):
        """How far a build is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"
        REMOVED = "removed"  # its files were taken away, because somebody was taken out of the bundle

    freeze = models.ForeignKey(Freeze, on_delete=models.CASCADE, related_name="builds")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=200, blank=True)
    stop_asked = models.BooleanField(default=False)
    folder_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=12, blank=True)
    files = models.PositiveIntegerField(default=0)
    gaps = models.PositiveIntegerField(default=0)
    problem = models.JSONField(default=dict, blank=True)

    objects = BuildQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.freeze_id} {self.state}"

    @property
    def busy(self) -> bool:
        """Tell whether it runs or waits."""
        return self.state in (Build.State.WAITING, Build.State.RUNNING)

    @property
    def shared(self) -> bool:
        """Tell whether a build that is good made the same folder."""
        return Build.objects.filter(folder_name=self.folder_name, state=Build.State.DONE).exists()

    @property
    def out(self) -> Path:
        """Return the folder in which all builds of the city appear."""
        return Path(settings.MEDIA_ROOT) / "editions" / self.freeze.city

    @property
    def folder(self) -> Path:
        """Return the folder of its files."""
        return self.out / "editions" / self.folder_name
