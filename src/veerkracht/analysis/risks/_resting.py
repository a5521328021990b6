"""Where each of many scenarios comes to rest or starts to go round, one after the other in machine code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_SAME = 1e-9  # as in `_succession`


@kernel
def top_of(impact: Floats, chosen: int, first: int, last: int) -> int:
    """Return the state of most impact of a descriptor: of equals the chosen one, then the first."""
    most = impact[first:last].max()
    if impact[chosen] >= most - _SAME:
        return chosen
    state = first
    while impact[state] < most - _SAME:
        state += 1
    return state


@kernel
def move(impacts: Floats, offsets: Places, scenario: Places, everywhere: bool, impact: Floats) -> None:
    """Take a scenario one step on: every descriptor, or the first of those that are most inconsistent."""
    impact[:] = 0
    for chosen in scenario:
        impact += impacts[chosen]
    worst, lack = -1, 0.0
    for descriptor in range(scenario.size):
        top = top_of(impact, scenario[descriptor], offsets[descriptor], offsets[descriptor + 1])
        if everywhere:
            scenario[descriptor] = top
        elif impact[top] - impact[scenario[descriptor]] > lack + _SAME:
            worst, lack = descriptor, impact[top] - impact[scenario[descriptor]]
    if worst >= 0:
        scenario[worst] = top_of(impact, scenario[worst], offsets[worst], offsets[worst + 1])


@kernel
def rest(impacts: Floats, offsets: Places, starts: Places, everywhere: bool) -> Places:
    """Return for each start a scenario of the attractor that it ends in, by Brent's search for cycles."""
    ends, impact = starts.copy(), np.zeros(len(impacts))
    here = np.zeros(starts.shape[1], np.int64)
    for number in range(len(starts)):
        remembered = ends[number]
        here[:] = remembered
        power, gone = 1, 0
        while True:
            move(impacts, offsets, here, everywhere, impact)
            if (here == remembered).all():
                break
            gone += 1
            if gone == power:
                remembered[:] = here
                power, gone = 2 * power, 0
    return ends
