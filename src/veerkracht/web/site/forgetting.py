"""What was erased stays erased when an older backup is put back.

A list beside the database, in the state folder, holds a hash of the key of each record that was erased, or of which
answers were. It tells nothing about anybody; without the backup the hash leads nowhere. It is not part of a backup, so
that putting one back does not take it along.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction

from veerkracht.web.registers import records
from veerkracht.web.registers.forgetting import forget
from veerkracht.web.registers.loading import SYSTEM
from veerkracht.web.registers.models import Record

__all__ = ["connect", "erase_again", "list_file"]

_REASON: Final = "erased before"


class _Gone(NamedTuple):
    """What was erased: all of a record in versions before `version`, or of every version where that is 0, or `fields`."""

    record: str
    fields: tuple[str, ...]
    version: int


def list_file() -> Path:
    """Return the list of what was erased; keep it together with the key of the application."""
    return Path(settings.STATE) / "erased.jsonl"


def connect() -> None:
    """Listen to what is erased."""
    records.erased.connect(_note, dispatch_uid="site.erased")


def _note(
    sender: object, ids: Iterable[UUID], fields: Collection[str] = (), version: int = 0, **more: Any  # Any: the signal
) -> None:  # fmt: skip
    gone = [_Gone(_hash(key), tuple(sorted(fields)), version) for key in ids]
    transaction.on_commit(lambda: _add(gone), robust=True)


def _hash(key: UUID) -> str:
    return hashlib.sha256(key.bytes).hexdigest()


def _add(gone: list[_Gone]) -> None:
    known = _listed()
    new = [one for one in gone if one not in known]
    with list_file().open("a", encoding="ascii") as file:
        file.writelines(json.dumps(one._asdict()) + "\n" for one in new)


def _listed() -> set[_Gone]:
    if not list_file().is_file():
        return set()
    told = [json.loads(line) for line in list_file().read_text("ascii").splitlines() if line.strip()]
    return {_Gone(one["record"], tuple(one["fields"]), one["version"]) for one in told}


def erase_again() -> int:
    """Erase what was erased before and came back with a backup; return of how many records.

    Notes
    -----
    A record that was emptied, as of somebody who withdrew, is erased only in the versions before that.
    """
    listed: dict[str, list[_Gone]] = {}
    for one in _listed():
        listed.setdefault(one.record, []).append(one)
    back = [key for key in Record.objects.values_list("pk", flat=True) if _hash(key) in listed] if listed else []
    return sum(_erase(key, listed[_hash(key)]) for key in back)


def _erase(key: UUID, gone: list[_Gone]) -> bool:
    record = Record.objects.filter(pk=key).first()
    if record is None:  # it went with what it belonged to
        return False
    whole = [one for one in gone if not one.fields and (not one.version or record.version < one.version)]
    names = {name for one in gone for name in one.fields}
    held = [{*version.values, *(version.published or {})} for version in record.history.all()]
    if whole:
        records.erase(record, actor=SYSTEM, reason=_REASON)
    elif names & {*record.values, *(record.published or {})}.union(*held):
        forget(record, names, actor=SYSTEM, reason=_REASON)
    else:
        return False
    return True
