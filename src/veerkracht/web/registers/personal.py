"""What in a text may tell who somebody is: to be taken out before a text is read by others.

This finds what has a fixed form, and names where the words around them give them away. It does not find every name:
somebody must still read a text before it comes out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["KINDS", "Trace", "traces_in"]

_CAPITAL: Final = r"[A-Z\u00c0-\u00de][\w'\u2019-]+"
_SURNAME: Final = rf"(?:(?:[Vv]an|[Dd]e|[Dd]er|[Dd]en|[Tt]en|[Tt]er|[Ee]l|[Aa]l|[Bb]in)\s+)*{_CAPITAL}"
_TITLE: Final = (
    r"(?:[Mm]evrouw|[Mm]evr|[Mm]w|[Mm]eneer|[Dd]hr|[Dd]e heer|Mr|Mrs|Ms|[Ff]amilie|[Ff]am|[Bb]uurvrouw|[Bb]uurman)"
)
_SAYS: Final = r"(?:[Mm]ijn naam is|[Ii]k heet|[Mm]y name is|I am called|[Gg]roet(?:en|jes)?,?(?:\s+van)?|[Rr]egards,?)"
_STREETS: Final = "straat|laan|weg|plein|kade|gracht|hof|pad|singel|dreef|steeg|dijk|markt"

_PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("phone", re.compile(r"(?<![\d-])(?:\+31|0031|0)(?:[\s().-]{0,2}\d){9}(?!\d)")),
    ("postcode", re.compile(r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b(?:\s*,?\s*\d+\s?[a-zA-Z]?\b)?")),
    ("house", re.compile(rf"\b[A-Z]\w*(?:{_STREETS})\s+\d+(?:\s?[a-zA-Z])?\b")),
    ("number", re.compile(r"(?<!\d)\d{9}(?!\d)")),
    ("name", re.compile(rf"\b{_TITLE}\.?\s+{_SURNAME}")),
    ("name", re.compile(rf"\b{_SAYS}\s+{_SURNAME}(?:\s+{_SURNAME})?")),
    ("name", re.compile(rf"\b(?:[A-Z]\.\s?)+{_SURNAME}")),
)  # fmt: skip
_FACTORS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)  # of the test on citizen service numbers
KINDS: Final = ("mail", "phone", "postcode", "house", "number", "name")


@dataclass(frozen=True)
class Trace:
    """Words that may tell who somebody is; `kind` is one of `KINDS` (number: of a citizen)."""

    kind: str
    words: str


def traces_in(text: str) -> list[Trace]:
    """Return what in a text may tell who somebody is, in the order in which it stands there.

    Examples
    --------
    >>> [(one.kind, one.words) for one in traces_in("Bel mevrouw De Vries, 06 1234 5678, over de bank.")]
    [('name', 'mevrouw De Vries'), ('phone', '06 1234 5678')]
    >>> traces_in("Wanneer komt er een bank op het plein, voor de zomer van 2027?")
    []
    """
    found: list[tuple[int, int, Trace]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            inside = any(start <= match.start() < end for start, end, _trace in found)
            if not inside and (kind != "number" or _is_citizen_number(match[0])):
                found.append((match.start(), match.end(), Trace(kind, match[0])))
    return [trace for _start, _end, trace in sorted(found, key=lambda one: one[0])]


def _is_citizen_number(digits: str) -> bool:
    return sum(factor * int(digit) for factor, digit in zip(_FACTORS, digits, strict=True)) % 11 == 0
