"""Which text of a record is shown with a hit, and which of its words are marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from veerkracht.catalogue import Field
from veerkracht.web.search.texts import Text
from veerkracht.web.search.words import Language, Query, highlight, snippet
from veerkracht.web.search.words.snippets import Piece

__all__ = ["Asked", "Shown", "best_text", "marked"]

_LONGEST = 6_000  # characters of a text that are looked at


@dataclass(frozen=True)
class Asked:
    """What was typed, as read in one language."""

    language: Language
    query: Query


@dataclass(frozen=True)
class Shown:
    """The stretch of a text that shows what was asked: its field, its language if that is known, and its pieces."""

    field: Field
    language: Language | None
    pieces: list[Piece]


def marked(text: str, asked: list[Asked]) -> list[Piece]:
    """Return a text in pieces, marked in the language in which most of it was asked for."""
    tried = [highlight(text, one.query, language=one.language) for one in asked]
    return max(tried, key=_marks)


def best_text(texts: Iterable[Text], asked: list[Asked]) -> Shown | None:
    """Return the text that shows most of what was asked, or None if none shows any of it.

    Parameters
    ----------
    asked : list of Asked
        The language of the reader first; of equals the text in that language is taken.
    """
    listed = list(texts)
    for one in asked:
        fitting = [text for text in listed if text.language in (None, one.language)]
        if best := _fullest(fitting, one):
            return Shown(best.field, best.language, snippet(best.text[:_LONGEST], one.query, language=one.language))
    return None


def _fullest(texts: list[Text], one: Asked) -> Text | None:
    """Return the text with most of what was asked; the first that has as many words as were asked is good enough."""
    best, most = None, 0
    for text in texts:
        marks = _marks(highlight(text.text[:_LONGEST], one.query, language=one.language))
        best, most = (text, marks) if marks > most else (best, most)
        if most >= len(one.query.groups):
            break
    return best


def _marks(pieces: list[Piece]) -> int:
    return sum(is_asked for _, is_asked in pieces)
