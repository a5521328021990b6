"""Weights found in the scores themselves, as shares of 1; NaN is absent."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.multivariate._arrays import components_of, correlations_of, varimax

Floats = NDArray[np.float64]

_EIGENVALUE: Final = 1.0  # a factor tells more than one indicator alone (Kaiser)
_SHARE: Final = 0.10  # or as much of all variance (OECD/JRC handbook, step 6)
_EXACT: Final = 1e-9


def entropy_shares(values: Floats) -> Floats:
    """Return weights by how unevenly each column is spread over the rows; all 0 where every column is even.

    Parameters
    ----------
    values : array (n, d)
        0 or more.
    """
    present = ~np.isnan(values)
    total = np.nansum(values, axis=0)
    parts = np.divide(np.where(present, values, 0.0), total, out=np.zeros(values.shape), where=total > 0)
    logs = np.log(parts, out=np.zeros(values.shape), where=parts > 0)
    most = np.log(np.maximum(present.sum(axis=0), 2))
    uneven = np.nanmax(values, axis=0) > np.nanmin(values, axis=0)  # else what is left over is rounding
    return _as_shares(np.where(uneven, (1.0 + (parts * logs).sum(axis=0) / most).clip(min=0.0), 0.0))


def critic_shares(values: Floats) -> Floats:
    """Return weights by spread and by how little each column goes with the others; a constant column has 0."""
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    scaled = np.divide(values - low, high - low, out=np.zeros(values.shape), where=high > low)
    spread = np.where(high > low, np.nanstd(np.where(np.isnan(values), np.nan, scaled), axis=0, ddof=1), 0.0)
    correlation, _ = correlations_of(values)
    return _as_shares(spread * np.where(np.isnan(correlation), 0.0, 1.0 - correlation).sum(axis=1))


def first_component_shares(values: Floats) -> Floats:
    """Return weights in proportion to the loadings on the first principal component, without their sign."""
    _, directions = components_of(values)
    return _as_shares(np.abs(directions[:, 0]))


def factor_shares(values: Floats, *, keep: Literal["eigenvalue", "share"]) -> Floats:
    """Return weights by rotated factors: each column by its largest squared loading and what that factor explains."""
    deviations, directions = components_of(values)
    least = _EIGENVALUE if keep == "eigenvalue" else _SHARE * values.shape[1]
    kept = max(int((deviations**2 > least - _EXACT).sum()), 1)
    loadings = directions[:, :kept] * deviations[:kept]
    squares = (loadings if kept == 1 else varimax(loadings)) ** 2
    explained = squares.sum(axis=0)
    best = squares.argmax(axis=1)
    own = squares[np.arange(len(squares)), best] / explained[best]
    return _as_shares(own * explained[best] / explained.sum())


def _as_shares(weights: Floats) -> Floats:
    total = weights.sum()
    return np.asarray(weights / total if total > 0 else np.zeros(len(weights)))
