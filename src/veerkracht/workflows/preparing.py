"""Compile on request what is computed often, so that nobody waits for it in a meeting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Final

from veerkracht.compiled import COMPILED
from veerkracht.errors import MissingDataError
from veerkracht.workflows.benches.works import work_of

__all__ = ["PREPARED", "prepare"]

PREPARED: Final = (
    ("portfolio_41", "portfolio_1000_draws"),
    ("recovery_curves", "repair_order_14", "repair_order_8"),
    ("cib_15x3", "fcm_draws", "risk_loops"),
    ("cascades_10000", "cascades_correlated", "cascade_importance", "cascade_shapley"),
    ("lake_10000", "prim_10000x5"),
)
"""Works of the benchmark that together call every kernel that answers a question of a meeting, slowest to compile first.

Those of one room stand together, for they share kernels; the others are compiled beside them.
"""
_AT_ONCE: Final = 2  # processes: the room that is slowest takes half of the time of all


def prepare(*, progress: Callable[[str], None] = lambda text: None) -> int:
    """Do each work of `PREPARED` once; the machine code is kept beside the source for later processes.

    Parameters
    ----------
    progress : callable
        Told of each work that is done; may raise to stop, and what was compiled until then is kept.

    Returns
    -------
    int
        Number of works done.

    Raises
    ------
    MissingDataError
        If no compiler is installed.
    """
    if not COMPILED:
        raise MissingDataError(
            "There is no compiler (numba), so there is nothing to prepare. Install the extra research for fast answers."
        )
    with ProcessPoolExecutor(_AT_ONCE, mp_context=get_context("spawn")) as pool:
        rooms = [pool.submit(_titles_of_done, names) for names in PREPARED]
        try:
            for title in (title for room in as_completed(rooms) for title in room.result()):
                progress(title)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sum(map(len, PREPARED))


def _titles_of_done(names: tuple[str, ...]) -> list[str]:
    """Do works and return what they were."""
    works = [work_of(name) for name in names]
    for work in works:
        work.prepare()()
    return [work.title for work in works]
