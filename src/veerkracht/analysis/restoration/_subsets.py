"""Every set of repaired assets at once: what each costs per hour, the best order for one crew, and a bound for several.

Sets are numbers in which bit i stands for the i-th damaged asset.
"""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.restoration._state import CHANGED, Counts, Floats, Ints, State
from veerkracht.analysis.restoration._walk import Task, break_one, mend, take_back
from veerkracht.compiled import kernel


@kernel
def subset_rates(state: State, task: Task, damaged: Ints) -> Floats:
    """Return the cost per hour (sets x columns) beyond what no repair brings back.

    Notes
    -----
    Each set is reached from one with an asset less, so that only the difference is passed on: forward by repairs, or
    backward by damage where assets start together.
    """
    count, columns = len(damaged), task.cost.shape[1]
    every = (1 << count) - 1
    rates, path = np.zeros((every + 1, columns)), np.zeros((count + 1, columns))
    chosen, marks = np.zeros(count, np.int64), np.zeros(count, np.int64)
    if not task.together:
        path[0] = task.lost - task.at_end
    depth, item, members = 0, 0, 0
    rates[every if task.together else 0] = path[0]
    while True:
        if item < count:
            chosen[depth], marks[depth] = item, state.size[CHANGED]
            members |= 1 << item
            _step(state, task, damaged[item], path, depth)
            depth, item = depth + 1, item + 1
            rates[every ^ members if task.together else members] = path[depth]
        elif depth == 0:
            return rates
        else:
            depth -= 1
            item = chosen[depth]
            take_back(state, marks[depth])
            state.assets[damaged[item]].broken = not task.together
            members ^= 1 << item
            item += 1


@kernel
def _step(state: State, task: Task, asset: int, path: Floats, depth: int) -> None:
    """Add an asset to the set, and write the cost per hour one deeper on the path."""
    before = state.size[CHANGED]
    if task.together:
        break_one(state, asset)
    else:
        mend(state, asset)
    path[depth + 1] = path[depth]
    for at in range(before, state.size[CHANGED]):
        change = task.cost[state.assets[at].changed_list]
        if task.together:
            path[depth + 1] += change
        else:
            path[depth + 1] -= change


@kernel
def best_for_one(rates: Floats, hours: Floats) -> tuple[Floats, Counts]:
    """Return the least cost of reaching each set with one crew, and the asset that is repaired last in it."""
    cost, last = np.full(len(rates), np.inf), np.full(len(rates), -1)
    cost[0] = 0.0
    for members in range(1, len(rates)):
        for item in range(len(hours)):
            before = members ^ (1 << item)
            if members >> item & 1 and cost[before] + hours[item] * rates[before] < cost[members]:
                cost[members], last[members] = cost[before] + hours[item] * rates[before], item
    return cost, last


@kernel
def least_for_several(rates: Floats, hours: Floats, crews: Ints, number: int) -> float:
    """Return a cost that no schedule of several crews undercuts.

    Notes
    -----
    Let S_1, S_2, ... be what is repaired after each end of a repair of a schedule, C_j the hour of that end. The cost is
    sum_j C_j (rate(S_{j-1}) - rate(S_j)). All in S_j is done by C_j, so that C_j >= max(sum of d c / m, largest d, sum of
    the m-th and the next largest d), with d for hours, c for the crews that a repair takes and m for their number. The
    least over all chains of sets is found by going over the sets once.
    """
    cost = np.full(len(rates), np.inf)
    cost[0] = 0.0
    for members in range(1, len(rates)):
        done = _earliest(members, hours, crews, number)
        for item in range(len(hours)):
            before = members ^ (1 << item)
            if members >> item & 1:
                cost[members] = min(cost[members], cost[before] + done * (rates[before] - rates[members]))
    return float(cost[-1])


@kernel
def _earliest(members: int, hours: Floats, crews: Ints, number: int) -> float:
    """Return an hour before which a set of repairs cannot be done; `hours` are descending."""
    work, longest, seen, bound = 0.0, 0.0, 0, 0.0
    previous = 0.0
    for item in range(len(hours)):
        if members >> item & 1:
            work += hours[item] * crews[item] / number
            seen += 1
            if seen == 1:
                longest = hours[item]
            if seen == number + 1:
                bound = previous + hours[item]  # two of the longest m + 1 share a crew
            previous = hours[item]
    return max(work, max(longest, bound))
