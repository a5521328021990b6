"""Take out homes in one area: where can they come back?"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._asked import routes_of
from veerkracht.analysis.redistribution._columns import Pairs
from veerkracht.analysis.redistribution._limits import Limits, limits_of
from veerkracht.analysis.redistribution._stock import Floats, Stock, read_stock
from veerkracht.analysis.redistribution.settings import RedistributionSettings
from veerkracht.errors import SettingError, UsageError
from veerkracht.tables import Array, Table, memtable, table_from_arrays

__all__ = ["Places", "places_for"]

WHOLE: Final = 1e-6  # a room of 11.9999999 homes is one of 12


@dataclass(frozen=True)
class Places:
    """Where homes can come back, and how many cannot.

    Parameters
    ----------
    places : Table (rank, area, municipality, region, placed, room, cap, social_before, social_after, load_before,
    load_after, reason)
        Every other area: those that receive first, ranked by homes placed, then by room; `reason` says why the others have
        none. Homes are whole.
    summary : Table (asked, placed, left_over, room, years_needed, cost_eur)
        One row. `years_needed`: years in which so many tenants leave of their own will; null when their turnover is unknown,
        or when it never comes to so many. `cost_eur` is null when the cost of a home that was placed is unknown.
    """

    places: Table
    summary: Table


def places_for(
    stock: Table,
    *,
    area: str,
    homes: int,
    settings: RedistributionSettings,
    caps: Table | None = None,
    routes: Table | None = None,
) -> Places:
    """Find places for homes that are taken out in one area, so that no receiver comes nearer its cap than it must.

    Parameters
    ----------
    stock : Table (area, region, municipality, dwellings, social, vulnerability, turnover_share)
        See `veerkracht.tables.homes.STOCK`.
    area : str
        Where the homes are taken out; it need not be vulnerable.
    homes : int
        How many; at most the social homes of the area.
    settings : RedistributionSettings
        Tolerance of caps, years, budget, and where losses are compensated.
    caps, routes : Table, optional
        As in `redistribute`.

    Returns
    -------
    Places
        Ranked areas and a summary, which is honest about homes that fit nowhere.

    Raises
    ------
    UsageError
        If the area is not in the stock.
    SettingError
        If the number of homes is below 1 or more than the area has.

    Notes
    -----
    Home after home goes to the receiver that would use least of its cap with it, f / cap (equal use: least load v f / t, then
    least cost), while its cap, its new homes over the years and the budget leave room. So without a budget the largest use of
    a cap among receivers is as small as it can be. A cap is lower where people are more vulnerable.

    Examples
    --------
    >>> rows = {"area": ["A", "B", "C"], "region": ["R"] * 3, "municipality": ["M"] * 3, "dwellings": [100.0] * 3,
    ...     "social": [60.0, 20.0, 30.0], "vulnerability": [0.8, 0.2, 0.2], "turnover_share": [0.1] * 3}
    >>> found = places_for(memtable(rows), area="A", homes=12, settings=RedistributionSettings())
    >>> found.places.select("area", "placed").to_pyarrow().to_pylist()
    [{'area': 'B', 'placed': 11}, {'area': 'C', 'placed': 1}]
    """
    held = read_stock(stock, unknown=settings.unknown_vulnerability, caps=caps)
    giver = _giver(held, area, homes)
    pairs = routes_of(held, routes, caps, budget=settings.budget_eur is not None)
    limits = limits_of(held, caps, settings, reached=None if pairs is None else pairs.receiver)
    cost, reached = _cost(limits, pairs, giver)
    reason = _reasons(limits, giver, reached)
    room = _room(held, limits, reason, settings)
    placed = _placed(held, limits.cap, room, np.nan_to_num(cost, nan=math.inf), homes, settings.budget_eur)
    return Places(
        _ranked(held, limits, giver, room, placed, reason), _summary(held, limits, giver, room, placed, cost, homes)
    )


def _giver(stock: Stock, area: str, homes: int) -> int:
    places = stock.places()
    if area not in places:
        raise UsageError("No area {area} in the stock of homes. Choose one of its codes.", area=area)
    there = math.floor(stock.social[places[area]])
    if not 1 <= homes <= there:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="homes", value=homes,
                           bounds=f"1 to {there}")  # fmt: skip
    return places[area]


def _cost(limits: Limits, pairs: Pairs | None, giver: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the cost per home in each area, NaN where it is unknown, and whether a route goes there."""
    areas = len(limits.cost_eur)
    if pairs is None:
        return limits.cost_eur, np.ones(areas, bool)
    cost, reached = np.full(areas, np.nan), np.zeros(areas, bool)
    own = pairs.giver == giver
    cost[pairs.receiver[own]], reached[pairs.receiver[own]] = pairs.cost_eur[own], True
    return cost, reached


