"""Fills along time for areas x periods x indicators as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.compiled import kernel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def linear(values: Floats, times: Floats, breaks: Flags) -> Floats:
    """Fill on the straight line between the values before and after, never across a break in the series."""
    filled = values.copy()
    _linear(filled, values, times, breaks)
    return filled


def carried_forward(values: Floats, times: Floats, breaks: Flags, *, limit: float) -> Floats:
    """Fill with the last value, at most `limit` years old and of after the last break."""
    filled = values.copy()
    _carried(filled, values, times, breaks, limit)
    return filled


def parent_ratio(values: Floats, of_parent: Floats, times: Floats) -> Floats:
    """Fill with the parent's value times the ratio of area to parent in the nearest period that has both.

    Notes
    -----
    Of two periods that are equally near the earlier counts. A parent of 0 gives no ratio.
    """
    filled = values.copy()
    _parent_ratio(filled, values, of_parent, times)
    return filled


@kernel
def _linear(filled: Floats, values: Floats, times: Floats, breaks: Flags) -> None:
    areas, periods, indicators = values.shape
    for area in range(areas):
        for indicator in range(indicators):
            before = -1
            for period in range(periods):
                if np.isnan(values[area, period, indicator]):
                    continue
                if breaks[area, period, indicator]:
                    before = -1
                if before >= 0:
                    start, end = values[area, before, indicator], values[area, period, indicator]
                    for between in range(before + 1, period):
                        share = (times[between] - times[before]) / (times[period] - times[before])
                        filled[area, between, indicator] = start + share * (end - start)
                before = period


@kernel
def _carried(filled: Floats, values: Floats, times: Floats, breaks: Flags, limit: float) -> None:
    areas, periods, indicators = values.shape
    for area in range(areas):
        for indicator in range(indicators):
            last = -1
            for period in range(periods):
                if not np.isnan(values[area, period, indicator]):
                    last = period
                elif breaks[area, period, indicator]:
                    last = -1
                elif last >= 0 and times[period] - times[last] <= limit:
                    filled[area, period, indicator] = values[area, last, indicator]


@kernel
def _parent_ratio(filled: Floats, values: Floats, of_parent: Floats, times: Floats) -> None:
    areas, periods, indicators = values.shape
    for area in range(areas):
        for period in range(periods):
            for indicator in range(indicators):
                if not np.isnan(values[area, period, indicator]) or np.isnan(of_parent[area, period, indicator]):
                    continue
                near = -1
                for other in range(periods):
                    below = of_parent[area, other, indicator]
                    if np.isnan(values[area, other, indicator]) or np.isnan(below) or below == 0.0:
                        continue
                    if near < 0 or abs(times[other] - times[period]) < abs(times[near] - times[period]):
                        near = other
                if near >= 0:
                    ratio = values[area, near, indicator] / of_parent[area, near, indicator]
                    filled[area, period, indicator] = ratio * of_parent[area, period, indicator]
