"""What a city could set against an event to practise: its initiatives, spare capacity and lessons, with what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from veerkracht.analysis.scenarios import drill_helpers, score_drills
from veerkracht.catalogue import Kept, Words
from veerkracht.catalogue.drills import PARTS, drill_asks, known_events
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.worlds import HELPERS
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["HelperPart", "explore_helpers", "is_there"]

_NOT_THERE: Final = frozenset({"idea", "ended", "merged"})
"""States of an initiative that is not there yet, or no more; what it taught stays."""
Row = Mapping[str, Any]  # Any: cells of mixed columns
Themes = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class HelperPart:
    """What was found about help in the events to practise.

    Parameters
    ----------
    scores : Table (DRILL_SCORES)
        Per event and quality what the city brings; null where that is not known.
    fitting : Table (drill, sort, helper, themes, qualities)
        As `drill_helpers`.
    names : mapping of (sort, id) to Words
        What each helper is called.
    initiatives, unrated, unplaced : int
        Initiatives that are there, those of which nobody noted a quality, and those that fit no event by their risks.
    """

    scores: Table
    fitting: Table
    names: Mapping[tuple[str, str], Words]
    initiatives: int
    unrated: int
    unplaced: int


def explore_helpers(place: CityPlace, drills: Table) -> HelperPart | None:
    """Tell what the city could set against each event.

    Returns
    -------
    HelperPart or None
        None for a city without initiatives or lessons: then nothing is known, which is not the same as no help.

    Notes
    -----
    Themes of an initiative are those of the events that its risks foresee. What it learned is a lesson on the same themes;
    a lesson in the register has the theme that was noted with it.
    """
    themes = _themes_of_risks()
    rated = _qualities(place)
    rows = [*_of_initiatives(place.initiatives, themes, rated), *_of_lessons(_lessons(place))]
    if not rows:
        return None
    there = [row["initiative"] for row in place.initiatives if is_there(row)]
    placed = {row["helper"] for row in rows if row["kind"] == "theme"}
    helpers = table_of(HELPERS, _once(rows))
    return HelperPart(
        score_drills(drills, drill_asks(), helpers=helpers), drill_helpers(drills, drill_asks(), helpers=helpers),
        _names(place), len(there), sum(not rated.get(name) for name in there), sum(name not in placed for name in there),
    )  # fmt: skip


def is_there(row: Row) -> bool:
    """Tell whether an initiative is there: no idea any more, and not ended."""
    return row["status"] not in _NOT_THERE


def _themes_of_risks() -> Themes:
    """Return for each risk the themes of the events that it foresees."""
    asked: dict[tuple[str, str], set[str]] = {}
    for row in pull(drill_asks()).to_pylist():
        if row["kind"] == "theme":
            asked.setdefault((row["part"], row["element"]), set()).add(row["code"])
    found: dict[str, set[str]] = {}
    for row in pull(known_events()).to_pylist():
        of = found.setdefault(row["risk"], set())
        of.update(*(asked.get((part, row[part]), set()) for part in PARTS))
    return {risk: frozenset(of) for risk, of in found.items()}


def _qualities(place: CityPlace) -> Mapping[str, tuple[str, ...]]:
    kept = place.city.recorded
    return {} if kept is None else {one.id: one.listed("qualities") for one in kept.of("initiatives")}


def _lessons(place: CityPlace) -> tuple[Kept, ...]:
    kept = place.city.recorded
    return () if kept is None else tuple(one for one in kept.of("lessons") if one.words("lesson").en)


def _of_initiatives(known: Iterable[Row], themes: Themes, rated: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    rows = []
    for row in known:
        name, about = row["initiative"], set[str]()
        about.update(*(themes.get(risk, frozenset()) for risk in _listed(row["risks"])))
        rows += _helper(name, "initiative", about, rated.get(name, ())) if is_there(row) else []
        rows += _helper(name, "lesson", about if row["lesson_en"] or row["lesson_nl"] else (), ())
    return rows


def _of_lessons(lessons: Iterable[Kept]) -> list[dict[str, str]]:
    return [row for one in lessons for row in _helper(one.id, "lesson", one.listed("theme"), ())]


def _listed(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (names or "").split(";") if name.strip())


def _helper(name: str, sort: str, themes: Iterable[str], qualities: Iterable[str]) -> list[dict[str, str]]:
    codes = [("theme", code) for code in sorted(themes)] + [("quality", code) for code in qualities]
    return [{"helper": name, "sort": sort, "kind": kind, "code": code} for kind, code in codes]


def _once(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return list({tuple(row.values()): row for row in rows}.values())


def _names(place: CityPlace) -> Mapping[tuple[str, str], Words]:
    found: dict[tuple[str, str], Words] = {}
    for row in place.initiatives:
        found["initiative", row["initiative"]] = _words(row, "name")
        found["lesson", row["initiative"]] = _words(row, "lesson")
    return found | {("lesson", one.id): one.words("lesson") for one in _lessons(place)}


def _words(row: Row, field: str) -> Words:
    nl, en = row[f"{field}_nl"] or "", row[f"{field}_en"] or ""
    return Words(nl or en, en or nl)
