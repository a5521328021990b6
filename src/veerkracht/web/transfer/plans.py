"""What an import would do: per row of a file what it makes, changes, leaves or refuses."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from veerkracht.catalogue import Register
from veerkracht.web.registers.models import Record
from veerkracht.web.transfer.spotted import Spotted, Trouble

__all__ = ["Change", "Choices", "Kind", "Plan", "Policy", "Step"]


class Policy(StrEnum):
    """What to do with rows that are recorded already."""

    UPDATE = "update"  # change them
    SKIP = "skip"  # leave them as they are
    STOP = "stop"  # refuse them, and with them the file


class Kind(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Choices:
    """How to import.

    Parameters
    ----------
    clear_blanks : bool
        Whether a blank cell makes an answer unknown; else the answer stays.
    make_keys : bool
        Whether a row without key gets one made of its name; else it is refused.
    """

    policy: Policy = Policy.UPDATE
    clear_blanks: bool = False
    make_keys: bool = False


class Change(NamedTuple):
    """One answer before and after; links as keys. The field ``#parent`` is what the row belongs to."""

    field: str
    before: Any  # Any: JSON
    after: Any  # Any: JSON


@dataclass
class Step:
    """What becomes of one row; `record` is filled in and ready to keep where it is new or changed.

    Parameters
    ----------
    version : int
        The version of the record that is there; 0 for a new one.
    parent_before : UUID or None
        What the record belongs to until now.
    """

    item: Register
    key: str
    kind: Kind
    row: Spotted | None = None
    record: Record | None = None
    version: int = 0
    parent_before: uuid.UUID | None = None
    changes: list[Change] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def refuse(self, trouble: Trouble) -> None:
        """Refuse the row, with what is wrong."""
        self.kind = Kind.REFUSED
        self.troubles.append(trouble)


@dataclass
class Plan:
    """What becomes of a file: its rows in order, and what is told besides."""

    steps: list[Step]
    notices: list[Trouble]

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each kind."""
        found = Counter(step.kind for step in self.steps)
        return {kind.value: found[kind] for kind in Kind}

    def digest(self) -> str:
        """Return a hash that is the same as long as the records, and what may be done with them, are."""
        told = [
            (step.item.id, step.key, step.kind, step.version, [change.field for change in step.changes],
             [trouble.code for trouble in step.troubles])
            for step in self.steps
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()
