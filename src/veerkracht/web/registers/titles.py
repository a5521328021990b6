"""How a record is called, out of its naming field."""

from __future__ import annotations

from veerkracht.catalogue import register
from veerkracht.web.registers.models import Record

__all__ = ["titles_of"]

_LONGEST = 300


def titles_of(record: Record) -> tuple[str, str]:
    """Return the name of a record in Dutch and in English; empty where its naming field is unknown."""
    item = register(record.register)
    value = record.values.get(item.title)
    if isinstance(value, dict):
        return value.get("nl", "")[:_LONGEST], value.get("en", "")[:_LONGEST]
    choice = item.field(item.title).choice(str(value))
    if choice is not None:
        return choice.label.nl, choice.label.en
    return ("", "") if value is None else (str(value)[:_LONGEST], str(value)[:_LONGEST])
