"""Synthetic records for any register, made out of its definition: plainly named so, and the same for one seed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone
from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

from veerkracht.catalogue import Field, Register, register
from veerkracht.web.registers.loading import SYSTEM
from veerkracht.web.registers.models import Record, State, Values
from veerkracht.web.registers.records import keep

__all__ = ["fill", "synthetic_values", "told_again"]

WORDS: Final = (
    "wijk", "buurt", "hitte", "water", "armoede", "energie", "woning", "corporatie", "voedselbank", "vrijwilliger",
    "jongeren", "ouderen", "eenzaamheid", "veiligheid", "school", "zorg", "groen", "straat", "plein", "bewoners",
    "overstroming", "storing", "netwerk", "samen", "herstel", "aanpak", "proef", "gesprek", "kaart", "plan",
)  # fmt: skip
SMALL_WORDS: Final = (
    "de", "het", "een", "van", "en", "in", "is", "op", "te", "voor", "met", "dat", "die", "aan", "bij", "wordt", "om",
    "er", "ook", "naar",
)  # fmt: skip
SMALL_SHARE: Final = 0.45  # of the words of a text, as in written Dutch
VOCABULARY: Final = 8_000
EVERY: Final = 10  # each tenth of the most frequent words is one of `WORDS`
FILLED: Final = 0.6  # share of the optional fields that has an answer
TEXT_WORDS: Final = 6
PROSE_WORDS: Final = 30
BATCH: Final = 2_000
Pool = Mapping[str, Sequence[str]]
Told = Callable[[str, int], None]


def synthetic_values(item: Register, number: int, *, pool: Pool, rng: np.random.Generator) -> Values:
    """Return answers for one record that its fields accept.

    Parameters
    ----------
    item : Register
        Its register.
    number : int
        Number of the record, which its name carries.
    pool : Mapping
        Ids of records that links may point to, by register.
    rng : numpy Generator
        Draws.
    """
    chosen = [field for field in item.fields if field.required or rng.random() < FILLED]
    drawn = {field.id: _answer(field, pool, rng) for field in chosen}
    title = f"Synthetisch {item.one.nl} {number} {_text(2, rng)}"
    named = item.field(item.title)
    drawn[item.title] = _in_both(title) if named.languages else title if named.kind == "text" else drawn.get(item.title)
    return {name: value for name, value in drawn.items() if value is not None}


def _answer(field: Field, pool: Pool, rng: np.random.Generator) -> Any:  # Any: JSON, by the kind of the field
    if field.kind in ("text", "prose"):
        text = _text(PROSE_WORDS if field.kind == "prose" else TEXT_WORDS, rng)
        return _in_both(text) if field.languages else [text] if field.many else text
    if field.kind == "link":
        known = pool.get(field.target, ())
        value = known[int(rng.integers(len(known)))] if known else None
    else:
        value = _SIMPLE[field.kind](field, rng)
    return [value] if field.many and value is not None else value


def _text(words: int, rng: np.random.Generator) -> str:
    """Return words as frequent as in written language: of the n-th word a n-th of the first."""
    known, reach = _vocabulary()
    drawn = np.searchsorted(reach, rng.random(words))
    small = rng.random(words) < SMALL_SHARE
    return " ".join(
        SMALL_WORDS[place % len(SMALL_WORDS)] if little else known[place]
        for place, little in zip(drawn, small, strict=True)
    )


@cache
def _vocabulary() -> tuple[tuple[str, ...], np.ndarray]:
    """Return words, most frequent first, and up to where each reaches on a scale from 0 to 1 (law of Zipf)."""
    forms = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary("nl")
    usual = sorted(str(form) for form in forms if str(form).isalpha() and str(form).islower() and 4 <= len(form) <= 14)
    step = len(usual) // VOCABULARY
    words = [usual[(place * 7_919 % VOCABULARY) * step] for place in range(VOCABULARY)]
    for place, word in enumerate(WORDS):
        words[EVERY * (place + 1) - 1] = word
    reach = np.cumsum(1 / np.arange(1, VOCABULARY + 1))
    return tuple(words), reach / reach[-1]


def _in_both(text: str) -> dict[str, str]:
    return {"nl": text, "en": text}


def _number(field: Field, rng: np.random.Generator) -> int:
    low = int(field.minimum or 0)
    return int(rng.integers(low, int(field.maximum if field.maximum is not None else low + 1000) + 1))


def _day(field: Field, rng: np.random.Generator) -> str:
    return f"{rng.integers(2020, 2030)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"


_SIMPLE: Final[dict[str, Callable[[Field, np.random.Generator], Any]]] = {  # Any: JSON, by the kind of the field
    "choice": lambda field, rng: field.choices[int(rng.integers(len(field.choices)))].code,
    "yes_no": lambda field, rng: bool(rng.random() < 1 / 2),
    "integer": _number, "decimal": _number, "money": _number,
    "year": lambda field, rng: int(rng.integers(2015, 2030)),
    "date": _day, "day": _day,
    "area": lambda field, rng: f"BU0518{rng.integers(10_000):04d}",
    "person": lambda field, rng: f"synthetic{rng.integers(100)}@example.org",
    "address": lambda field, rng: f"https://example.org/{rng.integers(1000)}",
}  # fmt: skip


def fill(counts: Mapping[str, int], *, seed: int, progress: Told = lambda name, done: None) -> dict[str, list[str]]:
    """Make synthetic published records, in batches, and return their ids by register.

    Parameters
    ----------
    counts : Mapping of str to int
        How many per register, those that others point to or belong to first.
    seed : int
        The same seed makes the same answers.
    """
    rng = np.random.default_rng(seed)
    pool: dict[str, list[str]] = {}
    for name, count in counts.items():
        pool[name] = []
        for first in range(0, count, BATCH):
            size = min(BATCH, count - first)
            records = [_record(register(name), first + place, pool, rng) for place in range(size)]
            with transaction.atomic():
                keep(records, [], actor=SYSTEM, reason="synthetic", action="load")
            pool[name] += [str(record.pk) for record in records]
            progress(name, first + size)
    return pool


def _record(item: Register, number: int, pool: Pool, rng: np.random.Generator) -> Record:
    values = synthetic_values(item, number, pool=pool, rng=rng)
    parents = pool.get(item.part_of, ())
    parent = uuid.UUID(parents[number % len(parents)]) if parents else None
    return Record(
        register=item.id, external_id=f"synthetic-{item.id}-{number}", parent_id=parent, values=values,
        published=values, published_at=timezone.now(), state=State.APPROVED,
    )  # fmt: skip


def told_again(counts: Mapping[str, int]) -> dict[str, list[str]]:
    """Return the ids of synthetic records that were made before, by register; what was imported or written goes."""
    Record.objects.filter(external_id__regex="^(import-[0-9]|synthetic-(shared|writer))").delete()
    made = Record.objects.filter(external_id__startswith="synthetic-")
    found = {name: made.filter(register=name).order_by("created_at")[:n] for name, n in counts.items()}
    return {name: [str(key) for key in records.values_list("pk", flat=True)] for name, records in found.items()}
