"""The largest value of a linear goal over a polytope, walked from corner to corner, for few dimensions and many rows."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

ZERO: Final = 1e-11  # rows and goals are scaled to about 1; below this a slope is none
_PATIENCE: Final = 40  # steps per dimension after which the rule without circles is followed (Bland 1977)
_FRESH: Final = 50  # steps after which the inverse is computed anew
_TIE: Final = 1e-13  # lengths that differ less, relatively, are equal
_LONGEST: Final = 20_000  # more steps than any walk in some tens of dimensions takes; further is a mistake of ours


@kernel
def climb(rows: Floats, limits: Floats, goal: Floats, active: Places, inverse: Floats, corner: Floats) -> bool:
    """Walk to the corner of {x: rows x <= limits} where the goal is largest; the three last arguments move along.

    Parameters
    ----------
    rows : array (m, d)
    limits : array (m,)
    goal : array (d,)
    active : array (d,)
        The rows that meet in the corner to start from.
    inverse : array (d, d)
        Inverse of those rows.
    corner : array (d,)
        Where they meet, within the polytope.

    Returns
    -------
    bool
        Whether a largest value exists.

    Notes
    -----
    In a corner the goal is a sum of the active rows times multipliers. While one is negative, its row is left and the
    edge followed until the next row stops it.
    """
    dimensions = len(goal)
    for step in range(_LONGEST):
        if step % _FRESH == _FRESH - 1:
            refresh(rows, limits, active, inverse, corner)
        leaving = _leaving(goal, active, inverse, step < _PATIENCE * dimensions)
        if leaving < 0:
            return True
        entering = _entering(rows, limits, active, inverse, corner, leaving)
        if entering < 0:
            return False
        _move(rows, limits, active, inverse, corner, leaving, entering)
    return False


@kernel
def _leaving(goal: Floats, active: Places, inverse: Floats, steepest: bool) -> int:
    """Return the place of the active row to leave: of the most negative multiplier, or of the first row with one."""
    chosen, least = -1, -ZERO
    for place in range(len(active)):
        multiplier, size = 0.0, 0.0
        for dimension in range(len(goal)):
            multiplier += goal[dimension] * inverse[dimension, place]
            size = max(size, abs(inverse[dimension, place]))
        slope = multiplier / size  # as steep as the longest step of the edge
        if slope < -ZERO and (slope < least if steepest else (chosen < 0 or active[place] < active[chosen])):
            chosen, least = place, slope
    return chosen


@kernel
def _entering(
    rows: Floats, limits: Floats, active: Places, inverse: Floats, corner: Floats, leaving: int
) -> int:  # fmt: skip
    """Return the row that stops the walk along the edge first, -1 if none does."""
    size = 0.0
    for dimension in range(len(corner)):
        size = max(size, abs(inverse[dimension, leaving]))
    chosen, shortest, fastest = -1, np.inf, 0.0
    for row in range(len(rows)):
        speed, reached = 0.0, 0.0
        for dimension in range(len(corner)):
            speed -= rows[row, dimension] * inverse[dimension, leaving]
            reached += rows[row, dimension] * corner[dimension]
        if speed > ZERO * size:
            length = max(limits[row] - reached, 0.0) / speed
            tie = _TIE * (1.0 + length)
            if (length < shortest - tie or (length <= shortest + tie and speed > fastest)) and not _holds(active, row):
                chosen, shortest, fastest = row, min(length, shortest), speed  # of a tie the row met most squarely
    return chosen


@kernel
def _holds(active: Places, row: int) -> bool:
    return bool(np.any(active == row))


@kernel
def _move(
    rows: Floats, limits: Floats, active: Places, inverse: Floats, corner: Floats, leaving: int, entering: int
) -> None:
    """Let one active row take the place of another, and go to the corner where they meet."""
    dimensions = len(corner)
    weights = np.zeros(dimensions)
    for place in range(dimensions):
        for dimension in range(dimensions):
            weights[place] += rows[entering, dimension] * inverse[dimension, place]
    active[leaving] = entering
    for dimension in range(dimensions):
        inverse[dimension, leaving] /= weights[leaving]
        for place in range(dimensions):
            if place != leaving:
                inverse[dimension, place] -= weights[place] * inverse[dimension, leaving]
    settle(limits, active, inverse, corner)


@kernel
def settle(limits: Floats, active: Places, inverse: Floats, corner: Floats) -> None:
    """Set the corner where the active rows meet."""
    for dimension in range(len(corner)):
        corner[dimension] = 0.0
        for place in range(len(corner)):
            corner[dimension] += inverse[dimension, place] * limits[active[place]]


@kernel
def refresh(rows: Floats, limits: Floats, active: Places, inverse: Floats, corner: Floats) -> None:
    """Compute inverse and corner anew from the active rows, so that rounding of many steps does not add up."""
    own = np.zeros((len(active), len(active)))
    for place in range(len(active)):
        own[place] = rows[active[place]]
    inverse[:] = np.linalg.inv(own)
    settle(limits, active, inverse, corner)
