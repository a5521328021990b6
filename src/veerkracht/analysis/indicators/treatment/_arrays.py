"""Treatments of one indicator as an array: absent values stay absent, and what is higher stays higher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.indicators.treatment._shape import ends_after_winsorising, is_outlying, shape_of

Floats = NDArray[np.float64]

LIMITS: Final = (2.0, 3.5)
"""Skewness and kurtosis from which values are outlying, both together (JRC, ten steps, step 4)."""
_NEAR: Final = 0.01  # share of the range that keeps the lowest value off the logarithm of 0
_POWERS: Final = (-5.0, 5.0)  # between which a power is looked for; beyond it the data do not ask for a power
_SAME: Final = 1e-12  # a power so near to 0 (or 2) is the logarithm
_CLOSE: Final = 1e-10  # how near the power must come to the most likely one


@dataclass(frozen=True)
class Fit:
    """What a transformation takes from the data, so that other years can be treated alike.

    Parameters
    ----------
    low, high : float
        Lowest and highest value.
    skewness : float
        Of the values; its sign says which way `log_ct_plus` turns.
    power : float
        For Box-Cox and Yeo-Johnson; NaN where none is given or needed.
    """

    low: float
    high: float
    skewness: float
    power: float = np.nan


def fit_of(values: Floats, *, power: float = np.nan) -> Fit:
    """Return what a transformation takes from these values."""
    if np.isnan(values).all():
        return Fit(np.nan, np.nan, np.nan, power)
    return Fit(float(np.nanmin(values)), float(np.nanmax(values)), shape_of(values)[0], power)


def winsorise(values: Floats, *, most: int, limits: tuple[float, float] = LIMITS) -> Floats:
    """Bring the outermost values in until they are no longer outlying, `most` of them (see `_shape`).

    Examples
    --------
    >>> winsorise(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 90.0]), most=1).tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0, 5.0]
    """
    low, high, _ = ends_after_winsorising(values, most=most, limits=limits)
    return np.clip(values, low, high)


def log_ct(values: Floats, fit: Fit | None = None) -> Floats:
    """Return ln(x - min + 0.01 (max - min))."""
    fit = fit or fit_of(values)
    return values.copy() if fit.low == fit.high else _ln(values - fit.low + _NEAR * (fit.high - fit.low))


def log_ct_plus(values: Floats, fit: Fit | None = None) -> Floats:
    """Return `log_ct`, or for values with a tail to the left -ln(max + 0.01 (max - min) - x)."""
    fit = fit or fit_of(values)
    if not fit.skewness < 0.0 or fit.low == fit.high:
        return log_ct(values, fit)
    return -_ln(fit.high + _NEAR * (fit.high - fit.low) - values)


def log(values: Floats, fit: Fit | None = None) -> Floats:
    """Return ln(x - min + 1)."""
    return _ln(values - (fit or fit_of(values)).low + 1.0)


def ln(values: Floats, fit: Fit | None = None) -> Floats:
    """Return ln(x), for what is above 0 by nature."""
    return _ln(values)


def log_gii(values: Floats, fit: Fit | None = None) -> Floats:
    """Return ln((max - 1) (x - min) / (max - min) + 1), which runs from 0 to ln(max); only for a maximum above 1."""
    fit = fit or fit_of(values)
    if fit.low == fit.high:
        return values.copy()
    stretch = (fit.high - 1.0) / (fit.high - fit.low)
    return _ln(stretch * (values - fit.low) + 1.0) if stretch > 0.0 else np.full_like(values, np.nan)


def box_cox(values: Floats, fit: Fit | None = None) -> Floats:
    """Return (y^p - 1) / p with y = x - min + 1, or ln(y) for p = 0; the most likely p where none is given."""
    fit = fit or fit_of(values)
    power = box_cox_power(values) if np.isnan(fit.power) else fit.power
    return _raised(values - fit.low + 1.0, power)


def yeo_johnson(values: Floats, fit: Fit | None = None) -> Floats:
    """Return the power of Yeo and Johnson, for values of either sign; the most likely p where none is given.

    Notes
    -----
    x >= 0: ((x + 1)^p - 1) / p; x < 0: -((1 - x)^(2 - p) - 1) / (2 - p); the logarithm where the power is 0.
    """
    fit = fit or fit_of(values)
    power = yeo_johnson_power(values) if np.isnan(fit.power) else fit.power
    above, below = np.maximum(values, 0.0) + 1.0, 1.0 - np.minimum(values, 0.0)
    return np.where(values < 0.0, -_raised(below, 2.0 - power), _raised(above, power))


def box_cox_power(values: Floats) -> float:
    """Return the power under which x - min + 1 comes nearest to a normal distribution."""
    present = values[~np.isnan(values)]
    if not len(present) or np.ptp(present) == 0.0:
        return 1.0
    shifted = present - present.min() + 1.0
    return _likeliest(lambda power: _raised(shifted, power), float(np.log(shifted).sum()))


def yeo_johnson_power(values: Floats) -> float:
    """Return the power of Yeo and Johnson under which the values come nearest to a normal distribution."""
    present = values[~np.isnan(values)]
    if not len(present) or np.ptp(present) == 0.0:
        return 1.0
    stretch = float((np.sign(present) * np.log1p(np.abs(present))).sum())
    return _likeliest(lambda power: yeo_johnson(present, Fit(0.0, 0.0, 0.0, power)), stretch)


def _likeliest(transformed: Callable[[float], Floats], stretch: float) -> float:
    """Maximise -n/2 ln(variance) + (p - 1) * stretch, where stretch is the sum of the logs of the slopes at p = 1."""

    def cost(power: float) -> float:
        moved = transformed(power)
        return float(len(moved) / 2 * np.log(moved.var()) - (power - 1.0) * stretch)

    return float(scipy.optimize.minimize_scalar(cost, bounds=_POWERS, method="bounded", options={"xatol": _CLOSE}).x)


def _raised(positive: Floats, power: float) -> Floats:
    if abs(power) < _SAME:
        return _ln(positive)
    return (np.where(positive > 0.0, positive, np.nan) ** power - 1.0) / power


def _ln(values: Floats) -> Floats:
    """Logarithm; NaN where there is none, so that the caller can name the value."""
    return np.log(np.where(values > 0.0, values, np.nan))


TRANSFORMS: Final[dict[str, Callable[[Floats, Fit | None], Floats]]] = {
    "log_ct": log_ct, "log_ct_plus": log_ct_plus, "log": log, "ln": ln, "log_gii": log_gii, "box_cox": box_cox,
    "yeo_johnson": yeo_johnson,
}  # fmt: skip
"""Each takes the values, and what it takes from the data where that comes from other years."""


def treat(values: Floats, *, most: int, transform: str = "log_ct", limits: tuple[float, float] = LIMITS) -> Floats:
    """Winsorise what is outlying; if it still is after `most` values have moved, transform the original instead.

    Examples
    --------
    >>> treat(np.array([1.0, 2.0, 3.0, 4.0]), most=5).tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    if not is_outlying(shape_of(values), limits):
        return values.copy()
    moved = winsorise(values, most=most, limits=limits)
    return TRANSFORMS[transform](values, None) if is_outlying(shape_of(moved), limits) else moved
