"""Conditional permutation: the values around an area, drawn from all other areas.

Every area uses the same draws of places among the n - 1 others. Going from one area to the next, only the places that
pass from behind the area to before it change their value, so the drawn values are kept and patched, never gathered
anew; a statistic of all draws is then one product of a short row with a matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.tables import Array

Floats = NDArray[np.float64]
Matrix = Any  # scipy carries no types
# in standard deviations: sums of the same numbers in another order differ by rounding, and are equal all the same
_TIE: Final = 1e-10
_BLOCK: Final = 64  # permutations at once: a block of 14,000 areas stays within 8 MB


def draw_places(rng: np.random.Generator, *, areas: int, most: int, permutations: int) -> Array:
    """Draw places among the other areas without replacement: an array (most x permutations) of 0 .. areas - 2."""
    rows = [rng.choice(areas - 1, most, replace=False) for _ in range(permutations)]
    return np.array(rows, np.int64).reshape(permutations, most).T


@dataclass(frozen=True)
class Statistic:
    """What is compared: computed for each area of the map, and for all draws around one area.

    `of_map` takes the weights and the values (n); `of_draws` the weights of one area (k), its drawn values
    (k x permutations) and its own value.
    """

    of_map: Callable[[Matrix, Floats], Floats]
    of_draws: Callable[[Floats, Floats, float], Floats]


def _lag_of_map(matrix: Matrix, values: Floats) -> Floats:
    return np.asarray(matrix @ values)


def _lag_of_draws(weights: Floats, drawn: Floats, own: float) -> Floats:
    return weights @ drawn


def _differences_of_map(matrix: Matrix, values: Floats) -> Floats:
    at = np.repeat(np.arange(len(values)), np.diff(matrix.indptr))
    return np.asarray(np.bincount(at, matrix.data * (values[at] - values[matrix.indices]) ** 2, len(values)), float)


def _differences_of_draws(weights: Floats, drawn: Floats, own: float) -> Floats:
    return weights @ np.square(drawn - own)


LAG: Final = Statistic(_lag_of_map, _lag_of_draws)
"""The weighted sum of the neighbours' values."""
SQUARED_DIFFERENCES: Final = Statistic(_differences_of_map, _differences_of_draws)
"""The weighted sum of squared differences between the neighbours and the area itself."""


def extremes(values: Floats, matrix: Matrix, places: Array, *, statistic: Statistic = LAG) -> Array:
    """Count for each area the draws that are as extreme as what is observed.

    Parameters
    ----------
    values : array (n)
        Standardised, without absent values.
    matrix : sparse array (n x n)
        Weights without those of an area to itself.
    places : array (k x permutations)
        As `draw_places`, with k the largest number of neighbours.
    statistic : Statistic
        What is compared.

    Returns
    -------
    array (n)
        The smaller of the numbers of draws at or above and at or below what is observed; draws equal to it count
        on both sides.
    """
    bounds, order = _passing(places, len(values))
    observed, of_draws = statistic.of_map(matrix, values), statistic.of_draws
    rooms = _TIE * np.asarray(matrix.sum(axis=1))
    low, high, starts = (observed - rooms).tolist(), (observed + rooms).tolist(), matrix.indptr.tolist()
    drawn = np.ascontiguousarray(values[places + 1])  # before the first area no place lies
    flat, counts = drawn.reshape(-1), []
    for area, own in enumerate(values.tolist()):
        if area and bounds[area] > bounds[area - 1]:
            flat[order[bounds[area - 1] : bounds[area]]] = values[area - 1]
        begin, end = starts[area], starts[area + 1]
        counts.append(_tail(of_draws(matrix.data[begin:end], drawn[: end - begin], own), low[area], high[area]))
    return np.array(counts, np.int64)


def _passing(places: Array, areas: int) -> tuple[list[int], Array]:
    """Return the drawn places in order, and where those of each area start."""
    flat = places.ravel()
    order = np.argsort(flat, kind="stable")
    return np.searchsorted(flat[order], np.arange(areas)).tolist(), order


def _tail(drawn: Floats, low: float, high: float) -> int:
    """Count the draws at or above `low` and at or below `high`, and return the smaller number.

    Every draw is on one side at least, so a side with at most half of them is the smaller one and the other is not counted.
    """
    above = low > 0  # the likely side
    count = np.count_nonzero(drawn >= low if above else drawn <= high)
    return int(
        count if 2 * count <= len(drawn) else min(count, np.count_nonzero(drawn <= high if above else drawn >= low))
    )


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
    room = _TIE * max(abs(found), 1.0)
    count = _tail(drawn, found - room, found + room)
    return float((count + 1) / (permutations + 1))
