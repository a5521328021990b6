"""Kendall's S, its variance and Sen's slope of many short series, compiled.

Values are series x points with NaN where absent; `segments` numbers the stretch of each point between breaks, and only
pairs within one stretch are compared.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

S, VARIANCE, PAIRS, POINTS, SLOPE, LOWER, UPPER, INTERCEPT, FACTOR = range(9)
"""The columns of what `statistics` returns."""
_ROUNDING = 1e-12  # differences below this share of the largest value are rounding of the computer
_FEW = 16  # so many numbers are sorted by insertion, which is faster than splitting them further


@kernel
def statistics(values: Floats, times: Floats, segments: Places, z: float, lag_z: float) -> Floats:
    """Return one row of statistics per series (series x 9), in the order of the constants above.

    `z` is the normal quantile of the interval of the slope (0: none); `lag_z` that of the autocorrelations which count in
    the factor of the variance (0: none, and the factor is 1). Series without a pair have NaN but for their counts.
    """
    series, length = values.shape
    found = np.full((series, 9), np.nan)
    x, t, g = np.empty(length), np.empty(length), np.empty(length, np.int64)
    slopes, work = np.empty(length * (length - 1) // 2), np.empty(max(length * (length - 1) // 2, length))
    for row in range(series):
        points = _present(values[row], times, segments[row], x, t, g)
        pairs, s, ties = _compare(x, t, g, points, slopes)
        found[row, POINTS], found[row, PAIRS] = points, pairs
        if pairs == 0:
            continue
        variance = _variance(g, points) - (_tied(x, g, points) if ties else 0.0)
        slope = _median(slopes, pairs, work)
        found[row, S], found[row, VARIANCE], found[row, SLOPE] = s, variance / 18.0, slope
        found[row, INTERCEPT] = _median(x, points, work) - slope * _median(t, points, work)
        found[row, FACTOR] = _autocorrelation_factor(x, t, points, slope, lag_z, work) if lag_z > 0 else 1.0
        if z > 0:
            spread = z * np.sqrt(found[row, VARIANCE] * max(found[row, FACTOR], 0.0))
            found[row, LOWER] = _at_rank(slopes, pairs, np.floor((pairs - spread) / 2.0), work)
            found[row, UPPER] = _at_rank(slopes, pairs, np.ceil((pairs + spread) / 2.0) + 1.0, work)
    return found


@kernel
def _present(row: Floats, times: Floats, segments: Places, x: Floats, t: Floats, g: Places) -> int:
    points = 0
    for place in range(len(row)):
        if not np.isnan(row[place]):
            x[points], t[points], g[points] = row[place], times[place], segments[place]
            points += 1
    return points


@kernel
def _compare(x: Floats, t: Floats, g: Places, points: int, slopes: Floats) -> tuple[int, int, int]:
    """Fill the slopes of all pairs within a stretch; return their number, Kendall's S and the number of ties."""
    pairs, s, ties = 0, 0, 0
    for first in range(points):
        for later in range(first + 1, points):
            if g[later] != g[first]:
                break
            difference = x[later] - x[first]
            s += int(difference > 0) - int(difference < 0)
            ties += difference == 0
            slopes[pairs] = difference / (t[later] - t[first])
            pairs += 1
    return pairs, s, ties


@kernel
def _variance(g: Places, points: int) -> float:
    """Eighteen times the variance of S without ties: the sum of n (n - 1)(2n + 5) over the stretches."""
    total, size = 0.0, 0
    for place in range(points):
        size += 1
        if place + 1 == points or g[place + 1] != g[place]:
            total += size * (size - 1.0) * (2.0 * size + 5.0)
            size = 0
    return total


@kernel
def _tied(x: Floats, g: Places, points: int) -> float:
    """Sum t (t - 1)(2t + 5) over groups of equal values in a stretch, as (t - 1)(2t + 5) over their members."""
    total = 0.0
    for own in range(points):
        size = 0
        for other in range(points):
            size += (x[other] == x[own]) and (g[other] == g[own])
        total += (size - 1.0) * (2.0 * size + 5.0)
    return total


