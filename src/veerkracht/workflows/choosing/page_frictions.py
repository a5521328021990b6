"""The section on where plans work against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.reports.content import Block, Inline, Number, Paragraph, say
from veerkracht.tables import pull
from veerkracht.workflows.choosing.frictions import Clash, FrictionPart
from veerkracht.workflows.choosing.page_options import all_of
from veerkracht.workflows.choosing.page_portfolio import in_points
from veerkracht.workflows.choosing.portfolio import PortfolioPart
from veerkracht.workflows.workshop.pages import SHEETS, named, question, table
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["friction_answer", "friction_blocks"]

_LISTED: Final = 12
Row = dict[str, Any]  # Any: cells of mixed columns


def friction_answer(part: FrictionPart) -> Inline:
    """Return in one sentence how many pairs work against each other, or that nobody can tell yet."""
    found = len(pull(part.found)) + len(part.clashes)
    if found:
        return say("{n} pair of plans works against each other somewhere; each is a question to ask, no proof.",
                   plural="{n} pairs of plans work against each other somewhere; each is a question to ask, no proof.",
                   count=found, n=Number(found), strong=("n",))  # fmt: skip
    if not (part.aims or part.marked or part.opposing):
        return say("Where our plans work against each other nobody can tell yet: no policy aim, no mark of harm and no link of "
                   "the kind ‘less of one is more of the other’ was recorded.")  # fmt: skip
    return say("No two plans were found that work against each other. What was not recorded was not seen.")


def friction_blocks(
    part: FrictionPart, place: CityPlace, portfolio: PortfolioPart | None, sources: tuple[str, ...]
) -> tuple[Block, ...]:
    """Return the section on plans that work against each other."""
    shown = [*_pulls(part, place, sources), *_clashes(part, portfolio), *_money(portfolio)]
    return question(
        say("Where do our plans work against each other?"), friction_answer(part), *shown,
        assumptions=[
            say("An initiative lowers the risks that it names, as much as its marks tell. Where less of one risk is more of "
                "another it raises that other."),
            say("Two aims pull apart where one wants more and the other less of the same theme in the same area. Searched were "
                "{n} policy aims, {m} marks of an initiative for a risk, and {links} links of the kind ‘less of one is more of "
                "the other’.", n=Number(part.aims), m=Number(part.marked), links=Number(part.opposing)),
        ],
        doubt=say("Two plans may be met in one street side by side, so that a pair on this list need not collide. Plans that "
                  "draw on the same people or the same ground are found only where somebody recorded that."),
        sources=sources, anchor="frictions",
    )  # fmt: skip


def _pulls(part: FrictionPart, place: CityPlace, sources: tuple[str, ...]) -> list[Block]:
    rows: list[Row] = pull(part.found).to_pylist()[:_LISTED]
    if not rows:
        return []
    heads = ((say("One plan"), False), (say("The other"), False), (say("Over"), False), (say("Strength"), True),
             (say("Known already"), False))  # fmt: skip
    cells = [(part.names.get(row["aim_a"], row["aim_a"]), part.names.get(row["aim_b"], row["aim_b"]), _over(row, place),
              Number(row["strength"], "", 1), say("yes") if row["known"] else say("no")) for row in rows]  # fmt: skip
    return [table(say("Plans that pull apart, the strongest first"), heads, cells, sources)]


def _over(row: Row, place: CityPlace) -> Inline:
    """Return what two plans pull: a risk, or a theme in an area."""
    if row["kind"] == "risk":
        return named(place.risks.get(row["first_target"]), row["first_target"])
    areas: Mapping[str, str] = {one.area: one.name for one in place.districts}
    _theme, _space, area = row["first_target"].partition(" ")
    return say("the same theme in {area}", area=areas.get(area, area))


def _clashes(part: FrictionPart, portfolio: PortfolioPart | None) -> list[Block]:
    if not part.clashes:
        return []
    chosen = frozenset() if portfolio is None else portfolio.chosen
    heads = ((say("Initiative"), False), (say("The other"), False), (say("What the sheet says"), False),
             (say("Both chosen"), False))  # fmt: skip
    cells = [(part.names.get(one.one, one.one), part.names.get(one.other, one.other), _words(one),
              say("yes") if {one.one, one.other} <= chosen else say("no")) for one in part.clashes]  # fmt: skip
    return [table(say("Initiatives that are in each other’s way"), heads, cells, (SHEETS,))]


def _words(one: Clash) -> Inline:
    if one.kind == "excludes":
        return say("never both")
    return say("together {n} points less", n=in_points(-(one.points or 0.0)))


def _money(portfolio: PortfolioPart | None) -> list[Block]:
    """Return which initiatives would join at the largest budget of the frontier: they draw on the same money."""
    if portfolio is None or not portfolio.frontier:
        return []
    most = portfolio.frontier[-1]
    left = sorted(most.chosen - portfolio.chosen)
    if not left:
        return []
    joined = all_of([portfolio.choices.names[name] for name in left])
    return [Paragraph(say("They draw on the same money: with {n} times the budget these would join what is chosen: {names}.",
                          n=Number(most.multiple, "", int(most.multiple % 1 > 0)), names=joined), (SHEETS,))]  # fmt: skip
