"""Slopes of many short series at once, and how sure they are."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.trends.monotone import mann_kendall, sen_slope
from veerkracht.analysis.trends.settings import LEAST_FOR_AUTOCORRELATION

Floats = NDArray[np.float64]

_MOST_AUTOCORRELATION = 0.9  # above it the factor grows without bound and the series is as good as one step
_LEAST_EFFECTIVE = 3.0  # effective points, so that one degree of freedom is left
_NO_RESIDUAL = 1e-9  # residuals below this share of the level are rounding of the computer


def fit(years: Floats, values: Floats, variance: Floats) -> dict[str, Floats]:
    """Fit series of equal length (series x points): slopes in percent of the level per year.

    Gives `slope`, `se`, `df` (infinite where the known noise sets the error), `autocorrelation` of the residuals,
    `sen_slope`, `p_monotone`.
    """
    level = np.abs(values).mean(axis=1)
    percent = np.divide(100.0, level, out=np.zeros(len(level)), where=level > 0)
    centred = years - years.mean(axis=1, keepdims=True)
    spread = (centred**2).sum(axis=1)
    slope = (centred * values).sum(axis=1) / spread
    residuals = _residuals(centred, values, slope, level)
    rho = _autocorrelation(residuals)
    of_residuals = _se_of_residuals(residuals, spread) * np.sqrt((1 + rho) / (1 - rho))
    of_noise = np.sqrt((centred**2 * variance).sum(axis=1)) / spread
    known = (of_noise >= of_residuals) & (of_noise > 0)
    effective = np.maximum(years.shape[1] * (1 - rho) / (1 + rho), _LEAST_EFFECTIVE)
    df = np.where(known, np.inf, effective - 2)
    return {
        "slope": slope * percent, "se": np.maximum(of_noise, of_residuals) * percent, "df": df,
        "autocorrelation": rho, "sen_slope": sen_slope(years, values) * percent, "p_monotone": mann_kendall(values)[2],
    }  # fmt: skip


def _residuals(centred: Floats, values: Floats, slope: Floats, level: Floats) -> Floats:
    fitted = values.mean(axis=1, keepdims=True) + slope[:, np.newaxis] * centred
    residuals = values - fitted
    exact = (residuals**2).sum(axis=1) <= values.shape[1] * (_NO_RESIDUAL * level) ** 2
    return np.where(exact[:, np.newaxis], 0.0, residuals)


def _se_of_residuals(residuals: Floats, spread: Floats) -> Floats:
    points = residuals.shape[1]
    return np.sqrt((residuals**2).sum(axis=1) / (points - 2) / spread) if points >= 3 else np.zeros(len(residuals))


def _autocorrelation(residuals: Floats) -> Floats:
    """Correlation of each residual with the next, within its bounds; 0 for a series too short to tell."""
    if residuals.shape[1] < LEAST_FOR_AUTOCORRELATION:
        return np.zeros(len(residuals))
    squares = (residuals**2).sum(axis=1)
    products = (residuals[:, :-1] * residuals[:, 1:]).sum(axis=1)
    rho = np.divide(products, squares, out=np.zeros(len(squares)), where=squares > 0)
    return np.asarray(np.clip(rho, 0.0, _MOST_AUTOCORRELATION))


def probabilities(slope: Floats, se: Floats, df: Floats, band: float) -> dict[str, Floats]:
    """Probability that the true slope lies above, within and below the dead band; they add up to 1."""
    rising = _probability_above_zero(slope - band, se, df)
    falling = _probability_above_zero(-slope - band, se, df)
    return {"p_rising": rising, "p_steady": np.maximum(1.0 - rising - falling, 0.0), "p_falling": falling}


def _probability_above_zero(distance: Floats, se: Floats, df: Floats) -> Floats:
    certain = np.where(distance > 0, np.inf, -np.inf)
    z = np.divide(distance, se, out=certain, where=se > 0)
    finite = np.where(np.isinf(df), 1.0, df)
    return np.asarray(np.where(np.isinf(df), scipy.special.ndtr(z), scipy.special.stdtr(finite, z)))


def half_width(se: Floats, df: Floats, interval: float) -> Floats:
    """Half the width of the central interval of the slope."""
    upper = (1 + interval) / 2
    finite = np.where(np.isinf(df), 1.0, df)
    return np.asarray(se * np.where(np.isinf(df), scipy.special.ndtri(upper), scipy.special.stdtrit(finite, upper)))
