"""Whether volunteers become fewer the longer it lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.capacity._days import check_interval, day_number
from veerkracht.errors import TableError
from veerkracht.tables import Table, memtable, pull

Floats = NDArray[np.float64]
Row = Mapping[str, Any]  # Any: cells of mixed columns

WARNINGS: Final = ("falling", "perhaps_falling", "not_falling", "too_few")
"""The whole interval of the slope is below 0; the slope is, but not the whole interval; the slope is not; there are
fewer than `FEWEST_COUNTS` counts on different days."""

FEWEST_COUNTS: Final = 3  # a line through two points has no error to judge it by
_DAYS_PER_MONTH: Final = 365.25 / 12
_ROUNDING: Final = 1e-9
_SCHEMA: Final = pa.schema([
    ("initiative", pa.string()), ("counts", pa.int64()), ("unknown", pa.int64()), ("first", pa.string()),
    ("last", pa.string()), ("months", pa.float64()), ("volunteers", pa.int64()), ("slope_per_month", pa.float64()),
    ("lower", pa.float64()), ("upper", pa.float64()), ("months_left", pa.float64()), ("warning", pa.string()),
])  # fmt: skip


def volunteer_trend(counts: Table, *, interval: float = 0.9) -> Table:
    """Fit a line through the counts of volunteers of each initiative.

    Parameters
    ----------
    counts : Table (initiative, start, date, volunteers)
        One row per count. `start`: the day the initiative began, null when unknown; `volunteers` may be null. Dates
        are ISO text or dates; a month or a year stands for its first day.
    interval : float
        Share (0-1) that the interval of the slope covers.

    Returns
    -------
    Table (initiative, counts, unknown, first, last, months, volunteers, slope_per_month, lower, upper, months_left,
    warning)
        One row per initiative. `counts` are used, `unknown` have no number or no date. `months` lie between the
        start, or else the first count, and the last count, of which `volunteers` is the number. The slope is in
        volunteers per month with its interval, and null for fewer than `FEWEST_COUNTS` counts. `months_left`: after
        how many months from the last count the line reaches 0; null unless `warning` is ``falling``. `warning` is
        one of `WARNINGS`.

    Raises
    ------
    SettingError
        If the interval is no share.
    TableError
        If an initiative has two counts on a day, a count below 0 or a date that is none.

    Notes
    -----
    Ordinary least squares of the count on months of 30.44 days; the interval takes Student's t with n - 2 degrees
    of freedom. Counts are taken as independent, so that with many counts close together the interval is too narrow.
    An early warning to ask, not a forecast: groups seldom shrink along a line to nothing.

    References
    ----------
    .. [1] Draper & Smith (1998), Applied Regression Analysis, 3rd ed., ch. 1.
    """
    check_interval(interval)
    rows = pull(counts.select("initiative", "start", "date", "volunteers")).to_pylist()
    grouped = groupby(sorted(rows, key=lambda row: str(row["initiative"])), key=lambda row: row["initiative"])
    found = [_trend(name, list(given), interval) for name, given in grouped]
    return memtable(pa.Table.from_pylist(found, schema=_SCHEMA))


def _trend(name: str, rows: Sequence[Row], interval: float) -> dict[str, Any]:  # Any: cells of mixed columns
    known = [row for row in rows if row["volunteers"] is not None and row["date"] is not None]
    empty = {"initiative": name, "counts": len(known), "unknown": len(rows) - len(known), "warning": "too_few"}
    if not known:
        return dict.fromkeys(_SCHEMA.names) | empty
    counted = sorted((_day(row, "date"), row["volunteers"], str(row["date"])) for row in known)
    _check(name, counted)
    days, volunteers = (np.array([item[place] for item in counted], dtype=float) for place in (0, 1))
    starts = [_day(row, "start") for row in rows if row["start"] is not None]
    began = min(starts, default=counted[0][0])
    told = {"first": counted[0][2], "last": counted[-1][2], "volunteers": counted[-1][1],
            "months": (counted[-1][0] - began) / _DAYS_PER_MONTH}  # fmt: skip
    return dict.fromkeys(_SCHEMA.names) | empty | told | _line(days / _DAYS_PER_MONTH, volunteers, interval)


def _day(row: Row, name: str) -> int:
    found = day_number(row[name], where=f"Initiative {row['initiative']}")
    assert found is not None
    return found


def _check(name: str, counted: Sequence[tuple[int, int, str]]) -> None:
    days = [day for day, _, _ in counted]
    if len(set(days)) < len(days):
        raise TableError("Initiative {name} has two counts of volunteers on a day. Keep one.", name=name)
    if any(volunteers < 0 for _, volunteers, _ in counted):
        raise TableError("Initiative {name} has a count below 0. Fill in 0 or more, or leave it unknown.", name=name)


def _line(months: Floats, volunteers: Floats, interval: float) -> dict[str, Any]:  # Any: numbers and a code
    if len(months) < FEWEST_COUNTS:
        return {}
    centred = months - months.mean()
    spread = float((centred**2).sum())
    slope = _slope(centred, volunteers - volunteers.mean())
    residuals = volunteers - volunteers.mean() - slope * centred
    df = len(months) - 2
    half = float(scipy.special.stdtrit(df, (1 + interval) / 2) * np.sqrt((residuals**2).sum() / df / spread))
    level = float(volunteers.mean() + slope * centred[-1])
    warning = _warning(slope, slope + half)
    left = max(level, 0.0) / -slope if warning == "falling" else None
    return {
        "slope_per_month": slope,
        "lower": slope - half,
        "upper": slope + half,
        "months_left": left,
        "warning": warning,
    }


def _slope(centred: Floats, deviations: Floats) -> float:
    """Least squares; a slope that moves the line by no more than rounding of the computer is none."""
    slope = float((centred * deviations).sum() / (centred**2).sum())
    moved = abs(slope) * float(np.ptp(centred))
    return slope if moved > _ROUNDING * float(np.abs(deviations).max()) else 0.0


def _warning(slope: float, upper: float) -> str:
    if slope >= 0:
        return "not_falling"
    return "falling" if upper < 0 else "perhaps_falling"
