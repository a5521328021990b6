"""From observations to the normalised matrix of a draw: boundaries, imputation, error, treatment, normaliser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.normalisation._arrays import NORMALISERS
from veerkracht.analysis.indicators.treatment._arrays import treat, winsorise
from veerkracht.analysis.indicators.treatment._shape import is_outlying, shape_of
from veerkracht.analysis.indicators.uncertainty._sampling import generator
from veerkracht.analysis.indicators.uncertainty.factors import Normaliser, Treatment
from veerkracht.errors import SettingError

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_CELLS: Final = 250_000  # of a matrix that are normalised together
UNDEFINED: Final = -np.inf
"""A cell that has a value for which its treatment or normaliser is not defined."""


@dataclass(frozen=True)
class Alternatives:
    """What a matrix can be made of; arrays are periods x areas x indicators.

    Parameters
    ----------
    measured : tuple of arrays
        The observations, then each version of the boundaries.
    imputed : tuple of arrays
        Draws of what is absent.
    errors : array, optional
        Standard errors, 0 where exact.
    treatments, normalisers : tuple
        Those of the published index, then the alternatives.
    direction : array (indicators,)
        1 where higher is better, -1 where lower is.
    indicators, periods : tuple of str
        Names along the axes.
    seed, error_side : int
        For the draws of the error: the seed and the number of its factor.
    """

    measured: tuple[Floats, ...]
    imputed: tuple[Floats, ...]
    errors: Floats | None
    treatments: tuple[Treatment, ...]
    normalisers: tuple[Normaliser, ...]
    direction: Floats
    indicators: tuple[str, ...]
    periods: tuple[str, ...]
    seed: int
    error_side: int


def matrices_of(alternatives: Alternatives, recipes: Places) -> Iterator[Floats]:
    """Yield the normalised matrix (periods times areas x indicators) of each recipe; the next takes its memory.

    Parameters
    ----------
    alternatives : Alternatives
        What the recipes choose from.
    recipes : array (recipes x 5)
        Version, imputation (-1: none), trigger of the error (-1: none), treatment and normaliser. Neighbours that
        differ only in the normaliser share their treated values.
    """
    made, values = None, np.zeros((0, 0))
    treated, matrix = (
        np.empty((np.prod(alternatives.measured[0].shape[:2]), len(alternatives.indicators))) for _ in range(2)
    )
    outlying: dict[tuple[float, float], Places] = {}
    for version, imputation, error, treatment, normaliser in recipes.tolist():
        if made is None or made[:3] != (version, imputation, error):
            values, made, outlying = _values(alternatives, version, imputation, error), None, {}
        if made is None or made[3] != treatment:
            _treat(values, alternatives.treatments[treatment], outlying, treated)
        made = (version, imputation, error, treatment)
        _normalise(values, treated, alternatives, alternatives.normalisers[normaliser], matrix)
        yield matrix


def _values(alternatives: Alternatives, version: int, imputation: int, error: int) -> Floats:
    values = alternatives.measured[version]
    if imputation >= 0:
        values = np.where(np.isnan(values), alternatives.imputed[imputation], values)
    if error >= 0 and alternatives.errors is not None:
        noise = generator(alternatives.seed, alternatives.error_side, error).standard_normal(values.shape)
        values = values + alternatives.errors * noise
    return values.reshape(-1, values.shape[-1])


def _treat(values: Floats, treatment: Treatment, outlying: dict[tuple[float, float], Places], treated: Floats) -> None:
    """Treat the columns that have outliers, which are found once for all treatments with the same limits."""
    np.copyto(treated, values)
    if treatment.points == 0 and treatment.share == 0 and treatment.otherwise == "none":
        return
    limits = (treatment.skewness, treatment.kurtosis)
    if limits not in outlying:
        shapes = [shape_of(np.ascontiguousarray(values[:, column])) for column in range(values.shape[1])]
        outlying[limits] = np.flatnonzero([is_outlying(shape, limits) for shape in shapes])
    for column in outlying[limits]:
        treated[:, column] = _one_treated(np.ascontiguousarray(values[:, column]), treatment)


def _one_treated(values: Floats, treatment: Treatment) -> Floats:
    most = max(treatment.points, int(treatment.share * np.count_nonzero(~np.isnan(values))))
    limits = (treatment.skewness, treatment.kurtosis)
    if treatment.otherwise == "none":
        return winsorise(values, most=most, limits=limits)
    return treat(values, most=most, transform=treatment.otherwise, limits=limits)


def _normalise(
    values: Floats, treated: Floats, alternatives: Alternatives, normaliser: Normaliser, matrix: Floats
) -> None:
    """Normalise some columns at a time, so that what is made on the way stays in the processor's cache."""
    if normaliser.method not in NORMALISERS:
        raise SettingError("There is no normaliser {method}. Choose from: {names}.",
                           method=normaliser.method, names=", ".join(sorted(NORMALISERS)))  # fmt: skip
    options = {name: _option(value, alternatives.indicators) for name, value in normaliser.options.items()}
    if normaliser.base_period is not None:
        options["base"] = _base(treated, normaliser.base_period, alternatives.periods)
    step = max(1, _CELLS // max(1, len(treated)))
    for start in range(0, treated.shape[1], step):
        part = slice(start, start + step)
        own = {name: value[..., part] if isinstance(value, np.ndarray) else value for name, value in options.items()}
        made = NORMALISERS[normaliser.method](treated[:, part], alternatives.direction[part], **own)
        wrong = np.isnan(made) & ~np.isnan(values[:, part])
        matrix[:, part] = np.where(wrong, UNDEFINED, made) if wrong.any() else made


def _option(value: object, indicators: tuple[str, ...]) -> object:
    """Lay an option that differs by indicator out in their order."""
    if not isinstance(value, Mapping):
        return value
    absent = [name for name in indicators if name not in value]
    if absent:
        raise SettingError("A normaliser has no value for indicator(s) {indicators}. Give one for each.",
                           indicators=", ".join(absent[:5]))  # fmt: skip
    return np.array([float(value[name]) for name in indicators])


def _base(treated: Floats, period: str, periods: tuple[str, ...]) -> Floats:
    if period not in periods:
        raise SettingError("The base period {period} is not in the observations. Choose from: {periods}.",
                           period=period, periods=", ".join(periods))  # fmt: skip
    areas, at = len(treated) // len(periods), periods.index(period)
    return treated[at * areas: (at + 1) * areas]  # fmt: skip
