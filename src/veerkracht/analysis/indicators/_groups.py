"""Weighted sums and statuses over runs of ordered rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._status import FIRST_ABSENT, RANK_MISSING, status_of
from veerkracht.errors import CatalogueError
from veerkracht.tables import Array, Table, arrays, run_starts

_EXACT = 1e-9  # shares of weights that add up to the threshold in decimals may miss it in binary


def sum_by(values: Array, starts: NDArray[np.intp]) -> Array:
    """Add up the last axis over each run."""
    if not len(starts):
        return np.zeros((*values.shape[:-1], 0))
    sums: Array = np.add.reduceat(values, starts, axis=-1)
    return sums


def mean_by(values: Array, weight: Array, starts: NDArray[np.intp]) -> Array:
    """Weighted mean over each run along the last axis; rows of weight 0 may be absent."""
    sums, weights = sum_by(np.where(weight > 0, values * weight, 0.0), starts), sum_by(weight, starts)
    return np.asarray(np.divide(sums, weights, out=np.full(sums.shape, np.nan), where=weights > 0))


def enough(coverage: Array, min_coverage: float) -> NDArray[np.bool_]:
    """Whether so much is present that a composite may be given."""
    return np.asarray((coverage >= min_coverage - _EXACT) & (coverage > 0))


def status_by(
    ranks: NDArray[np.int64], starts: NDArray[np.intp], *, given: NDArray[np.bool_], children: NDArray[np.int64]
) -> Array:
    """Status of a composite: the most severe of the present children, or of the absent ones if not given."""
    if not len(starts):
        return np.zeros(0, dtype=object)
    of_present = np.maximum.reduceat(np.where(ranks < FIRST_ABSENT, ranks, 0), starts)
    of_absent = np.maximum.reduceat(np.where(ranks >= FIRST_ABSENT, ranks, 0), starts)
    complete = np.diff(starts, append=len(ranks)) == children
    without_row = np.where(complete & (of_absent > 0), 0, RANK_MISSING)
    return status_of(np.where(given, of_present, np.maximum(of_absent, without_row)))


def children_of(weights: Table) -> dict[str, dict[str, float]]:
    """Read the children of each composite index with their weights.

    Raises
    ------
    CatalogueError
        If there is no index, a weight is not a positive number, or a child occurs twice.
    """
    rows = arrays(weights.select("index", "indicator", "weight"), order=("index", "indicator"))
    if not len(rows["index"]):
        raise CatalogueError("No composite index is defined. Give rows (index, indicator, weight).")
    wrong = ~(rows["weight"] > 0)
    wrong[_repeats(rows["index"], rows["indicator"])] = True
    if wrong.any():
        raise CatalogueError(
            "Child {indicator} of index {index} occurs twice or has weight {weight}. Give it one row, above 0.",
            indicator=rows["indicator"][wrong][0], index=rows["index"][wrong][0], weight=rows["weight"][wrong][0],
        )  # fmt: skip
    children: dict[str, dict[str, float]] = {}
    for index, indicator, weight in zip(rows["index"], rows["indicator"], rows["weight"], strict=True):
        children.setdefault(index, {})[indicator] = float(weight)
    return children


def _repeats(*columns: Array) -> NDArray[np.intp]:
    return np.setdiff1d(np.arange(len(columns[0])), run_starts(*columns))
