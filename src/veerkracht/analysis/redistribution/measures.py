"""How unevenly social homes lie over the areas, before and after the moves, by several measures."""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.redistribution._after import social_after
from veerkracht.analysis.redistribution._columns import Places
from veerkracht.analysis.redistribution._indices import (
    boundary_difference,
    dissimilarity,
    exposure,
    gini,
    isolation,
    theil,
)
from veerkracht.analysis.redistribution._stock import Floats, Stock, read_stock
from veerkracht.errors import InputError
from veerkracht.tables import Table, arrays, table_from_arrays

__all__ = ["measures"]

Links = tuple[Places, Places, Floats]


def measures(stock: Table, moves: Table, *, neighbours: Table | None = None) -> Table:
    """Measure the spread of social homes before and after the moves.

    Parameters
    ----------
    stock : Table (area, region, municipality, dwellings, social, vulnerability, turnover_share)
        See `veerkracht.tables.homes.STOCK`; areas of unknown vulnerability count as well.
    moves : Table (source, target, year, homes)
        The plan; without rows both columns are equal.
    neighbours : Table (source, target, weight), optional
        Who lies beside whom, weight 1 or the length of the shared boundary; both directions. Adds the spatial measure.

    Returns
    -------
    Table (measure, before, after, difference)
        ``dissimilarity``, ``isolation``, ``exposure``, ``theil``, ``gini``, ``spatial_dissimilarity``, ``peak_load``
        (largest v f / t of the areas of known vulnerability) and ``mean_load`` (that of the average social home). Null
        where there are no social homes, or only those.

    Raises
    ------
    InputError
        If an area of the moves or the neighbours is not in the stock, a weight is unknown or below 0, or an area would
        lose more homes than it has.

    Notes
    -----
    With f social homes of t in an area, F of T in all, p = f/t and P = F/T::

        dissimilarity          1/2 sum |f/F - (t-f)/(T-F)|
        isolation              sum (f/F)(f/t); exposure is 1 less that
        Theil H                1 - sum t E(p) / (T E(P)),  E the entropy
        Gini                   sum_ij t_i t_j |p_i - p_j| / (2 T^2 P (1-P))
        spatial dissimilarity  D - sum_ij c_ij |p_i - p_j| / sum c_ij

    Isolation and exposure depend on P, the others do not need it to stay.

    References
    ----------
    .. [1] Massey & Denton (1988), "The dimensions of residential segregation", Social Forces 67, 281-315.
    .. [2] Morrill (1991), "On the measure of geographic segregation", Geography Research Forum 11, 25-36.
    .. [3] Wong (1993), "Spatial indices of segregation", Urban Studies 30, 559-572.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> homes = memtable({"area": ["A", "B"], "region": ["R", "R"], "municipality": ["M", "M"],
    ...     "dwellings": [100.0, 100.0], "social": [60.0, 20.0], "vulnerability": [0.8, 0.2],
    ...     "turnover_share": [0.1, 0.1]})
    >>> plan = memtable({"source": ["A"], "target": ["B"], "year": [1], "homes": [20.0]})
    >>> found = measures(homes, plan).to_pyarrow().to_pylist()[0]
    >>> round(found["before"], 4), round(found["after"], 4)
    (0.4167, 0.0)
    """
    held = read_stock(stock)
    links = None if neighbours is None else _links(held, neighbours)
    sides = [_measured(held, social, links) for social in (held.social, social_after(held, moves))]
    before, after = (np.array(list(side.values())) for side in sides)
    return table_from_arrays({"measure": np.array(list(sides[0]), object), "before": before, "after": after,
                              "difference": after - before})  # fmt: skip


def _links(stock: Stock, neighbours: Table) -> Links:
    rows = arrays(neighbours.select("source", "target", "weight"), order=("source", "target"))
    source, target = (stock.rows_of(rows[end], table="neighbours") for end in ("source", "target"))
    weight = rows["weight"].astype(float)
    wrong = np.flatnonzero(~((weight >= 0) & np.isfinite(weight)))
    if len(wrong):
        first = wrong[0]
        raise InputError("The weight between {source} and {target} is {weight:g}. Give a number of 0 or more.",
                         source=rows["source"][first], target=rows["target"][first], weight=weight[first])  # fmt: skip
    return source, target, weight


def _measured(stock: Stock, social: Floats, links: Links | None) -> dict[str, float]:
    homes = stock.dwellings
    found = {
        "dissimilarity": dissimilarity(social, homes), "isolation": isolation(social, homes),
        "exposure": exposure(social, homes), "theil": theil(social, homes), "gini": gini(social, homes),
    }  # fmt: skip
    if links is not None:
        found["spatial_dissimilarity"] = found["dissimilarity"] - boundary_difference(social, homes, *links)
    known = ~np.isnan(stock.vulnerability) & (homes > 0)
    load = stock.vulnerability[known] * social[known] / homes[known]
    weight = social[known].sum()
    mean = float((load * social[known]).sum() / weight) if weight > 0 else np.nan
    return found | {"peak_load": float(load.max()) if len(load) else np.nan, "mean_load": mean}
