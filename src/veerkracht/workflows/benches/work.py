"""One line of a benchmark: a piece of work, its bar, and the peer that does the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Run = Callable[[], float]
"""Does the work once and returns a number of its answer, so that both sides can be held against each other."""


@dataclass(frozen=True)
class Work:
    """A piece of work to measure.

    Parameters
    ----------
    name : str
        Short and unique; `veerkracht bench index --only NAME` runs it alone.
    title : str
        What is done, with its sizes.
    unit : {"cpu_s", "wall_s", "times_peer", "percent"}
        What the bar is about: processor seconds, seconds on the clock, how many times less processor time than the peer
        takes (more is better), or the answer itself in percent, as of a gap to the best (less is better).
    bar, stretch : float
        What must and what could be reached; a stretch of 0 stands for none.
    prepare : callable
        Makes the input, outside the measurement, and returns the work.
    prepare_peer : callable, optional
        The same for the peer.
    memory_mb : float
        Most memory that the process may take; 0 for no bar.
    tolerance : float
        Largest relative difference between the answers of both sides; infinite where they do not do the same.
    share_of_peer : float
        The peer does this share of the work, and its time is divided by it (1 for all of it).
    warm : int
        How often each side runs before it is measured; 0 measures a fresh process after import.
    """

    name: str
    title: str
    unit: Literal["cpu_s", "wall_s", "times_peer", "percent"]
    bar: float
    prepare: Callable[[], Run]
    prepare_peer: Callable[[], Run] | None = None
    stretch: float = 0.0
    memory_mb: float = 0.0
    tolerance: float = 1e-9
    share_of_peer: float = 1.0
    warm: int = 1
