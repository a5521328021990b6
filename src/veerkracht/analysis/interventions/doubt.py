"""How sure a business case is: draws of uncertain costs and benefits, and the optimism of those who plan."""

from __future__ import annotations

from typing import Final

import numpy as np

from veerkracht.analysis.interventions._draws import draws_of, half_told, triangular
from veerkracht.analysis.interventions._money import Floats, factors, read_flows
from veerkracht.analysis.interventions._shares import wilson
from veerkracht.errors import InputError
from veerkracht.settings import check_seed
from veerkracht.tables import Table, arrays, pull, run_starts, table_from_arrays

__all__ = ["chance_of_gain", "draw_net_present_values", "with_optimism_bias"]

_QUANTILES: Final = {"p05_eur": 0.05, "median_eur": 0.5, "p95_eur": 0.95}


def draw_net_present_values(
    flows: Table, rates: Table, *, base_year: int, horizon_years: int, draws: int, seed: int
) -> Table:
    """Draw net present values of options from the ranges of their costs and benefits.

    Parameters
    ----------
    flows : Table (UNCERTAIN_FLOWS)
        Costs and benefits with the least and the most that each can be.
    rates : Table (RATES)
        The steps of one rate.
    base_year, horizon_years : int
        As for `net_present_value`.
    draws : int
        How many; draw 7 is the same however many follow.
    seed : int
        Start of the draws.

    Returns
    -------
    Table (option, draw, npv_eur)
        Null throughout for an option with an unknown value.

    Raises
    ------
    InputError
        If a value lies outside its range or has half a range, or the range of a cost reaches below 0; and as `net_present_value`.
    SettingError
        If less than one draw is asked for.

    Notes
    -----
    Each item is drawn once per draw, from a triangle between its least, its value and its most, and moves in all years
    and options together: if steel is dear, it is dear in every plan. Different items are drawn independently.
    """
    check_seed(seed)
    read = read_flows(flows, base_year=base_year, horizon_years=horizon_years)
    lower, upper = (read.columns[name].astype(float) for name in ("lower_eur", "upper_eur"))
    cost = read.words["kind"] == "cost"
    plain = np.where(cost, -read.value, read.value)
    low, high = np.where(np.isnan(lower), plain, lower), np.where(np.isnan(upper), plain, upper)
    inside = (low <= plain) & (plain <= high) & ((low >= 0) | ~cost)
    for row in np.flatnonzero(half_told(lower, upper) | (~np.isnan(plain) & ~inside))[:1]:
        raise InputError("Option {option}: {item} is {value}, outside its range from {low} to {high}, or a cost can fall "
                         "below 0. Mend the range.", option=read.words["option"][row], item=read.words["item"][row],
                         value=float(plain[row]), low=float(lower[row]), high=float(upper[row]))  # fmt: skip
    items, item = np.unique(read.words["item"].astype(str), return_inverse=True)
    drawn = draws_of([f"item/{name}" for name in items], draws, seed)
    worth = np.where(cost, -1.0, 1.0) * factors(rates, horizon_years)[read.ahead]
    npv = np.zeros((len(read.options), draws))
    for row in range(len(plain)):
        npv[read.option[row]] += worth[row] * triangular(drawn[item[row]], low[row], plain[row], high[row])
    return table_from_arrays({"option": np.repeat(np.array(read.options, object), draws),
                              "draw": np.tile(np.arange(draws), len(read.options)), "npv_eur": npv.ravel()})  # fmt: skip


def chance_of_gain(draws: Table) -> Table:
    """Tell how often an option yields more than it costs, over worlds or draws.

    Parameters
    ----------
    draws : Table (option, draw, npv_eur)
        Net present value in each world or draw; null where unknown.

    Returns
    -------
    Table (option, draws, chance, lower, upper, mean_eur, error_eur, p05_eur, median_eur, p95_eur)
        `chance` is the share of draws with a net present value above 0, with its 95 % interval (Wilson) that tells how
        far the number of draws can be off; it says nothing of ranges that were chosen badly. `error_eur` is the standard
        error of the mean. Null for an option with an unknown draw.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> found = chance_of_gain(memtable({"option": ["a"] * 4, "draw": [0, 1, 2, 3], "npv_eur": [1.0, 2.0, -1.0, 3.0]}))
    >>> found.chance.to_pyarrow()[0].as_py()
    0.75
    """
    rows = arrays(draws.select("option", "draw", "npv_eur"), order=["option", "draw"])
    starts = run_starts(rows["option"])
    parts = np.split(rows["npv_eur"].astype(float), starts[1:]) if len(starts) else []
    found = np.array([_chance(npv) for npv in parts]).reshape(-1, 9)
    names = ("draws", "chance", "lower", "upper", "mean_eur", "error_eur", *_QUANTILES)
    return table_from_arrays({"option": rows["option"][starts]} | dict(zip(names, found.T, strict=True)))


def _chance(npv: Floats) -> Floats:
    number = len(npv)
    if np.isnan(npv).any():
        return np.array([number, *[np.nan] * 8])
    share = float((npv > 0).mean())
    error = npv.std(ddof=1) / np.sqrt(number) if number > 1 else np.nan
    quantiles = np.quantile(npv, list(_QUANTILES.values()))
    return np.array([number, share, *wilson(share, number), npv.mean(), error, *quantiles])


def with_optimism_bias(cash_flows: Table, uplifts: Table) -> Table:
    """Raise costs by what plans of their kind turned out dearer.

    Parameters
    ----------
    cash_flows : Table (CASH_FLOWS or UNCERTAIN_FLOWS)
        What each option costs and yields.
    uplifts : Table (item, uplift)
        Share (0 or more) by which costs of an item are raised; other items and all benefits stay.

    Returns
    -------
    Table
        As given, with costs raised, and the least and most of them where they are told.

    Raises
    ------
    InputError
        If an uplift is unknown or below 0, or names an item that no cost has.

    References
    ----------
    .. [1] Mott MacDonald (2002), Review of large public procurement in the UK, for HM Treasury.
    """
    told = {row["item"]: row["uplift"] for row in pull(uplifts).to_pylist()}
    costed = set(pull(cash_flows.filter(lambda t: t.kind == "cost").select("item"))["item"].to_pylist())
    for item, uplift in told.items():
        if uplift is None or uplift < 0 or item not in costed:
            raise InputError("The uplift of {item} is {uplift}. Give a share of 0 or more for an item that is a cost.",
                             item=item, uplift=uplift)  # fmt: skip
    raised = cash_flows
    for item, uplift in told.items():
        hit = (raised.kind == "cost") & (raised.item == item)
        named = [name for name in ("value_eur", "lower_eur", "upper_eur") if name in raised.columns]
        raised = raised.mutate(**{name: raised[name] * hit.ifelse(1 + uplift, 1.0) for name in named})
    return raised
