"""Conditional permutation: the values around an area, drawn from all other areas.

Every area uses the same draws of places among the n - 1 others. Going from one area to the next, only the places that
pass from behind the area to before it change their value, so the drawn values are kept and patched, never gathered
anew; a statistic of all draws is then one product of a short row with a matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.tables import Array

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types
Statistic = Callable[[Floats, Floats, float], Floats]
"""From weights (k), drawn values (k x draws) and the area's own value to one number per draw."""

# in standard deviations: sums of the same numbers in another order differ by rounding, and are equal all the same
_TIE: Final = 1e-10
_BLOCK: Final = 64  # permutations at once: a block of 14,000 areas stays within 8 MB


def draw_places(rng: np.random.Generator, *, areas: int, most: int, permutations: int) -> Array:
    """Draw places among the other areas without replacement: an array (most x permutations) of 0 .. areas - 2."""
    rows = [rng.choice(areas - 1, most, replace=False) for _ in range(permutations)]
    return np.array(rows, np.int64).reshape(permutations, most).T


def lag(weights: Floats, drawn: Floats, own: float) -> Floats:
    """Return the weighted sum of the drawn values."""
    return np.asarray(weights @ drawn)


def squared_differences(weights: Floats, drawn: Floats, own: float) -> Floats:
    """Return the weighted sum of squared differences with the area itself."""
    return np.asarray(weights @ np.square(drawn - own))


def extremes(values: Floats, matrix: Matrix, places: Array, *, statistic: Statistic = lag) -> Array:
    """Count for each area the draws that are as extreme as what is observed.

    Parameters
    ----------
    values : array (n)
        Standardised, without absent values.
    matrix : sparse array (n x n)
        Weights without those of an area to itself.
    places : array (k x permutations)
        As `draw_places`, with k the largest number of neighbours.
    statistic : callable
        What is compared.

    Returns
    -------
    array (n)
        The smaller of the numbers of draws at or above and at or below what is observed; draws equal to it count
        on both sides.
    """
    bounds, order = _passing(places, len(values))
    starts, rooms = matrix.indptr.tolist(), (_TIE * np.asarray(matrix.sum(axis=1))).tolist()
    drawn = np.ascontiguousarray(values[places + 1])  # before the first area no place lies
    flat, counts = drawn.reshape(-1), np.empty(len(values), np.int64)
    for area, own in enumerate(values.tolist()):
        if area and bounds[area] > bounds[area - 1]:
            flat[order[bounds[area - 1] : bounds[area]]] = values[area - 1]
        begin, end = starts[area], starts[area + 1]
        weights = matrix.data[begin:end]
        around = values[matrix.indices[begin:end]]
        observed = float(statistic(weights, around, own))
        counts[area] = _tail(statistic(weights, drawn[: end - begin], own), observed, room=rooms[area])
    return counts


def _passing(places: Array, areas: int) -> tuple[list[int], Array]:
    """Return the drawn places in order, and where those of each area start."""
    flat = places.ravel()
    order = np.argsort(flat, kind="stable")
    return np.searchsorted(flat[order], np.arange(areas)).tolist(), order


def _tail(drawn: Floats, observed: float, *, room: float) -> int:
    return int(min(np.count_nonzero(drawn >= observed - room), np.count_nonzero(drawn <= observed + room)))


def probability(counts: Array, permutations: int) -> Floats:
    """Return (count + 1) / (permutations + 1)."""
    return np.asarray((counts + 1) / (permutations + 1), float)


def permuted_p(
    z: Floats, statistic: Callable[[Floats], Floats], found: float, permutations: int, rng: np.random.Generator
) -> float:
    """Put the values at random over the map, and return how probable a statistic as extreme is; NaN without permutations.

    `statistic` takes maps as columns. Maps that differ from what was found by rounding only count on both sides.
    """
    if not permutations:
        return np.nan
    sizes = [min(_BLOCK, permutations - start) for start in range(0, permutations, _BLOCK)]
    drawn = np.concatenate([statistic(rng.permuted(np.tile(z, (size, 1)), axis=1).T) for size in sizes])
    count = _tail(drawn, found, room=_TIE * max(abs(found), 1.0))
    return float((count + 1) / (permutations + 1))
