"""The section on what crews and staff can do at once: repair, protect and build forward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.analysis.recovery import AIM, PURPOSES
from veerkracht.reports.content import Block, Inline, Label, Number, say
from veerkracht.tables import Table, pull
from veerkracht.workflows.exploring.at_once import CREW_DRAWS, CrewPart, ProjectPart, explore_crews, explore_projects
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.outage import CREWS
from veerkracht.workflows.exploring.page_relief import people_hours
from veerkracht.workflows.workshop.pages import SHEETS, question, table
from veerkracht.workflows.workshop.place import Progress, counted
from veerkracht.workflows.workshop.section import Section

__all__ = ["at_once_section"]

_WEIGHTS: Final[Mapping[str, Inline]] = {
    "projects": say("each project counts once"), "cost": say("by cost"), "capacity": say("by staff"),
}  # fmt: skip
_PARTS: Final[Mapping[str, Inline]] = {
    "transformation": say("step or transformation"),
    "whole_system": say("look at the whole"),
}
_LACKING: Final[Mapping[str, Inline]] = {
    "recover": say("the shares of repairing, protecting and building forward"), "cost_eur": say("the cost"),
    "fte": say("the staff it takes"), "transformation": say("how far it transforms"),
}  # fmt: skip
_REASONS: Final[Mapping[str | None, Inline]] = {
    None: say("taken up"), "room": say("does not fit beside the others"), "unknown_fte": say("staff is not known"),
}  # fmt: skip
_UNKNOWN: Final = say("shares are not known")
_ANCHOR: Final = "at_once"
Row = Mapping[str, Any]  # Any: cells of mixed columns


def at_once_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section, None where neither an outage nor a recovery project is known."""
    outage, request = grounds.outage, grounds.request
    crews = None if outage is None else explore_crews(outage, seed=request.seed, progress=counted(progress, "crews"))
    projects = explore_projects(grounds.place, staff=request.staff)
    if crews is None and projects is None:
        return None
    return Section(_blocks(crews, projects, request.staff), tables=_tables(projects), on_one_page=False,
                   settings={"recovery_staff": request.staff, "recovery_aim": AIM, "crew_draws": CREW_DRAWS})  # fmt: skip


def _tables(part: ProjectPart | None) -> dict[str, Table]:
    if part is None:
        return {}
    return {"recovery_balance": part.balance, "recovery_gaps": part.gaps, "recovery_years": part.years}


def _blocks(crews: CrewPart | None, projects: ProjectPart | None, staff: float | None) -> tuple[Block, ...]:
    shown = (
        *(() if crews is None else (_crew_table(crews),)),
        *(() if projects is None else _project_tables(projects)),
    )
    return question(
        say("What can crews and staff do at once: repair, protect and build forward?"), _answer(crews, projects), *shown,
        assumptions=[*_crews_assumed(crews), *_projects_assumed(projects, staff)], doubt=_doubt(projects),
        sources=(SHEETS,) if crews is not None else (), anchor=_ANCHOR,
    )  # fmt: skip


def _answer(crews: CrewPart | None, projects: ProjectPart | None) -> Inline:
    told = [
        *(() if crews is None else (_crew_answer(crews),)),
        *(() if projects is None else (_project_answer(projects),)),
    ]
    return told[0] if len(told) == 1 else say("{first} {second}", first=told[0], second=told[1])


def _crew_answer(part: CrewPart) -> Inline:
    free = len(part.lost) - part.enough
    if not free:
        return say("Repair needs all {all} crews: with one fewer people lose more. Nobody is left to protect or build forward.",
                   all=Number(len(part.lost)))  # fmt: skip
    return say("Repair needs {n} of the {all} crews; the others can protect or build forward at the same time.",
               n=Number(part.enough), all=Number(len(part.lost)), strong=("n",))  # fmt: skip


def _project_answer(part: ProjectPart) -> Inline:
    by_count = _rows(part.balance, "weighted_by")["projects"]
    if by_count["build_forward"] is None:
        return say("Of the {n} recovery projects nobody noted what they are for.", n=Number(len(part.names)))
    if by_count["gap"] is None:
        return say("Of the recovery projects {share} goes to building forward; how far they transform is not noted.",
                   share=_share(by_count["build_forward"]))  # fmt: skip
    return say("Of the recovery projects {share} goes to building forward; on the scale from small step (1) to transformation "
               "(5) they stand at {score}, and {aim} is wanted.", share=_share(by_count["build_forward"]),
               score=Number(by_count["transformation"], decimals=1), aim=Number(AIM))  # fmt: skip


def _rows(found: Table, key: str) -> dict[str, Row]:
    return {row[key]: row for row in pull(found).to_pylist()}


def _share(share: float | None) -> Number:
    return Number(None if share is None else 100 * share, "percent")


