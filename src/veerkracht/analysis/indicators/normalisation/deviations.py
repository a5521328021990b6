"""Scores by how far a value is from the middle of its indicator."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import directions_of, incoming
from veerkracht.analysis.indicators.normalisation import _arrays
from veerkracht.analysis.indicators.normalisation._scores import scored, scores_of
from veerkracht.errors import SettingError
from veerkracht.tables import Table

Floats = NDArray[np.float64]


def normalise_z(
    observations: Table, indicators: Table, *, mean: float = 0.0, sd: float = 1.0, base: str | None = None
) -> Table:
    """Rescale each indicator to one mean and one standard deviation.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period.
    indicators : Table (indicator, direction, sensitivity)
        The catalogue; each indicator with direction 1 or -1.
    mean, sd : float
        Of the scores.
    base : str, optional
        Period whose mean and standard deviation count for all; by default those of all periods together.

    Returns
    -------
    Table
        Scores without bounds, higher is better; a constant indicator scores `mean`.

    Raises
    ------
    SettingError
        If `sd` is not above 0.
    CatalogueError, TableError
        As for `normalise_range`.

    Notes
    -----
    score = mean + sd (d x - average) / s, with direction d and s over n - 1.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.
    """
    _refuse_spread(sd)
    return scored(observations, indicators, kernel=_arrays.z, base=base, mean=mean, sd=sd)


def normalise_robust_z(
    observations: Table, indicators: Table, *, mean: float = 0.0, sd: float = 1.0, base: str | None = None
) -> Table:
    """Rescale by median and median absolute deviation, which a few strange areas do not move.

    Parameters
    ----------
    observations, indicators, mean, sd, base
        As for `normalise_z`.

    Returns
    -------
    Table
        Scores without bounds, higher is better.

    Raises
    ------
    SettingError
        If `sd` is not above 0.
    CatalogueError, TableError
        As for `normalise_range`.

    Notes
    -----
    score = mean + sd (d x - median) / (1.4826 MAD). Where more than half of the values are equal the MAD is 0, and
    1.2533 times the mean absolute deviation from the median takes its place: both estimate the standard deviation
    of a normal distribution.

    References
    ----------
    .. [1] Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers, ASQC.
    """
    _refuse_spread(sd)
    return scored(observations, indicators, kernel=_arrays.robust_z, base=base, mean=mean, sd=sd)


def normalise_above_mean(
    observations: Table, indicators: Table, *, band: float = 0.0, base: str | None = None
) -> Table:
    """Score 1 above the mean, -1 below it, and 0 near it.

    Parameters
    ----------
    observations, indicators, base
        As for `normalise_z`.
    band : float
        Share of the mean, 0 or more, within which a value counts as near.

    Returns
    -------
    Table
        Scores -1, 0 and 1, higher is better.

    Raises
    ------
    SettingError
        If `band` is below 0.
    CatalogueError, TableError
        As for `normalise_range`.
    """
    if band < 0.0:
        raise SettingError("The band around the mean is {band}. Give 0 or more.", band=band)
    return scored(observations, indicators, kernel=_arrays.above_mean, base=base, band=band)


def normalise_cyclical(observations: Table, indicators: Table) -> Table:
    """Score each area by how far it is from its own course over the periods.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        Several periods.
    indicators : Table (indicator, direction, sensitivity)
        The catalogue; each indicator with direction 1 or -1.

    Returns
    -------
    Table
        Scores, higher is better than the area's own mean; 0 where it never changed.

    Raises
    ------
    CatalogueError, TableError
        As for `normalise_range`.

    Notes
    -----
    score = d (x - m) / mean of abs(x - m), with m the mean of the area over the periods.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5 (business tendency surveys).
    """
    grid = incoming(observations)
    direction = directions_of(indicators, grid.indicators)
    return scores_of(grid, _arrays.cyclical(grid.values, direction).reshape(grid.panel().shape))


def _refuse_spread(sd: float) -> None:
    if not sd > 0.0:
        raise SettingError("The standard deviation of the scores is {sd}. Give more than 0.", sd=sd)
