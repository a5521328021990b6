"""Many texts at once, for the index: each stretch of signs between two spaces is looked at once, and then known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from operator import itemgetter
from typing import Final, NamedTuple

from veerkracht.web.search.words.analysis import words
from veerkracht.web.search.words.spelling import Language

MOST_KEPT: Final = 32_768
"""Stretches that are remembered per language: the words of a large register, also with a comma or point behind them."""

_APART: Final = "\n|"  # between texts, so that no phrase runs on from one into the next; no stretch holds a line end


class _Stretch(NamedTuple):
    """The words of a stretch that say something, in order, and all that it is found by."""

    order: str
    tokens: tuple[str, ...]


def stretches(texts: Iterable[str]) -> list[str]:
    """Return the stretches of texts, for `tokens_of` and `order_of`.

    Examples
    --------
    >>> order_of(stretches(["De wijk, het plein", "Een buurt"]), language="nl")
    'wijk plein | buurt |'
    """
    return [stretch for text in texts for stretch in (*text.split(), _APART)]


def tokens_of(parts: Iterable[str], *, language: Language) -> dict[str, None]:
    """Return what texts are found by, each token once; `analysis.tokens` tells which those are.

    Examples
    --------
    >>> list(tokens_of(stretches(["Huurders in energiearmoede", "De huurder"]), language="nl"))
    ['huurder', 'energiearmoed', 'energie', 'armoed']
    """
    known = map(_KNOWN[language].__getitem__, dict.fromkeys(parts))
    return dict.fromkeys(chain.from_iterable(map(_TOKENS, known)))


def order_of(parts: Collection[str], *, language: Language) -> str:
    """Return the stems of texts in their order, with a line between two texts."""
    return " ".join(filter(None, map(_ORDER, map(_KNOWN[language].__getitem__, parts))))


_TOKENS: Final = itemgetter(1)
_ORDER: Final = itemgetter(0)


class _Known(dict[str, _Stretch]):
    """What each stretch holds, made when it is first asked for."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __missing__(self, stretch: str) -> _Stretch:
        if len(self) >= MOST_KEPT:
            self.clear()  # quickly made again, because each word is remembered as well
        found = words(stretch, language=self.language)
        order = " ".join(word.whole for word in found) if stretch != _APART else "|"
        made = self[stretch] = _Stretch(order, tuple(dict.fromkeys(token for word in found for token in word.tokens)))
        return made


_KNOWN: Final[dict[Language, _Known]] = {"nl": _Known("nl"), "en": _Known("en")}
