"""Whether the staff there is can do the work that is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from veerkracht.errors import TableError
from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

_ROUNDING: Final = 1e-9
_SCHEMA: Final = pa.schema([
    ("year", pa.int64()), ("available_fte", pa.float64()), ("needed_fte", pa.float64()), ("known_fte", pa.float64()),
    ("projects", pa.int64()), ("unknown", pa.int64()), ("left_fte", pa.float64()), ("fits", pa.bool_()),
])  # fmt: skip


def within_capacity(projects: Table, capacity: Table) -> Table:
    """Compare the staff that recovery projects take with the staff there is, per year.

    Parameters
    ----------
    projects : Table (project, first_year, last_year, fte)
        `fte`: full-time staff per year, null when unknown. A project without a first or last year runs in every
        year of `capacity`, from or until the year that is known.
    capacity : Table (year, fte)
        Full-time staff available for recovery, null when unknown.

    Returns
    -------
    Table (year, available_fte, needed_fte, known_fte, projects, unknown, left_fte, fits)
        One row per year of `capacity`. `known_fte` adds up the projects with known staff, `unknown` counts the
        others; `needed_fte` is null if there is one. `fits` is false as soon as the known part asks too much, true
        only when all is known and enough, and null when it cannot be told.

    Raises
    ------
    TableError
        If a year stands twice, a number is below 0, or a project ends before it starts.
    """
    planned = pull(projects.select("project", "first_year", "last_year", "fte")).to_pylist()
    years = sorted(pull(capacity.select("year", "fte")).to_pylist(), key=lambda row: int(row["year"]))
    _check(planned, years)
    return memtable(pa.Table.from_pylist([_year(row, planned) for row in years], schema=_SCHEMA))


def _check(planned: Sequence[Row], years: Sequence[Row]) -> None:
    if len({row["year"] for row in years}) < len(years):
        raise TableError("A year of capacity stands twice. Keep one row per year.")
    if any(row["fte"] is not None and row["fte"] < 0 for row in (*planned, *years)):
        raise TableError("Staff is below 0 for a project or a year. Fill in 0 or more, or leave it unknown.")
    for row in planned:
        if None not in (row["first_year"], row["last_year"]) and row["last_year"] < row["first_year"]:
            raise TableError("Project {project} ends in {last}, before it starts in {first}. Mend one of the years.",
                             project=row["project"], first=row["first_year"], last=row["last_year"])  # fmt: skip


def _year(year: Row, planned: Sequence[Row]) -> dict[str, Any]:  # Any: cells of mixed columns
    running = [row["fte"] for row in planned if _runs(row, year["year"])]
    known = [float(fte) for fte in running if fte is not None]
    total, available = sum(known), year["fte"]
    needed = total if len(known) == len(running) else None
    left = None if needed is None or available is None else available - needed
    return {"year": year["year"], "available_fte": available, "needed_fte": needed, "known_fte": total,
            "projects": len(running), "unknown": len(running) - len(known), "left_fte": left,
            "fits": _fits(total, needed, available)}  # fmt: skip


def _runs(row: Row, year: int) -> bool:
    first, last = row["first_year"], row["last_year"]
    return (first is None or first <= year) and (last is None or year <= last)


def _fits(known: float, needed: float | None, available: float | None) -> bool | None:
    if available is None:
        return None
    if known > available + _ROUNDING:
        return False
    return None if needed is None else True
