"""Compile on request what is computed often, so that nobody waits for it in a meeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from veerkracht.compiled import COMPILED
from veerkracht.errors import MissingDataError
from veerkracht.workflows.benches.works import work_of

__all__ = ["PREPARED", "prepare"]

PREPARED: Final = (
    "cib_15x3", "fcm_draws", "risk_loops", "cascades_10000", "cascades_correlated", "cascade_importance",
    "cascade_shapley", "lake_10000", "prim_10000x5", "recovery-curves", "repair-order-mean", "repair-order-crews",
    "portfolio_41",
)  # fmt: skip
"""Works of the benchmark that together call every kernel that answers a question of a meeting."""


def prepare(*, progress: Callable[[str], None] = lambda text: None) -> int:
    """Do each work of `PREPARED` once; the machine code is kept beside the source for later processes.

    Parameters
    ----------
    progress : callable
        Told of each work; may raise to stop, and what was compiled until then is kept.

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
    for name in PREPARED:
        work = work_of(name)
        progress(work.title)
        work.prepare()()
    return len(PREPARED)
