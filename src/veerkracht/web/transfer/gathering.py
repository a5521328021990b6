"""What goes into a file: the records a reader may take along, with the fields that are seen of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from veerkracht.catalogue import Field, Register, children_of, registers
from veerkracht.errors import DeniedError
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.models import Face, Record, Values
from veerkracht.web.registers.reading import Segment, readable, segments, shown
from veerkracht.web.registers.typed import segment_of

__all__ = ["Leaf", "Row", "gather", "gather_city"]


@dataclass(frozen=True)
class Row:
    """A record in a file: its key, the key and the id of what it belongs to, and the values that are seen."""

    key: str
    parent: str
    values: Values
    record_id: str


@dataclass(frozen=True)
class Leaf:
    """The records of one register in a file; a field stands in it only if it is seen of every one of them."""

    item: Register
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]


def gather(
    reader: Reader,
    item: Register,
    *,
    records: QuerySet[Record] | None = None,
    fields: Sequence[str] = (),
    parts: bool = True,
) -> list[Leaf]:
    """Return a register and, below it, the parts of its records.

    Parameters
    ----------
    records : QuerySet
        Which records; without it all that are in use.
    fields : sequence of str
        Which fields; without it all that are seen.
    parts : bool
        Whether the registers of parts come along, as far as the reader may take them.

    Raises
    ------
    DeniedError
        If the reader may not take this register along, or one of the fields is not seen of every record.
    """
    segments_of = segments(reader, item, action=Action.EXPORT)
    if not segments_of:
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="export", what=item.id)
    found = _leaf(reader, item, segments_of, wanted=records)
    leaves = [_chosen(found, fields) if fields else found]
    return [*leaves, *_parts(reader, found)] if parts else leaves


def gather_city(reader: Reader) -> list[Leaf]:
    """Return every register that the reader may take along, parts after what they belong to.

    Raises
    ------
    DeniedError
        If there is none.
    """
    wholes = [item for item in registers().values() if not item.part_of]
    open_ones = [item for item in wholes if segments(reader, item, action=Action.EXPORT)]
    if not open_ones:
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="export", what="registers")
    return [leaf for item in open_ones for leaf in gather(reader, item)]


def _leaf(
    reader: Reader, item: Register, segments_of: tuple[Segment, ...], *, wanted: QuerySet[Record] | None = None,
    parents: frozenset[str] | None = None,
) -> Leaf:  # fmt: skip
    known = readable(reader, item, action=Action.EXPORT).select_related("parent")
    records = known.exclude(state="archived") if wanted is None else known.filter(pk__in=wanted.order_by().values("pk"))
    if all(segment.face == Face.WORKING for segment in segments_of):
        records = records.defer("published", "parent__published", "parent__values")
    found = [record for record in records if parents is None or str(record.parent_id) in parents]
    found.sort(key=_in_order)
    used = {segment_of(record) for record in found} or set(range(len(segments_of)))
    fields = _seen_of_all(item, [segments_of[place] for place in used])
    names = {field.id for field in fields}
    return Leaf(item, fields, tuple(_row(record, segments_of[segment_of(record)], names) for record in found))


def _row(record: Record, segment: Segment, names: set[str]) -> Row:
    values = {name: value for name, value in shown(record, segment).items() if name in names}
    return Row(record.external_id, record.parent.external_id if record.parent else "", values, str(record.pk))


def _in_order(record: Record) -> tuple[tuple[tuple[bool, int, str], ...], ...]:
    """Sort by the keys as people count: A2 before A10, and the same on every database."""
    keys = (record.parent.external_id if record.parent else "", record.external_id)
    return tuple(tuple(_counted(part) for part in re.split(r"([0-9]+)", key) if part) for key in keys)


def _counted(part: str) -> tuple[bool, int, str]:
    is_number = part.isascii() and part.isdigit()
    return not is_number, int(part) if is_number else 0, part


def _seen_of_all(item: Register, used: Iterable[Segment]) -> tuple[Field, ...]:
    seen = [{field.id for field in item.seen_at(segment.level)} for segment in used]
    return tuple(field for field in item.fields if all(field.id in names for names in seen))


def _chosen(leaf: Leaf, names: Sequence[str]) -> Leaf:
    seen = {field.id for field in leaf.fields}
    for name in names:
        if name not in seen:
            raise DeniedError("You do not see {what} of every record here. Choose other columns, or fewer records.",
                              what=name)  # fmt: skip
    return Leaf(leaf.item, tuple(field for field in leaf.fields if field.id in names), leaf.rows)


def _parts(reader: Reader, leaf: Leaf) -> list[Leaf]:
    parents = frozenset(row.record_id for row in leaf.rows)
    leaves: list[Leaf] = []
    for item in children_of(leaf.item.id):
        if segments_of := segments(reader, item, action=Action.EXPORT):
            found = _leaf(reader, item, segments_of, parents=parents)
            leaves += [found, *_parts(reader, found)]
    return leaves
