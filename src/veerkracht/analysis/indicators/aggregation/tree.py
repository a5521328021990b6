"""From the scores of indicators up the tree to the index, with the coverage told at every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.indicators._status import FIRST_ABSENT, RANK, SEVERITY
from veerkracht.analysis.indicators._tree import Group, Tree, tree_of
from veerkracht.analysis.indicators.aggregation.aggregators import Aggregator, Method, aggregator_of
from veerkracht.errors import SettingError, TableError
from veerkracht.grids import STATUSES, Grid, grid_of, observations_of
from veerkracht.tables import SCORES, Table, memtable, pull

__all__ = ["LEAST_COVERAGE", "aggregate_tree"]

Floats = NDArray[np.float64]
Nonpositive = Literal["refuse", "limit"]

LEAST_COVERAGE: Final = 0.6
"""Share of the weight of a group that must be present, by default."""

_RANK_OF_CODE: Final = np.array([RANK[status] for status in STATUSES], np.int64)
_CODE_OF_RANK: Final = np.array([STATUSES.index(status) for status in SEVERITY], np.uint8)


@dataclass(frozen=True)
class _Layer:
    """One element in all areas and periods: score, share present, and severity of its status."""

    score: Floats
    coverage: Floats
    rank: NDArray[np.int64]


def aggregate_tree(
    scores: Table,
    framework: Table,
    *,
    method: Method | Mapping[int, Method] = "arithmetic",
    least_coverage: float = LEAST_COVERAGE,
    nonpositive: Nonpositive = "refuse",
) -> Table:
    """Put the scores of indicators together into every group and the index.

    Parameters
    ----------
    scores : Table (area, period, indicator, score, coverage, status)
        Scores of the indicators, higher is better or all higher is worse. `coverage` and `status` may be left out.
        Rows of what is no indicator of the framework are not used.
    framework : Table (element, parent, weight)
        `FRAMEWORK`.
    method : name, aggregator, or one of these per level
        See `AGGREGATORS`. A mapping has every level of groups as key: 2 for groups of indicators, and up.
    least_coverage : float
        Share (0-1) of the weight of a group's children that must be present for the group to have a score.
    nonpositive : {"refuse", "limit"}
        What to do with a 0 under a mean that cannot take it (geometric, harmonic, of Mazziotta and Pareto): stop, or
        let the mean be its limit, which is 0 for the geometric and harmonic. Below 0 stops always.

    Returns
    -------
    Table
        `SCORES`, one row per area, period and group, lowest groups first. The weights of absent children are shared
        over the others; `coverage` is the share of the weight of the indicators below that was present, times
        their own coverage. A group without score has the most severe status of its absent children, one with score
        that of the present. `lower` and `upper` are null: see the analysis of uncertainty.

    Raises
    ------
    CatalogueError
        If the framework is no tree; see `check_framework`.
    TableError
        If an indicator of the framework has no row, a cell has two, or a score is 0 or less where the method cannot
        take it.
    SettingError
        If a method is unknown, a level has none, or `least_coverage` is no share.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.

    Examples
    --------
    >>> names = ["noise", "dirt"]
    >>> rows = {"area": ["A", "A"], "period": ["2020"] * 2, "indicator": names, "score": [20.0, 80.0]}
    >>> framework = {"element": ["all", *names], "parent": [None, "all", "all"], "weight": [1.0, 1.0, 1.0]}
    >>> index = aggregate_tree(memtable(rows), memtable(framework), method="geometric")
    >>> round(index.score.to_pyarrow().to_pylist()[0], 9)
    40.0
    """
    tree = tree_of(framework)
    chosen = _chosen(tree, method, least_coverage)
    grid, layers = _layers(scores, tree)
    for group in tree.groups:
        own = Group(group.name, *_counted(group), group.level)
        layers[group.name] = _combined(layers, own, chosen[group.level], least_coverage, nonpositive, grid)
    return _scores_table(grid, [group.name for group in tree.groups], layers)


def _chosen(tree: Tree, method: Method | Mapping[int, Method], least_coverage: float) -> dict[int, Aggregator]:
    if not 0.0 <= least_coverage <= 1.0:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.",
                           setting="least_coverage", value=least_coverage, bounds="a share from 0 to 1")  # fmt: skip
    levels = sorted({group.level for group in tree.groups})
    if not isinstance(method, Mapping):
        return dict.fromkeys(levels, aggregator_of(method))
    lacking = [level for level in levels if level not in method]
    if lacking:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="method", value=dict(method),
                           bounds=f"a method for each of the levels {levels}")  # fmt: skip
    return {level: aggregator_of(method[level]) for level in levels}


def _layers(scores: Table, tree: Tree) -> tuple[Grid, dict[str, _Layer]]:
    found = set(pull(scores.select("indicator"))["indicator"].unique().to_pylist())
    lacking = [name for name in tree.indicators if name not in found]
    if lacking:
        raise TableError("Indicator(s) {indicators} of the framework have no score. Score them first, or take them out "
                         "of the framework.", indicators=", ".join(lacking))  # fmt: skip
    grid = grid_of(scores, value="score", indicators=tree.indicators)
    present = (~np.isnan(grid.values)).astype(float)
    if "coverage" in scores.columns:
        told = grid_of(scores.drop("status") if "status" in scores.columns else scores, value="coverage",
                       areas=grid.areas, periods=grid.periods, indicators=grid.indicators).values  # fmt: skip
        present *= np.nan_to_num(told, nan=1.0)
    ranks = _RANK_OF_CODE[grid.status]
    return grid, {name: _Layer(grid.values[:, :, at], present[:, :, at], ranks[:, :, at])
                  for at, name in enumerate(tree.indicators)}  # fmt: skip


def _counted(group: Group) -> tuple[tuple[str, ...], Floats]:
    """Return the children with a weight above 0; the others do not count, nor are they asked for."""
    kept = group.weights > 0
    return tuple(name for name, keep in zip(group.children, kept, strict=True) if keep), group.weights[kept]


def _combined(
    layers: Mapping[str, _Layer], group: Group, how: Aggregator, least: float, nonpositive: Nonpositive, grid: Grid
) -> _Layer:
    own = [layers[name] for name in group.children]
    values = np.stack([layer.score for layer in own], axis=-1)
    _check_floor(values, group, how, nonpositive, grid)
    score = np.stack([how.combine(np.ascontiguousarray(values[:, period]), group.weights, least_coverage=least)
                      for period in range(values.shape[1])], axis=1)  # fmt: skip
    coverage = np.stack([layer.coverage for layer in own], axis=-1) @ group.shares
    return _Layer(score, coverage, _severity(own, ~np.isnan(score)))


def _severity(children: list[_Layer], given: NDArray[np.bool_]) -> NDArray[np.int64]:
    ranks = np.stack([layer.rank for layer in children], axis=-1)
    absent = ranks >= FIRST_ABSENT
    of_present, of_absent = np.where(absent, 0, ranks).max(axis=-1), np.where(absent, ranks, 0).max(axis=-1)
    return np.asarray(np.where(given, of_present, of_absent))


def _check_floor(values: Floats, group: Group, how: Aggregator, nonpositive: Nonpositive, grid: Grid) -> None:
    if how.floor == "any":
        return
    strict = how.floor == "above_zero" and nonpositive == "refuse"
    wrong = np.argwhere(values <= 0 if strict else values < 0)
    if len(wrong):
        area, period, child = wrong[0]
        raise TableError(
            "{count} score(s) in group {group} are too low for {method}, first {element} of area {area} in {period} "
            "({value:g}). Normalise to a scale that starts above 0, such as 1 to 100, or choose another method.",
            count=len(wrong), group=group.name, method=how, element=group.children[child], area=grid.areas[area],
            period=grid.periods[period], value=float(values[area, period, child]),
        )  # fmt: skip


def _scores_table(grid: Grid, names: list[str], layers: Mapping[str, _Layer]) -> Table:
    score, coverage, rank = (
        np.stack([getattr(layers[name], part) for name in names], axis=-1) for part in ("score", "coverage", "rank")
    )
    told = Grid(grid.areas, grid.periods, tuple(names), score, _CODE_OF_RANK[rank])
    rows = pull(observations_of(told, value="score"))
    rows = rows.append_column("coverage", pa.array(coverage.ravel()))
    for end in ("lower", "upper"):
        rows = rows.append_column(end, pa.nulls(len(rows), pa.float64()))
    return memtable(rows.select(list(SCORES.columns)))
