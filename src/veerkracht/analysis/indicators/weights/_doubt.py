"""Benefit of the doubt: each unit weighed as it suits it best, so long as no peer scores above 1 by those weights.

All units share one set of peers. Of these only the ones on the frontier bind: they are taken up when a walk ends in
weights by which some peer scores above 1, and the walk is done again.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.weights._simplex import climb, refresh
from veerkracht.compiled import kernel

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_NOTHING: Final = (
    1e-12  # a value so far below the largest peer has no share: its weight would leave what a number holds
)
_ABOVE: Final = 1.0 + 1e-11  # a peer that scores more breaks the rule


def doubt(values: Floats, peers: Floats) -> tuple[Floats, Floats]:
    """Return the score of each unit and its weights, without limits on shares.

    Parameters
    ----------
    values, peers : arrays (n, d), (k, d)
        0 or more (0 for absent); the largest peer of each column is about 1, and above 0.

    Returns
    -------
    arrays (n,), (n, d)
        Scores are 1 or less for units that are peers themselves.
    """
    scores, weights = np.full(len(values), np.nan), np.full(values.shape, np.nan)
    _all_free(np.ascontiguousarray(values), np.ascontiguousarray(peers), scores, weights)
    return scores, weights


def doubt_within(values: Floats, peers: Floats, least: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Return what `doubt` does, with the share of each column in the score of a unit between two limits.

    Parameters
    ----------
    values, peers : arrays (n, d), (k, d)
        As for `doubt`.
    least, most : arrays (n, d)
        Shares (0-1) per unit.

    Returns
    -------
    arrays (n,), (n, d)
        A column of value 0 has no share: the score is 0 where it must have one, or where the others cannot fill the
        whole.
    """
    scores, weights = np.zeros(len(values)), np.zeros(values.shape)
    _all_within(np.where(values < _NOTHING, 0.0, values), np.ascontiguousarray(peers), np.ascontiguousarray(least),
                np.ascontiguousarray(most), scores, weights)  # fmt: skip
    return scores, weights


@kernel
def _all_free(values: Floats, peers: Floats, scores: Floats, weights: Floats) -> None:
    columns = values.shape[1]
    taken = np.zeros(len(peers), np.bool_)
    rows, limits = np.zeros((columns + len(peers), columns)), np.ones(columns + len(peers))
    rows[:columns], limits[:columns] = -np.eye(columns), 0.0
    known = columns + _take_largest(peers, taken, rows[columns:])
    active, inverse, corner = np.arange(columns), -np.eye(columns), np.zeros(columns)
    for unit in range(len(values)):
        refresh(rows, limits, active, inverse, corner)
        while _climb_well(rows[:known], limits[:known], values[unit], active, inverse, corner):
            above = _above(peers, taken, corner)
            if above < 0:
                scores[unit], weights[unit] = np.sum(values[unit] * corner), corner
                break
            rows[known], taken[above] = peers[above], True
            known += 1
            active[:] = np.arange(columns)
            refresh(rows, limits, active, inverse, corner)


@kernel
def _all_within(values: Floats, peers: Floats, least: Floats, most: Floats, scores: Floats, weights: Floats) -> None:
    columns = values.shape[1]
    taken, frontier = np.zeros(len(peers), np.bool_), np.empty(peers.shape)
    known = _take_largest(peers, taken, frontier)
    rows, limits = np.zeros((2 * columns + len(peers), columns)), np.ones(2 * columns + len(peers))
    limits[: 2 * columns] = 0.0
    active, inverse, corner = np.arange(columns), np.eye(columns), np.zeros(columns)
    for unit in range(len(values)):
        open_column, shares = _fill_shares(values[unit], least[unit], most[unit], active)
        if open_column < 0:
            continue
        own, goal = active.copy(), np.where(values[unit] > 0, 1.0, 0.0)
        _bound_shares(goal, least[unit], most[unit], rows)
        while True:
            first, scale = _scaled(values[unit], shares, frontier[:known], rows[2 * columns :])
            active[:] = own
            active[open_column] = 2 * columns + first
            last = 2 * columns + known
            refresh(rows, limits, active, inverse, corner)
            if not _climb_well(rows[:last], limits[:last], goal, active, inverse, corner):
                scores[unit], weights[unit] = np.nan, np.nan
                break
            above = _above(peers, taken, corner * scale)
            if above < 0:
                weights[unit] = corner * scale
                scores[unit] = np.sum(values[unit] * weights[unit])
                break
            frontier[known], taken[above] = peers[above], True
            known += 1


