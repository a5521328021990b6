"""Shares, spreads and order of the children of a group, row by row over what is present."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.aggregation._means import EXACT, coverages

Floats = NDArray[np.float64]


def shares_of(values: Floats, weights: Floats, *, least_coverage: float) -> Floats:
    """Return the weights of each row as parts of 1, 0 for the absent; NaN throughout where too little is present."""
    own = np.where(np.isnan(values), 0.0, np.asarray(weights, float))
    total = own.sum(axis=1)
    given = (total > 0) & (coverages(values, weights) >= least_coverage - EXACT)
    shares = np.divide(own, total[:, None], out=np.zeros(own.shape), where=total[:, None] > 0)
    return np.asarray(np.where(given[:, None], shares, np.nan))


def sum_of(values: Floats, shares: Floats) -> Floats:
    """Return the sum of shares times values; an absent value has share 0."""
    return np.asarray((np.where(np.isnan(values), 0.0, values) * shares).sum(axis=1))


def least_of(values: Floats) -> Floats:
    """Return the least value of each row, NaN where none is present."""
    least = np.where(np.isnan(values), np.inf, values).min(axis=1)
    return np.where(np.isinf(least), np.nan, least)


def penalised(values: Floats, shares: Floats, *, sign: float) -> Floats:
    """Return the mean with its variance over the mean added or taken off: M + sign S^2 / M."""
    mean = sum_of(values, shares)
    variance = sum_of((values - mean[:, None]) ** 2, shares)
    return mean + sign * np.divide(variance, mean, out=mean.copy(), where=mean > 0)  # a mean of 0 has no spread


def mean_min(values: Floats, shares: Floats, *, depth: float, smoothing: float) -> Floats:
    """Return the mean less a share of its distance to the least value, with a smooth start."""
    mean = sum_of(values, shares)
    gap = mean - least_of(values)
    return np.asarray(mean - depth * (np.sqrt(gap**2 + smoothing**2) - smoothing))


def ordered(values: Floats, shares: Floats, *, exponent: float) -> Floats:
    """Return the mean whose weights go by place from the best down: Q(t) = t^exponent of the share passed."""
    order = np.argsort(-values, axis=1, kind="stable")  # NaN last
    passed = np.cumsum(np.take_along_axis(shares, order, axis=1), axis=1).clip(max=1.0)
    reached = np.concatenate([np.zeros((len(values), 1)), passed**exponent], axis=1)
    reached[:, -1] = np.where(np.isnan(reached[:, -1]), np.nan, 1.0)
    weights = np.diff(reached, axis=1)
    return sum_of(np.take_along_axis(values, order, axis=1), weights)
