"""Fills for areas x indicators as arrays: what is present is never touched, what cannot be filled stays NaN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
How = Literal["mean", "median"]

_ROWS_AT_ONCE: Final = 512  # of areas that look for neighbours: bounds the memory of the distances
_CANDIDATES: Final = 4  # neighbours looked at for each that is wanted, before all are put in order
_SPARE_ROWS: Final = 2  # more than a regression has unknowns


def mean(values: Floats) -> Floats:
    """Fill each indicator with the mean of what is present."""
    return _filled(values, np.broadcast_to(_means(values), values.shape))


def median(values: Floats) -> Floats:
    """Fill each indicator with the median of what is present."""
    return _filled(values, np.broadcast_to(_medians(values), values.shape))


CENTRES: Final[dict[str, Callable[[Floats], Floats]]] = {"mean": mean, "median": median}
"""By name."""


def by_group(values: Floats, groups: Places, how: How) -> Floats:
    """Fill within each group (n,); areas of a group below 0 and indicators absent in a whole group stay absent."""
    filled = values.copy()
    for group in np.unique(groups[groups >= 0]):
        members = groups == group
        filled[members] = CENTRES[how](values[members])
    return filled


def nearest(values: Floats, covariates: Floats, *, neighbours: int) -> Floats:
    """Fill with the mean over the nearest areas that have the indicator, by standardised covariates (n x c).

    Notes
    -----
    The distance is the mean squared difference over the covariates that both areas have; equally near areas go in
    the order of the rows.
    """
    scaled = _standardised(covariates)
    present = ~np.isnan(scaled)
    cells, known = np.where(present, scaled, 0.0), present.astype(float)
    filled = values.copy()
    wanting = np.flatnonzero(np.isnan(values).any(axis=1) & present.any(axis=1))
    for start in range(0, len(wanting), _ROWS_AT_ONCE):
        rows = wanting[start : start + _ROWS_AT_ONCE]
        distances = _distances(cells, known, rows)
        for row, distance in zip(rows, distances, strict=True):
            _fill_row(filled[row], values, distance, neighbours)
    return filled


def _distances(cells: Floats, known: Floats, rows: Places) -> Floats:
    """Mean squared difference of some rows to all; infinite where nothing is known of both."""
    shared = known[rows] @ known.T
    squares = (cells[rows] ** 2) @ known.T + known[rows] @ (cells**2).T - 2.0 * cells[rows] @ cells.T
    return np.divide(np.maximum(squares, 0.0), shared, out=np.full_like(squares, np.inf), where=shared > 0.0)


def _fill_row(row: Floats, values: Floats, distance: Floats, neighbours: int) -> None:
    """Fill one area from the nearest; only where these lack the indicator are all others put in order."""
    wanting = np.flatnonzero(np.isnan(row))
    near = _in_order(distance, min(_CANDIDATES * neighbours, len(distance)))
    every: Places | None = None
    for column in wanting:
        donors = _donors(values[near, column], neighbours)
        if len(donors) < neighbours:
            every = _in_order(distance, len(distance)) if every is None else every
            donors = _donors(values[every, column], neighbours)
        row[column] = donors.mean() if len(donors) == neighbours else np.nan


def _in_order(distance: Floats, count: int) -> Places:
    """At least the `count` nearest, nearest first and then in the order of the rows."""
    furthest = np.partition(distance, count - 1)[count - 1]
    candidates = np.flatnonzero((distance <= furthest) & np.isfinite(distance))
    return candidates[np.argsort(distance[candidates], kind="stable")]


def _donors(of: Floats, neighbours: int) -> Floats:
    return of[~np.isnan(of)][:neighbours]


def regression(values: Floats, predictors: Floats) -> Floats:
    """Fill with the least-squares prediction from predictors (n x p), where all of these are present."""
    known = ~np.isnan(predictors).any(axis=1)
    design = np.column_stack([np.ones(len(values)), _standardised(predictors)])
    filled = values.copy()
    for column in np.flatnonzero(np.isnan(values).any(axis=0)):
        absent = np.isnan(values[:, column])
        use = known & ~absent
        if use.sum() >= design.shape[1] + _SPARE_ROWS:
            slopes = np.linalg.lstsq(design[use], values[use, column], rcond=None)[0]
            filled[known & absent, column] = design[known & absent] @ slopes
    return filled


def _filled(values: Floats, fills: Floats) -> Floats:
    return np.where(np.isnan(values), fills, values)


def _means(values: Floats) -> Floats:
    count = (~np.isnan(values)).sum(axis=0)
    means: Floats = np.divide(np.nansum(values, axis=0), count, out=np.full(values.shape[1], np.nan), where=count > 0)
    return means


def _medians(values: Floats) -> Floats:
    known = (~np.isnan(values)).any(axis=0)
    medians = np.full(values.shape[1], np.nan)
    if known.any():
        medians[known] = np.nanmedian(values[:, known], axis=0)
    return medians


def _standardised(covariates: Floats) -> Floats:
    """Mean 0 and standard deviation 1 over what is present; 0 where nothing varies."""
    off = covariates - _means(covariates)
    spread = np.sqrt(_means(off**2))
    return np.divide(off, spread, out=np.where(np.isnan(off), np.nan, 0.0), where=spread > 0.0)
