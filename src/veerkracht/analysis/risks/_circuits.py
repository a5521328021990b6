"""Elementary circuits of a directed graph up to a length: no risk comes twice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import as_python, kernel

Places = NDArray[np.int64]

_PLAIN_LINKS = 200
"""Up to this many links plain Python is done before the compiler has loaded."""


def circuits(source: Places, target: Places, *, nodes: int, longest: int, most: int) -> tuple[Places, int]:
    """Return the links of each circuit (circuits x longest, -1 behind the last) and how many there are.

    Notes
    -----
    Every circuit is found once, from its first node: a path goes on to later nodes only, and turns back as soon as
    the shortest way home is longer than what is left (Johnson 1975 with a bound on the length). The search ends when
    there are more than `most`.
    """
    order = np.lexsort((target, source))
    starts = np.searchsorted(source[order], np.arange(nodes + 1))
    walk = walked if len(source) > _PLAIN_LINKS else as_python(walked)
    found, count = walk(starts, target[order], longest, most)
    shown = found[: min(count, most)]
    return np.where(shown >= 0, order[shown], -1), count


@kernel
def ways_home(first: int, starts: Places, target: Places, longest: int) -> Places:
    """Return the number of links from each node back to the first over later nodes, or more than `longest`."""
    nodes = starts.size - 1
    away = np.full(nodes, longest + 1, np.int64)
    away[first] = 0
    for _ in range(longest):
        for node in range(first + 1, nodes):
            for link in range(starts[node], starts[node + 1]):
                if target[link] >= first:
                    away[node] = min(away[node], away[target[link]] + 1)
    return away


@kernel
def walked(starts: Places, target: Places, longest: int, most: int) -> tuple[Places, int]:
    """Walk from every node over later nodes, and keep what comes back to it."""
    nodes = starts.size - 1
    found, count = np.full((most, longest), -1, np.int64), 0
    path, at, on_path = np.zeros(longest, np.int64), np.zeros(longest + 1, np.int64), np.zeros(nodes, np.bool_)
    for first in range(nodes):
        away = ways_home(first, starts, target, longest)
        depth, at[0] = 0, starts[first]
        while depth >= 0:
            node = first if depth == 0 else target[path[depth - 1]]
            on_path[node] = True
            link = at[depth]
            if link == starts[node + 1]:
                on_path[node] = False
                depth -= 1
                continue
            at[depth] += 1
            following = target[link]
            path[depth] = link
            if following == first:
                if count == most:
                    return found, count + 1
                found[count, : depth + 1] = path[: depth + 1]
                count += 1
            elif following > first and not on_path[following] and depth + 1 + away[following] <= longest:
                depth += 1
                at[depth] = starts[following]
    return found, count