@kernel
def _climb_well(
    rows: Floats, limits: Floats, goal: Floats, active: Places, inverse: Floats, corner: Floats
) -> bool:  # fmt: skip
    """Walk to the best corner, and once more from there after the rounding of the walk is taken out."""
    for _ in range(2):
        if not climb(rows, limits, goal, active, inverse, corner):
            return False
        refresh(rows, limits, active, inverse, corner)
    return True


@kernel
def _take_largest(peers: Floats, taken: Flags, frontier: Floats) -> int:
    """Begin the frontier with the largest peer of each column, and return how many these are."""
    known = 0
    for column in range(peers.shape[1]):
        peer = np.argmax(peers[:, column])
        if not taken[peer]:
            frontier[known], taken[peer] = peers[peer], True
            known += 1
    return known


@kernel
def _above(peers: Floats, taken: Flags, weights: Floats) -> int:
    """Return the peer beside the frontier that scores furthest above 1, or -1."""
    chosen, highest = -1, _ABOVE
    for peer in range(len(peers)):
        if taken[peer]:
            continue
        score = 0.0
        for column in range(len(weights)):
            score += peers[peer, column] * weights[column]
        if score > highest:
            chosen, highest = peer, score
    return chosen


@kernel
def _fill_shares(goal: Floats, least: Floats, most: Floats, active: Places) -> tuple[int, Floats]:
    """Give the strongest columns all they may have, and note the row that bounds each.

    The answer is the column that is left between its bounds, -1 where no shares fit, and the shares.
    """
    columns = len(goal)
    shares = np.where(goal > 0, least, 0.0)
    left = 1.0 - shares.sum()
    if np.any((goal <= 0) & (least > 0)) or left < -1e-12:
        return -1, shares
    active[:] = np.arange(columns)
    for column in np.argsort(-goal):
        if goal[column] > 0:
            room = most[column] - shares[column]
            if room >= left - 1e-12:
                shares[column] += left
                return column, shares
            shares[column] += room
            left -= room
            active[column] = columns + column
    return -1, shares


@kernel
def _bound_shares(goal: Floats, least: Floats, most: Floats, rows: Floats) -> None:
    """Write the rows that keep each part of the score at least and at most its share; a column of 0 stays out."""
    columns = len(goal)
    for column in range(columns):
        rows[column], rows[columns + column] = 0.0, 0.0
        if goal[column] > 0:
            rows[column], rows[columns + column] = least[column] * goal, -most[column] * goal
        rows[column, column] -= 1.0
        rows[columns + column, column] += 1.0


@kernel
def _scaled(own: Floats, shares: Floats, frontier: Floats, rows: Floats) -> tuple[int, Floats]:
    """Write the frontier in parts of the score that a unit reaches by some shares, so that all is of size 1.

    The answer is the row of the frontier that is met first by those shares, and the weights per part.
    """
    per_part = np.where(own > 0, 1.0 / np.where(own > 0, own, 1.0), 0.0)
    chosen, highest = 0, -1.0
    for row in range(len(frontier)):
        score = np.sum(frontier[row] * per_part * shares)
        if score > highest:
            chosen, highest = row, score
    scale = per_part / highest
    for row in range(len(frontier)):
        rows[row] = frontier[row] * scale
    return chosen, scale
