"""One pass over areas, groups and draws: renormalised means of any power at every level, and ranks by buckets."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Places = NDArray[np.int64]
Ranks = NDArray[np.int32]

ABSENT, PLAIN, ENDLESS, UNDEFINED = 0, 1, 2, 3
"""What a term is: not there, a number, the infinite term of a 0, or of a value for which nothing is defined."""
FAILED: Final = -np.inf
"""The score of an area in a draw in which a value had no treated or normalised one, or no term: below 0 under a power."""
_SHORT: Final = 24  # up to here insertion beats any other sort
_COLUMNS: Final = 8  # draws ranked side by side: 8 numbers fill a line of the processor's cache


@kernel
def term_of(value: float, power: float) -> float:
    """Return what is averaged: the value, its logarithm or its power."""
    if power == 1.0:
        return value
    if power == 0.0:
        return float(np.log(value)) if value > 0.0 else -np.inf
    if value == 0.0:
        return np.inf if power < 0.0 else 0.0
    return 1.0 / value if power == -1.0 else float(value**power)


@kernel
def value_of(term: float, power: float) -> float:
    """Return the value of which this is the term."""
    if power == 1.0:
        return term
    if power == 0.0:
        return float(np.exp(term))
    return 1.0 / term if power == -1.0 else float(term ** (1.0 / power))


@kernel
def terms_of(values: Floats, powers: Floats, terms: Floats, states: Codes) -> None:
    """Turn values (areas x indicators) into terms, with the power of each indicator's group, and tell what they are."""
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            value, power = values[row, column], powers[column]
            terms[row, column] = 0.0
            if np.isnan(value):
                states[row, column] = ABSENT
            elif value == FAILED or (value < 0.0 and power != 1.0):
                states[row, column] = UNDEFINED
            else:
                term = term_of(value, power)
                terms[row, column] = term
                states[row, column] = ENDLESS if np.isinf(term) else PLAIN


@kernel
def tree_scores(
    terms: Floats, states: Codes, weights: Floats, totals: Floats, starts: Places, children: Places, powers: Floats,
    least: float, scores: Floats,
) -> int:  # fmt: skip
    """Fill the scores (areas x draws) of the index, and return how many have failed.

    `weights` is elements x draws, `totals` groups x draws (the least weight that must be present is `least` times it).
    A group is kept as the mean of its terms, and turned into a value only where the power changes.
    """
    leaves, groups, draws = terms.shape[1], len(powers), weights.shape[1]
    means, sums, present = np.empty((groups, draws)), np.empty(draws), np.empty((1, draws))
    failed, lost = np.empty(draws, np.uint8), 0
    for row in range(terms.shape[0]):
        failed[:] = 0
        for group in range(groups):
            sums[:] = 0.0
            if _complete(states, row, children, starts[group], starts[group + 1], leaves):
                for at in range(starts[group], starts[group + 1]):
                    _add_complete(terms[row, children[at]], weights, children[at], sums)
                _divide(sums, totals, group, totals, least, means, group)
                continue
            present[0, :] = 0.0
            for at in range(starts[group], starts[group + 1]):
                child = children[at]
                if child >= leaves:
                    below = child - leaves
                    own, power = powers[below], powers[group]
                    if own == power:
                        _add_group(means, below, weights, child, sums, present)
                    else:
                        _add_turned(means, below, own, power, weights, child, sums, present, failed)
                elif states[row, child] == PLAIN:
                    _add_plain(terms[row, child], weights, child, sums, present)
                elif states[row, child] != ABSENT:
                    undefined = states[row, child] == UNDEFINED
                    _add_odd(terms[row, child], undefined, weights, child, sums, present, failed)
            _divide(sums, present, 0, totals, least, means, group)
        lost += _finish(means, groups - 1, powers[groups - 1], failed, scores, row)
    return lost


@kernel
def _complete(states: Codes, row: int, children: Places, first: int, last: int, leaves: int) -> bool:
    """Whether all children are indicators with a plain number, so that the weight present is known."""
    odd = 0
    for at in range(first, last):
        odd += children[at] >= leaves or states[row, children[at]] != PLAIN
    return odd == 0


# The helpers take a whole array and the number of a row: to make a row of its own takes longer than to add it.


@kernel
def _add_complete(term: float, weights: Floats, child: int, sums: Floats) -> None:
    for draw in range(weights.shape[1]):
        sums[draw] += term * weights[child, draw]


@kernel
def _add_plain(term: float, weights: Floats, child: int, sums: Floats, present: Floats) -> None:
    for draw in range(weights.shape[1]):
        sums[draw] += term * weights[child, draw]
        present[0, draw] += weights[child, draw]


@kernel
def _add_odd(
    term: float, undefined: bool, weights: Floats, child: int, sums: Floats, present: Floats, failed: Codes
) -> None:
    for draw in range(weights.shape[1]):
        if weights[child, draw] > 0.0:
            present[0, draw] += weights[child, draw]
            if undefined:
                failed[draw] = 1
            else:
                sums[draw] += term


