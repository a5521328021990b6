"""Fill with the mean or median of all areas, or of the areas of one group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import incoming
from veerkracht.analysis.indicators.imputation import _arrays
from veerkracht.analysis.indicators.imputation._cells import Over, across, filled_table
from veerkracht.errors import TableError
from veerkracht.tables import Table, pull

Places = NDArray[np.intp]

_NO_GROUP = -1


def impute_mean(observations: Table, *, over: Over = "period") -> Table:
    """Fill with the mean of the areas that have a value.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period. A cell without a row counts as missing.
    over : {"period", "all"}
        The mean of each period by itself, or of all periods together.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        One row per area, period and indicator. A fill has status estimated and source ``impute_mean``; what cannot
        exist or is counted elsewhere is not filled, and what has nothing to be filled from stays absent.

    Raises
    ------
    TableError
        If an area has two values of one indicator and period, or an indicator two units.

    Notes
    -----
    The spread of the indicator becomes too small and its correlations too weak: for a few gaps only.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": list("ABC"), "period": ["2020"] * 3, "indicator": ["noise"] * 3, "value": [1.0, 3.0, None]}
    >>> impute_mean(memtable(rows)).select("value", "status", "source").to_pyarrow().to_pylist()[-1]
    {'value': 2.0, 'status': 'E', 'source': 'impute_mean'}
    """
    grid = incoming(observations)
    return filled_table(observations, grid, values=across(grid, over, _arrays.mean), method="impute_mean")


def impute_median(observations: Table, *, over: Over = "period") -> Table:
    """Fill with the median of the areas that have a value.

    Parameters
    ----------
    observations, over
        As for `impute_mean`.

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_median``.

    Raises
    ------
    TableError
        As for `impute_mean`.
    """
    grid = incoming(observations)
    return filled_table(observations, grid, values=across(grid, over, _arrays.median), method="impute_median")


def impute_group_mean(observations: Table, groups: Table, *, over: Over = "period") -> Table:
    """Fill with the mean of the areas of the same group.

    Parameters
    ----------
    observations, over
        As for `impute_mean`.
    groups : Table (area, group)
        At most one group per area. An area without a group, or of a group without any value, stays absent.

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_group_mean``.

    Raises
    ------
    TableError
        As for `impute_mean`, or if an area is in two groups.
    """
    return _by_group(observations, groups, "mean", over)


def impute_group_median(observations: Table, groups: Table, *, over: Over = "period") -> Table:
    """Fill with the median of the areas of the same group.

    Parameters
    ----------
    observations, groups, over
        As for `impute_group_mean`.

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_group_median``.

    Raises
    ------
    TableError
        As for `impute_group_mean`.
    """
    return _by_group(observations, groups, "median", over)


def _by_group(observations: Table, groups: Table, how: _arrays.How, over: Over) -> Table:
    grid = incoming(observations)
    group = _groups_of(groups, grid.areas)
    every = np.repeat(group, len(grid.periods)) if over == "all" else group
    values = across(grid, over, lambda part: _arrays.by_group(part, every, how))
    return filled_table(observations, grid, values=values, method=f"impute_group_{how}")


def _groups_of(groups: Table, areas: tuple[str, ...]) -> Places:
    """Return a number per group, in the order of the areas; below 0 without a group."""
    rows = pull(groups.select("area", "group")).to_pylist()
    of_area = {row["area"]: row["group"] for row in rows}
    if len(of_area) < len(rows):
        raise TableError("{rows} rows tell the group of {areas} areas. Keep one row per area.",
                         rows=len(rows), areas=len(of_area))  # fmt: skip
    number = {
        name: place for place, name in enumerate(sorted({row["group"] for row in rows if row["group"] is not None}))
    }
    return np.array([number.get(of_area.get(area), _NO_GROUP) for area in areas], np.intp)
