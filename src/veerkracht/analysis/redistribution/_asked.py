"""Routes, bands and required homes as arrays in the order of the stock."""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.redistribution._columns import Pairs
from veerkracht.analysis.redistribution._limits import Limits
from veerkracht.analysis.redistribution._rows import Demands
from veerkracht.analysis.redistribution._stock import Floats, Stock, check_named, check_once, read_caps
from veerkracht.errors import InputError
from veerkracht.tables import Array, Table, arrays

__all__ = ["demands_of", "routes_of"]


def routes_of(stock: Stock, routes: Table | None, caps: Table | None, *, budget: bool) -> Pairs | None:
    """Return the allowed routes as rows of the stock; with a budget, those without any cost are left out.

    Raises
    ------
    InputError
        If a route names an area that is not in the stock, occurs twice, or its cost is negative.
    """
    if routes is None:
        return None
    rows = arrays(routes.select("source", "target", "cost_eur", "allowed"), order=("source", "target"))
    giver, receiver = (stock.rows_of(rows[end], table="routes") for end in ("source", "target"))
    check_once(rows["source"], rows["target"], table="routes")
    cost = rows["cost_eur"].astype(float)
    if (cost < 0).any():
        first = int(np.flatnonzero(cost < 0)[0])
        raise InputError("The route from {source} to {target} costs {cost:g} euro. Give 0 or more.",
                         source=rows["source"][first], target=rows["target"][first], cost=cost[first])  # fmt: skip
    of_receiver = np.full(len(stock.area), np.nan) if caps is None else read_caps(caps, stock.area)["cost_eur"]
    cost = np.where(np.isnan(cost), of_receiver[receiver], cost)
    used = np.array([bool(value) for value in rows["allowed"]], bool) & (~np.isnan(cost) | (not budget))
    order = np.lexsort((receiver[used], giver[used]))
    return Pairs(giver[used][order], receiver[used][order], cost[used][order])


def demands_of(stock: Stock, limits: Limits, *, bands: Table | None, required: Table | None) -> Demands:
    """Return what is asked of municipalities and areas.

    Raises
    ------
    InputError
        If a name is not in the stock or occurs twice, a number is negative, or homes are asked of an area that gives none
        or has fewer.
    """
    names, least, most = _bands(bands)
    place = {name: number for number, name in enumerate(names)}
    check_named(names, set(stock.municipality), table="bands")
    municipality = np.array([place.get(name, -1) for name in stock.municipality], np.intp)
    return Demands(_required(stock, limits, required), municipality, least, most, names)


def _bands(bands: Table | None) -> tuple[Array, Floats, Floats]:
    if bands is None:
        return np.array([], object), np.zeros(0), np.zeros(0)
    rows = arrays(bands.select("municipality", "least_homes", "most_homes"), order=("municipality",))
    check_once(rows["municipality"], table="bands")
    bounds = [rows[name].astype(float) for name in ("least_homes", "most_homes")]
    for bound in bounds:
        if (bound < 0).any():
            first = int(np.flatnonzero(bound < 0)[0])
            raise InputError("The table {table} asks {homes:g} homes of area {area}. Give a number of 0 or more.",
                             table="bands", homes=bound[first], area=rows["municipality"][first])  # fmt: skip
    return rows["municipality"], bounds[0], bounds[1]


def _required(stock: Stock, limits: Limits, required: Table | None) -> Floats:
    asked = np.zeros(len(stock.area))
    if required is None:
        return asked
    rows = arrays(required.select("area", "homes"), order=("area",))
    check_once(rows["area"], table="required")
    at, homes = stock.rows_of(rows["area"], table="required"), rows["homes"].astype(float)
    wrong = np.flatnonzero(~(homes >= 0))
    if len(wrong):
        raise InputError("The table {table} asks {homes:g} homes of area {area}. Give a number of 0 or more.",
                         table="required", homes=homes[wrong[0]], area=rows["area"][wrong[0]])  # fmt: skip
    stays = np.flatnonzero((limits.role[at] != "gives") & (homes > 0))
    if len(stays):
        first = stays[0]
        raise InputError(
            "Homes are asked of area {area}, but it gives none: {reason}. Leave it out, or change the settings.",
            area=rows["area"][first], reason=limits.reason[at[first]] or "not_vulnerable",
        )  # fmt: skip
    short = np.flatnonzero(homes > stock.social[at])
    if len(short):
        first = short[0]
        raise InputError("{homes:g} homes are asked of area {area}, which has {social:g} social homes. Ask no more than that.",
                         homes=homes[first], area=rows["area"][first], social=stock.social[at[first]])  # fmt: skip
    asked[at] = homes
    return asked
