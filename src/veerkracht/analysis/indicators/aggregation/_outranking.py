"""Pairs of units compared on every indicator: who is ahead on more than half of the weight."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

Floats = NDArray[np.float64]
Ranks = NDArray[np.int32]
Weights = NDArray[np.int32] | NDArray[np.float64]

ABSENT: Final = 0
"""The rank of an absent value; the present have 1 and more."""
_TOP: Final = np.iinfo(np.int32).max
_LARGEST_FACTOR: Final = 1000  # weights that are whole multiples of a thousandth of the least are counted exactly
_WHOLE: Final = 1e-10  # so far, relatively, may a product of weights be from a whole number
_TIE: Final = 1e-12  # of the total weight: other weights are sums of binary fractions


def copeland(values: Floats, weights: Floats) -> NDArray[np.int64]:
    """Return of each row how many others it outranks, less how many outrank it.

    Parameters
    ----------
    values : array (n, c)
        Higher is better; NaN is absent.
    weights : array (c,)
        Above 0, of any scale.

    Returns
    -------
    array (n,)
        Between -(n - 1) and n - 1. A pair is compared on what both have; one that shares nothing is a tie.
    """
    ranks = _ranks(values)
    exact = whole_weights(weights)
    own: Weights = np.asarray(weights, float) / np.sum(weights) if exact is None else exact
    tie: Weights = np.full(1, _TIE) if exact is None else np.zeros(1, np.int32)
    scores = np.zeros(len(values), np.int32)
    above = np.where(ranks == ABSENT, _TOP, ranks)  # an absent other is never below, nor above
    _count(above, ranks, own, tie, np.zeros(len(values), own.dtype), scores)
    return scores.astype(np.int64)


def _ranks(values: Floats) -> Ranks:
    """Return dense ranks from 1 per column, as (c, n); equal values share one, absent ones have 0."""
    ranks = np.empty(values.shape[::-1], np.int32)
    for column in range(values.shape[1]):
        _, places = np.unique(values[:, column], return_inverse=True)
        ranks[column] = np.where(np.isnan(values[:, column]), ABSENT, places.reshape(-1) + 1)
    return ranks


def whole_weights(weights: Floats) -> NDArray[np.int32] | None:
    """Return weights as whole numbers in the same proportion, if small ones exist: 0.1 + 0.2 then equals 0.3."""
    scaled = np.arange(1, _LARGEST_FACTOR + 1)[:, None] * (np.asarray(weights, float) / np.min(weights))
    whole = np.rint(scaled)
    fits = np.flatnonzero((np.abs(whole - scaled) <= _WHOLE * scaled).all(axis=1))
    return whole[fits[0]].astype(np.int32) if len(fits) and whole[fits[0]].sum() <= _TOP else None


@kernel
def _count(low: Ranks, high: Ranks, weights: Weights, tie: Weights, lead: Weights, scores: Ranks) -> None:
    units = low.shape[1]
    for unit in range(units - 1):
        others = units - unit - 1
        lead[:others] = 0
        for column in range(len(weights)):
            if high[column, unit] > 0:
                _add_lead(low[column, unit + 1 :], high[column, unit + 1 :], high[column, unit], weights[column], lead)
        _settle(lead, unit, others, tie[0], scores)


@kernel
def _add_lead(low: Ranks, high: Ranks, own: int, weight: float, lead: Weights) -> None:
    """Add the weight where others are lower and take it off where they are higher; in one sweep over them."""
    for other in range(len(low)):
        lead[other] += (weight if low[other] < own else 0) - (weight if high[other] > own else 0)


@kernel
def _settle(lead: Weights, unit: int, others: int, tie: float, scores: Ranks) -> None:
    won = 0
    for other in range(others):
        sign = (1 if lead[other] > tie else 0) - (1 if lead[other] < -tie else 0)
        won += sign
        scores[unit + 1 + other] -= sign
    scores[unit] += won


def outranking(values: Floats, weights: Floats) -> Floats:
    """Return of each pair the share of the weight both have on which the first is ahead, ties counting half.

    Returns
    -------
    array (n, n)
        0 on the diagonal; NaN for a pair that shares nothing.
    """
    ahead, shared = np.zeros((len(values), len(values))), np.zeros((len(values), len(values)))
    for column, weight in zip(values.T, weights, strict=True):
        both = ~np.isnan(column)[:, None] & ~np.isnan(column)[None, :]
        shared += weight * both
        ahead += weight * both * (np.sign(np.nan_to_num(column[:, None] - column[None, :])) + 1) / 2
    result = np.divide(ahead, shared, out=np.full(ahead.shape, np.nan), where=shared > 0)
    np.fill_diagonal(result, 0.0)
    return np.asarray(result)
