"""Shares of players in what they reach together, over all orders or over draws of them."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np

from veerkracht.analysis.interventions._money import Floats
from veerkracht.tables import Array

Worth = Callable[[Array], Floats]
"""Value of sets, given as rows of yes and no."""


def exact(players: int, worth: Worth) -> tuple[Floats, Floats]:
    """Return the Shapley value over all sets, and no error."""
    sets = (np.arange(2**players)[:, None] >> np.arange(players)) & 1 == 1
    value, size = worth(sets), sets.sum(axis=1)
    weight = np.array([1 / (players * comb(players - 1, others)) for others in range(players)])
    share = np.zeros(players)
    for player in range(players):
        without = np.flatnonzero(~sets[:, player])
        share[player] = (weight[size[without]] * (value[without | (1 << player)] - value[without])).sum()
    return share, np.zeros(players)


def sampled(players: int, worth: Worth, *, seed: int, samples: int) -> tuple[Floats, Floats]:
    """Return the Shapley value over pairs of an order and its reverse, with the standard error of the mean."""
    rng = np.random.default_rng(seed)
    pairs = max(samples // 2, 2)
    added = np.empty((pairs, players))
    for pair in range(pairs):
        order = rng.permutation(players)
        added[pair] = (_added(order, worth) + _added(order[::-1], worth)) / 2
    return added.mean(axis=0), added.std(axis=0, ddof=1) / np.sqrt(pairs)


def _added(order: Array, worth: Worth) -> Floats:
    """Return what each player adds when they come in this order."""
    rank = np.argsort(order)
    sets = rank[None, :] < np.arange(len(order) + 1)[:, None]
    return np.diff(worth(sets))[rank]
