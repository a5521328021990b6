"""Through which eyes the search looks: per register the versions, records and circles that a reader sees."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from veerkracht.catalogue import registers
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Face, Record
from veerkracht.web.registers.reading import Segment, segments

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
        for way in _ways(segments(reader, registers()[names[0]])):
            condition |= Q(register__in=names) & way
    return condition


def _ways(parts: tuple[Segment, ...]) -> Iterator[Q]:
    """Yield a condition per segment; a record belongs to the first segment that holds it."""
    for place, segment in enumerate(parts):
        records = Record.objects.filter(segment.where, pk=OuterRef("record"))
        for before in parts[:place]:
            records = records.exclude(before.where)
        every = place == 0 and segment.where == _EVERY
        yield _passage(segment) if every else _passage(segment) & Q(Exists(records))


def _passage(segment: Segment) -> Q:
    circle = VISIBILITIES.index(segment.level)
    version = Q(working=True) if segment.face == Face.WORKING else Q(published=True)
    return version & Q(lowest__lte=circle, highest__gte=circle)
