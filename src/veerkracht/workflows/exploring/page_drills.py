"""The section on what to practise: events that the list of risks does not foresee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from veerkracht.catalogue.drills import PARTS, drill_asks, drill_elements
from veerkracht.reports.content import Block, Inline, Label, Number, say
from veerkracht.tables import Table, pull
from veerkracht.workflows.workshop.pages import question, table

__all__ = ["DRILL_SOURCE", "QUALITIES", "drill_blocks"]

DRILL_SOURCE: Final = "drills"
"""Id of the source "elements of drills"."""
QUALITIES: Final[Mapping[str, Inline]] = {
    "reflective": say("learning"), "robust": say("strong"), "redundant": say("with spare"), "flexible": say("flexible"),
    "resourceful": say("inventive"), "inclusive": say("with everybody"), "integrated": say("together"),
}  # fmt: skip


def drill_blocks(drills: Table) -> tuple[Block, ...]:
    """Return the section on drills."""
    words = {
        (row["part"], row["element"]): Label(row["label_nl"], row["label_en"])
        for row in pull(drill_elements()).to_pylist()
    }
    rows = pull(drills).to_pylist()
    heads = ((say("What happens"), False), (say("What it hits"), False), (say("Where"), False), (say("When"), False),
             (say("For how long"), False), (say("Warning"), False), (say("Asks a city that is"), False))  # fmt: skip
    cells = [
        (*(words[part, row[part]] for part in PARTS), _asked({(part, row[part]) for part in PARTS})) for row in rows
    ]
    return question(
        say("What should we practise?"),
        say("Practise {n} events that are not on the list of risks; the first: {what}.", n=Number(len(rows)),
            what=words["origin", rows[0]["origin"]], strong=("what",)),
        table(say("Events that the list of risks does not foresee"), heads, cells, (DRILL_SOURCE,)),
        assumptions=[say("Events are drawn out of parts that every drill has. What the risks of the city foresee is left out.")],
        doubt=say("None of these events is likely by itself. They serve to find out what a city can do when it is surprised."),
        sources=(DRILL_SOURCE,), anchor="practise",
    )  # fmt: skip


def _asked(parts: set[tuple[str, str]]) -> Inline:
    rows = pull(drill_asks()).to_pylist()
    asked = {row["code"] for row in rows if row["kind"] == "quality" and (row["part"], row["element"]) in parts}
    names = [words for code, words in QUALITIES.items() if code in asked]
    found: Inline = names[0] if names else "–"
    for name in names[1:]:
        found = say("{before}, {after}", before=found, after=name)
    return found
