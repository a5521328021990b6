"""The resilience dividend: what is gained in a shock, while recovering, and in years without a shock."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from veerkracht.analysis.interventions._money import Floats, factors, read_flows
from veerkracht.analysis.interventions.present_value import summed
from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays, beside, table_from_arrays

__all__ = ["break_even", "resilience_dividend"]

_PARTS: Final = ("avoided_loss_eur", "faster_recovery_eur", "co_benefit_eur")


def resilience_dividend(
    losses: Table, co_benefits: Table, *, rates: Table, without: str, base_year: int, horizon_years: int
) -> Table:
    """Split what options are worth above doing nothing.

    Parameters
    ----------
    losses : Table (SHOCK_LOSSES)
        Loss of each option in each shock, and of the option without.
    co_benefits : Table (CASH_FLOWS)
        Benefits of options in years without a shock; below 0 where somebody loses. Those of the option without are
        taken off, as they come anyhow. Costs count in no part.
    rates : Table (RATES)
        The steps of one rate.
    without : str
        The option of doing nothing.
    base_year, horizon_years : int
        Shocks can come in each year from the one after the base year to the horizon.

    Returns
    -------
    Table (option, avoided_loss_eur, faster_recovery_eur, co_benefit_eur, dividend_eur, unknown_shocks)
        One row per option other than `without`, in present value. Each part may be below 0: an option can make a shock
        worse. Null where a loss is unknown; `unknown_shocks` counts the shocks that make it so. An option without rows
        in `co_benefits` has none.

    Raises
    ------
    SettingError
        If the horizon is below one year.
    InputError
        If a probability is outside 0-1 or differs between options, or a shock or the option without lacks, or a shock
        is told twice.

    Notes
    -----
    D = sum_t factor(t) { sum_s P_s (L0_s - L1_s) + sum_s P_s (R0_s - R1_s) + C_t }, with L loss at once, R loss while
    recovering, 0 without and 1 with the option. Shocks do not overlap, and the city is back to normal before the next.

    References
    ----------
    .. [1] Bond et al. (2017), Resilience Dividend Valuation Model, RAND RR-2129-RF.
    """
    flows = read_flows(co_benefits, base_year=base_year, horizon_years=horizon_years)
    factor = factors(rates, horizon_years)
    yearly = _yearly(losses, without)
    benefit = flows.words["kind"] == "benefit"
    told = dict(
        zip(flows.options, summed(flows, np.where(benefit, flows.value * factor[flows.ahead], 0.0)), strict=True)
    )
    avoided, faster = (yearly[name] * factor[1:].sum() for name in ("loss_eur", "recovery_loss_eur"))
    co_benefit = np.array([told.get(option, 0.0) for option in yearly["option"]], float) - told.get(without, 0.0)
    parts = dict(zip(_PARTS, (avoided, faster, co_benefit), strict=True))
    return table_from_arrays({"option": yearly["option"], **parts, "dividend_eur": avoided + faster + co_benefit,
                              "unknown_shocks": yearly["unknown"]})  # fmt: skip


def _yearly(losses: Table, without: str) -> dict[str, Array]:
    """Return what each option saves in a year, by the chance of each shock."""
    rows = arrays(losses, order=["option", "shock"])
    _check_chances(rows)
    options, shocks = (np.unique(rows[name].astype(str)) for name in ("option", "shock"))
    _check_complete(rows, options, shocks, without)
    shape = (len(options), len(shocks))
    saved = {name: _saved(rows, name, shape, options == without) for name in ("loss_eur", "recovery_loss_eur")}
    others = options != without
    unknown = np.isnan(saved["loss_eur"] + saved["recovery_loss_eur"]).sum(axis=1)
    return {"option": options[others].astype(object), "unknown": unknown[others],
            **{name: values.sum(axis=1)[others] for name, values in saved.items()}}  # fmt: skip


def _saved(rows: dict[str, Array], name: str, shape: tuple[int, int], base: Array) -> Floats:
    loss = (rows[name].astype(float) * rows["probability"].astype(float)).reshape(shape)
    return np.asarray(loss[base] - loss)


def _check_chances(rows: dict[str, Array]) -> None:
    chance = rows["probability"].astype(float)
    for row in np.flatnonzero(~((chance >= 0) & (chance <= 1)))[:1]:
        raise InputError("Shock {shock} of option {option} has probability {probability}. Give a share per year from 0 to "
                         "1.", shock=rows["shock"][row], option=rows["option"][row], probability=float(chance[row]))  # fmt: skip
    for name in ("loss_eur", "recovery_loss_eur"):
        for row in np.flatnonzero(rows[name].astype(float) < 0)[:1]:
            raise InputError("Shock {shock} of option {option} has {name} {value}. Give losses as 0 or more.",
                             shock=rows["shock"][row], option=rows["option"][row], name=name,
                             value=float(rows[name][row]))  # fmt: skip


def _check_complete(rows: dict[str, Array], options: Array, shocks: Array, without: str) -> None:
    if without not in options:
        raise InputError("There are no losses of option {option}, the one of doing nothing. Add them.", option=without)
    pairs = list(zip(rows["option"], rows["shock"], strict=True))
    for before, pair in pairwise(pairs):
        if before == pair:
            raise InputError("The shock {shock} of option {option} is told twice. Keep one row.",
                             shock=pair[1], option=pair[0])  # fmt: skip
    told = set(pairs)
    for option in options:
        for shock in shocks:
            if (option, shock) not in told:
                raise InputError("Option {option} has no row for shock {shock}. Give each option a row per shock, with an "
                                 "empty loss where it is unknown.", option=str(option), shock=str(shock))  # fmt: skip
    chance = rows["probability"].astype(float).reshape(len(options), len(shocks))
    for place in np.flatnonzero((chance != chance[0]).any(axis=0))[:1]:
        raise InputError("Shock {shock} has different probabilities for different options. Give it one, and put what an "
                         "option changes into the loss.", shock=str(shocks[place]))  # fmt: skip


def break_even(dividends: Table, costs: Table, *, rates: Table, horizon_years: int) -> Table:
    """Tell what would have to be so for the benefits to equal the costs.

    Parameters
    ----------
    dividends : Table (option, avoided_loss_eur, faster_recovery_eur, co_benefit_eur)
        From `resilience_dividend`.
    costs : Table (option, costs_eur)
        Present value of the costs, from `net_present_value` or `life_cycle_cost`.
    rates : Table (RATES)
        The steps of one rate.
    horizon_years : int
        As for the dividends.

    Returns
    -------
    Table (option, npv_eur, break_even_co_benefit_eur, break_even_frequency)
        `break_even_co_benefit_eur`: benefit per year without a shock, on top of what is counted, at which the net
        present value is 0 (below 0: so much could be missed). `break_even_frequency`: by how much all shocks would
        have to come more often (2: twice as often; below 1: also with fewer); null where no frequency does it. Of an
        option that makes shocks worse it is the frequency up to which it pays.

    Notes
    -----
    With A what shocks yield, C the co-benefits and K the costs: NPV(f) = f A + C - K, so f* = (K - C) / A where that is 0
    or more; the co-benefit is -NPV / sum of factor(t).
    """
    rows = arrays(dividends.select("option", *_PARTS), order=["option"])
    cost = beside(rows, costs.select("option", "costs_eur"), on=["option"])["costs_eur"].astype(float)
    shocks, co_benefit = rows["avoided_loss_eur"] + rows["faster_recovery_eur"], rows["co_benefit_eur"]
    npv = shocks + co_benefit - cost
    needed = cost - co_benefit
    possible = (shocks != 0) & (needed * np.sign(shocks) >= 0)
    return table_from_arrays({
        "option": rows["option"], "npv_eur": npv,
        "break_even_co_benefit_eur": -npv / factors(rates, horizon_years)[1:].sum(),
        "break_even_frequency": np.divide(needed, shocks, out=np.full(len(npv), np.nan), where=possible),
    })  # fmt: skip
