"""The section on futures that fit together."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.content import Block, Figure, Inline, Number, Paragraph, say
from veerkracht.reports.systems_charts import GridCell, GridPicture
from veerkracht.workflows.exploring.futures import NOISE, Future, FuturePart
from veerkracht.workflows.workshop.pages import SHEETS, question, table

__all__ = ["future_answer", "future_blocks"]

_FILLS: Final = {"rising": "level_4", "steady": "level_2", "falling": "level_1"}
_SHOWN: Final = 8


def future_answer(part: FuturePart) -> Inline:
    """Return in one sentence how many futures fit together."""
    return say("{n} future fits together, out of {all} that can be thought up.",
               plural="{n} futures fit together, out of {all} that can be thought up.", count=len(part.futures),
               n=Number(len(part.futures)), all=Number(_combinations(part)), strong=("n",))  # fmt: skip


def _combinations(part: FuturePart) -> int:
    total = 1
    for states in _states(part).values():
        total *= len(states)
    return total


def _states(part: FuturePart) -> dict[str, set[str]]:
    impacts = part.given.impacts.select("descriptor", "state").distinct().to_pyarrow().to_pylist()
    found: dict[str, set[str]] = {}
    for row in impacts:
        found.setdefault(row["descriptor"], set()).add(row["state"])
    return found


def future_blocks(part: FuturePart) -> tuple[Block, ...]:
    """Return the section on futures."""
    blocks: tuple[Block, ...] = (_figure(part),) if part.futures else (Paragraph(say(
        "The judgements contradict each other in every future. Look at them again together."), (SHEETS,)),)  # fmt: skip
    return question(
        say("Which futures fit together?"), future_answer(part), *blocks,
        assumptions=[
            say("A future fits when no uncertainty is pushed harder to another state by all the others together."),
            say("Where nothing was filled in for one uncertainty on another, there is no influence between them."),
        ],
        doubt=say("Each judgement was also drawn up to {n} higher or lower. The last column tells how often a future still fits "
                  "then. A future that is not in the list is not impossible: nobody has thought of why it would hold.",
                  n=Number(NOISE)),
        sources=(SHEETS,), anchor="futures",
    )  # fmt: skip


def _figure(part: FuturePart) -> Figure:
    shown = part.futures[:_SHOWN]
    names = sorted(_states(part))
    rows = tuple((say("Future {n}", n=str(place)), tuple(_cell(one, name, part) for name in names))
                 for place, one in enumerate(shown, start=1))  # fmt: skip
    heads: list[tuple[Inline, bool]] = [(say("Future"), False), *((name, False) for name in names),
                                        (say("Still fits"), True)]  # fmt: skip
    cells: list[tuple[Inline, ...]] = [(say("Future {n}", n=str(place)), *(one.states[name] for name in names), _share(one))
             for place, one in enumerate(shown, start=1)]  # fmt: skip
    listed = table(
        say(
            "The {n} firmest futures that fit together, with the share of draws in which they still fit",
            n=Number(len(shown)),
        ),
        heads,
        cells,
        (SHEETS,),
    )
    caption = say("Darker is a state in which the risk rises; the words in the cells tell the same.")
    alt = say("Futures that fit together, with the state of each uncertainty; the table holds the same.")
    return Figure("futures", GridPicture(tuple(names), rows), alt, caption, (SHEETS,), listed)


def _cell(one: Future, name: str, part: FuturePart) -> GridCell:
    state = one.states[name]
    _risk, direction = part.given.risks.get((name, state), ("", ""))
    return GridCell(state, _FILLS.get(direction, "no_signal"))


def _share(one: Future) -> Number:
    if one.share is None:
        return Number(0, "percent")
    return Number(100 * one.share, "percent", 0, 100 * (one.lower or 0.0), 100 * (one.upper or 0.0))
