"""Records counted by one of their choices, as far as the reader sees that choice."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Case, Count, F, Q, QuerySet, TextField, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from veerkracht.catalogue import Register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.brief import column_of
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.reading import readable, segments, visible_fields

__all__ = ["latest_year", "tally"]


def tally(item: Register, by: str, reader: Reader, *, where: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return how many records in use hold each value of a field; unknown is the empty text.

    Parameters
    ----------
    by : str
        Field with one choice or year.
    where : Mapping or None
        Values that other fields hold.
    """
    records = readable(reader, item).exclude(state=State.ARCHIVED)
    for name, value in (where or {}).items():
        records = _with_value(records, name, item, reader, "kept").filter(Q(kept=value))
    rows = _with_value(records, by, item, reader, "counted").order_by().values_list(F("counted"))
    return {value or "": n for value, n in rows.annotate(n=Count("pk"))}


def latest_year(item: Register, field: str, reader: Reader) -> str:
    """Return the last year that a record in use holds; empty where none does."""
    years = [value for value in tally(item, field, reader) if value]
    return max(years, default="")


def _with_value(records: QuerySet[Record], name: str, item: Register, reader: Reader, called: str) -> QuerySet[Record]:
    """Add the value of a field as text, absent where the reader may not see it."""
    cases = [
        When(
            segment=place,
            then=Cast(KT(f"{column_of(item, item.field(name), part.face)}__{name}"), TextField()),
        )
        for place, part in enumerate(segments(reader, item))
        if item.field(name) in visible_fields(item, part)
    ]
    return records.annotate(**{called: Case(*cases, output_field=TextField())})
