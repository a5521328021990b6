"""The 41 initiatives and the published statements of Voorbeeldstad.

What each initiative is about stands in `projects.toml`, as do the sentences that go with a status, a goal and a
risk. Drawn are: who has which status (as often as the file says), years, places, numbers, partners and lessons.
An idea has no start yet, and neither an idea nor a plan has a lesson: those stay gaps, as in a real register.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import cycle
from typing import Any, Final

import numpy as np

from veerkracht.connectors.generator.observing import SOURCE
from veerkracht.tables import CLAIMS, INITIATIVES, Table, table_of

Record = dict[str, Any]  # Any: a TOML table or a row of a register holds values of mixed types

WHOLE_CITY: Final = "Voorbeeldstad"

_NOW: Final = 2022
_START: Final = {"new": (2018, 2021), "existing": (2010, 2016)}
_WITHOUT_LESSON: Final = ("idea", "prepared")
_STOPPED: Final = ("ended", "merged", "transferred")
_IN_WHOLE_CITY: Final = 0.35
_CLAIM_YEAR: Final = "2021"


@cache
def _texts() -> Record:
    return tomllib.loads(files("veerkracht.connectors.generator").joinpath("projects.toml").read_text("utf-8"))


def draw_initiatives(places: Sequence[str], rng: np.random.Generator) -> Table:
    """Draw the register of initiatives.

    Parameters
    ----------
    places : Sequence of str
        Names of districts in which an initiative can work.
    rng : numpy.random.Generator
        The same state gives the same register.

    Returns
    -------
    Table (INITIATIVES)
        All in the strategy; every status of both tracks occurs.
    """
    projects = _texts()["project"]
    statuses = _draw_statuses(projects, rng)
    lessons = _lessons(rng)
    rows = [
        _row(f"VS-{number:02}", project, status, lessons[project["goal"]], places, rng)
        for number, (project, status) in enumerate(zip(projects, statuses, strict=True), start=1)
    ]
    return table_of(INITIATIVES, [row | {"merged_into": _host(row, rows)} for row in rows])


def _draw_statuses(projects: Sequence[Record], rng: np.random.Generator) -> list[Record]:
    """Give each project a status of its track, each as often as the texts say."""
    left = {}
    for track in _START:
        pool = [status for status in _texts()["status"] for _ in range(status.get(track, 0))]
        left[track] = [pool[place] for place in rng.permutation(len(pool))]
    return [left[project["track"]].pop() for project in projects]


def _lessons(rng: np.random.Generator) -> dict[str, cycle[Record]]:
    """Return the lessons of each goal in a drawn order; one comes back only after all others were told."""
    of_goal: dict[str, list[Record]] = defaultdict(list)
    for lesson in _texts()["lesson"]:
        of_goal[lesson["goal"]].append(lesson)
    return {goal: cycle([told[place] for place in rng.permutation(len(told))]) for goal, told in of_goal.items()}


def _row(
    name: str, project: Record, status: Record, lessons: cycle[Record], places: Sequence[str], rng: np.random.Generator
) -> Record:
    numbers = {"n": int(rng.integers(5, 25)), "years": int(rng.integers(2, 5)), "people": 10 * int(rng.integers(6, 90))}
    code, risks = status["code"], project["risks"]
    lesson = {} if code in _WITHOUT_LESSON else next(lessons)
    return {
        "initiative": name, **_both("name", project["name"]), "track": project["track"], "status": code,
        "status_reason": str(rng.choice(status["reasons"])) if "reasons" in status else None,
        "goal": project["goal"], "in_strategy": "yes", "lead": project["lead"], "areas": _draw_places(places, rng),
        **_partners(project, rng), **_years(project, code, rng), **_progress(project, status, numbers),
        **_both("outlook", status["outlook"], numbers), **_both("lesson", lesson),
        "risks": "; ".join(risks), **_both("benefit_good_times", _benefit(risks[0])["good"]),
        **_both("benefit_bad_times", _benefit(risks[-1])["bad"]), "reference": SOURCE,
    }  # fmt: skip


def _both(part: str, words: Record, numbers: Record | None = None) -> Record:
    return {f"{part}_{language}": words[language].format(**numbers or {}) if words else None for language in
            ("nl", "en")}  # fmt: skip


def _progress(project: Record, status: Record, numbers: Record) -> Record:
    told = _both("progress", status["progress"], numbers)
    return {f"progress_{language}": f"{project['about'][language]} {told[f'progress_{language}']}"
            for language in ("nl", "en")}  # fmt: skip


def _benefit(risk: str) -> Record:
    return next(benefit for benefit in _texts()["benefit"] if benefit["risk"] == risk)


def _draw_places(places: Sequence[str], rng: np.random.Generator) -> str:
    if rng.random() < _IN_WHOLE_CITY:
        return WHOLE_CITY
    return "; ".join(sorted(rng.choice(places, size=int(rng.integers(1, 4)), replace=False)))


def _partners(project: Record, rng: np.random.Generator) -> Record:
    choices = [partner for partner in _texts()["partners"]["names"] if partner != project["lead"]]
    partners = rng.choice(choices, size=int(rng.integers(2, 5)), replace=False)
    return {"partners": "; ".join(sorted(partners)), "municipal_role": str(rng.choice(_texts()["partners"]["roles"]))}


def _years(project: Record, code: str, rng: np.random.Generator) -> Record:
    start = int(rng.integers(*_START[project["track"]], endpoint=True))
    end = min(start + int(rng.integers(1, 6)), _NOW)
    planned = {"idea": None, "prepared": str(_NOW + 1)}
    return {"start": planned.get(code, str(start)), "end": str(end) if code in _STOPPED else None}


def _host(row: Record, rows: Sequence[Record]) -> str | None:
    """Return the initiative that a merged one went into: the first of the same goal that still runs."""
    if row["status"] != "merged":
        return None
    gone = {*_STOPPED, "paused", "idea", "prepared"}
    return next(
        str(other["initiative"]) for other in rows if other["goal"] == row["goal"] and other["status"] not in gone
    )


def draw_claims(rng: np.random.Generator) -> Table:
    """Draw published statements, marked as made up; two of them contradict each other.

    Parameters
    ----------
    rng : numpy.random.Generator
        The same state gives the same values.

    Returns
    -------
    Table (CLAIMS)
        `subject` is the risk that a statement is about.
    """
    return table_of(CLAIMS, [
        {"claim": f"VC-{number:02}", "subject": claim["subject"], **_both("statement", claim["statement"]),
         "value": str(rng.integers(claim["lowest"], claim["highest"], endpoint=True)), "unit": claim["unit"],
         "year": _CLAIM_YEAR, "reference": SOURCE, "conflict_group": claim["conflict_group"] or None,
         **_both("note", claim["note"])}
        for number, claim in enumerate(_texts()["claim"], start=1)
    ])  # fmt: skip
