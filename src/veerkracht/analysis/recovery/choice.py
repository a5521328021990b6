"""Which recovery projects fit the staff there is, year by year, with room for each of the three purposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.recovery.balance import ROUNDING
from veerkracht.analysis.recovery.within import within_capacity
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Table, memtable, pull

__all__ = ["PURPOSES", "ProjectChoice", "choose_projects"]

Floats = NDArray[np.float64]
Rows = list[dict[str, Any]]  # Any: cells of mixed columns

PURPOSES: Final = ("recover", "protect", "build_forward")
_ASKED: Final = ("value", "fte", *PURPOSES)
_GAP: Final = 1e-9  # relative: tens of projects are proven at once
_SCHEMA: Final = pa.schema([("project", pa.string()), ("chosen", pa.bool_()), ("reason", pa.string())])


@dataclass(frozen=True)
class ProjectChoice:
    """The projects that are taken up together.

    Parameters
    ----------
    projects : Table (project, chosen, reason)
        `reason` of what is not chosen: ``unknown_value``, ``unknown_fte``, ``unknown_recover``, or ``room`` where others
        are worth more in the same room.
    value : float
        Of those chosen.
    bound : float
        No choice is worth more; equal to `value` when proven.
    shares : Mapping of str to float
        Share of the staff-years that goes to each purpose; empty if nothing is chosen.
    """

    projects: Table
    value: float
    bound: float
    shares: Mapping[str, float]


def choose_projects(
    projects: Table,
    capacity: Table,
    *,
    least_shares: Mapping[str, float] | None = None,
    time_limit_s: float = 10.0,
) -> ProjectChoice:
    """Choose the recovery projects that are worth most together within the staff of each year.

    Parameters
    ----------
    projects : Table (project, first_year, last_year, fte, value, recover, protect, build_forward)
        As `within_capacity` and `balance`; `value` is what the city holds the project worth, in points or euros, 0 or more.
    capacity : Table (year, fte)
        Staff there is, known for each year.
    least_shares : mapping of str to float, optional
        For each purpose the least share (0-1) of the staff-years of what is chosen.
    time_limit_s : float
        After this the best choice so far is told, with its bound.

    Returns
    -------
    ProjectChoice
        Projects in the order given. A project whose value, staff or shares are unknown is not chosen: unknown is not 0.

    Raises
    ------
    InputError
        If the capacity of a year is unknown, a project begins after the last year of capacity, a value is below 0, shares of
        a project do not add up to 100, or it stands twice.
    SettingError
        If least shares add up to more than 1, are below 0 or name no purpose, or the time limit is not above 0.
    TableError
        As `within_capacity`.

    Notes
    -----
    max sum v_i x_i, with sum over the projects of year t of f_i x_i <= F_t, and for each purpose k
    sum f_i y_i (s_ik - m_k) x_i >= 0, with y_i the years of the project, s_ik its share and m_k the least share. Solved as
    a programme in whole numbers (HiGHS) to a gap of 1e-9.

    Examples
    --------
    >>> rows = {"project": ["dike", "square"], "first_year": [2026, 2026], "last_year": [2026, 2026], "fte": [3.0, 2.0],
    ...         "value": [5.0, 4.0], "recover": [100.0, 0.0], "protect": [0.0, 100.0], "build_forward": [0.0, 0.0]}
    >>> found = choose_projects(memtable(rows), memtable({"year": [2026], "fte": [4.0]}))
    >>> found.projects.to_pyarrow()["chosen"].to_pylist(), found.value
    ([True, False], 5.0)
    """
    least = _checked(dict(least_shares or {}), time_limit_s)
    within_capacity(projects, capacity)
    rows, years = pull(projects).to_pylist(), pull(capacity.select("year", "fte")).to_pylist()
    _check_rows(rows, years)
    reasons = [_unknown(row) for row in rows]
    known = [row for row, reason in zip(rows, reasons, strict=True) if reason is None]
    taken, bound = _solved(known, years, least, time_limit_s) if known else (np.zeros(0, bool), 0.0)
    chosen = [row for row, of in zip(known, taken, strict=True) if of]
    names = {row["project"] for row in chosen}
    table = [{"project": row["project"], "chosen": row["project"] in names,
              "reason": reason or (None if row["project"] in names else "room")}
             for row, reason in zip(rows, reasons, strict=True)]  # fmt: skip
    value = float(sum(row["value"] for row in chosen))
    return ProjectChoice(
        memtable(pa.Table.from_pylist(table, schema=_SCHEMA)), value, max(bound, value), _shares(chosen, years)
    )


def _checked(least: dict[str, float], time_limit_s: float) -> dict[str, float]:
    wrong = [name for name in least if name not in PURPOSES]
    if wrong or min(least.values(), default=0.0) < 0.0 or sum(least.values()) > 1.0 + _GAP:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="least_shares", value=least,
                           bounds="recover, protect, build_forward: 0-1, sum <= 1")  # fmt: skip
    if not time_limit_s > 0.0:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="time_limit_s", value=time_limit_s,
                           bounds="> 0")  # fmt: skip
    return least


def _check_rows(rows: Rows, years: Rows) -> None:
    for year in years:
        if year["fte"] is None:
            raise InputError("The staff of {year} is not filled in. Fill it in; unknown is not 0.", year=year["year"])
    names = [row["project"] for row in rows]
    for row in rows:
        if names.count(row["project"]) > 1:
            raise InputError("Project {project} stands twice. Keep one row per project.", project=row["project"])
        if row["value"] is not None and row["value"] < 0.0:
            raise InputError("Project {project} has value {value}. Give 0 or more, or leave it unknown.",
                             project=row["project"], value=row["value"])  # fmt: skip
        shares = [row[name] for name in PURPOSES]
        if None not in shares and (min(shares) < 0.0 or abs(sum(shares) - 100.0) > ROUNDING):
            raise InputError("The shares of project {project} add up to {total}, or one is below 0. Let them add up to 100, or "
                             "leave them unknown.", project=row["project"], total=sum(shares))  # fmt: skip
        if years and row["first_year"] is not None and row["first_year"] > max(year["year"] for year in years):
            raise InputError(
                "The staff of {year} is not filled in. Fill it in; unknown is not 0.", year=row["first_year"]
            )


def _unknown(row: Mapping[str, Any]) -> str | None:  # Any: cells of mixed columns
    return next((f"unknown_{name}" for name in _ASKED if row[name] is None), None)


def _runs(rows: Rows, years: Rows) -> NDArray[np.bool_]:
    """Return which project runs in which year."""
    return np.array([[(row["first_year"] is None or row["first_year"] <= year["year"])
                      and (row["last_year"] is None or year["year"] <= row["last_year"]) for row in rows] for year in years],
                    bool).reshape(len(years), len(rows))  # fmt: skip


def _staff_years(rows: Rows, years: Rows) -> Floats:
    return np.asarray(np.array([row["fte"] for row in rows], float) * _runs(rows, years).sum(axis=0))


def _portions(rows: Rows, purpose: str) -> Floats:
    totals = np.array([sum(row[name] for name in PURPOSES) for row in rows], float)
    return np.asarray(np.array([row[purpose] for row in rows], float) / totals)


def _solved(
    rows: Rows, years: Rows, least: Mapping[str, float], time_limit_s: float
) -> tuple[NDArray[np.bool_], float]:
    """Return which projects are taken, and what no choice exceeds."""
    value, fte = (np.array([row[name] for row in rows], float) for name in ("value", "fte"))
    work, optimize = _staff_years(rows, years), scipy.optimize
    limits = [optimize.LinearConstraint(_runs(rows, years) * fte, ub=np.array([year["fte"] for year in years], float))]
    limits += [
        optimize.LinearConstraint((work * (_portions(rows, name) - share))[None], lb=-_GAP)
        for name, share in least.items()
    ]
    found = optimize.milp(-value, integrality=np.ones(len(rows)), bounds=optimize.Bounds(0.0, 1.0), constraints=limits,
                          options={"time_limit": time_limit_s, "mip_rel_gap": _GAP})  # fmt: skip
    if found.x is None:  # the time was up before any choice was found; to take nothing is one
        return np.zeros(len(rows), bool), float(value.sum())
    return found.x > 0.5, float(-found.mip_dual_bound)


def _shares(rows: Rows, years: Rows) -> dict[str, float]:
    work = _staff_years(rows, years) if rows else np.zeros(0)
    if not work.sum() > 0.0:
        return {}
    return {name: float((work * _portions(rows, name)).sum() / work.sum()) for name in PURPOSES}
