"""Better orders of repair by moving one repair at a time, from several first orders and from shaken ones."""

from __future__ import annotations

from typing import Final

import numpy as np

from veerkracht.analysis.restoration._state import CHANGED, Floats, Ints, State
from veerkracht.analysis.restoration._walk import Task, loss_of, mend, take_back
from veerkracht.compiled import kernel

ROUNDING: Final = 1e-10  # relative: a gain below this is rounding, and would be taken back and forth for ever
LEAST_WORK: Final = 1e-9  # crew-hours: a repair that takes no time comes before all that take some
_MOVES: Final = 3  # repairs moved at random to shake an order


@kernel
def _goal(loss: Floats) -> tuple[float, float]:
    """Return what is made small: the loss of the worst area and then the total, or the total alone."""
    if len(loss) == 1:
        return loss[0], 0.0
    return loss[1:].max(), loss[0]


@kernel
def is_less(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Tell whether a goal is smaller by more than rounding, the first number before the second."""
    room = ROUNDING * abs(second[0])
    if first[0] < second[0] - room:
        return True
    return first[0] <= second[0] + room and first[1] < second[1] - ROUNDING * abs(second[1])


@kernel
def _move(listed: Ints, start: int, end: int) -> None:
    """Take a repair out of the list and put it in at another place."""
    asset, step = listed[start], 1 if end > start else -1
    for place in range(start, end, step):
        listed[place] = listed[place + step]
    listed[end] = asset


@kernel
def goal_of(state: State, task: Task, listed: Ints) -> tuple[float, float]:
    """Return the goal of an order."""
    loss = np.zeros(task.cost.shape[1])
    loss_of(state, task, listed, loss)
    return _goal(loss)


@kernel
def descend(state: State, task: Task, listed: Ints) -> tuple[float, float]:
    """Move repairs to other places of the list as long as that helps; return the goal that is reached."""
    best, better = goal_of(state, task, listed), True
    while better:
        better = False
        for start in range(len(listed)):
            for end in range(len(listed)):
                if start == end:
                    continue
                _move(listed, start, end)
                found = goal_of(state, task, listed)
                if is_less(found, best):
                    best, better = found, True
                else:
                    _move(listed, end, start)
    return best


@kernel
def shake(state: State, task: Task, listed: Ints, places: Ints) -> tuple[float, float]:
    """Improve the best order from shaken copies of it.

    Parameters
    ----------
    places : array (shakes x moves x 2)
        From where to where a repair is moved.
    """
    best = goal_of(state, task, listed)
    for moves in places:
        other = listed.copy()
        for move in moves:
            _move(other, move[0], move[1])
        found = descend(state, task, other)
        if is_less(found, best):
            best = found
            listed[:] = other
    return best


@kernel
def _next(places: Ints) -> bool:
    """Put places into their next order, as words in a dictionary; tell whether there was one."""
    turn = len(places) - 2
    while turn >= 0 and places[turn] > places[turn + 1]:
        turn -= 1
    if turn < 0:
        return False
    other = len(places) - 1
    while places[other] < places[turn]:
        other -= 1
    places[turn], places[other] = places[other], places[turn]
    places[turn + 1 :] = places[turn + 1 :][::-1].copy()
    return True


@kernel
def best_of_all(state: State, task: Task, damaged: Ints) -> Ints:
    """Return the best of all orders."""
    places, best = np.arange(len(damaged)).astype(np.int32), damaged.copy()
    goal = goal_of(state, task, damaged)
    while _next(places):
        listed = damaged[places]
        found = goal_of(state, task, listed)
        if is_less(found, goal):
            goal = found
            best[:] = listed
    return best


@kernel
def greedy(state: State, task: Task, damaged: Ints) -> Ints:
    """Return the order that wins most service per hour of work at each step, seen one repair ahead.

    Where no repair wins anything by itself the shortest comes first. For walks that go forward only.
    """
    left, listed = np.ones(len(damaged), np.bool_), damaged.copy()
    for place in range(len(damaged)):
        best, chosen = -np.inf, -1
        for item in range(len(damaged)):
            if left[item]:
                gain = _gain(state, task, damaged[item])
                if gain > best:
                    best, chosen = gain, item
        left[chosen] = False
        listed[place] = damaged[chosen]
        mend(state, damaged[chosen])
    take_back(state, 0)
    for asset in damaged:
        state.assets[asset].broken = True
    return listed


@kernel
def _gain(state: State, task: Task, asset: int) -> float:
    """Return the service won per hour of work, or -hours where nothing is won."""
    before, gain = state.size[CHANGED], 0.0
    mend(state, asset)
    for at in range(before, state.size[CHANGED]):
        gain += task.cost[state.assets[at].changed_list, 0]
    take_back(state, before)
    state.assets[asset].broken = True
    work = task.hours[asset] * task.crews[asset]
    return float(gain / max(work, LEAST_WORK) if gain > 0.0 else -work)


def places_of_shakes(count: int, shakes: int, seed: int) -> Ints:
    """Return from where to where repairs are moved in each shake."""
    return np.random.default_rng(seed).integers(0, count, (shakes, _MOVES, 2)).astype(np.int32)
