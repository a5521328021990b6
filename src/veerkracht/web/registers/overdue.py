"""What is overdue: its date has passed while it is still open, as the register says."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Length

from veerkracht.catalogue import Register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.brief import column_of
from veerkracht.web.registers.models import Face, Record, Values
from veerkracht.web.registers.reading import Segment, segments, visible_fields

__all__ = ["is_overdue", "overdue"]

_YEAR, _MONTH, _DAY = (len(text) for text in ("2027", "2027-03", "2027-03-15"))


def is_overdue(item: Register, values: Values, today: date) -> bool:
    """Tell whether a record is overdue by the values that are seen of it.

    A date that is known in part has passed when its whole month or year has.
    """
    if item.late is None or not item.late.is_open(values.get(item.late.field)):
        return False
    due = values.get(item.late.date)
    return isinstance(due, str) and due < today.isoformat()[: len(due)]


def overdue(records: QuerySet[Record], item: Register, reader: Reader, today: date) -> QuerySet[Record]:
    """Keep the records that are overdue in the version and the fields that a reader sees.

    Parameters
    ----------
    records : QuerySet
        From `readable`.
    """
    if item.late is None:
        return records.none()
    due = item.field(item.late.date)
    dates = {f"due_{face}": Cast(KT(f"{column_of(item, due, face)}__{due.id}"), TextField()) for face in Face}
    lengths = {f"length_{name}": Length(name) for name in dates}
    condition = Q(pk__in=[])
    for place, segment in enumerate(segments(reader, item)):
        if {item.late.date, item.late.field} - {""} <= {field.id for field in visible_fields(item, segment)}:
            condition |= Q(segment=place) & _passed(item, segment, today)
    return records.alias(**dates).alias(**lengths).filter(condition)


def _passed(item: Register, segment: Segment, today: date) -> Q:
    if item.late is None:
        return Q(pk__in=[])
    passed = _before(f"due_{segment.face}", today.isoformat(), whole=item.field(item.late.date).kind == "day")
    if not item.late.field:
        return passed
    column = column_of(item, item.field(item.late.field), segment.face)
    key = f"{column}__{item.late.field}"
    if item.late.closed_values:
        unknown = ~Q(**{f"{column}__has_key": item.late.field})
        return passed & (unknown | ~Q(**{f"{key}__in": list(item.late.closed_values)}))
    return Q(**{f"{key}__in": list(item.late.open_values)}) & passed


def _before(name: str, now: str, *, whole: bool) -> Q:
    """Tell whether a date has passed; one that is known in part only when all of it has."""
    if whole:
        return Q(**{f"{name}__lt": now})
    passed = Q(**{f"{name}__lt": now[:_YEAR]})
    for known in (_MONTH, _DAY):
        passed |= Q(**{f"{name}__lt": now[:known], f"length_{name}__gte": known})
    return passed
