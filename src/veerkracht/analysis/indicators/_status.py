"""Which status a figure carries that is made of several."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.tables import Array, Status

SEVERITY: Final = (
    Status.NORMAL, Status.SHARED_WITH, Status.ESTIMATED, Status.LOW_RELIABILITY, Status.BREAK,
    Status.NOT_APPLICABLE, Status.NOT_ASKED, Status.SHARED_IN, Status.MISSING, Status.SUPPRESSED,
)  # fmt: skip
"""From harmless to severe. A break outranks an estimate, or a series would be bridged; suppression outranks
every other absence, or a reader could think that the figure is open."""

RANK: Final = {status: rank for rank, status in enumerate(SEVERITY)}
RANK_MISSING: Final = RANK[Status.MISSING]
FIRST_ABSENT: Final = RANK[Status.NOT_APPLICABLE]


def ranks_of(status: Array, present: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rank each status; one that contradicts its value counts as missing, or as normal."""
    ranks = np.array([RANK.get(one, RANK_MISSING) for one in status], dtype=np.int64)
    contradicts = present != (ranks < FIRST_ABSENT)
    return np.where(contradicts, np.where(present, 0, RANK_MISSING), ranks)


def status_of(ranks: NDArray[np.int64]) -> Array:
    """Turn ranks back into status codes."""
    return np.array(SEVERITY, dtype=object)[ranks]
