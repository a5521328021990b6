"""The short answers of a record beside its long texts: what lists are filtered, sorted and counted by.

A database reads the whole of a value to look at one answer in it. The short answers stand in columns of their own
(`Record.brief` and `Record.published_brief`), so that looking through thousands of records does not read their texts.
"""

from __future__ import annotations

from typing import Final

from veerkracht.catalogue import Field, Register
from veerkracht.web.registers.models import Face, Record, Values

__all__ = ["briefs_of", "column_of"]

_SHORT: Final = frozenset({
    "choice", "yes_no", "integer", "decimal", "money", "year", "date", "day", "person",
})  # fmt: skip
_WHOLE: Final = {Face.WORKING: "values", Face.PUBLISHED: "published"}
_BRIEF: Final = {Face.WORKING: "brief", Face.PUBLISHED: "published_brief"}


def column_of(item: Register, field: Field, face: Face) -> str:
    """Return the column in which an answer is looked up: that of the short answers where it stands there."""
    return (_BRIEF if _is_brief(item, field) else _WHOLE)[face]


def briefs_of(record: Record) -> tuple[Values, Values | None]:
    """Return the short answers of the working and of the published version."""
    item = record.definition
    names = {field.id for field in item.fields if _is_brief(item, field)}
    working, published = (
        values if values is None else {name: value for name, value in values.items() if name in names}
        for values in (record.values, record.published)
    )
    return working or {}, published


def _is_brief(item: Register, field: Field) -> bool:
    return field.kind in _SHORT or (field.kind == "text" and field.id == item.title)
