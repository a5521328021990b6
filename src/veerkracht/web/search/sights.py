"""Through which eyes the search looks: per register the versions, records and circles that a reader sees."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from veerkracht.catalogue import Register, registers
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Face, Record
from veerkracht.web.registers.reading import Segment, segments

__all__ = ["Sights", "sights_of"]


@dataclass(frozen=True)
class Sights:
    """What a reader sees of all registers at once.

    Parameters
    ----------
    segments : tuple of Segment
        The different ways to see a record; a record has the `place` of its own in this list.
    cases : tuple of (Q, int)
        Which records are seen in which way; the first that holds a record counts.
    """

    segments: tuple[Segment, ...]
    cases: tuple[tuple[Q, int], ...]

    def placed(self, records: QuerySet[Record]) -> QuerySet[Record]:
        """Give records their `place`; one that the reader may not see has none."""
        whens = [When(where, then=Value(place)) for where, place in self.cases]
        return records.annotate(place=Case(*whens, output_field=IntegerField()))

    def seen(self) -> Q:
        """Return the condition on placed records that a passage is the one that the reader sees."""
        condition = Q(pk__in=[])
        for place, segment in enumerate(self.segments):
            circle = VISIBILITIES.index(segment.level)
            version = "working" if segment.face == Face.WORKING else "published"
            condition |= Q(
                place=place,
                passages__lowest__lte=circle,
                passages__highest__gte=circle,
                **{f"passages__{version}": True},
            )
        return condition


def sights_of(reader: Reader) -> Sights | None:
    """Return what a reader sees, or None if that is nothing at all.

    Notes
    -----
    Registers that are read in the same way are asked for together: `segments` looks at the class of a register and
    at whether it is a part of another, and at nothing else.
    """
    kinds: dict[tuple[str, bool], list[Register]] = {}
    for item in registers().values():
        kinds.setdefault((item.access, bool(item.part_of)), []).append(item)
    ways: dict[tuple[Face, str], tuple[int, Segment]] = {}
    cases: list[tuple[Q, int]] = []
    for items in kinds.values():
        for segment in segments(reader, items[0]):
            place, _ = ways.setdefault((segment.face, segment.level), (len(ways), segment))
            cases.append((Q(register__in=[item.id for item in items]) & segment.where, place))
    return Sights(tuple(segment for _, segment in ways.values()), tuple(cases)) if cases else None
