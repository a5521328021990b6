"""What each district gets: money as the choice spreads it, or as much for every resident, against a division by need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from veerkracht import catalogue
from veerkracht.analysis.redistribution import divide_budget
from veerkracht.catalogue.division_rules import DivisionRule, division_rule
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.homes import BUDGETS
from veerkracht.workflows.choosing.portfolio import PortfolioPart, Row
from veerkracht.workflows.findings import by, rows_of
from veerkracht.workflows.measuring.derive import derive
from veerkracht.workflows.measuring.level import find_level, level_basis
from veerkracht.workflows.measuring.protection import protected
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["RULE", "DivisionPart", "divide_over_districts"]

RULE: Final = "floor-90"
"""The rule of the catalogue unless another is asked for."""
SCALE_EUR: Final = 1_000_000.0
"""What is divided where no choice spreads money: a scale, no figure of a city."""
_LEVEL: Final = 100.0
_CENT: Final = 0.01
_OTHER_NEED: Final = "low_income_share"


@dataclass(frozen=True)
class DivisionPart:
    """What was found about the division of money.

    Parameters
    ----------
    divided : Table
        As `divide_budget`.
    other : Table or None
        The same with people of low income as need, over the districts where they are known; None without any.
    rule : DivisionRule
        Of the catalogue.
    chosen : bool
        Whether money before is that of the choice; otherwise as much for every resident.
    people : mapping of district to residents
        Of the districts that are divided over.
    names : mapping of district to name
        Of all districts.
    left_out : tuple of str
        Districts of unknown need.
    period : str
        Years of the figures behind the need.
    """

    divided: Table
    other: Table | None
    rule: DivisionRule
    chosen: bool
    people: Mapping[str, float]
    names: Mapping[str, str]
    left_out: tuple[str, ...]
    period: str

    @property
    def holds(self) -> bool:
        """Tell whether no district falls below its floor or comes above its ceiling, and nothing is lost: record by record."""
        rows: list[Row] = pull(self.divided).to_pylist()
        most = self.rule.most_share
        kept = all(row["after_eur"] >= self.rule.hold_harmless_share * row["before_eur"] - _CENT for row in rows)
        under = most is None or all(
            row["before_eur"] == 0 or row["after_eur"] <= most * row["before_eur"] + _CENT for row in rows
        )
        return kept and under and abs(sum(row["difference_eur"] for row in rows)) < _CENT * len(rows)


def divide_over_districts(place: CityPlace, portfolio: PortfolioPart | None, *, rule: str) -> DivisionPart | None:
    """Divide money over the districts by need.

    Parameters
    ----------
    place : CityPlace
        With its figures.
    portfolio : PortfolioPart or None
        Of which the cost is spread over the districts where initiatives work, and over all for what works everywhere.
    rule : str
        Of the catalogue.

    Returns
    -------
    DivisionPart or None
        None where the need of no two districts is known.

    Raises
    ------
    UsageError
        If there is no such rule.
    SettingError
        If the rule cannot be kept.
    """
    told, period, low = _needs(place)
    if len(told) < 2:
        return None
    people = {area: residents for area, (residents, _need) in told.items()}
    asked, names = division_rule(rule), {one.area: one.name for one in place.districts}
    spent = None if portfolio is None or not portfolio.chosen else _spent(portfolio, people)
    before = spent or {area: SCALE_EUR * count / sum(people.values()) for area, count in people.items()}
    other = _divided(before, low, asked) if len(low) > 1 else None
    return DivisionPart(
        _divided(before, {area: need for area, (_people, need) in told.items()}, asked), other, asked, spent is not None,
        people, names, tuple(sorted(names.keys() - told.keys())), period,
    )  # fmt: skip


def _divided(before: Mapping[str, float], need: Mapping[str, float], rule: DivisionRule) -> Table:
    now = {area: round(before[area], 2) for area in sorted(need)}
    rows = [{"area": area, "before_eur": amount, "need": need[area]} for area, amount in now.items()]
    return divide_budget(table_of(BUDGETS, rows), total_eur=round(sum(now.values()), 2),
                         hold_harmless_share=rule.hold_harmless_share, most_share=rule.most_share)  # fmt: skip


def _needs(place: CityPlace) -> tuple[dict[str, tuple[float, float]], str, dict[str, float]]:
    """Return residents and need (residents times vulnerability) by district, the years, and people of low income."""
    indicators, settings = catalogue.indicators(), catalogue.settings()
    gathered = place.gathered
    observations = protected(derive(gathered), indicators, areas=gathered.areas, limits=settings["protection"])
    newest = {one.area for one in place.districts}
    areas = {code: row for code, row in by("area", rows_of(gathered.areas)).items() if code in newest}
    basis = level_basis(observations, areas=areas, level="district", indicators=indicators, settings=settings)
    found = find_level(basis, level="district")
    rows = {} if found is None else {area: row for area, row in found.levels.items() if _is_known(row)}
    need = {area: (row["population"], row["population"] * row["vulnerability"] / _LEVEL) for area, row in rows.items()}
    shares = {
        row["area"]: row["value"] for row in rows_of(basis.figures)
        if row["indicator"] == _OTHER_NEED and row["value"] is not None
    }  # fmt: skip
    low = {area: count * shares[area] / _LEVEL for area, (count, _need) in need.items() if area in shares}
    return need, "" if found is None else found.period, low


def _is_known(row: Mapping[str, Any]) -> bool:  # Any: cells of mixed columns
    return row["vulnerability"] is not None and bool(row["population"])


def _spent(portfolio: PortfolioPart, people: Mapping[str, float]) -> dict[str, float]:
    """Return what the choice costs in three years in each district, divided by residents where it works in several."""
    costs: dict[str, float] = {}
    for row in pull(portfolio.choices.costs).to_pylist():
        if row["initiative"] in portfolio.chosen:
            costs[row["initiative"]] = costs.get(row["initiative"], 0.0) + row["cost_eur"]
    found = dict.fromkeys(people, 0.0)
    for name, cost in costs.items():
        asked = [area for area in portfolio.choices.lines[name].listed("districts") if area in people]
        where = asked or list(people)
        whole = sum(people[area] for area in where)
        for area in where:
            found[area] += cost * people[area] / whole
    return found