@kernel
def _add_group(means: Floats, below: int, weights: Floats, child: int, sums: Floats, present: Floats) -> None:
    for draw in range(weights.shape[1]):
        term, weight = means[below, draw], weights[child, draw]
        counts = weight > 0.0 and term == term  # without a branch, so that several draws are added at once
        sums[draw] += term * weight if counts else 0.0
        present[0, draw] += weight if counts else 0.0


@kernel
def _add_turned(
    means: Floats, below: int, own: float, power: float, weights: Floats, child: int, sums: Floats, present: Floats,
    failed: Codes,
) -> None:  # fmt: skip
    for draw in range(weights.shape[1]):
        weight = weights[child, draw]
        if weight > 0.0 and not np.isnan(means[below, draw]):
            value = value_of(means[below, draw], own)
            if value < 0.0 and power != 1.0:
                failed[draw] = 1
                value = 0.0
            sums[draw] += term_of(value, power) * weight
            present[0, draw] += weight


@kernel
def _divide(sums: Floats, present: Floats, place: int, totals: Floats, least: float, means: Floats, group: int) -> None:
    for draw in range(len(sums)):
        weight = present[place, draw]
        mean = np.divide(
            sums[draw], weight
        )  # which does not stop at a weight of 0, so that several are divided at once
        means[group, draw] = mean if weight > 0.0 and weight >= least * totals[group, draw] else np.nan


@kernel
def _finish(means: Floats, top: int, power: float, failed: Codes, scores: Floats, row: int) -> int:
    lost = 0
    for draw in range(len(failed)):
        lost += failed[draw]
        scores[row, draw] = FAILED if failed[draw] else value_of(means[top, draw], power)
    return lost


@kernel
def rank_columns(scores: Floats, ranks: Ranks) -> None:
    """Rank each column of scores (areas x draws): 1 is the highest, ties take the lowest rank, 0 is no score."""
    areas, draws = scores.shape
    buckets = 16
    while buckets < areas:
        buckets *= 2
    columns, found = np.empty((_COLUMNS, areas)), np.empty((_COLUMNS, areas), np.int32)
    keys, order = np.empty(areas), np.empty(areas, np.int32)
    places, ends = np.empty(areas, np.int32), np.empty(buckets + 1, np.int32)
    for first in range(0, draws, _COLUMNS):
        width = min(_COLUMNS, draws - first)
        for row in range(areas):
            for column in range(width):
                columns[column, row] = scores[row, first + column]
        for column in range(width):
            _rank(columns[column], keys, order, places, ends, found[column])
        for row in range(areas):
            for column in range(width):
                ranks[row, first + column] = found[column, row]


@kernel
def _rank(scores: Floats, keys: Floats, order: Ranks, places: Ranks, ends: Ranks, ranks: Ranks) -> None:
    low, high = np.inf, -np.inf
    for value in scores:
        if np.isfinite(value):
            low, high = min(low, value), max(high, value)
    ranks[:] = 0
    if low > high:
        return
    count = _spread(scores, low, high, keys, order, places, ends)
    start = 0
    for bucket in range(len(ends) - 1):
        end = ends[bucket]
        if end - start > 1:
            _sort_down(keys[start:end], order[start:end])
        start = end
    rank = 0
    for place in range(count):
        if place == 0 or keys[place] != keys[place - 1]:
            rank = place + 1
        ranks[order[place]] = rank


@kernel
def _spread(scores: Floats, low: float, high: float, keys: Floats, order: Ranks, places: Ranks, ends: Ranks) -> int:
    """Put the scores into buckets of equal width, the highest first; `ends` tells where each ends."""
    buckets = len(ends) - 1
    per_unit = buckets / (high - low) if high > low else 0.0
    if not np.isfinite(per_unit):
        per_unit = 0.0
    ends[:] = 0
    for area, value in enumerate(scores):
        if np.isfinite(value):
            places[area] = min(buckets - 1, int((high - value) * per_unit))
            ends[places[area] + 1] += 1
    for bucket in range(1, buckets + 1):
        ends[bucket] += ends[bucket - 1]
    for area, value in enumerate(scores):  # `ends` holds starts here, and each moves to its end as it fills
        if np.isfinite(value):
            at = ends[places[area]]
            keys[at], order[at] = value, area
            ends[places[area]] += 1
    return int(ends[buckets])


@kernel
def _sort_down(keys: Floats, order: Ranks) -> None:
    if len(keys) > _SHORT:
        by = np.argsort(-keys)
        keys[:], order[:] = keys[by], order[by]
        return
    for place in range(1, len(keys)):
        key, area, at = keys[place], order[place], place
        while at > 0 and keys[at - 1] < key:
            keys[at], order[at] = keys[at - 1], order[at - 1]
            at -= 1
        keys[at], order[at] = key, area