@kernel
def _median(values: Floats, count: int, work: Floats) -> float:
    lower = _ordered(values, count, (count - 1) // 2, work)
    if count % 2:
        return lower
    below, above = 0, np.inf
    for place in range(count):
        below += values[place] <= lower
        above = min(above, values[place]) if values[place] > lower else above
    return (lower + (lower if below > count // 2 else above)) / 2.0


@kernel
def _at_rank(values: Floats, count: int, rank: float, work: Floats) -> float:
    """Return the value at a rank from 1, or NaN where the series is too short to have it."""
    return _ordered(values, count, int(rank) - 1, work) if 1 <= rank <= count else np.nan


@kernel
def _ordered(values: Floats, count: int, place: int, work: Floats) -> float:
    """Return the value at a place from 0 in order of size, by splitting around a pivot without branches."""
    work[:count] = values[:count]
    left = count
    while left > _FEW:
        pivot = _middle(work[0], work[left // 2], work[left - 1])
        less, equal = 0, 0
        for at in range(left):
            less += work[at] < pivot
            equal += work[at] == pivot
        if less <= place < less + equal:
            return pivot
        left, place = _kept(work, left, pivot, place, less, equal)
    _sort(work, left)
    return float(work[place])


@kernel
def _middle(a: float, b: float, c: float) -> float:
    return max(min(a, b), min(max(a, b), c))


@kernel
def _kept(work: Floats, left: int, pivot: float, place: int, less: int, equal: int) -> tuple[int, int]:
    """Keep the side of the pivot in which the place lies, in place; return its length and the place in it."""
    kept = 0
    if place < less:
        for at in range(left):
            value = work[at]
            work[kept] = value
            kept += value < pivot
        return kept, place
    for at in range(left):
        value = work[at]
        work[kept] = value
        kept += value > pivot
    return kept, place - less - equal


@kernel
def _sort(work: Floats, count: int) -> None:
    for place in range(1, count):
        value, at = work[place], place
        while at > 0 and work[at - 1] > value:
            work[at] = work[at - 1]
            at -= 1
        work[at] = value


@kernel
def _autocorrelation_factor(x: Floats, t: Floats, points: int, slope: float, lag_z: float, work: Floats) -> float:
    """Return by how much autocorrelation of the ranks around the slope widens the variance of S."""
    if points < 3:
        return 1.0
    ranks = _ranks_around(x, t, points, slope)
    bound, own = lag_z / np.sqrt(points), 0.0
    for place in range(points):
        own += ranks[place] * ranks[place]
    total = 0.0
    for lag in range(1, points):
        together = 0.0
        for place in range(points - lag):
            together += ranks[place] * ranks[place + lag]
        if own > 0 and abs(together / own) > bound:
            total += (points - lag) * (points - lag - 1.0) * (points - lag - 2.0) * together / own
    return 1.0 + 2.0 / (points * (points - 1.0) * (points - 2.0)) * total


@kernel
def _ranks_around(x: Floats, t: Floats, points: int, slope: float) -> Floats:
    """Return the centred ranks (ties share theirs) of what is left after the slope.

    The slope of an odd number of pairs is that of one pair, whose points then tie; what the computer rounds must not
    part them.
    """
    rest, ranks, largest = np.empty(points), np.empty(points), 0.0
    for place in range(points):
        rest[place] = x[place] - slope * (t[place] - t[0])
        largest = max(largest, abs(x[place]))
    for own in range(points):
        less, equal = 0.0, 0.0
        for other in range(points):
            tie = abs(rest[other] - rest[own]) <= _ROUNDING * largest
            less += rest[other] < rest[own] and not tie
            equal += tie
        ranks[own] = less + (equal + 1.0) / 2.0 - (points + 1.0) / 2.0
    return ranks
