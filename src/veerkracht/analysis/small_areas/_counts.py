"""Events and the people among whom they happened, series by series."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

Floats = NDArray[np.float64]

_COLUMNS = ("area", "period", "indicator", "events", "base")
LEAST_AREAS = 3  # below three areas nothing can be learnt from the others


Smoothed = dict[str, Floats]
"""By column: the rate (`value`), its `standard_error`, how far it was drawn in (`shrinkage`, 0-1), and bounds."""
Smooth = Callable[[Array, Floats, Floats], Smoothed]
"""From areas, events and people of the areas that have both, to rates per head."""

_PLAIN = ("shrinkage",)  # columns without the unit of the rate


def smoothed_series(counts: Table, smooth: Smooth, *, columns: tuple[str, ...], per: float) -> Table:
    """Smooth each indicator and period by itself, and lay the columns asked for out in order of the keys.

    Raises
    ------
    TableError
        If a key occurs twice, events are below 0 or people are not above 0.
    """
    rows = arrays(counts.select(*_COLUMNS), order=("indicator", "period", "area"))
    _check(rows)
    starts = run_starts(rows["indicator"], rows["period"])
    result = {name: np.full(len(rows["area"]), np.nan) for name in columns}
    for begin, end in pairwise([*starts, len(rows["area"])]):
        places = begin + _both_known(rows["events"][begin:end], rows["base"][begin:end])
        if len(places) >= LEAST_AREAS:
            found = smooth(*(rows[name][places] for name in ("area", "events", "base")))
            for name in columns:
                result[name][places] = found[name] * (1.0 if name in _PLAIN else per)
    return table_from_arrays({
        **{name: rows[name] for name in ("area", "period", "indicator")},
        "raw": per * rows["events"] / rows["base"], **result,
    })  # fmt: skip


def _both_known(events: Array, base: Array) -> NDArray[np.intp]:
    return np.flatnonzero(~np.isnan(events.astype(float)) & ~np.isnan(base.astype(float)))


def _check(rows: dict[str, Array]) -> None:
    keys = run_starts(rows["indicator"], rows["period"], rows["area"])
    if len(keys) < len(rows["area"]):
        raise TableError("{rows} counts stand for {keys} keys of indicator, period and area. Keep one row each.",
                         rows=len(rows["area"]), keys=len(keys))  # fmt: skip
    for name, wrong, remedy in (
        ("events", rows["events"] < 0, "Leave unknown counts empty."),
        ("base", rows["base"] <= 0, "Leave an area without people out, or its base empty."),
    ):
        places = np.flatnonzero(wrong)
        if len(places):
            raise TableError("Column {column} is {value} in area {area} and {count} more row(s). {remedy}", column=name,
                             value=rows[name][places[0]], area=rows["area"][places[0]], count=len(places) - 1,
                             remedy=remedy)  # fmt: skip
