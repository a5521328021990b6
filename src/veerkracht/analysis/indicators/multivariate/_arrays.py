"""Correlations, principal components and their rotation, and the consistency of a scale."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

FEWEST_PAIRS: Final = 3
"""Two points always lie on a line, and tell of no correlation."""
_FLAT: Final = 1e-14  # a variance so far below the square of the values is rounding
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
    present = ~np.isnan(values)
    counts = present.T.astype(np.int64) @ present.astype(np.int64)
    if present.all():
        return _of_complete(rankdata(values, axis=0) if ranked else values, counts), counts
    result = np.full(counts.shape, np.nan)
    for one in range(values.shape[1]):
        for other in range(one, values.shape[1]):
            both = values[present[:, one] & present[:, other]][:, [one, other]]
            pair = rankdata(both, axis=0) if ranked and len(both) else both
            result[one, other] = result[other, one] = _of_complete(pair, counts[[one, other]][:, [one, other]])[0, 1]
    return result, counts


def _of_complete(values: Floats, counts: Counts) -> Floats:
    if not len(values):
        return np.full(counts.shape, np.nan)
    centred = values - values.mean(axis=0)
    squares = (centred**2).sum(axis=0)
    spread = squares > _FLAT * np.maximum((values**2).sum(axis=0), np.finfo(float).tiny)
    unit = np.divide(centred, np.sqrt(squares), out=np.full(values.shape, np.nan), where=spread)
    found = (unit.T @ unit).clip(-1.0, 1.0)
    return np.asarray(np.where(counts >= FEWEST_PAIRS, found, np.nan))


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
