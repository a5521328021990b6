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
    _all_within(np.ascontiguousarray(values), np.ascontiguousarray(peers), np.ascontiguousarray(least),
                np.ascontiguousarray(most), scores, weights)  # fmt: skip
    return scores, weights


@kernel
def _all_free(values: Floats, peers: Floats, scores: Floats, weights: Floats) -> None:
    columns = values.shape[1]
    rows, limits, known = _frontier(peers, columns)
    for column in range(columns):
        rows[column, column] = -1.0
    active, inverse, corner = np.arange(columns), -np.eye(columns), np.zeros(columns)
    for unit in range(len(values)):
        refresh(rows, limits, active, inverse, corner)
        while climb(rows[:known], limits[:known], values[unit], active, inverse, corner):
            above = _above(peers, corner)
            if above < 0:
                scores[unit], weights[unit] = np.sum(values[unit] * corner), corner
                break
            rows[known], limits[known] = peers[above], 1.0
            known += 1
            active[:] = np.arange(columns)
            refresh(rows, limits, active, inverse, corner)


@kernel
def _all_within(values: Floats, peers: Floats, least: Floats, most: Floats, scores: Floats, weights: Floats) -> None:
    columns = values.shape[1]
    rows, limits, known = _frontier(peers, 2 * columns)
    active, inverse, corner = np.arange(columns), np.eye(columns), np.zeros(columns)
    for unit in range(len(values)):
        goal = values[unit] / max(values[unit].max(), 1e-300)
        open_column, start = _fill_shares(goal, least[unit], most[unit], active)
        if open_column < 0:
            continue
        _bound_shares(goal, least[unit], most[unit], rows)
        own = active.copy()
        while True:
            active[:] = own
            active[open_column] = _first_met(rows, 2 * columns, known, start)
            refresh(rows, limits, active, inverse, corner)
            if not climb(rows[:known], limits[:known], goal, active, inverse, corner):
                scores[unit] = np.nan
                break
            above = _above(peers, corner)
            if above < 0:
                scores[unit], weights[unit] = np.sum(values[unit] * corner), corner
                break
            rows[known], limits[known] = peers[above], 1.0
            known += 1


@kernel
def _frontier(peers: Floats, before: int) -> tuple[Floats, Floats, int]:
    """Return room for every row, with the largest peer of each column behind the rows that others fill."""
    columns = peers.shape[1]
    rows, limits = np.zeros((before + columns + len(peers), columns)), np.zeros(before + columns + len(peers))
    for column in range(columns):
        rows[before + column], limits[before + column] = peers[np.argmax(peers[:, column])], 1.0
    return rows, limits, before + columns


@kernel
def _above(peers: Floats, weights: Floats) -> int:
    """Return the peer that scores furthest above 1, or -1."""
    chosen, highest = -1, _ABOVE
    for peer in range(len(peers)):
        score = 0.0
        for column in range(len(weights)):
            score += peers[peer, column] * weights[column]
        if score > highest:
            chosen, highest = peer, score
    return chosen


@kernel
def _fill_shares(goal: Floats, least: Floats, most: Floats, active: Places) -> tuple[int, Floats]:
    """Give the strongest columns all they may have, note the row that bounds each, and return the one between.

    The second answer is the weights of those shares, up to a factor; the first is -1 where no shares fit.
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
                return column, shares / np.where(goal > 0, goal, 1.0)
            shares[column] += room
            left -= room
            active[column] = columns + column
    return -1, shares


@kernel
def _bound_shares(goal: Floats, least: Floats, most: Floats, rows: Floats) -> None:
    """Write the rows that keep each share of a unit at least and at most so large; a column of 0 stays out."""
    columns = len(goal)
    for column in range(columns):
        rows[column], rows[columns + column] = 0.0, 0.0
        if goal[column] <= 0:
            rows[column, column], rows[columns + column, column] = -1.0, 1.0
            continue
        for other in range(columns):
            rows[column, other] = least[column] * goal[other] / goal[column]
            rows[columns + column, other] = -most[column] * goal[other] / goal[column]
        rows[column, column] -= 1.0
        rows[columns + column, column] += 1.0


@kernel
def _first_met(rows: Floats, first: int, last: int, direction: Floats) -> int:
    """Return the peer that scores highest by some weights: it is met first when they grow."""
    chosen, highest = first, -1.0
    for row in range(first, last):
        score = np.sum(rows[row] * direction)
        if score > highest:
            chosen, highest = row, score
    return chosen
