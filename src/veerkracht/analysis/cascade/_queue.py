"""One event, one asset after the other: counters per service group and a queue, in rounds.

The counters make the answer free of order: a group fails when its last spare supplier is gone, whoever that is. The same
walk, started from what can start alone, tells what comes back after everything stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.networks import Network

__all__ = ["NEVER", "Spread", "fall", "restart", "strong_components"]

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
NEVER = -1
"""The round, or the group, of an asset that the walk does not reach."""


@dataclass(frozen=True)
class Spread:
    """For each asset the round in which the walk reaches it, and the group that decided (`NEVER`: none)."""

    round: Ints
    group: Ints


def fall(network: Network, own: Flags, failing: Ints) -> Spread:
    """Let failures spread from those that fail by themselves; a group fails at `failing` fallen suppliers."""
    left = failing.copy()

    def reached(group: int, owner: int) -> bool:
        left[group] -= 1
        return bool(left[group] == 0)  # one failing group is enough

    return _walk(network, np.flatnonzero(own), reached)


def restart(network: Network, blocked: Flags) -> Spread:
    """Let everything that is not `blocked` start as soon as each of its groups has the suppliers that it needs."""
    left = network.group_needed.copy()
    open_groups = np.diff(network.group_starts)

    def reached(group: int, owner: int) -> bool:
        left[group] -= 1
        if left[group] == 0:
            open_groups[owner] -= 1
        return bool(left[group] == 0 and open_groups[owner] == 0 and not blocked[owner])

    return _walk(network, np.flatnonzero((open_groups == 0) & ~blocked), reached)


def _walk(network: Network, first: Sequence[int] | NDArray[np.intp], reached: Callable[[int, int], bool]) -> Spread:
    rounds, groups = (np.full(len(network.assets), NEVER, np.int32) for _ in range(2))
    rounds[first] = 0
    front, number = list(first), 0
    while front:
        number, behind = number + 1, []
        for asset in front:
            for group in network.supplied[network.supplied_starts[asset] : network.supplied_starts[asset + 1]]:
                owner = network.group_asset[group]
                if reached(group, owner) and rounds[owner] == NEVER:
                    rounds[owner], groups[owner] = number, group
                    behind.append(owner)
        front = behind
    return Spread(rounds, groups)


def strong_components(count: int, sources: Ints, targets: Ints) -> Ints:
    """Return for each node the number of the loop of links that it lies in, in order of first node; -1 for none."""
    links = scipy.sparse.csr_array((np.ones(len(sources), np.int8), (sources, targets)), shape=(count, count))
    _, labels = scipy.sparse.csgraph.connected_components(links, directed=True, connection="strong")
    sizes = np.bincount(labels, minlength=count)
    loops = [label for label in dict.fromkeys(labels.tolist()) if sizes[label] > 1]
    numbers = {label: number for number, label in enumerate(loops)}
    return np.array([numbers.get(label, NEVER) for label in labels.tolist()], np.int32)
