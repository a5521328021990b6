"""Rank-based evidence of a trend, which one outlier cannot make, of complete series.

The few thousand complete series of a city go through NumPy here, at once and without a compiler; `_kendall.py` takes those
of a country, with gaps and breaks. A law in tests/property holds both equal.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray


def mann_kendall(values: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Test each series for a monotone trend.

    Parameters
    ----------
    values : array (series x points)
        Each row one series in order of time, without absent values.

    Returns
    -------
    s, variance, p : arrays (series)
        Kendall's S, its variance with ties, and the two-sided p-value (0-1) of the normal approximation
        with continuity correction. p is 1 where the variance is 0.

    Notes
    -----
    S = sum over s < t of sign(x_t - x_s); variance = (n (n - 1)(2n + 5) - sum t (t - 1)(2t + 5)) / 18 over
    ties of size t; z = (S -/+ 1) / sd. Below 10 points the approximation is rough, and positive
    autocorrelation makes p too small: use it next to the slope, not in its place.

    References
    ----------
    .. [1] Mann (1945), "Nonparametric tests against trend", Econometrica 13, 245-259.
    .. [2] Kendall (1975), Rank Correlation Methods, 4th ed., ch. 4.

    Examples
    --------
    >>> s, variance, p = mann_kendall(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]))
    >>> int(s[0]), round(float(variance[0]), 3), round(float(p[0]), 4)
    (10, 16.667, 0.0275)
    """
    n = values.shape[1]
    earlier, later = np.triu_indices(n, 1)
    s = np.sign(values[:, later] - values[:, earlier]).sum(axis=1)
    variance = (n * (n - 1) * (2 * n + 5) - _ties(values)) / 18
    return s.astype(np.int64), variance, two_sided_p(s, variance)


def _ties(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum t (t - 1)(2t + 5) over tied groups, as (t - 1)(2t + 5) over their members."""
    size = (values[:, :, np.newaxis] == values[:, np.newaxis, :]).sum(axis=2)
    return np.asarray(((size - 1) * (2 * size + 5)).sum(axis=1), dtype=float)


def two_sided_p(s: NDArray[np.float64], variance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the p-value (0-1) of each S by the normal approximation with continuity correction; 1 without variance."""
    distance = np.maximum(np.abs(s) - 1, 0)
    z = np.divide(distance, np.sqrt(variance), out=np.zeros(len(s)), where=variance > 0)
    return np.asarray(2 * scipy.special.ndtr(-z))


def sen_slope(times: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median slope over all pairs of points of each series (series x points), in the unit of the values."""
    earlier, later = np.triu_indices(times.shape[1], 1)
    slopes = (values[:, later] - values[:, earlier]) / (times[:, later] - times[:, earlier])
    return np.asarray(np.median(slopes, axis=1))
