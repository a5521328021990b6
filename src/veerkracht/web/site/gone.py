"""The list of what may not come back with a backup: hashes, in a file beside the database.

It tells nothing about anybody; without the backup a hash leads nowhere. It is not part of a backup, so that putting one
back does not take it along.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple

from django.conf import settings
from django.db import transaction

__all__ = ["Gone", "Kind", "add", "hash_of", "list_file", "listed"]

Kind = Literal["record", "account", "consent", "link"]
_ONCE: Final[tuple[Kind, ...]] = ("record", "account", "link")
"""Kinds of which the same is told once."""


class Gone(NamedTuple):
    """What may not come back.

    Notes
    -----
    Of a record all versions before `version` go, every version where that is 0, or only the answers to `fields`. An
    account and a link have neither. Of consent `key` is a version of an interview in which more was allowed, and
    `fields` are the levels that are left; the last one told counts.
    """

    kind: Kind
    key: str
    fields: tuple[str, ...] = ()
    version: int = 0


def list_file() -> Path:
    """Return the list; keep it together with the key of the application."""
    return Path(settings.STATE) / "erased.jsonl"


def hash_of(*key: object) -> str:
    """Return by what a thing is known again, and not found without the thing itself."""
    return hashlib.sha256(":".join(map(str, key)).encode()).hexdigest()


def add(gone: list[Gone]) -> None:
    """Put something on the list once the transaction that runs is kept."""
    transaction.on_commit(lambda: _write(gone), robust=True)


def _write(gone: Iterable[Gone]) -> None:
    known = {one for kind in _ONCE for found in listed(kind).values() for one in found}
    with list_file().open("a", encoding="ascii") as file:
        file.writelines(_line(one) for one in dict.fromkeys(gone) if one not in known)


def _line(one: Gone) -> str:
    return json.dumps({one.kind: one.key, "fields": one.fields, "version": one.version}) + "\n"


def listed(kind: Kind) -> Mapping[str, list[Gone]]:
    """Return what is on the list, by key."""
    found: dict[str, list[Gone]] = {}
    lines = list_file().read_text("ascii").splitlines() if list_file().is_file() else []
    for told in (json.loads(line) for line in lines if line.strip()):
        if kind in told:
            found.setdefault(told[kind], []).append(Gone(kind, told[kind], tuple(told["fields"]), told["version"]))
    return found
