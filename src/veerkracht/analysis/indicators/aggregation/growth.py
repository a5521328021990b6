"""How fast a score grew over the periods it was measured in."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.grids import grid_of
from veerkracht.tables import Table, table_from_arrays

__all__ = ["growth"]

Floats = NDArray[np.float64]
_PERCENT: Final = 100.0
_FEWEST: Final = 2


def growth(scores: Table, *, method: Literal["compound", "linear"] = "compound") -> Table:
    """Tell by how much per year each score grew between its first and its last year.

    Parameters
    ----------
    scores : Table (area, period, indicator, score)
        Scores of one area and indicator in years, such as ``2019``.
    method : {"compound", "linear"}
        Compound: of the first and last year only. Linear: of a straight line through all years, in proportion to
        where the line starts.

    Returns
    -------
    Table (area, indicator, growth, coverage, first, last)
        `growth` in percent per year; null with fewer than two years, or where growth starts from 0 or less.
        `coverage` is the share of the years of the table that are present, `first` and `last` the ends used.

    Raises
    ------
    TableError
        If a period is no year, or there is no score at all.

    Notes
    -----
    Compound: 100 ((x_last / x_first)^(1 / years) - 1). Linear: 100 b / (a + b t_first), by least squares.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": ["A", "A"], "period": ["2020", "2022"], "indicator": ["x", "x"], "score": [100.0, 121.0]}
    >>> round(growth(memtable(rows)).growth.to_pyarrow().to_pylist()[0], 9)
    10.0
    """
    grid = grid_of(scores, value="score")
    years = _years(grid.periods)
    series = np.moveaxis(grid.values, 1, 2).reshape(len(grid.areas) * len(grid.indicators), len(years))
    if not len(years):
        raise TableError("The table has no scores, and nothing grew. Give scores of two years or more.")
    present = ~np.isnan(series)
    first, last = present.argmax(axis=1), len(years) - 1 - present[:, ::-1].argmax(axis=1)
    rate = _compound(series, years, first, last) if method == "compound" else _linear(series, years, first)
    enough = present.sum(axis=1) >= _FEWEST
    areas, indicators = (np.array(names, object) for names in (grid.areas, grid.indicators))
    periods = np.array([*grid.periods, None], object)
    first, last = (np.where(enough, ends, len(years)) for ends in (first, last))  # the last label is none
    return table_from_arrays({
        "area": np.repeat(areas, len(indicators)), "indicator": np.tile(indicators, len(areas)),
        "growth": np.where(enough, rate, np.nan), "coverage": present.mean(axis=1),
        "first": periods[first], "last": periods[last],
    })  # fmt: skip


def _years(periods: tuple[str, ...]) -> Floats:
    wrong = [period for period in periods if not period.isdecimal()]
    if wrong:
        raise TableError("Period {period} is no year. Take one period of each year before asking for growth.",
                         period=wrong[0])  # fmt: skip
    return np.array([float(period) for period in periods])


def _compound(series: Floats, years: Floats, first: NDArray[np.intp], last: NDArray[np.intp]) -> Floats:
    rows = np.arange(len(series))
    start, end, span = series[rows, first], series[rows, last], years[last] - years[first]
    usable = (start > 0) & (end >= 0) & (span > 0)
    ratio = np.divide(end, start, out=np.full(len(series), np.nan), where=usable)
    return np.asarray(_PERCENT * (ratio ** np.divide(1.0, span, out=np.ones(len(series)), where=usable) - 1.0))


def _linear(series: Floats, years: Floats, first: NDArray[np.intp]) -> Floats:
    present = ~np.isnan(series)
    count = np.maximum(present.sum(axis=1), 1)[:, None]
    time = np.where(present, years - (present * years).sum(axis=1, keepdims=True) / count, 0.0)
    value = np.where(present, series, 0.0)
    square = (time**2).sum(axis=1)
    slope = np.divide((time * value).sum(axis=1), square, out=np.full(len(series), np.nan), where=square > 0)
    start = value.sum(axis=1) / count[:, 0] + slope * time[np.arange(len(series)), first]
    return np.asarray(np.divide(_PERCENT * slope, start, out=np.full(len(series), np.nan), where=start > 0))
