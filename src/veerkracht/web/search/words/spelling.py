"""Spelling: where the words of a text begin and end, and one way to write each letter."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Language = Literal["nl", "en"]

LONGEST = 64
"""Characters kept of a token; a longer one is cut, in text and query alike, so that any index can hold it."""

_MARKS = "\u0300-\u036f"  # accents that stand as a character of their own
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"  # soft hyphen and spaces without width: inside a word
_APOSTROPHES = "'\u2018\u2019\u02bc"
_HYPHENS = "\\-\u2010\u2011"
_LETTERS = rf"[^\W_]+(?:[{_MARKS}{_UNSEEN}]+[^\W_]*)*"
_WORD = re.compile(rf"{_LETTERS}(?:[{_APOSTROPHES}{_HYPHENS}]{_LETTERS})*")
_MAYBE_THOUSANDS = re.compile(r"\d[.,]\d{3}")  # quick to look for in a text without numbers
_THOUSANDS = {
    "nl": re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?!\d)"),
    "en": re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)"),
}
_HYPHEN = re.compile(f"[{_HYPHENS}]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")


def spans(text: str, *, language: Language) -> list[tuple[int, int]]:
    """Return where each word of a text starts and ends; a word may hold apostrophes and hyphens.

    Examples
    --------
    >>> [("Twee risico's: 1.500 wijk-teams"[a:b]) for a, b in spans("Twee risico's: 1.500 wijk-teams", language="nl")]
    ['Twee', "risico's", '1.500', 'wijk-teams']
    """
    numbers = _numbers(text, language)
    if not numbers:
        return [match.span() for match in _WORD.finditer(text)]
    found: list[tuple[int, int]] = []
    position = 0
    for start, end in [*numbers, (len(text), len(text))]:
        found += [match.span() for match in _WORD.finditer(text, position, start)]
        found += [(start, end)] if start < end else []
        position = end
    return found


def _numbers(text: str, language: Language) -> list[tuple[int, int]]:
    """Return where a number with signs between its thousands starts and ends."""
    if not _MAYBE_THOUSANDS.search(text):
        return []
    return [match.span() for match in _THOUSANDS[language].finditer(text)]


def spelled(text: str, *, language: Language) -> list[str]:
    """Return the words of a text as they are written, where `spans` finds them.

    Examples
    --------
    >>> spelled("Twee risico's: 1.500 wijk-teams", language="nl")
    ['Twee', "risico's", '1.500', 'wijk-teams']
    """
    if not _MAYBE_THOUSANDS.search(text):
        return _WORD.findall(text)
    return [text[start:end] for start, end in spans(text, language=language)]


def normalise(word: str) -> str:
    """Return a word in small letters with one kind of apostrophe and hyphen; accents stay.

    Examples
    --------
    >>> normalise("Risico’s"), normalise("E\u0301e\u0301n"), normalise("CO₂")
    ("risico's", 'één', 'co2')
    """
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return _APOSTROPHE.sub("'", _HYPHEN.sub("-", _NOT_SEEN.sub("", small)))


def fold(word: str) -> str:
    """Return only the letters and digits of a word, without accents.

    Examples
    --------
    >>> fold("coördinatie"), fold("zzp'er"), fold("1.500")
    ('coordinatie', 'zzper', '1500')
    """
    if word.isascii() and word.isalnum():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if sign.isalnum())


def pieces(word: str) -> list[str]:
    """Return what stands between the hyphens of a normalised word.

    Examples
    --------
    >>> pieces("woon-werk-verkeer")
    ['woon', 'werk', 'verkeer']
    """
    return [piece for piece in word.split("-") if piece]
