"""Unbroken yearly series out of observations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Array, Status, Table, arrays, run_starts

_SERIES: Final = ("source", "area", "indicator")
_KEY: Final = ("area", "period", "indicator", "source")


@dataclass(frozen=True)
class Series:
    """The points that may be used, series after series in order of time.

    `starts` and `points` place each series in `year`, `value`, `variance` and `known`; `keys` name it.
    """

    keys: dict[str, Array]
    starts: NDArray[np.intp]
    points: NDArray[np.int64]
    year: NDArray[np.float64]
    value: NDArray[np.float64]
    variance: NDArray[np.float64]
    known: NDArray[np.bool_]


def unbroken_series(observations: Table, indicators: Table, *, errors: Table | None) -> Series:
    """Keep the present points of each series from its last break on, with what is known of their error."""
    rows = arrays(_with_noise(observations, indicators, errors), order=(*_SERIES, "period"))
    _check(rows)
    starts = run_starts(*(rows[name] for name in _SERIES))
    usable = ~np.isnan(rows["value"]) & _after_last_break(rows["status"], starts)
    points = np.add.reduceat(usable, starts, dtype=np.int64) if len(starts) else np.zeros(0, dtype=np.int64)
    variance, known = _variance(rows)
    return Series(
        keys={name: rows[name][starts] for name in _SERIES}, starts=np.cumsum(points) - points, points=points,
        year=rows["period"][usable].astype(float), value=rows["value"][usable], variance=variance[usable],
        known=known[usable],
    )  # fmt: skip


def _with_noise(observations: Table, indicators: Table, errors: Table | None) -> Table:
    catalogue = indicators.select("indicator", "kind", "noise", "rounding")
    joined = observations.left_join(catalogue, "indicator").drop("indicator_right")
    if errors is None:
        return joined
    published = errors.select(*_KEY, "standard_error")
    return joined.left_join(published, _KEY).drop(*(f"{name}_right" for name in _KEY))


def _check(rows: dict[str, Array]) -> None:
    wrong = [period for period in rows["period"] if len(period) != 4 or not period.isdigit()]
    if wrong:
        raise TableError("Period {period} is not a year ({rows} rows). Add up months to years before a trend.",
                         period=wrong[0], rows=len(wrong))  # fmt: skip
    starts = run_starts(*(rows[name] for name in (*_SERIES, "period")))
    if len(starts) < len(rows["period"]):
        raise TableError("{rows} observations stand for {keys} keys of {key}. Keep one row per key.",
                         rows=len(rows["period"]), keys=len(starts), key=", ".join(_KEY))  # fmt: skip


def _after_last_break(status: Array, starts: NDArray[np.intp]) -> NDArray[np.bool_]:
    if not len(starts):
        return np.zeros(0, dtype=bool)
    rows = np.arange(len(status))
    last = np.maximum.reduceat(np.where(status == Status.BREAK, rows, 0), starts)
    return np.asarray(rows >= np.repeat(last, np.diff(starts, append=len(rows))))


def _variance(rows: dict[str, Array]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Known error variance of each value: published, or a count's own, and at least that of rounding."""
    counted = (rows["noise"] == "poisson") & (rows["kind"] == "count")
    rounded = np.nan_to_num(rows["rounding"].astype(float), nan=0.0) ** 2 / 12
    own = np.where(counted, np.maximum(rows["value"], 0.0) + 0.5, 0.0) + rounded
    published = rows.get("standard_error", np.full(len(own), np.nan)) ** 2
    stated = ~np.isnan(published)
    return np.where(stated, published, own), stated | counted
