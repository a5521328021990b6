"""Skewness and kurtosis of one indicator, and how far its ends must come in before neither is extreme."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import as_python, kernel

Floats = NDArray[np.float64]

_FEW: Final = 200  # values for which plain Python takes less than loading machine code for them


def shape_of(values: Floats) -> tuple[float, float]:
    """Return skewness and excess kurtosis of what is present, corrected for small samples.

    Notes
    -----
    With S_k the sum of (x - mean)^k: g = sqrt(n) S3 / S2^1.5 * sqrt(n (n - 1)) / (n - 2), and
    G = ((n + 1) (n S4 / S2^2 - 3) + 6) (n - 1) / ((n - 2) (n - 3)). NaN for 3 values or fewer, or without spread.

    Examples
    --------
    >>> skewness, kurtosis = shape_of(np.array([1.0, 2.0, 3.0, 4.0, np.nan]))
    >>> round(skewness, 12), round(kurtosis, 12)
    (0.0, -1.2)
    """
    present = values[~np.isnan(values)]
    spread = np.ptp(present) if len(present) else 0.0
    if len(present) < 4 or spread == 0.0:
        return np.nan, np.nan
    off = (present - present.mean()) / spread  # scaled, or fourth powers of large counts lose their digits
    squared = off * off  # products, for a power costs as much as a logarithm
    sums = (float(len(off)), squared.sum(), (squared * off).sum(), (squared * squared).sum())
    skewness, kurtosis = _shape_in_python(*sums)
    return float(skewness), float(kurtosis)


@kernel
def _from_sums(count: float, second: float, third: float, fourth: float) -> tuple[float, float]:
    """Skewness and kurtosis from the sums of powers of deviations from the mean."""
    if count < 4.0 or second <= 0.0:
        return np.nan, np.nan
    skewness = np.sqrt(count) * third / second**1.5 * np.sqrt(count * (count - 1.0)) / (count - 2.0)
    peak = (count + 1.0) * (count * fourth / second**2 - 3.0) + 6.0
    return skewness, peak * (count - 1.0) / ((count - 2.0) * (count - 3.0))


def is_outlying(shape: tuple[float, float], limits: tuple[float, float]) -> bool:
    """Whether both skewness (either way) and kurtosis reach their limit; without a shape nothing is outlying."""
    return abs(shape[0]) >= limits[0] and shape[1] >= limits[1]


def ends_after_winsorising(values: Floats, *, most: int, limits: tuple[float, float]) -> tuple[float, float, int]:
    """Return the lowest and highest value that remain after winsorising, and how many values move.

    Parameters
    ----------
    values : array (n,)
        One indicator; NaN where absent.
    most : int
        No further step is taken once so many values have moved; values that are equal move together.
    limits : tuple of float
        Of skewness and kurtosis.

    Notes
    -----
    While both limits are reached, every value at the maximum takes the next lower value (with negative skewness
    every value at the minimum the next higher). A step that would leave no spread is not taken, nor one past the
    median.
    """
    ordered = np.sort(values[~np.isnan(values)])
    if len(ordered) < 4 or ordered[0] == ordered[-1]:
        return (float(ordered[0]), float(ordered[-1]), 0) if len(ordered) else (np.nan, np.nan, 0)
    scaled = (ordered - ordered[len(ordered) // 2]) / (ordered[-1] - ordered[0])
    walk = _walk_in_python if len(ordered) <= _FEW else _walk
    first, last = walk(scaled, most, limits[0], limits[1])
    return float(ordered[first]), float(ordered[last]), int(first + len(ordered) - 1 - last)


_shape_in_python = as_python(_from_sums)


@kernel
def _outward_sums(scaled: Floats) -> Floats:
    """Sums of the powers 1 to 4 from the middle to each place: a far value never enters the sums of nearer ones."""
    count = len(scaled)
    middle = count // 2
    sums = np.zeros((4, count))
    for power in range(4):
        total = 0.0
        for place in range(middle, count):
            total += scaled[place] ** (power + 1)
            sums[power, place] = total
        total = 0.0
        for place in range(middle - 1, -1, -1):
            total += scaled[place] ** (power + 1)
            sums[power, place] = total
    return sums


@kernel
def _shape_between(scaled: Floats, sums: Floats, first: int, last: int) -> tuple[float, float]:
    """Shape when values before `first` and after `last` take the value there, each in a few steps."""
    count = float(len(scaled))
    low, high, below, above = scaled[first], scaled[last], float(first), count - 1.0 - last
    one = sums[0, first] + sums[0, last] + below * low + above * high
    two = sums[1, first] + sums[1, last] + below * low**2 + above * high**2
    three = sums[2, first] + sums[2, last] + below * low**3 + above * high**3
    four = sums[3, first] + sums[3, last] + below * low**4 + above * high**4
    mean = one / count
    return _from_sums(
        count,
        two - count * mean**2,
        three - 3.0 * mean * two + 2.0 * count * mean**3,
        four - 4.0 * mean * three + 6.0 * mean**2 * two - 3.0 * count * mean**4,
    )


@kernel
def _ends(scaled: Floats, sums: Floats, most: int, skew_limit: float, kurtosis_limit: float) -> tuple[int, int]:
    """Walk both ends inwards until the shape is no longer extreme."""
    first, last, middle = 0, len(scaled) - 1, len(scaled) // 2
    while first + len(scaled) - 1 - last < most:
        skewness, kurtosis = _shape_between(scaled, sums, first, last)
        if not (abs(skewness) >= skew_limit and kurtosis >= kurtosis_limit):
            break
        next_first, next_last = first, last
        if skewness >= 0.0:
            while next_last >= middle and scaled[next_last] == scaled[last]:
                next_last -= 1
        else:
            while next_first < middle and scaled[next_first] == scaled[first]:
                next_first += 1
        if next_last < middle or next_first >= middle or scaled[next_first] == scaled[next_last]:
            break
        first, last = next_first, next_last
    return first, last


@kernel
def _walk(scaled: Floats, most: int, skew_limit: float, kurtosis_limit: float) -> tuple[int, int]:
    return _ends(scaled, _outward_sums(scaled), most, skew_limit, kurtosis_limit)


_walk_in_python = as_python(_walk)
