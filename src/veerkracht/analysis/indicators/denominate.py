"""Divide each indicator by what the catalogue names for it: patents by product, flights by population."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import incoming
from veerkracht.errors import CatalogueError, TableError
from veerkracht.grids import STATUSES, Grid, grid_of, observations_of
from veerkracht.tables import Status, Table, pull


def denominate(observations: Table, denominators: Table, *, indicators: Table) -> Table:
    """Divide indicators by their denominators, area by area and period by period.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period.
    denominators : Table (area, period, indicator, value, status)
        Observations of what is divided by.
    indicators : Table (indicator, denominator)
        The catalogue; null for an indicator that is not divided.

    Returns
    -------
    Table (area, period, indicator, value, status)
        Null where either side is absent, and not applicable where the denominator is 0.

    Raises
    ------
    CatalogueError
        If an indicator is not in the catalogue.
    TableError
        If a denominator has no observations, or a cell has two values.

    Notes
    -----
    The unit becomes that of the indicator per unit of the denominator; `rate` gives one rate per 1,000 or so.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, on scale.
    """
    grid = incoming(observations)
    names = _denominators_of(grid, indicators)
    wanted = sorted({name for name in names if name is not None})
    below = grid_of(denominators, areas=grid.areas, periods=grid.periods, indicators=wanted)
    _refuse_without(below)
    place = {name: number for number, name in enumerate(wanted)}
    at = np.array([place.get(name or "", len(wanted)) for name in names], np.intp)
    divisor = np.concatenate([below.values, np.ones((*grid.shape[:2], 1))], axis=2)[:, :, at]
    values = np.divide(grid.values, divisor, out=np.full(grid.shape, np.nan), where=divisor != 0.0)
    return observations_of(_not_applicable(grid.with_values(values), (divisor == 0.0) & ~np.isnan(grid.values)))


def _denominators_of(grid: Grid, indicators: Table) -> list[str | None]:
    rows = pull(indicators.select("indicator", "denominator")).to_pylist()
    stated = {row["indicator"]: row["denominator"] for row in rows}
    unknown = [name for name in grid.indicators if name not in stated]
    if unknown:
        raise CatalogueError("Indicator(s) {indicators} are not in the catalogue. Define them before they are divided.",
                             indicators=", ".join(unknown))  # fmt: skip
    return [stated[name] for name in grid.indicators]


def _refuse_without(below: Grid) -> None:
    without = [name for place, name in enumerate(below.indicators) if np.isnan(below.values[:, :, place]).all()]
    if without:
        raise TableError("Denominator(s) {names} have no value for any of the areas. Add their observations.",
                         names=", ".join(without))  # fmt: skip


def _not_applicable(grid: Grid, cells: NDArray[np.bool_]) -> Grid:
    grid.status[cells] = STATUSES.index(Status.NOT_APPLICABLE)
    return grid
