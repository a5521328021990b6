"""Through which eyes the search looks: per register the versions, records and circles that a reader sees."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from veerkracht.catalogue import Register, registers
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Face, Record, State
from veerkracht.web.registers.reading import Segment, is_published, segments

__all__ = ["seen_by"]

_EVERY = Q(pk__isnull=False)
"""How `segments` says that all records are seen; then no record needs to be looked at."""


def seen_by(reader: Reader) -> Q:
    """Return the condition on passages that a reader sees: one for each record, or none.

    Notes
    -----
    Without a grant nothing is seen. Registers that are read in the same way are asked for together: `segments` looks
    at the class of a register and at whether it is a part of another, and at nothing else.
    """
    kinds: dict[tuple[str, bool], list[str]] = {}
    for item in registers().values():
        kinds.setdefault((item.access, bool(item.part_of)), []).append(item.id)
    condition = Q(pk__in=[])
    for names in kinds.values():
        item = registers()[names[0]]
        for way in _ways(item, segments(reader, item)):
            condition |= Q(register__in=names) & way
    return condition


def _ways(item: Register, parts: tuple[Segment, ...]) -> Iterator[Q]:
    """Yield a condition per segment; a record belongs to the first segment that holds it."""
    for place, segment in enumerate(parts):
        if place == 0 and segment.where == is_published(item):
            yield _passage(segment) & _parent_is_published(item)
            continue
        records = Record.objects.filter(segment.where, pk=OuterRef("record"))
        for before in parts[:place]:
            records = records.exclude(before.where)
        every = place == 0 and segment.where == _EVERY
        yield _passage(segment) if every else _passage(segment) & Q(Exists(records))


def _parent_is_published(item: Register) -> Q:
    """Of what is archived or not published there is no published passage, so only what it belongs to is looked at."""
    if not item.part_of:
        return _EVERY
    wholes = sorted({other.part_of for other in registers().values() if other.access == item.access and other.part_of})
    seen = Record.objects.filter(register__in=wholes, published__isnull=False).exclude(state=State.ARCHIVED)
    return Q(parent__in=seen.values("pk"))


def _passage(segment: Segment) -> Q:
    circle = VISIBILITIES.index(segment.level)
    version = Q(working=True) if segment.face == Face.WORKING else Q(published=True)
    return version & Q(lowest__lte=circle, highest__gte=circle)
