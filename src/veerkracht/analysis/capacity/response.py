"""How many days lie between a gap and the answer to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.capacity._days import check_interval, day_number, known_day
from veerkracht.analysis.capacity._survival import median_wait
from veerkracht.errors import TableError
from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

_COLUMNS: Final = ("need", "group", "event", "answered", "ended")
_SCHEMA: Final = pa.schema([
    ("group", pa.string()), ("needs", pa.int64()), ("answered", pa.int64()), ("without_date", pa.int64()),
    ("median_days", pa.float64()), ("lower", pa.float64()), ("upper", pa.float64()), ("longest_open_days", pa.int64()),
])  # fmt: skip


def response_days(needs: Table, *, today: str, interval: float = 0.9) -> Table:
    """Estimate how many days a group waits until a need is answered.

    Parameters
    ----------
    needs : Table (need, group, event, answered, ended)
        One row per need and group it hit. `event`: the day the gap began; `answered`: the day it was answered, null
        when it was not; `ended`: the day the gap passed by itself, null when it did not. Dates are ISO text or dates.
    today : str
        ISO date until which unanswered needs wait.
    interval : float
        Share (0-1) that the interval of the median covers.

    Returns
    -------
    Table (group, needs, answered, without_date, median_days, lower, upper, longest_open_days)
        One row per group. `needs` have a date of the gap; `without_date` have none, or one after `today`, and are
        left out. The median is null while fewer than half can be said to be answered, and so are its limits.
        `longest_open_days`: of the needs that still wait today, null when none does.

    Raises
    ------
    SettingError
        If `today` is no date or the interval no share.
    TableError
        If a need stands twice for a group, is answered before its gap, or has a date that is none.

    Notes
    -----
    Needs without an answer are not left out and do not count as answered: they count as waiting for as long as was
    seen (right-censored). S(t) = product over days of (1 - answered / waiting); the median is the first day with
    S <= 1/2, its limits are the first days on which the limits of S reach 1/2, with Greenwood's variance on the
    scale log(-log S). An answer after `today` counts as still waiting.

    References
    ----------
    .. [1] Kaplan & Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53, 457-481.
    .. [2] Brookmeyer & Crowley (1982), "A confidence interval for the median survival time", Biometrics 38, 29-41.
    """
    check_interval(interval)
    now = known_day(today)
    rows = pull(needs.select(*_COLUMNS)).to_pylist()
    _check(rows)
    grouped = groupby(sorted(rows, key=lambda row: str(row["group"])), key=lambda row: row["group"])
    found = [_group(group, list(given), now, interval) for group, given in grouped]
    return memtable(pa.Table.from_pylist(found, schema=_SCHEMA))


def _check(rows: Sequence[Row]) -> None:
    keys = {(row["need"], row["group"]) for row in rows}
    if len(keys) < len(rows):
        raise TableError("{rows} rows stand for {keys} pairs of need and group. Keep one row per pair.",
                         rows=len(rows), keys=len(keys))  # fmt: skip


def _group(group: str, rows: Sequence[Row], now: int, interval: float) -> dict[str, Any]:  # Any: mixed columns
    waits = [wait for wait in (_wait(row, now) for row in rows) if wait is not None]
    days = np.array([wait[0] for wait in waits], dtype=float)
    answered = np.array([wait[1] for wait in waits], dtype=bool)
    still = [wait[0] for wait in waits if wait[2]]
    median = median_wait(days, answered, interval) if answered.any() else (np.nan,) * 3
    shown = (None if np.isnan(number) else float(number) for number in median)
    counts = {"needs": len(waits), "answered": int(answered.sum()), "without_date": len(rows) - len(waits)}
    limits = dict(zip(("median_days", "lower", "upper"), shown, strict=True))
    return {"group": group, **counts, **limits, "longest_open_days": max(still, default=None)}


def _wait(row: Row, now: int) -> tuple[int, bool, bool] | None:
    """Return the days waited, whether an answer came, and whether it still waits; None for a gap without a date."""
    event, answered, ended = (day_number(row[name], where=f"Need {row['need']}")
                              for name in ("event", "answered", "ended"))  # fmt: skip
    if event is None or event > now:
        return None
    if any(day is not None and day < event for day in (answered, ended)):
        raise TableError("Need {need} was answered or over before its gap on {event}. Mend one of the dates.",
                         need=row["need"], event=row["event"])  # fmt: skip
    if answered is not None and answered <= now:
        return answered - event, True, False
    over = ended is not None and ended <= now
    return (ended if over and ended is not None else now) - event, False, not over
