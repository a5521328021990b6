"""The section on a plan for the whole city: who moves, who gains, what stays, who blocks it, and what was checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.reports.content import Block, Inline, Items, Label, Notice, Number, Paragraph, say
from veerkracht.tables import pull
from veerkracht.workflows.choosing.homes import YEARS, HomesPart
from veerkracht.workflows.choosing.page_homes import cautions_of, home_assumptions, load, measured_table, warning
from veerkracht.workflows.choosing.page_options import all_of
from veerkracht.workflows.workshop.pages import question, table

__all__ = ["blockers", "plan_blocks"]

_LISTED: Final = 12
_NAMED: Final = 3
_LEAST: Final = 0.5
"""Half a home or more counts as a move that is shown."""
_SAME: Final = 1e-9
_LIMITS: Final[Mapping[str, Inline]] = {
    "turnover": say("homes come free only when tenants leave of their own will"),
    "receiver_cap": say("the most that the neighbourhood can take"),
    "new_homes": say("the homes that can be built there"),
    "budget": say("the budget"), "compensation": say("each home that goes must come back in the same region"),
    "municipality_least": say("the least that the province asks of the municipality"),
    "municipality_most": say("the most that the province allows the municipality"),
}  # fmt: skip
_WIDER: Final = ("municipality_least", "municipality_most", "compensation", "budget")
"""Limits of a municipality, a region or the whole, and not of a neighbourhood."""
Row = dict[str, Any]  # Any: cells of mixed columns


def plan_answer(part: HomesPart) -> Inline:
    """Return in one sentence how far the whole city could go."""
    peak = next(row for row in pull(part.measured).to_pylist() if row["measure"] == "peak_load")
    moved = cautions_of(part.warned).get("ratios_alone_can_disperse", 0.0)
    if not moved:
        return say("Within these limits no home in the city can go elsewhere: the heaviest load stays {before}.",
                   before=load(peak["before"]), strong=("before",))  # fmt: skip
    return say("At most {n} homes in {years} years would bring the heaviest load down from {before} to {after}.",
               n=Number(moved), years=Number(YEARS), before=load(peak["before"]), after=load(peak["after"]),
               strong=("before", "after"))  # fmt: skip


def plan_blocks(part: HomesPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the section on a plan for the whole city."""
    words = say("The spread of social homes now and after the plan, from 0 to 100")
    return question(
        say("How far could the whole city go, and who blocks it?"), plan_answer(part),
        Notice(warning(cautions_of(part.warned))), Paragraph(_who(part), sources),
        measured_table(part.measured, words, sources), _years(part, sources), Paragraph(_checked(part), sources),
        *blockers(part, sources), *_rule(part), _gains(part, sources),
        assumptions=[
            *home_assumptions(part),
            say("Each home that goes comes back elsewhere in the same region and year."),
            say("The region is the city itself: what its neighbours could take is not in these figures."),
        ],
        doubt=say("This is the far end of what the limits allow, not a proposal. Build sites, costs and what people want are not "
                  "in it."),
        sources=sources, anchor="plan",
    )  # fmt: skip


def _who(part: HomesPart) -> Inline:
    """Return who moves, who gains and what stays, in words."""
    rows = pull(part.gains).to_pylist()
    gives, takes = (sum(row[name] >= _LEAST for row in rows) for name in ("homes_out", "homes_in"))
    stays = sum(row["homes_stay"] for row in rows)
    still = sum(max(row["homes_out"], row["homes_in"]) < _LEAST for row in rows)
    return say("Nobody is moved: a home goes when its tenants have left. The load falls in {gives} neighbourhoods and rises in "
               "the {takes} that receive; {still} stay as they are. {stays} social homes stay where they are.",
               gives=Number(gives), takes=Number(takes), still=Number(still), stays=Number(stays))  # fmt: skip


def _years(part: HomesPart, sources: tuple[str, ...]) -> Block:
    heads = ((say("Year of the plan"), False), (say("Homes that move"), True), (say("Heaviest load after it"), True),
             (say("Would have to move for an even spread, in %"), True))  # fmt: skip
    cells = [(Number(one.year), Number(one.homes), load(one.peak_load), load(one.dissimilarity)) for one in part.years]
    return table(say("The plan year by year"), heads, cells, sources)


