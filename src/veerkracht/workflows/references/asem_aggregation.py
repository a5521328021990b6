"""Groups and index, places, outranking and growth of the worked example of the Joint Research Centre."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final, Literal

import numpy as np

from veerkracht.analysis.indicators import (
    aggregate_tree,
    copeland_scores,
    effective_weights,
    growth,
    outranking_matrix,
    ranks,
)
from veerkracht.analysis.indicators.aggregation import PowerMean
from veerkracht.analysis.indicators.aggregation.aggregators import Method
from veerkracht.connectors.composite_example import (
    PERIOD,
    expected_panel,
    expected_texts,
    expected_values,
    read_example_framework,
    read_example_indicators,
    read_example_units,
)
from veerkracht.grids import STATUSES, Grid, grid_of, observations_of
from veerkracht.tables import Array, Status, Table, pull
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES", "example", "scores_of"]

FOLDER: Final = "composite_indicator_asem"
SOURCE: Final = "COINr 1.1.14, worked example ASEM"
_YEARS: Final = ("2018", "2019", "2020", "2021", "2022")
_MEANS: Final[dict[str, Method]] = {
    "agg_amean": "arithmetic",
    "agg_gmean": "geometric",
    "agg_hmean": "harmonic",
    "agg_genmean_p2": PowerMean(2.0),
    "agg_genmean_pm05": PowerMean(-0.5),
}


@cache
def example(data: Path) -> tuple[Path, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the folder of the example, its areas, its indicators and its groups, in the order of the source."""
    folder = data / FOLDER
    areas = pull(read_example_units(folder))["area"].to_pylist()
    indicators = pull(read_example_indicators(folder))["indicator"].to_pylist()
    elements = pull(read_example_framework(folder))["element"].to_pylist()
    return folder, tuple(areas), tuple(indicators), tuple(name for name in elements if name not in indicators)


def scores_of(data: Path, name: str, columns: Sequence[str]) -> Table:
    """Return one expected step of the example as scores."""
    folder, areas, _, _ = example(data)
    values = expected_values(folder, name, rows=areas, columns=columns)[:, None, :]
    return _table(areas, (PERIOD,), columns, values)


def _table(areas: Sequence[str], periods: Sequence[str], columns: Sequence[str], values: Array) -> Table:
    absent = STATUSES.index(Status.MISSING)
    status = np.where(np.isnan(values), absent, 0).astype(np.uint8)
    return observations_of(Grid(tuple(areas), tuple(periods), tuple(columns), values, status), value="score")


def _laid_out(scores: Table, areas: Sequence[str], columns: Sequence[str]) -> Array:
    return grid_of(scores, value="score", areas=areas, indicators=columns).values[:, 0]


def _tree_difference(data: Path, *, start: str, answer: str, method: Method) -> float:
    folder, areas, indicators, groups = example(data)
    found = aggregate_tree(scores_of(data, start, indicators), read_example_framework(folder), method=method,
                           least_coverage=0.0)  # fmt: skip
    published = expected_values(folder, answer, rows=areas, columns=groups)
    return largest_difference(_laid_out(found, areas, groups), published)


def _ranks_difference(data: Path) -> float:
    folder, areas, indicators, groups = example(data)
    scores = scores_of(data, "aggregated", [*indicators, *groups])
    places = ranks(scores).select("area", "period", "indicator", score="rank")
    published = expected_values(folder, "ranks", rows=areas, columns=[*indicators, *groups])
    return largest_difference(_laid_out(places, areas, [*indicators, *groups]), published)


def _results_difference(data: Path) -> float:
    """Hold index, groups and place of the index against the published list of results."""
    folder, areas, indicators, groups = example(data)
    index = aggregate_tree(scores_of(data, "normalised", indicators), read_example_framework(folder))
    place = ranks(index.filter(index.indicator == "Index")).select("area", "period", "indicator", score="rank")
    found = np.column_stack([_laid_out(place, areas, ["Index"]), _laid_out(index, areas, groups)])
    published = expected_values(folder, "results_full_scores", rows=areas, columns=["Rank", *groups])
    return largest_difference(found, published)


