"""What a package is worth in points and in money, and what shocks still cost, as a function of assumptions that may be off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.interventions import discount_factors
from veerkracht.tables import Array, Table, arrays, memtable, pull, table_of
from veerkracht.tables.worlds import DRIVERS, TARGETS
from veerkracht.workflows.choosing.business import (
    AVOIDED_RANGE,
    COST_RANGE,
    HORIZON_YEARS,
    WITHOUT,
    BusinessPart,
    Money,
    money_of,
)
from veerkracht.workflows.choosing.portfolio import PortfolioPart
from veerkracht.workflows.choosing.worlds import ENOUGH
from veerkracht.workflows.workshop.choices import Choices

__all__ = ["RANGES", "Packages", "packages_of"]

Floats = NDArray[np.float64]
Row = dict[str, Any]  # Any: cells of mixed columns

RANGES: Final[Mapping[str, tuple[float, float, float]]] = {
    "budget": (0.5, 1.0, 1.0),
    "effect": (*AVOIDED_RANGE, 1.0),
    "cost_overrun": (*COST_RANGE, 1.0),
    "benefit": (*AVOIDED_RANGE, 1.0),
    "delay": (0.0, 3.0, 0.0),
    "shock_frequency": (0.5, 2.0, 1.0),
    "shock_severity": (0.5, 2.0, 1.0),
    "repair_time": (0.5, 2.0, 1.0),
}
"""Assumed: least, most and expected of each driver, as multiples of what the sheet says; delay in years. Their ids are those
of the adverse combinations of the catalogue."""
_IN_POINTS: Final = ("budget", "effect")
"""Drivers that touch the value; all others are about money."""


@dataclass(frozen=True)
class _Costed:
    """One package: today's value of its costs, its benefits of a year, and the losses of a year with the shares it takes off."""

    costs_eur: float
    benefit_eur: float
    damage_eur: Floats
    damage_share: Floats
    recovery_eur: Floats
    recovery_share: Floats


@dataclass(frozen=True)
class Packages:
    """Packages of initiatives under assumptions that may be off.

    Parameters
    ----------
    points : mapping of package to float
        Value on the sheet.
    pressure : mapping of package to float
        Largest share of the budget of a year that it takes.
    enough : float
        Points that count as enough.
    costed : mapping of package to _Costed, or None
        None where the money is not known.
    annuity : array
        Today's value of a euro a year, over the first 0, 1, 2, ... years.
    """

    points: Mapping[str, float]
    pressure: Mapping[str, float]
    enough: float
    costed: Mapping[str, _Costed] | None
    annuity: Floats

    @property
    def drivers(self) -> Table:
        """As `DRIVERS`."""
        return table_of(DRIVERS, [{"driver": name, "kind": "continuous", "low": low, "high": high,
                                   "unit": "years" if name == "delay" else "times"}
                                  for name, (low, high, _now) in self._known.items()])  # fmt: skip

    @property
    def baseline(self) -> Table:
        """What is assumed of each driver."""
        return memtable({"driver": list(self._known), "value": [now for _low, _high, now in self._known.values()]})

    @property
    def _known(self) -> Mapping[str, tuple[float, float, float]]:
        return {name: found for name, found in RANGES.items() if self.costed is not None or name in _IN_POINTS}

    @property
    def targets(self) -> Table:
        """Enough points; and where money is known, worth its money, and no more loss a year than today without it."""
        rows: list[Row] = [{"target": "value", "direction": 1, "threshold": self.enough, "unit": "points"}]
        if self.costed is not None:
            rows += [{"target": "worth", "direction": 1, "threshold": 0.0, "unit": "eur"},
                     {"target": "loss", "direction": -1, "threshold": self.loss_now, "unit": "eur"}]  # fmt: skip
        return table_of(TARGETS, rows)

    @property
    def loss_now(self) -> float:
        """Expected loss of a year without any initiative."""
        one = next(iter((self.costed or {}).values()))
        return float(one.damage_eur.sum() + one.recovery_eur.sum())

    def outcomes(self, option: str, given: Mapping[str, Array]) -> dict[str, Floats]:
        """Return the outcome of each target, one per world; a `Model`."""
        done = np.minimum(1.0, given["budget"] / max(self.pressure[option], 1e-9))
        found = {"value": np.asarray(done * given["effect"] * self.points[option])}
        if self.costed is not None:
            one = self.costed[option]
            before, avoided = _losses(one, given, done)
            years = self.annuity[-1] - np.interp(given["delay"], np.arange(len(self.annuity)), self.annuity)
            in_place = 1 - given["delay"] / HORIZON_YEARS
            found["worth"] = years * (avoided + done * given["benefit"] * one.benefit_eur) - (
                done * given["cost_overrun"] * one.costs_eur)  # fmt: skip
            found["loss"] = before - in_place * avoided
        return found


