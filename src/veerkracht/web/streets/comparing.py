"""Two streets side by side, and whether what worked in the one can be expected to work in the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from veerkracht.analysis.transfer import transfer_check
from veerkracht.catalogue import register
from veerkracht.tables import memtable, pull
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.registers.naming import Naming, Told, tell
from veerkracht.web.streets.board import Street, Tally, seen_parts, tallies
from veerkracht.web.streets.facts import Measured, measured_in

__all__ = ["CONDITIONS", "Check", "Pair", "Row", "checks_between", "compare", "verdict_of"]

CONDITIONS: Final = (
    "tenure_mix", "size", "active_residents", "meeting_place", "trust", "association_present", "urgency",
    "team_and_time", "budget",
)  # fmt: skip
_FACTS: Final = ("areas", "homes_total", "residents", "entrepreneurs", "themes", "starts", "state", "maintainer_role")
_TENURES: Final = ("homes_social_rent", "homes_mid_rent", "homes_private_rent", "homes_owner_occupied", "homes_unknown")


@dataclass(frozen=True)
class Row:
    """One fact of both streets; `shares` are those of all homes (0-1), where that is known."""

    words: str
    told: tuple[Told | None, Told | None]
    shares: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True)
class Check:
    """A comparison that somebody made: the answer to each condition, and what follows from the answers.

    Parameters
    ----------
    verdict : str
        likely, changed, unlikely or unknown: never better than what is not known allows.
    """

    record: Record
    conditions: tuple[tuple[str, Told], ...]
    verdict: str
    verdict_words: str
    own: Told
    differs: Told
    same: float
    unknown: float


@dataclass(frozen=True)
class Pair:
    """Two streets side by side."""

    streets: tuple[Street, Street]
    rows: tuple[Row, ...]
    tallies: tuple[Tally, Tally]
    measured: tuple[list[Measured], list[Measured]]
    checks: tuple[Check, ...]


def compare(first: Street, second: Street, reader: Reader, *, today: date) -> Pair:
    """Put two streets side by side."""
    counted = tallies([first.record.pk, second.record.pk], reader, today=today)
    return Pair(
        (first, second), tuple(_rows(first, second, reader.language)),
        (counted[first.record.pk], counted[second.record.pk]),
        (measured_in(first.record, reader), measured_in(second.record, reader)),
        tuple(checks_between(first, second, reader)),
    )  # fmt: skip


def _rows(first: Street, second: Street, language: str) -> list[Row]:
    item = register("street_labs")
    named = [(name, in_words(item.field(name).label, language)) for name in (*_FACTS, *_TENURES)]
    return [
        Row(words, (first.told.get(name), second.told.get(name)),
            (_share(first.values, name), _share(second.values, name)) if name in _TENURES else (None, None))
        for name, words in named
    ]  # fmt: skip


def _share(values: Values, name: str) -> float | None:
    total = values.get("homes_total")
    return values[name] / total if total and name in values else None


def checks_between(first: Street, second: Street, reader: Reader) -> list[Check]:
    """Return the comparisons of the first street that are about the second, by its name or key."""
    names = {second.name.casefold(), second.external_id.casefold()}
    found = seen_parts(first.record, "transfer_checks", reader)
    return [
        verdict_of(record, values, reader.language)
        for record, values in found
        if str(values.get("other_street", "")).casefold() in names
    ]


def verdict_of(record: Record, values: Values, language: str) -> Check:
    """Return what follows from the conditions of a comparison; an unanswered one is unknown."""
    item, naming = register("transfer_checks"), Naming(language)
    columns = {
        "subject": [str(record.pk)] * len(CONDITIONS), "condition": list(CONDITIONS),
        "answer": [values.get(name, "unknown") for name in CONDITIONS], "essential": [False] * len(CONDITIONS),
    }  # fmt: skip
    found = pull(transfer_check(memtable(columns))).to_pylist()[0]
    choice = item.field("judgement").choice(found["verdict"])
    return Check(
        record, tuple((in_words(item.field(name).label, language), tell(item.field(name), values.get(name), naming))
                      for name in CONDITIONS),
        found["verdict"], in_words(choice.label, language) if choice else str(found["verdict"]),
        own=tell(item.field("judgement"), values.get("judgement"), naming),
        differs=tell(item.field("what_differs"), values.get("what_differs"), naming),
        same=found["share_same"], unknown=found["share_unknown"],
    )  # fmt: skip
