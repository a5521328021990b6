"""The section on how many respondents name a connection."""

from __future__ import annotations

from typing import Any, Final

from veerkracht.reports.content import Block, Inline, Number, say
from veerkracht.tables import pull
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.named import NamedPart, explore_named
from veerkracht.workflows.exploring.page_risks import risk_words
from veerkracht.workflows.workshop.pages import SHEETS, question, table
from veerkracht.workflows.workshop.place import CityPlace, Progress
from veerkracht.workflows.workshop.section import Section

__all__ = ["named_answer", "named_blocks", "named_section"]

_LISTED: Final = 10
Row = dict[str, Any]  # Any: cells of mixed columns


def named_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section, or None without respondents."""
    part = explore_named(grounds.judgements)
    if part is None:
        return None
    return Section(named_blocks(part, grounds.place), on_one_page=False, sources=(SHEETS,),
                   tables={"named_pairs": part.pairs, "named_risks": part.risks})  # fmt: skip


def named_answer(part: NamedPart, place: CityPlace) -> Inline:
    """Return in one sentence which connection is named most, and how many connections only one of them names."""
    rows = pull(part.pairs).to_pylist()
    most = sum(row["count"] == rows[0]["count"] for row in rows)
    once = say("{n} connection was named by one respondent only.", plural="{n} connections were named by one respondent only.",
               count=sum(row["count"] == 1 for row in rows), n=Number(sum(row["count"] == 1 for row in rows)))  # fmt: skip
    if most > 1:
        return say("Of {all} connections {most} are named by {k} of {n} respondents, and none by more. {once}",
                   k=Number(rows[0]["count"]), n=Number(part.respondents), most=Number(most), all=Number(len(rows)),
                   once=once)  # fmt: skip
    return say("Named most is the connection of {first} with {second}: by {k} of {n} respondents. {once}",
               first=risk_words(rows[0]["first"], place), second=risk_words(rows[0]["second"], place),
               k=Number(rows[0]["count"]), n=Number(part.respondents), once=once, strong=("first", "second"))  # fmt: skip


def named_blocks(part: NamedPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on connections that are named."""
    pairs, risks = pull(part.pairs).to_pylist(), pull(part.risks).to_pylist()
    share = say("Share, with its 95% interval")
    heads = ((say("Connection"), False), (say("Named by"), True), (share, True))
    cells = [(say("{first} – {second}", first=risk_words(row["first"], place), second=risk_words(row["second"], place)),
              *_counted(row)) for row in pairs]  # fmt: skip
    others = ((say("Risk"), False), (say("Connections"), True), (say("Sum of shares"), True))
    most = [
        (risk_words(row["risk"], place), Number(row["pairs"]), Number(row["strength"], "", 1))
        for row in risks[:_LISTED]
    ]
    return question(
        say("How many respondents name a connection?"), named_answer(part, place),
        table(say("Connections, the one that most name first"), heads, cells, (SHEETS,), closed=len(cells) > _LISTED),
        table(say("Risks that are named together with others most"), others, most, (SHEETS,)),
        assumptions=[
            say("Direction and strength do not count here, only that two risks are connected. Who says “no link” does not name "
                "it."),
            say("The sheet lists the links that documents state. A link that a respondent added by hand is named less easily."),
        ],
        doubt=say("The interval holds if the {n} respondents were drawn at random from all who could have been asked. They were "
                  "not, so in truth less is sure. With few respondents the interval is wide: read the numbers, not the order.",
                  n=Number(part.respondents)),
        sources=(SHEETS,), anchor="named",
    )  # fmt: skip


def _counted(row: Row) -> tuple[Inline, Inline]:
    share, lower, upper = (100 * row[name] for name in ("share", "lower", "upper"))
    return (say("{k} of {n}", k=Number(row["count"]), n=Number(row["respondents"])),
            Number(share, "percent", 0, lower, upper))  # fmt: skip
