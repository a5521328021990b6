"""Where a record that another city handed over came from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from veerkracht.web.registers.models import Record


class Handover(models.Model):
    """A record that was received: from which city, and what differs here.

    Notes
    -----
    `original` is the bundle as it came, with the name of the city in both languages; `city` is the English one.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="handover")
    city = models.CharField(max_length=120)
    address = models.URLField(max_length=400, blank=True)
    digest = models.CharField(max_length=64)
    differs = models.TextField(max_length=4_000)
    original = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.city}: {self.record_id}"
