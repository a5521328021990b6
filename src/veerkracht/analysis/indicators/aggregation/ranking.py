"""Places of areas, and who outranks whom."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import tree_of
from veerkracht.analysis.indicators.aggregation._outranking import outranking
from veerkracht.analysis.indicators.aggregation.aggregators import Copeland
from veerkracht.errors import SettingError, TableError
from veerkracht.grids import Grid, grid_of
from veerkracht.tables import Table, arrays, run_starts, table_from_arrays

__all__ = ["copeland_scores", "outranking_matrix", "ranks"]

Floats = NDArray[np.float64]
_KEY = ("indicator", "period")


def ranks(scores: Table, *, best: Literal["highest", "lowest"] = "highest") -> Table:
    """Give each area its place, per indicator or group and period.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores, at most one per area, period and indicator.
    best : {"highest", "lowest"}
        Which score has place 1.

    Returns
    -------
    Table (area, period, indicator, rank, ranked)
        Areas of one score share the lowest place; `rank` is null without a score. `ranked` counts the areas that
        have one.

    Raises
    ------
    TableError
        If an area has two scores of one indicator in one period.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": ["A", "B", "C"], "period": ["2020"] * 3, "indicator": ["x"] * 3, "score": [5.0, 9.0, 9.0]}
    >>> ranks(memtable(rows)).rank.to_pyarrow().to_pylist()
    [3, 1, 1]
    """
    rows = arrays(scores.select("area", "period", "indicator", "score"), order=(*_KEY, "area"))
    if len(run_starts(*(rows[name] for name in (*_KEY, "area")))) < len(rows["area"]):
        raise TableError("Some areas have two scores of one indicator in one period. Keep one row per key.")
    starts = run_starts(*(rows[name] for name in _KEY))
    ends = np.append(starts[1:], len(rows["area"]))[: len(starts)]
    sign = -1.0 if best == "highest" else 1.0
    places, counts = np.full(len(rows["area"]), np.nan), np.zeros(len(rows["area"]), np.int64)
    for start, end in zip(starts, ends, strict=True):
        own = sign * rows["score"][start:end].astype(float)
        present = np.sort(own[~np.isnan(own)])
        places[start:end] = np.where(np.isnan(own), np.nan, np.searchsorted(present, own) + 1)
        counts[start:end] = len(present)
    told = table_from_arrays({name: rows[name] for name in ("area", "period", "indicator")}
                             | {"rank": places, "ranked": counts})  # fmt: skip
    return told.mutate(rank=told["rank"].cast("int64")).order_by("area", "period", "indicator")


def copeland_scores(scores: Table, framework: Table, *, group: str | None = None, least_coverage: float = 0.6) -> Table:
    """Compare every pair of areas on the indicators themselves, past the groups between.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores of the indicators; only their order counts.
    framework : Table (element, parent, weight)
        `FRAMEWORK`; an indicator weighs what it weighs in the group, all the way down.
    group : str, optional
        The group compared; by default the index.
    least_coverage : float
        Share (0-1) of the weight that an area must have present to be compared.

    Returns
    -------
    Table (area, period, indicator, score)
        The number of areas outranked less the number by which it is outranked, with the group as `indicator`; null
        where too little is present.

    Raises
    ------
    CatalogueError, TableError
        As for `aggregate_tree`, or if the group is unknown.

    Notes
    -----
    A outranks B if it is ahead on more than half of the weight that both have, equal scores counting half. An area
    whose one score gets better never loses place by it.
    """
    name, grid, weights = _direct(scores, framework, group)
    how = Copeland()
    found = np.stack([how.combine(np.ascontiguousarray(grid.values[:, period]), weights, least_coverage=least_coverage)
                      for period in range(len(grid.periods))], axis=1)  # fmt: skip
    areas, periods = len(grid.areas), len(grid.periods)
    return table_from_arrays({
        "area": np.repeat(np.array(grid.areas, object), periods),
        "period": np.tile(np.array(grid.periods, object), areas),
        "indicator": np.full(areas * periods, name, object), "score": found.ravel(),
    })  # fmt: skip


def outranking_matrix(scores: Table, framework: Table, *, group: str | None = None, period: str) -> Table:
    """Tell of every pair of areas on which share of the weight the first is ahead of the second.

    Parameters
    ----------
    scores, framework, group
        As for `copeland_scores`.
    period : str
        The period compared.

    Returns
    -------
    Table (area, other, share)
        One row per ordered pair of two areas: so many that it is for some hundreds of areas. Equal scores count half,
        so that both directions add up to 1; null for a pair that shares no indicator.

    Raises
    ------
    SettingError
        If the period has no scores.
    CatalogueError, TableError
        As for `copeland_scores`.
    """
    _, grid, weights = _direct(scores, framework, group)
    if period not in grid.periods:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="period", value=period,
                           bounds=" or ".join(grid.periods))  # fmt: skip
    share = outranking(grid.values[:, grid.periods.index(period)], weights)
    names, count = np.array(grid.areas, object), len(grid.areas)
    two = ~np.eye(count, dtype=bool).ravel()
    return table_from_arrays({
        "area": np.repeat(names, count)[two], "other": np.tile(names, count)[two], "share": share.ravel()[two],
    })  # fmt: skip


def _direct(scores: Table, framework: Table, group: str | None) -> tuple[str, Grid, Floats]:
    """Return the group, the grid of the indicators below it that count, and their weights in it."""
    tree = tree_of(framework)
    name = tree.top if group is None else tree.group(group).name
    weight = {one: share for one, share in tree.effective(of=name).items() if share > 0}
    own = tuple(one for one in tree.indicators if one in weight)
    grid = grid_of(scores, value="score", indicators=own)
    lacking = [one for at, one in enumerate(own) if np.isnan(grid.values[:, :, at]).all()]
    if lacking:
        raise TableError("Indicator(s) {indicators} of the framework have no score. Score them first, or take them out "
                         "of the framework.", indicators=", ".join(lacking))  # fmt: skip
    return name, grid, np.array([weight[one] for one in own])
