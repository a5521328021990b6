"""The log: each entry holds the hash of the one before, so that a change or gap shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, ClassVar, Final, NoReturn

from django.db import connection, models, transaction
from django.utils import timezone

FIRST = "0" * 64
QUIET: Final = frozenset({
    "account.sign_in", "account.sign_out", "account.sign_out_everywhere", "account.refuse", "account.password",
    "account.second_factor_added", "account.second_factor_removed", "account.recovery_codes", "account.export",
    "comment.add", "comment.settle", "export.file", "interview.kept", "interview.mail-reminder", "interview.mail-text",
    "invitation.send", "log.check", "token.make", "token.revoke", "transcript.read",
})  # fmt: skip
"""What never changes anything that the public sees."""

_LOCK = 7_206_115  # any number, the same for all writers of the log


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions to the log."""

    def about(self, who: str) -> EntryQuerySet:
        """Return what somebody did and what was done to their account, in order."""
        return self.filter(models.Q(actor=who) | models.Q(subject=who)).order_by("number")

    def actions(self) -> list[str]:
        """Return the actions that occur."""
        return list(self.order_by("action").values_list("action", flat=True).distinct())

    def chosen(
        self, *, action: str = "", subject: str = "", since: date | None = None, until: date | None = None
    ) -> EntryQuerySet:
        """Return the entries of an action, on or by somebody or something, between two days, newest first."""
        found = self.filter(action=action) if action else self
        if subject:
            found = found.filter(models.Q(subject__startswith=subject) | models.Q(actor=subject))
        if since:
            found = found.filter(at__date__gte=since)
        if until:
            found = found.filter(at__date__lte=until)
        return found.order_by("-number")


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
    unseen = models.BooleanField(null=True)  # true where the public sees nothing of it; not part of what is hashed

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["subject"]), models.Index(fields=["action", "at"]),
            models.Index(fields=["-number"], name="audit_entry_seen", condition=models.Q(unseen__isnull=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:  # Any: the signature of Django
        """Refuse: entries come from `log` only, and never change."""
        raise TypeError("An entry of the log cannot be saved or changed. Use log().")

    delete = save  # an entry is never removed either

    def expected_digest(self) -> str:
        """Return the hash that the entry should have."""
        content = [self.number, self.at.isoformat(), self.actor, self.action, self.subject, self.detail, self.previous]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def log(action: str, subject: str, unseen: bool = False, /, *, actor: str, **detail: Any) -> Entry:  # Any: JSON values
    """Add an entry to the log, in the transaction of what it tells.

    Parameters
    ----------
    action : str
        What was done, for example ``record.change`` or ``transcript.read``.
    subject : str
        On what, for example ``interviews/1b2c…``. No content and no personal data.
    unseen : bool
        Whether nothing changes that the public sees, as with the actions in `QUIET`.
    actor : str
        Who, as ``user:12`` or ``link:interview`` or ``system``.
    """
    with transaction.atomic():
        _wait_for_turn()
        last = Entry.objects.order_by("-number").values_list("number", "digest").first() or anchor()
        number, previous = last[0] + 1, last[1]
        entry = Entry(number=number, at=timezone.now(), actor=actor, action=action, subject=subject, detail=detail,
                      previous=previous, unseen=unseen or action in QUIET or None)  # fmt: skip
        entry.digest = entry.expected_digest()
        Entry.objects.bulk_create([entry])
    (_LOOKED.get() or {}).clear()
    return entry


def _wait_for_turn() -> None:
    """Let one writer at a time add to the log; SQLite does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


class Cut(models.Model):
    """Where the log was cut: the last entry that went to a file, signed, so that the chain goes on from there."""

    number = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    file = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.file}"

    def content(self) -> str:
        """Return what is signed."""
        return f"{self.number}:{self.digest}:{self.file_digest}"


def anchor() -> tuple[int, str]:
    """Return number and digest of the entry on which the log follows."""
    return Cut.objects.order_by("-number").values_list("number", "digest").first() or (0, FIRST)


_LOOKED: Final[ContextVar[dict[bool, str] | None]] = ContextVar("looked", default=None)
"""What the last look at the log told, where one look is enough."""


@contextmanager
def one_look() -> Iterator[None]:
    """Let one look at the log do for all that is asked inside, until something is logged here."""
    token = _LOOKED.set({})
    try:
        yield
    finally:
        _LOOKED.reset(token)


def last_digest(*, seen: bool = False) -> str:
    """Return the digest of the last entry: another one whenever something was done.

    Parameters
    ----------
    seen : bool
        Only of entries after which the public may see something else.
    """
    looked = _LOOKED.get()
    if looked is None:
        return _digest(seen=seen)
    if seen not in looked:
        looked[seen] = _digest(seen=seen)
    return looked[seen]


def _digest(*, seen: bool) -> str:
    entries = Entry.objects.filter(unseen__isnull=True) if seen else Entry.objects
    return entries.order_by("-number").values_list("digest", flat=True).first() or anchor()[1]


def broken_entries(entries: Iterable[Entry] | None = None) -> list[int]:
    """Return the numbers of the entries that were changed, or that do not follow on the one before.

    Parameters
    ----------
    entries : iterable of Entry, optional
        In order, from the first; without it those of the database, from the last cut.
    """
    before, previous = (0, FIRST) if entries is not None else anchor()
    broken, expected = [], before + 1
    for entry in Entry.objects.filter(number__gt=before).order_by("number").iterator() if entries is None else entries:
        if (entry.previous, entry.number, entry.digest) != (previous, expected, entry.expected_digest()):
            broken.append(entry.number)
        previous, expected = entry.digest, entry.number + 1
    return broken
