"""Finding other records and areas: what a link means, and whether something is taken already."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db.models import Q

from veerkracht.catalogue import register
from veerkracht.catalogue.registers import Rule
from veerkracht.connectors.forms import fold
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.answers import Finder, Places
from veerkracht.web.registers.brief import column_of
from veerkracht.web.registers.models import Area, Face, Record, Values
from veerkracht.web.registers.reading import readable
from veerkracht.web.registers.typed import listed

__all__ = ["find_record", "finder_for", "is_taken", "places", "places_for"]


def places() -> Places:
    """Return what answers may point to: all records, and the areas that were loaded."""
    areas: dict[str, str] = {}
    for code, name in Area.objects.order_by("-level").values_list("code", "name"):
        areas |= {fold(name): code, fold(code): code, fold(f"{name} ({code})"): code}
    return Places(find_record, areas)


def places_for(reader: Reader, record: Record) -> Places:
    """Return what the answers of a record may point to: what the reader may see, and what they point to already."""
    held = {key for field in record.definition.link_fields for key in listed(record.values.get(field.id))}
    return Places(finder_for(reader, held), places().areas)


def finder_for(reader: Reader, held: Collection[str] = ()) -> Finder:
    """Find as everywhere, but only what the reader may see, so that no answer tells what exists.

    Parameters
    ----------
    held : collection of str
        Ids that are found in any case.
    """
    known: dict[tuple[str, str], str | None] = {}

    def find(target: str, text: str) -> str | None:
        if (target, text) not in known:
            key = find_record(target, text)
            seen = key in held or (key and readable(reader, register(target)).filter(pk=key).exists())
            known[target, text] = key if seen else None
        return known[target, text]

    return find


def find_record(target: str, text: str) -> str | None:
    """Return the id of the record of a register with this id, external id or name; None if none or several fit."""
    records = Record.objects.filter(register=target)
    if (found := _by_id(target, text)) is not None:
        return found
    code = text.rsplit("[", 1)[-1].rstrip("]") if text.endswith("]") else text
    key = records.filter(external_id=code).values_list("pk", flat=True).first()
    if key is None:
        named = list(
            records.filter(Q(title_nl__iexact=text) | Q(title_en__iexact=text)).values_list("pk", flat=True)[:2]
        )
        key = named[0] if len(named) == 1 else None
    return str(key) if key else None


def _by_id(target: str, text: str) -> str | None:
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    return str(key) if Record.objects.filter(pk=key, register=target).exists() else None


def is_taken(record: Record, rule: Rule, values: Values) -> bool:
    """Tell whether another record, under the same parent, holds the same in all fields of a rule."""
    if any(name not in values for name in rule.fields):
        return False
    item = record.definition
    same = {f"{column_of(item, item.field(name), Face.WORKING)}__{name}": values[name] for name in rule.fields}
    return (
        Record.objects.filter(register=record.register, parent_id=record.parent_id, **same)
        .exclude(pk=record.pk)
        .exclude(state="archived")
        .exists()
    )
