"""Fill from areas that are alike, or from what other indicators say of the area."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import incoming
from veerkracht.analysis.indicators.imputation import _arrays, _normal
from veerkracht.analysis.indicators.imputation._cells import Over, across, filled_table
from veerkracht.errors import SettingError, TableError
from veerkracht.grids import Grid, grid_of
from veerkracht.tables import Table

Floats = NDArray[np.float64]
_Fill = Callable[[Floats, Floats], Floats]


def impute_nearest(
    observations: Table, *, neighbours: int = 5, covariates: Table | None = None, over: Over = "period"
) -> Table:
    """Fill with the mean of the most similar areas that have a value.

    Parameters
    ----------
    observations, over
        As for `impute_mean`.
    neighbours : int
        How many areas; 1 takes over the value of the most similar one (hot deck).
    covariates : Table (area, period, indicator, value, status), optional
        What similarity is about; by default the indicators themselves.

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_nearest``. An area stays absent if fewer areas have a value.

    Raises
    ------
    SettingError
        If `neighbours` is below 1.
    TableError
        As for `impute_mean`.

    Notes
    -----
    The distance of two areas is the mean squared difference of the standardised covariates that both have.

    References
    ----------
    .. [1] Troyanskaya et al. (2001), "Missing value estimation methods for DNA microarrays", Bioinformatics 17.
    """
    if neighbours < 1:
        raise SettingError("The number of neighbours is {neighbours}. Give 1 or more.", neighbours=neighbours)
    grid = incoming(observations)
    values = _beside(grid, observations if covariates is None else covariates, over, lambda part, beside: _arrays.nearest(
        part, beside, neighbours=neighbours))  # fmt: skip
    return filled_table(observations, grid, values=values, method="impute_nearest")


def impute_regression(observations: Table, predictors: Table, *, over: Over = "period") -> Table:
    """Fill with the prediction of a linear regression.

    Parameters
    ----------
    observations, over
        As for `impute_mean`.
    predictors : Table (area, period, indicator, value, status)
        What predicts, such as an indicator that is complete. Only areas with all of them are filled.

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_regression``. An indicator stays absent if fewer areas have it
        than the regression has unknowns and two more.

    Raises
    ------
    TableError
        As for `impute_mean`.

    Notes
    -----
    Least squares, per indicator. All fills lie on the line, so that correlations become too strong.

    References
    ----------
    .. [1] Little & Rubin (2002), Statistical Analysis with Missing Data, chapter 4.
    """
    grid = incoming(observations)
    values = _beside(grid, predictors, over, _arrays.regression)
    return filled_table(observations, grid, values=values, method="impute_regression")


def impute_em(observations: Table, *, over: Over = "period") -> Table:
    """Fill with what is expected of an area given all its other indicators, under a multivariate normal model.

    Parameters
    ----------
    observations, over
        As for `impute_mean`; skewed indicators are better treated first.

    Returns
    -------
    Table
        As for `impute_mean`, with source ``impute_em``. An area or indicator without any value stays absent.

    Raises
    ------
    TableError
        As for `impute_mean`, or if there are no more areas with values than indicators.

    Notes
    -----
    Expectation-maximisation: absent cells take their expectation, means and covariances follow, and so on until
    nothing changes by more than 1e-8 standard deviations. A ridge of 1e-6 lets indicators repeat each other.

    References
    ----------
    .. [1] Dempster, Laird & Rubin (1977), "Maximum likelihood from incomplete data via the EM algorithm", JRSS B 39.
    """
    grid = incoming(observations)
    refuse_few_areas(grid, over)
    return filled_table(observations, grid, values=across(grid, over, _normal.em), method="impute_em")


def refuse_few_areas(grid: Grid, over: Over) -> None:
    """Stop when a model of all indicators has no more areas than indicators in a part that has gaps."""
    parts = [grid.panel()] if over == "all" else list(grid.values.swapaxes(0, 1))
    for part in parts:
        present = ~np.isnan(part)
        rows, columns = int(present.any(axis=1).sum()), int(present.any(axis=0).sum())
        if rows and rows <= columns:
            raise TableError(
                "There are {rows} areas with values for {columns} indicators: too few for a model of all together. "
                "Give fewer indicators, take all periods together, or fill another way.", rows=rows, columns=columns,
            )  # fmt: skip


def _beside(grid: Grid, other: Table, over: Over, fill: _Fill) -> Floats:
    """Fill from another table of the same areas and periods."""
    beside = grid_of(other, areas=grid.areas, periods=grid.periods)
    if over == "all":
        return fill(grid.panel(), beside.panel()).reshape(grid.shape)
    parts = [fill(grid.values[:, period], beside.values[:, period]) for period in range(len(grid.periods))]
    return np.stack(parts, axis=1)
