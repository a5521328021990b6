"""Slopes of many short series at once, and how sure they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from veerkracht.analysis.trends.monotone import mann_kendall

Floats = NDArray[np.float64]

_NO_RESIDUAL = 1e-9  # residuals below this share of the level are rounding of the computer


def fit(years: Floats, values: Floats, variance: Floats) -> dict[str, Floats]:
    """Fit series of equal length (series x points): slopes in percent of the level per year.

    Gives `slope`, `se`, `df` (infinite where the known noise sets the error), `sen_slope`, `p_monotone`.
    """
    level = np.abs(values).mean(axis=1)
    percent = np.divide(100.0, level, out=np.zeros(len(level)), where=level > 0)
    centred = years - years.mean(axis=1, keepdims=True)
    spread = (centred**2).sum(axis=1)
    slope = (centred * values).sum(axis=1) / spread
    of_residuals = _se_of_residuals(centred, values, slope, level)
    of_noise = np.sqrt((centred**2 * variance).sum(axis=1)) / spread
    known = (of_noise >= of_residuals) & (of_noise > 0)
    df = np.where(known, np.inf, max(years.shape[1] - 2, 1))
    return {
        "slope": slope * percent, "se": np.maximum(of_noise, of_residuals) * percent, "df": df,
        "sen_slope": _sen(years, values) * percent, "p_monotone": mann_kendall(values)[2],
    }  # fmt: skip


def _se_of_residuals(centred: Floats, values: Floats, slope: Floats, level: Floats) -> Floats:
    points = values.shape[1]
    if points < 3:
        return np.zeros(len(values))
    fitted = values.mean(axis=1, keepdims=True) + slope[:, np.newaxis] * centred
    squares = ((values - fitted) ** 2).sum(axis=1)
    exact = squares <= points * (_NO_RESIDUAL * level) ** 2
    return np.where(exact, 0.0, np.sqrt(squares / (points - 2) / (centred**2).sum(axis=1)))


def _sen(years: Floats, values: Floats) -> Floats:
    earlier, later = np.triu_indices(years.shape[1], 1)
    slopes = (values[:, later] - values[:, earlier]) / (years[:, later] - years[:, earlier])
    return np.asarray(np.median(slopes, axis=1))


def probabilities(slope: Floats, se: Floats, df: Floats, band: float) -> dict[str, Floats]:
    """Probability that the true slope lies above, within and below the dead band; they add up to 1."""
    rising = _probability_above_zero(slope - band, se, df)
    falling = _probability_above_zero(-slope - band, se, df)
    return {"p_rising": rising, "p_steady": np.maximum(1.0 - rising - falling, 0.0), "p_falling": falling}


def _probability_above_zero(distance: Floats, se: Floats, df: Floats) -> Floats:
    certain = np.where(distance > 0, np.inf, -np.inf)
    z = np.divide(distance, se, out=certain, where=se > 0)
    finite = np.where(np.isinf(df), 1.0, df)
    return np.asarray(np.where(np.isinf(df), ndtr(z), stdtr(finite, z)))


def half_width(se: Floats, df: Floats, interval: float) -> Floats:
    """Half the width of the central interval of the slope."""
    upper = (1 + interval) / 2
    finite = np.where(np.isinf(df), 1.0, df)
    return np.asarray(se * np.where(np.isinf(df), ndtri(upper), stdtrit(finite, upper)))