def _reasons(limits: Limits, giver: int, reached: NDArray[np.bool_]) -> Array:
    reason = limits.reason.copy()
    vulnerable = (limits.role == "gives") | np.isin(reason, ["turnover_unknown", "nothing_to_give"])
    reason[vulnerable] = "vulnerable"
    reason[(reason == "") & ~reached] = "no_route"
    reason[(reason == "") & (limits.group != limits.group[giver])] = "other_region"
    reason[giver] = "itself"
    return reason


def _room(stock: Stock, limits: Limits, reason: Array, settings: RedistributionSettings) -> Floats:
    built = np.where(np.isnan(limits.per_year), 0.0, limits.per_year) * settings.years
    room = np.minimum(limits.cap - stock.social, built)
    return np.where(reason == "", np.floor(np.nan_to_num(room) + WHOLE), 0.0)


def _placed(stock: Stock, cap: Floats, room: Floats, cost: Floats, homes: int, budget: float | None) -> Floats:
    placed = np.zeros(len(room))
    left = math.inf if budget is None else budget
    waiting = [_next(stock, cap, placed, cost, int(area)) for area in np.flatnonzero(room >= 1)]
    heapq.heapify(waiting)
    while waiting and placed.sum() < homes:
        area = heapq.heappop(waiting)[-1]
        if cost[area] > left:
            continue
        placed[area] += 1
        left -= 0.0 if budget is None else cost[area]
        if placed[area] + 1 <= room[area]:
            heapq.heappush(waiting, _next(stock, cap, placed, cost, area))
    return placed


def _next(stock: Stock, cap: Floats, placed: Floats, cost: Floats, area: int) -> tuple[float, float, float, int]:
    """Return use of the cap, load and cost with one home more; the row last, which follows the figures and not the names."""
    after = stock.social[area] + placed[area] + 1
    return after / cap[area], stock.vulnerability[area] * after / stock.dwellings[area], float(cost[area]), area


def _ranked(stock: Stock, limits: Limits, giver: int, room: Floats, placed: Floats, reason: Array) -> Table:
    reason = np.where((reason == "") & (room < 1), "no_room", reason).astype(object)
    order = np.lexsort((stock.area.astype(str), -room, -placed))
    order = order[order != giver]
    after = stock.social + placed
    load = [np.divide(stock.vulnerability * homes, stock.dwellings, out=np.full(len(homes), np.nan), where=stock.dwellings > 0)
            for homes in (stock.social, after)]  # fmt: skip
    columns = {
        "area": stock.area, "municipality": stock.municipality, "region": stock.region, "placed": placed.astype(np.int64),
        "room": room.astype(np.int64), "cap": limits.cap, "social_before": stock.social, "social_after": after,
        "load_before": load[0], "load_after": load[1], "reason": reason,
    }  # fmt: skip
    ranks = {"rank": np.arange(1, len(order) + 1)}
    return table_from_arrays(ranks | {name: column[order] for name, column in columns.items()})


def _summary(
    stock: Stock, limits: Limits, giver: int, room: Floats, placed: Floats, cost: Floats, homes: int
) -> Table:  # fmt: skip
    done = int(placed.sum())
    return memtable({
        "asked": [homes], "placed": [done], "left_over": [homes - done], "room": [int(room.sum())],
        "years_needed": [_years(stock.social[giver], limits.leave_share[giver], homes)],
        "cost_eur": [_spent(placed, cost)],
    })  # fmt: skip


def _spent(placed: Floats, cost: Floats) -> float | None:
    """Return what the homes cost; None when the cost of any of them is unknown."""
    spent = float((placed * cost)[placed > 0].sum())
    return None if math.isnan(spent) else spent


def _years(social: float, share: float, homes: int) -> int | None:
    """Return in how many years so many homes come free: s (1 - (1 - q)^y) >= homes."""
    if not share > 0 or (homes >= social and share < 1):
        return None
    return 1 if share >= 1 else math.ceil(math.log(1 - homes / social) / math.log(1 - share) - WHOLE)
