"""What was measured in a street, and whom it reached: unknown is never counted as zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from veerkracht.catalogue import register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.registers.naming import Naming, Told, tell
from veerkracht.web.streets.board import seen_parts

__all__ = ["FEW", "Measured", "Reach", "measured_in", "reach_of"]

FEW: Final = 10
"""Below so many answers no percentage is shown."""


@dataclass(frozen=True)
class Reach:
    """One way of reaching people: how often, and how many where that is known.

    Parameters
    ----------
    invited, reached, took_part : int or None
        Sums of what is known; None where nothing is.
    unknown : int
        Activities of which the number reached is not known.
    share : float or None
        Reached as a share (0-1) of invited, over the activities of which both are known.
    """

    words: str
    activities: int
    invited: int | None
    reached: int | None
    took_part: int | None
    unknown: int
    share: float | None


@dataclass(frozen=True)
class Measured:
    """A theme of a street with its first and its later value.

    Parameters
    ----------
    change : float or None
        Later minus first.
    verdict : str
        better, worse, same, or nothing where the direction or a value is not known.
    few : bool
        Whether it rests on fewer answers than `FEW`.
    """

    question: Told
    measured: Told
    unit: str
    first: Told
    first_date: Told
    later: Told
    later_date: Told
    change: float | None
    verdict: str
    answers: int | None
    few: bool


def reach_of(street: Record, reader: Reader) -> list[Reach]:
    """Return per channel how often it was used and whom it reached, in the order of the definition."""
    rows = [values for _record, values in seen_parts(street, "participation", reader)]
    choices = register("participation").field("channel").choices
    found = [(one, [row for row in rows if row.get("channel") == one.code]) for one in choices]
    return [_reach(in_words(one.label, reader.language), held) for one, held in found if held]


def _reach(words: str, rows: list[Values]) -> Reach:
    both = [row for row in rows if "invited" in row and "reached" in row]
    asked = sum(row["invited"] for row in both)
    share = sum(row["reached"] for row in both) / asked if asked else None
    unknown = sum("reached" not in row for row in rows)
    return Reach(
        words, len(rows), _sum(rows, "invited"), _sum(rows, "reached"), _sum(rows, "took_part"), unknown, share
    )


def _sum(rows: Iterable[Values], name: str) -> int | None:
    known = [int(row[name]) for row in rows if name in row]
    return sum(known) if known else None


def measured_in(street: Record, reader: Reader) -> list[Measured]:
    """Return the themes of a street with what was measured at the start and later."""
    return [_measured(values, reader.language) for _record, values in seen_parts(street, "street_themes", reader)]


def _measured(values: Values, language: str) -> Measured:
    item, naming = register("street_themes"), Naming(language)
    told = {name: tell(item.field(name), values.get(name), naming) for name in _TOLD}
    first, later = values.get("baseline_value"), values.get("later_value")
    change = None if first is None or later is None else later - first
    answers = values.get("answers_count")
    return Measured(
        question=told["street_question"], measured=told["measured"], unit=str(values.get("unit", "")),
        first=told["baseline_value"], first_date=told["baseline_date"], later=told["later_value"],
        later_date=told["later_date"], change=change, verdict=_verdict(change, str(values.get("trend_wanted", ""))),
        answers=answers, few=answers is not None and answers < FEW,
    )  # fmt: skip


_TOLD: Final = ("street_question", "measured", "baseline_value", "baseline_date", "later_value", "later_date")


def _verdict(change: float | None, wanted: str) -> str:
    if change is None or wanted not in ("up", "down"):
        return ""
    if change == 0:
        return "same"
    return "better" if (change > 0) == (wanted == "up") else "worse"
