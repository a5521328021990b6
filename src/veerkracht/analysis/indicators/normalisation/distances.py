"""Scores by the distance to something to look up to: an area, a target, the best."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import base_of, directions_of, incoming
from veerkracht.analysis.indicators.normalisation import _arrays
from veerkracht.analysis.indicators.normalisation._scores import by_indicator, refuse, scored, scores_of
from veerkracht.errors import TableError
from veerkracht.grids import Grid
from veerkracht.tables import Table

Floats = NDArray[np.float64]

_NO_WAY: Final = (
    "No way leads from the worst value of indicator(s) {indicators} to what they are held against: it is the worst "
    "value itself, or beyond. Choose another target or area."
)
_NOT_THERE: Final = "Area {area} has no value of indicator(s) {indicators} in {period}. Choose another area."
_NO_FRACTION: Final = "Of indicator(s) {indicators} no fraction can be taken: the best is below 0. Choose another way."


def normalise_distance_to_maximum(observations: Table, indicators: Table, *, base: str | None = None) -> Table:
    """Score 1 less the distance to the best value, as a share of the range.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period.
    indicators : Table (indicator, direction, sensitivity)
        The catalogue; each indicator with direction 1 or -1.
    base : str, optional
        Period whose best and worst count for all.

    Returns
    -------
    Table
        Scores from 0 to 1; 0.5 for a constant indicator.

    Raises
    ------
    CatalogueError, TableError
        As for `normalise_range`.

    Notes
    -----
    score = 1 - (best - x) / (best - worst).
    """
    return scored(observations, indicators, kernel=_arrays.distance_to_maximum, base=base)


def normalise_distance_to_target(
    observations: Table, indicators: Table, *, targets: Table, cap: float = 1.0, base: str | None = None
) -> Table:
    """Score the share of the way from the worst value to a target.

    Parameters
    ----------
    observations, indicators, base
        As for `normalise_distance_to_maximum`.
    targets : Table (indicator, target)
        In the unit of the indicator.
    cap : float
        Highest score; 1 gives nothing for more than the target.

    Returns
    -------
    Table
        Scores from 0 to `cap`.

    Raises
    ------
    TableError
        If an indicator has no target, or its target is no better than its worst value.
    CatalogueError
        As for `normalise_range`.

    Notes
    -----
    score = min(cap, (d x - low) / (d target - low)), with direction d and low the smallest d x.
    """
    grid = incoming(observations)
    direction, of = directions_of(indicators, grid.indicators), base_of(grid, base)
    target = by_indicator(targets, "target", names=grid.indicators, what="targets")
    return _towards(grid, direction, of, target, cap)


def normalise_distance_to_reference(
    observations: Table, indicators: Table, *, area: str, cap: float = 1.0, base: str | None = None
) -> Table:
    """Score the share of the way from the worst value to that of one area.

    Parameters
    ----------
    observations, indicators
        As for `normalise_distance_to_maximum`.
    area : str
        The area that the others are held against, such as the country or a leading city.
    cap : float
        Highest score; 1 gives nothing for more than the area has.
    base : str, optional
        Period whose worst values and area count for all; needed where there are several periods.

    Returns
    -------
    Table
        Scores from 0 to `cap`.

    Raises
    ------
    TableError
        If there is no such area, it lacks a value or is the worst, or several periods come without a base.
    CatalogueError
        As for `normalise_range`.

    Notes
    -----
    score = min(cap, 1 - (x_ref - x) / (x_ref - low)) for values times direction.
    """
    grid = incoming(observations)
    direction = directions_of(indicators, grid.indicators)
    if area not in grid.areas:
        raise TableError(
            "There is no area {area} to hold the others against. Choose one that has observations.", area=area
        )
    if base is None and len(grid.periods) > 1:
        raise TableError("There are {periods} periods. Give the one in which area {area} counts, as base.",
                         periods=len(grid.periods), area=area)  # fmt: skip
    period = base or grid.periods[0]
    of = base_of(grid, period)
    target = of[grid.areas.index(area)]
    refuse(grid.indicators, np.isnan(target), _NOT_THERE, area=area, period=period)
    return _towards(grid, direction, of, target, cap)


def _towards(grid: Grid, direction: Floats, of: Floats, target: Floats, cap: float) -> Table:
    turned = of * direction
    low, high = np.fmin.reduce(turned, axis=0), np.fmax.reduce(turned, axis=0)
    refuse(grid.indicators, (target * direction <= low) & (high > low), _NO_WAY)
    return scores_of(grid, _arrays.distance_to_target(grid.panel(), direction, target=target, cap=cap, base=of))


def normalise_fraction_of_maximum(observations: Table, indicators: Table, *, base: str | None = None) -> Table:
    """Score the fraction that a value is of the best.

    Parameters
    ----------
    observations, indicators, base
        As for `normalise_distance_to_maximum`; indicators with a meaningful 0.

    Returns
    -------
    Table
        Scores up to 1, of the best; beyond 1 only for a period better than the base, and below 0 for a value below 0
        where higher is better.

    Raises
    ------
    TableError
        If the best of an indicator is below 0: where lower is better, any value below 0.
    CatalogueError
        As for `normalise_range`.

    Notes
    -----
    score = x / max where higher is better, min / x where lower is better; the best of 0 scores 1.
    """
    grid = incoming(observations)
    up, of, all_low = _up(grid, indicators), base_of(grid, base), np.fmin.reduce(grid.panel(), axis=0)
    high = np.fmax.reduce(of, axis=0)
    refuse(grid.indicators, (all_low < 0.0) & (~up | (high <= 0.0)), _NO_FRACTION)
    return scored(observations, indicators, kernel=_arrays.fraction_of_maximum, base=base)


def _up(grid: Grid, indicators: Table) -> NDArray[np.bool_]:
    """Return for which indicators higher is better."""
    return np.asarray(directions_of(indicators, grid.indicators) > 0.0)
