"""Inline content as runs of words in the reader's language: what web, PDF and Word all show alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from string import Formatter
from typing import Final, TypeVar

from veerkracht.errors import PublicationError
from veerkracht.reports.content import (
    Chance,
    ClassMark,
    Direction,
    Inline,
    Kind,
    Label,
    Language,
    Link,
    Number,
    Phrase,
)
from veerkracht.reports.forms import format_date, format_number, format_value
from veerkracht.reports.translation import mark as _
from veerkracht.reports.translation import translate, translate_plural

__all__ = [
    "CLASS_WORDS", "Run", "format_date", "format_number", "format_value", "plain", "runs", "translate",
    "translate_plural",
]  # fmt: skip

T = TypeVar("T")
CLASS_WORDS: Final = {
    "under_pressure": _("resilience under pressure"),
    "shows_resilience": _("shows resilience"),
    "other_cause": _("problems, other cause"),
    "no_signal": _("no signal"),
    "unknown": _("unknown or withheld"),
}
_DIRECTIONS: Final = {
    "rising": ("↗", _("rising")),
    "steady": ("→", _("steady")),
    "falling": ("↘", _("falling")),
    "unknown": ("?", _("unknown")),
}
_KINDS: Final = {
    "shock": ("◆", _("shock")),
    "stress": ("●", _("stress")),
    "emerging": ("◇", _("emerging")),
    "compound": ("⬢", _("compound")),
}


@dataclass(frozen=True)
class Run:
    """A piece of text with one look.

    Parameters
    ----------
    text : str
        In the reader's language.
    strong : bool
        Carries the answer; set bold.
    number : bool
        A figure with its unit and interval, or the word for its absence.
    link : Link or None
        Where it leads.
    symbol : bool
        A mark that repeats the word after it; read aloud it may be skipped.
    origin : Number, Direction, Kind, ClassMark, Chance or None
        The coded content that it shows, for renderers that draw beside it.
    """

    text: str
    strong: bool = False
    number: bool = False
    link: Link | None = None
    symbol: bool = False
    origin: Number | Direction | Kind | ClassMark | Chance | None = None


def runs(inline: Inline, language: Language) -> tuple[Run, ...]:
    """Flatten inline content into runs.

    Raises
    ------
    PublicationError
        If a phrase has a place without a value, makes an unknown place strong, or holds an unknown code.

    Examples
    --------
    >>> [run.text for run in runs(Direction("rising"), "nl")]
    ['↗', ' stijgt']
    >>> phrase = Phrase("{n} source", {"n": Number(3)}, plural="{n} sources", count=3, strong=("n",))
    >>> [(run.text, run.strong) for run in runs(phrase, "nl")]
    [('3', True), (' bronnen', False)]
    """
    return tuple(_runs(inline, language))


def plain(inline: Inline, language: Language) -> str:
    """Return inline content as one line of text.

    Examples
    --------
    >>> plain(Kind("compound"), "nl")
    '⬢ stapeling'
    """
    return inline if isinstance(inline, str) else "".join(run.text for run in _runs(inline, language))


def _runs(inline: Inline, language: Language) -> Iterator[Run]:
    match inline:
        case str():
            yield Run(inline)
        case Label():
            yield Run(inline.nl if language == "nl" else inline.en)
        case Number():
            yield Run(format_number(inline, language), number=True, origin=inline)
        case Phrase():
            yield from _phrase_runs(inline, language)
        case Link():
            yield from (replace(run, link=inline) for run in _runs(inline.text, language))
        case _:
            yield from _mark_runs(inline, language)


def _mark_runs(mark: Direction | Kind | ClassMark | Chance, language: Language) -> Iterator[Run]:
    match mark:
        case Direction():
            yield from _symbol_and_word(mark, _DIRECTIONS, language)
        case Kind():
            yield from _symbol_and_word(mark, _KINDS, language)
        case ClassMark():
            yield Run(translate(_known(mark.code, CLASS_WORDS), language), origin=mark)
        case Chance():
            yield Run(format_number(Number(mark.value, "probability"), language), number=True, origin=mark)


def _symbol_and_word(mark: Direction | Kind, words: dict[str, tuple[str, str]], language: Language) -> tuple[Run, Run]:
    symbol, word = _known(mark.code, words)
    return Run(symbol, symbol=True, origin=mark), Run(f" {translate(word, language)}", origin=mark)


def _known(code: str, words: dict[str, T]) -> T:
    if code not in words:
        raise PublicationError("There is no word for the code {found}. Use one of {known}.",
                               found=code, known=", ".join(words))  # fmt: skip
    return words[code]


def _phrase_runs(phrase: Phrase, language: Language) -> Iterator[Run]:
    template = _template(phrase, language)
    unknown = [place for place in phrase.strong if place not in phrase.values]
    if unknown:
        raise _missing_place(phrase, unknown[0])
    for text, place in _pieces(template):
        if text:
            yield Run(text)
        if place is not None:
            yield from _place_runs(phrase, place, language)


def _template(phrase: Phrase, language: Language) -> str:
    if phrase.plural and phrase.count is not None:
        return translate_plural(phrase.template, phrase.plural, phrase.count, language)
    return translate(phrase.template, language)


def _place_runs(phrase: Phrase, place: str, language: Language) -> Iterator[Run]:
    if place not in phrase.values:
        raise _missing_place(phrase, place)
    found = _runs(phrase.values[place], language)
    yield from (replace(run, strong=True) for run in found) if place in phrase.strong else found


def _missing_place(phrase: Phrase, place: str) -> PublicationError:
    return PublicationError(
        'The sentence "{sentence}" has no value for the place {place}. Give it where the page is built.',
        sentence=phrase.template, place=place,
    )  # fmt: skip


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((text, place) for text, place, _format, _conversion in Formatter().parse(template))
