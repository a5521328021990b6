"""Recovery from event to event: repairs that end, reserves that run empty, relief that comes and goes.

Within one event returns come before losses: what is supplied again at the hour at which its reserve runs empty goes on.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from veerkracht.analysis.restoration._crews import finish_hours
from veerkracht.analysis.restoration._state import (
    CHANGED,
    HEAP,
    PENDING,
    TOUCHED,
    Counts,
    Floats,
    Ints,
    State,
    clear,
    drop,
    empty_at,
    hold,
    pop,
    put_up,
    spread_falls,
    spread_starts,
    start_together,
    unhold,
    wait,
)
from veerkracht.compiled import kernel

FIRST_ROOM: Final = 1024


class Schedule(NamedTuple):
    """What happens at set hours in every sample: relief of a group begins (1) or ends (-1)."""

    hours: Floats
    group: Ints
    change: Ints


class Work(NamedTuple):
    """What repairing takes, per asset, and room for the hours at which crews are free."""

    crews: Ints
    free: Floats
    finish: Floats


class Found(NamedTuple):
    """Rows found so far, with room for more."""

    hours: Floats
    service: Floats
    asset: Ints
    start: Floats
    end: Floats


def room(rows: int) -> Found:
    """Return room for rows of curves and outages."""
    return Found(np.empty(rows), np.empty(rows), np.empty(rows, np.int32), np.empty(rows), np.empty(rows))


@kernel
def _next_hour(repairs: Floats, repair: int, schedule: Schedule, step: int, state: State) -> float:
    hour = np.inf
    if repair < len(repairs):
        hour = repairs[repair]
    if step < len(schedule.hours):
        hour = min(hour, schedule.hours[step])
    return min(hour, state.groups[0].heap_hour) if state.size[HEAP] > 0 else hour


@kernel
def _set_pending(state: State, group: int, hour: float, horizon: float) -> None:
    """Let a dark group hold no longer if its reserve is empty; its asset falls after what returns at this hour."""
    dark = state.groups[group].working < state.groups[group].needed
    if not dark or not state.groups[group].held or state.groups[group].relief > 0:
        return
    if empty_at(state, group) > hour:
        wait(state, group, horizon)
        return
    unhold(state, group)
    state.groups[state.size[PENDING]].pending_list = group
    state.size[PENDING] += 1


@kernel
def _run_empty(state: State, hour: float, horizon: float) -> None:
    while state.size[HEAP] > 0 and state.groups[0].heap_hour <= hour:
        group = pop(state)
        state.groups[group].waiting = False
        _set_pending(state, group, hour, horizon)


@kernel
def _relieve(state: State, schedule: Schedule, step: int, hour: float, horizon: float) -> int:
    """Let relief end and begin (in the schedule ends come first), and return the next step of the schedule."""
    while step < len(schedule.hours) and schedule.hours[step] <= hour:
        group = schedule.group[step]
        state.groups[group].relief += schedule.change[step]
        if state.groups[group].relief == 0:
            _set_pending(state, group, hour, horizon)
        elif schedule.change[step] > 0:
            hold(state, group)
        step += 1
    return step


@kernel
def _fall_pending(state: State, hour: float, horizon: float) -> None:
    for at in range(state.size[PENDING]):
        group = state.groups[at].pending_list
        asset = state.groups[group].asset
        if not state.groups[group].held and state.assets[asset].works:
            drop(state, asset)
    state.size[PENDING] = 0
    spread_falls(state, hour, horizon)


@kernel
def _repair(state: State, asset: int) -> None:
    state.assets[asset].broken = False
    if state.assets[asset].unheld == 0:
        put_up(state, asset)


@kernel
def _tell(state: State, weight: Floats, hour: float, found: Found, at: Counts, lost: Floats) -> None:
    """Write down what changed at an hour: `at` holds the rows of curves, of outages and the assets down."""
    changes = 0
    for place in range(state.size[CHANGED]):
        asset = state.assets[place].changed_list
        state.assets[asset].changed = False
        if state.assets[asset].works == state.assets[asset].told:
            continue
        changes += 1
        state.assets[asset].told = state.assets[asset].works
        if state.assets[asset].works:
            _end_outage(state, asset, hour, found, at)
            lost[0] -= weight[asset]
        else:
            state.assets[asset].down_since = hour
            lost[0] += weight[asset]
        at[2] += -1 if state.assets[asset].works else 1
    state.size[CHANGED] = 0
    if changes > 0 or hour == 0.0:
        lost[0] = 0.0 if at[2] == 0 else lost[0]  # no rounding is left once all works
        found.hours[at[0]], found.service[at[0]] = hour, max(0.0, 1.0 - lost[0])
        at[0] += 1


@kernel
def _end_outage(state: State, asset: int, hour: float, found: Found, at: Counts) -> None:
    found.asset[at[1]], found.start[at[1]], found.end[at[1]] = asset, state.assets[asset].down_since, hour
    at[1] += 1


@kernel
def _grown(found: Found, rows: int, more: int) -> Found:
    """Return the rows with room for more."""
    if rows + more <= len(found.hours):
        return found
    size = 2 * len(found.hours) + more
    grown = Found(np.empty(size), np.empty(size), np.empty(size, np.int32), np.empty(size), np.empty(size))
    grown.hours[:rows], grown.service[:rows] = found.hours[:rows], found.service[:rows]
    grown.asset[:rows], grown.start[:rows] = found.asset[:rows], found.start[:rows]
    grown.end[:rows] = found.end[:rows]
    return grown


@kernel
def _break_all(state: State, schedule: Schedule, listed: Ints, horizon: float) -> int:
    """Let what is broken fall at hour 0, with the relief that is there from the start."""
    step = _relieve(state, schedule, 0, 0.0, horizon)
    for asset in listed:
        state.assets[asset].broken = True
        drop(state, asset)
    spread_falls(state, 0.0, horizon)
    return step


@kernel
def one_curve(
    state: State, schedule: Schedule, listed: Ints, repairs: Floats, repaired: Ints,
    weight: Floats, together: bool, horizon: float, found: Found, at: Counts,
) -> Found:  # fmt: skip
    """Follow one sample from the shock to the horizon.

    Parameters
    ----------
    listed : array (broken)
        What breaks at hour 0.
    repairs, repaired : array (broken)
        When repairs are done, ascending, and of which asset.
    weight : array (assets)
        Share of normal service.
    found, at
        Rows so far, and how many of curves and of outages; they grow.
    """
    lost, at[2], repair = np.zeros(1), 0, 0
    found = _grown(found, max(at[0], at[1]), len(listed) + 1)
    step = _break_all(state, schedule, listed, horizon)
    _tell(state, weight, 0.0, found, at, lost)
    hour = _next_hour(repairs, repair, schedule, step, state)
    while hour < horizon:
        _run_empty(state, hour, horizon)
        done = step + repair
        step = _relieve(state, schedule, step, hour, horizon)
        while repair < len(repairs) and repairs[repair] <= hour:
            _repair(state, repaired[repair])
            repair += 1
        spread_starts(state, hour)
        if together and step + repair > done:  # else nothing returned
            start_together(state, hour, horizon)
        _fall_pending(state, hour, horizon)
        found = _grown(found, max(at[0], at[1]), state.size[CHANGED] + 1)
        if hour == 0.0:
            at[0] -= 1  # a repair that takes no time: one row tells of hour 0
        _tell(state, weight, hour, found, at, lost)
        hour = _next_hour(repairs, repair, schedule, step, state)
    return _end(state, schedule, horizon, found, at)


@kernel
def _end(state: State, schedule: Schedule, horizon: float, found: Found, at: Counts) -> Found:
    """End the outages that last beyond the horizon, and make all work again."""
    found = _grown(found, max(at[0], at[1]), state.size[TOUCHED] + 1)
    for place in range(state.size[TOUCHED]):
        asset = state.assets[place].touched_list
        if not state.assets[asset].works:
            _end_outage(state, asset, np.inf, found, at)
    for group in schedule.group:
        state.groups[group].relief = 0
    clear(state)
    return found


@kernel
def many_curves(
    state: State, schedule: Schedule, starts: Counts, damaged: Ints, hours: Floats, work: Work,
    weight: Floats, together: bool, horizon: float, found: Found, curve_ends: Counts, outage_ends: Counts,
) -> Found:  # fmt: skip
    """Follow samples one after another.

    Parameters
    ----------
    starts, damaged : array (samples + 1), array (broken)
        What breaks in each sample, in the order of the list of repairs.
    hours : array (samples x assets)
        How long each repair would take.
    curve_ends, outage_ends : array (samples)
        Where the answer on each sample ends in the rows that are returned.
    """
    at = np.zeros(3, np.int64)
    for sample in range(len(starts) - 1):
        listed = damaged[starts[sample] : starts[sample + 1]]
        finish_hours(listed, hours[sample], work.crews, work.free, work.finish)
        done = work.finish[listed]
        order = np.argsort(done)
        found = one_curve(state, schedule, listed, done[order], listed[order], weight, together, horizon,
                          found, at)  # fmt: skip
        curve_ends[sample], outage_ends[sample] = at[0], at[1]
    return found
