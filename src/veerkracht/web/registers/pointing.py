"""Answers that point to other records, when those go: nothing may be left that points to what is not there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from veerkracht.catalogue import Register
from veerkracht.web.registers.models import Record, Reference, Values
from veerkracht.web.registers.typed import listed

__all__ = ["links_that_hold", "unlinked"]


def unlinked(ids: Collection[UUID]) -> list[Record]:
    """Return the records that point to some others, without that in both versions; they are not kept yet."""
    sources = Reference.objects.filter(target__in=ids).exclude(source__in=ids).values("source")
    found = list(Record.objects.select_for_update().filter(pk__in=sources).order_by("register", "pk"))
    gone = {str(key) for key in ids}
    for record in found:
        item = record.definition
        record.values = _without(item, record.values, gone)
        record.published = _without(item, record.published, gone) if record.published is not None else None
    return found


def links_that_hold(item: Register, values: Values) -> Values:
    """Return answers without links to records that are no longer there."""
    wanted = {key for field in item.link_fields for key in listed(values.get(field.id))}
    there = {str(key) for key in Record.objects.filter(pk__in=wanted).values_list("pk", flat=True)} if wanted else set()
    return _without(item, values, wanted - there)


def _without(item: Register, values: Values, gone: Collection[str]) -> Values:
    """Leave out the keys of some records; a question that only named those is unknown."""
    links = {field.id for field in item.link_fields}
    kept = {name: _left(value, gone) if name in links else value for name, value in values.items()}
    return {name: value for name, value in kept.items() if value is not None}


def _left(value: Any, gone: Collection[str]) -> Any:  # Any: a key, or several
    if isinstance(value, list):
        return [key for key in value if key not in gone] or None
    return None if value in gone else value