def _checked(part: HomesPart) -> Inline:
    """Return that each loss is compensated, and that every limit was checked."""
    rows, gains = pull(part.checked).to_pylist(), pull(part.gains).to_pylist()
    if not all(row["holds"] for row in rows):
        return say("A neighbourhood comes above its limit: do not use this plan.")
    gone, come = (sum(row[name] for row in gains) for name in ("homes_out", "homes_in"))
    return say("Each loss is compensated: {gone} homes go and {come} come back, in the same year and region. No neighbourhood "
               "that receives comes above its limit. {n} limits were checked one by one, and all hold.",
               gone=Number(gone), come=Number(come), n=Number(len(rows)))  # fmt: skip


def blockers(part: HomesPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return in words who holds the plan back, and by how much: each place and limit once, with its largest gain."""
    best: dict[tuple[str, str], Row] = {}
    for row in pull(part.blocks).to_pylist():
        key = (row["limit"], row["place"] or "")
        best[key] = max(row, best.get(key, row), key=lambda one: one["gain"] or 0.0)
    told: list[Inline] = [
        say("{area}: {limit}. One home more in a year lowers the heaviest load by {gain} points.",
            area=part.names.get(place, place), limit=_LIMITS.get(limit, limit),
            gain=Number(100 * (row["gain"] or 0.0), "", 3), strong=("area",))
        for (limit, place), row in best.items()
    ]  # fmt: skip
    told += _spread_blockers(part)
    if not told:
        return (Paragraph(say("No single limit holds the plan back."), sources),)
    return (Paragraph(say("Who blocks it, and by how much:")), Items(tuple(told), sources))


def _spread_blockers(part: HomesPart) -> list[Inline]:
    """Return per kind of limit which places hold an even spread back most, by price: no more than that per home."""
    rows = [row for row in pull(part.plan.limits).to_pylist() if row["goal"] == "dissimilarity" and row["price"] > 0]
    found: list[Inline] = []
    for limit in dict.fromkeys(row["limit"] for row in rows):
        price: dict[str, float] = {}
        for row in rows:
            if row["limit"] == limit:
                price[row["place"]] = max(price.get(row["place"], 0.0), row["price"])
        most = max(price.values())
        first = sorted(part.names.get(place, place) for place, one in price.items() if one >= most - _SAME)[:_NAMED]
        found.append(_holds_back(limit, len(price), Number(100 * most, "", 4), all_of([*first])))
    return found


def _holds_back(limit: str, places: int, price: Inline, names: Inline) -> Inline:
    words = _LIMITS.get(limit, limit)
    if limit in _WIDER:
        return say("{names}: {limit}. Room for one home more brings an even spread nearer by at most {price} points.",
                   names=names, limit=words, price=price)  # fmt: skip
    return say("{n} neighbourhood holds back an even spread: {limit}. One home more there brings it nearer by at most {price} "
               "points: {names}.",
               plural="{n} neighbourhoods hold back an even spread: {limit}. One home more there brings it nearer by at most "
               "{price} points; most of all in {names}.",
               count=places, n=Number(places), limit=words, price=price, names=names)  # fmt: skip


def _rule(part: HomesPart) -> tuple[Block, ...]:
    """Return what the province asks, and that the plan keeps to it."""
    if part.rule is None:
        return (Paragraph(say("No rule of a province on social homes is known here.")),)
    rule = part.rule.rule
    return (
        Paragraph(say("The rule of the province that the plan keeps to: {rule} ({source}). {share} of the homes counted here "
                      "belong to an association; moving homes within the city does not change that.",
                      rule=Label(rule.label.nl, rule.label.en), source=Label(rule.source.nl, rule.source.en),
                      share=Number(100 * part.rule.share, "percent", 1))),
    )  # fmt: skip


def _gains(part: HomesPart, sources: tuple[str, ...]) -> Block:
    rows = [row for row in pull(part.gains).to_pylist() if abs(row["net"]) >= _LEAST]
    ordered = sorted(rows, key=lambda row: (-abs(row["net"]), row["area"]))[:_LISTED]
    heads = ((say("Neighbourhood"), False), (say("Homes that go"), True), (say("Homes that come"), True),
             (say("Homes that stay"), True), (say("Load before"), True), (say("Load after"), True))  # fmt: skip
    cells = [(part.names[row["area"]], Number(row["homes_out"]), Number(row["homes_in"]), Number(row["homes_stay"]),
              load(row["load_before"]), load(row["load_after"])) for row in ordered]  # fmt: skip
    return table(
        say("Who moves, who gains and what stays: the {n} largest changes", n=Number(len(cells))), heads, cells, sources
    )
