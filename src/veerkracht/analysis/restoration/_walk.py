"""What an order of repair costs: a walk from repair to repair, each passed on through the network and taken back after.

Without reserves the state follows from what has been repaired. Where assets wait for supply the walk goes forward from
the wreck; where they start together it goes backward from the whole network, for there the falls are what is unique.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from veerkracht.analysis.restoration._crews import finish_hours
from veerkracht.analysis.restoration._state import (
    CHANGED,
    TOUCHED,
    Floats,
    Ints,
    State,
    drop,
    put_up,
    spread_falls,
    spread_starts,
)
from veerkracht.compiled import kernel


class Task(NamedTuple):
    """What is to be repaired, by asset, and what each asset that does not work costs per hour.

    `lost` is the cost per hour of the state in which walks begin, `at_end` what no repair brings back; costs are columns:
    the first is the total, the others (if any) those of areas.
    """

    hours: Floats
    crews: Ints
    cost: Floats  # assets x columns
    lost: Floats
    at_end: Floats
    together: bool
    free: Floats  # room, one per crew
    finish: Floats  # room, one per asset


@kernel
def wreck(state: State, damaged: Ints, lost: Floats, cost: Floats) -> None:
    """Break assets at once, and fill in the cost per hour of what works no longer."""
    for asset in damaged:
        state.assets[asset].broken = True
        drop(state, asset)
    spread_falls(state, 0.0, 0.0)
    for at in range(state.size[CHANGED]):
        lost += cost[state.assets[at].changed_list]


@kernel
def forget(state: State) -> None:
    """Take the state as it is for the one in which walks begin."""
    for at in range(state.size[CHANGED]):
        state.assets[state.assets[at].changed_list].changed = False
    state.size[CHANGED] = 0
    state.size[TOUCHED] = 0


@kernel
def mend(state: State, asset: int) -> None:
    """Repair an asset, and pass on what starts."""
    state.assets[asset].broken = False
    if state.assets[asset].unheld == 0:
        put_up(state, asset)
    spread_starts(state, 0.0)


@kernel
def break_one(state: State, asset: int) -> None:
    """Break an asset, and pass on what falls."""
    state.assets[asset].broken = True
    if state.assets[asset].works:
        drop(state, asset)
    spread_falls(state, 0.0, 0.0)


@kernel
def take_back(state: State, size: int) -> None:
    """Undo changes, the last first, until so many are left; each asset changed once, in one direction."""
    assets, groups = state.assets, state.groups
    while state.size[CHANGED] > size:
        state.size[CHANGED] -= 1
        asset = assets[state.size[CHANGED]].changed_list
        works, step = not assets[asset].works, -1 if assets[asset].works else 1
        assets[asset].works, assets[asset].changed = works, False
        for edge in range(state.starts[asset], state.starts[asset + 1]):
            group = state.supplied[edge]
            groups[group].working += step
            if groups[group].working == (groups[group].needed if works else groups[group].needed - 1):
                groups[group].held = works
                assets[groups[group].asset].unheld -= step


@kernel
def loss_of(state: State, task: Task, listed: Ints, loss: Floats) -> None:
    """Fill in what it costs until all is repaired, per column, when crews begin in this order."""
    finish_hours(listed, task.hours, task.crews, task.free, task.finish)
    order = listed[np.argsort(task.finish[listed])]
    loss[:] = 0.0
    if task.together:
        _backward(state, task, order, loss)
    else:
        _forward(state, task, order, loss)


@kernel
def _forward(state: State, task: Task, order: Ints, loss: Floats) -> None:
    rate, now = task.lost - task.at_end, 0.0
    for asset in order:
        loss += rate * (task.finish[asset] - now)
        now, before = task.finish[asset], state.size[CHANGED]
        mend(state, asset)
        for at in range(before, state.size[CHANGED]):
            rate -= task.cost[state.assets[at].changed_list]
    take_back(state, 0)
    for asset in order:
        state.assets[asset].broken = True


@kernel
def _backward(state: State, task: Task, order: Ints, loss: Floats) -> None:
    rate = np.zeros(len(loss))
    for place in range(len(order) - 1, -1, -1):
        asset, before = order[place], state.size[CHANGED]
        break_one(state, asset)
        for at in range(before, state.size[CHANGED]):
            rate += task.cost[state.assets[at].changed_list]
        begin = task.finish[order[place - 1]] if place > 0 else 0.0
        loss += rate * (task.finish[asset] - begin)
    take_back(state, 0)
    for asset in order:
        state.assets[asset].broken = False
