"""How far a plan for homes has come after each year, and the rule of the province that it keeps to."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.analysis.redistribution import measures
from veerkracht.catalogue.provincial_rules import ProvincialRule, rule_of_city
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.homes import bands_of_rule

__all__ = ["PlanYear", "RuleFound", "rule_for", "years_of"]


@dataclass(frozen=True)
class PlanYear:
    """Homes that move in a year, and the heaviest load and the share that would have to move after it."""

    year: int
    homes: float
    peak_load: float | None
    dissimilarity: float | None


@dataclass(frozen=True)
class RuleFound:
    """What a province asks of the city: the rule, the share (0-1) of social homes now, and the limits as homes."""

    rule: ProvincialRule
    share: float
    bands: Table


def rule_for(city: str, stock: Table) -> RuleFound | None:
    """Return the rule of the province for a city, None where none is known."""
    rule = rule_of_city(city)
    if rule is None:
        return None
    rows = pull(stock.select("social", "dwellings")).to_pylist()
    share = sum(row["social"] for row in rows) / sum(row["dwellings"] for row in rows)
    return RuleFound(rule, share, bands_of_rule(stock, rule))


def years_of(stock: Table, moves: Table, *, years: int) -> tuple[PlanYear, ...]:
    """Return how far the plan has come after each year."""
    rows = pull(moves).to_pylist()
    return tuple(_after(stock, moves, year, sum(row["homes"] for row in rows if row["year"] == year))
                 for year in range(1, years + 1))  # fmt: skip


def _after(stock: Table, moves: Table, year: int, homes: float) -> PlanYear:
    so_far = memtable(pull(moves.filter(moves.year <= year)))
    found = {row["measure"]: row["after"] for row in pull(measures(stock, so_far)).to_pylist()}
    return PlanYear(year, homes, found["peak_load"], found["dissimilarity"])
