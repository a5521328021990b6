"""The words that are known: their stem, their base form, and which may be part of a longer Dutch word.

The forms come from the dictionaries of simplemma, kept packed in memory. They lack Dutch nouns that have no
plural, such as "armoede"; those stand in `dutch.toml`, together with the glossary of the catalogue.
"""

from __future__ import annotations

import tomllib
from array import array
from bisect import bisect_left
from collections.abc import Container, Iterable
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

import snowballstemmer
from simplemma.strategies import DictionaryLookupStrategy, RulesStrategy
from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

from veerkracht.catalogue.definitions import read_toml
from veerkracht.web.search.words.spelling import LONGEST, Language, fold, normalise, spans

KEPT_WORDS = 16_384
"""Words whose analysis is remembered; the words in use of a register of 5,000 records fit."""

_ALGORITHMS = {"nl": "dutch_porter", "en": "english"}
_FILES = {"nl": "dutch.toml", "en": "english.toml"}
_SHORTEST, _LONGEST_PART = 4, 14
_SHORTEST_DOING = 6
_NO_PARTS = ("tje", "tjes", "kje", "kjes", "pje", "pjes", "nde", "nden")  # little things, and what is doing something
_lookup = DictionaryLookupStrategy(LOW_MEMORY_DICTIONARY_FACTORY)
_rules = RulesStrategy()


@cache
def listed(language: Language) -> dict[str, Any]:  # Any: a TOML table holds values of mixed types
    """Return our own words of a language, by kind."""
    text = files("veerkracht.web.search.words").joinpath(_FILES[language]).read_text(encoding="utf-8")
    return {kind: value if isinstance(value, dict) else frozenset(value) for kind, value in tomllib.loads(text).items()}


def is_stop_word(word: str, *, language: Language) -> bool:
    """Tell whether a normalised word says nothing on its own, in a sentence of this language."""
    return fold(word) in listed(language)["stop"]


@lru_cache(maxsize=KEPT_WORDS)
def lemma(word: str, language: Language) -> str | None:
    """Return the base form of a normalised word, or nothing if the word is not known.

    The dictionary leads from some base forms to another ("huurt" to "huren" to "huur"), and now and then in a circle.
    Follow it to its end, or to the shortest word of the circle, so that all forms of a word meet.

    Examples
    --------
    >>> lemma("huurt", "nl"), lemma("huur", "nl"), lemma("steden", "nl"), lemma("xqz", "nl")
    ('huur', 'huur', 'stad', None)
    """
    way = [word]
    while (base := _base(way[-1], language)) is not None:
        if base in way:
            shortest = min(way[way.index(base) :], key=lambda form: (len(form), form))
            return _doing(shortest) if language == "nl" else shortest
        way.append(base)
    return way[-1] if len(way) > 1 else None


def _doing(noun: str) -> str:
    """Return the verb of a noun in -ing, because the stemmer keeps that ending on short words: "daling" is "dalen"."""
    verb = noun.removesuffix("ing") + "en"
    is_made = noun.endswith("ing") and len(noun) >= _SHORTEST_DOING and noun not in listed("nl")["forms"]
    return verb if is_made and _base(verb, "nl") == verb else noun


def _base(word: str, language: Language) -> str | None:
    own = listed(language)["forms"]
    if word in own:
        return str(own[word])
    found = _lookup.get_lemma(word, language) or _rules.get_lemma(word, language)
    return normalise(found.replace("_", "")) if found else None


@lru_cache(maxsize=KEPT_WORDS)
def stem(word: str, language: Language) -> str:
    """Return the stem of a base form: letters and digits only, without accents, at most `LONGEST` characters.

    A short word stays as it is, because little of it is left: "hitte" is no "hit".
    """
    folded = fold(word)
    stemmer = snowballstemmer.stemmer(_ALGORITHMS[language])  # holds the word while it works: one per call
    found = str(stemmer.stemWord(folded))
    return (found if len(found) >= _SHORTEST else folded)[:LONGEST]


@cache
def _own_nouns() -> frozenset[str]:
    terms = " ".join(term["nl"] for term in read_toml("glossary.toml")["term"])
    words = (normalise(terms[start:end]) for start, end in spans(terms, language="nl"))
    nouns: frozenset[str] = listed("nl")["nouns"]
    return nouns | frozenset(word for word in words if len(word) >= _SHORTEST)


class Forms(Container[str]):
    """Many words in little room: only their hashes are kept, in order, so it can tell a word but not list them.

    Of 300,000 words, two share a hash of 64 bits less than once in a hundred million times.

    Examples
    --------
    >>> "wijk" in Forms(["wijk", "buurt"]), "stad" in Forms(["wijk", "buurt"])
    (True, False)
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._hashes = array("q", sorted(map(hash, words)))

    def __contains__(self, word: object) -> bool:
        wanted = hash(word)
        place = bisect_left(self._hashes, wanted)
        return place < len(self._hashes) and self._hashes[place] == wanted


@cache
def building_words() -> Forms:
    """Return all Dutch forms that may stand inside a longer word: letters only, not too short and not too long."""
    banned = listed("nl")["never"] | listed("nl")["stop"]
    forms = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("nl")
    return Forms(chain((form for form in forms if _may_build(form) and form not in banned), _own_nouns()))


def _may_build(form: str) -> bool:
    fits = _SHORTEST <= len(form) <= _LONGEST_PART and form.isalpha() and form.islower()
    return fits and not form.endswith(_NO_PARTS)
