"""The section on what the city could set against the events to practise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.catalogue import Words
from veerkracht.catalogue.drills import drill_elements
from veerkracht.reports.content import Block, Figure, Inline, Label, Number, say
from veerkracht.reports.systems_charts import GridCell, GridPicture
from veerkracht.tables import Table, pull
from veerkracht.workflows.exploring.helpers import HelperPart
from veerkracht.workflows.exploring.page_drills import DRILL_SOURCE, QUALITIES
from veerkracht.workflows.workshop.pages import question, table

__all__ = ["helper_answer", "helper_blocks"]

_NAMED: Final = {"initiative": 2, "lesson": 1}
"""How many are named per event; a lesson is a whole sentence."""
_WORDS: Final[Mapping[str, Inline]] = {
    "brought": say("yes"), "unknown": say("not known"), "lacking": say("no"), "not_asked": say("not asked"),
}  # fmt: skip
_MARKS: Final[Mapping[str, Inline]] = {"brought": say("yes"), "unknown": "?", "lacking": say("no"), "not_asked": "–"}
"""What stands in the cells of the picture, which are narrow."""
_FILLS: Final = {"brought": "level_1", "unknown": "level_2", "lacking": "level_4", "not_asked": "no_signal"}
Row = dict[str, Any]  # Any: cells of mixed columns


def _states(part: HelperPart) -> dict[tuple[int, str], str]:
    """Return per event and quality whether the city brings what is asked for."""
    return {(row["drill"], row["quality"]): _state(row, part) for row in pull(part.scores).to_pylist()}


def _state(row: Row, part: HelperPart) -> str:
    if not row["asked"]:
        return "not_asked"
    if row["covered"]:
        return "brought"
    return "unknown" if row["covered"] is None or part.unplaced else "lacking"


def helper_answer(part: HelperPart) -> Inline:
    """Return in one sentence how much of what is asked for the city is known to bring."""
    states = list(_states(part).values())
    asked = sum(state != "not_asked" for state in states)
    return say("Of the {asked} times that an event asks for a quality, {brought} times the city is known to bring it, {lacking} "
               "times it is known to lack it, and {unknown} times that is not known.", asked=Number(asked),
               brought=Number(states.count("brought")), lacking=Number(states.count("lacking")),
               unknown=Number(states.count("unknown")), strong=("brought", "unknown"))  # fmt: skip


def helper_blocks(part: HelperPart, drills: Table) -> tuple[Block, ...]:
    """Return the section on what would have helped."""
    labels = {row["element"]: Label(row["label_nl"], row["label_en"])
              for row in pull(drill_elements()).to_pylist() if row["part"] == "origin"}  # fmt: skip
    events = {row["drill"]: say("{n}. {what}", n=str(row["drill"]), what=labels[row["origin"]])
              for row in pull(drills).sort_by("drill").to_pylist()}  # fmt: skip
    assumptions = [
        say("An initiative or a lesson fits an event when both touch the same theme. Themes of an initiative are those of the "
            "risks that it is against."),
        say("A lesson brings learning. What else an initiative brings, stands in the register of initiatives."),
    ]  # fmt: skip
    return question(
        say("What would have helped in these events?"), helper_answer(part), _grid(part, events), _fitting(part, events),
        assumptions=assumptions,
        doubt=say("Of {unrated} of the {all} initiatives nobody has noted which qualities they strengthen. Not known is not the "
                  "same as no help: fill it in first. That something fits does not say that it is enough.",
                  unrated=Number(part.unrated), all=Number(part.initiatives)),
        sources=(DRILL_SOURCE,), anchor="helped",
    )  # fmt: skip


def _grid(part: HelperPart, events: Mapping[int, Inline]) -> Figure:
    states, names = _states(part), tuple(QUALITIES)
    rows = tuple((QUALITIES[quality], tuple(GridCell(_MARKS[states[event, quality]], _FILLS[states[event, quality]])
                                            for event in events)) for quality in names)  # fmt: skip
    heads = ((say("Event"), False), *((QUALITIES[name], False) for name in names))
    cells = [(name, *(_WORDS[states[event, quality]] for quality in names)) for event, name in events.items()]
    listed = table(say("Whether the city brings the quality that an event asks for"), heads, cells, (DRILL_SOURCE,))
    return Figure("helped", GridPicture(tuple(str(event) for event in events), rows),
                  say("Events against qualities, with whether the city brings each; the table holds the same."),
                  say("The numbers are those of the events below. Yes: the city is known to bring the quality; no: it is known "
                      "to lack it; ?: not known; –: not asked for."), (DRILL_SOURCE,), listed)  # fmt: skip


def _fitting(part: HelperPart, events: Mapping[int, Inline]) -> Block:
    rows = pull(part.fitting).to_pylist()
    heads = ((say("Event"), False), (say("Initiatives that fit"), False), (say("Lessons that fit"), False))
    cells = [(name, *(_names(part, [row for row in rows if row["drill"] == event and row["sort"] == sort], named)
                      for sort, named in _NAMED.items())) for event, name in events.items()]  # fmt: skip
    return table(say("What of the city fits each event, best first"), heads, cells, (DRILL_SOURCE,))


def _names(part: HelperPart, rows: list[Row], named: int) -> Inline:
    every = list(dict.fromkeys(part.names[row["sort"], row["helper"]] for row in rows))
    words = [Words(one.nl.rstrip("."), one.en.rstrip(".")) for one in every[:named]]
    if not words:
        return say("none that is known")
    found: Inline = Label(words[0].nl, words[0].en)
    for one in words[1:]:
        found = say("{before}; {after}", before=found, after=Label(one.nl, one.en))
    more = len(every) - len(words)
    return say("{before}; and {n} more", before=found, n=Number(more)) if more else found
