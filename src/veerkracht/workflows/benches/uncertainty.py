"""How sure scores and ranks of a country are, and of 51 countries; variance shared out, beside SALib."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Final

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.indicators.uncertainty import (
    Aggregator,
    Aggregators,
    Design,
    NoisyWeights,
    Normaliser,
    Normalisers,
    Settings,
    Treatment,
    Treatments,
    index_sensitivity,
    index_uncertainty,
)
from veerkracht.analysis.indicators.uncertainty._model import directions_of, model_of_grid
from veerkracht.analysis.indicators.uncertainty._sampling import points_of
from veerkracht.analysis.indicators.uncertainty._sobol import indices_of
from veerkracht.analysis.indicators.uncertainty._summaries import Asked
from veerkracht.analysis.indicators.uncertainty._tree import tree_of
from veerkracht.analysis.indicators.uncertainty.simulation import MEMORY_MB, uncertainty_of
from veerkracht.grids import NO_ROW, Grid, observations_of
from veerkracht.tables import Table, memtable, pull
from veerkracht.workflows.benches.work import Run, Work

Floats = NDArray[np.float64]

_AREAS: Final = 14_000
_DRAWS: Final = 1_000
_ABSENT: Final = 0.05
_PILLARS: Final = 8
_SEED: Final = 4
_EXAMPLE: Final = (51, 49)
_EXAMPLE_BASE: Final = 100

_FACTORS, _BASE, _RESAMPLES = 4, 128, 100
_OF_PEER: Final = 50  # outputs that the peer does; its time is divided by their share

DESIGN: Final = Design((
    Treatments(tuple(Treatment(share=share, otherwise="log_ct") for share in (0.002, 0.005, 0.01, 0.02, 0.03))),
    Normalisers((Normaliser("minmax", {"lowest": 1.0, "highest": 100.0}), Normaliser("z", {"mean": 100.0, "sd": 10.0}))),
    NoisyWeights(0.25),
    Aggregators((Aggregator((1.0,)), Aggregator((0.0,)))),
))  # fmt: skip
"""5 treatments x 2 normalisers x weights x 2 aggregators."""


def _country(indicators: int, periods: int) -> Grid:
    """Make skewed values with a part in common, 1 in 20 of them absent."""
    rng = np.random.default_rng(_SEED)
    values = rng.standard_normal((_AREAS, periods, indicators))
    values *= 0.6
    values += 0.5 * rng.standard_normal((_AREAS, 1, 1))
    np.exp(values, out=values)
    absent = rng.random(values.shape, dtype=np.float32) < _ABSENT
    values[absent] = np.nan
    return Grid(
        tuple(f"A{number:05d}" for number in range(_AREAS)), tuple(str(2000 + year) for year in range(periods)),
        tuple(f"I{number:03d}" for number in range(indicators)), values, np.where(absent, np.uint8(NO_ROW), np.uint8(0)),
    )  # fmt: skip


def _framework(indicators: tuple[str, ...]) -> Table:
    """Put indicators in 8 pillars, pillars in 2 halves, and these in the index."""
    pillars = [f"P{number}" for number in range(_PILLARS)]
    parents = [pillars[number % _PILLARS] for number in range(len(indicators))]
    halves = [f"H{2 * number // _PILLARS}" for number in range(_PILLARS)]
    elements = [*indicators, *pillars, "H0", "H1", "index"]
    return memtable({"element": elements, "parent": [*parents, *halves, "index", "index", None],
                     "weight": [1.0] * len(elements)})  # fmt: skip


def _directions(indicators: tuple[str, ...]) -> Table:
    return memtable({"indicator": list(indicators), "direction": [(-1) ** number for number in range(len(indicators))]})


def _sum(table: Table, column: str) -> float:
    return float(pc.sum(pull(table)[column]).as_py())


def _uncertainty() -> Run:
    grid = _country(60, 1)
    observations, framework, indicators = (
        observations_of(grid),
        _framework(grid.indicators),
        _directions(grid.indicators),
    )

    def run() -> float:
        found = index_uncertainty(
            observations, framework, indicators=indicators, design=DESIGN, draws=_DRAWS, seed=_SEED
        )
        return _sum(found, "rank_mean")

    return run


def _panel(periods: int) -> Run:
    """Years together, from the grid on: the long table of 28 million rows would take longer to lay out."""
    grid = _country(100, periods)
    tree, asked = tree_of(_framework(grid.indicators)), Asked(0.1, (), (0.05, 0.95, 0.5), MEMORY_MB)
    directions = directions_of(_directions(grid.indicators), grid.indicators)

    def run() -> float:
        model = model_of_grid(grid, tree, directions=directions, settings=Settings(), design=DESIGN, seed=_SEED)
        found = uncertainty_of(model, points_of(DESIGN, draws=_DRAWS, seed=_SEED), asked)
        return _sum(found, "rank_mean")

    return run


def _example() -> Run:
    """The size of the worked example of the Joint Research Centre, whose own draws `check references` replays."""
    import_module("scipy.stats")  # loads at the first draw of a process; the bar counts after imports
    areas, names = _EXAMPLE
    values = np.exp(0.6 * np.random.default_rng(_SEED).standard_normal((areas, 1, names)))
    grid = Grid(tuple(f"A{number:02d}" for number in range(areas)), ("2018",), tuple(f"I{number:02d}" for number in range(names)),
                values, np.zeros(values.shape, np.uint8))  # fmt: skip
    observations, framework, indicators = (
        observations_of(grid),
        _framework(grid.indicators),
        _directions(grid.indicators),
    )
    treatments = Treatments(tuple(Treatment(points=points, otherwise="log_ct") for points in range(1, 6)))
    design = Design((treatments, *DESIGN.factors[1:]))

    def run() -> float:
        told = index_uncertainty(observations, framework, indicators=indicators, design=design, seed=_SEED,
                                 draws=_EXAMPLE_BASE * (_FACTORS + 2))  # fmt: skip
        shares = index_sensitivity(observations, framework, indicators=indicators, design=design, base=_EXAMPLE_BASE,
                                   seed=_SEED, resamples=_RESAMPLES)  # fmt: skip
        return _sum(told, "rank_mean") + _sum(shares, "total")

    return run


def _outputs(count: int) -> Floats:
    """Make outputs x runs, in blocks A, B and A with each factor from B: a sum with a product, other for each output."""
    points = np.random.default_rng(_SEED).random((2, _BASE, _FACTORS))
    mixed = [np.where(np.arange(_FACTORS) == factor, points[1], points[0]) for factor in range(_FACTORS)]
    runs = np.concatenate([points[0], points[1], *mixed])
    slopes = np.random.default_rng(_SEED + 1).random((_AREAS, _FACTORS))[:count]
    return np.asarray(50.0 + slopes @ runs.T + np.outer(slopes[:, 0], runs[:, 1] * runs[:, 2]))


def _indices() -> Run:
    outputs = _outputs(_AREAS)

    def run() -> float:
        found = indices_of(outputs, _FACTORS, resamples=_RESAMPLES, seed=_SEED)
        return float((found.first + found.total)[:_OF_PEER].sum())

    return run


def _indices_of_peer() -> Run:
    from SALib.analyze import sobol

    blocks = _outputs(_OF_PEER).reshape(_OF_PEER, _FACTORS + 2, _BASE)
    rows = (
        np.concatenate([blocks[:, :1], blocks[:, 2:], blocks[:, 1:2]], axis=1).transpose(0, 2, 1).reshape(_OF_PEER, -1)
    )
    problem = {"num_vars": _FACTORS, "names": list("abcd"), "bounds": [[0.0, 1.0]] * _FACTORS}
    to_ours = (2 * _BASE - 1) / (2 * _BASE)  # the peer divides by n, we by n - 1

    def run() -> float:
        found = [
            sobol.analyze(problem, row, calc_second_order=False, num_resamples=_RESAMPLES, seed=_SEED) for row in rows
        ]
        return float(sum(np.sum(one["S1"]) + np.sum(one["ST"]) for one in found) * to_ours)

    return run


WORKS = (
    Work("uncertainty_14k_60", "Uncertainty of 14,000 areas by 60 indicators, 1,000 draws, table in and table out", "cpu_s",
         bar=6.6, stretch=2.6, prepare=_uncertainty, memory_mb=1500),
    Work("asem_600", "Uncertainty and sensitivity of 51 countries by 49 indicators, 600 draws each, every unit, new process",
         "cpu_s", bar=0.15, stretch=0.07, prepare=_example, warm=0),
    Work("asem_600_warm", "The same, warm", "cpu_s", bar=0.15, stretch=0.07, prepare=_example),
    Work("uncertainty_20_years", "Uncertainty of 14,000 areas by 100 indicators by 20 years, 1,000 draws streamed", "wall_s",
         bar=180, stretch=60, prepare=partial(_panel, 20), memory_mb=3000, warm=0),
    Work("sobol_14k", "First-order and total shares of 14,000 outputs, 4 factors, 128 rows, 100 resamples", "times_peer",
         bar=50, stretch=130, prepare=_indices, prepare_peer=_indices_of_peer, tolerance=1e-12,
         share_of_peer=_OF_PEER / _AREAS),
)  # fmt: skip
