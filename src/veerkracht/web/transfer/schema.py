"""The JSON of an import or export as JSON Schema, made of the definitions of the registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from veerkracht.catalogue import Field, Register, children_of
from veerkracht.web.registers.answers import LONGEST_PROSE, LONGEST_TEXT
from veerkracht.web.registers.keys import LONGEST_KEY
from veerkracht.web.transfer.file_format import FORMAT, VERSION

__all__ = ["schema_of"]

Schema = dict[str, Any]  # Any: JSON

_KEY: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY}
_DAY: Final = r"^\d{4}-\d{2}-\d{2}$"
_DATE: Final = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_AREA: Final = r"^(GM\d{4}|WK\d{6}|BU\d{8})$"
_SIMPLE: Final[dict[str, Schema]] = {
    "text": {"type": "string", "maxLength": LONGEST_TEXT}, "prose": {"type": "string", "maxLength": LONGEST_PROSE},
    "yes_no": {"type": "boolean"}, "integer": {"type": "integer"}, "decimal": {"type": "number"},
    "money": {"type": "number"}, "year": {"type": "integer", "minimum": 1900, "maximum": 2100},
    "date": {"type": "string", "pattern": _DATE}, "day": {"type": "string", "pattern": _DAY},
    "area": {"type": "string", "pattern": _AREA}, "person": {"type": "string", "format": "email"},
    "address": {"type": "string", "format": "uri", "maxLength": LONGEST_TEXT},
}  # fmt: skip


def schema_of(items: Sequence[Register]) -> Schema:
    """Return the description of a file with some registers and their parts.

    Unknown is absent or null: a file need not hold a required field of a record that is there already.
    """
    named: dict[str, Register] = {}
    for item in items:
        _collect(item, named)
    tops = [item for item in items if not item.part_of or len(items) == 1]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT} {VERSION}",
        "type": "object",
        "required": ["format", "version", "registers"],
        "properties": {
            "format": {"const": FORMAT}, "version": {"const": VERSION}, "city": {"type": "string"},
            "exported": {"type": "string", "pattern": _DAY}, "filters": {"type": "string"},
            "registers": {
                "type": "object", "additionalProperties": False,
                "properties": {item.id: {"type": "array", "items": {"$ref": f"#/$defs/{item.id}"}} for item in tops},
            },
        },
        "$defs": {name: _record(item) for name, item in named.items()},
    }  # fmt: skip


def _collect(item: Register, named: dict[str, Register]) -> None:
    named[item.id] = item
    for part in children_of(item.id):
        _collect(part, named)


def _record(item: Register) -> Schema:
    parts = {part.id: {"type": "array", "items": {"$ref": f"#/$defs/{part.id}"}} for part in children_of(item.id)}
    properties: Schema = {
        "id": _KEY,
        "fields": {
            "type": "object", "additionalProperties": False,
            "properties": {field.id: _field(field) for field in item.fields},
        },
    }  # fmt: skip
    properties |= {"parent": {**_KEY, "description": f"id in {item.part_of}"}} if item.part_of else {}
    properties |= {"parts": {"type": "object", "additionalProperties": False, "properties": parts}} if parts else {}
    return {"title": item.label.en, "description": item.question.en, "type": "object", "required": ["id", "fields"],
            "additionalProperties": False, "properties": properties}  # fmt: skip


def _field(field: Field) -> Schema:
    told = {"title": field.label.en, "description": field.help.en}
    one = _one(field)
    if field.languages:
        one = {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(("nl", "en"), one)}
    if field.many:
        one = {"type": "array", "items": one, "uniqueItems": True}
    return {**told, "anyOf": [one, {"type": "null"}]}


def _one(field: Field) -> Schema:
    if field.kind == "choice":
        return {"enum": [choice.code for choice in field.choices]}
    if field.kind == "link":
        return {**_KEY, "description": f"id in {field.target}"}
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    return _SIMPLE[field.kind] | {name: bound for name, bound in bounds.items() if bound is not None}
