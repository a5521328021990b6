"""Agreement on a scale of ordered steps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from veerkracht.errors import SettingError


def agreement(counts: Sequence[int]) -> float:
    """Compute van der Eijk's agreement A of answers on an ordered scale.

    Parameters
    ----------
    counts : sequence of int
        How many chose each step of the scale, in order; 3 steps or more, and at least one answer.

    Returns
    -------
    float
        1 when all chose one step, 0 when the answers are spread evenly, -1 when half chose each end.

    Raises
    ------
    SettingError
        If there are fewer than 3 steps, no answers or a negative number.

    Notes
    -----
    The counts are laid apart into layers of steps that were all chosen equally often. A layer with S of K steps
    chosen has agreement U (1 - (S - 1)/(K - 1)), and A is their mean weighted by the answers in each layer. U tells
    how far the pattern has one top: over all triples of steps, TU count those that keep to one top (110, 011) and
    TDU those with a gap (101); U = ((K - 2) TU - (K - 1) TDU) / ((K - 2) (TU + TDU)), and 1 without such triples.

    References
    ----------
    .. [1] van der Eijk (2001), "Measuring agreement in ordered rating scales", Quality & Quantity 35, 325-341.

    Examples
    --------
    >>> agreement([0, 4, 0, 0, 0]), agreement([3, 0, 0, 0, 3]), agreement([2, 2, 2, 2, 2])
    (1.0, -1.0, 0.0)
    """
    if len(counts) < 3 or min(counts) < 0 or sum(counts) == 0:
        raise SettingError("Counts of answers are {counts}. Give 3 steps or more, with at least one answer.",
                           counts=list(counts))  # fmt: skip
    left, total, found = list(counts), sum(counts), 0.0
    while any(left):
        chosen = [number > 0 for number in left]
        height = min(number for number in left if number)
        found += height * sum(chosen) / total * _of_layer(chosen)
        left = [number - height if number else 0 for number in left]
    return found


def _of_layer(chosen: Sequence[bool]) -> float:
    return _one_top(chosen) * (1 - (sum(chosen) - 1) / (len(chosen) - 1))


def _one_top(chosen: Sequence[bool]) -> float:
    triples = list(combinations(chosen, 3))
    together = sum(triple in ((True, True, False), (False, True, True)) for triple in triples)
    parted = triples.count((True, False, True))
    if not together and not parted:
        return 1.0
    steps = len(chosen)
    return ((steps - 2) * together - (steps - 1) * parted) / ((steps - 2) * (together + parted))
