"""What it costs to build, renew and keep up an option for years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from veerkracht.analysis.interventions._money import check_horizon, factors
from veerkracht.errors import InputError
from veerkracht.tables import Table, arrays, pull, table_from_arrays, table_of
from veerkracht.tables.choices import CASH_FLOWS

__all__ = ["life_cycle_cost", "life_cycle_flows"]

_NUMBERS: Final = ("capex_eur", "lifetime_years", "opex_eur", "opex_interval_years")


def life_cycle_flows(life_cycles: Table, *, base_year: int, horizon_years: int) -> Table:
    """Lay the costs of options out over the years.

    Parameters
    ----------
    life_cycles : Table (LIFE_CYCLES)
        What each option costs to build and to keep up; null where unknown.
    base_year : int
        Year of building.
    horizon_years : int
        The last year is this many years after the base year.

    Returns
    -------
    Table (CASH_FLOWS)
        Item ``capex`` in the base year and at every multiple of the lifetime, item ``opex`` in the other multiples of
        its interval. An unknown cost is an unknown flow.

    Raises
    ------
    SettingError
        If the horizon is below one year.
    InputError
        If a cost is below 0, or a lifetime or interval unknown or below one year.

    References
    ----------
    .. [1] Deltares, RA2CE, https://github.com/Deltares/ra2ce/issues/593.
    """
    check_horizon(horizon_years)
    rows = pull(life_cycles.order_by("option")).to_pylist()
    for row in rows:
        _check(row)
    return table_of(CASH_FLOWS, [flow for row in rows for flow in _flows(row, base_year, horizon_years)])


def life_cycle_cost(life_cycles: Table, rates: Table, *, horizon_years: int) -> Table:
    """Add up the costs of building, renewing and keeping up, discounted.

    Parameters
    ----------
    life_cycles : Table (LIFE_CYCLES)
        What each option costs to build and to keep up.
    rates : Table (RATES)
        The steps of one rate.
    horizon_years : int
        The last year is this many years after building.

    Returns
    -------
    Table (option, life_cycle_cost_eur)
        One row per option; null where a cost is unknown.

    Raises
    ------
    SettingError, InputError
        As `life_cycle_flows`, and if a rate lacks.

    Notes
    -----
    No value is left at the horizon: what outlives it counts as spent.
    """
    flows = arrays(life_cycle_flows(life_cycles, base_year=0, horizon_years=horizon_years), order=["option", "year"])
    options, place = np.unique(flows["option"].astype(str), return_inverse=True)
    worth = flows["value_eur"] * factors(rates, horizon_years)[flows["year"]]
    return table_from_arrays({"option": options.astype(object), "life_cycle_cost_eur": np.bincount(place, worth)})


def _check(row: Mapping[str, Any]) -> None:  # Any: cells of mixed columns
    for name in ("capex_eur", "opex_eur"):
        if row[name] is not None and row[name] < 0:
            raise InputError("Option {option} has {name} {value}. Give costs as 0 or more.",
                             option=row["option"], name=name, value=row[name])  # fmt: skip
    for name in ("lifetime_years", "opex_interval_years"):
        if row[name] is None or row[name] < 1:
            raise InputError("Option {option} has {name} {value}. Give 1 year or more.",
                             option=row["option"], name=name, value=row[name])  # fmt: skip


def _flows(row: Mapping[str, Any], base: int, horizon: int) -> Iterator[dict[str, object]]:  # Any: as above
    for ahead in range(horizon + 1):
        build = ahead % row["lifetime_years"] == 0
        if build or ahead % row["opex_interval_years"] == 0:
            item = "capex" if build else "opex"
            yield {"option": row["option"], "year": base + ahead, "kind": "cost", "item": item,
                   "value_eur": row[f"{item}_eur"]}  # fmt: skip
