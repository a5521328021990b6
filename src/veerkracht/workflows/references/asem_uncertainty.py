"""The analyses of uncertainty and sensitivity of the worked example of the Joint Research Centre, replayed draw by draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Final, Literal

import numpy as np

from veerkracht.analysis.indicators.uncertainty import (
    Aggregator,
    Aggregators,
    Design,
    Normaliser,
    Normalisers,
    Settings,
    Treatment,
    Treatments,
    WeightSets,
    index_draws,
    index_sensitivity,
    index_uncertainty,
)
from veerkracht.connectors.composite_example import (
    PERIOD,
    expected_texts,
    expected_values,
    read_example_framework,
    read_example_indicators,
    read_example_units,
    read_example_weights,
)
from veerkracht.grids import STATUSES, Grid, observations_of
from veerkracht.tables import Array, Table, arrays, memtable, pull
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["ASEM", "BASE", "FACTORS", "REFERENCES", "SETTINGS", "Analysis", "asem_design", "asem_index"]

Analysis = Literal["ua", "sa"]

ASEM: Final = "composite_indicator_asem"
BASE: Final = 100
"""Rows of each block of the sensitivity analysis."""
FACTORS: Final = ("Winmax", "Normalisation", "Weights", "Aggregation")
"""Names of the factors as they are published."""
SOURCE: Final = "COINr 1.1.14, worked example ASEM"
_DRAWS: Final = {"ua": 100, "sa": 600}
_TOLD: Final = {
    "ua": 100,
    "sa": 2 * BASE,
}  # the draws that statistics of ranks are of: without blocks AB, which lean on A
_MOST: Final = 5
_MINMAX: Final = Normaliser("minmax", {"lowest": 1.0, "highest": 100.0})
_Z: Final = Normaliser("z", {"mean": 10.0, "sd": 2.0})
SETTINGS: Final = Settings(treatment=Treatment(points=_MOST, otherwise="log_ct"))
"""The published index: at most five values winsorised, min-max from 0 to 100, arithmetic means."""
_LEVELS: Final = {
    "winmax": {str(points): points - 1 for points in range(1, _MOST + 1)},
    "normalisation": {"n_minmax": 0, "n_zscore": 1},
    "weights_set": {str(number): number - 1 for number in range(1, 101)},
    "aggregation": {"a_amean": 0, "a_gmean": 1},
}


@cache
def asem_index(data: Path) -> tuple[Table, Table, Table]:
    """Return the observations (imputed and screened), the framework and the indicators of the example."""
    folder = data / ASEM
    indicators = read_example_indicators(folder)
    names, areas = pull(indicators)["indicator"].to_pylist(), _areas(folder)
    values = expected_values(folder, "screened", rows=areas, columns=names)[:, None, :]
    status = np.full(values.shape, STATUSES.index("A"), np.uint8)
    observations = observations_of(Grid(tuple(areas), (PERIOD,), tuple(names), values, status))
    directions = memtable(pull(indicators.select("indicator", "direction")))
    return observations, memtable(pull(read_example_framework(folder))), directions


@cache
def asem_design(data: Path, analysis: Analysis) -> Design:
    """Return the factors of the example with the published draws of one of its two analyses."""
    folder = data / ASEM
    parameters = expected_texts(folder, f"{analysis}_params_{_DRAWS[analysis]}")
    points = np.column_stack([[(levels[text] + 0.5) / len(levels) for text in parameters[name]]
                              for name, levels in _LEVELS.items()])  # fmt: skip
    draws = len(points)
    table = memtable({
        "draw": np.repeat(np.arange(1, draws + 1), len(FACTORS)), "factor": list(FACTORS) * draws,
        "point": points.ravel(),
    })  # fmt: skip
    treatments = tuple(Treatment(points=points, otherwise="log_ct") for points in range(1, _MOST + 1))
    factors = (Treatments(treatments, FACTORS[0]), Normalisers((_MINMAX, _Z), FACTORS[1]),
               WeightSets(_weight_sets(folder), FACTORS[2]),
               Aggregators((Aggregator((1.0,)), Aggregator((0.0,))), FACTORS[3]))  # fmt: skip
    return Design(factors, points=table)


def _weight_sets(folder: Path) -> Table:
    return memtable(pull(read_example_weights(folder, drawn=True)).select(["draw", "element", "weight"]))


def _areas(folder: Path) -> list[str]:
    return sorted(pull(read_example_units(folder))["area"].to_pylist())


@cache
def _draws(data: Path, analysis: Analysis) -> dict[str, Array]:
    """Return scores and ranks (areas x draws), the published index first."""
    observations, framework, indicators = asem_index(data)
    draws = _DRAWS[analysis]
    found = index_draws(observations, framework, indicators=indicators, settings=SETTINGS, draws=draws, seed=0,
                        design=asem_design(data, analysis))  # fmt: skip
    rows = arrays(found, order=["area", "draw"])
    return {name: rows[name].reshape(-1, draws + 1) for name in ("score", "rank")}


def _draws_difference(data: Path, *, analysis: Analysis, name: str, what: str) -> float:
    draws = _DRAWS[analysis]
    columns = ["Nominal", *(f"r_{number}" for number in range(1, draws + 1))]
    published = expected_values(data / ASEM, f"{analysis}_{name}_{draws}", rows=_areas(data / ASEM), columns=columns)
    return largest_difference(_draws(data, analysis)[what], published)


def _statistics_difference(data: Path, *, analysis: Analysis) -> float:
    observations, framework, indicators = asem_index(data)
    found = index_uncertainty(observations, framework, indicators=indicators, settings=SETTINGS, seed=0,
                              draws=_TOLD[analysis], design=asem_design(data, analysis))  # fmt: skip
    rows = arrays(found, order=["area"])
    names = ("rank", "rank_mean", "rank_median", "rank_lower", "rank_upper")
    published = expected_values(data / ASEM, f"{analysis}_rankstats_{_DRAWS[analysis]}", rows=_areas(data / ASEM),
                                columns=["Nominal", "Mean", "Median", "Q5", "Q95"])  # fmt: skip
    return largest_difference(np.column_stack([rows[name].astype(float) for name in names]), published)


def _shift_difference(data: Path) -> float:
    published = np.array([float(text) for text in expected_texts(data / ASEM, "sa_target_mean_abs_rank_change")["y"]])
    ranks = _draws(data, "sa")["rank"].astype(float)
    return largest_difference(np.abs(ranks[:, 1:] - ranks[:, :1]).mean(axis=0), published)


@cache
def _indices(data: Path) -> Array:
    """Return Si, STi and their bounds (factors x 6) of the mean shift of ranks."""
    observations, framework, indicators = asem_index(data)
    found = index_sensitivity(observations, framework, indicators=indicators, settings=SETTINGS, base=BASE, seed=1,
                              design=asem_design(data, "sa"), centring="none", resamples=1000)  # fmt: skip
    rows = arrays(found.filter(found.output == "mean_rank_shift"), order=["factor"])
    names = ("first", "total", "first_lower", "first_upper", "total_lower", "total_upper")
    order = [list(rows["factor"]).index(factor) for factor in FACTORS]
    return np.column_stack([rows[name] for name in names])[order]


def _indices_difference(data: Path, *, columns: slice) -> float:
    names = ["Si", "STi", "Si_q5", "Si_q95", "STi_q5", "STi_q95"][columns]
    published = expected_values(data / ASEM, "sa_sensitivity_600", rows=FACTORS, columns=names, key="Variable")
    return largest_difference(_indices(data)[:, columns], published)


def _reference(name: str, tolerance: float, difference: Callable[[Path], float]) -> Reference:
    return Reference(name=f"asem {name}", source=SOURCE, tolerance=tolerance, difference=difference)


REFERENCES: Final[tuple[Reference, ...]] = (
    _reference("ua_scores_100", 1e-9, partial(_draws_difference, analysis="ua", name="scores", what="score")),
    _reference("ua_ranks_100", 0.0, partial(_draws_difference, analysis="ua", name="ranks", what="rank")),
    _reference("ua_rankstats_100", 1e-9, partial(_statistics_difference, analysis="ua")),
    _reference("sa_scores_600", 1e-9, partial(_draws_difference, analysis="sa", name="scores", what="score")),
    _reference("sa_rankstats_600", 1e-9, partial(_statistics_difference, analysis="sa")),
    _reference("sa_target_mean_abs_rank_change", 1e-9, _shift_difference),
    _reference("sa_sensitivity_600 indices", 1e-9, partial(_indices_difference, columns=slice(0, 2))),
    # the published bounds are of a bootstrap with another seed, and without the variance drawn anew
    _reference("sa_sensitivity_600 bounds", 0.05, partial(_indices_difference, columns=slice(2, 6))),
)
