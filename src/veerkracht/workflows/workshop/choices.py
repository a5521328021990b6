"""Choices that were filled in, as tables: what initiatives cost and are worth, what goes together, and the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from veerkracht.connectors.form_rows import Rejection
from veerkracht.connectors.workshop_sheets import Filled, Line
from veerkracht.reports.content import Inline
from veerkracht.reports.translation import mark as _
from veerkracht.tables import Table, table_of
from veerkracht.tables.choices import BUDGETS, COSTS, COVERS, RULES, SYNERGIES, TIMES, VALUES
from veerkracht.workflows.workshop.answers import refused_by, repeated

__all__ = ["CITY_VALUE", "YEARS", "Choices", "Shock", "choices_from", "choices_of", "says_something"]

NOT_FILLED_IN: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: nothing is filled in. Estimate it; unknown is not zero."
)
WRONG_ORDER: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: the bounds do not lie around the value. Low comes first, then value, then high."
)
UNKNOWN_OPTION: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: “{value}” is not on the first sheet. Mend the reference."
)
UNKNOWN_YEAR: Final = _(
    "Sheet {sheet}, cell {cell}, column {column}: “{value}” is no year of the sheet. Fill in 1, 2 or 3."
)
UNKNOWN_RISK: Final = _("Sheet {sheet}, cell {cell}, column {column}: “{value}” is no risk of the city. Mend the code.")
NO_PERIOD: Final = _("Sheet {sheet}, cell {cell}, column {column}: fill in once in how many years, 1 or more.")

CITY_VALUE: Final = "city"
"""The one criterion by which the sheet values an initiative."""
YEARS: Final = (1, 2, 3)
_ESTIMATED: Final = ("cost_1", "cost_2", "cost_3", "value", "value_lower", "value_upper")


@dataclass(frozen=True)
class Shock:
    """Damage of a shock that comes once in so many years, at once and while recovering."""

    risk: str
    return_period: float
    damage_eur: float
    recovery_eur: float


@dataclass(frozen=True)
class Choices:
    """What can be chosen.

    Parameters
    ----------
    values, costs, budgets, synergies, rules, covers, times : Table
        Each of the shape of its name; `values` has one theme, `CITY_VALUE`.
    names : mapping of initiative to name
        As filled in, or in both languages where a register has it.
    risks : mapping of initiative to risks
        What each is about.
    lines : mapping of initiative to Line
        All that was filled in of it.
    shocks : tuple of Shock
        What shocks cost without any initiative.
    """

    values: Table
    costs: Table
    budgets: Table
    synergies: Table
    rules: Table
    covers: Table
    times: Table
    names: Mapping[str, Inline]
    risks: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, Line]
    shocks: tuple[Shock, ...]


def choices_of(filled: Filled, known_risks: Sequence[str]) -> tuple[Choices | None, list[Rejection]]:
    """Return what can be chosen, None where no sheet has initiatives or no sheet has a budget."""
    pairs, budget, shocks = (filled.of(name) for name in ("synergies", "budget", "shocks"))
    options = [line for line in filled.of("options") if says_something(line)]
    wrong = _wrong(options, pairs, budget, shocks, frozenset(known_risks))
    if wrong or not options or not budget:
        return None, wrong
    return choices_from(options, pairs=pairs, budget=budget, shocks=shocks), wrong


def choices_from(
    options: Sequence[Line], *, pairs: Sequence[Line], budget: Sequence[Line], shocks: Sequence[Line]
) -> Choices:
    """Return what can be chosen from lines that were checked, from whatever source."""
    of = {line.text("option"): line for line in options}
    return Choices(
        table_of(VALUES, [_value(line) for line in options]), table_of(COSTS, [row for line in options for row in _costs(line)]),
        table_of(BUDGETS, [{"year": int(line.text("year")), "budget_eur": line.number("amount")} for line in budget]),
        table_of(SYNERGIES, [_pair(line) for line in pairs]), table_of(RULES, [row for line in options for row in _rules(line)]),
        table_of(COVERS, [row for line in options for row in _covers(line)]),
        table_of(TIMES, [row for line in options for row in _times(line)]),
        {name: line.text("name") or name for name, line in of.items()}, {name: line.listed("risks") for name, line in of.items()},
        of, tuple(_shock(line) for line in shocks),
    )  # fmt: skip


def says_something(line: Line) -> bool:
    """Tell whether a line is more than the name of an initiative that the sheet listed."""
    return any(line.number(name) is not None for name in _ESTIMATED)


def _wrong(
    options: Sequence[Line], pairs: Sequence[Line], budget: Sequence[Line], shocks: Sequence[Line], risks: frozenset[str]
) -> list[Rejection]:  # fmt: skip
    known = frozenset(line.text("option") for line in options)
    return [
        *refused_by(lambda line: _option_is_wrong(line, known, risks), options),
        *repeated(options, lambda line: line.text("option"), "option"),
        *refused_by(lambda line: _pair_is_wrong(line, known), pairs),
        *repeated(pairs, lambda line: frozenset((line.text("first"), line.text("second"))), "second"),
        *refused_by(_year_is_wrong, budget),
        *repeated(budget, lambda line: line.text("year"), "year"),
        *refused_by(_shock_is_wrong, shocks),
        *repeated(shocks, lambda line: (line.text("shock"), line.number("return_period")), "shock"),
    ]


def _option_is_wrong(line: Line, known: frozenset[str], risks: frozenset[str]) -> tuple[str, str] | None:
    lacking = [name for name in _ESTIMATED if line.number(name) is None]
    if lacking:
        return lacking[0], NOT_FILLED_IN
    low, middle, high = (line.number(name) or 0.0 for name in ("value_lower", "value", "value_upper"))
    if not low <= middle <= high:
        return "value", WRONG_ORDER
    for column in ("needs", "excludes"):
        if not set(line.listed(column)) <= known - {line.text("option")}:
            return column, UNKNOWN_OPTION
    return None if set(line.listed("risks")) <= risks else ("risks", UNKNOWN_RISK)


def _pair_is_wrong(line: Line, known: frozenset[str]) -> tuple[str, str] | None:
    for column in ("first", "second"):
        if line.text(column) not in known:
            return column, UNKNOWN_OPTION
    if line.text("first") == line.text("second"):
        return "second", UNKNOWN_OPTION
    return ("value", NOT_FILLED_IN) if line.number("value") is None else None


def _year_is_wrong(line: Line) -> tuple[str, str] | None:
    if line.text("year") not in map(str, YEARS):
        return "year", UNKNOWN_YEAR
    return ("amount", NOT_FILLED_IN) if line.number("amount") is None else None


def _shock_is_wrong(line: Line) -> tuple[str, str] | None:
    if (line.number("return_period") or 0.0) < 1:
        return "return_period", NO_PERIOD
    lacking = [name for name in ("damage", "recovery") if line.number(name) is None]
    lacking += [] if line.text("shock") else ["shock"]
    return (lacking[0], NOT_FILLED_IN) if lacking else None


def _value(line: Line) -> dict[str, object]:
    return {"initiative": line.text("option"), "theme": CITY_VALUE, "value": line.number("value"),
            "lower": line.number("value_lower"), "upper": line.number("value_upper")}  # fmt: skip


def _costs(line: Line) -> list[dict[str, object]]:
    return [
        {"initiative": line.text("option"), "year": year, "cost_eur": line.number(f"cost_{year}")} for year in YEARS
    ]


def _pair(line: Line) -> dict[str, object]:
    source, target = sorted((line.text("first"), line.text("second")))
    return {"source": source, "target": target, "value": line.number("value")}


def _rules(line: Line) -> list[dict[str, object]]:
    return [{"kind": kind, "source": line.text("option"), "target": other}
            for kind in ("needs", "excludes") for other in line.listed(kind)]  # fmt: skip


def _covers(line: Line) -> list[dict[str, object]]:
    themes, areas = line.listed("themes") or (None,), line.listed("districts") or (None,)
    return [{"initiative": line.text("option"), "theme": theme, "area": area} for theme in themes for area in areas]


def _times(line: Line) -> list[dict[str, object]]:
    share, value = line.number("good_times"), line.number("value") or 0.0
    if share is None:
        return []
    parts = (("good", value * share / 100), ("bad", value * (1 - share / 100)))
    return [{"initiative": line.text("option"), "times": times, "value": part} for times, part in parts]


def _shock(line: Line) -> Shock:
    found = [line.number(name) or 0.0 for name in ("return_period", "damage", "recovery")]
    return Shock(line.text("shock"), *found)
