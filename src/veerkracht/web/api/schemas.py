"""The shape of every register, made from its definition: what can be read, recorded and changed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, create_model
from pydantic import Field as Member

from veerkracht.catalogue import Field, Register, Words, register
from veerkracht.connectors.form_answers import FIRST_YEAR, LAST_YEAR
from veerkracht.web.api.naming import public_name, type_name
from veerkracht.web.registers.answers import LONGEST_PROSE, LONGEST_TEXT

__all__ = ["ID", "Moved", "Purpose", "Values", "Writing", "body_model", "values_model"]

Purpose = Literal["read", "record", "change"]
Writing = Literal["record", "change"]
Shape = Any  # Any: a type as pydantic reads it

ID: Final = r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,119}$"
"""Keys that a program may choose: they stand in addresses."""


class Values(BaseModel):
    """What all shapes have in common: nothing is guessed and nothing unknown is taken."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Moved(Values):
    """A move through review."""

    to: Literal["submitted", "returned", "approved", "archived", "working"]
    reason: Annotated[str, Member(max_length=LONGEST_TEXT)] = ""
    version: Annotated[int, Member(ge=1)] | None = None


def values_model(item: Register, fields: Iterable[Field], purpose: Purpose, language: str) -> type[BaseModel]:
    """Return the shape of the answers of a register.

    Parameters
    ----------
    fields : iterable of Field
        Only these are in it.
    purpose : str
        To read, nothing is needed; to record, what the register needs is; to change, ``null`` makes it unknown.
    language : str
        nl or en, of the descriptions.
    """
    return _values_model(item.id, tuple(field.id for field in fields), purpose, language)


@lru_cache(maxsize=2_048)
def _values_model(name: str, ids: tuple[str, ...], purpose: Purpose, language: str) -> type[BaseModel]:
    item = register(name)
    members = {f"field_{field.id}": _member(field, purpose, language) for field in map(item.field, ids)}
    suffix = {"read": "Values", "record": "NewValues", "change": "ChangedValues"}[purpose]
    return _model(f"{type_name(item)}{suffix}", members)


def _member(field: Field, purpose: Purpose, language: str) -> tuple[Shape, Any]:  # Any: pydantic's own
    shape = _in_languages(field) if field.languages else _shape(field)
    shape = Annotated[list[shape], Member(max_length=500)] if field.many else shape  # type: ignore[valid-type]  # made here
    told: dict[str, Any] = {  # Any: JSON values
        "alias": public_name(field.id),
        "title": _word(field.label, language),
        "description": _told(field, language),
    }  # Any: keywords
    if purpose == "record" and field.required:
        return shape, Member(**told)
    return (shape if purpose == "read" else shape | None), Member(default=None, **told)


def _in_languages(field: Field) -> Shape:
    text = Annotated[str, Member(max_length=LONGEST_PROSE if field.kind == "prose" else LONGEST_TEXT)]
    return create_model("Prose" if field.kind == "prose" else "Text", __base__=Values, nl=(text | None, None),
                        en=(text | None, None))  # fmt: skip


def _shape(field: Field) -> Shape:
    if field.choices:
        return Literal[tuple(choice.code for choice in field.choices)]
    if field.kind in ("integer", "decimal", "money"):
        kind = int if field.kind == "integer" else float
        return Annotated[kind, Member(ge=field.minimum, le=field.maximum)]
    return _SHAPES[field.kind]


def _formatted(name: str, longest: int = LONGEST_TEXT, **more: str) -> Shape:
    return Annotated[str, Member(max_length=longest, json_schema_extra={"format": name}, **more)]  # type: ignore[call-overload]  # keyword by keyword


_SHAPES: Final[dict[str, Shape]] = {
    "text": Annotated[str, Member(max_length=LONGEST_TEXT)],
    "prose": Annotated[str, Member(max_length=LONGEST_PROSE)],
    "yes_no": bool,
    "year": Annotated[int, Member(ge=FIRST_YEAR, le=LAST_YEAR)],
    "date": _formatted("partial-date", pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
    "day": _formatted("date", pattern=r"^\d{4}-\d{2}-\d{2}$"),
    "area": Annotated[str, Member(max_length=120)],
    "link": Annotated[str, Member(max_length=120)],
    "person": _formatted("email"),
    "address": _formatted("uri"),
}


def body_model(item: Register, fields: Iterable[Field], purpose: Writing, language: str) -> type[BaseModel]:
    """Return the shape of what is sent to record or to change something in a register, with some of its fields."""
    return _body_model(item.id, tuple(field.id for field in fields), purpose, language)


@lru_cache(maxsize=1_024)
def _body_model(name: str, ids: tuple[str, ...], purpose: Writing, language: str) -> type[BaseModel]:
    item = register(name)
    line = Annotated[str, Member(max_length=LONGEST_TEXT)]
    members: dict[str, Any] = {  # Any: fields of a model
        "values": (_values_model(name, ids, purpose, language), ...),
        "reason": (line, ""),
    }  # Any: shapes
    if purpose == "change":
        members["version"] = (Annotated[int, Member(ge=1)] | None, None)
    else:
        members["id"] = (Annotated[str, Member(pattern=ID)] | None, None)
        members |= {"parent": (Annotated[str, Member(max_length=120)], ...)} if item.part_of else {}
    return _model(f"{type_name(item)}{'Change' if purpose == 'change' else 'New'}", members)


def _model(name: str, members: dict[str, Any]) -> type[BaseModel]:  # Any: shapes
    made: type[BaseModel] = create_model(name, __base__=Values, **members)
    return made


def _told(field: Field, language: str) -> str:
    """Return the help of a field, what its codes stand for, and which unit it has."""
    codes = "; ".join(f"`{choice.code}`: {_word(choice.label, language)}" for choice in field.choices)
    unit = _word(field.unit, language) if field.unit else ""
    link = f"→ {field.target.replace('_', '-')}" if field.target else ""
    return " ".join(part for part in (_word(field.help, language), codes, unit and f"[{unit}]", link) if part)


def _word(words: Words, language: str) -> str:
    return words.en if language == "en" else words.nl
