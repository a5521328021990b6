"""The sections on the portfolio: what to choose, what other budgets reach, what always stays in, and whom nobody serves."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log10
from typing import Any, Final

from veerkracht.analysis.interventions import good_and_bad_times
from veerkracht.reports.content import Block, Figure, Inline, Number, Paragraph, say
from veerkracht.reports.systems_charts import FrontierPicture, FrontierPoint
from veerkracht.reports.translation import mark as _
from veerkracht.tables import pull
from veerkracht.workflows.choosing.page_coverage import coverage_blocks, rule_blocks, year_block
from veerkracht.workflows.choosing.page_options import all_of
from veerkracht.workflows.choosing.portfolio import DRAWS, PortfolioPart, fits_any
from veerkracht.workflows.workshop.pages import SHEETS, named, question, table
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["in_points", "portfolio_answer", "portfolio_blocks", "served_blocks"]

MILLION: Final = 1_000_000
_LARGE: Final = 10.0
"""Points: from here on whole points are told."""
_SAME: Final = 1e-9
_STATES: Final[Mapping[str, Inline]] = {
    "core": say("always in"), "between": say("depends"), "out": say("never in"),
}  # fmt: skip
Row = dict[str, Any]  # Any: cells of mixed columns


def portfolio_answer(part: PortfolioPart) -> Inline:
    """Return in one sentence what to choose."""
    proof = pull(part.proof).to_pylist()[0]
    if not part.chosen and not fits_any(part.choices):
        return say("The budget is enough for none of the {all} initiatives.", all=Number(len(part.choices.names)))
    if not part.chosen and proof["proven"]:
        return say("Choose none of the {all} initiatives: no choice within the budget is worth more than doing nothing.",
                   all=Number(len(part.choices.names)))  # fmt: skip
    if proof["proven"]:
        return say("Choose {n} of the {all} initiatives, for {cost} in three years. No other choice within the budget is worth "
                   "more.", n=Number(len(part.chosen)), all=Number(len(part.choices.names)), cost=euro(proof["cost_eur"]),
                   strong=("n", "cost"))  # fmt: skip
    return say("Choose {n} of the {all} initiatives, for {cost} in three years. It is not proven that no other choice is worth "
               "more: at most {gap} points.", n=Number(len(part.chosen)), all=Number(len(part.choices.names)),
               cost=euro(proof["cost_eur"]), gap=in_points(proof["gap"]), strong=("n", "cost"))  # fmt: skip


def euro(amount: float | None) -> Inline:
    """Return an amount in millions, or the word for an unknown one."""
    if amount is None:
        return Number(None)
    return say("{n} million euro", n=Number(amount / MILLION, "", 1))


def in_points(value: float | None) -> Number:
    """Return points, with as many decimals as it takes not to tell a small number as zero."""
    if value is None:
        return Number(None)
    whole = abs(value) >= _LARGE or abs(value - round(value)) <= _SAME
    return Number(value, "", 0 if whole else max(1, -floor(log10(abs(value)))))


def portfolio_blocks(part: PortfolioPart) -> tuple[Block, ...]:
    """Return the section on what to choose."""
    return question(
        say("What can we best do with the budget?"), portfolio_answer(part), _choice_table(part), year_block(part),
        *rule_blocks(part), _frontier(part),
        assumptions=[
            say("Values are the marks given, with what two initiatives add to each other; what is left of a year lapses."),
            say("What needs or excludes something else is kept to."),
        ],
        doubt=say("{n} times all values were drawn between their low and high. ‘Always in’ means: in the best choice in each of "
                  "these draws. Where it says ‘depends’, more knowledge would help most. A value that nobody thought of is in "
                  "none of them.", n=Number(DRAWS)),
        sources=(SHEETS,), anchor="portfolio",
    )  # fmt: skip


def _choice_table(part: PortfolioPart) -> Block:
    core = {row["initiative"]: row for row in pull(part.core).to_pylist()}
    rows = sorted(
        pull(part.choice).to_pylist(), key=lambda row: (not row["chosen"], -(row["value"] or 0.0), row["initiative"])
    )
    words = say("All initiatives, the chosen ones first, with the share of draws in which they are in the best choice")
    heads = ((say("Initiative"), False), (say("Chosen"), False), (say("Value"), True), (say("Cost"), True),
             (say("In the best choice"), True), (say("How firm"), False))  # fmt: skip
    cells = [(part.choices.names[row["initiative"]], _yes(row["chosen"]), in_points(row["value"]),
              euro(row["cost_eur"]), _share(core[row["initiative"]]),
              _STATES.get(core[row["initiative"]]["state"] or "", say("unknown"))) for row in rows]  # fmt: skip
    return table(
        words,
        heads,
        cells,
        (SHEETS,),
    )


def _yes(chosen: bool | None) -> Inline:
    if chosen is None:
        return say("unknown")
    return say("yes") if chosen else say("no")


def _share(row: Row) -> Number:
    if row["core_index"] is None:
        return Number(None)
    share = 100 * row["core_index"]
    nearly = 0 < share < 1 or 99 < share < 100  # "100 %" would say that it is always in
    return Number(share, "percent", 1 if nearly else 0, 100 * max(row["lower"], 0.0), 100 * row["upper"])


def _frontier(part: PortfolioPart) -> Figure:
    points = tuple(FrontierPoint(one.cost_eur / MILLION, one.value, chosen=one.multiple == 1) for one in part.frontier)
    picture = FrontierPicture(
        points, say("cost in three years, in million euro"), say("value, in points"), say("this budget")
    )
    heads = (
        (say("Budget, as a share of this one"), False),
        (say("Cost"), True),
        (say("Value"), True),
        (say("Initiatives"), True),
    )
    cells = [(Number(100 * one.multiple, "percent"), euro(one.cost_eur), in_points(one.value), Number(len(one.chosen)))
             for one in part.frontier]  # fmt: skip
    listed = table(say("The best choice at other budgets"), heads, cells, (SHEETS,))
    alt = say("The highest value that can be reached at each cost; the table holds the same numbers.")
    caption = say(
        "Each point is the best choice at one budget. Where the line is steep, a little more money does much."
    )
    return Figure("frontier", picture, alt, caption, (SHEETS,), listed)


def served_blocks(part: PortfolioPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on risks that nobody serves, and on initiatives that help in one kind of times only."""
    served = {risk for name in part.chosen for risk in part.choices.risks[name]}
    possible = {risk for risks in part.choices.risks.values() for risk in risks}
    left = [risk for risk in place.risks if risk not in served]
    heads = ((say("Risk"), False), (say("Could another initiative that was weighed serve it?"), False))
    cells = [
        (named(place.risks.get(risk), risk), say("yes, not chosen") if risk in possible else say("no")) for risk in left
    ]
    blocks: tuple[Block, ...] = (
        (table(say("Risks that nothing chosen is about"), heads, cells, (SHEETS,)),) if left else ()
    )
    answer = say("{n} of the {all} risks of the city are not served by what is chosen.", n=Number(len(left)),
                 all=Number(len(place.risks)), strong=("n",))  # fmt: skip
    return question(
        say("Which risks does the choice do nothing about?"), answer, *blocks, *coverage_blocks(part, place), *_times(part),
        assumptions=[
            say("A risk counts as served as soon as one chosen initiative names it, however much that helps; themes and "
                "districts likewise."),
            say("Only insurance: of use with a shock alone. Only nice: of use without one alone."),
        ],
        doubt=say("Services and people outside these initiatives serve risks as well. They were not weighed here."),
        sources=(SHEETS,), anchor="served",
    )  # fmt: skip


def _times(part: PortfolioPart) -> tuple[Block, ...]:
    """Return which chosen initiatives are of use in normal times only, or in bad times only, and of which nobody told."""
    found = {row["initiative"]: row["kind"] for row in pull(good_and_bad_times(part.choices.times)).to_pylist()}
    told = []
    for kind, words in _KINDS.items():
        names = [part.choices.names[name] for name in sorted(part.chosen) if found.get(name) == kind]
        if names:
            told.append(Paragraph(say(words, names=all_of(names)), (SHEETS,)))
    if not told:
        told.append(Paragraph(say("Nothing chosen is known to be only insurance or only nice."), (SHEETS,)))
    return tuple(told)


_KINDS: Final[Mapping[str | None, str]] = {
    "only_insurance": _("Only insurance, of no use without a shock: {names}."),
    "only_nice": _("Only nice, of no use in a shock: {names}."),
    None: _("Whether these are of use in good times, in bad times or in both was not told: {names}."),
}  # fmt: skip
