"""Correlations, principal components and their rotation, and the consistency of a scale."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

FEWEST_PAIRS: Final = 3
"""Two points always lie on a line, and tell of no correlation."""
_FLAT: Final = 1e-13  # spread so far below the level of the values is rounding
_FLAT_PAIR: Final = 1e-12  # and so is a variance so far below the sum of squares
_TURNS: Final = 1000
_STILL: Final = 1e-12  # a rotation that gains less, relatively, has ended


def correlations_of(values: Floats, *, ranked: bool = False) -> tuple[Floats, Counts]:
    """Return the correlation of each pair of columns over the rows where both are present, and how many those are.

    Parameters
    ----------
    values : array (n, d)
        NaN is absent.
    ranked : bool
        Correlate ranks within those rows (Spearman) instead of values (Pearson).

    Returns
    -------
    arrays (d, d)
        NaN for a column without spread or a pair with fewer than three rows; 1 on the diagonal otherwise.
    """
    present = (~np.isnan(values)).astype(float)
    counts = (present.T @ present).round().astype(np.int64)
    if ranked and not present.all():
        return _by_pair_of_ranks(values, counts), counts
    return _by_products(scipy.stats.rankdata(values, axis=0) if ranked else values, present, counts), counts


def _by_products(values: Floats, present: Floats, counts: Counts) -> Floats:
    """Correlate all pairs at once from sums over the rows that both have, of values first brought near 0."""
    rows = np.maximum(present.sum(axis=0), 1.0)
    filled = np.where(present > 0, values, 0.0)
    centred = (filled - filled.sum(axis=0) / rows) * present
    size = np.abs(centred).max(axis=0, initial=0.0)
    level = np.abs(filled).max(axis=0, initial=0.0)
    varied = size > _FLAT * np.maximum(level, np.finfo(float).tiny)
    centred = np.divide(centred, size, out=np.zeros(centred.shape), where=varied)
    shared = np.maximum(counts, 1)
    sums, squares = centred.T @ present, (centred**2).T @ present
    spread = squares - sums**2 / shared
    usable = (spread > _FLAT_PAIR * squares) & (counts >= FEWEST_PAIRS)
    usable &= usable.T
    together = centred.T @ centred - sums * sums.T / shared
    scale = np.sqrt(np.where(usable, spread * spread.T, 1.0))
    found = np.where(usable, (together / scale).clip(-1.0, 1.0), np.nan)
    return np.asarray((found + found.T) / 2)


def _by_pair_of_ranks(values: Floats, counts: Counts) -> Floats:
    """Correlate ranks within the rows of each pair: they differ from pair to pair."""
    result = np.full(counts.shape, np.nan)
    for one, other in zip(*np.triu_indices(values.shape[1]), strict=True):
        both = values[:, [one, other]]
        both = scipy.stats.rankdata(both[~np.isnan(both).any(axis=1)], axis=0)
        own = np.full((2, 2), len(both), np.int64)
        if len(both) >= FEWEST_PAIRS:
            result[one, other] = result[other, one] = _by_products(both, np.ones(both.shape), own)[0, 1]
    return result


def components_of(values: Floats) -> tuple[Floats, Floats]:
    """Return standard deviations and directions of the principal components of standardised columns.

    Parameters
    ----------
    values : array (n, d)
        Complete, every column with spread.

    Returns
    -------
    arrays (d,), (d, d)
        Largest first; one direction per column, of length 1. Its sign is chosen so that its entries add up to 0 or
        more, for the sign itself tells nothing.
    """
    correlation, _ = correlations_of(values)
    variances, directions = np.linalg.eigh(correlation)
    order = np.argsort(-variances, kind="stable")
    directions = directions[:, order]
    sign = np.where(directions.sum(axis=0) < 0, -1.0, 1.0)
    return np.sqrt(variances[order].clip(min=0.0)), np.asarray(directions * sign)


def varimax(loadings: Floats) -> Floats:
    """Rotate loadings so that the squared loadings of each factor vary most (Kaiser 1958)."""
    turn, reached = np.eye(loadings.shape[1]), 0.0
    for _ in range(_TURNS):
        turned = loadings @ turn
        pull = loadings.T @ (turned**3 - turned * (turned**2).mean(axis=0))
        left, sizes, right = np.linalg.svd(pull)
        turn = left @ right
        if sizes.sum() <= reached * (1 + _STILL):
            break
        reached = sizes.sum()
    return np.asarray(loadings @ turn)


def alpha_of(values: Floats) -> float:
    """Return Cronbach's alpha of complete columns; NaN for one column, under two rows, or a sum without spread."""
    rows, columns = values.shape
    if columns < 2 or rows < 2:
        return float("nan")
    whole = values.sum(axis=1).var(ddof=1)
    if whole <= 0:
        return float("nan")
    return float(columns / (columns - 1) * (1 - values.var(axis=0, ddof=1).sum() / whole))
