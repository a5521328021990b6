"""A made country whose truth is known: how often the intervals of the scores hold it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators import impute_multiple
from veerkracht.analysis.indicators.uncertainty import (
    DataError,
    Design,
    Imputations,
    NoisyWeights,
    Normaliser,
    Settings,
    index_uncertainty,
)
from veerkracht.grids import NO_ROW, STATUSES, Grid, observations_of
from veerkracht.tables import Status, Table, arrays, memtable, pull
from veerkracht.workflows.references.reference import Reference

__all__ = ["REFERENCES", "simulated_coverage"]

Floats = NDArray[np.float64]

NOMINAL: Final = 0.9
"""Share of the areas that an interval from the 5th to the 95th percentile should hold."""
_INDICATORS: Final = 6
_PILLARS: Final = 2
_ERROR: Final = 4.0  # standard error of a cell, where values spread by about 15
_ABSENT: Final = 0.08  # share of the cells that nobody measured
_IMPUTED: Final = 20
_NOISE: Final = 0.25  # weights are off by up to this share
_COMMON: Final = 0.6  # correlation of two indicators
_PERIOD: Final = "2020"


def simulated_coverage(*, countries: int = 16, areas: int = 80, draws: int = 320, seed: int = 2026) -> dict[str, float]:
    """Return how often the 90 % intervals hold the true scores and ranks of made countries.

    Parameters
    ----------
    countries : int
        How many countries are made, each with its own truth.
    areas : int
        Areas of each.
    draws : int
        Draws of each analysis.
    seed : int
        One seed gives one result.

    Returns
    -------
    dict
        Share of the areas whose true ``score`` and ``rank`` lie in their interval.

    Notes
    -----
    The truth of a country: correlated normal values, and weights within a quarter of the nominal ones. Seen of it: the
    values with a normal error, less some cells. The analysis knows the size of the errors, imputes what is absent, and
    draws weights. Scores should be held by 9 in 10 intervals. An interval of a rank is wider than it need be for areas
    in the middle and too narrow for those at the ends, for errors spread the ranks that are seen: it is told, not held
    to a bound.
    """
    held = np.array([_one_country(areas, draws, np.random.default_rng((seed, number))) for number in range(countries)])
    return dict(zip(("score", "rank"), held.mean(axis=0).tolist(), strict=True))


def _one_country(areas: int, draws: int, rng: np.random.Generator) -> Floats:
    truth = _values(areas, rng)
    seen = truth + _ERROR * rng.standard_normal(truth.shape)
    seen[rng.random(truth.shape) < _ABSENT] = np.nan
    scores = _scores(truth, 1.0 + _NOISE * rng.uniform(-1.0, 1.0, _INDICATORS + _PILLARS))
    observations = _table(seen)
    found = index_uncertainty(
        observations, _framework(), indicators=_indicators(), settings=_settings(), draws=draws,
        seed=int(rng.integers(2**31)), design=_design(observations, np.where(np.isnan(seen), 0.0, _ERROR), rng),
    )  # fmt: skip
    rows = arrays(found, order=["area"])
    ranks = (scores[None, :] > scores[:, None]).sum(axis=1) + 1
    return np.array([np.mean((rows[f"{name}_lower"] <= true) & (true <= rows[f"{name}_upper"]))
                     for name, true in (("score", scores), ("rank", ranks))])  # fmt: skip


def _values(areas: int, rng: np.random.Generator) -> Floats:
    common = rng.standard_normal((areas, 1))
    own = rng.standard_normal((areas, _INDICATORS))
    return np.asarray(50.0 + 15.0 * (np.sqrt(_COMMON) * common + np.sqrt(1 - _COMMON) * own))


def _scores(truth: Floats, weights: Floats) -> Floats:
    """Return the true scores: means of means, worked out without the library."""
    each = _INDICATORS // _PILLARS
    pillars = [np.average(truth[:, at * each: (at + 1) * each], axis=1, weights=weights[at * each: (at + 1) * each])
               for at in range(_PILLARS)]  # fmt: skip
    return np.asarray(np.average(np.column_stack(pillars), axis=1, weights=weights[_INDICATORS:]))


def _names() -> list[str]:
    return [f"indicator {number}" for number in range(_INDICATORS)]


def _table(values: Floats) -> Table:
    areas = tuple(f"area {number:04d}" for number in range(len(values)))
    cells = values[:, None, :]
    status = np.where(np.isnan(cells), NO_ROW, STATUSES.index(Status.NORMAL)).astype(np.uint8)
    return observations_of(Grid(areas, (_PERIOD,), tuple(_names()), cells, status))


def _framework() -> Table:
    pillars = [f"pillar {number}" for number in range(_PILLARS)]
    parents = [pillars[number * _PILLARS // _INDICATORS] for number in range(_INDICATORS)]
    return memtable({"element": [*_names(), *pillars, "index"], "parent": [*parents, *["index"] * _PILLARS, None],
                     "weight": [1.0] * (_INDICATORS + _PILLARS + 1)})  # fmt: skip


def _indicators() -> Table:
    return memtable({"indicator": _names(), "direction": [1] * _INDICATORS})


def _settings() -> Settings:
    """Return settings that keep the scale of the values: goalposts at 0 and 100, and values beyond them beyond."""
    ends = {"worst": dict.fromkeys(_names(), 0.0), "best": dict.fromkeys(_names(), 100.0)}
    return Settings(normaliser=Normaliser("linear", ends))


def _design(observations: Table, errors: Floats, rng: np.random.Generator) -> Design:
    drawn = impute_multiple(observations, draws=_IMPUTED, seed=int(rng.integers(2**31)))
    told = pull(_table(errors))
    known = memtable(told.rename_columns(["standard_error" if name == "value" else name for name in told.column_names]))
    return Design((DataError(known), Imputations(drawn), NoisyWeights(_NOISE)))


def _off(data: Path) -> float:
    return abs(simulated_coverage()["score"] - NOMINAL)


REFERENCES: Final[tuple[Reference, ...]] = (
    Reference(name="simulated country: 90 % intervals of scores", source="made countries with known truth",
              tolerance=0.03, difference=_off),
)  # fmt: skip
