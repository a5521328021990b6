"""Changing one answer of many records at once: first seen, then kept in one go, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db import transaction

from veerkracht.catalogue import Field, Register
from veerkracht.web.people.access import Action, Actor, Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.checking import Finding, check_values
from veerkracht.web.registers.finding import is_taken
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.registers.naming import Told, naming_for, tell
from veerkracht.web.registers.reading import Segment, readable, segments, title_of, visible_fields
from veerkracht.web.registers.typed import segment_of

__all__ = ["MOST", "Planned", "Ticked", "carry_out", "changeable_fields", "plan", "ticked"]

MOST: Final = 200
"""How many records are changed at once at most: one page of a list."""
_KINDS: Final = (
    "text",
    "choice",
    "yes_no",
    "integer",
    "decimal",
    "money",
    "year",
    "date",
    "day",
    "area",
    "link",
    "person",
)


class Ticked(NamedTuple):
    """A row that was chosen: which record, in which version it stood in the list."""

    external_id: str
    version: int

    @property
    def key(self) -> str:
        """Return the row as the list names it."""
        return f"{self.external_id}@{self.version}"


@dataclass(frozen=True)
class Planned:
    """What will happen to a row.

    Parameters
    ----------
    problem : str
        Empty when it can be changed; else ``gone`` (not there for this reader), ``denied`` (may be read, not changed),
        ``changed`` (by somebody else since the list was opened), ``same`` (it already holds this) or ``wrong``
        (a rule of the register would be broken, see `finding`).
    """

    row: Ticked
    title: str
    before: Told
    after: Told
    problem: str = ""
    finding: Finding | None = None
    record: Record | None = None


def ticked(texts: Iterable[str]) -> list[Ticked]:
    """Read the rows that were chosen, each once; what is no row is left out."""
    found = {}
    for text in texts:
        name, _, version = text.rpartition("@")
        if name and version.isascii() and version.isdigit() and len(version) < 8:
            found[name] = Ticked(name, int(version))
    return list(found.values())[:MOST]


def changeable_fields(item: Register, reader: Reader) -> list[Field]:
    """Return the fields of which one answer can be given to many records; texts in two languages are left out."""
    parts = segments(reader, item, action=Action.CHANGE)
    seen = {field.id for part in parts for field in visible_fields(item, part)}
    return [field for field in item.fields if field.id in seen and field.kind in _KINDS and not field.languages]


def plan(item: Register, rows: list[Ticked], field: Field, value: Any, *, actor: Actor) -> list[Planned]:  # Any: JSON
    """Tell what an answer would do to each row, without keeping anything.

    Notes
    -----
    A fixed number of questions to the database, and one more for each row where a rule asks whether something is
    taken already.
    """
    reader = actor.reader
    names = [row.external_id for row in rows]
    seen = {record.external_id: record for record in readable(reader, item).filter(external_id__in=names)}
    parts = segments(reader, item, action=Action.CHANGE)
    open_to_change = {
        record.external_id
        for record in readable(reader, item, action=Action.CHANGE).filter(external_id__in=names)
        if field in visible_fields(item, parts[segment_of(record)])
    }
    naming = naming_for(
        [((field,), {field.id: value}), *(((field,), record.values) for record in seen.values())], reader
    )
    after = tell(field, value, naming)
    found = []
    for row in rows:
        record = seen.get(row.external_id)
        problem, finding = _problem(record, row, field, value, may=row.external_id in open_to_change)
        known = record is not None and problem not in ("gone", "denied")
        before = tell(field, record.values.get(field.id), naming) if record and known else Told("line", ())
        found.append(Planned(row, _title(record, row, item, reader), before, after, problem, finding, record))
    return found


def _title(record: Record | None, row: Ticked, item: Register, reader: Reader) -> str:
    if record is None:
        return row.external_id
    parts: tuple[Segment, ...] = segments(reader, item)
    return title_of(record, parts[segment_of(record)], reader.language)


def _problem(
    record: Record | None,
    row: Ticked,
    field: Field,
    value: Any,  # Any: JSON values
    *,
    may: bool,  # Any: JSON values
) -> tuple[str, Finding | None]:  # Any: JSON
    if record is None:
        return "gone", None
    if not may:
        return "denied", None
    if record.version != row.version:
        return "changed", None
    if record.values.get(field.id) == value:
        return "same", None
    finding = _broken(record, field, value)
    return ("wrong", finding) if finding else ("", None)


def _broken(record: Record, field: Field, value: Any) -> Finding | None:  # Any: JSON
    merged: Values = {name: given for name, given in {**record.values, field.id: value}.items() if given is not None}
    findings = check_values(
        record.definition, merged, before=record.values, taken=lambda rule: is_taken(record, rule, merged)
    )
    return next((finding for finding in findings if not finding.warning), None)


def carry_out(planned: list[Planned], field: Field, value: Any, *, actor: Actor, reason: str) -> int:  # Any: JSON
    """Change the rows that can be changed, all or none, and return how many.

    Raises
    ------
    ConflictError, DeniedError, AnswersError
        If a row can no longer be changed; then none is.
    """
    able = [item for item in planned if not item.problem and item.record]
    with transaction.atomic():
        for item in able:
            if item.record:
                records.change(item.record, {field.id: value}, actor=actor, version=item.row.version, reason=reason)
    return len(able)