def _crew_table(part: CrewPart) -> Block:
    heads = (
        (say("Crews that repair"), True),
        (say("Free for other work"), True),
        (say("People-hours without a service"), True),
    )
    cells: list[tuple[Inline, ...]] = [
        (Number(crews), Number(len(part.lost) - crews), Number(people_hours(lost)))
        for crews, lost in enumerate(part.lost, start=1)
    ]
    return table(say("What each crew at repair saves"), heads, cells, (SHEETS,))


def _project_tables(part: ProjectPart) -> tuple[Block, ...]:
    return (
        _balance_table(part),
        _gap_table(part),
        *((_year_table(part),) if part.years.count().to_pyarrow().as_py() else ()),
    )


def _balance_table(part: ProjectPart) -> Block:
    heads = ((say("Weighted"), False), (say("Repair"), True), (say("Protect"), True), (say("Build forward"), True),
             (say("Step or transformation"), True), (say("Short of {aim}", aim=Number(AIM)), True))  # fmt: skip
    cells: list[tuple[Inline, ...]] = [
        (_WEIGHTS[row["weighted_by"]], *(_share(row[purpose]) for purpose in PURPOSES),
         Number(row["transformation"], decimals=1), Number(row["gap"], decimals=1)) for row in pull(part.balance).to_pylist()
    ]  # fmt: skip
    return table(say("What the recovery projects are for"), heads, cells)


def _gap_table(part: ProjectPart) -> Block:
    """Return per project how far it is from the transformation that is wanted, and whether it fits the staff."""
    gaps: dict[str, dict[str, Row]] = {}
    for row in pull(part.gaps).to_pylist():
        gaps.setdefault(row["project"], {})[row["part"]] = row
    chosen = {} if part.choice is None else _rows(part.choice.projects, "project")
    heads = ((say("Project"), False), *((words, True) for words in _PARTS.values()),
             (say("Short of {aim}", aim=Number(AIM)), True),
             *(((say("With the staff there is"), False),) if chosen else ()))  # fmt: skip
    cells: list[tuple[Inline, ...]] = []
    for project in sorted(gaps, key=lambda one: (-(gaps[one]["transformation"]["project_gap"] or 0.0), one)):
        name, of = part.names[project], gaps[project]
        fits: tuple[Inline, ...] = (_REASONS.get(chosen[project]["reason"], _UNKNOWN),) if chosen else ()
        cells.append((Label(name.nl, name.en), *(Number(of[one]["score"]) for one in _PARTS),
                      Number(of["transformation"]["project_gap"], decimals=1), *fits))  # fmt: skip
    return table(say("Each project between a small step (1) and a transformation (5)"), heads, cells)


def _year_table(part: ProjectPart) -> Block:
    heads = ((say("Year"), False), (say("Projects"), True), (say("Staff they take"), True), (say("Staff not known of"), True),
             (say("Staff there is"), True))  # fmt: skip
    cells: list[tuple[Inline, ...]] = [
        (str(row["year"]), Number(row["projects"]), Number(row["known_fte"], decimals=1), Number(row["unknown"]),
         Number(row["available_fte"], decimals=1)) for row in pull(part.years).to_pylist()
    ]  # fmt: skip
    return table(say("Staff that recovery takes, per year"), heads, cells)


def _crews_assumed(part: CrewPart | None) -> list[Inline]:
    if part is None:
        return []
    return [
        say("All that stands in the place that is hit is broken: {n} assets. Each number of crews meets the same {draws} draws "
            "of the times of repair.", n=Number(part.damaged), draws=Number(CREW_DRAWS)),
        say("There are {n} crews, and a crew can do any work. Repair needs a crew if without it over 1% more people-hours are "
            "lost.", n=Number(CREWS)),
    ]  # fmt: skip


def _projects_assumed(part: ProjectPart | None, staff: float | None) -> list[Inline]:
    """Say what the projects rest on, and what is missing to tell more."""
    if part is None:
        return [say("What staff and money can do is not told: the registers hold no recovery projects.")]
    told = say("The staff there is ({n}) was told with --staff. Each project counts as much as another, and as many are taken up "
               "as fit.", n=Number(staff, decimals=1))  # fmt: skip
    lacking = say(
        "How much staff there is per year is not in the registers; with --staff this section tells which projects fit."
    )
    of = [say("Of {n} project this is not noted: {what}; unknown is not zero.",
              plural="Of {n} projects this is not noted: {what}; unknown is not zero.", count=part.unknown(column),
              n=Number(part.unknown(column)), what=what)
          for column, what in _LACKING.items() if part.unknown(column)]  # fmt: skip
    return [lacking if staff is None else told, *of]


def _doubt(part: ProjectPart | None) -> Inline:
    said = say("Crews that can repair a cable cannot always raise a dike: in truth fewer are free than this shows.")
    if part is None:
        return said
    return say("{first} {second}", first=said, second=say(
        "How far a project transforms is a mark that people give. Read the lines together: many small steps and one large "
        "project differ by number and by cost."))  # fmt: skip