def _copeland_difference(data: Path) -> float:
    folder, areas, indicators, _ = example(data)
    scores, framework = scores_of(data, "norm_minmax", indicators), read_example_framework(folder)
    heads = [name for name in expected_texts(folder, "agg_copeland_pillars_direct") if name != "uCode"]
    found = [copeland_scores(scores, framework, group=pillar) for pillar in heads]
    columns = [_laid_out(one, areas, [pillar])[:, 0] for one, pillar in zip(found, heads, strict=True)]
    published = expected_values(folder, "agg_copeland_pillars_direct", rows=areas, columns=heads)
    return largest_difference(np.column_stack(columns), published)


def _outranking_difference(data: Path) -> float:
    folder, areas, indicators, _ = example(data)
    pairs = outranking_matrix(scores_of(data, "norm_minmax", indicators), read_example_framework(folder),
                              group="ConEcFin", period=PERIOD)  # fmt: skip
    rows = pull(pairs.order_by("area", "other"))
    found = np.zeros((len(areas), len(areas)))
    at = [np.array([areas.index(name) for name in rows[column].to_pylist()]) for column in ("area", "other")]
    found[at[0], at[1]] = rows["share"].to_numpy()
    texts = expected_texts(folder, "outrank_matrix_ConEcFin")
    order = [texts["uCode"].index(area) for area in areas]
    published = np.array([[float(text) for text in texts[f"V{number + 1}"]] for number in order]).T[order]
    return largest_difference(found, published)


def _effective_difference(data: Path) -> float:
    folder, _, indicators, groups = example(data)
    rows = pull(effective_weights(read_example_framework(folder)))
    found = dict(zip(rows["element"].to_pylist(), rows["effective"].to_pylist(), strict=True))
    names = [*indicators, *groups]
    published = expected_values(folder, "effective_weights", rows=names, columns=["EffWeight"], key="iCode")
    return largest_difference(np.array([found[name] for name in names]), published[:, 0])


def _panel(data: Path, columns: Sequence[str]) -> tuple[Path, list[str], Array]:
    folder = example(data)[0]
    areas = sorted(set(expected_texts(folder, "panel_trend_CAGR_Index")["Trends.uCode"]))
    values = expected_panel(folder, "panel_aggregated_globalnorm", areas=areas, periods=_YEARS, columns=columns)
    return folder, areas, values


def _panel_difference(data: Path) -> float:
    _, _, indicators, groups = example(data)
    folder, areas, values = _panel(data, indicators)
    found = aggregate_tree(_table(areas, _YEARS, indicators, values), read_example_framework(folder),
                           least_coverage=0.0)  # fmt: skip
    laid = grid_of(found, value="score", areas=areas, periods=_YEARS, indicators=groups).values
    return largest_difference(laid, _panel(data, groups)[2])


def _growth_difference(
    data: Path, *, answer: str, column: str, method: Literal["compound", "linear"], per: float
) -> float:
    folder, areas, values = _panel(data, ["Index"])
    rows = pull(growth(_table(areas, _YEARS, ["Index"], values), method=method).order_by("area"))
    found = np.column_stack([rows["growth"].to_numpy() / per, rows["coverage"].to_numpy()])
    published = expected_values(folder, answer, rows=areas, columns=[column, "Trends.Avail"], key="Trends.uCode")
    return largest_difference(found, published)


def _reference(name: str, difference: Callable[[Path], float], tolerance: float = 1e-9) -> Reference:
    return Reference(name=f"asem {name}", source=SOURCE, tolerance=tolerance, difference=difference)


_TREES: Final[tuple[tuple[str, str, Method], ...]] = (
    ("aggregated", "normalised", "arithmetic"),
    *((answer, "norm_minmax", method) for answer, method in _MEANS.items()),
)

REFERENCES: Final[tuple[Reference, ...]] = (
    *(_reference(answer, partial(_tree_difference, start=start, answer=answer, method=method))
      for answer, start, method in _TREES),
    _reference("ranks", _ranks_difference, 0.0),
    _reference("results_full_scores", _results_difference),
    _reference("agg_copeland_pillars_direct", _copeland_difference, 0.0),
    _reference("outrank_matrix_ConEcFin", _outranking_difference, 1e-12),
    _reference("effective_weights", _effective_difference),
    _reference("panel_aggregated_globalnorm", _panel_difference),
    _reference("panel_trend_CAGR_Index", partial(
        _growth_difference, answer="panel_trend_CAGR_Index", column="Trends.CAGR", method="compound", per=100.0)),
    _reference("panel_trend_prc_change_Index", partial(
        _growth_difference, answer="panel_trend_prc_change_Index", column="Trends.prc_change", method="linear", per=1.0)),
)  # fmt: skip