def _losses(one: _Costed, given: Mapping[str, Array], done: Floats) -> tuple[Floats, Floats]:
    """Return the loss of a year without the package, and what the package takes off it once it is in place."""
    often = np.asarray(given["shock_frequency"] * given["shock_severity"], float)
    before, avoided = np.zeros(len(often)), np.zeros(len(often))
    for slow, loss, share in (
        (np.ones(len(often)), one.damage_eur, one.damage_share),
        (given["repair_time"], one.recovery_eur, one.recovery_share),
    ):
        whole = (often * slow)[:, None] * loss
        before += whole.sum(axis=1)
        avoided += (whole * np.minimum(1.0, (done * given["effect"])[:, None] * share)).sum(axis=1)
    return before, avoided


def packages_of(
    portfolio: PortfolioPart, packages: Mapping[str, frozenset[str]], business: BusinessPart | None, *, day: str
) -> Packages:
    """Lay packages out as a model.

    Parameters
    ----------
    portfolio : PortfolioPart
        With the choices.
    packages : mapping of name to initiatives
        What is compared; `best` is among them.
    business : BusinessPart or None
        With the discount rates. Without it, or if an amount of a package is unknown, only points are known.
    day : str
        ISO date of the decision.
    """
    choices = portfolio.choices
    points = {name: _points(choices, chosen) for name, chosen in packages.items()}
    pressure = {name: _pressure(choices, chosen) for name, chosen in packages.items()}
    annuity, costed = np.zeros(1), None
    if business is not None:
        factors = arrays(discount_factors(business.rates, horizon_years=HORIZON_YEARS), order=["years"])[
            "factor"
        ].astype(float)
        annuity = np.concatenate([np.zeros(1), np.cumsum(factors[1:])])
        found = {name: _costed(choices, chosen, factors, int(day[:4])) for name, chosen in packages.items()}
        known = {name: one for name, one in found.items() if one is not None}
        costed = known if len(known) == len(found) else None
    return Packages(points, pressure, ENOUGH * points["best"], costed, annuity)


def _points(choices: Choices, chosen: frozenset[str]) -> float:
    values = {row["initiative"]: row["value"] for row in pull(choices.values).to_pylist()}
    pairs = pull(choices.synergies).to_pylist()
    together = sum(pair["value"] for pair in pairs if {pair["source"], pair["target"]} <= chosen)
    return float(sum(values[name] for name in sorted(chosen)) + together)  # a set has another order in each process


def _pressure(choices: Choices, chosen: frozenset[str]) -> float:
    """Return the largest share of the budget of a year that a package takes."""
    spent: dict[int, float] = {}
    for row in pull(choices.costs).to_pylist():
        if row["initiative"] in chosen:
            spent[row["year"]] = spent.get(row["year"], 0.0) + row["cost_eur"]
    budgets = {row["year"]: row["budget_eur"] for row in pull(choices.budgets).to_pylist()}
    return max((cost / budgets[year] for year, cost in spent.items() if budgets.get(year)), default=0.0)


def _costed(choices: Choices, chosen: frozenset[str], factors: Floats, base: int) -> _Costed | None:
    """Return the money of a package; None where an amount is unknown."""
    told = money_of(choices, chosen, base=base)
    if told is None or any(flow["value_eur"] is None for flow in told.flows):
        return None
    costs = sum(flow["value_eur"] * factors[flow["year"] - base] for flow in told.costs)
    first = sum(flow["value_eur"] for flow in told.extra if flow["year"] == base + 1)
    return _Costed(float(costs), float(first), *_shares(told, "damage", "loss_eur"),
                   *_shares(told, "recovery", "recovery_loss_eur"))  # fmt: skip


def _shares(told: Money, kind: str, column: str) -> tuple[Floats, Floats]:
    """Return the loss of a year per shock, and the share of it that a package takes off."""
    shares = {row["item"]: row["share"] for row in pull(told.reductions).to_pylist()}
    rows = [row for row in told.losses if row["option"] == WITHOUT]
    return (np.array([row[column] for row in rows], float),
            np.array([shares.get(f"{row['shock']} {kind}", 0.0) for row in rows], float))  # fmt: skip
