"""Areas where a high level and a high exposure to a shock come together, and which of them are under pressure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.exposure.settings import ExposureSettings
from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays, beside, memtable, pull, run_starts

Floats = NDArray[np.float64]

UNDER_PRESSURE = "under_pressure"
UNKNOWN = "unknown"


def coincidence(levels: Table, classes: Table, *, exposure_scores: Table, settings: ExposureSettings) -> Table:
    """Find the areas with a high level that are highly exposed to a shock, and tell which are under pressure.

    Parameters
    ----------
    levels : Table (area, level)
        Load of each area now (more is heavier). Its areas are the city: each gets a row per shock.
    classes : Table (area, class)
        Classes of change, with codes under_pressure, unknown and others.
    exposure_scores : Table (area, shock, score)
        Exposure to each shock, more is worse, in any unit.
    settings : ExposureSettings
        What counts as high.

    Returns
    -------
    Table (shock, area, level, level_rank, class, exposure_score, high_level, under_pressure, high_exposure,
    signals, coincides)
        `level_rank` is 1 for the heaviest level, equals share a rank. Each of the three signs is null where
        unknown; `signals` counts those that are true. `coincides` is of two of them: true when level and exposure
        are both high, false when one is not, and null when it hangs on what is unknown.

    Raises
    ------
    TableError
        If an area has two levels, classes, or scores for one shock.

    Notes
    -----
    High is at or above the value that the given share of the known areas reaches, unless all are equal:
    then none is high. The three signs are shown apart because they are not one scale. Pressure is a sign about
    change, often of a larger area: it stands beside a coincidence and does not decide it.
    """
    pulled = _pull(levels, classes, exposure_scores)
    starts = run_starts(pulled["shock"])
    signs = {
        "high_level": _high_per_run(pulled["level"], starts, settings.high_level_share),
        "under_pressure": _pressure(pulled["class"]),
        "high_exposure": _high_per_run(pulled["exposure_score"], starts, settings.high_exposure_share),
    }
    stacked = np.stack(list(signs.values()))
    flags = {**signs, "coincides": _both(signs["high_level"], signs["high_exposure"])}
    return memtable(pa.table({
        **{name: _text(pulled[name]) for name in ("shock", "area")}, "level": _numbers(pulled["level"]),
        "level_rank": _integers(_per_run(pulled["level"], starts, _ranks)), "class": _text(pulled["class"]),
        "exposure_score": _numbers(pulled["exposure_score"]),
        **{name: _flags(flag) for name, flag in flags.items()}, "signals": _integers((stacked == 1).sum(axis=0)),
    }))  # fmt: skip


def _pull(levels: Table, classes: Table, exposure_scores: Table) -> dict[str, Array]:
    shocks = sorted(set(pull(exposure_scores)["shock"].to_pylist()))
    city = arrays(levels.select("area", "level"), order=["area"])
    rows = {name: np.tile(column, len(shocks)) for name, column in city.items()}
    rows["shock"] = np.repeat(np.array(shocks, dtype=object), len(city["area"]))
    rows |= beside(rows, classes.select("area", "class"), on=["area"])
    rows |= beside(rows, exposure_scores.select("area", "shock", exposure_score="score"), on=["area", "shock"])
    starts = run_starts(rows["shock"], rows["area"])
    if len(starts) < len(rows["area"]):
        raise TableError(
            "{rows} rows stand for {keys} pairs of shock and area. Give one level and class per area, "
            "and one score per area and shock.", rows=len(rows["area"]), keys=len(starts),
        )  # fmt: skip
    return rows


def _pressure(classes: Array) -> Floats:
    """1 under pressure, 0 not, NaN unknown."""
    unknown = np.array([name is None or name == UNKNOWN for name in classes], dtype=bool)
    return np.where(unknown, np.nan, 1.0 * (classes == UNDER_PRESSURE))


def _per_run(values: Floats, starts: NDArray[np.intp], measure: Callable[[Floats], Floats]) -> Floats:
    parts = [measure(part) for part in np.split(values, starts[1:])] if len(starts) else []
    return np.concatenate(parts) if parts else np.zeros(0)


def _high_per_run(values: Floats, starts: NDArray[np.intp], share: float) -> Floats:
    return _per_run(values, starts, lambda part: _high(part, share))


def _high(values: Floats, share: float) -> Floats:
    """1 in the highest share of the known values, 0 below it, NaN unknown."""
    present = values[~np.isnan(values)]
    if not len(present):
        return np.full(len(values), np.nan)
    bar = np.quantile(present, 1 - share, method="higher")
    high = (values >= bar) & (values > present.min())
    return np.where(np.isnan(values), np.nan, 1.0 * high)


def _ranks(values: Floats) -> Floats:
    present = np.sort(values[~np.isnan(values)])
    above = len(present) - np.searchsorted(present, values, side="right")
    return np.where(np.isnan(values), np.nan, 1.0 + above)


def _both(one: Floats, other: Floats) -> Floats:
    """Three-valued and: one false makes it false, else one unknown makes it unknown."""
    unknown = np.isnan(one) | np.isnan(other)
    return np.where((one == 0) | (other == 0), 0.0, np.where(unknown, np.nan, 1.0))


def _text(values: Array) -> pa.Array:
    return pa.array(values, type=pa.string())


def _numbers(values: Array) -> pa.Array:
    return pa.array(values, type=pa.float64(), from_pandas=True)


def _integers(values: Array) -> pa.Array:
    return pa.array(values, type=pa.float64(), from_pandas=True).cast(pa.int64())


def _flags(values: Array) -> pa.Array:
    return pa.array(values, type=pa.float64(), from_pandas=True).cast(pa.bool_())
