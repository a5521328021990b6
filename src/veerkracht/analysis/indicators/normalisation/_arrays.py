"""Normalisers of areas x indicators as arrays: higher is better in every answer, and absent values stay absent.

Each takes values (n x d) and directions (d,), 1 where higher is better and -1 where lower is, and returns n x d.
What it needs from the data it takes from `base` (m x d, NaN where absent) or else from the values themselves, so
that all years can be held against one. An indicator without spread gets the middle of the scale.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NORMAL_MAD: Final = 1.4826  # 1 / the third quartile of a standard normal: makes the MAD estimate its sd
_NORMAL_MEAN_DEVIATION: Final = float(np.sqrt(np.pi / 2))  # the same for the mean absolute deviation
_IMD_SCALE: Final = 23.0  # English indices of deprivation: 10 % most deprived areas get half of the scale
_MIDDLE: Final = 0.5


def minmax(
    values: Floats, direction: Floats, *, lowest: float = 0.0, highest: float = 100.0, base: Floats | None = None
) -> Floats:
    """Rescale from the worst value to the best; values beyond those of `base` go beyond the scale."""
    turned, of = values * direction, _base(values, base) * direction
    low, high = np.fmin.reduce(of, axis=0), np.fmax.reduce(of, axis=0)
    return lowest + (highest - lowest) * _share(turned, low, high)


def linear(
    values: Floats, direction: Floats, *, worst: Floats, best: Floats, lowest: float = 0.0, highest: float = 100.0
) -> Floats:
    """Rescale between goalposts (d,), whose order holds the direction; values beyond go beyond the scale."""
    return lowest + (highest - lowest) * _share(values, worst, best)


def goalposts(
    values: Floats, direction: Floats, *, worst: Floats, best: Floats, lowest: float = 0.0, highest: float = 100.0
) -> Floats:
    """Rescale between goalposts (d,), whose order holds the direction; values beyond stop at the ends."""
    return lowest + (highest - lowest) * np.clip(_share(values, worst, best), 0.0, 1.0)


def z(values: Floats, direction: Floats, *, mean: float = 0.0, sd: float = 1.0, base: Floats | None = None) -> Floats:
    """Rescale to a mean and a standard deviation (over n - 1)."""
    turned, of = values * direction, _base(values, base) * direction
    middle = _mean(of)
    count = (~np.isnan(of)).sum(axis=0)
    spread = np.sqrt(np.nansum((of - middle) ** 2, axis=0) / np.maximum(count - 1, 1))
    return mean + sd * _deviation(turned, middle, _without_noise(spread, of))


def robust_z(
    values: Floats, direction: Floats, *, mean: float = 0.0, sd: float = 1.0, base: Floats | None = None
) -> Floats:
    """Rescale by median and median absolute deviation; by the mean absolute deviation where half are equal."""
    turned, of = values * direction, _base(values, base) * direction
    middle = _median(of)
    off = np.abs(of - middle)
    spread = _NORMAL_MAD * _median(off)
    spread = np.where(spread > 0.0, spread, _NORMAL_MEAN_DEVIATION * _mean(off))
    return mean + sd * _deviation(turned, middle, _without_noise(spread, of))


def percentile_rank(
    values: Floats, direction: Floats, *, lowest: float = 0.0, highest: float = 1.0, base: Floats | None = None
) -> Floats:
    """Share (0-1, or on another scale) of the others that is worse; those who are equal share the lowest place."""
    turned, of = values * direction, _base(values, base) * direction
    worse, _, count = _places(turned, of)
    share = np.minimum(worse / np.maximum(count - 1, 1), 1.0)
    return lowest + (highest - lowest) * _kept(np.where(_constant(of), _MIDDLE, share), values)


def rank(values: Floats, direction: Floats, *, base: Floats | None = None) -> Floats:
    """Rank from 1, the worst; those who are equal share the lowest place."""
    return borda(values, direction, base=base) + 1.0


def borda(values: Floats, direction: Floats, *, base: Floats | None = None) -> Floats:
    """Count how many are worse."""
    turned, of = values * direction, _base(values, base) * direction
    worse, _, count = _places(turned, of)
    return _kept(np.where(_constant(of), _MIDDLE * (count - 1), worse), values)


def distance_to_target(
    values: Floats, direction: Floats, *, target: Floats, cap: float = 1.0, base: Floats | None = None
) -> Floats:
    """Share of the way from the worst value to a target (d,), `cap` at most; NaN if no way leads there."""
    turned, of = values * direction, _base(values, base) * direction
    low = np.fmin.reduce(of, axis=0)
    way = target * direction - low
    share = np.minimum(np.divide(turned - low, way, out=np.full_like(values, np.nan), where=way > 0.0), cap)
    return _kept(np.where(_constant(of) & (way <= 0.0), _MIDDLE, share), values)


def distance_to_reference(
    values: Floats, direction: Floats, *, row: int, cap: float = 1.0, base: Floats | None = None
) -> Floats:
    """Share of the way from the worst value to the area in one row: 1 - (x_ref - x) / (x_ref - min), `cap` at most."""
    target = _base(values, base)[row]
    return distance_to_target(values, direction, target=target, cap=cap, base=base)


def distance_to_maximum(values: Floats, direction: Floats, *, base: Floats | None = None) -> Floats:
    """Return 1 - (best - x) / (best - worst)."""
    turned, of = values * direction, _base(values, base) * direction
    low, high = np.fmin.reduce(of, axis=0), np.fmax.reduce(of, axis=0)
    return 1.0 - _share(high - turned, np.zeros_like(low), high - low)


def fraction_of_maximum(values: Floats, direction: Floats, *, base: Floats | None = None) -> Floats:
    """Fraction of the best: x / max, or min / x where lower is better. For a best of 0 and above."""
    of = _base(values, base)
    low, high = np.fmin.reduce(of, axis=0), np.fmax.reduce(of, axis=0)
    up = direction > 0.0
    above, below = np.where(up, values, low), np.where(up, high, values)
    equal = np.where((above == 0.0) & (below == 0.0), 1.0, np.nan)
    return _kept(np.divide(above, below, out=equal, where=below != 0.0), values)


def above_mean(values: Floats, direction: Floats, *, band: float = 0.0, base: Floats | None = None) -> Floats:
    """Return 1 above the mean, -1 below it and 0 within a share `band` of it."""
    turned, of = values * direction, _base(values, base) * direction
    middle = _mean(of)
    off = turned - np.where(_constant(of), np.fmin.reduce(of, axis=0), middle)
    return _kept(np.where(np.abs(off) <= band * np.abs(middle), 0.0, np.sign(off)), values)


def imd(values: Floats, direction: Floats, *, base: Floats | None = None) -> Floats:
    """Exponential ranks of the English indices of deprivation, turned: 0 the worst, towards 100 the best.

    Notes
    -----
    With R the rank from the best, divided by n (1 is the worst): 100 + 23 ln(1 - R (1 - exp(-100 / 23))).
    Half of the scale is for the worst tenth, so that good ranks make up for bad ones only little.
    """
    turned, of = values * direction, _base(values, base) * direction
    worse, tied, count = _places(turned, of)
    from_best = (count - worse - (np.maximum(tied, 1.0) - 1.0) / 2.0) / np.maximum(count, 1)
    share = np.clip(from_best, 0.0, 1.0) * (1.0 - np.exp(-100.0 / _IMD_SCALE))
    return _kept(np.clip(100.0 + _IMD_SCALE * np.log1p(-share), 0.0, 100.0), values)


def cyclical(values: Floats, direction: Floats) -> Floats:
    """Distance of each area (areas x periods x d) from its own mean, in its own mean absolute deviations."""
    count = np.maximum((~np.isnan(values)).sum(axis=1, keepdims=True), 1)
    off = values - np.nansum(values, axis=1, keepdims=True) / count
    ends = np.fmin.reduce(values, axis=1, keepdims=True), np.fmax.reduce(values, axis=1, keepdims=True)
    usual = np.where(ends[0] == ends[1], 0.0, np.nansum(np.abs(off), axis=1, keepdims=True) / count)
    score: Floats = np.divide(off, usual, out=np.where(np.isnan(off), np.nan, 0.0), where=usual > 0.0)
    return direction * score


def _base(values: Floats, base: Floats | None) -> Floats:
    return values if base is None else base


def _share(values: Floats, low: Floats, high: Floats) -> Floats:
    """How far from low to high; the middle where they are one."""
    span = high - low
    share = np.divide(values - low, span, out=np.full_like(values, _MIDDLE), where=(span != 0.0) & ~np.isnan(span))
    return _kept(share, values)


def _deviation(values: Floats, middle: Floats, spread: Floats) -> Floats:
    return _kept(np.divide(values - middle, spread, out=np.zeros_like(values), where=spread > 0.0), values)


def _without_noise(spread: Floats, of: Floats) -> Floats:
    """The spread, exactly 0 for a constant whose mean is off by rounding."""
    return np.where(_constant(of), 0.0, spread)


def _constant(of: Floats) -> NDArray[np.bool_]:
    constant: NDArray[np.bool_] = np.fmin.reduce(of, axis=0) == np.fmax.reduce(of, axis=0)
    return constant


def _kept(result: Floats, values: Floats) -> Floats:
    """The result, absent where the values are."""
    return np.where(np.isnan(values), np.nan, result)


def _mean(of: Floats) -> Floats:
    count = (~np.isnan(of)).sum(axis=0)
    mean: Floats = np.divide(np.nansum(of, axis=0), count, out=np.full(of.shape[1], np.nan), where=count > 0)
    return mean


def _median(of: Floats) -> Floats:
    ordered, count = np.sort(of, axis=0), (~np.isnan(of)).sum(axis=0)  # what is absent sorts last
    column = np.arange(of.shape[1])
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, max(len(of) - 1, 0))
    return np.asarray((ordered[low, column] + ordered[high, column]) / 2.0)


def _places(turned: Floats, of: Floats) -> tuple[Floats, Floats, Floats]:
    """How many of the base are worse than each value, how many equal it, and how many there are (d,)."""
    ordered, count = np.sort(of, axis=0), (~np.isnan(of)).sum(axis=0)
    worse, tied = np.empty_like(turned), np.empty_like(turned)
    for column, present in enumerate(count):
        scale = np.ascontiguousarray(ordered[:present, column])
        worse[:, column] = np.searchsorted(scale, turned[:, column], side="left")
        tied[:, column] = np.searchsorted(scale, turned[:, column], side="right") - worse[:, column]
    return worse, tied, count.astype(float)


NORMALISERS: Final[dict[str, Callable[..., Floats]]] = {
    "minmax": minmax, "linear": linear, "goalposts": goalposts, "z": z, "robust_z": robust_z,
    "percentile_rank": percentile_rank, "rank": rank, "borda": borda,
    "distance_to_reference": distance_to_reference, "distance_to_maximum": distance_to_maximum,
    "distance_to_target": distance_to_target, "fraction_of_maximum": fraction_of_maximum,
    "above_mean": above_mean, "imd": imd,
}  # fmt: skip
"""By name; each takes values (n x d), direction (d,) and its own options."""
