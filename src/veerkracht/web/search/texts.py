"""The texts of a record that search reads, and the passages it is found by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from veerkracht.catalogue import Field, Register, register
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.observing import is_watched
from veerkracht.web.search.models import Passage
from veerkracht.web.search.words import Language
from veerkracht.web.search.words.analysis import Word, words

__all__ = ["LANGUAGES", "Text", "codes_of", "passages_of", "searched", "texts_of"]

LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")
_WRITTEN: Final = ("text", "prose")
_READ: Final = (*_WRITTEN, "choice", "area")
_APART: Final = "|"  # between texts, so that no phrase runs on from one into the next

_SHORT: Final = 80  # words of choices and names of areas come back in every record

Areas = Mapping[str, str]


@dataclass(frozen=True)
class Text:
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


def passages_of(record: Record, areas: Areas) -> list[Passage]:
    """Return the passages of a record: none when it is archived or carries no text.

    Parameters
    ----------
    areas : Mapping
        Names of areas by code.
    """
    if record.state == State.ARCHIVED:
        return []
    if record.published == record.values:
        return list(_of_version(record, record.values, areas, working=True, published=True))
    newer = _of_version(record, record.values, areas, working=True, published=False)
    return [*newer, *_of_version(record, record.published or {}, areas, working=False, published=True)]


def _of_version(record: Record, values: Values, areas: Areas, *, working: bool, published: bool) -> Iterator[Passage]:
    item = record.definition
    if not any(asked.kind in _WRITTEN and asked.id in values for asked in searched(item)):
        return
    views = _views(item, values, areas, record.external_id)
    highest = [place - 1 for place, *_ in views[1:]] + [len(VISIBILITIES) - 1]
    for (lowest, title, others, order), top in zip(views, highest, strict=True):
        yield Passage(
            record=record, register=record.register, parent=record.parent_id, working=working, published=published,
            lowest=lowest, highest=top, title_words=title, words=others, word_order=f" {order} ",
        )  # fmt: skip


def _views(item: Register, values: Values, areas: Areas, external_id: str) -> list[tuple[int, str, str, str]]:
    """Return per circle that sees more than the one before it: its place, and the tokens of all that it sees."""
    found: list[tuple[int, str, str, str]] = []
    title, others, order = list(_analysed_anew(external_id, None)[0]), list[str](), list[str]()
    for place, fields in enumerate(_by_circle(item.id)):
        texts = list(texts_of(fields, values, areas))
        for text in texts:
            tokens, whole = _analysed(text.text, text.language)
            (title if text.field.id == item.title else others).extend(tokens)
            order.extend(whole)
        found += [(place, " ".join(title), " ".join(others), " ".join(order))] if texts else []
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


def _analysed(text: str, language: Language | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens of a text and its words in order; of a text in either language those of both."""
    return (_analysed_short if len(text) <= _SHORT else _analysed_anew)(text, language)


def _analysed_anew(text: str, language: Language | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    tokens: list[str] = []
    order: list[str] = []
    for one in (language,) if language else LANGUAGES:
        found: list[Word] = words(text, language=one)
        known = set(tokens)
        more = [token for word in found for token in word.tokens]
        tokens += [token for token in more if token not in known] if known else more
        order += [*(word.whole for word in found), _APART]
    return tuple(tokens), tuple(order)


_analysed_short = lru_cache(maxsize=8_192)(_analysed_anew)
