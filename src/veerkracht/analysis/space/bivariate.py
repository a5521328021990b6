"""Does one indicator go with another one around it?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.space._discovery import Correction
from veerkracht.analysis.space._draws import LAG, permuted_p
from veerkracht.analysis.space._local import Test, beside_lag, judged, standardised
from veerkracht.analysis.space._series import (
    Series,
    check_permutations,
    each_series,
    global_table,
    grid_and_weights,
    local_table,
)
from veerkracht.analysis.space._weights import Weighting, without_self
from veerkracht.errors import TableError
from veerkracht.grids import Grid
from veerkracht.tables import Array, Table, memtable, pull

__all__ = ["bivariate_moran", "local_bivariate_moran"]

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types
Pair = tuple[Series, Series]


def bivariate_moran(
    values: Table,
    links: Table,
    *,
    first: str,
    second: str,
    permutations: int = 999,
    rng: np.random.Generator,
    weighting: Weighting = "row",
    value: str = "value",
) -> Table:
    """Compute the bivariate Moran of each period: does the first indicator go with the second one around it?

    Parameters
    ----------
    values, links, permutations, rng, weighting, value
        As `moran`.
    first, second : str
        Indicators: of the area itself, and of its neighbours.

    Returns
    -------
    Table (first, second, period, statistic, p, areas, missing_areas, islands, reason)
        Over the areas that have both. `p` and `reason` are as in `moran`; the second indicator is put at random.

    Raises
    ------
    TableError
        As `moran`, or if there are no values of an indicator.
    SettingError
        As `moran`.

    Notes
    -----
    I = sum_i x_i sum_j w_ij y_j / S0 with x and y in standard deviations (of n).

    References
    ----------
    .. [1] Lee (2001), "Developing a bivariate spatial association measure", Journal of Geographical Systems 3, 369-385.
    """
    check_permutations(permutations)
    grid, pairs = _pairs(values, links, first, second, weighting, value)
    found = [(whole, _numbers(pair, permutations, rng)) for pair in pairs for whole in [_whole(pair)]]
    table = pull(global_table(grid, found)).drop_columns(["indicator"])
    return _named(table, first, second)


def local_bivariate_moran(
    values: Table,
    links: Table,
    *,
    first: str,
    second: str,
    permutations: int = 999,
    rng: np.random.Generator,
    weighting: Weighting = "row",
    correction: Correction = "benjamini_hochberg",
    value: str = "value",
) -> Table:
    """Compute the local bivariate Moran of each area and period.

    Parameters
    ----------
    values, links, permutations, rng, weighting, correction, value
        As `local_moran`.
    first, second : str
        Indicators: of the area itself, and of its neighbours.

    Returns
    -------
    Table (first, second, area, period, status, statistic, z, lag, quadrant, p, q, neighbours, reason)
        `z` of the first indicator, `lag` of the second; else as `local_moran`. `status` is that of the indicator that is
        absent, of the first if both are.

    Raises
    ------
    TableError, SettingError
        As `bivariate_moran`.

    Notes
    -----
    I_i = (n - 1) / n * x_i sum_j w_ij y_j with x and y in standard deviations (of n); the neighbours' values of the
    second indicator are drawn from all other areas, and the first stays in place.

    References
    ----------
    .. [1] Anselin, Syabri & Smirnov (2002), "Visualizing multivariate spatial correlation with dynamically linked
       windows", Proceedings of the CSISS Workshop on New Tools for Spatial Data Analysis.
    """
    test = Test(permutations, rng, correction)
    grid, pairs = _pairs(values, links, first, second, weighting, value)
    table = pull(local_table(grid, [(_whole(pair), _judged(pair, test)) for pair in pairs]))
    return _named(table.drop_columns(["indicator", "value"]), first, second)


def _pairs(
    values: Table, links: Table, first: str, second: str, weighting: Weighting, value: str
) -> tuple[Grid, list[Pair]]:
    """Lay both indicators out; each absent where the other one is."""
    grid, weights = grid_and_weights(values, links, value=value)
    lacking = [name for name in (first, second) if name not in grid.indicators]
    if lacking:
        raise TableError("There are no values of {indicator}. Choose from: {known}.",
                         indicator=lacking[0], known=", ".join(grid.indicators))  # fmt: skip
    at = [grid.indicators.index(name) for name in (first, second)]
    numbers, status = grid.values[:, :, at], grid.status[:, :, at]
    both = np.isnan(numbers).any(axis=2, keepdims=True)
    told = np.where(np.isnan(numbers[:, :, :1]), status[:, :, :1], status[:, :, 1:])
    shared = replace(grid, indicators=(first, second), values=np.where(both, np.nan, numbers),
                     status=np.repeat(np.where(both, told, status[:, :, :1]), 2, axis=2))  # fmt: skip
    series = list(each_series(shared, weights, weighting=weighting))
    half = len(series) // 2
    one = replace(shared, indicators=(first,), values=shared.values[:, :, :1], status=shared.status[:, :, :1])
    return one, list(zip(series[:half], series[half:], strict=True))


def _whole(pair: Pair) -> Series:
    """Return the series that has no statistic if either has none."""
    own, other = pair
    return own if own.reason else replace(other, indicator=0)


def _numbers(pair: Pair, permutations: int, rng: np.random.Generator) -> dict[str, float]:
    if _whole(pair).reason:
        return {"statistic": np.nan, "p": np.nan}
    x, y = (standardised(one) for one in pair)
    matrix = without_self(pair[0].weights)
    pull_of = np.asarray(matrix.T @ x) / matrix.data.sum()  # x'Wy, with the values of y in any order

    def statistic(maps: Floats) -> Floats:
        return np.asarray(pull_of @ maps)

    found = float(statistic(y[:, None])[0])
    return {"statistic": found, "p": permuted_p(y, statistic, found, permutations, rng)}


def _judged(pair: Pair, test: Test) -> dict[str, Array]:
    own = standardised(pair[0])
    return judged(_whole(pair), lambda _, other, matrix: beside_lag(own, other, matrix), LAG, test)


def _named(table: pa.Table, first: str, second: str) -> Table:
    names = {name: pa.array([text] * table.num_rows, pa.string()) for name, text in
             (("first", first), ("second", second))}  # fmt: skip
    return memtable(pa.table({**names, **{name: table[name] for name in table.column_names}}))
