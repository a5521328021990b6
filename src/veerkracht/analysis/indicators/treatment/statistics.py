"""What one looks at first: range, shape and gaps of each indicator, and what asks for attention."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import incoming
from veerkracht.analysis.indicators.treatment._arrays import LIMITS
from veerkracht.analysis.indicators.treatment._shape import is_outlying, shape_of
from veerkracht.tables import Table, memtable

Floats = NDArray[np.float64]
Record = dict[str, Any]  # Any: numbers, counts and marks

_NUMBERS: Final = ("low", "high", "mean", "median", "sd", "skewness", "kurtosis")
_SHARES: Final = ("share_present", "share_not_zero", "share_distinct", "share_most_frequent")


def indicator_statistics(
    observations: Table,
    *,
    least_present: float = 0.65,
    least_not_zero: float = 0.5,
    least_distinct: float = 0.5,
    skewness: float = LIMITS[0],
    kurtosis: float = LIMITS[1],
) -> Table:
    """Describe each indicator over all areas and periods.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period.
    least_present, least_not_zero, least_distinct : float
        Shares below which an indicator is marked: of all cells, and of the values present.
    skewness, kurtosis : float
        An indicator is outlying when both are reached.

    Returns
    -------
    Table
        One row per indicator: low, high, mean, median, sd (over n - 1), skewness, kurtosis (null where there is
        none), present, not_zero, distinct, most_frequent (counts), the same as shares, and the marks few_present,
        many_zeros, few_distinct, outlying, constant. A constant indicator gets the middle of each scale.

    Raises
    ------
    TableError
        If an indicator comes in two units, or an area has two values in one period.

    References
    ----------
    .. [1] JRC (2019), Your 10-Step Pocket Guide to Composite Indicators & Scoreboards, steps 3 and 4.

    Examples
    --------
    >>> rows = {"area": ["A", "B"], "period": ["2020"] * 2, "indicator": ["noise"] * 2, "value": [2.0, 2.0]}
    >>> indicator_statistics(memtable(rows)).select("low", "constant").to_pyarrow().to_pylist()
    [{'low': 2.0, 'constant': True}]
    """
    grid = incoming(observations)
    records = [_described(column) for column in grid.panel().T]
    for name, record in zip(grid.indicators, records, strict=True):
        record |= {
            "indicator": name, "few_present": record["share_present"] < least_present,
            "many_zeros": record["present"] > 0 and record["share_not_zero"] < least_not_zero,
            "few_distinct": record["present"] > 0 and record["share_distinct"] < least_distinct,
            "outlying": is_outlying((record["skewness"], record["kurtosis"]), (skewness, kurtosis)),
            "constant": record["distinct"] == 1,
        }  # fmt: skip
    return memtable({name: _column(records, name) for name in ("indicator", *_names())})


def _names() -> tuple[str, ...]:
    counts = ("present", "not_zero", "distinct", "most_frequent")
    return (*_NUMBERS, *counts, *_SHARES, "few_present", "many_zeros", "few_distinct", "outlying", "constant")


def _column(records: list[Record], name: str) -> list[Any]:  # Any: one kind per column
    cells = [record[name] for record in records]
    return [None if isinstance(cell, float) and np.isnan(cell) else cell for cell in cells]


def _described(column: Floats) -> Record:
    values = column[~np.isnan(column)]
    _, repeats = np.unique(values, return_counts=True)
    counts = (len(values), int((values != 0.0).sum()), len(repeats), int(repeats.max()) if len(repeats) else 0)
    below = (len(column), len(values), len(values), len(values))
    shares = [count / total if total else np.nan for count, total in zip(counts, below, strict=True)]
    described = dict(zip(_NUMBERS, _centres(values), strict=True))
    described |= dict(zip(("present", "not_zero", "distinct", "most_frequent"), counts, strict=True))
    return described | dict(zip(_SHARES, shares, strict=True))


def _centres(values: Floats) -> tuple[float, ...]:
    if not len(values):
        return (np.nan,) * len(_NUMBERS)
    sd = float(values.std(ddof=1)) if len(values) > 1 else np.nan
    ends = (float(values.min()), float(values.max()))
    return (*ends, float(values.mean()), float(np.median(values)), sd, *(float(one) for one in shape_of(values)))
