"""The sections on homes: where those that go can come back, and how far a plan for the whole city could go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from veerkracht.reports.content import Block, Figure, Inline, Notice, Number, Paragraph, say
from veerkracht.reports.systems_charts import LedgerPicture, LedgerRow
from veerkracht.tables import Table, pull
from veerkracht.workflows.choosing.homes import YEARS, HomesPart
from veerkracht.workflows.workshop.pages import question, table

__all__ = ["homes_answer", "homes_blocks", "plan_blocks"]

_DRAWN: Final = 15
_LISTED: Final = 12
_LEAST: Final = 0.5
"""Half a home or more counts as a move that is shown."""
_NEARLY_ALL: Final = 0.99
"""From this share on a decimal is shown: "100 %" would say that nothing goes."""
_MEASURES: Final[Mapping[str, Inline]] = {
    "peak_load": say("heaviest load of a neighbourhood (vulnerability times share of social homes)"),
    "mean_load": say("mean load of social homes"),
    "dissimilarity": say("share of social homes that would have to move for an even spread"),
}  # fmt: skip
_LIMITS: Final[Mapping[str, Inline]] = {
    "turnover": say("homes come free only when tenants leave of their own will"),
    "receiver_cap": say("the most that the neighbourhood can take"),
    "new_homes": say("the homes that can be built there"),
    "budget": say("the budget"), "compensation": say("each home that goes must come back in the same region"),
}  # fmt: skip
Row = dict[str, Any]  # Any: cells of mixed columns


def homes_answer(part: HomesPart) -> Inline:
    """Return in one sentence where homes can come back."""
    summary = pull(part.places.summary).to_pylist()[0]
    taken = sum(row["placed"] > 0 for row in pull(part.places.places).to_pylist())
    if summary["left_over"]:
        return say("Of {asked} homes that go in {area}, {placed} can come back in {n} other neighbourhoods; {left} fit nowhere.",
                   asked=Number(summary["asked"]), area=part.names[part.area], placed=Number(summary["placed"]),
                   n=Number(taken), left=Number(summary["left_over"]), strong=("placed", "left"))  # fmt: skip
    return say("All {asked} homes that go in {area} can come back, spread over {n} other neighbourhoods.",
               asked=Number(summary["asked"]), area=part.names[part.area], n=Number(taken), strong=("asked", "n"))  # fmt: skip


def homes_blocks(part: HomesPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the section on homes that are taken out in one place."""
    summary = pull(part.places.summary).to_pylist()[0]
    years = summary["years_needed"]
    pace = say("At the assumed turnover so many tenants have left of their own will in {n} year.",
               plural="At the assumed turnover so many tenants have left of their own will in {n} years.",
               count=years, n=Number(years)) if years else say(
        "At the assumed turnover so many tenants never leave of their own will. The model moves nobody.")  # fmt: skip
    return question(
        say("If {n} homes go in {area}, where can they come back?", n=Number(part.request.homes), area=part.names[part.area]),
        homes_answer(part), _ledger(part, sources), Paragraph(pace, sources), *_moved(part, sources),
        assumptions=[*_assumptions(part), say("Homes go where they take up least of what a neighbourhood can still take.")],
        doubt=say("How many homes can be built in a neighbourhood is not known here. Where there is no ground, these places do "
                  "not exist. Ask that first."),
        sources=sources, anchor="homes",
    )  # fmt: skip


