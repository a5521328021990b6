"""Which areas give, which receive, how much, and why others do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._stock import Floats, Stock, read_caps
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.errors import SettingError
from veerkracht.tables import Array, Table

__all__ = ["ROLES", "Limits", "limits_of"]

Rows = NDArray[np.intp]

LEAST_ROOM: Final = 1e-9  # homes: below it a room is rounding of the cap
ROLES: Final = ("gives", "receives", "stays")


@dataclass(frozen=True)
class Limits:
    """What each area can give and receive; all arrays have the order of the stock.

    Parameters
    ----------
    role : array of str
        ``"gives"``, ``"receives"`` or ``"stays"``.
    reason : array of str
        Why an area stays as it is; empty for the others.
    leave_share : array
        Most of its stock that can be given up in a year: the smaller of turnover and pace.
    by_turnover : array of bool
        Whether turnover is the smaller of the two.
    cap : array
        Most social homes a receiver may have.
    per_year : array
        Homes that can be added in a year; infinite without a table of caps.
    cost_eur : array
        Per home received; NaN where it is unknown.
    group : array of int
        Where losses are compensated.
    groups : array of str
        Name of each group.
    """

    role: Array
    reason: Array
    leave_share: Floats
    by_turnover: NDArray[np.bool_]
    cap: Floats
    per_year: Floats
    cost_eur: Floats
    group: NDArray[np.intp]
    groups: Array


def limits_of(stock: Stock, caps: Table | None, settings: RedistributionSettings, *, reached: Rows | None) -> Limits:
    """Work out the limits of every area; `reached` are those to which routes lead, with a budget those of known cost.

    Raises
    ------
    SettingError
        If there is a budget and no cost is known.
    """
    told = None if caps is None else read_caps(caps, stock.area)
    cap = receiver_caps(stock, told, settings)
    free = np.full(len(stock.area), np.inf)
    per_year = free if told is None else told["new_homes_per_year"]
    cost = np.full(len(stock.area), np.nan) if told is None else told["cost_eur"]
    priced = _priced(cost, reached, settings.budget_eur)
    role, reason = _roles(stock, cap, per_year, priced, settings)
    group, groups = _groups(stock, settings.within)
    return Limits(role, reason, np.minimum(stock.turnover, settings.pace_share), stock.turnover <= settings.pace_share,
                  cap, per_year, cost, group, groups)  # fmt: skip


def _priced(cost: Floats, reached: Rows | None, budget: float | None) -> NDArray[np.bool_]:
    """Tell where homes can come back for a cost that is known, by their route or by the area; without a budget everywhere."""
    if budget is None:
        return np.ones(len(cost), bool)
    known = ~np.isnan(cost)
    if reached is not None:
        known[reached] = True
    if not known.any():
        raise SettingError("There is a budget of {budget:g} euro, but no cost per home. Give a table of caps or routes with "
                           "costs.", budget=budget)  # fmt: skip
    return known


def receiver_caps(stock: Stock, told: dict[str, Floats] | None, settings: RedistributionSettings) -> Floats:
    """Return max(s, t (P + k (1 - v))) of each area, or max(s, the cap that was told); at most all dwellings."""
    formula = stock.dwellings * (stock.share + settings.tolerance * (1 - stock.vulnerability))
    if told is not None:
        own = np.fmin(told["cap_homes"], told["cap_share"] * stock.dwellings)
        formula = np.where(np.isnan(own), formula, own)
    return np.maximum(stock.social, np.minimum(formula, stock.dwellings))


def _roles(
    stock: Stock, cap: Floats, per_year: Floats, priced: NDArray[np.bool_], settings: RedistributionSettings
) -> tuple[Array, Array]:
    vulnerable = (stock.vulnerability >= settings.vulnerable_from) & (stock.vulnerability > 0)
    room = cap - stock.social > LEAST_ROOM
    why = [
        (np.isnan(stock.vulnerability), "vulnerability_unknown"),
        (vulnerable & np.isnan(stock.turnover), "turnover_unknown"),
        (vulnerable & ((stock.social == 0) | (stock.turnover == 0) | (settings.pace_share == 0)), "nothing_to_give"),
        (~vulnerable & ~room, "no_room"),
        (~vulnerable & np.isnan(per_year), "new_homes_unknown"),
        (~vulnerable & (per_year == 0), "no_new_homes"),
        (~vulnerable & ~priced, "cost_unknown"),
    ]
    reason = np.select([test for test, _ in why], [code for _, code in why], "").astype(object)
    role = np.where(reason != "", "stays", np.where(vulnerable, "gives", "receives")).astype(object)
    return role, reason


def _groups(stock: Stock, within: str) -> tuple[NDArray[np.intp], Array]:
    """Number the groups by first appearance, so that their names do not order the work."""
    if within == "everywhere":
        return np.zeros(len(stock.area), np.intp), np.array(["everywhere"], object)
    names = stock.region if within == "region" else stock.municipality
    order = list(dict.fromkeys(names))
    place = {name: number for number, name in enumerate(order)}
    return np.array([place[name] for name in names], np.intp), np.array(order, object)
