"""Periods as points in time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import TableError

_PERIOD: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")


def years_of(periods: Sequence[str]) -> NDArray[np.float64]:
    """Return when each period begins, in years.

    Raises
    ------
    TableError
        If a period is no year or month, or years and months occur together.

    Examples
    --------
    >>> years_of(["2019-01", "2019-07"]).tolist()
    [2019.0, 2019.5]
    """
    found = [_PERIOD.fullmatch(period) for period in periods]
    wrong = [period for period, match in zip(periods, found, strict=True) if match is None]
    if wrong or len({len(period) for period in periods}) > 1:
        raise TableError(
            "Period {period} does not fit a trend. Write all periods as years (2019), or all as months (2019-03).",
            period=wrong[0] if wrong else min(periods, key=len),
        )
    return np.array([int(match[1]) + (int(match[2] or 1) - 1) / 12 for match in found if match], float)
