"""Dutch compounds: the seam between the two halves of a word that is written as one.

"Overstromingsrisico" is a "risico" of "overstroming". A seam is a place where a known word ends and another
begins, with or without a linking -s-, -e- or -en-; what follows may be a compound again. The seam that needs the fewest
and longest words wins. Words that only look like a compound stand in `dutch.toml` under `whole`.

References
----------
.. [1] Koehn & Knight (2003), "Empirical methods for compound splitting", EACL, 187-193.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from veerkracht.web.search.words.lexicon import KEPT_WORDS, building_words, lemma, listed, stem

_LONGEST_COMPOUND = 48
_SHORTEST_HALF = 3
_LINKS = {"": 0.0, "s": 0.1, "en": 0.6, "e": 0.6, "n": 0.6}
_PER_WORD, _SHORTNESS, _INFLECTED = 1.0, 2.0, 0.3
_SHORTEST_INFLECTED = 4
_VERB_ENDINGS = ("t", "de", "te")


class Seam(NamedTuple):
    """The two halves of a compound: what comes first says of what kind the second is."""

    modifier: str
    head: str


def seam(word: str) -> Seam | None:
    """Return the best seam of a normalised Dutch word, or nothing if it is no compound.

    Examples
    --------
    >>> seam("overstromingsrisico"), seam("huurder")
    (Seam(modifier='overstroming', head='risico'), None)
    """
    found = _best(word)
    return found[1] if found else None


def parts(word: str) -> tuple[str, ...]:
    """Return the halves of a word, their halves, and so on; nothing if it is no compound.

    Examples
    --------
    >>> parts("woningbouwcorporatie")
    ('woningbouw', 'woning', 'bouw', 'corporatie')
    """
    found = seam(word)
    return () if found is None else tuple(piece for half in found for piece in (half, *parts(half)))


def is_known(word: str) -> bool:
    """Tell whether a normalised Dutch word is in a dictionary or made of words that are."""
    return word in building_words() or lemma(word, "nl") is not None or seam(word) is not None


@lru_cache(maxsize=KEPT_WORDS)
def _best(word: str) -> tuple[float, Seam] | None:
    if not 2 * _SHORTEST_HALF <= len(word) <= _LONGEST_COMPOUND or not word.isalpha() or _is_whole(word):
        return None
    return min(_seams(word), default=None)


def _is_whole(word: str) -> bool:
    base = lemma(word, "nl")
    is_verb = base is not None and base.endswith("en")
    return is_verb or bool({word, base} & listed("nl")["whole"])


def _seams(word: str) -> list[tuple[float, Seam]]:
    found = []
    for place in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        modifiers = _modifiers(word[:place])
        head_cost = _head_cost(word[place:]) if modifiers else None
        if head_cost is not None:
            found += [(cost + head_cost, Seam(half, word[place:])) for cost, half in modifiers]
    return found


def _modifiers(written: str) -> list[tuple[float, str]]:
    irregular = listed("nl")["modifiers"].get(written)
    found = [(_PER_WORD, irregular)] if irregular else []
    for link, link_cost in _LINKS.items():
        half = written.removesuffix(link)
        cost = _modifier_cost(half) if half + link == written else None
        found += [] if cost is None else [(cost + link_cost, half)]
    return found


def _modifier_cost(half: str) -> float | None:
    kept = half in building_words() or half in listed("nl")["short_modifiers"]
    return _known_cost(half) if kept and half not in listed("nl")["no_modifier"] else None


def _head_cost(half: str) -> float | None:
    if half.removesuffix("heid") in listed("nl")["no_head"]:
        return None
    if half in building_words() or half in listed("nl")["short_heads"]:
        return _known_cost(half)
    return _quality_cost(half) or _compound_cost(half)


def _known_cost(half: str) -> float | None:
    base = lemma(half, "nl") or half
    if stem(base, "nl") == stem(half, "nl"):
        return _cost(half)
    is_plural_of_three = len(half) == _SHORTEST_INFLECTED and len(base) <= len(half)
    return None if is_plural_of_three or half.endswith(_VERB_ENDINGS) else _cost(half) + _INFLECTED


def _cost(half: str) -> float:
    return _PER_WORD + _SHORTNESS / len(half)


def _quality_cost(half: str) -> float | None:
    quality = half.removesuffix("heid")
    return _cost(half) if quality != half and quality in building_words() else None


def _compound_cost(half: str) -> float | None:
    found = _best(half)
    return found[0] if found else None