def _moved(part: HomesPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return what these homes change: the warning, who gains and what stays, measures, and that nobody is overloaded."""
    proof, told = pull(part.moved.proof).to_pylist(), _cautions(part.moved.warned)
    row = next(row for row in pull(part.moved.gains).to_pylist() if row["area"] == part.area)
    stays = say("In {area} {stay} social homes stay. Its load goes from {before} to {after}; the {n} neighbourhoods that receive "
                "carry more.", area=part.names[part.area], stay=Number(row["homes_stay"]), before=_load(row["load_before"]),
                after=_load(row["load_after"]), n=Number(len(proof)))  # fmt: skip
    margin = min((one for one in proof), key=lambda one: (one["margin"], one["area"]), default=None)
    words = say("The spread of social homes now and after these homes, from 0 to 100")
    blocks: list[Block] = [Notice(_warning(told)), Paragraph(stays, sources),
                           _measured(part.moved.measured, words, sources, decimals=2)]  # fmt: skip
    if margin is not None:
        blocks.append(Paragraph(_safe(held=all(one["holds"] for one in proof), margin=margin, part=part), sources))
    return tuple(blocks)


def _safe(*, held: bool, margin: Row, part: HomesPart) -> Inline:
    if not held:
        return say("A neighbourhood comes above its limit: do not use this plan.")
    return say("No neighbourhood that receives homes comes above its limit; each was checked by itself. {area} comes nearest: it "
               "has room for {n} more.", area=part.names[margin["area"]], n=Number(math.floor(margin["margin"])))  # fmt: skip


def _measured(measured: Table, words: Inline, sources: tuple[str, ...], *, decimals: int = 1) -> Block:
    found = {row["measure"]: row for row in pull(measured).to_pylist()}
    heads = ((say("Measure"), False), (say("Now"), True), (say("After"), True))
    rows = [(name, _load(found[code]["before"], decimals), _load(found[code]["after"], decimals))
            for code, name in _MEASURES.items()]  # fmt: skip
    return table(words, heads, rows, sources)


def _assumptions(part: HomesPart) -> list[Inline]:
    turnover = Number(100 * part.request.turnover_share, "percent", 1)
    return [
        say("Homes are those of {year}. Each year {share} of the tenants of social homes leave of their own will; no source "
            "tells this per neighbourhood.", year=part.stock.period, share=turnover),
        say("A neighbourhood takes fewer social homes the more vulnerable its people are, and none above its limit."),
    ]  # fmt: skip


def _ledger(part: HomesPart, sources: tuple[str, ...]) -> Figure:
    rows = [row for row in pull(part.places.places).to_pylist() if row["placed"] > 0]
    placed = sum(row["placed"] for row in rows)
    drawn = [LedgerRow(part.names[part.area], -float(part.request.homes)),
             *(LedgerRow(part.names[row["area"]], float(row["placed"])) for row in rows[:_DRAWN])]  # fmt: skip
    rest = placed - sum(row["placed"] for row in rows[:_DRAWN])
    drawn += [LedgerRow(say("{n} others", n=Number(len(rows) - _DRAWN)), float(rest))] if rest else []
    heads = ((say("Neighbourhood"), False), (say("Homes that come"), True), (say("Could still take"), True),
             (say("Load before"), True), (say("Load after"), True))  # fmt: skip
    cells = [(part.names[row["area"]], Number(row["placed"]), Number(row["room"]), _load(row["load_before"]),
              _load(row["load_after"])) for row in rows]  # fmt: skip
    words = say("Where homes come back; load is vulnerability times the share of social homes, from 0 to 100")
    listed = table(words, heads, cells, sources)
    picture = LedgerPicture(tuple(drawn), say("go"), say("come back"))
    alt = say("Homes that go on the left, and homes that come back on the right; the table holds the same numbers.")
    caption = say(
        "What goes on the left equals what comes back on the right, unless the sentence above says otherwise."
    )
    return Figure("homes", picture, alt, caption, sources, listed)


def _load(load: float | None, decimals: int = 1) -> Number:
    return Number(None if load is None else 100 * load, "", decimals)


def plan_blocks(part: HomesPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the section on a plan for the whole city."""
    found = {row["measure"]: row for row in pull(part.measured).to_pylist()}
    peak, moved = found["peak_load"], _cautions(part.warned).get("ratios_alone_can_disperse", 0.0)
    answer = say("At most {n} homes in {years} years would bring the heaviest load down from {before} to {after}.",
                 n=Number(moved), years=Number(YEARS), before=_load(peak["before"]), after=_load(peak["after"]),
                 strong=("before", "after"))  # fmt: skip
    held = all(row["holds"] for row in pull(part.proof).to_pylist())
    safe = say("No neighbourhood that receives homes comes above its limit; each was checked by itself.") if held else say(
        "A neighbourhood comes above its limit: do not use this plan.")  # fmt: skip
    return question(
        say("How far could the whole city go, and who blocks it?"), answer,
        Notice(_warning(_cautions(part.warned))),
        _measured(part.measured, say("The spread of social homes now and after the plan, from 0 to 100"), sources),
        Paragraph(safe, sources), _blockers(part, sources), *_gains(part, sources),
        assumptions=[*_assumptions(part), say("Each home that goes comes back elsewhere in the same region and year.")],
        doubt=say("This is the far end of what the limits allow, not a proposal. Build sites, costs and what people want are not "
                  "in it."),
        sources=sources, anchor="plan",
    )  # fmt: skip


def _cautions(warned: Table) -> dict[str, float]:
    return {row["caution"]: row["value"] for row in pull(warned).to_pylist()}


def _warning(told_of: Mapping[str, float]) -> Inline:
    stays = told_of.get("share_in_vulnerable_areas_that_stays")
    told = say(
        "A better ratio alone can disperse people without helping them: nobody becomes less vulnerable by moving a home."
    )
    if stays is None:
        return told
    return say("{told} {share} of the social homes in vulnerable neighbourhoods stay where they are; the people there need help "
               "there.", told=told, share=Number(100 * stays, "percent", 1 if _NEARLY_ALL < stays < 1 else 0))  # fmt: skip


def _blockers(part: HomesPart, sources: tuple[str, ...]) -> Block:
    """Return the limits that hold the plan back, each place and limit once with its largest gain."""
    best: dict[tuple[str, str], Row] = {}
    for row in pull(part.blocks).to_pylist():
        key = (row["limit"], row["place"] or "")
        best[key] = max(row, best.get(key, row), key=lambda one: one["gain"] or 0.0)
    heads = (
        (say("Where"), False),
        (say("What holds it back"), False),
        (say("Gain"), True),
    )
    cells = [(part.names.get(place, place), _LIMITS.get(limit, limit), Number(100 * (row["gain"] or 0.0), "", 3))
             for (limit, place), row in best.items()]  # fmt: skip
    return table(say("Who blocks the plan: by how much one home more lowers the heaviest load"), heads, cells, sources)


def _gains(part: HomesPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    rows = [row for row in pull(part.gains).to_pylist() if abs(row["net"]) >= _LEAST]
    ordered = sorted(rows, key=lambda row: (-abs(row["net"]), row["area"]))[:_LISTED]
    heads = ((say("Neighbourhood"), False), (say("Homes that go"), True), (say("Homes that come"), True),
             (say("Homes that stay"), True), (say("Load before"), True), (say("Load after"), True))  # fmt: skip
    cells = [(part.names[row["area"]], Number(row["homes_out"]), Number(row["homes_in"]), Number(row["homes_stay"]),
              _load(row["load_before"]), _load(row["load_after"])) for row in ordered]  # fmt: skip
    return (
        table(
            say("Who moves, who gains and what stays: the {n} largest changes", n=Number(len(cells))),
            heads,
            cells,
            sources,
        ),
    )
