"""The section on the order of repair: the best order, the fair one, and the usual rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.reports.content import Block, Inline, Number, say
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.restoration import RULES_COMPARED
from veerkracht.workflows.exploring.mending import MendingPart
from veerkracht.workflows.exploring.outage import OutagePart
from veerkracht.workflows.exploring.page_relief import people_hours
from veerkracht.workflows.workshop.pages import SHEETS, question, table
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["mending_answer", "mending_blocks", "told_losses"]

_RULES: Final[Mapping[str, Inline]] = {
    "best": say("the best order that was found"),
    "fair": say("the worst district first"),
    "most_below": say("first what most others hang on"),
    "degree": say("first what has most links"),
    "betweenness": say("first what most supply runs through"),
    "most_people": say("first what serves most people itself"),
    "most_affected": say("first what most people lose service by"),
    "most_affected_per_hour": say("the same, per hour of repair"),
    "shortest": say("the shortest repair first"),
}  # fmt: skip
_MOST: Final = 10
"""Repairs that the table of the order shows."""
Row = dict[str, Any]  # Any: cells of mixed columns


def mending_answer(part: MendingPart, outage: OutagePart) -> Inline:
    """Return in one sentence what to repair first, and what that saves."""
    rows = pull(part.compared).to_pylist()
    best = _ordered(part.best.order)
    worst = max(rows, key=lambda row: row["loss"])
    saved = people_hours(worst["loss"] - part.best.loss)
    first = outage.services.names[best[0]["asset"]]
    if saved <= 0:
        return say("With one crew the order of repair makes no difference here: every usual rule is as good.")
    return say("With one crew, begin with {asset}: the best order saves {saved} people-hours against the worst of the usual "
               "rules.", asset=first, saved=Number(saved), strong=("asset", "saved"))  # fmt: skip


def mending_blocks(part: MendingPart, outage: OutagePart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on the order of repair."""
    rules = ((say("Order"), False), (say("People-hours without a service"), True), (say("More than the best"), True))
    cells = [(_RULES[row["rule"]], Number(people_hours(row["loss"])), Number(row["gap_percent"], "percent", 0))
             for row in sorted(pull(part.compared).to_pylist(), key=lambda row: row["loss"])]  # fmt: skip
    assumptions = [
        say("All that stands in the place that is hit is broken: {n} assets. One crew does all repairs, each in its mean time.",
            n=Number(len(part.damaged))),
        say("Reserves do not count here: an order is for what lasts longer than they do. What waits for each other starts "
            "together."),
        _lasting(part),
    ]  # fmt: skip
    return question(
        say("In which order is it best to repair?"), mending_answer(part, outage),
        table(say("Orders of repair for one crew"), rules, cells, (SHEETS,)), _order_table(part, outage),
        assumptions=assumptions, doubt=_doubt(part, place), sources=(SHEETS,), anchor="order",
    )  # fmt: skip


def _order_table(part: MendingPart, outage: OutagePart) -> Block:
    names = outage.services.names
    best, fair = _ordered(part.best.order)[:_MOST], _ordered(part.fair.order)[:_MOST]
    heads = ((say("Place"), False), (say("Best order"), False), (say("Done at hour"), True),
             (say("The worst district first"), False), (say("Done at hour"), True))  # fmt: skip
    cells = [(str(one["place"]), names[one["asset"]], Number(one["end_hours"]), names[other["asset"]],
              Number(other["end_hours"])) for one, other in zip(best, fair, strict=True)]  # fmt: skip
    return table(say("What to repair first, second, and so on"), heads, cells, (SHEETS,))


def _ordered(order: Table) -> list[Row]:
    return sorted(pull(order).to_pylist(), key=lambda row: row["place"])


def _lasting(part: MendingPart) -> Inline:
    if not part.best.lasting:
        return say("A people-hour is one hour in which one person is without one service.")
    return say("After these repairs {n} people are still without a service; their hours are left out.",
               n=Number(round(part.best.lasting, -1)))  # fmt: skip


def _doubt(part: MendingPart, place: CityPlace) -> Inline:
    """Say whether the order is proven, and what helping the worst district first costs."""
    district = next(
        (one.name for one in place.districts if one.area == part.fair.worst_area), part.fair.worst_area or ""
    )
    more = people_hours(max(part.fair.loss - part.best.loss, 0.0))
    if not more:
        return say(
            "{first} {second}", first=_proof(part), second=say("Helping the worst district first costs nothing extra.")
        )
    fair = say("Helping the worst district first costs {more} people-hours more in all; then {district} still loses most, "
               "{hours} hours a head.", more=Number(more), district=district,
               hours=Number(part.fair.worst_hours))  # fmt: skip
    return say("{first} {second}", first=_proof(part), second=fair)


def _proof(part: MendingPart) -> Inline:
    if part.best.proven:
        return say("No order is better: that is proven, if the times of repair are right.")
    if part.best.bound is None:
        return say("It is not proven that no order is better.")
    return say("No order can lose fewer than {bound} people-hours; this one loses {lost}.",
               bound=Number(people_hours(part.best.bound)), lost=Number(people_hours(part.best.loss)))  # fmt: skip


def told_losses(compared: Table) -> Table:
    """Return the losses of each order in three figures, as the page tells them."""
    rows = [row | {"loss": people_hours(row["loss"]), "gap_percent": round(row["gap_percent"], 1)}
            for row in pull(compared).to_pylist()]  # fmt: skip
    return table_of(RULES_COMPARED, rows)
