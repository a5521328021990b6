"""Published examples of appraisal and of choosing under a budget."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from veerkracht.analysis.interventions import (
    annuity_factor,
    best_portfolio,
    discount_factors,
    expected_annual_damage,
    life_cycle_cost,
)
from veerkracht.catalogue.discount_rates import rates_on
from veerkracht.tables import Array, Table, memtable, pull, table_of
from veerkracht.tables.choices import LIFE_CYCLES, RATES
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES"]

_FOUR_DECIMALS: Final = 5e-5 / 29
_SIX_DECIMALS: Final = 5e-7 / 2714
_EXACT: Final = 1e-12
_DAY: Final = "2021-01-01"


def _annuities(data: Path) -> float:
    rates = rates_on(_DAY, table="nl")
    found = np.array([annuity_factor(rates, years=years) for years in (50, 100)])
    return largest_difference(found, np.array([29.8344, 39.6417])) / 29  # relative to the smaller of both


def _flat(rate: float) -> Table:
    row = {
        "table": "example",
        "kind": "standard",
        "valid_from": _DAY,
        "first_year": 0,
        "rate": rate,
        "source": "example",
    }
    return table_of(RATES, [row])


def _life_cycle(data: Path) -> float:
    columns = ("option", "capex_eur", "lifetime_years", "opex_eur", "opex_interval_years")
    told = (("1", 1000.0, 10, 200.0, 3), ("2", 5000.0, 100, 50.0, 3))
    options = table_of(LIFE_CYCLES, [dict(zip(columns, row, strict=True)) for row in told])
    found = pull(life_cycle_cost(options, _flat(0.025), horizon_years=19))["life_cycle_cost_eur"].to_numpy()
    return largest_difference(found, np.array([2714.560800, 5233.340599]))


def _damage(data: Path) -> float:
    """Yearly losses of six links with losses at 100 and 1,000 years, the rarest held on."""
    loss = np.array([5869500.0, 254024.0, 1289916.4, 2294583.2, 1459500.0, 253.33333333333333])
    links = [str(link) for link in range(1, 7)]
    table = memtable({"option": links * 2, "return_period_years": [100.0] * 6 + [1000.0] * 6,
                      "damage_eur": np.concatenate([loss, loss])})  # fmt: skip
    found = pull(expected_annual_damage(table, rare_tail="constant"))["ead_eur"].to_numpy()
    return largest_difference(found, np.array([58695.0, 2540.24, 12899.164, 22945.832, 14595.0, 2.5333333333333333]))


def _steps(data: Path) -> float:
    """The rate between each two years, back from the factors."""
    found = pull(discount_factors(rates_on("2026-11-22", table="uk"), horizon_years=310))["factor"].to_numpy()
    years = np.array([30, 31, 75, 76, 125, 126, 200, 201, 300, 301])
    published = np.array([3.5, 3.0, 3.0, 2.5, 2.5, 2.0, 2.0, 1.5, 1.5, 1.0])
    return largest_difference(100 * (found[years - 1] / found[years] - 1), published)


def _chosen(values: Array, weights: Array, limit: float, pairs: dict[tuple[int, int], float]) -> Array:
    """Return the value of the best portfolio and which of the items it holds."""
    names = [str(place) for place in range(1, len(values) + 1)]
    synergies = {"source": [str(one) for one, _ in pairs], "target": [str(other) for _, other in pairs],
                 "value": list(pairs.values())}  # fmt: skip
    choice, proof = best_portfolio(
        memtable({"initiative": names, "theme": ["all"] * len(names), "value": values}),
        memtable({"initiative": names, "year": [2027] * len(names), "cost_eur": weights}),
        budgets=memtable({"year": [2027], "budget_eur": [limit]}), synergies=memtable(synergies) if pairs else None,
    )  # fmt: skip
    assert pull(proof)["proven"][0].as_py(), "the best portfolio is not proven"
    taken = pull(choice)["chosen"].to_numpy(zero_copy_only=False).astype(float)
    return np.concatenate([[pull(proof)["value"][0].as_py()], taken])


def _knapsack(data: Path) -> float:
    found = _chosen(np.array([5.0, 2, 8, 4, 3]), np.array([9.0, 8, 4, 5, 2]), 17.0, {})
    return largest_difference(found, np.array([16.0, 1, 0, 1, 0, 1]))


def _quadratic_knapsack(data: Path) -> float:
    pairs = {(1, 2): 8.0, (1, 3): 6.0, (1, 4): 10.0, (2, 3): 2.0, (2, 4): 6.0, (3, 4): 4.0}
    found = _chosen(np.array([2.0, 5, 2, 4]), np.array([8.0, 6, 5, 3]), 16.0, pairs)
    return largest_difference(found, np.array([28.0, 1, 0, 1, 1]))


REFERENCES: Final = (
    Reference("annuity-factors", "Werkgroep discontovoet 2020: 2.25 %; (1 - 1.0225^-n) / 0.0225", _FOUR_DECIMALS,
              _annuities),
    Reference("life-cycle-cost", "Deltares, RA2CE, issue 593: https://github.com/Deltares/ra2ce/issues/593", _SIX_DECIMALS,
              _life_cycle),
    Reference("expected-annual-damage", "Deltares, RA2CE, results_test_calc_vlh.csv, column risk_vlh_total_default", _EXACT,
              _damage),
    Reference("green-book-steps", "HM Treasury, Green Book (February 2026), discount rates per year", 1e-9, _steps),
    Reference("knapsack", "MathWorks, knapsack2qubo (R2025b), example", _EXACT, _knapsack),
    Reference("quadratic-knapsack", "Glover, Kochenberger & Du (2019), A Tutorial on Formulating and Using QUBO Models, "
              "quadratic knapsack", _EXACT, _quadratic_knapsack),
)  # fmt: skip
