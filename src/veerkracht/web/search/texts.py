"""The texts of a record that search reads, and the passages it is found by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from veerkracht.catalogue import Field, Register, register
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.observing import is_watched
from veerkracht.web.search.words import Language
from veerkracht.web.search.words.stretches import order_of, stretches, tokens_of

__all__ = ["LANGUAGES", "Found", "Text", "codes_of", "passages_of", "searched", "texts_of"]

LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")
_WRITTEN: Final = ("text", "prose")
_READ: Final = (*_WRITTEN, "choice", "area")

Areas = Mapping[str, str]


class Text(NamedTuple):
    """One text of a record; without a language it can be in either."""

    field: Field
    language: Language | None
    text: str


def texts_of(fields: Iterable[Field], values: Values, areas: Areas) -> Iterator[Text]:
    """Yield what can be read in some fields: texts, the words of choices and the names of areas.

    Parameters
    ----------
    fields : iterable of Field
        Only these are looked at.
    values : dict
        Answers of a record.
    areas : Mapping
        Names of areas by code.
    """
    for asked in fields:
        if asked.kind in _READ and asked.id in values:
            yield from _texts(asked, values[asked.id], areas)


def codes_of(record: Record) -> set[str]:
    """Return the codes of the areas that any version of a record names."""
    found = [
        face.get(asked.id)
        for asked in record.definition.area_fields
        for face in (record.values, record.published or {})
    ]
    return {code for value in found if value for code in (value if isinstance(value, list) else [value])}


def _texts(asked: Field, value: Any, areas: Areas) -> Iterator[Text]:  # Any: JSON
    if asked.languages and isinstance(value, dict):
        yield from (Text(asked, name, value[name]) for name in LANGUAGES if name in value)
        return
    for part in value if isinstance(value, list) else [value]:
        if choice := asked.choice(str(part)):
            yield from (Text(asked, name, getattr(choice.label, name)) for name in LANGUAGES)
        elif asked.kind == "area":
            yield Text(asked, None, areas.get(part, str(part)))
        else:
            yield Text(asked, None, str(part))


class Found(NamedTuple):
    """The values of a passage, as the columns of its table."""

    record_id: UUID
    register: str
    parent: UUID | None
    working: bool
    published: bool
    lowest: int
    highest: int
    title_words: str
    words: str
    word_order: str


def passages_of(record: Record, areas: Areas) -> Iterator[Found]:
    """Yield the passages of a record: none when it is archived or carries no text.

    Parameters
    ----------
    areas : Mapping
        Names of areas by code.
    """
    if record.state == State.ARCHIVED:
        return
    if record.published == record.values:
        yield from _of_version(record, record.values, areas, working=True, published=True)
    else:
        yield from _of_version(record, record.values, areas, working=True, published=False)
        yield from _of_version(record, record.published or {}, areas, working=False, published=True)


def _of_version(record: Record, values: Values, areas: Areas, *, working: bool, published: bool) -> Iterator[Found]:
    item = record.definition
    if not any(asked.kind in _WRITTEN and asked.id in values for asked in searched(item)):
        return
    views = _views(item, values, areas, record.external_id)
    highest = [place - 1 for place, *_ in views[1:]] + [len(VISIBILITIES) - 1]
    for (lowest, title, others, order), top in zip(views, highest, strict=True):
        yield Found(
            record.pk, record.register, record.parent_id, working, published, lowest, top, title, others, f" {order} "
        )


def _views(item: Register, values: Values, areas: Areas, external_id: str) -> list[tuple[int, str, str, str]]:
    """Return per circle that sees more than the one before it: its place, and the tokens of all that it sees."""
    found: list[tuple[int, str, str, str]] = []
    key = stretches([external_id])
    names, others, order = tokens_of(key, language="nl") | tokens_of(key, language="en"), dict[str, None](), list[str]()
    for place, fields in enumerate(_by_circle(item.id)):
        texts = list(texts_of(fields, values, areas))
        for language in LANGUAGES if texts else ():
            own = [text for text in texts if text.language in (language, None)]
            title = stretches(text.text for text in own if text.field.id == item.title)
            rest = stretches(text.text for text in own if text.field.id != item.title)
            names |= tokens_of(title, language=language)
            others |= tokens_of(rest, language=language)
            order.append(order_of(title + rest, language=language))
        found += [(place, " ".join(names), " ".join(others), " ".join(order))] if texts else []
    return found


def searched(item: Register) -> tuple[Field, ...]:
    """Return the fields that are searched: not those of which each reading is logged."""
    return _searched(item.id)


@cache
def _searched(name: str) -> tuple[Field, ...]:
    item = register(name)
    return tuple(asked for asked in item.fields if not is_watched(item, asked))


@cache
def _by_circle(name: str) -> tuple[tuple[Field, ...], ...]:
    fields = _searched(name)
    return tuple(tuple(asked for asked in fields if asked.visibility == circle) for circle in VISIBILITIES)
