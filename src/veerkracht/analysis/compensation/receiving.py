"""What areas can still receive, beside what was promised there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

_SCHEMA: Final = pa.schema([
    ("area", pa.string()), ("year", pa.int64()), ("possible", pa.int64()), ("promised", pa.int64()),
    ("left", pa.int64()), ("over_promised", pa.bool_()),
])  # fmt: skip


def room(capacity: Table, promised: Table) -> Table:
    """Tell how many homes areas can still receive, year by year.

    Parameters
    ----------
    capacity : Table (area, year, homes)
        Homes that can be ready in an area in that year; null where it is not known.
    promised : Table (area, year, homes)
        Homes that were promised to an area by that year.

    Returns
    -------
    Table (area, year, possible, promised, left, over_promised)
        One row per area and year that occurs in either table. `possible` and `promised` add up all until and with
        that year. They are null from the first unknown number on, and `left` and `over_promised` with them. Capacity
        is unknown before the first year for which it was told; where nothing was promised, `promised` is 0.

    Notes
    -----
    left(y) = sum of homes possible until y less sum of homes promised until y; over-promised when below 0. A promise
    without a year counts from the first year on, capacity without a year only in the last: nobody can build on it
    earlier. An area without any year has one row without year.

    Examples
    --------
    >>> homes = memtable({"area": ["A", "A"], "year": [2027, 2028], "homes": [10, 20]})
    >>> asked = memtable({"area": ["A"], "year": [2027], "homes": [25]})
    >>> room(homes, asked).select("year", "left", "over_promised").to_pyarrow().to_pylist()[0]
    {'year': 2027, 'left': -15, 'over_promised': True}
    """
    told, asked = (_per_area(table) for table in (capacity, promised))
    rows = [_row(area, year, told.get(area, []), asked.get(area, []), last=year == years[-1])
            for area in sorted(told.keys() | asked.keys())
            for years in [_years([*told.get(area, []), *asked.get(area, [])])]
            for year in years]  # fmt: skip
    return memtable(pa.Table.from_pylist(rows, schema=_SCHEMA))


def _per_area(table: Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in pull(table.select("area", "year", "homes")).to_pylist():
        if row["area"] is not None:
            found.setdefault(row["area"], []).append(row)
    return found


def _years(rows: Sequence[Row]) -> list[int | None]:
    known = sorted({int(row["year"]) for row in rows if row["year"] is not None})
    return list(known) or [None]


def _row(area: str, year: int | None, told: Sequence[Row], asked: Sequence[Row], *, last: bool) -> Row:
    ready = [row["homes"] for row in told if _until(row, year, undated=last)]
    possible = _total(ready) if ready else None
    promised = _total([row["homes"] for row in asked if _until(row, year, undated=True)])
    left = None if possible is None or promised is None else possible - promised
    over = None if left is None else left < 0
    return {"area": area, "year": year, "possible": possible, "promised": promised, "left": left, "over_promised": over}


def _until(row: Row, year: int | None, *, undated: bool) -> bool:
    return undated if row["year"] is None or year is None else int(row["year"]) <= year


def _total(homes: Sequence[int | None]) -> int | None:
    known = [int(number) for number in homes if number is not None]
    return sum(known) if len(known) == len(homes) else None
