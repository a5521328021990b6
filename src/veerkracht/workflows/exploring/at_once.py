"""What crews and staff can do at once: how many crews repair needs, and which recovery projects fit the staff there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from veerkracht.analysis.recovery import (
    AIM,
    PURPOSES,
    ProjectChoice,
    balance,
    choose_projects,
    transformation_gaps,
    within_capacity,
)
from veerkracht.analysis.restoration import Plan, Simulation, what_if
from veerkracht.catalogue import Kept, Words
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.restoration import DAMAGE
from veerkracht.tables.shape import Shape
from veerkracht.workflows.exploring.mending import broken_in
from veerkracht.workflows.exploring.outage import CREWS, HORIZON_HOURS, OutagePart, order_by_weight
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["CrewPart", "ProjectPart", "explore_crews", "explore_projects"]

CREW_DRAWS: Final = 100
_ENOUGH: Final = 0.01
"""So few more people-hours lost, as a share, and a crew can as well do other work."""
_WHOLE_SYSTEM: Final[Mapping[str, float]] = {"none": 1.0, "partly": 3.0, "fully": 5.0}
"""The look at the whole system in the register, on the scale of the transformation."""
_DONE: Final = ("done", "stopped")
_PROJECTS: Final = Shape("projects", {
    "project": "string", "recover": "float64", "protect": "float64", "build_forward": "float64", "cost_eur": "float64",
    "fte": "float64", "transformation": "float64", "first_year": "int64", "last_year": "int64", "value": "float64",
}, ("project",))  # fmt: skip
_SCORES: Final = Shape("scores", {"project": "string", "part": "string", "score": "float64"}, ("project", "part"))
_CAPACITY: Final = Shape("capacity", {"year": "int64", "fte": "float64"}, ("year",))
Progress = Callable[[int, int], None]
Row = dict[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class CrewPart:
    """What was found about crews: what is broken, people-hours lost with 1, 2, 3 ... crews, and how many are enough."""

    damaged: int
    lost: tuple[float, ...]

    @property
    def enough(self) -> int:
        """Return the fewest crews with which hardly more is lost than with all."""
        return next(place for place, lost in enumerate(self.lost, start=1) if lost <= (1 + _ENOUGH) * self.lost[-1])


@dataclass(frozen=True)
class ProjectPart:
    """What was found about the recovery projects of the registers.

    Parameters
    ----------
    names : mapping of project to Words
        Projects that are not done or stopped.
    rows : tuple of Row
        As the registers hold them.
    balance, gaps, years : Table
        As `balance`, `transformation_gaps` and `within_capacity`.
    choice : ProjectChoice or None
        Which fit the staff that was told; None without.
    """

    names: Mapping[str, Words]
    rows: tuple[Row, ...]
    balance: Table
    gaps: Table
    years: Table
    choice: ProjectChoice | None

    def unknown(self, column: str) -> int:
        """Return of how many projects something is not filled in."""
        return sum(row[column] is None for row in self.rows)


def explore_crews(part: OutagePart, *, seed: int, progress: Progress) -> CrewPart | None:
    """Repair all that stands where the shock hit with one crew, with two, and so on.

    Returns
    -------
    CrewPart or None
        None where nobody loses a service by what is broken.
    """
    services, damaged = part.services, broken_in(part)
    rows = [{"sample": sample, "asset": asset} for sample in range(CREW_DRAWS) for asset in damaged]
    plans = [Plan(str(crews), crews=crews) for crews in range(1, CREWS + 1)]
    compared = what_if(
        services.assets, services.supplies, plans=plans, damage=table_of(DAMAGE, rows), repairs=services.repairs,
        order=order_by_weight(services), served=services.served, crews=CREWS, progress=progress,
        simulation=Simulation(horizon_hours=HORIZON_HOURS, samples=CREW_DRAWS, seed=seed),
    )  # fmt: skip
    people = sum(row["people"] for row in pull(services.served).to_pylist())
    lost = {row["plan"]: row["mean"] * people for row in pull(compared).to_pylist() if row["metric"] == "loss_hours"}
    found = tuple(lost[plan.name] for plan in plans)
    return CrewPart(len(damaged), found) if found[-1] > 0.0 else None


def explore_projects(place: CityPlace, *, staff: float | None) -> ProjectPart | None:
    """Weigh the recovery projects of the registers against each other and the staff there is.

    Parameters
    ----------
    place : CityPlace
        With its registers.
    staff : float or None
        Full-time staff for recovery in each year; None when nobody knows.

    Returns
    -------
    ProjectPart or None
        None without recovery projects.
    """
    kept = place.city.recorded
    live = [
        one for one in (() if kept is None else kept.of("recovery_projects")) if one.values.get("state") not in _DONE
    ]
    if not live:
        return None
    rows = [_project(one) for one in live]
    projects = table_of(_PROJECTS, rows)
    capacity = table_of(_CAPACITY, [{"year": year, "fte": staff} for year in _years(rows)])
    scores = table_of(_SCORES, [score for one in live for score in _scores(one)])
    choice = None if staff is None or not _years(rows) else choose_projects(projects, capacity)
    return ProjectPart(
        {one.id: one.words("name") for one in live}, tuple(rows), balance(projects), transformation_gaps(scores, aim=AIM),
        within_capacity(projects, capacity), choice,
    )  # fmt: skip


def _project(one: Kept) -> Row:
    values = one.values
    shares = {purpose: _number(values.get(f"share_{purpose}")) for purpose in PURPOSES}
    known = shares if None not in shares.values() else dict.fromkeys(PURPOSES)
    return {
        "project": one.id, **known, "cost_eur": _number(values.get("cost")), "fte": _number(values.get("capacity_fte")),
        "transformation": _number(values.get("transformation")), "first_year": values.get("first_year"),
        "last_year": values.get("last_year"), "value": 1.0,
    }  # fmt: skip


def _number(value: Any) -> float | None:  # Any: JSON
    return None if value is None else float(value)


def _years(rows: Sequence[Row]) -> list[int]:
    """Return the years from the first to the last that any project names."""
    named = [int(row[name]) for row in rows for name in ("first_year", "last_year") if row[name] is not None]
    return list(range(min(named), max(named) + 1)) if named else []


def _scores(one: Kept) -> list[Row]:
    whole = _WHOLE_SYSTEM.get(str(one.values.get("whole_system")))
    return [{"project": one.id, "part": "transformation", "score": _number(one.values.get("transformation"))},
            {"project": one.id, "part": "whole_system", "score": whole}]  # fmt: skip
