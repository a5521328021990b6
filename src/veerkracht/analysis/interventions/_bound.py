"""What a part of the search can reach at most: fixed choices, what follows from them, and prices on the rows.

Every row gets a price (a Lagrange multiplier) and every pair a division: a pair that helps gives a part of its value to
the one and the rest to the other; a pair that hurts asks a fine of each and pays it back once. With prices and divisions
fixed each item decides alone, and the sum is never below the best portfolio. Divisions and prices move against the
disagreement that is left (subgradient steps that keep their course). An item whose other choice takes the bound below
the best portfolio known is thereby decided.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.interventions._programme import Floats, Ints, Programme
from veerkracht.compiled import kernel

FREE: Final = -1
_ASLEEP: Final = 4  # steps without gain after which steps become half as long
_BEND: Final = 1.5  # Camerini, Fratta & Maffioli (1975)
_SHORTEST: Final = 0.02  # a stride below which further steps gain nothing
EXACT: Final = 1e-10  # share of the best value below which a difference is rounding
NOTHING: Final = -1e300  # value of a portfolio while none is known
_FIRST_FALL: Final = 0.05  # share of the bound to aim at while no portfolio is known


class Search(NamedTuple):
    """The open nodes by depth, and the best portfolio so far."""

    status: NDArray[np.int8]  # depth x item: FREE, 0 or 1
    gain: Floats  # depth x item: value of adding it to what is chosen
    worth: Floats  # depth: value of what is chosen
    slack: Floats  # depth x row: limit less what is chosen
    spare: Floats  # depth x row: the most that the slack can become
    price: Floats  # depth x row
    split: Floats  # depth x pair: part of the first for a pair that helps, fine for one that hurts
    bound: Floats  # depth: the most that the node can reach
    branch: Ints  # depth: item on which the node is parted
    phase: Ints  # depth: children already entered
    profit: Floats  # item: value of choosing it at the prices of the node
    best: NDArray[np.int8]  # item
    value: Floats  # 0: value of the best portfolio
    counts: Ints  # 0: depth, 1: nodes
    open_item: Ints  # what the node being looked at has not decided: its items,
    open_pair: Ints  # its pairs of two open items,
    open_row: Ints  # its rows that can still be broken,
    entry_at: Ints  # where the open items of each of these start,
    entry_item: Ints  # the open items by row,
    entry_by: Floats  # and their coefficients
    sizes: Ints  # numbers of open items, pairs and rows


@kernel
def to_beat(s: Search) -> float:
    """Return the value above which a portfolio is better than the best."""
    return float(s.value[0] + EXACT * abs(s.value[0]))


@kernel
def fix(p: Programme, s: Search, depth: int, item: int, choice: int) -> None:
    """Decide an item at a depth."""
    s.status[depth, item] = choice
    for at in range(p.item_at[item], p.item_at[item + 1]):
        row, by = p.item_row[at], p.item_by[at]
        if choice == 1:
            s.slack[depth, row] -= by
            s.spare[depth, row] -= max(by, 0.0)
        else:
            s.spare[depth, row] += min(by, 0.0)
    if choice == 1:
        s.worth[depth] += s.gain[depth, item]
        for at in range(p.meet_at[item], p.meet_at[item + 1]):
            pair = p.meet_pair[at]
            other = p.pair_b[pair] if p.pair_a[pair] == item else p.pair_a[pair]
            s.gain[depth, other] += p.pair[pair]


@kernel
def follow(p: Programme, s: Search, depth: int) -> bool:
    """Decide what the rows leave no choice about; tell whether the rows can still be kept."""
    changed = True
    while changed:
        changed = False
        for row in range(len(p.limit)):
            if s.spare[depth, row] < 0.0:
                return False
            if s.spare[depth, row] >= 1.0:
                continue  # no coefficient is larger
            for at in range(p.row_at[row], p.row_at[row + 1]):
                item, by = p.row_item[at], p.row_by[at]
                if s.status[depth, item] == FREE and abs(by) > s.spare[depth, row]:
                    fix(p, s, depth, item, 0 if by > 0.0 else 1)
                    changed = True
    return True


@kernel
def gather(p: Programme, s: Search, depth: int) -> None:
    """List what a node has not decided: steps look at nothing else."""
    status, items, pairs, rows, entries = s.status[depth], 0, 0, 0, 0
    for item in range(len(status)):
        if status[item] < 0:
            s.open_item[items] = item
            items += 1
    for pair in range(len(p.pair)):
        if status[p.pair_a[pair]] < 0 and status[p.pair_b[pair]] < 0:
            s.open_pair[pairs] = pair
            pairs += 1
    for row in range(len(p.limit)):
        s.entry_at[rows], left = entries, s.slack[depth, row]
        for at in range(p.row_at[row], p.row_at[row + 1]):
            if status[p.row_item[at]] < 0:
                s.entry_item[entries], s.entry_by[entries] = p.row_item[at], p.row_by[at]
                left -= max(p.row_by[at], 0.0)
                entries += 1
        if left < 0.0:
            s.open_row[rows] = row
            rows += 1
        else:
            entries = s.entry_at[rows]  # kept whatever is chosen: it needs no price
            s.price[depth, row] = 0.0
    s.entry_at[rows] = entries
    s.sizes[0], s.sizes[1], s.sizes[2] = items, pairs, rows


@kernel
def priced(p: Programme, s: Search, depth: int) -> float:
    """Return the bound at the prices of a gathered node, and leave the profit of each open item."""
    profit, price, split = s.profit, s.price[depth], s.split[depth]
    profit[:] = s.gain[depth]
    bound = float(s.worth[depth])
    for place in range(s.sizes[2]):
        row = s.open_row[place]
        if price[row] > 0.0:
            bound += price[row] * s.slack[depth, row]
            for at in range(s.entry_at[place], s.entry_at[place + 1]):
                profit[s.entry_item[at]] -= price[row] * s.entry_by[at]
    for at in range(s.sizes[1]):
        pair = s.open_pair[at]
        profit[p.pair_a[pair]] += split[pair]
        if p.pair[pair] > 0.0:
            profit[p.pair_b[pair]] += p.pair[pair] - split[pair]
        else:
            profit[p.pair_b[pair]] += split[pair]
            bound -= split[pair]
    for at in range(s.sizes[0]):
        bound += max(profit[s.open_item[at]], 0.0)
    return bound


@kernel
def decide(p: Programme, s: Search, depth: int, excess: float) -> int:
    """Decide the items whose other choice cannot reach the best portfolio; return how many, -1 if none is left."""
    decided = 0
    for at in range(s.sizes[0]):
        item = s.open_item[at]
        if abs(s.profit[item]) >= excess:
            fix(p, s, depth, item, 1 if s.profit[item] > 0.0 else 0)
            decided += 1
    if decided > 0 and not follow(p, s, depth):
        return -1
    return decided


@kernel
def _row_pulls(s: Search, depth: int, pulls: Floats) -> None:
    """Leave what each row would have left if every item chose by its profit; 0 where a price is 0 and stays so."""
    profit, price = s.profit, s.price[depth]
    for place in range(s.sizes[2]):
        row = s.open_row[place]
        pull = s.slack[depth, row]
        for at in range(s.entry_at[place], s.entry_at[place + 1]):
            if profit[s.entry_item[at]] > 0.0:
                pull -= s.entry_by[at]
        pulls[place] = 0.0 if price[row] <= 0.0 and pull > 0.0 else pull


@kernel
def _pair_pulls(p: Programme, s: Search, depth: int, pulls: Floats) -> None:
    """Leave how the bound changes with the division of each open pair, 0 where the division is at its end."""
    profit, split, rows = s.profit, s.split[depth], s.sizes[2]
    for at in range(s.sizes[1]):
        pair = s.open_pair[at]
        one = 1.0 if profit[p.pair_a[pair]] > 0.0 else 0.0
        other = 1.0 if profit[p.pair_b[pair]] > 0.0 else 0.0
        pull = one - other if p.pair[pair] > 0.0 else one + other - 1.0
        if (pull > 0.0 and split[pair] <= min(p.pair[pair], 0.0)) or (
            pull < 0.0 and split[pair] >= max(p.pair[pair], 0.0)
        ):
            pull = 0.0
        pulls[rows + at] = pull


@kernel
def _course(pulls: Floats, before: Floats, number: int) -> float:
    """Bend the pulls towards the course before where they turn against it; return their squared length."""
    against, length = 0.0, 0.0
    for at in range(number):
        against += pulls[at] * before[at]
        length += before[at] * before[at]
    share = max(-_BEND * against / length, 0.0) if length > 0.0 else 0.0
    length = 0.0
    for at in range(number):
        pulls[at] += share * before[at]
        before[at] = pulls[at]
        length += pulls[at] * pulls[at]
    return length


@kernel
def step(p: Programme, s: Search, depth: int, fall: float, paths: Floats) -> bool:
    """Move prices and divisions so that the bound falls by about so much; False where nothing pulls."""
    pulls, rows = paths[0], s.sizes[2]
    _row_pulls(s, depth, pulls)
    _pair_pulls(p, s, depth, pulls)
    length = _course(pulls, paths[1], rows + s.sizes[1])
    if length == 0.0:
        return False
    stride, price, split = fall / length, s.price[depth], s.split[depth]
    for place in range(rows):
        row = s.open_row[place]
        price[row] = max(price[row] - stride * pulls[place], 0.0)
    for at in range(s.sizes[1]):
        pair = s.open_pair[at]
        part = split[pair] - stride * pulls[rows + at]
        split[pair] = min(max(part, min(p.pair[pair], 0.0)), max(p.pair[pair], 0.0))
    return True


@kernel
def steer(p: Programme, s: Search, depth: int, steps: int, paths: Floats) -> None:
    """Lower the bound of a gathered node by some steps and decide nothing; end where it holds no better portfolio."""
    stride, asleep, lowest = 1.0, 0, -NOTHING
    paths[1] = 0.0
    for _ in range(steps):
        bound = priced(p, s, depth)
        asleep = 0 if bound < lowest else asleep + 1
        lowest = min(lowest, bound)
        fall = bound - to_beat(s)
        if asleep == _ASLEEP:
            stride, asleep = stride / 2, 0
        if fall <= 0.0 or stride < _SHORTEST or not step(p, s, depth, stride * fall, paths):
            return


@kernel
def tighten(p: Programme, s: Search, depth: int, steps: int, paths: Floats) -> bool:
    """Lower the bound of a node by some steps; tell whether the node can still hold a better portfolio."""
    stride, asleep = 1.0, 0
    paths[1] = 0.0
    gather(p, s, depth)
    for _ in range(steps):
        bound = priced(p, s, depth)
        asleep = 0 if bound < s.bound[depth] else asleep + 1
        s.bound[depth] = min(s.bound[depth], bound)
        goal = to_beat(s)
        if s.bound[depth] <= goal:
            return False
        decided = decide(p, s, depth, bound - goal)
        if decided < 0:
            return False
        if decided > 0:
            gather(p, s, depth)
            paths[1] = 0.0  # what is open has other places now
            continue
        if asleep == _ASLEEP:
            stride, asleep = stride / 2, 0
        fall = bound - goal if s.value[0] > NOTHING else _FIRST_FALL * abs(bound)
        if stride < _SHORTEST or not step(p, s, depth, stride * fall, paths):
            return True
    return True
