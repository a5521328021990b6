"""One search for many draws: they differ in what initiatives are worth, and share limits, synergies and most of the proof.

A node keeps a list of the draws that it has not been closed for. Its prices are moved by steps for one of them, the one
farthest from being closed, and then held against all: prices that are good for one draw are valid for every other, and
to add up a bound is cheap beside moving prices. What all open draws agree on is decided; then the node is parted.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.interventions._bound import (
    EXACT,
    NOTHING,
    Search,
    fix,
    follow,
    gather,
    priced,
    steer,
)
from veerkracht.analysis.interventions._branch import child, offer, parting
from veerkracht.analysis.interventions._programme import Floats, Ints, Programme
from veerkracht.compiled import kernel

_ROOT_STEPS: Final = 80
_STEPS: Final = 12  # for each draw that the prices of a node are moved for
_FACES: Final = 3  # draws that the prices of a node are moved for, before it is parted
_FEW_CLOSED: Final = 0.3  # share of draws below which one more is not worth its steps


class Many(NamedTuple):
    """The draws, and which of them are open at each depth."""

    value: Floats  # draw x item
    best: NDArray[np.int8]  # draw x item: the best portfolio so far
    worth: Floats  # draw: its value
    bound: Floats  # draw: the most that what it left unsearched can reach
    spent: Ints  # draw: nodes in which it was open
    excess: Floats  # place in the list: bound of the node less the value to beat
    open: Ints  # depth x place: the draws that the node has not been closed for
    number: Ints  # depth: how many they are
    face: Ints  # depth: the draw whose values stand in gain and worth of the node


def gathered(value: Floats, depths: int) -> Many:
    """Return draws that are all open at the root, with no portfolio known.

    Parameters
    ----------
    value : array (draw x item)
        What each item is worth.
    depths : int
        Depths of the search.
    """
    draws, items = value.shape
    many = Many(
        value, np.zeros((draws, items), np.int8), np.full(draws, NOTHING), np.full(draws, NOTHING),
        np.zeros(draws, np.int64), np.zeros(draws), np.zeros((depths, draws), np.int64), np.zeros(depths, np.int64),
        np.zeros(depths, np.int64),
    )  # fmt: skip
    many.open[0], many.number[0] = np.arange(draws), draws
    return many


@kernel
def offer_to(p: Programme, s: Search, m: Many, draw: int, choice: NDArray[np.int8]) -> None:
    """Mend a portfolio for a draw, and keep it if it is the best of that draw."""
    p.value[:] = m.value[draw]
    s.value[0], s.best[:] = m.worth[draw], m.best[draw]
    offer(p, s, choice)
    m.worth[draw], m.best[draw] = s.value[0], s.best


@kernel
def _turn_to(s: Search, m: Many, depth: int, draw: int) -> None:
    """Let gain and worth of a node stand at the values of another draw."""
    old = m.face[depth]
    if draw != old:
        for item in range(len(s.profit)):
            more = m.value[draw, item] - m.value[old, item]
            s.gain[depth, item] += more
            if s.status[depth, item] == 1:
                s.worth[depth] += more
        m.face[depth] = draw
    s.value[0] = m.worth[draw]


@kernel
def _base(p: Programme, s: Search, m: Many, depth: int) -> float:
    """Return the bound of a node at its prices, less what the draw it faces adds; leave profits less the value of it."""
    base, face = priced(p, s, depth), m.face[depth]
    for at in range(s.sizes[0]):
        base -= max(s.profit[s.open_item[at]], 0.0)
    for item in range(len(s.profit)):
        s.profit[item] -= m.value[face, item]
        if s.status[depth, item] == 1:
            base -= m.value[face, item]
    return base


@kernel
def _reach(s: Search, m: Many, depth: int, draw: int, base: float) -> float:
    """Return the bound of a node for a draw."""
    bound, value = base, m.value[draw]
    for item in range(len(value)):
        if s.status[depth, item] == 1:
            bound += value[item]
    for at in range(s.sizes[0]):
        item = s.open_item[at]
        bound += max(s.profit[item] + value[item], 0.0)
    return bound


@kernel
def _sift(p: Programme, s: Search, m: Many, depth: int, most: int) -> int:
    """Keep the draws that the node is not closed for; return the one farthest from it, -1 if none is left."""
    base, kept, worst, farthest = _base(p, s, m, depth), 0, 0.0, -1
    for at in range(m.number[depth]):
        draw = m.open[depth, at]
        bound = _reach(s, m, depth, draw, base)
        excess = bound - m.worth[draw] - EXACT * abs(m.worth[draw])
        if excess > 0.0 and m.spent[draw] > most:
            m.bound[draw] = max(m.bound[draw], bound)
        elif excess > 0.0:
            m.open[depth, kept], m.excess[kept] = draw, excess
            kept += 1
            if excess > worst:
                worst, farthest = excess, draw
    m.number[depth] = kept
    return farthest


@kernel
def _agreed(s: Search, m: Many, depth: int, item: int) -> int:
    """Return the choice about an item that no open draw can leave, -1 if there is none."""
    inside, outside = True, True
    for at in range(m.number[depth]):
        profit = s.profit[item] + m.value[m.open[depth, at], item]
        inside = inside and profit >= m.excess[at]
        outside = outside and -profit >= m.excess[at]
        if not inside and not outside:
            return -1
    return 1 if inside else 0


@kernel
def _decide(p: Programme, s: Search, m: Many, depth: int) -> int:
    """Decide what all open draws agree on; return how many items, -1 if the rows cannot be kept then."""
    decided = 0
    for at in range(s.sizes[0]):
        item = s.open_item[at]
        choice = _agreed(s, m, depth, item)
        if choice >= 0:
            fix(p, s, depth, item, choice)
            decided += 1
    if decided > 0 and not follow(p, s, depth):
        return -1
    return decided


@kernel
def _inherit(m: Many, depth: int) -> None:
    """Begin with the draws that the node above was left with, and count the node to each."""
    if depth > 0:
        m.number[depth], m.face[depth] = m.number[depth - 1], m.face[depth - 1]
        m.open[depth, : m.number[depth]] = m.open[depth - 1, : m.number[depth]]
    for at in range(m.number[depth]):
        m.spent[m.open[depth, at]] += 1


@kernel
def _look(p: Programme, s: Search, m: Many, depth: int, paths: Floats, most: int) -> bool:
    """Close a node for as many draws as its prices allow; tell whether any is left."""
    s.value[0] = m.worth[m.face[depth]]
    gather(p, s, depth)
    for _ in range(_FACES):
        steer(p, s, depth, _STEPS if depth > 0 else _ROOT_STEPS, paths)
        before = m.number[depth]
        farthest = _sift(p, s, m, depth, most)
        if farthest < 0:
            return False
        decided = _decide(p, s, m, depth)
        if decided < 0:
            return False
        _turn_to(s, m, depth, farthest)
        if decided > 0:
            gather(p, s, depth)
        elif m.number[depth] > (1.0 - _FEW_CLOSED) * before:
            break
    priced(p, s, depth)
    return True


@kernel
def _enter(p: Programme, s: Search, m: Many, depth: int, paths: Floats, most: int) -> None:
    """Look at a node for the first time: close it, or part it."""
    s.counts[1] += 1
    _inherit(m, depth)
    if not _look(p, s, m, depth, paths, most):
        s.counts[0] -= 1
        return
    item = parting(p, s, depth)
    if item < 0:
        for at in range(m.number[depth]):
            offer_to(p, s, m, m.open[depth, at], s.status[depth])
        s.counts[0] -= 1
        return
    s.branch[depth] = item if s.profit[item] > 0.0 else -item - 1
    child(p, s, depth)


@kernel
def go_on(p: Programme, s: Search, m: Many, nodes: int, most: int) -> bool:
    """Search on for some nodes, with a draw in so many at the most; tell whether the search has ended."""
    paths = np.zeros((2, len(p.limit) + len(p.pair)))
    until = s.counts[1] + nodes
    while s.counts[0] >= 0 and s.counts[1] < until:
        depth = s.counts[0]
        if s.phase[depth] == 0:
            _enter(p, s, m, depth, paths, most)
        elif s.phase[depth] == 1:
            child(p, s, depth)
        else:
            s.counts[0] -= 1
    return bool(s.counts[0] < 0)
