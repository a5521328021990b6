"""The records that a selection asks for, as far as the reader may see them."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from veerkracht.catalogue import Field, register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Area, Face, Record, State
from veerkracht.web.registers.overdue import overdue
from veerkracht.web.registers.reading import matching, readable, segments, sorted_by
from veerkracht.web.registers.selection import Selection

__all__ = ["selected"]

_MOST_LINKED = 200


def selected(selection: Selection, reader: Reader, *, today: date) -> QuerySet[Record]:
    """Return the records of a selection, sorted, each with `segment`; pages are left to the caller.

    Parameters
    ----------
    today : date
        Day at which is looked what is overdue.
    """
    item = selection.item
    records = _in_state(readable(reader, item), selection, reader)
    if selection.of:
        parents = readable(reader, register(item.part_of)).filter(external_id=selection.of)
        records = records.filter(parent__in=parents.values("pk"))
    if selection.text:
        records = _named(records, selection, reader)
    for name, values in selection.filters:
        wanted = _wanted(item.field(name), values, reader)
        records = matching(records, name, wanted, reader=reader, item=item)
    if selection.late:
        records = overdue(records, item, reader, today)
    if selection.changed_since:
        records = records.filter(_changed_since(selection, reader))
    return sorted_by(records, selection.sort or item.sort, reader=reader, item=item)


def _places(selection: Selection, reader: Reader, face: Face) -> list[int]:
    return [place for place, part in enumerate(segments(reader, selection.item)) if part.face == face]


def _in_state(records: QuerySet[Record], selection: Selection, reader: Reader) -> QuerySet[Record]:
    if selection.review:
        seen_as_worked_on = Q(segment__in=_places(selection, reader, Face.WORKING))
        return records.filter(seen_as_worked_on, state=selection.review)
    return records.exclude(state=State.ARCHIVED)


def _named(records: QuerySet[Record], selection: Selection, reader: Reader) -> QuerySet[Record]:
    item, text = selection.item, selection.text
    title = item.field(item.title)
    if title.choices:
        codes = [choice.code for choice in title.choices if text.casefold() in getattr(choice.label, reader.language)]
        return matching(records, item.title, codes, reader=reader, item=item)
    if title.kind in ("text", "prose"):
        return matching(records, item.title, [text], reader=reader, item=item)
    return records.filter(external_id__icontains=text)


def _wanted(field: Field, values: tuple[str, ...], reader: Reader) -> list[str]:
    """Return the values to look for: with an area those inside it, with words the records that are called so."""
    if field.kind == "area":
        return [*values, *_inside(values)]
    if field.kind == "link":
        return [key for value in values for key in _linked(field, value, reader)]
    return list(values)


def _inside(codes: tuple[str, ...]) -> list[str]:
    direct = Area.objects.filter(parent__in=codes)
    return list(
        Area.objects.filter(Q(parent__in=codes) | Q(parent__in=direct.values("code"))).values_list("code", flat=True)
    )


def _linked(field: Field, value: str, reader: Reader) -> list[str]:
    if value == "-":
        return [value]
    item = register(field.target)
    seen = readable(reader, item)
    if _is_key(value):
        found = seen.filter(pk=value)
    else:
        named = matching(seen, item.title, [value], reader=reader, item=item)
        found = seen.filter(Q(external_id=value) | Q(pk__in=named.values("pk")))
    return [str(key) for key in found.values_list("pk", flat=True)[:_MOST_LINKED]]


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _changed_since(selection: Selection, reader: Reader) -> Q:
    text = selection.changed_since
    moment = datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time.min)
    since = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    working, published = (_places(selection, reader, face) for face in (Face.WORKING, Face.PUBLISHED))
    return Q(segment__in=working, changed_at__gte=since) | Q(segment__in=published, published_at__gte=since)
