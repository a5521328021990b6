"""What a reader types: which tokens a record must have to be found."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from veerkracht.web.search.words.analysis import Word, word_of, words
from veerkracht.web.search.words.compounds import is_known
from veerkracht.web.search.words.lexicon import is_stop_word, lemma
from veerkracht.web.search.words.spelling import LONGEST, Language, fold, normalise, spans

MOST_GROUPS = 24
"""Requirements kept of a query; a longer text is no question, and a database would choke on it."""

_QUOTES = '"“”„«»'
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)(?:[{_QUOTES}]|$)")
_SHORTEST_PREFIX, _SHORTEST_CUT, _LONGEST_ENDING = 3, 5, 3


@dataclass(frozen=True)
class Query:
    """What a record must have to be found.

    Parameters
    ----------
    groups : tuple of tuple of str
        Each group must be met; a group is met by a record that has at least one of its tokens.
    prefix : str
        If not empty, the last group is met as well by a token that begins with it.
    phrases : tuple of tuple of str
        Whole words that must follow one another; `matches` checks it in the text, groups hold the words already.

    Examples
    --------
    >>> query = Query(groups=(("energie",), ("overstro",)), prefix="overstro")
    >>> query.is_met_by({"energie", "overstrom"}), query.is_met_by({"energie"})
    (True, False)
    """

    groups: tuple[tuple[str, ...], ...]
    prefix: str = ""
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked: no text, or only words that say nothing."""
        return not self.groups

    def is_met_by(self, found: Collection[str]) -> bool:
        """Tell whether a record with these tokens meets every group; an empty query finds nothing."""
        met = [any(token in found for token in group) for group in self.groups]
        if met and self.prefix:
            met[-1] = met[-1] or any(token.startswith(self.prefix) for token in found)
        return bool(met) and all(met)

    def marks(self, found: Collection[str]) -> bool:
        """Tell whether a word with these tokens is one of those asked for."""
        wanted = {token for group in self.groups for token in group}
        begins = bool(self.prefix) and any(token.startswith(self.prefix) for token in found)
        return begins or not wanted.isdisjoint(found)


def query_tokens(text: str, *, language: Language) -> Query:
    """Return what a reader asks for.

    All words must be there. A compound is found whole, or by both its halves. Words between quotes must stand together,
    exactly so. The last word may be unfinished if it is no known word; a star behind it says so of any word.

    Parameters
    ----------
    text : str
        What was typed, for example ``"sociale cohesie" overstro``.
    language : str
        "nl" or "en".

    Examples
    --------
    >>> query_tokens("armoede onder huurders", language="nl").groups
    (('armoed',), ('huurder',))
    >>> query_tokens("energiearmoede", language="nl").groups
    (('energiearmoed', 'energie'), ('energiearmoed', 'armoed'))
    >>> query_tokens("overstro", language="nl").prefix
    'overstro'
    """
    phrases = tuple(phrase for quoted in _QUOTED.findall(text) if (phrase := _phrase(quoted, language)))
    finished, last, prefix = _unfinished(_QUOTED.sub(" ", text), language)
    groups: list[tuple[str, ...]] = [(token,) for phrase in phrases for token in phrase]
    groups += [group for word in words(finished, language=language) for group in _groups(word)]
    asked = list(dict.fromkeys(groups)) + ([last] if last else [])
    if len(asked) > MOST_GROUPS:
        return Query(tuple(asked[:MOST_GROUPS]), "", phrases)
    return Query(tuple(asked), prefix, phrases)


def matches(text: str, query: Query, *, language: Language) -> bool:
    """Tell whether a text meets a query, phrases included.

    Examples
    --------
    >>> asked = query_tokens('"sociale cohesie"', language="nl")
    >>> matches("De sociale cohesie daalt", asked, language="nl")
    True
    >>> matches("Cohesie en sociale basis", asked, language="nl")
    False
    """
    found = words(text, language=language)
    wholes = [word.whole for word in found]
    together = all(_follow(phrase, wholes) for phrase in query.phrases)
    return together and query.is_met_by({token for word in found for token in word.tokens})


def _phrase(text: str, language: Language) -> tuple[str, ...]:
    return tuple(word.whole for word in words(text, language=language))


def _follow(phrase: tuple[str, ...], wholes: list[str]) -> bool:
    length = len(phrase)
    return any(tuple(wholes[start : start + length]) == phrase for start in range(len(wholes) - length + 1))


def _groups(word: Word) -> list[tuple[str, ...]]:
    if not word.halves:
        return [(word.whole,)]
    return [tuple(dict.fromkeys((word.whole, half))) for half in word.halves]


def _unfinished(text: str, language: Language) -> tuple[str, tuple[str, ...], str]:
    """Split off the last word if it may go on: the text before it, the tokens that meet it, and its prefix."""
    bare = text.rstrip("*")
    found = spans(bare, language=language)
    if not found or found[-1][1] != len(bare):
        return text, (), ""
    word = normalise(bare[found[-1][0] :])
    known = _is_known(word, language)
    prefix = fold(word)[:LONGEST]
    if len(prefix) < _SHORTEST_PREFIX or (known and bare == text):
        return text, (), ""
    whole = word_of(word, language)
    exact = (whole.whole if whole else prefix, *(() if known else _cuts(prefix)))
    return bare[: found[-1][0]], tuple(dict.fromkeys(exact)), prefix


def _is_known(word: str, language: Language) -> bool:
    joined = word.replace("-", "")
    if not joined.isalpha() or is_stop_word(joined, language=language):
        return True
    return is_known(joined) if language == "nl" else lemma(joined, "en") is not None


def _cuts(prefix: str) -> tuple[str, ...]:
    """Return the stems that an unfinished ending may belong to: "overstromin" is on its way from "overstrom"."""
    shorter = (prefix[:-cut] for cut in range(1, _LONGEST_ENDING + 1))
    return tuple(stem for stem in shorter if len(stem) >= _SHORTEST_CUT)
