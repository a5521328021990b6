"""Two versions of a record beside one another: only what differs, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from veerkracht.catalogue import Field
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Values
from veerkracht.web.registers.naming import Naming, Piece, Told, tell

__all__ = ["Change", "changed_fields", "changes_between", "tell_beside"]


@dataclass(frozen=True)
class Change:
    """A question whose answer differs."""

    field: Field
    label: str
    before: Told
    after: Told


def changed_fields(fields: Iterable[Field], before: Values, after: Values) -> list[Field]:
    """Return the questions whose answers differ.

    Examples
    --------
    >>> changed_fields([], {"a": 1}, {})
    []
    """
    return [asked for asked in fields if before.get(asked.id) != after.get(asked.id)]


def changes_between(fields: Iterable[Field], before: Values, after: Values, naming: Naming) -> Iterator[Change]:
    """Yield what differs between two versions, of the questions that are given only."""
    for asked in changed_fields(fields, before, after):
        old, new = tell_beside(asked, [before.get(asked.id), after.get(asked.id)], naming)
        yield Change(asked, in_words(asked.label, naming.language), old, new)


def tell_beside(asked: Field, values: Sequence[Any], naming: Naming) -> list[Told]:  # Any: JSON
    """Return several answers to one question, of texts in two languages those languages that differ among them.

    Parameters
    ----------
    values : sequence
        The answers, None where there is none.
    """
    if not asked.languages:
        return [tell(asked, value, naming) for value in values]
    other = "en" if naming.language == "nl" else "nl"
    differing = [code for code in (naming.language, other) if len({(value or {}).get(code) for value in values}) > 1]
    return [_in_languages(asked, value or {}, differing or [naming.language], naming.language) for value in values]


def _in_languages(asked: Field, words: Mapping[str, str], codes: Sequence[str], own: str) -> Told:
    pieces = tuple(Piece(words[code], language="" if code == own else code) for code in codes if words.get(code))
    return Told("prose" if asked.kind == "prose" else "list" if len(pieces) > 1 else "line", pieces)
