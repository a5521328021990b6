"""Which steps of review a record can take now, for one reader, and what the public will see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from veerkracht.catalogue import Register
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.comparing import Change, changed_fields, changes_between
from veerkracht.web.registers.detail import Sight
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.naming import naming_for
from veerkracht.web.registers.reading import allowed, segments, visible_fields
from veerkracht.web.registers.records import FOUR_EYES, MOVES, NEEDS_REASON

__all__ = ["Preview", "Step", "granted", "preview_of", "public_standing", "steps_for"]


@dataclass(frozen=True)
class Step:
    """A step of review; `asks` is whether a page stands in between, for a reason or a look at what will be published."""

    to: str
    asks: bool
    blocked: bool = False  # a second person must do it


@dataclass(frozen=True)
class Preview:
    """What approving changes for the public.

    Parameters
    ----------
    seen : bool
        Whether the public sees anything of this register at all.
    first : bool
        Whether nothing was published before.
    changes : tuple of Change
        Per question what the public saw and what it will see.
    parts : int
        Records that belong to it and are published with it.
    """

    seen: bool
    first: bool
    changes: tuple[Change, ...]
    parts: int


def granted(record: Record, reader: Reader) -> frozenset[Action]:
    """Return what a reader may do with a record."""
    return frozenset(action for action in Action if reader.may(action, record.definition.access) and
                     allowed(reader, action, record))  # fmt: skip


def steps_for(record: Record, reader: Reader, actions: frozenset[Action]) -> list[Step]:
    """Return the steps of review that a reader may take with a record now."""
    own = record.definition.access in FOUR_EYES and record.changed_by_id == reader.user_id
    return [
        Step(str(to), asks=to in NEEDS_REASON or to == State.APPROVED, blocked=own and to == State.APPROVED)
        for (state, to), action in MOVES.items()
        if state == record.state and action in actions
    ]


def public_standing(sight: Sight) -> Literal["never", "archived", "not_yet", "differs", "same"]:
    """Tell how what the public sees stands to the working version, in what this reader sees of both."""
    record, public = sight.record, segments(Reader(), sight.item)
    if not public:
        return "never"
    if record.state == State.ARCHIVED:
        return "archived"
    if record.published is None:
        return "not_yet"
    fields = [asked for asked in visible_fields(sight.item, public[0]) if asked in sight.fields]
    return "differs" if changed_fields(fields, record.published, record.values) else "same"


def preview_of(record: Record, item: Register, reader: Reader) -> Preview:
    """Return what the public will see after approval, beside what it sees now."""
    public = segments(Reader(language=reader.language), item)
    fields = visible_fields(item, public[0]) if public else ()
    before = record.published or {}
    naming = naming_for([(fields, before), (fields, record.values)], reader)
    changes = tuple(changes_between(fields, before, record.values, naming))
    parts = record.parts.exclude(state__in=(State.ARCHIVED, State.APPROVED)).count()
    return Preview(bool(public), record.published is None, changes, parts)
