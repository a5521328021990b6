"""The log: each entry holds the hash of the one before, so that a change or gap shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import connection, models, transaction
from django.utils import timezone

FIRST = "0" * 64
_LOCK = 7_206_115  # any number, the same for all writers of the log


class Entry(models.Model):
    """One thing that was done, by whom, in which role."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["subject"]), models.Index(fields=["action", "at"])]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:  # Any: the signature of Django
        """Refuse: entries come from `log` only, and never change."""
        raise TypeError("An entry of the log cannot be saved or changed. Use log().")

    delete = save  # type: ignore[assignment]  # an entry is never removed either

    def expected_digest(self) -> str:
        """Return the hash that the entry should have."""
        content = [self.number, self.at.isoformat(), self.actor, self.action, self.subject, self.detail, self.previous]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def log(action: str, subject: str, *, actor: str, **detail: Any) -> Entry:  # Any: JSON values
    """Add an entry to the log, in the transaction of what it tells.

    Parameters
    ----------
    action : str
        What was done, for example ``record.change`` or ``transcript.read``.
    subject : str
        On what, for example ``interviews/1b2c…``. No content and no personal data.
    actor : str
        Who, as ``user:12`` or ``link:interview`` or ``system``.
    """
    with transaction.atomic():
        _wait_for_turn()
        last = Entry.objects.order_by("-number").values_list("number", "digest").first()
        number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
        entry = Entry(number=number, at=timezone.now(), actor=actor, action=action, subject=subject, detail=detail,
                      previous=previous)  # fmt: skip
        entry.digest = entry.expected_digest()
        Entry.objects.bulk_create([entry])
    return entry


def _wait_for_turn() -> None:
    """Let one writer at a time add to the log; SQLite does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def broken_entries(entries: Iterable[Entry] | None = None) -> list[int]:
    """Return the numbers of the entries that were changed, or that do not follow on the one before."""
    previous, expected, broken = FIRST, 1, []
    for entry in Entry.objects.order_by("number").iterator() if entries is None else entries:
        if (entry.previous, entry.number, entry.digest) != (previous, expected, entry.expected_digest()):
            broken.append(entry.number)
        previous, expected = entry.digest, entry.number + 1
    return broken
