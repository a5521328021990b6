"""The analysis of text: which tokens a record is found by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from veerkracht.web.search.words import compounds
from veerkracht.web.search.words.lexicon import is_stop_word, lemma, stem
from veerkracht.web.search.words.spelling import LONGEST, Language, fold, normalise, pieces, spelled

MOST_KEPT: Final = 32_768
"""Words whose analysis is remembered per language: those of a large register, and names and typing errors besides."""

_NUMBERED: Final = re.compile(r"(?:.*[b-df-hj-np-tv-xz0-9])?[0-9]")  # no stemmer or dictionary changes these


@dataclass(frozen=True, slots=True)
class Word:
    """One word as search sees it.

    Parameters
    ----------
    whole : str
        Stem of the whole word.
    halves : tuple of str
        Stems of the two halves of a compound, or of what stands between hyphens.
    tokens : tuple of str
        All that the word is found by: the whole, its halves and theirs, each once.
    """

    whole: str
    halves: tuple[str, ...]
    tokens: tuple[str, ...]


def tokens(text: str, *, language: Language) -> list[str]:
    """Return the tokens of a text, in its order; a word that says nothing gives none.

    Parameters
    ----------
    text : str
        Any text; each sign that is no letter or digit parts words, except apostrophe and hyphen inside one.
    language : str
        "nl" or "en".

    Returns
    -------
    list of str
        Letters and digits only, in small letters without accents. A compound gives its whole and its parts.

    Examples
    --------
    >>> tokens("De energiearmoede van huurders", language="nl")
    ['energiearmoed', 'energie', 'armoed', 'huurder']
    """
    return [token for word in words(text, language=language) for token in word.tokens]


def words(text: str, *, language: Language) -> list[Word]:
    """Return the words of a text that say something, in its order."""
    known = _KNOWN[language]
    return [word for written in spelled(text, language=language) if (word := known[written]) is not None]


def word_of(written: str, language: Language) -> Word | None:
    """Return the analysis of one written word, or nothing if it says nothing on its own."""
    return _KNOWN[language][written]


class _Known(dict[str, Word | None]):
    """The analysis of each written word of a language, made when it is first asked for.

    Numbers are not kept: each record has its own, and they are quickly read.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __missing__(self, written: str) -> Word | None:
        found = _analysed(written, self.language)
        if not written[-1:].isdecimal():
            if len(self) >= MOST_KEPT:
                self.clear()
            self[written] = found
        return found


_KNOWN: Final[dict[Language, _Known]] = {"nl": _Known("nl"), "en": _Known("en")}


def _analysed(written: str, language: Language) -> Word | None:
    word = normalise(written)
    if len(pieces(word)) > 1:
        return _hyphenated(word, language)
    if is_stop_word(word, language=language) or (len(word) == 1 and word.isalpha()):
        return None
    return _plain(word, language)


def _hyphenated(word: str, language: Language) -> Word:
    joined = _plain(word.replace("-", ""), language)
    inner = [found for piece in pieces(word) if (found := word_of(piece, language))]
    halves = tuple(found.whole for found in inner) if len(inner) > 1 else ()
    return _word(joined.whole, halves, tuple(token for found in (joined, *inner) for token in found.tokens))


def _plain(word: str, language: Language) -> Word:
    if _NUMBERED.fullmatch(word):
        return _word(fold(word)[:LONGEST], (), ())
    bare = word.removesuffix("'s")
    base = lemma(word, language) or lemma(bare, language) or bare
    if language == "en":
        return _word(stem(base, "en"), (), ())
    split = base if compounds.seam(base) else bare
    halves = compounds.seam(split)
    if halves is None:
        return _word(stem(base, "nl"), (), ())
    below = tuple(_root(part) for part in compounds.parts(split))
    return _word(_root(base), (_root(halves.modifier), _root(halves.head)), below)


def _root(word: str) -> str:
    """Return the stem of a Dutch word; of an unknown compound, its last part in base form."""
    base = lemma(word, "nl")
    found = None if base else compounds.seam(word)
    if base is None and found:
        before = word[: len(word) - len(found.head)]
        base = before + (lemma(found.head, "nl") or found.head)
    return stem(base or word, "nl")


def _word(whole: str, halves: tuple[str, ...], below: tuple[str, ...]) -> Word:
    return Word(whole, halves, tuple(dict.fromkeys((whole, *below))))
