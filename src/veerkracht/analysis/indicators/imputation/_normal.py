"""Absent values under one multivariate normal distribution: expectation-maximisation, and draws from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.imputation._arrays import _means

Floats = NDArray[np.float64]

RIDGE: Final = 1e-6
"""Added to the variance of each standardised indicator, so that indicators that repeat each other do no harm."""
_CLOSE: Final = 1e-8  # largest change of a mean or covariance, standardised, at which the search stops
_MOST_ROUNDS: Final = 1000
_MOST_TRIES: Final = 100


@dataclass(frozen=True)
class Normal:
    """A distribution of indicators: means (d,) and covariance (d x d), in standardised units, with the units."""

    mean: Floats
    covariance: Floats
    centre: Floats
    scale: Floats


@dataclass(frozen=True)
class _Pattern:
    """Areas that lack the same indicators: rows, which indicators are there, and which lack."""

    rows: NDArray[np.intp]
    there: NDArray[np.intp]
    absent: NDArray[np.intp]


def fit_normal(values: Floats) -> Normal:
    """Find the most likely normal distribution of areas x indicators with absent values.

    Notes
    -----
    In each round the absent cells take their expectation given what the area has, and the covariance gets the
    conditional covariance of what was absent (Dempster, Laird and Rubin, 1977).
    """
    centre = _means(values)
    scale = np.sqrt(_means((values - centre) ** 2))
    scale = np.where(scale > 0.0, scale, 1.0)
    cells = (values - centre) / scale
    mean, covariance = np.zeros(values.shape[1]), np.eye(values.shape[1])
    patterns = _patterns(cells)
    for _ in range(_MOST_ROUNDS):
        old = (mean, covariance)
        mean, covariance = _one_round(cells, patterns, mean, covariance)
        if max(np.abs(mean - old[0]).max(), np.abs(covariance - old[1]).max()) < _CLOSE:
            break
    return Normal(mean, covariance, centre, scale)


def em(values: Floats) -> Floats:
    """Fill with the expectation given what the area has; indicators and areas without any value stay absent."""
    rows, columns = _with_any(values)
    known = values[np.ix_(rows, columns)]
    return _put_back(values, rows, columns, _completed(known, fit_normal(known), None))


def draw_normal(values: Floats, rng: np.random.Generator) -> Floats:
    """Fill with one draw: a distribution fitted to areas drawn anew, and from it the absent cells.

    Notes
    -----
    Fitting to a bootstrap of the areas lets the draws differ by what is not known of the distribution too (Honaker
    and King, 2010).
    """
    rows, columns = _with_any(values)
    known = values[np.ix_(rows, columns)]
    return _put_back(values, rows, columns, _completed(known, fit_normal(_resampled(known, rng)), rng))


def _with_any(values: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    present = ~np.isnan(values)
    return np.flatnonzero(present.any(axis=1)), np.flatnonzero(present.any(axis=0))


def _put_back(values: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], completed: Floats) -> Floats:
    filled = values.copy()
    filled[np.ix_(rows, columns)] = completed
    return filled


def _resampled(values: Floats, rng: np.random.Generator) -> Floats:
    """Areas drawn with replacement, so that each indicator keeps some value; the areas themselves if that fails."""
    for _ in range(_MOST_TRIES):
        drawn = values[rng.integers(0, len(values), len(values))]
        if (~np.isnan(drawn)).any(axis=0).all():
            return drawn
    return values


def _patterns(cells: Floats) -> list[_Pattern]:
    absent = np.isnan(cells)
    kinds, kind_of = np.unique(absent, axis=0, return_inverse=True)
    by_kind = np.split(np.argsort(kind_of.ravel(), kind="stable"), np.cumsum(np.bincount(kind_of.ravel()))[:-1])
    return [
        _Pattern(rows, np.flatnonzero(~kind), np.flatnonzero(kind)) for rows, kind in zip(by_kind, kinds, strict=True)
    ]


def _one_round(cells: Floats, patterns: list[_Pattern], mean: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Expectation of what is absent, then the mean and covariance that follow from it."""
    completed, spread = cells.copy(), np.zeros_like(covariance)
    for pattern in patterns:
        expected, left = _given(cells, pattern, mean, covariance)
        completed[np.ix_(pattern.rows, pattern.absent)] = expected
        spread[np.ix_(pattern.absent, pattern.absent)] += len(pattern.rows) * left
    centre = completed.mean(axis=0)
    off = completed - centre
    return centre, (off.T @ off + spread) / len(cells) + RIDGE * np.eye(len(centre))


def _given(cells: Floats, pattern: _Pattern, mean: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Expectation and covariance of what is absent, given what is there."""
    there, absent = pattern.there, pattern.absent
    across = covariance[np.ix_(there, absent)]
    slopes = np.linalg.solve(covariance[np.ix_(there, there)], across)
    off = cells[np.ix_(pattern.rows, there)] - mean[there]
    return mean[absent] + off @ slopes, covariance[np.ix_(absent, absent)] - across.T @ slopes


def _completed(values: Floats, normal: Normal, rng: np.random.Generator | None) -> Floats:
    """Fill every area with its expectation, or with a draw around it where randomness is given."""
    cells = (values - normal.centre) / normal.scale
    filled = values.copy()
    for pattern in _patterns(cells):
        expected, left = _given(cells, pattern, normal.mean, normal.covariance)
        if rng is not None and len(pattern.absent):
            expected = expected + rng.standard_normal(expected.shape) @ _root(left).T
        back = expected * normal.scale[pattern.absent] + normal.centre[pattern.absent]
        filled[np.ix_(pattern.rows, pattern.absent)] = back
    return filled


def _root(covariance: Floats) -> Floats:
    """A square root of a covariance; what rounding made negative counts as 0."""
    sizes, axes = np.linalg.eigh((covariance + covariance.T) / 2.0)
    return np.asarray(axes * np.sqrt(np.maximum(sizes, 0.0)))
