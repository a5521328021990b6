"""The business case of the chosen portfolio: what it costs, and its resilience dividend in three parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from veerkracht.analysis.interventions import (
    break_even,
    chance_of_gain,
    draw_net_present_values,
    expected_annual_damage,
    joint_reduction,
    net_present_value,
    resilience_dividend,
)
from veerkracht.catalogue.discount_rates import rates_on
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.choices import CASH_FLOWS, DAMAGES, REDUCTIONS, SHOCK_LOSSES, UNCERTAIN_FLOWS
from veerkracht.workflows.workshop.choices import Choices, Shock

__all__ = ["RATES_OF", "WITH", "WITHOUT", "BusinessPart", "Money", "money_of", "weigh_portfolio"]

HORIZON_YEARS: Final = 30
DRAWS: Final = 2000
COST_RANGE: Final = (0.9, 1.4)
"""Assumed: least and most of a cost, as multiples; plans more often turn out dearer than cheaper."""
AVOIDED_RANGE: Final = (0.5, 1.5)
"""Assumed: least and most of a loss that is avoided, as multiples."""
WITHOUT, WITH = "without", "portfolio"
RATES_OF: Final = "nl"
"""Whose discount rates hold unless others are asked for."""
Row = dict[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class BusinessPart:
    """What was found about money.

    Parameters
    ----------
    dividend, worth, even, chance : Table
        As `resilience_dividend`, `net_present_value`, `break_even` and `chance_of_gain`; one row each.
    reductions : Table (item, share)
        What all initiatives take off each loss together.
    rates : Table (RATES)
        The discount rates.
    """

    dividend: Table
    worth: Table
    even: Table
    chance: Table
    reductions: Table
    rates: Table


@dataclass(frozen=True)
class Money:
    """The money of a package against doing nothing.

    Parameters
    ----------
    reductions : Table (item, share)
        What all initiatives take off each loss together.
    losses : list of dict
        Rows of `SHOCK_LOSSES`, with and without.
    extra, costs, avoided : list of dict
        Rows of `CASH_FLOWS`: benefits without a shock, costs, and losses that are avoided.
    """

    reductions: Table
    losses: list[Row]
    extra: list[Row]
    costs: list[Row]
    avoided: list[Row]

    @property
    def flows(self) -> list[Row]:
        """All cash flows."""
        return [*self.costs, *self.extra, *self.avoided]


def weigh_portfolio(
    choices: Choices, chosen: frozenset[str], *, day: str, seed: int, rates: str = RATES_OF
) -> BusinessPart | None:
    """Weigh a portfolio against doing nothing.

    Parameters
    ----------
    choices : Choices
        With the damage of shocks, and what each initiative takes off it.
    chosen : frozenset of str
        The portfolio.
    day : str
        ISO date of the decision, which settles the discount rate.
    seed : int
        Of the draws.
    rates : str
        Whose discount rates: a table of the catalogue, such as nl, uk or fema.

    Returns
    -------
    BusinessPart or None
        None where no shock has its damage told for two chances or more, or nothing is chosen.

    Raises
    ------
    InputError
        If the catalogue has no such rates, or none of that day.
    """
    if not chosen or (told := money_of(choices, chosen, base=int(day[:4]))) is None:
        return None
    base, dated, reductions = int(day[:4]), rates_on(day, table=rates), told.reductions
    dividend = resilience_dividend(table_of(SHOCK_LOSSES, told.losses), table_of(CASH_FLOWS, told.extra), rates=dated,
                                   without=WITHOUT, base_year=base, horizon_years=HORIZON_YEARS)  # fmt: skip
    flows = told.flows
    worth = net_present_value(table_of(CASH_FLOWS, flows), dated, base_year=base, horizon_years=HORIZON_YEARS)
    even = break_even(dividend, worth.select("option", "costs_eur"), rates=dated, horizon_years=HORIZON_YEARS)
    draws = draw_net_present_values(table_of(UNCERTAIN_FLOWS, [_ranged(flow) for flow in flows]), dated, base_year=base,
                                    horizon_years=HORIZON_YEARS, draws=DRAWS, seed=seed)  # fmt: skip
    return BusinessPart(dividend, worth, even, chance_of_gain(draws), reductions, dated)


def money_of(choices: Choices, chosen: frozenset[str], *, base: int) -> Money | None:
    """Return what a package costs, brings without a shock and takes off losses; None where no shock makes a curve."""
    shocks = _with_enough(choices.shocks)
    if not shocks:
        return None
    yearly = {kind: _yearly(shocks, kind) for kind in ("damage", "recovery")}
    reductions = joint_reduction(table_of(REDUCTIONS, _reductions(choices, chosen)))
    losses = _losses(yearly, {row["item"]: row["share"] for row in pull(reductions).to_pylist()})
    return Money(reductions, losses, _co_benefits(choices, chosen, base), _costs(choices, chosen, base),
                 _avoided(losses, base))  # fmt: skip


def _with_enough(shocks: Sequence[Shock]) -> list[Shock]:
    """Return the shocks of which two chances or more are told: one point makes no curve."""
    periods: dict[str, set[float]] = {}
    for shock in shocks:
        periods.setdefault(shock.risk, set()).add(shock.return_period)
    return [shock for shock in shocks if len(periods[shock.risk]) > 1]


def _yearly(shocks: Sequence[Shock], kind: str) -> dict[str, float]:
    """Return the expected loss of a year per risk, without more for what is rarer than the rarest event told."""
    rows = [{"option": shock.risk, "exceedance_probability": 1 / shock.return_period,
             "damage_eur": shock.damage_eur if kind == "damage" else shock.recovery_eur} for shock in shocks]  # fmt: skip
    found = expected_annual_damage(table_of(DAMAGES, rows), rare_tail="none")
    return {row["option"]: row["ead_eur"] for row in pull(found).to_pylist()}


def _reductions(choices: Choices, chosen: frozenset[str]) -> list[Row]:
    found = []
    for name in sorted(chosen):
        for risk in choices.risks[name]:
            for kind, column in (("damage", "damage_avoided"), ("recovery", "recovery_faster")):
                share = choices.lines[name].number(column)
                found.append(
                    {"initiative": name, "item": f"{risk} {kind}", "share": None if share is None else share / 100}
                )
    return found


def _losses(yearly: Mapping[str, Mapping[str, float]], shares: Mapping[str, float | None]) -> list[Row]:
    """Return the expected loss of each year with and without; a year counts as a shock that surely comes."""
    rows: list[Row] = []
    for risk in sorted(yearly["damage"]):
        whole = {"loss_eur": yearly["damage"][risk], "recovery_loss_eur": yearly["recovery"][risk]}
        left = {name: _left(loss, shares.get(f"{risk} {kind}", 0.0)) for (name, loss), kind in
                zip(whole.items(), ("damage", "recovery"), strict=True)}  # fmt: skip
        rows += [{"option": option, "shock": risk, "probability": 1.0, **found}
                 for option, found in ((WITHOUT, whole), (WITH, left))]  # fmt: skip
    return rows


def _left(loss: float, share: float | None) -> float | None:
    return None if share is None else loss * (1 - share)


def _co_benefits(choices: Choices, chosen: frozenset[str], base: int) -> list[Row]:
    return [_flow("benefit", name, base + year, choices.lines[name].number("benefit_without_shock"))
            for name in sorted(chosen) for year in range(1, HORIZON_YEARS + 1)]  # fmt: skip


def _costs(choices: Choices, chosen: frozenset[str], base: int) -> list[Row]:
    return [_flow("cost", name, base + year, _cost(choices, name, year))
            for name in sorted(chosen) for year in range(HORIZON_YEARS + 1)]  # fmt: skip


def _cost(choices: Choices, name: str, year: int) -> float | None:
    """Return the cost in a year: as planned at first, then what it takes to run, and anew after its life."""
    line = choices.lines[name]
    if year < 3:  # the sheet asks for three years
        return line.number(f"cost_{year + 1}")
    life, running = line.number("lifetime"), line.number("running_cost")
    renewed = life is not None and life >= 1 and year % int(life) == 0
    if running is None or not renewed:
        return running
    return running + (line.number("cost_1") or 0.0)


def _flow(kind: str, item: str, year: int, value: float | None) -> Row:
    return {"option": WITH, "year": year, "kind": kind, "item": item, "value_eur": value}


def _avoided(losses: Sequence[Row], base: int) -> list[Row]:
    by = {(row["shock"], row["option"]): row for row in losses}
    found = []
    for risk in sorted({row["shock"] for row in losses}):
        before, after = by[risk, WITHOUT], by[risk, WITH]
        for part in ("loss_eur", "recovery_loss_eur"):
            gain = None if after[part] is None else before[part] - after[part]
            found += [_flow("benefit", f"{risk} {part}", base + year, gain) for year in range(1, HORIZON_YEARS + 1)]
    return found


def _ranged(flow: Row) -> Row:
    """Return a flow with the least and most that it can be; benefits without a shock range as avoided losses do."""
    low, high = COST_RANGE if flow["kind"] == "cost" else AVOIDED_RANGE
    value = flow["value_eur"]
    if value is None:
        return {**flow, "lower_eur": None, "upper_eur": None}
    return {**flow, "lower_eur": low * value, "upper_eur": high * value}
