"""The section on the assets that matter most, in three orders beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from veerkracht.reports.content import Block, Inline, Number, Paragraph, say
from veerkracht.workflows.exploring.critical import (
    COMPARED,
    CORRELATION,
    EVENTS,
    WAYS,
    CriticalPart,
    explore_critical,
    rounded_critical,
)
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.hours import LEAST_SHOWN
from veerkracht.workflows.workshop.pages import SHEETS, question, table
from veerkracht.workflows.workshop.place import Progress, counted
from veerkracht.workflows.workshop.section import Section

__all__ = ["critical_section"]

_LISTED: Final = 10
_SURE: Final = 1.96  # standard errors on both sides of a 95 % interval
_ORDERS: Final[Mapping[str, Inline]] = {
    "leave_one_out": say("what protecting it brings"),
    "birnbaum": say("what its loss costs"),
    "shapley": say("its share in all that is lost"),
}
Names = Mapping[str, str]


def critical_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section on which asset matters most, None without critical services."""
    if grounds.outage is None:
        return None
    services = grounds.outage.services
    part = explore_critical(services, seed=grounds.request.seed, progress=counted(progress, "critical"))
    blocks = _of_chances(part, services.names) if part.chances else _of_losses(part, services.names)
    settings = {"events": EVENTS, "shared_chance": CORRELATION} if part.chances else {}
    return Section(blocks, tables={"critical": rounded_critical(part)}, settings=settings)


def _of_chances(part: CriticalPart, names: Names) -> tuple[Block, ...]:
    first = part.ranked("leave_one_out")[0]
    answer = say("Protecting {asset} brings most: in a mean event {n} fewer people are without a service.", asset=names[first],
                 n=Number(_rounded(part.rows[first]["leave_one_out"])), strong=("asset",))  # fmt: skip
    heads = ((say("Asset"), False), (say("Fewer, if it cannot fail"), True), (say("More, if it is down"), True),
             (say("Its share in all that is lost"), True))  # fmt: skip
    cells: list[tuple[Inline, ...]] = [
        (names[asset], *(_spread(part, asset, way) for way in WAYS)) for asset in _listed(part)
    ]
    caption = say("People without a service: how many fewer or more, with how far chance can be off")
    return question(
        say("Which asset matters most?"), answer, table(caption, heads, cells, (SHEETS,)), Paragraph(_agreement(part, names)),
        assumptions=_assumed(), doubt=_doubt(part), sources=(SHEETS,), anchor="critical",
    )  # fmt: skip


def _listed(part: CriticalPart) -> list[str]:
    """Return the first ten by what protecting brings, and what the other two orders put first."""
    firsts = [part.ranked(way)[0] for way in WAYS]
    return list(dict.fromkeys([*part.ranked("leave_one_out")[:_LISTED], *firsts]))


def _assumed() -> list[Inline]:
    return [
        say("{n} events were drawn from the chances of failure on the sheets. Assets in one district share {share} of their "
            "chance.", n=Number(EVENTS), share=Number(100 * CORRELATION, "percent")),
        say("No reserve helps and nothing is repaired. A person who lacks two services counts twice."),
        say("The share divides all people without a service over the assets that failed by themselves, in every order in which "
            "they can fail. All shares add up to the mean of all events."),
    ]  # fmt: skip


def _agreement(part: CriticalPart, names: Names) -> Inline:
    """Say how far the three orders agree, and on which asset they differ most."""
    same = say("{n} of the first {of} assets are the same in all three orders.", n=Number(len(part.shared())),
               of=Number(min(COMPARED, len(part.rows))))  # fmt: skip
    apart = part.most_apart()
    if apart is None:
        return same
    most = say("They differ most on {asset}: place {high} by {high_way}, place {low} by {low_way}.", asset=names[apart.asset],
               high=Number(apart.high), high_way=_ORDERS[apart.high_way], low=Number(apart.low),
               low_way=_ORDERS[apart.low_way])  # fmt: skip
    return say("{first} {second}", first=same, second=most)


def _doubt(part: CriticalPart) -> Inline:
    """Say what the chances rest on, and how many assets may stand first by chance alone."""
    said = say(
        "The chances of failure are estimates of people, not measurements. The order holds better than the numbers."
    )
    first = part.rows[part.ranked("leave_one_out")[0]]
    low = first["leave_one_out"] - _SURE * first["leave_one_out_error"]
    near = sum(row["leave_one_out"] + _SURE * row["leave_one_out_error"] > low for row in part.rows.values()) - 1
    if not near:
        return said
    more = say("By chance alone {n} other asset could stand first.", plural="By chance alone {n} other assets could stand first.",
               count=near, n=Number(near))  # fmt: skip
    return say("{first} {second}", first=said, second=more)


def _of_losses(part: CriticalPart, names: Names) -> tuple[Block, ...]:
    """Without chances of failure only the loss of each asset can be told; what lacks is said."""
    order = [asset for asset in part.ranked("birnbaum") if part.rows[asset]["birnbaum"] > 0][:_LISTED]
    lacking = say("Which asset it helps most to protect is not known: the registers hold no chance of failure.")
    answer = lacking if not order else say(
        "{lacking} If {asset} stops, {n} people lose a service. No other asset leaves more people without.", lacking=lacking,
        asset=names[order[0]], n=Number(_rounded(part.rows[order[0]]["birnbaum"])), strong=("asset",))  # fmt: skip
    heads = ((say("Asset"), False), (say("Without a service, if it is down"), True))
    cells = [(names[asset], Number(_rounded(part.rows[asset]["birnbaum"]))) for asset in order]
    shown = (
        (table(say("People without a service if one asset stops and all else works"), heads, cells),) if cells else ()
    )
    return question(
        say("Which asset matters most?"), answer, *shown,
        assumptions=[say("No reserve helps and nothing is repaired. A person who lacks two services counts twice.")],
        doubt=say("An asset that hardly ever fails can stand high here. Estimate the chance of failure of each asset on the "
                  "sheet on critical services of a workshop; then this page tells which one to protect first."),
        sources=(), anchor="critical",
    )  # fmt: skip


def _rounded(people: float) -> float:
    return float(round(people / LEAST_SHOWN) * LEAST_SHOWN)


def _spread(part: CriticalPart, asset: str, way: str) -> Number:
    row = part.rows[asset]
    people, error = row[way], _SURE * row[f"{way}_error"]
    return Number(_rounded(people), "", 0, _rounded(people - error), _rounded(people + error))
