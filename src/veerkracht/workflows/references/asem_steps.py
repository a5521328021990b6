"""First steps of the worked example: from the raw table to scores, each step on what the step before it gave.

Scores and statistics are taken of tables as published: the raw table carries 15 digits and the published steps 17, so
that values which are equal in one can differ in the other, and ranks are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Final

import numpy as np

from veerkracht.analysis.indicators import (
    Treated,
    denominate,
    impute_group_mean,
    impute_group_median,
    impute_mean,
    impute_median,
    indicator_statistics,
    normalise_borda,
    normalise_distance_to_maximum,
    normalise_distance_to_reference,
    normalise_distance_to_target,
    normalise_fraction_of_maximum,
    normalise_goalposts,
    normalise_linear,
    normalise_percentile_rank,
    normalise_range,
    normalise_rank,
    normalise_z,
    screen_areas,
    transform_indicators,
    treat_outliers,
    winsorise_outliers,
)
from veerkracht.connectors.composite_example import (
    PERIOD,
    expected_flags,
    expected_panel,
    expected_texts,
    expected_values,
    read_example_denominators,
    read_example_goalposts,
    read_example_groups,
    read_example_indicators,
    read_example_observations,
    read_example_panel,
)
from veerkracht.grids import NO_ROW, Grid, grid_of, observations_of
from veerkracht.tables import OBSERVATIONS, Array, Table, memtable, pull, stack
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES", "treated_example"]

FOLDER: Final = "composite_indicator_asem"
SOURCE: Final = "COINr 1.1.14, worked example ASEM"
_MOST: Final = 5  # values that the example winsorises
_REFERENCE_AREA: Final = "BGR"  # row 5 of the example, in alphabetical order
_SCALE_END: Final = 50.0  # the example scales 0 to 50 as 0 to 100
_STATISTICS: Final = {
    "Min": "low", "Max": "high", "Mean": "mean", "Median": "median", "Std": "sd", "Skew": "skewness",
    "Kurt": "kurtosis", "N.Avail": "present", "N.NonZero": "not_zero", "N.Unique": "distinct",
    "N.Same": "most_frequent", "Frc.Avail": "share_present", "Frc.NonZero": "share_not_zero",
    "Frc.Unique": "share_distinct", "Frc.Same": "share_most_frequent",
}  # fmt: skip
_MARKS: Final = {
    "Flag.Avail": "few_present", "Flag.NonZero": "many_zeros", "Flag.Unique": "few_distinct",
    "Flag.SkewKurt": "outlying",
}  # fmt: skip

Step = Callable[[Path], Table]


@cache
def _keys(data: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    grid = grid_of(read_example_observations(data / FOLDER))
    return grid.areas, grid.indicators


def _off(found: Array, published: Array) -> float:
    """Return the largest difference, relative to the largest published value of the column."""
    size = np.fmax.reduce(np.abs(published), axis=0)
    scale = np.where(size > 0.0, size, 1.0)
    return largest_difference(found / scale, published / scale)


def _difference(data: Path, *, answer: str, step: Step) -> float:
    areas, indicators = _keys(data)
    table = step(data)
    value = "score" if "score" in table.columns else "value"
    found = grid_of(table, value=value, areas=areas, indicators=indicators).values[:, 0]
    return _off(found, expected_values(data / FOLDER, answer, rows=areas, columns=indicators))


def _raw(data: Path) -> Table:
    return read_example_observations(data / FOLDER)


def _denominated(data: Path) -> Table:
    folder = data / FOLDER
    return denominate(_raw(data), read_example_denominators(folder), indicators=read_example_indicators(folder))


def _groups(data: Path, grouping: str) -> Table:
    groups = read_example_groups(data / FOLDER)
    return groups.filter(groups.grouping == grouping)


@cache
def _imputed(data: Path) -> Table:
    return impute_group_mean(_denominated(data), _groups(data, "EurAsia_group"))


def _screened(data: Path) -> Table:
    return screen_areas(_imputed(data)).observations


@cache
def treated_example(data: Path) -> Treated:
    """Return the example up to its treatment, with what was done to each indicator."""
    return treat_outliers(_screened(data), most=_MOST)


def _normalised(data: Path, *, of: Callable[[Table, Table], Table]) -> Table:
    return of(_treated(data), read_example_indicators(data / FOLDER))


@cache
def _treated(data: Path) -> Table:
    return _published(data, "treated")


def _published(data: Path, step: str) -> Table:
    areas, indicators = _keys(data)
    values = expected_values(data / FOLDER, step, rows=areas, columns=indicators)[:, None]
    status = np.where(np.isnan(values), NO_ROW, 0).astype(np.uint8)
    return observations_of(Grid(areas, (PERIOD,), indicators, values, status))


def _between(data: Path) -> Table:
    """Return the scores between published goalposts, checked against the directions."""
    folder = data / FOLDER
    return normalise_goalposts(
        _treated(data), read_example_goalposts(folder), indicators=read_example_indicators(folder)
    )


def _scaled(data: Path) -> Table:
    signs = read_example_indicators(data / FOLDER).select("indicator", "direction")
    posts = signs.select("indicator", worst=signs.direction * 0.0, best=signs.direction * _SCALE_END)
    return normalise_linear(_treated(data), posts)


def _to_target(data: Path) -> Table:
    folder = data / FOLDER
    targets = read_example_goalposts(folder).select("indicator", target="best")
    return normalise_distance_to_target(_treated(data), read_example_indicators(folder), targets=targets)


def _statistics(table: Table, indicators: tuple[str, ...], names: Mapping[str, str]) -> Array:
    rows = pull(table.order_by("indicator"))
    place = [rows["indicator"].to_pylist().index(name) for name in indicators]
    return np.column_stack([rows[name].to_numpy().astype(float)[place] for name in names.values()])


def _shape_difference(data: Path) -> float:
    indicators = _keys(data)[1]
    names = {"skew": "skewness", "kurt": "kurtosis"}
    published = expected_values(data / FOLDER, "skew_kurt", rows=indicators, columns=list(names), key="iCode")
    return _off(_statistics(indicator_statistics(_screened(data)), indicators, names), published)


def _statistics_difference(data: Path) -> float:
    """Hold the numbers and the marks of every indicator against the published ones."""
    indicators, folder = _keys(data)[1], data / FOLDER
    described = indicator_statistics(_published(data, "raw"))
    published = expected_values(folder, "stats_raw", rows=indicators, columns=list(_STATISTICS), key="iCode")
    texts = expected_texts(folder, "stats_raw")
    order = [texts["iCode"].index(name) for name in indicators]
    marks = np.column_stack([[float(texts[name][at] != "ok") for at in order] for name in _MARKS])
    marked = largest_difference(_statistics(described, indicators, _MARKS), marks)
    return max(_off(_statistics(described, indicators, _STATISTICS), published), marked)


def _details_difference(data: Path) -> float:
    """Hold what is told of each treatment against the published details."""
    indicators, folder = _keys(data)[1], data / FOLDER
    names = {"check_SkewKurt0.Skew": "skewness_before", "check_SkewKurt0.Kurt": "kurtosis_before",
             "check_SkewKurt1.Skew": "skewness_after", "check_SkewKurt1.Kurt": "kurtosis_after",
             "winsorise.nwin": "moved"}  # fmt: skip
    published = expected_values(folder, "treated_details", rows=indicators, columns=list(names), key="iCode")
    told = treated_example(data).told
    found = _statistics(told, indicators, names)
    passed = [flag is not False for flag in expected_flags(
        folder, "treated_details", rows=indicators, column="check_SkewKurt1.Pass", key="iCode")]  # fmt: skip
    still = _statistics(told, indicators, {"still": "still_outlying"})[:, 0]
    touched = found[:, 4] > 0  # of an indicator that was left alone the example publishes nothing afterwards
    found[~touched, 2:] = np.nan
    return max(_off(found, published), largest_difference(1.0 - still, np.array(passed, dtype=float)))


def _fraction_difference(data: Path) -> float:
    """Hold fractions of the maximum against the published ones, which score more than 1 where lower is better.

    There the other package divides x by the minimum, so that the worse scores the higher; its answer is the inverse
    of ours. An area that is the minimum of 0 has no published answer, and scores 1 here.
    """
    areas, indicators = _keys(data)
    rows = pull(read_example_indicators(data / FOLDER)).to_pylist()
    direction = np.array([{row["indicator"]: row["direction"] for row in rows}[name] for name in indicators])
    found = grid_of(_normalised(data, of=normalise_fraction_of_maximum), value="score", areas=areas,
                    indicators=indicators).values[:, 0]  # fmt: skip
    published = expected_values(data / FOLDER, "norm_fracmax", rows=areas, columns=indicators)
    inverse = np.divide(1.0, published, out=np.ones_like(published), where=~np.isnan(published) & (published != 0.0))
    return _off(found, np.where(direction > 0, published, inverse))


def _panel_difference(data: Path) -> float:
    """Hold five years, screened, treated year by year and normalised together, against the published panel."""
    indicators, folder = _keys(data)[1], data / FOLDER
    kept = screen_areas(read_example_panel(folder)).observations
    years = sorted(set(pull(kept.select("period"))["period"].to_pylist()))
    each = [treat_outliers(kept.filter(kept.period == year), most=_MOST).observations for year in years]
    treated = stack([_with_source(table) for table in each], OBSERVATIONS)
    grid = grid_of(normalise_range(treated, read_example_indicators(folder)), value="score", indicators=indicators)
    published = expected_panel(folder, "panel_aggregated_globalnorm", areas=grid.areas, periods=grid.periods,
                               columns=indicators)  # fmt: skip
    return _off(grid.panel(), published.reshape(-1, len(indicators)))


def _with_source(table: Table) -> Table:
    rows = pull(table)
    return memtable({**{name: rows[name] for name in rows.column_names}, "source": ["asem"] * len(rows)})


def _imputed_by(data: Path, *, of: Callable[[Table], Table]) -> Table:
    return of(_denominated(data))


def _treated_by(data: Path, *, of: Callable[[Table], Treated]) -> Table:
    return of(_screened(data)).observations


def _group_median(data: Path) -> Table:
    return impute_group_median(_denominated(data), _groups(data, "GDP_group"))


_EXACT: Final = 0.0
_STEPS: Final[tuple[tuple[str, Step, float], ...]] = (
    ("raw", _raw, 1e-12),
    ("denominated", _denominated, 1e-12),
    ("imputed", _imputed, 1e-12),
    ("screened", _screened, 1e-12),
    ("impute_mean", partial(_imputed_by, of=impute_mean), 1e-12),
    ("impute_median", partial(_imputed_by, of=impute_median), 1e-12),
    ("impute_median_GDPgroup", _group_median, 1e-12),
    *((f"treat_winsorise_w{most}", partial(_treated_by, of=partial(winsorise_outliers, most=most)), 1e-9)
      for most in (1, 3, 5, 10)),
    ("treat_log_CT", partial(_treated_by, of=partial(transform_indicators, transform="log_ct")), 1e-9),
    ("treat_log_CT_plus", partial(_treated_by, of=partial(transform_indicators, transform="log_ct_plus")), 1e-9),
    ("treat_boxcox_l05", partial(_treated_by, of=partial(transform_indicators, transform="box_cox", power=0.5)), 1e-9),
    ("treated", lambda data: treated_example(data).observations, 1e-9),
    ("normalised", partial(_normalised, of=normalise_range), 1e-9),
    ("norm_minmax", partial(_normalised, of=partial(normalise_range, lowest=1.0)), 1e-9),
    ("norm_zscore", partial(_normalised, of=partial(normalise_z, mean=10.0, sd=2.0)), 1e-9),
    ("norm_scaled", _scaled, 1e-9),
    ("norm_dist2max", partial(_normalised, of=normalise_distance_to_maximum), 1e-9),
    ("norm_dist2ref", partial(_normalised, of=partial(normalise_distance_to_reference, area=_REFERENCE_AREA)), 1e-9),
    ("norm_dist2targ", _to_target, 1e-9),
    ("norm_goalposts", _between, 1e-9),
    ("norm_prank", partial(_normalised, of=normalise_percentile_rank), 1e-9),
    ("norm_rank", partial(_normalised, of=normalise_rank), _EXACT),
    ("norm_borda", partial(_normalised, of=normalise_borda), _EXACT),
)  # fmt: skip


def _reference(name: str, difference: Callable[[Path], float], tolerance: float = 1e-9) -> Reference:
    return Reference(name=f"asem {name}", source=SOURCE, tolerance=tolerance, difference=difference)


REFERENCES: Final[tuple[Reference, ...]] = (
    *(_reference(answer, partial(_difference, answer=answer, step=step), tolerance)
      for answer, step, tolerance in _STEPS),
    _reference("norm_fracmax", _fraction_difference),
    _reference("skew_kurt", _shape_difference),
    _reference("stats_raw", _statistics_difference),
    _reference("treated_details", _details_difference),
    _reference("panel scores", _panel_difference),
)  # fmt: skip
