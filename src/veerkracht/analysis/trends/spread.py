"""How unevenly a share lies over areas: dissimilarity and spread."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from veerkracht.tables import Table, arrays, run_starts, table_from_arrays

Floats = NDArray[np.float64]
Measure = Callable[[Floats, Floats], float]

PER_HUNDRED = 100.0
LEAST_AREAS = 5  # below five areas a spread says nothing


def dissimilarity(shares: Table, areas: Table) -> Table:
    """Compute which part of a group would have to move to be spread evenly over the areas.

    Parameters
    ----------
    shares : Table (area, period, indicator, value)
        Percentage of the inhabitants of each area that is in the group.
    areas : Table (area, population)
        Inhabitants of each area.

    Returns
    -------
    Table (indicator, period, total, areas)
        `total` from 0 (even) to 1 (apart); null below five areas or when the group is empty or everybody.

    Notes
    -----
    D = 1/2 sum |a_i/A - b_i/B| with a_i the people of area i in the group and b_i the others.

    References
    ----------
    .. [1] Duncan & Duncan (1955), "A methodological analysis of segregation indexes", ASR 20, 210-217.
    """
    return _per_series(shares, areas, _dissimilarity)


def spread(shares: Table, areas: Table) -> Table:
    """Compute the standard deviation of a figure over areas, weighted by inhabitants.

    Parameters
    ----------
    shares : Table (area, period, indicator, value)
        One figure per area, in any unit.
    areas : Table (area, population)
        Inhabitants of each area.

    Returns
    -------
    Table (indicator, period, total, areas)
        `total` in the unit of the figure; null below five areas.

    Notes
    -----
    sd = sqrt(sum w (x - sum w x)^2) with population shares w.
    """
    return _per_series(shares, areas, _spread)


def _dissimilarity(value: Floats, people: Floats) -> float:
    inside = value / PER_HUNDRED * people
    outside = people - inside
    if inside.sum() <= 0 or outside.sum() <= 0:
        return np.nan
    return float(0.5 * np.abs(inside / inside.sum() - outside / outside.sum()).sum())


def _spread(value: Floats, people: Floats) -> float:
    weight = people / people.sum()
    return float(np.sqrt((weight * (value - (weight * value).sum()) ** 2).sum()))


def _per_series(shares: Table, areas: Table, measure: Measure) -> Table:
    joined = shares.select("area", "period", "indicator", "value").join(areas.select("area", "population"), "area")
    rows = arrays(joined, order=("indicator", "period", "area"))
    value, people = rows["value"].astype(float), rows["population"].astype(float)
    known = ~np.isnan(value) & (people > 0)
    starts = run_starts(rows["indicator"], rows["period"])
    series = [np.flatnonzero(known[begin:end]) + begin for begin, end in pairwise([*starts, len(known)])]
    totals = [measure(value[own], people[own]) if len(own) >= LEAST_AREAS else np.nan for own in series]
    return table_from_arrays({
        "indicator": rows["indicator"][starts], "period": rows["period"][starts],
        "total": np.array(totals, dtype=float), "areas": np.array([len(own) for own in series], dtype=np.int64),
    })  # fmt: skip
