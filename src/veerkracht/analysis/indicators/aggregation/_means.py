"""The generalised mean of any order, row by row, over what is present."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

__all__ = ["EXACT", "coverages", "power_mean", "power_means"]

Floats = NDArray[np.float64]

EXACT: Final = 1e-9
"""Shares of weights that add up to the threshold in decimals may miss it in binary."""


def power_means(values: Floats, weights: Floats, power: float, *, least_coverage: float = 0.0) -> Floats:
    """Return the weighted generalised mean of each row.

    Parameters
    ----------
    values : array (n, c)
        One row per unit; NaN is absent. Of any sign for power 1, 0 or more for any other.
    weights : array (c,)
        0 or more, of any scale; a column of weight 0 does not count at all.
    power : float
        1 arithmetic, 0 geometric, -1 harmonic; infinite for the largest, minus infinite for the smallest.
    least_coverage : float
        Share (0-1) of the weight that must be present.

    Returns
    -------
    array (n,)
        NaN where nothing or too little is present, or where a value is negative and the power is not 1. One value
        of 0 makes a mean of power 0 or less 0, which is its limit.

    Notes
    -----
    (sum of w z^p / sum of w)^(1/p) over the values present.
    """
    result = np.empty(len(values))
    _fill(np.ascontiguousarray(values, dtype=np.float64), np.asarray(weights, np.float64), float(power),
          float(least_coverage) - EXACT, result)  # fmt: skip
    return result


def coverages(values: Floats, weights: Floats) -> Floats:
    """Return the share of the weight of each row that is present; 0 where all weights are 0."""
    total = float(np.sum(weights))
    present = (~np.isnan(values)).astype(np.float64) @ np.asarray(weights, np.float64)
    return np.asarray(present / total if total > 0 else np.zeros(len(values)))


@kernel
def _fill(values: Floats, weights: Floats, power: float, least: float, result: Floats) -> None:
    total = weights.sum()
    for row in range(len(values)):
        result[row] = power_mean(values[row], weights, power, least * total)


@kernel
def power_mean(row: Floats, weights: Floats, power: float, least_weight: float) -> float:
    """Return the generalised mean of one row; NaN if the weight present is 0 or below `least_weight`."""
    present, low, high = _present(row, weights)
    if present <= 0.0 or present < least_weight or (power != 1.0 and low < 0.0):
        return np.nan
    if power == 1.0:
        return _sum(row, weights) / present
    if low == 0.0 and power <= 0.0:
        return 0.0
    if np.isinf(power):
        return high if power > 0.0 else low
    scale = high if power > 0.0 else low  # keeps every term within 0-1, so that no power overflows
    if scale == 0.0:
        return 0.0
    if power == 0.0:
        return _geometric(row, weights, present)
    return float(scale * (_powers(row, weights, power, scale) / present) ** (1.0 / power))


@kernel
def _present(row: Floats, weights: Floats) -> tuple[float, float, float]:
    """Return the weight that is present, and the least and largest value that count."""
    present, low, high = 0.0, np.inf, -np.inf
    for child in range(len(weights)):
        value = row[child]
        if weights[child] > 0.0 and not np.isnan(value):
            present += weights[child]
            low, high = min(low, value), max(high, value)
    return present, low, high


@kernel
def _sum(row: Floats, weights: Floats) -> float:
    total = 0.0
    for child in range(len(weights)):
        if weights[child] > 0.0 and not np.isnan(row[child]):
            total += weights[child] * row[child]
    return total


@kernel
def _geometric(row: Floats, weights: Floats, present: float) -> float:
    total = 0.0
    for child in range(len(weights)):
        if weights[child] > 0.0 and not np.isnan(row[child]):
            total += weights[child] * np.log(row[child])
    return float(np.exp(total / present))


@kernel
def _powers(row: Floats, weights: Floats, power: float, scale: float) -> float:
    total = 0.0
    for child in range(len(weights)):
        if weights[child] > 0.0 and not np.isnan(row[child]):
            ratio = row[child] / scale
            total += weights[child] * (scale / row[child] if power == -1.0 else ratio**power)
    return total
