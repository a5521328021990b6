"""The section on the assets that matter most."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.content import Block, Number, say
from veerkracht.tables import pull
from veerkracht.workflows.exploring.outage import CORRELATION, EVENTS, OutagePart
from veerkracht.workflows.workshop.pages import SHEETS, question, table

__all__ = ["critical_blocks"]

_LISTED: Final = 10
_SURE: Final = 1.96  # standard errors on both sides of a 95 % interval


def critical_blocks(part: OutagePart) -> tuple[Block, ...]:
    """Return the section on which asset it would help most to protect; nothing without chances of failure."""
    if part.critical is None:
        return ()
    rows = sorted(pull(part.critical).to_pylist(), key=lambda row: (-row["leave_one_out"], row["asset"]))[:_LISTED]
    names = part.services.names
    first = rows[0]
    heads = ((say("Asset"), False), (say("Fewer, if it cannot fail"), True),
             (say("More, if it is down"), True))  # fmt: skip
    cells = [(names[row["asset"]], _spread(row["leave_one_out"], row["leave_one_out_error"]),
              _spread(row["birnbaum"], row["birnbaum_error"])) for row in rows]  # fmt: skip
    return question(
        say("Which asset matters most?"),
        say("Protecting {asset} helps most people: in a mean event {n} fewer are without a service.", asset=names[first["asset"]],
            n=Number(_rounded(first["leave_one_out"])), strong=("asset",)),
        table(say("People without a service: how many fewer or more, with how far chance can be off"), heads, cells, (SHEETS,)),
        assumptions=[
            say("{n} events were drawn from the chances of failure on the sheets. Assets in one district share {share} of their "
                "chance.", n=Number(EVENTS), share=Number(100 * CORRELATION, "percent")),
            say("No reserve helps and nothing is repaired. A person who lacks two services counts twice."),
        ],
        doubt=say("The chances of failure are estimates of people, not measurements. The order holds better than the numbers."),
        sources=(SHEETS,), anchor="critical",
    )  # fmt: skip


def _rounded(people: float) -> float:
    return round(people, -1)


def _spread(people: float, error: float) -> Number:
    return Number(_rounded(people), "", 0, _rounded(people - _SURE * error), _rounded(people + _SURE * error))
