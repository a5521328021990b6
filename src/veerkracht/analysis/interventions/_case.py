"""A choice between initiatives, read from tables: what each is worth and costs, and every limit with its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from veerkracht.analysis.interventions._programme import Floats, Ints, Row
from veerkracht.errors import InputError
from veerkracht.settings import check_choice
from veerkracht.tables import Array, Table, arrays, pull, run_starts

Record = Mapping[str, Any]  # Any: cells of mixed columns
Leftover = Literal["lapses", "carried"]
Cover = Literal["theme", "area"]

RULES_KNOWN: Final = ("needs", "excludes", "must")


class Limit(NamedTuple):
    """One limit: its kind (budget, needs, excludes, must, theme, area, goal, unknown), whom it names, and its row."""

    kind: str
    source: str
    target: str | None
    row: Row

    @property
    def words(self) -> str:
        """The limit as codes, for a message."""
        return " ".join(part for part in (self.kind, self.source, self.target) if part)


@dataclass(frozen=True)
class Case:
    """What can be chosen, in the order of names.

    Parameters
    ----------
    names : list of str
        The initiatives, sorted.
    value : array
        What each is worth; NaN where unknown.
    cost : array
        Cost over all years; NaN where unknown.
    yearly : array (year x initiative)
        Cost per year of the budgets; the sum so far where budgets are carried on.
    budget : array
        Budget per year, or so far.
    pairs : tuple of arrays
        Both initiatives and the synergy of each pair of known initiatives.
    limits : list of Limit
        Every limit.
    """

    names: list[str]
    value: Floats
    cost: Floats
    yearly: Floats
    budget: Floats
    pairs: tuple[Ints, Ints, Floats]
    limits: list[Limit]

    @property
    def worth(self) -> Floats:
        """Values, 0 for what is unknown and cannot be chosen."""
        return np.where(np.isnan(self.value), 0.0, self.value)

    @property
    def rows(self) -> list[Row]:
        """The rows of all limits."""
        return [limit.row for limit in self.limits]


def summed_values(values: Table, theme_weights: Table | None) -> dict[str, float]:
    """Return the value of each initiative over all themes; NaN where one is unknown."""
    rows = arrays(values.select("initiative", "theme", "value"), order=["initiative", "theme"])
    check_once(rows["initiative"], rows["theme"])
    starts = run_starts(rows["initiative"])
    scaled = rows["value"].astype(float) * theme_scale(rows["theme"], theme_weights)
    sums = np.add.reduceat(scaled, starts) if len(starts) else np.zeros(0)
    return dict(zip(rows["initiative"][starts].tolist(), sums.tolist(), strict=True))


def check_once(initiatives: Array, themes: Array) -> None:
    """Stop where a value stands in two rows, which would count it twice.

    Raises
    ------
    InputError
        If an initiative has two values for one theme.
    """
    told: set[tuple[str, str | None]] = set()
    for name, theme in zip(initiatives, themes, strict=True):
        if (name, theme) in told:
            raise InputError("The value of {initiative} for {theme} is told twice. Keep one row.",
                             initiative=name, theme=theme)  # fmt: skip
        told.add((name, theme))


def theme_scale(themes: Array, theme_weights: Table | None) -> Floats:
    """Return what a unit of the theme of each row counts: 1 where no weights are given.

    Raises
    ------
    InputError
        If weights are given, and a theme has none.
    """
    if theme_weights is None:
        return np.ones(len(themes))
    weight = {row["theme"]: row["weight"] for row in pull(theme_weights).to_pylist()}
    for theme in themes:
        if weight.get(theme) is None:
            raise InputError("Theme {theme} has no weight. Give each theme of the values one.", theme=theme)
    return np.array([weight[theme] for theme in themes], float)


def check_covering(cover: Sequence[Cover], leftover: Leftover) -> None:
    """Refuse what need not be covered by any rule, and money that goes where it cannot."""
    for kind in cover:
        check_choice("cover", kind, Cover)
    check_choice("leftover", leftover, Leftover)


def read_case(
    worth: Mapping[str, float], costs: Table, *, budgets: Table, synergies: Table | None, rules: Table | None,
    covers: Table | None, cover: Sequence[Cover], leftover: Leftover,
) -> Case:  # fmt: skip
    """Read and check a choice.

    Raises
    ------
    InputError
        If a name has no value, a cost or budget is below 0, a year has costs and no budget, a cost, budget or pair is
        told twice, or a pair or rule names one initiative twice.
    """
    names = sorted(worth)
    place = {name: number for number, name in enumerate(names)}
    value = np.array([worth[name] for name in names], float)
    years, budget = _budgets(budgets)
    yearly = _costs(costs, place, years)
    if leftover == "carried":
        yearly, budget = np.cumsum(yearly, axis=0), np.cumsum(budget)
    cost = yearly[-1] if leftover == "carried" else yearly.sum(axis=0)
    unknown = np.isnan(value) | np.isnan(cost)
    limits = [
        Limit("budget", str(year), None, _row(np.nan_to_num(yearly[at]), budget[at])) for at, year in enumerate(years)
    ]
    limits += list(_rules(rules, place))
    limits += list(_covers(covers, place, cover))
    limits += [Limit("unknown", names[at], "value" if np.isnan(value[at]) else "cost", _one(int(at), 1.0, 0.0))
               for at in np.flatnonzero(unknown)]  # fmt: skip
    return Case(names, value, cost, yearly, budget, _pairs(synergies, place, unknown), limits)


def _row(by: Floats, limit: float) -> Row:
    items = np.flatnonzero(by).astype(np.int64)
    return items, by[items], float(limit)


def _one(item: int, by: float, limit: float) -> Row:
    return np.array([item], np.int64), np.array([by]), limit


def _budgets(budgets: Table) -> tuple[list[int], Floats]:
    rows = arrays(budgets.select("year", "budget_eur"), order=["year"])
    budget = rows["budget_eur"].astype(float)
    for row in np.flatnonzero(~(budget >= 0))[:1]:
        raise InputError("The budget of {year} is {budget}. Give 0 or more for each year.",
                         year=int(rows["year"][row]), budget=float(budget[row]))  # fmt: skip
    for row in np.flatnonzero(rows["year"][1:] == rows["year"][:-1])[:1]:
        raise InputError("The budget of {year} is told twice. Keep one row per year.", year=int(rows["year"][row]))
    if not len(budget):
        raise InputError("There is no budget. Give one for each year in which there are costs.")
    return [int(year) for year in rows["year"]], budget


def _costs(costs: Table, place: Mapping[str, int], years: Sequence[int]) -> Floats:
    """Return costs by year and initiative; NaN where one is unknown or an initiative has no row."""
    yearly = np.zeros((len(years), len(place)))
    told: set[tuple[str, int]] = set()
    for row in pull(costs.select("initiative", "year", "cost_eur")).to_pylist():
        _check_named(row["initiative"], place, "costs")
        if row["cost_eur"] is not None and row["cost_eur"] < 0:
            raise InputError("Initiative {initiative} costs {cost} in {year}. Give costs as 0 or more.",
                             initiative=row["initiative"], cost=row["cost_eur"], year=row["year"])  # fmt: skip
        if row["year"] not in years:
            raise InputError("Initiative {initiative} has a cost in {year}, for which there is no budget. Add the budget "
                             "of that year, 0 if there is none.", initiative=row["initiative"], year=row["year"])  # fmt: skip
        if (row["initiative"], row["year"]) in told:
            raise InputError("The cost of {initiative} in {year} is told twice. Keep one row, with the sum.",
                             initiative=row["initiative"], year=row["year"])  # fmt: skip
        told.add((row["initiative"], row["year"]))
        cost = np.nan if row["cost_eur"] is None else row["cost_eur"]
        yearly[years.index(row["year"]), place[row["initiative"]]] = cost
    costed = {name for name, _year in told}
    yearly[:, [place[name] for name in place if name not in costed]] = np.nan
    return yearly


def _check_named(name: str | None, place: Mapping[str, int], where: str) -> None:
    if name not in place:
        raise InputError("Table {where} names {initiative}, which has no value. Add its value, empty if it is unknown, or leave "
                         "it out.", where=where, initiative=name)  # fmt: skip


def _pairs(synergies: Table | None, place: Mapping[str, int], unknown: Array) -> tuple[Ints, Ints, Floats]:
    found: dict[tuple[int, int], float] = {}
    for row in pull(synergies).to_pylist() if synergies is not None else []:
        one, other = _both(row, place, "synergies")
        if (one, other) in found:
            raise InputError("The synergy of {source} and {target} is told twice. Keep one row per pair.",
                             source=row["source"], target=row["target"])  # fmt: skip
        if row["value"] is None:
            raise InputError("The synergy of {source} and {target} is unknown. Give it, 0 if there is none, or leave the "
                             "pair out.", source=row["source"], target=row["target"])  # fmt: skip
        found[one, other] = row["value"]
    kept = [(pair, value) for pair, value in found.items() if value != 0 and not unknown[list(pair)].any()]
    ends = np.array([pair for pair, _ in kept], np.int64).reshape(-1, 2)
    return ends[:, 0].copy(), ends[:, 1].copy(), np.array([value for _, value in kept], float)


def _both(row: Record, place: Mapping[str, int], where: str) -> tuple[int, int]:
    for name in (row["source"], row["target"]):
        _check_named(name, place, where)
    if row["source"] == row["target"]:
        raise InputError("Table {where} pairs {initiative} with itself. Name two initiatives.",
                         where=where, initiative=row["source"])  # fmt: skip
    one, other = sorted((place[row["source"]], place[row["target"]]))
    return one, other


def _rules(rules: Table | None, place: Mapping[str, int]) -> Iterator[Limit]:
    for row in pull(rules.order_by("kind", "source", "target")).to_pylist() if rules is not None else []:
        if row["kind"] not in RULES_KNOWN:
            raise InputError("There is a rule {kind} for {source}. Choose from: {known}.",
                             kind=row["kind"], source=row["source"], known=", ".join(RULES_KNOWN))  # fmt: skip
        if row["kind"] == "must":
            _check_named(row["source"], place, "rules")
            yield Limit("must", row["source"], None, _one(place[row["source"]], -1.0, -1.0))
            continue
        _both(row, place, "rules")
        both = np.array([place[row["source"]], place[row["target"]]], np.int64)
        needs = row["kind"] == "needs"
        yield Limit(row["kind"], row["source"], row["target"],
                    (both, np.array([1.0, -1.0 if needs else 1.0]), 0.0 if needs else 1.0))  # fmt: skip


def _covers(covers: Table | None, place: Mapping[str, int], cover: Sequence[Cover]) -> Iterator[Limit]:
    rows = pull(covers).to_pylist() if covers is not None else []
    for kind in cover:
        for wanted in sorted({row[kind] for row in rows if row[kind] is not None}):
            serving = {row["initiative"] for row in rows if row[kind] == wanted and row["initiative"] is not None}
            for name in serving:
                _check_named(name, place, "covers")
            items = np.array(sorted(place[name] for name in serving), np.int64)
            yield Limit(kind, wanted, None, (items, np.full(len(items), -1.0), -1.0))


Progress = Callable[[int, int], None]
