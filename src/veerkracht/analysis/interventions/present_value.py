"""What money over the years is worth today."""

from __future__ import annotations

from typing import Literal

import numpy as np

from veerkracht.analysis.interventions._money import Floats, Flows, factors, read_flows
from veerkracht.settings import check_choice
from veerkracht.tables import Array, Table, table_from_arrays

__all__ = ["annuity_factor", "discount_factors", "net_present_value"]

Paid = Literal["end", "start"]


def discount_factors(rates: Table, *, horizon_years: int) -> Table:
    """Return what a euro of each year is worth in the base year.

    Parameters
    ----------
    rates : Table (RATES)
        The steps of one rate, from `catalogue.rates_on`.
    horizon_years : int
        Last year after the base year.

    Returns
    -------
    Table (years, factor)
        One row per year, from 0 (the base year, factor 1) to the horizon.

    Raises
    ------
    SettingError
        If the horizon is below one year.
    InputError
        If the rates are of several kinds, or do not reach the horizon.

    Notes
    -----
    factor(t) = product of 1 / (1 + r(s)) over the years s = 1..t, so that a rate that falls with time never makes a
    later euro worth more than an earlier one.
    """
    found = factors(rates, horizon_years)
    return table_from_arrays({"years": np.arange(len(found)), "factor": found})


def annuity_factor(rates: Table, *, years: int, paid: Paid = "end") -> float:
    """Return the present value of one euro a year.

    Parameters
    ----------
    rates : Table (RATES)
        The steps of one rate.
    years : int
        How many payments.
    paid : {"end", "start"}
        From the year after the base year on, or from the base year on.

    Returns
    -------
    float
        Sum of the discount factors.

    Examples
    --------
    >>> from veerkracht.tables import table_of
    >>> from veerkracht.tables.choices import RATES
    >>> flat = {"table": "nl", "kind": "standard", "valid_from": "2021-01-01", "first_year": 0, "rate": 0.0225}
    >>> round(annuity_factor(table_of(RATES, [flat]), years=50), 4)
    29.8344
    """
    check_choice("paid", paid, Paid)
    found = factors(rates, years)
    return float(found[1:].sum() if paid == "end" else found[:-1].sum())


def net_present_value(cash_flows: Table, rates: Table, *, base_year: int, horizon_years: int) -> Table:
    """Weigh the benefits of options against their costs.

    Parameters
    ----------
    cash_flows : Table (CASH_FLOWS)
        What each option costs and yields; `area` and `group` may lack.
    rates : Table (RATES)
        The steps of one rate.
    base_year : int
        Year to which all is discounted.
    horizon_years : int
        The last year that counts is this many years after the base year.

    Returns
    -------
    Table (option, benefits_eur, costs_eur, npv_eur, bcr, annuity_eur, unknown, first_unknown, beyond_horizon)
        One row per option: present values, benefit-cost ratio (null without costs) and the even sum per year of
        the same value. An unknown benefit makes everything that holds benefits unknown, and an unknown cost what
        holds costs; `unknown` counts such flows and `first_unknown` names one as ``kind/item/year``.
        `beyond_horizon` counts the flows that lie beyond the horizon and were left out.

    Raises
    ------
    SettingError
        If the horizon is below one year.
    InputError
        If a cost is below 0, a kind unknown, a year before the base year, or a rate lacks.

    Notes
    -----
    NPV = sum over t of (B_t - C_t) factor(t); BCR = PV(B) / PV(C); annuity = NPV / sum of factor(t), t = 1..horizon.

    References
    ----------
    .. [1] HM Treasury (2026), The Green Book: central government guidance on appraisal and evaluation.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> flows = memtable({"option": ["wall"] * 2, "year": [2026, 2027], "kind": ["cost", "benefit"],
    ...                   "item": ["build", "damage"], "value_eur": [100.0, 110.0]})
    >>> rates = memtable({"table": ["own"], "kind": ["standard"], "valid_from": ["2026-01-01"], "first_year": [0],
    ...                   "last_year": [50], "rate": [0.1]})
    >>> net_present_value(flows, rates, base_year=2026, horizon_years=10).npv_eur.to_pyarrow()[0].as_py()
    0.0
    """
    flows = read_flows(cash_flows, base_year=base_year, horizon_years=horizon_years)
    factor = factors(rates, horizon_years)
    worth = flows.value * factor[flows.ahead]
    cost = flows.words["kind"] == "cost"
    benefits, costs = (summed(flows, np.where(part, worth, 0.0)) for part in (~cost, cost))
    count, first = _unknown(flows)
    npv = np.round(benefits + costs, 9)
    return table_from_arrays({
        "option": np.array(flows.options, object), "benefits_eur": benefits, "costs_eur": -costs, "npv_eur": npv,
        "bcr": np.divide(benefits, -costs, out=np.full(len(npv), np.nan), where=costs < 0),
        "annuity_eur": npv / factor[1:].sum(), "unknown": count, "first_unknown": first, "beyond_horizon": flows.beyond,
    })  # fmt: skip


def summed(flows: Flows, worth: Floats) -> Floats:
    """Add up per option; one unknown makes the sum unknown."""
    return np.asarray(np.bincount(flows.option, worth, minlength=len(flows.options)), float)


def _unknown(flows: Flows) -> tuple[Array, Array]:
    lacking = np.flatnonzero(np.isnan(flows.value))
    count = np.bincount(flows.option[lacking], minlength=len(flows.options))
    first = np.full(len(flows.options), None, object)
    for row in lacking[::-1]:
        first[flows.option[row]] = f"{flows.words['kind'][row]}/{flows.words['item'][row]}/{flows.years[row]}"
    return count, first
