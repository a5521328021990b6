"""Crews take repairs from a list: each begins when enough crews are free, and none overtakes another.

Without overtaking no repair ends later when there are more crews or other repairs take less time, so that the anomalies
of Graham (1969) do not occur; those need jobs that wait for one another, or jobs that pass one another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@kernel
def finish_hours(listed: Ints, hours: Floats, crews: Ints, free: Floats, finish: Floats) -> None:
    """Fill in when each repair is done.

    Parameters
    ----------
    listed : array (repairs)
        Assets in the order in which crews begin.
    hours, crews : array (assets)
        Duration, and how many crews it takes at once.
    free : array (crews)
        Room; afterwards when each crew is free, ascending.
    finish : array (assets)
        Where the answer goes.
    """
    free[:] = 0.0
    begin = 0.0
    for asset in listed:
        taken = crews[asset]
        begin = max(begin, free[taken - 1])
        finish[asset] = begin + hours[asset]
        _replace(free, taken, finish[asset])


@kernel
def _replace(free: Floats, taken: int, until: float) -> None:
    """Put the first crews of an ascending list where their new hour belongs."""
    place = taken
    while place < len(free) and free[place] < until:
        free[place - taken] = free[place]
        place += 1
    free[place - taken : place] = until
