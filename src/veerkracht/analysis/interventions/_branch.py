"""The best portfolio with proof: branch and bound, depth first, that can be left and taken up again."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.interventions._bound import (
    FREE,
    NOTHING,
    Search,
    fix,
    follow,
    gather,
    priced,
    tighten,
    to_beat,
)
from veerkracht.analysis.interventions._programme import Floats, Programme
from veerkracht.compiled import kernel

_ROOT_ROUNDS: Final = 8
_WARM_ROUNDS: Final = 2  # where the prices of a like problem are known
_ROOT_STEPS: Final = 40  # per round, each followed by a dive
_NODE_STEPS: Final = 12
_ROUNDING: Final = 1e-12  # share of all values and synergies below which a turn gains nothing, so that turns end


def opened(p: Programme) -> Search:
    """Return a search with nothing decided and no portfolio known."""
    items, rows, pairs = len(p.value), len(p.limit), len(p.pair)
    depths = items + 3  # every item once, the leaf, and a last one to dive in
    search = Search(
        np.full((depths, items), FREE, np.int8), np.zeros((depths, items)), np.zeros(depths), np.zeros((depths, rows)),
        np.zeros((depths, rows)), np.zeros((depths, rows)), np.zeros((depths, pairs)), np.full(depths, -NOTHING),
        np.zeros(depths, np.int64), np.zeros(depths, np.int64), np.zeros(items), np.zeros(items, np.int8),
        np.full(1, NOTHING), np.zeros(2, np.int64), np.zeros(items, np.int64), np.zeros(pairs, np.int64),
        np.zeros(rows, np.int64), np.zeros(rows + 1, np.int64), np.zeros(len(p.row_item), np.int64),
        np.zeros(len(p.row_item)), np.zeros(3, np.int64),
    )  # fmt: skip
    search.split[0] = p.pair / 2
    reopen(p, search)
    return search


def reopen(p: Programme, s: Search) -> None:
    """Put a search back to its beginning, but for the prices and divisions it has found."""
    rows = len(p.limit)
    least = np.zeros(rows)
    np.add.at(least, np.repeat(np.arange(rows), np.diff(p.row_at)), np.minimum(p.row_by, 0.0))
    s.status[0], s.worth[0], s.bound[0], s.phase[0] = FREE, 0.0, -NOTHING, 0
    s.gain[0], s.slack[0], s.spare[0] = p.value, p.limit, p.limit - least
    s.value[0], s.counts[:] = NOTHING, 0


@kernel
def _copy(s: Search, source: int, target: int) -> None:
    s.status[target] = s.status[source]
    s.gain[target] = s.gain[source]
    s.worth[target] = s.worth[source]
    s.slack[target] = s.slack[source]
    s.spare[target] = s.spare[source]
    s.price[target] = s.price[source]
    s.split[target] = s.split[source]
    s.bound[target] = s.bound[source]


@kernel
def _fits(p: Programme, slack: Floats, item: int, sign: float, other: int) -> bool:
    """Tell whether adding an item (sign 1) or leaving it out (-1), and leaving out another, keeps every row."""
    for at in range(p.item_at[item], p.item_at[item + 1]):
        row = p.item_row[at]
        left = slack[row] - sign * p.item_by[at]
        if other >= 0:
            for also in range(p.item_at[other], p.item_at[other + 1]):
                left += p.item_by[also] if p.item_row[also] == row else 0.0
        if left < 0.0:
            return False
    if other >= 0:
        for also in range(p.item_at[other], p.item_at[other + 1]):
            row = p.item_row[also]
            left = slack[row] + p.item_by[also]
            for at in range(p.item_at[item], p.item_at[item + 1]):
                left -= p.item_by[at] if p.item_row[at] == row else 0.0
            if left < 0.0:
                return False
    return True


@kernel
def _turn(p: Programme, chosen: NDArray[np.int8], gain: Floats, slack: Floats, item: int) -> None:
    sign = 1.0 if chosen[item] == 0 else -1.0
    chosen[item] = 1 - chosen[item]
    for at in range(p.item_at[item], p.item_at[item + 1]):
        slack[p.item_row[at]] -= sign * p.item_by[at]
    for at in range(p.meet_at[item], p.meet_at[item + 1]):
        pair = p.meet_pair[at]
        gain[p.pair_b[pair] if p.pair_a[pair] == item else p.pair_a[pair]] += sign * p.pair[pair]


@kernel
def _together(p: Programme, one: int, other: int) -> float:
    for at in range(p.meet_at[one], p.meet_at[one + 1]):
        pair = p.meet_pair[at]
        if p.pair_a[pair] == other or p.pair_b[pair] == other:
            return float(p.pair[pair])
    return 0.0


@kernel
def _better_turn(p: Programme, chosen: NDArray[np.int8], gain: Floats, slack: Floats, least: float) -> bool:
    """Make the first turn of one item, or exchange of two, that gains more than the least."""
    items = len(p.value)
    for item in range(items):
        sign = 1.0 if chosen[item] == 0 else -1.0
        if sign * gain[item] > least and _fits(p, slack, item, sign, -1):
            _turn(p, chosen, gain, slack, item)
            return True
    for out in range(items):
        for item in range(items):
            if chosen[out] == 1 and chosen[item] == 0 and gain[item] - gain[out] > least:
                gained = gain[item] - gain[out] - _together(p, item, out)
                if gained > least and _fits(p, slack, item, 1.0, out):
                    _turn(p, chosen, gain, slack, out)
                    _turn(p, chosen, gain, slack, item)
                    return True
    return False


@kernel
def offer(p: Programme, s: Search, choice: NDArray[np.int8]) -> bool:
    """Mend a portfolio by turns and exchanges and keep it if it is the best; False if it breaks a row."""
    chosen, gain, slack = np.zeros(len(p.value), np.int8), p.value.copy(), p.limit.copy()
    for item in range(len(p.value)):
        if choice[item] == 1:
            _turn(p, chosen, gain, slack, item)
    for row in range(len(p.limit)):
        if slack[row] < 0.0:
            return False
    least = _ROUNDING * (np.abs(p.value).sum() + np.abs(p.pair).sum())
    while _better_turn(p, chosen, gain, slack, least):
        pass
    value = 0.0
    for item in range(len(p.value)):
        if chosen[item] == 1:
            value += (p.value[item] + gain[item]) / 2  # each pair stands in the gain of both
    if value > s.value[0]:
        s.value[0] = value
        s.best[:] = chosen
    return True


@kernel
def _dive(p: Programme, s: Search, depth: int) -> None:
    """Follow the profits of a node down to a portfolio: the most profitable first."""
    at = len(s.worth) - 1
    _copy(s, depth, at)
    order = np.argsort(-s.profit)
    for item in order:
        if s.status[at, item] == FREE:
            fix(p, s, at, item, 1 if s.profit[item] > 0.0 else 0)
            if not follow(p, s, at):
                return
    offer(p, s, s.status[at])


@kernel
def parting(p: Programme, s: Search, depth: int) -> int:
    """Return the free item to part a node on, -1 if none: much at stake in open pairs, and not sure by itself."""
    found, most = -1, -np.inf
    for item in range(len(p.value)):
        if s.status[depth, item] == FREE:
            stake = -abs(s.profit[item])
            for at in range(p.meet_at[item], p.meet_at[item + 1]):
                pair = p.meet_pair[at]
                other = p.pair_b[pair] if p.pair_a[pair] == item else p.pair_a[pair]
                stake += abs(p.pair[pair]) if s.status[depth, other] == FREE else 0.0
            if stake > most:
                found, most = item, stake
    return found


@kernel
def _descend(s: Search, depth: int) -> int:
    """Open a child of a node and return the choice to make in it."""
    s.phase[depth] += 1
    _copy(s, depth, depth + 1)
    s.phase[depth + 1] = 0
    s.counts[0] = depth + 1
    return int(s.phase[depth])


@kernel
def _enter(p: Programme, s: Search, depth: int, paths: Floats) -> None:
    """Look at a node for the first time: close it, or part it."""
    s.counts[1] += 1
    if not tighten(p, s, depth, _NODE_STEPS, paths):
        s.counts[0] -= 1
        return
    item = parting(p, s, depth)
    if item < 0:
        offer(p, s, s.status[depth])
        s.counts[0] -= 1
        return
    s.branch[depth] = item if s.profit[item] > 0.0 else -item - 1
    child(p, s, depth)


@kernel
def child(p: Programme, s: Search, depth: int) -> None:
    """Open the next of both children of a node, the likelier choice first."""
    first = _descend(s, depth) == 1
    wanted = s.branch[depth] >= 0
    item = s.branch[depth] if wanted else -s.branch[depth] - 1
    fix(p, s, depth + 1, item, 1 if wanted == first else 0)
    if not follow(p, s, depth + 1):
        s.counts[0] -= 1


@kernel
def start(p: Programme, s: Search, warm: bool) -> bool:
    """Price the whole problem and look for a first portfolio; False if nothing is left to search."""
    paths = np.zeros((2, len(p.limit) + len(p.pair)))
    if not follow(p, s, 0):
        s.counts[0] = -1
        return False
    for _ in range(_WARM_ROUNDS if warm else _ROOT_ROUNDS):
        if not tighten(p, s, 0, _ROOT_STEPS, paths):
            s.counts[0] = -1
            return False
        gather(p, s, 0)
        priced(p, s, 0)
        _dive(p, s, 0)
    return True


@kernel
def carry_on(p: Programme, s: Search, nodes: int) -> bool:
    """Search on for some nodes; tell whether the search has ended."""
    paths = np.zeros((2, len(p.limit) + len(p.pair)))
    until = s.counts[1] + nodes
    while s.counts[0] >= 0 and s.counts[1] < until:
        depth = s.counts[0]
        if s.phase[depth] == 0:
            _enter(p, s, depth, paths)
        elif s.phase[depth] == 1 and s.bound[depth] > to_beat(s):
            child(p, s, depth)
        else:
            s.counts[0] -= 1
    return bool(s.counts[0] < 0)


@kernel
def open_bound(s: Search) -> float:
    """Return the most that any portfolio can be worth, by what is still open; rounding is no gap."""
    bound = float(s.value[0])
    for depth in range(s.counts[0] + 1):
        if s.phase[depth] < 2 and s.bound[depth] > to_beat(s):
            bound = max(bound, s.bound[depth])
    return bound
