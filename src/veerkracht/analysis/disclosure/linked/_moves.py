"""Moves that leave all sums as they are: people go from one smallest part to another, along each dimension at once.

A move along one dimension raises a smallest part by one and lowers another; the wholes that hold both stay. The product
of one such move per dimension changes a few cells of the block and no sum. If all of these cells are hidden, a reader
cannot tell the true table from the one after the move: so far at least the interval of each of them reaches.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.disclosure.linked.dimension import Dimension, Floats, Places
from veerkracht.compiled import kernel

BASES: Final = 4  # smallest parts tried within a whole: the largest ones
PARTNERS: Final = 12  # smallest parts tried at each step up, next to those
REMEMBERED: Final = 200  # smallest parts kept of a whole, among which partners are sought
NOBODY: Final = -1

Steps = tuple[Places, Places, Places, Floats]
"""Of one dimension: first move of each name, first step of each move, and the name and size of each step."""


def steps_of(dimension: Dimension, size: Floats) -> Steps:
    """Return the moves that change each name.

    Parameters
    ----------
    dimension : Dimension
        The names and sums.
    size : array
        People in each name; the largest smallest parts are tried first.
    """
    columns = dimension.weight.T.tocsr()
    wholes = _wholes(dimension)
    largest = [_largest(dimension.smallest_parts(node), size) for node in range(len(dimension.names))]
    moves = [_pairs(dimension.smallest_parts(node), node, wholes, largest) for node in range(len(wholes))]
    pairs = np.array([pair for found in moves for pair in found], np.intp).reshape(-1, 2)
    first = np.concatenate([[0], np.cumsum([len(found) for found in moves])]).astype(np.intp)
    room = 2 * int(np.diff(columns.indptr).max(initial=1))
    return (first, *_merged(pairs, columns.indptr.astype(np.intp), columns.indices.astype(np.intp), columns.data,
                            np.zeros(len(pairs) * room, np.intp), np.zeros(len(pairs) * room)))  # fmt: skip


def all_at_once(dimension: Dimension) -> Steps:
    """Return the one move that changes every smallest part alike, and each whole as much as its parts together."""
    count = len(dimension.names)
    every, size = np.arange(count, dtype=np.intp), np.asarray(dimension.weight.sum(axis=1), float)
    return np.append(every, count), np.append(every, count) * count, np.tile(every, count), np.tile(size, count)


def _wholes(dimension: Dimension) -> list[list[int]]:
    above: list[list[int]] = [[] for _ in dimension.names]
    for one in dimension.sums:
        for part in one.parts.tolist():
            above[part].append(one.whole)
    return above


def _largest(parts: Places, size: Floats) -> list[int]:
    order = np.argsort(-size[parts], kind="stable")[:REMEMBERED]
    return [int(part) for part in parts[order]]


def _pairs(parts: Places, node: int, wholes: list[list[int]], largest: list[list[int]]) -> list[tuple[int, int]]:
    """Return which smallest part of a name goes up and which one outside it goes down; the nearest ones first."""
    seen, above, lowered = set(parts.tolist()), wholes[node], list[int]()
    while above:
        beside = list(dict.fromkeys(part for whole in above for part in largest[whole] if part not in seen))
        seen.update(beside)
        lowered += beside[:PARTNERS]
        above = [higher for whole in above for higher in wholes[whole]]
    return [(up, down) for down in [*lowered, NOBODY] for up in largest[node][:BASES]]


@kernel
def _merged(
    pairs: Places, starts: Places, names: Places, shares: Floats, node: Places, step: Floats
) -> tuple[Places, Places, Floats]:
    """Return where each move starts, and the name and size of each of its steps."""
    first, used = np.zeros(len(pairs) + 1, np.intp), 0
    for number in range(len(pairs)):
        up, down = pairs[number, 0], pairs[number, 1]
        i, end = starts[up], starts[up + 1]
        j, stop = (starts[down], starts[down + 1]) if down >= 0 else (0, 0)
        while i < end or j < stop:
            before = j >= stop or (i < end and names[i] < names[j])
            both = i < end and j < stop and names[i] == names[j]
            node[used] = names[i] if before or both else names[j]
            step[used] = shares[i] - shares[j] if both else shares[i] if before else -shares[j]
            used += abs(step[used]) > 1e-12
            i, j = i + (before or both), j + (both or not before)
        first[number + 1] = used
    return first, node[:used].copy(), step[:used].copy()


@kernel
def _cost(
    move: tuple[int, int, int], periods: Steps, areas: Steps, categories: Steps, price: Floats, most: float
) -> float:
    """Return what it costs to hide the cells of a move, or a number of at least `most`."""
    total = 0.0
    for p in range(periods[1][move[0]], periods[1][move[0] + 1]):
        for a in range(areas[1][move[1]], areas[1][move[1] + 1]):
            for c in range(categories[1][move[2]], categories[1][move[2] + 1]):
                total += price[periods[2][p], areas[2][a], categories[2][c]]
            if total >= most:
                return total
    return total


@kernel
def _reach(
    move: tuple[int, int, int], periods: Steps, areas: Steps, categories: Steps, room: Floats, at: tuple[int, int, int]
) -> tuple[float, float]:
    """Return how far a cell goes down and up along a move before another cell meets its bound."""
    up, down, own = np.inf, np.inf, 0.0
    for p in range(periods[1][move[0]], periods[1][move[0] + 1]):
        for a in range(areas[1][move[1]], areas[1][move[1] + 1]):
            for c in range(categories[1][move[2]], categories[1][move[2] + 1]):
                x, y, z = periods[2][p], areas[2][a], categories[2][c]
                step = periods[3][p] * areas[3][a] * categories[3][c]
                if step > 0:
                    up, down = min(up, room[1, x, y, z] / step), min(down, room[0, x, y, z] / step)
                else:
                    up, down = min(up, -room[0, x, y, z] / step), min(down, -room[1, x, y, z] / step)
                if x == at[0] and y == at[1] and z == at[2]:
                    own = step
    if own < 0:
        up, down, own = down, up, -own
    return down * own if own > 0 else 0.0, up * own if own > 0 else 0.0


@kernel
def _best(
    at: tuple[int, int, int], periods: Steps, areas: Steps, categories: Steps, price: Floats, room: Floats,
    above: float, width: float, most: float,
) -> tuple[int, int, int, float, float]:  # fmt: skip
    """Return the cheapest move of one cell that gives it the room asked; the first is -1 if there is none."""
    best, b0, b1, b2, low, high = most, -1, -1, -1, 0.0, 0.0
    for p in range(periods[0][at[0]], periods[0][at[0] + 1]):
        for a in range(areas[0][at[1]], areas[0][at[1] + 1]):
            for c in range(categories[0][at[2]], categories[0][at[2] + 1]):
                cost = _cost((p, a, c), periods, areas, categories, price, best)
                if cost >= best:
                    continue
                down, up = _reach((p, a, c), periods, areas, categories, room, at)
                if up >= above and up + down >= width:
                    best, b0, b1, b2, low, high = cost, p, a, c, down, up
                    if cost == 0.0:
                        return b0, b1, b2, low, high
    return b0, b1, b2, low, high


@kernel
def _hide(move: tuple[int, int, int], periods: Steps, areas: Steps, categories: Steps, price: Floats) -> None:
    """Hide the cells of a move: from now on they cost nothing."""
    for p in range(periods[1][move[0]], periods[1][move[0] + 1]):
        for a in range(areas[1][move[1]], areas[1][move[1] + 1]):
            for c in range(categories[1][move[2]], categories[1][move[2] + 1]):
                price[periods[2][p], areas[2][a], categories[2][c]] = 0.0


@kernel
def walk(
    cells: Places, periods: Steps, areas: Steps, categories: Steps, price: Floats, room: Floats, above: Floats,
    width: Floats, most: float, found: NDArray[np.bool_], reach: Floats,
) -> None:  # fmt: skip
    """Find the cheapest move of each cell in turn and hide what it needs.

    `price` is 0 for a hidden cell and changes as cells are hidden; a move of `most` or more is not taken. `found` and
    `reach` (down and up) are filled.
    """
    for number in range(len(cells)):
        at = (cells[number, 0], cells[number, 1], cells[number, 2])
        p, a, c, down, up = _best(at, periods, areas, categories, price, room, above[number], width[number], most)
        found[number], reach[number, 0], reach[number, 1] = p >= 0, down, up
        if p >= 0:
            _hide((p, a, c), periods, areas, categories, price)
