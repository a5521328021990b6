"""What works at one hour of one sample, and how a loss or a return of service passes through the network.

An asset works if it is not broken and each of its groups holds; a group holds if enough of its suppliers work, or its
reserve is not empty, or relief supplies it. Falls and starts are each passed on until nothing changes more. Both are
monotone, so that the order in which assets are taken does not matter. Only what is touched is looked at.

The state lies in records, one array for assets and one for groups: a compiled function counts its holders of each array
at each call, and with an array per column that took longer than the work.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel
from veerkracht.networks import Network

Ints = NDArray[np.int32]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Records = Any  # numpy carries no types of the columns of records

NEVER: Final = -1.0  # before hour 0
ASSET: Final = np.dtype([
    ("down_since", "f8"), ("unheld", "i4"), ("broken", "?"), ("works", "?"), ("told", "?"), ("changed", "?"),
    ("touched", "?"), ("stack_list", "i4"), ("changed_list", "i4"), ("touched_list", "i4"),
], align=True)  # fmt: skip
"""`unheld`: groups that do not hold. `told`: works at the end of the last event. The lists are room for numbers of assets."""
GROUP: Final = np.dtype([
    ("backup", "f8"), ("until", "f8"), ("dark_since", "f8"), ("lit_at", "f8"), ("heap_hour", "f8"), ("asset", "i4"),
    ("needed", "i4"), ("suppliers", "i4"), ("working", "i4"), ("relief", "i4"), ("heap_group", "i4"), ("touched_list", "i4"),
    ("pending_list", "i4"), ("held", "?"), ("waiting", "?"),
], align=True)  # fmt: skip
"""`working`: suppliers that work. `relief`: measures that supply it now. `waiting`: stands in the heap."""

STACK: Final = 0
CHANGED: Final = 1
TOUCHED: Final = 2
TOUCHED_GROUPS: Final = 3
PENDING: Final = 4
HEAP: Final = 5
_LISTS: Final = 6


class State(NamedTuple):
    """A network at work: records of assets and groups, whom each asset supplies, and how full each list is."""

    assets: Records
    groups: Records
    starts: Ints
    supplied: Ints
    size: Counts


def state_of(network: Network, *, backup: Floats, until: Floats) -> State:
    """Return a network in which all works."""
    assets = np.zeros(len(network.assets), ASSET).view(np.recarray)
    groups = np.zeros(len(network.group_asset), GROUP).view(np.recarray)
    assets["works"], assets["told"] = True, True
    groups["backup"], groups["until"], groups["held"] = backup, until, True
    groups["dark_since"], groups["lit_at"] = NEVER, NEVER
    groups["asset"], groups["needed"] = network.group_asset, network.group_needed
    groups["suppliers"] = groups["working"] = np.diff(network.supplier_starts)
    return State(assets, groups, network.supplied_starts, network.supplied, np.zeros(_LISTS, np.int64))


@kernel
def note(state: State, asset: int) -> None:
    """Remember that an asset changed, and that its dependents are to be told."""
    assets, size = state.assets, state.size
    if not assets[asset].touched:
        assets[asset].touched = True
        assets[size[TOUCHED]].touched_list = asset
        size[TOUCHED] += 1
    if not assets[asset].changed:
        assets[asset].changed = True
        assets[size[CHANGED]].changed_list = asset
        size[CHANGED] += 1
    assets[size[STACK]].stack_list = asset
    size[STACK] += 1


@kernel
def drop(state: State, asset: int) -> None:
    """Let an asset stop working."""
    state.assets[asset].works = False
    note(state, asset)


@kernel
def put_up(state: State, asset: int) -> None:
    """Let an asset work."""
    state.assets[asset].works = True
    note(state, asset)


@kernel
def empty_at(state: State, group: int) -> float:
    """Return the hour at which the reserve of a dark group is empty."""
    this = state.groups[group]
    hour: float = min(this.dark_since + this.backup, this.until)
    return hour


@kernel
def unhold(state: State, group: int) -> int:
    """Let a group hold no longer, and return its asset."""
    asset: int = state.groups[group].asset
    state.groups[group].held = False
    state.assets[asset].unheld += 1
    return asset


@kernel
def push(state: State, hour: float, group: int) -> None:
    """Put an hour into the heap (the earliest on top)."""
    groups, at = state.groups, state.size[HEAP]
    state.size[HEAP] += 1
    while at > 0 and groups[(at - 1) // 2].heap_hour > hour:
        above = (at - 1) // 2
        groups[at].heap_hour, groups[at].heap_group = groups[above].heap_hour, groups[above].heap_group
        at = above
    groups[at].heap_hour, groups[at].heap_group = hour, group


@kernel
def pop(state: State) -> int:
    """Take the group on top out of the heap."""
    groups = state.groups
    found: int = groups[0].heap_group
    state.size[HEAP] -= 1
    last = state.size[HEAP]
    hour, group, at = groups[last].heap_hour, groups[last].heap_group, 0
    while 2 * at + 1 < last:
        below = 2 * at + 1
        if below + 1 < last and groups[below + 1].heap_hour < groups[below].heap_hour:
            below += 1
        if groups[below].heap_hour >= hour:
            break
        groups[at].heap_hour, groups[at].heap_group = groups[below].heap_hour, groups[below].heap_group
        at = below
    groups[at].heap_hour, groups[at].heap_group = hour, group
    return found


@kernel
def wait(state: State, group: int, horizon: float) -> None:
    """Put a dark group with a reserve into the heap; once is enough, as the hour is looked at again when it comes."""
    ends = empty_at(state, group)
    if not state.groups[group].waiting and ends < horizon:
        state.groups[group].waiting = True
        push(state, ends, group)


@kernel
def darken(state: State, group: int, hour: float, horizon: float) -> None:
    """Let a group go dark; service that came and went within one event fills no reserve."""
    if state.groups[group].lit_at != hour:
        state.groups[group].dark_since = hour
    if state.groups[group].relief > 0:
        return
    if empty_at(state, group) > hour:
        wait(state, group, horizon)
        return
    asset = unhold(state, group)
    if state.assets[asset].works:
        drop(state, asset)


@kernel
def hold(state: State, group: int) -> None:
    """Let a group hold again, and start its asset if that was all it lacked."""
    if state.groups[group].held:
        return
    asset = state.groups[group].asset
    state.groups[group].held = True
    state.assets[asset].unheld -= 1
    this = state.assets[asset]
    if this.unheld == 0 and not this.broken and not this.works:
        put_up(state, asset)


@kernel
def spread_falls(state: State, hour: float, horizon: float) -> None:
    """Pass falls on until nothing falls more."""
    groups, size = state.groups, state.size
    while size[STACK] > 0:
        size[STACK] -= 1
        asset = state.assets[size[STACK]].stack_list
        for edge in range(state.starts[asset], state.starts[asset + 1]):
            group = state.supplied[edge]
            if groups[group].working == groups[group].suppliers and groups[group].dark_since == NEVER:
                groups[group].dark_since = 0.0  # touched; it is set again when the group goes dark
                groups[size[TOUCHED_GROUPS]].touched_list = group
                size[TOUCHED_GROUPS] += 1
            groups[group].working -= 1
            if groups[group].working == groups[group].needed - 1:
                darken(state, group, hour, horizon)


@kernel
def spread_starts(state: State, hour: float) -> None:
    """Pass starts on until nothing starts more."""
    groups, size = state.groups, state.size
    while size[STACK] > 0:
        size[STACK] -= 1
        asset = state.assets[size[STACK]].stack_list
        for edge in range(state.starts[asset], state.starts[asset + 1]):
            group = state.supplied[edge]
            groups[group].working += 1
            if groups[group].working == groups[group].needed:
                groups[group].lit_at = hour
                hold(state, group)


@kernel
def start_together(state: State, hour: float, horizon: float) -> None:
    """Start all that is not broken at once, and let fall again what the others do not sustain."""
    assets, touched = state.assets, state.size[TOUCHED]
    for at in range(touched):
        asset = assets[at].touched_list
        if not assets[asset].works and not assets[asset].broken:
            put_up(state, asset)
    spread_starts(state, hour)
    for at in range(touched):
        asset = assets[at].touched_list
        if assets[asset].works and assets[asset].unheld > 0:
            drop(state, asset)
    spread_falls(state, hour, horizon)


@kernel
def clear(state: State) -> None:
    """Make all work again, for the next sample."""
    assets, groups, size = state.assets, state.groups, state.size
    for at in range(size[TOUCHED]):
        asset = assets[at].touched_list
        assets[asset].broken, assets[asset].works, assets[asset].told = False, True, True
        assets[asset].touched = False
    for at in range(size[TOUCHED_GROUPS]):
        group = groups[at].touched_list
        groups[group].working, groups[group].held, groups[group].waiting = groups[group].suppliers, True, False
        groups[group].dark_since, groups[group].lit_at = NEVER, NEVER
        assets[groups[group].asset].unheld = 0
    size[:] = 0
