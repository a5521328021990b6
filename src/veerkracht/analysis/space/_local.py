"""Test a statistic of each area against draws of its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.space._discovery import Correction, adjusted
from veerkracht.analysis.space._draws import Statistic, draw_places, extremes, probability
from veerkracht.analysis.space._series import (
    Series,
    check_permutations,
    each_series,
    grid_and_weights,
    local_reason,
    local_table,
)
from veerkracht.analysis.space._weights import Weighting, without_self
from veerkracht.tables import Array, Table

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types
Numbers = Callable[[Series, Floats, Matrix], Mapping[str, Array]]
"""From a series, its standardised values and the weights without those to itself to columns per area."""

QUADRANTS: Final = ("LL", "LH", "HL", "HH")
"""The area itself high or low, then its neighbours; at the place 2 x (area high) + (neighbours high)."""
_ALWAYS_THERE: Final = ("neighbours", "reason")


@dataclass(frozen=True)
class Test:
    """How many draws, where they come from, and how many tests at once are allowed for."""

    permutations: int
    rng: np.random.Generator
    correction: Correction

    def __post_init__(self) -> None:
        check_permutations(self.permutations)


def local_statistics(
    values: Table, links: Table, *, numbers: Numbers, statistic: Statistic, test: Test, weighting: Weighting, value: str
) -> Table:
    """Compute a statistic of each area, indicator and period with its test."""
    grid, weights = grid_and_weights(values, links, value=value)
    series = each_series(grid, weights, weighting=weighting)
    return local_table(grid, [(one, judged(one, numbers, statistic, test)) for one in series])


def standardised(one: Series) -> Floats:
    """Return the values in standard deviations (of n) from their mean; 0 where there is no spread."""
    if one.reason:
        return np.zeros(len(one.values))
    return np.asarray((one.values - one.values.mean()) / one.values.std())


def beside_lag(own: Floats, of_neighbours: Floats, matrix: Matrix) -> dict[str, Array]:
    """Return Moran's product of each area with its neighbours, both factors, and whether they are high or low."""
    around = np.asarray(matrix @ of_neighbours)
    quadrant = np.asarray(np.array(QUADRANTS, object)[2 * (own > 0) + (around > 0)])
    statistic = own * around * (len(own) - 1) / len(own)  # variance 1 is over n, and the formula divides by n - 1
    return {"statistic": statistic, "z": own, "lag": around, "quadrant": quadrant}


def judged(one: Series, numbers: Numbers, statistic: Statistic, test: Test) -> dict[str, Array]:
    """Compute the columns of a series with p, q, neighbours and reason; nothing where an area has no statistic.

    A column `reason` among the numbers tells of areas that the statistic itself does not define.
    """
    z, matrix = standardised(one), without_self(one.weights)
    found = dict(numbers(one, z, matrix))
    general = local_reason(one)
    reason = np.where(general == "", found.pop("reason", general), general).astype(object)
    p = _drawn_p(z, matrix, statistic, test, tested=reason == "")
    return _nothing_where_undefined({
        **found, "p": p, "q": _discoveries(p, test),
        "neighbours": np.diff(matrix.indptr).astype(float), "reason": reason,
    })  # fmt: skip


def _discoveries(p: Floats, test: Test) -> Floats:
    """Return q; it counts both tails, as the tail was chosen by the data."""
    return adjusted(np.minimum(2 * p, 1.0), correction=test.correction)


def _nothing_where_undefined(columns: Mapping[str, Array]) -> dict[str, Array]:
    """Leave out the numbers of areas with a reason, except how many neighbours they have."""
    defined = columns["reason"] == ""
    return {name: column if name in _ALWAYS_THERE else np.where(defined, column, _nothing(column))
            for name, column in columns.items()}  # fmt: skip


def _nothing(column: Array) -> Array:
    return np.array(None if column.dtype == object else np.nan)


def _drawn_p(z: Floats, matrix: Matrix, statistic: Statistic, test: Test, *, tested: Array) -> Floats:
    """Return the p of the draws; NaN for areas that are not tested."""
    if not test.permutations or not tested.any():
        return np.full(len(z), np.nan)
    most = int(np.diff(matrix.indptr).max())
    places = draw_places(test.rng, areas=len(z), most=most, permutations=test.permutations)
    p = probability(extremes(z, matrix, places, statistic=statistic), test.permutations)
    return np.where(tested, p, np.nan)
