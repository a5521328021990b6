"""Scores by the order of the areas alone: how far apart they are no longer counts."""

from __future__ import annotations

from veerkracht.analysis.indicators.normalisation import _arrays
from veerkracht.analysis.indicators.normalisation._scores import scored
from veerkracht.tables import Table


def normalise_percentile_rank(observations: Table, indicators: Table, *, base: str | None = None) -> Table:
    """Score the share of the others that is worse.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period. Several periods are ranked together, never each by itself, or
        development would be ranked away.
    indicators : Table (indicator, direction, sensitivity)
        The catalogue; each indicator with direction 1 or -1.
    base : str, optional
        Period whose areas the values of all periods are ranked among.

    Returns
    -------
    Table
        Scores from 0 (none is worse) to 1 (all others are); equal values share the lowest place; 0.5 for a constant
        indicator.

    Raises
    ------
    CatalogueError, TableError
        As for `normalise_range`.

    Notes
    -----
    score = (r - 1) / (n - 1), with r the rank from the worst.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.
    """
    return scored(observations, indicators, kernel=_arrays.percentile_rank, base=base)


def normalise_rank(observations: Table, indicators: Table, *, base: str | None = None) -> Table:
    """Score the rank from 1, the worst; equal values share the lowest place.

    Parameters
    ----------
    observations, indicators, base
        As for `normalise_percentile_rank`.

    Returns
    -------
    Table
        Scores from 1 to n; the middle rank for a constant indicator.

    Raises
    ------
    CatalogueError, TableError
        As for `normalise_range`.
    """
    return scored(observations, indicators, kernel=_arrays.rank, base=base)


def normalise_borda(observations: Table, indicators: Table, *, base: str | None = None) -> Table:
    """Score how many are worse: the rank less 1.

    Parameters
    ----------
    observations, indicators, base
        As for `normalise_percentile_rank`.

    Returns
    -------
    Table
        Scores from 0 to n - 1.

    Raises
    ------
    CatalogueError, TableError
        As for `normalise_range`.
    """
    return scored(observations, indicators, kernel=_arrays.borda, base=base)


def normalise_imd(observations: Table, indicators: Table, *, base: str | None = None) -> Table:
    """Score ranks on the exponential scale of the English indices of deprivation, turned so that higher is better.

    Parameters
    ----------
    observations, indicators, base
        As for `normalise_percentile_rank`.

    Returns
    -------
    Table
        Scores from 0 (the worst) towards 100; `as_load` turns them into the published scale, where 100 is the
        most deprived. Equal values share the mean of their places.

    Raises
    ------
    CatalogueError, TableError
        As for `normalise_range`.

    Notes
    -----
    With R = 1 for the worst and 1 / n for the best: score = 100 + 23 ln(1 - R (1 - exp(-100 / 23))). Half of the
    scale is for the worst tenth, so that a good score elsewhere makes up for it only little.

    References
    ----------
    .. [1] Ministry of Housing, Communities & Local Government (2019), English Indices of Deprivation 2019,
       Technical report, appendix E.
    """
    return scored(observations, indicators, kernel=_arrays.imd, base=base)
