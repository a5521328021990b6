"""Initiatives of the registers as lines of the sheet on choices: cost by year from money, worth from benefits per risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from veerkracht.catalogue import Kept, Recorded
from veerkracht.connectors.form_rows import Heading, Place
from veerkracht.connectors.workshop_sheets import Line
from veerkracht.workflows.workshop.choices import YEARS

__all__ = ["DOUBT", "Marks", "budget_line", "line_of", "marks_of", "unknown_years"]

FILE: Final = "registers"
_PLACE: Final = Place(FILE, 0, Heading(0, [], {}))
DOUBT: Final = 1.0
"""Assumed: a mark (from -2 to 2) may be this much higher or lower."""
_LEAST, _MOST = -2.0, 2.0
_NOT_SPENT: Final = ("in_kind",)
_REFUSED: Final = ("refused",)
_WORTH: Final = ("value", "value_lower", "value_upper")
_EMPTY: Final = (
    "good_times", "needs", "excludes", "lifetime", "running_cost", "damage_avoided", "recovery_faster",
    "benefit_without_shock",
)  # fmt: skip
"""What the sheet asks and no register holds."""


@dataclass(frozen=True)
class Marks:
    """What an initiative is worth in good times and in bad times, summed over risks, with the least and the most of both."""

    good: float
    bad: float
    lower: float
    upper: float

    @property
    def value(self) -> float:
        """Both together."""
        return self.good + self.bad


def marks_of(kept: Recorded, initiative: str) -> Marks | None:
    """Return what an initiative is worth; None where it has no benefit with marks, or one of its marks is not given."""
    told = kept.of("benefits", initiative)
    if not told or any(one.values.get(name) is None for one in told for name in ("good_times", "bad_times")):
        return None
    good, bad = ([float(one.values[name]) for one in told] for name in ("good_times", "bad_times"))
    marks = [*good, *bad]
    return Marks(sum(good), sum(bad), sum(max(mark - DOUBT, _LEAST) for mark in marks),
                 sum(min(mark + DOUBT, _MOST) for mark in marks))  # fmt: skip


def unknown_years(kept: Recorded, initiative: str, years: Iterable[int]) -> tuple[int, ...]:
    """Return the years of which the cost of an initiative is not known."""
    return tuple(year for year in years if _cost(kept, initiative, year) is None)


def _cost(kept: Recorded, initiative: str, year: int) -> float | None:
    """Return what is planned for a year; None where no amount stands for it, or one of them is not filled in."""
    amounts = [_part(one) for one in kept.of("budget_lines", initiative) if _counts(one) and year in _covered(one)]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if amounts and len(known) == len(amounts) else None


def _counts(one: Kept) -> bool:
    return one.values.get("kind") not in _NOT_SPENT and one.values.get("certainty") not in _REFUSED


def _covered(one: Kept) -> range:
    first = int(one.values["year"])
    return range(first, max(int(one.values.get("spread_until") or first), first) + 1)


def _part(one: Kept) -> float | None:
    """Return the part of one year of an amount; planned, for what was really spent is known of the past only."""
    planned = one.values.get("planned")
    return None if planned is None else float(planned) / len(_covered(one))


def line_of(
    record: Kept, kept: Recorded, marks: Marks | None, *, base: int, districts: Mapping[str, str], risks: frozenset[str]
) -> Line:
    """Return an initiative as a line of the sheet; what no register holds is empty.

    Parameters
    ----------
    record : Kept
        The initiative.
    kept : Recorded
        With its money.
    marks : Marks or None
        What it is worth.
    base : int
        The first of the three years.
    districts : mapping of area to district
        Of the districts themselves and of their neighbourhoods; other places are left out.
    risks : frozenset of str
        The risks of the city; others are left out.
    """
    about = [*record.listed("risks"), *(str(one.values.get("risk")) for one in kept.of("benefits", record.id))]
    costs = {f"cost_{year}": _cost(kept, record.id, base + year - 1) for year in YEARS}
    worth = (None, None, None) if marks is None else (marks.value, marks.lower, marks.upper)
    estimates = {**costs, **dict(zip(_WORTH, worth, strict=True)), **dict.fromkeys(_EMPTY)}
    return Line(FILE, _PLACE, {
        "option": record.id, "name": record.words("name").nl or record.id, **estimates,
        "risks": _joined(one for one in about if one in risks), "themes": _joined(record.listed("goal")),
        "districts": _joined(districts[area] for area in record.listed("areas") if area in districts),
    })  # fmt: skip


def _joined(found: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(found)) or None


def budget_line(year: int, amount: float) -> Line:
    """Return what can be spent in a year, counted from 1, as a line of the sheet."""
    return Line(FILE, _PLACE, {"year": str(year), "amount": amount})
