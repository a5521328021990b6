"""The lowest mean that weights near the given ones allow: exact for an interval and for two kinds of ball."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_TOLERANCE: Final = 1e-12


def lowest_in_interval(values: Floats, shares: Floats, radius: float) -> float:
    """Return the lowest mean with each weight within plus or minus a share of its own, adding up to 1.

    Notes
    -----
    A linear programme with one sum and bounds: all weights at their lowest, and what is left to the worst worlds first.
    """
    order = np.argsort(values, kind="stable")
    sorted_values, own = values[order], shares[order]
    room = 2 * radius * own
    before = np.cumsum(room) - room
    added = np.clip(radius - before, 0, room)
    return float(((1 - radius) * own + added) @ sorted_values)


def lowest_in_kl_ball(values: Floats, shares: Floats, radius: float) -> float:
    """Return the lowest mean with a Kullback-Leibler divergence sum p ln(p / w) of at most the radius.

    Notes
    -----
    The weights are p = w exp(-t v) / sum, and t is the root of their divergence less the radius, which rises with t. Where
    even the worst worlds alone lie within the radius, the lowest mean is their value.
    """
    kept = shares > 0
    values, shares = values[kept], shares[kept]
    scale = np.ptp(values) or 1.0
    heights = (values - values.min()) / scale
    if radius >= -np.log(shares[heights <= _TOLERANCE].sum()) - _TOLERANCE:
        return float(values.min())

    def beyond(t: float) -> float:
        tilted = shares * np.exp(-t * heights)
        tilted = tilted / tilted.sum()
        return float(scipy.special.rel_entr(tilted, shares).sum() - radius)

    if beyond(0.0) >= 0:  # the radius is below rounding
        return float(shares @ values)
    high = 1.0
    while beyond(high) < 0:  # ends: the worst worlds alone are farther off than the radius
        high *= 2
    t = scipy.optimize.brentq(beyond, 0.0, high, xtol=_TOLERANCE, rtol=1e-14)
    tilted = shares * np.exp(-t * heights)
    return float(tilted @ values / tilted.sum())


def lowest_in_chi2_ball(values: Floats, shares: Floats, radius: float) -> float:
    """Return the lowest mean with a chi-squared divergence sum (p - w)^2 / w of at most the radius.

    Notes
    -----
    The weights fall in a straight line with the value, and are 0 above some value. Over the k worst worlds, with W their
    weight and m and s the mean and deviation of their values, p = w / W (1 - t (v - m) / s) with 1 + t^2 = W (1 + radius);
    the answer m - t s belongs to the largest k for which no weight is below 0.
    """
    kept = shares > 0
    order = np.argsort(values[kept], kind="stable")
    v, w = values[kept][order], shares[kept][order]
    together = np.cumsum(w)
    mean = np.cumsum(w * (v - v[0])) / together + v[0]
    spread = np.sqrt(np.maximum(np.cumsum(w * (v - v[0]) ** 2) / together - (mean - v[0]) ** 2, 0))
    square = together * (1 + radius) - 1
    ends = np.append(v[1:] > v[:-1], True)  # equal values come in or stay out together
    t = np.sqrt(np.maximum(square, 0))
    fits = ends & (square >= -_TOLERANCE) & (t * (v - mean) <= spread * (1 + _TOLERANCE)) & (spread > 0)
    if not fits.any():
        return float(v[0])
    k = int(np.flatnonzero(fits)[-1])
    return float(mean[k] - t[k] * spread[k])
