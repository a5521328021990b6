"""How long until an answer comes, when some still wait."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def median_wait(waits: Floats, answered: NDArray[np.bool_], interval: float) -> tuple[float, float, float]:
    """Return the median wait with its interval; NaN where the curve never comes down to a half."""
    days = np.unique(waits[answered])
    waiting = (waits[np.newaxis] >= days[:, np.newaxis]).sum(axis=1)
    answers = (waits[answered][np.newaxis] == days[:, np.newaxis]).sum(axis=1)
    open_share = np.cumprod(1 - answers / waiting)
    lower, upper = _band(open_share, waiting, answers, interval)
    return _first_half(days, open_share), _first_half(days, lower), _first_half(days, upper)


def _band(open_share: Floats, waiting: Floats, answers: Floats, interval: float) -> tuple[Floats, Floats]:
    """Greenwood's variance on the scale of log(-log S); where S is 0 it says nothing and the band is 0 to 1."""
    inside = open_share > 0
    left = np.where(inside, waiting - answers, 1)
    error = np.sqrt(np.cumsum(answers / (waiting * left)))
    log_share = np.log(open_share, out=np.full(len(open_share), -1.0), where=inside)
    width = np.exp(scipy.special.ndtri((1 + interval) / 2) * error / np.abs(log_share))
    lower = np.where(inside, np.exp(log_share * width), 0.0)
    return lower, np.where(inside, np.exp(log_share / width), 1.0)


def _first_half(days: Floats, share: Floats) -> float:
    reached = np.flatnonzero(share <= 0.5 + 1e-12)  # products of shares round by less
    return float(days[reached[0]]) if len(reached) else float("nan")
