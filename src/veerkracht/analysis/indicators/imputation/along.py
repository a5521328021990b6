"""Fill along time, or from the larger area that an area is part of."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import incoming
from veerkracht.analysis.indicators.imputation import _time
from veerkracht.analysis.indicators.imputation._cells import breaks_of, filled_table, times_of
from veerkracht.errors import SettingError, TableError
from veerkracht.grids import Grid
from veerkracht.tables import Table, pull

Floats = NDArray[np.float64]


def impute_linear(observations: Table) -> Table:
    """Fill on the straight line between the values before and after.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        Several periods, as years (``2019``) or months (``2019-03``).

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_linear``. What lies before the first or after the last value
        stays absent, and so does what lies before a break in the series.

    Raises
    ------
    TableError
        As for `impute_mean`, or if a period is no year or month.
    """
    grid = incoming(observations)
    values = _time.linear(grid.values, times_of(grid.periods), breaks_of(grid))
    return filled_table(observations, grid, values=values, method="impute_linear")


def impute_carried_forward(observations: Table, *, limit_years: float) -> Table:
    """Fill with the last value that is known, if it is not too old.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        Several periods, as years (``2019``) or months (``2019-03``).
    limit_years : float
        Oldest value that may be carried, above 0.

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_carried_forward``. It says that nothing changed: never fill this
        way what is to be looked at for change.

    Raises
    ------
    SettingError
        If `limit_years` is not above 0.
    TableError
        As for `impute_linear`.
    """
    if not limit_years > 0.0:
        raise SettingError("The oldest value to carry forward is {limit} years. Give more than 0.", limit=limit_years)
    grid = incoming(observations)
    values = _time.carried_forward(grid.values, times_of(grid.periods), breaks_of(grid), limit=limit_years)
    return filled_table(observations, grid, values=values, method="impute_carried_forward")


def impute_parent(observations: Table, areas: Table, *, method: Literal["value", "ratio"]) -> Table:
    """Fill from the larger area that an area is part of.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        Of the areas and of their parents.
    areas : Table (area, parent)
        One row per area, null where there is no parent.
    method : {"value", "ratio"}
        The parent's value as it is (rates and percentages only), or times the ratio of area to parent in the
        nearest period that has both (counts too).

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_parent_value`` or ``impute_parent_ratio``.

    Raises
    ------
    TableError
        As for `impute_mean`, if an area has two parents, or with ``"ratio"`` if a period is no year or month.

    Notes
    -----
    The parent's own gaps are not filled first. Of two periods that are equally near the earlier counts.
    """
    grid = incoming(observations)
    of_parent = _of_parent(grid, areas)
    if method == "value":
        values = np.where(np.isnan(grid.values), of_parent, grid.values)
    else:
        values = _time.parent_ratio(grid.values, of_parent, times_of(grid.periods))
    return filled_table(observations, grid, values=values, method=f"impute_parent_{method}")


def _of_parent(grid: Grid, areas: Table) -> Floats:
    """Values of the parent of each area; absent where there is none."""
    rows = pull(areas.select("area", "parent")).to_pylist()
    parent = {row["area"]: row["parent"] for row in rows}
    if len(parent) < len(rows):
        raise TableError("{rows} rows tell the parent of {areas} areas. Keep one row per area.",
                         rows=len(rows), areas=len(parent))  # fmt: skip
    place = {area: row for row, area in enumerate(grid.areas)}
    at = np.array([place.get(parent.get(area) or "", -1) for area in grid.areas], np.intp)
    return np.where((at >= 0)[:, None, None], grid.values[at], np.nan)
