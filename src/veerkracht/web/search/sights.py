"""Through which eyes the search looks: per register the versions, records and circles that a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from veerkracht.catalogue import registers
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Face, Record
from veerkracht.web.registers.reading import Segment, segments
from veerkracht.web.search.models import Passage

__all__ = ["Sights", "sights_of"]

_EVERY = Q(pk__isnull=False)
"""How `segments` says that all records are seen; then no record needs to be looked at."""


@dataclass(frozen=True)
class Sights:
    """What a reader sees of all registers at once.

    Parameters
    ----------
    ways : tuple of (Q, Segment)
        Conditions on passages, at most one of which holds for any passage, each with how its record is seen.
    """

    ways: tuple[tuple[Q, Segment], ...]

    def seen(self, passages: QuerySet[Passage]) -> QuerySet[Passage]:
        """Keep the passages that the reader sees: one for each record, or none."""
        condition = Q(pk__in=[])
        for where, _ in self.ways:
            condition |= where
        return passages.filter(condition)

    def placed(self, passages: QuerySet[Passage]) -> QuerySet[Passage]:
        """Tell of each passage the place in `ways` of how it is seen."""
        whens = [When(where, then=Value(place)) for place, (where, _) in enumerate(self.ways)]
        return passages.annotate(place=Case(*whens, output_field=IntegerField()))


def sights_of(reader: Reader) -> Sights:
    """Return what a reader sees; without a grant nothing.

    Notes
    -----
    Registers that are read in the same way are asked for together: `segments` looks at the class of a register and
    at whether it is a part of another, and at nothing else.
    """
    kinds: dict[tuple[str, bool], list[str]] = {}
    for item in registers().values():
        kinds.setdefault((item.access, bool(item.part_of)), []).append(item.id)
    return Sights(tuple(way for names in kinds.values() for way in _ways(reader, names)))


def _ways(reader: Reader, names: list[str]) -> Iterator[tuple[Q, Segment]]:
    parts = segments(reader, registers()[names[0]])
    for place, segment in enumerate(parts):
        records = Record.objects.filter(segment.where, pk=OuterRef("record"))
        for before in parts[:place]:
            records = records.exclude(before.where)
        every = place == 0 and segment.where == _EVERY
        where = Q(register__in=names) & _passage(segment)
        yield (where if every else where & Q(Exists(records))), segment


def _passage(segment: Segment) -> Q:
    circle = VISIBILITIES.index(segment.level)
    version = Q(working=True) if segment.face == Face.WORKING else Q(published=True)
    return version & Q(lowest__lte=circle, highest__gte=circle)
