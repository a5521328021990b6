"""The sections on homes: where those that go can come back, and how far a plan for the whole city could go."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from veerkracht.reports.content import Block, Figure, Inline, Notice, Number, Paragraph, say
from veerkracht.reports.systems_charts import LedgerPicture, LedgerRow
from veerkracht.tables import Table, pull
from veerkracht.workflows.choosing.homes import HomesPart
from veerkracht.workflows.choosing.page_options import all_of
from veerkracht.workflows.workshop.pages import question, table

__all__ = ["cautions_of", "home_assumptions", "homes_answer", "homes_blocks", "load", "measured_table", "warning"]

_DRAWN: Final = 15
_NEARLY_ALL: Final = 0.99
"""From this share on a decimal is shown: "100 %" would say that nothing goes."""
_MEASURES: Final[Mapping[str, Inline]] = {
    "peak_load": say("heaviest load of a neighbourhood (vulnerability times share of social homes)"),
    "mean_load": say("mean load of social homes"),
    "dissimilarity": say("share of social homes that would have to move for an even spread"),
}  # fmt: skip
_REASONS: Final[Mapping[str, Inline]] = {
    "vulnerable": say("are vulnerable themselves"), "no_room": say("have no room left"),
    "vulnerability_unknown": say("have people of whom it is not known how vulnerable they are"),
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
    return say("All {asked} homes that go in {area} can come back in {n} other neighbourhood.",
               plural="All {asked} homes that go in {area} can come back, spread over {n} other neighbourhoods.", count=taken,
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
        homes_answer(part), _ledger(part, sources), Paragraph(pace, sources), *_none(part, sources), *_moved(part, sources),
        assumptions=[*home_assumptions(part), say("Homes go where they take up least of what a neighbourhood can still take.")],
        doubt=say("How many homes can be built in a neighbourhood is not known here. Where there is no ground, these places do "
                  "not exist. Ask that first."),
        sources=sources, anchor="homes",
    )  # fmt: skip


def _none(part: HomesPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return why other neighbourhoods take none of these homes."""
    reasons = Counter(
        row["reason"] for row in pull(part.places.places).to_pylist() if row["placed"] == 0 and row["reason"]
    )
    told: list[Inline] = [say("{n} {why}", n=Number(count), why=_REASONS.get(code, say("cannot take any for another reason")))
                          for code, count in reasons.most_common()]  # fmt: skip
    if not told:
        return ()
    return (
        Paragraph(
            say("Of the neighbourhoods that take none of these homes: {reasons}.", reasons=all_of(told)), sources
        ),
    )


def _moved(part: HomesPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return what these homes change: the warning, who gains and what stays, measures, and that nobody is overloaded."""
    proof, told = pull(part.moved.proof).to_pylist(), cautions_of(part.moved.warned)
    row = next(row for row in pull(part.moved.gains).to_pylist() if row["area"] == part.area)
    stays = say("In {area} {stay} social homes stay. Its load goes from {before} to {after}; the {n} neighbourhoods that receive "
                "carry more.", area=part.names[part.area], stay=Number(row["homes_stay"]), before=load(row["load_before"]),
                after=load(row["load_after"]), n=Number(len(proof)))  # fmt: skip
    margin = min((one for one in proof), key=lambda one: (one["margin"], one["area"]), default=None)
    words = say("The spread of social homes now and after these homes, from 0 to 100")
    blocks: list[Block] = [Notice(warning(told)), Paragraph(_balance(part), sources), Paragraph(stays, sources),
                           measured_table(part.moved.measured, words, sources, decimals=2)]  # fmt: skip
    if margin is not None:
        blocks.append(Paragraph(_safe(held=all(one["holds"] for one in proof), margin=margin, part=part), sources))
    return tuple(blocks)


def _balance(part: HomesPart) -> Inline:
    """Return that what goes comes back, or what does not."""
    summary = pull(part.places.summary).to_pylist()[0]
    if summary["left_over"]:
        return say("{n} of the homes would be lost, for they fit nowhere: they stay where they are until there is a place.",
                   n=Number(summary["left_over"]), strong=("n",))  # fmt: skip
    return say("Each loss is compensated: as many homes come back as go, in the same city. Nobody is moved.")


def _safe(*, held: bool, margin: Row, part: HomesPart) -> Inline:
    if not held:
        return say("A neighbourhood comes above its limit: do not use this plan.")
    return say("No neighbourhood that receives homes comes above its limit; each was checked by itself. {area} comes nearest: it "
               "has room for {n} more.", area=part.names[margin["area"]], n=Number(math.floor(margin["margin"])))  # fmt: skip


def measured_table(measured: Table, words: Inline, sources: tuple[str, ...], *, decimals: int = 1) -> Block:
    """Return load and spread now and after."""
    found = {row["measure"]: row for row in pull(measured).to_pylist()}
    heads = ((say("Measure"), False), (say("Now"), True), (say("After"), True))
    rows = [(name, load(found[code]["before"], decimals), load(found[code]["after"], decimals))
            for code, name in _MEASURES.items()]  # fmt: skip
    return table(words, heads, rows, sources)


def home_assumptions(part: HomesPart) -> list[Inline]:
    """Return what both sections on homes assume."""
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
    cells = [(part.names[row["area"]], Number(row["placed"]), Number(row["room"]), load(row["load_before"]),
              load(row["load_after"])) for row in rows]  # fmt: skip
    words = say("Where homes come back; load is vulnerability times the share of social homes, from 0 to 100")
    listed = table(words, heads, cells, sources)
    picture = LedgerPicture(tuple(drawn), say("go"), say("come back"))
    alt = say("Homes that go on the left, and homes that come back on the right; the table holds the same numbers.")
    caption = say(
        "What goes on the left equals what comes back on the right, unless the sentence above says otherwise."
    )
    return Figure("homes", picture, alt, caption, sources, listed)


def load(share: float | None, decimals: int = 1) -> Number:
    """Return a load from 0 to 100."""
    return Number(None if share is None else 100 * share, "", decimals)


def cautions_of(warned: Table) -> dict[str, float]:
    """Return the value of each caution."""
    return {row["caution"]: row["value"] for row in pull(warned).to_pylist()}


def warning(told_of: Mapping[str, float]) -> Inline:
    """Return that a ratio alone helps nobody, and how many homes in vulnerable neighbourhoods stay."""
    stays = told_of.get("share_in_vulnerable_areas_that_stays")
    told = say(
        "A better ratio alone can disperse people without helping them: nobody becomes less vulnerable by moving a home."
    )
    if stays is None:
        return told
    return say("{told} {share} of the social homes in vulnerable neighbourhoods stay where they are; the people there need help "
               "there.", told=told, share=Number(100 * stays, "percent", 1 if _NEARLY_ALL < stays < 1 else 0))  # fmt: skip
