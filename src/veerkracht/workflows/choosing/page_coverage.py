"""What the section on the portfolio shows beside the choice: money per year, rules that bind, and whom the choice serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.analysis.interventions import spending, unserved
from veerkracht.reports.content import Block, Inline, Label, Number, Paragraph, say
from veerkracht.tables import Table, pull
from veerkracht.workflows.choosing.page_options import all_of
from veerkracht.workflows.choosing.portfolio import PortfolioPart
from veerkracht.workflows.workshop.pages import SHEETS, table
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["coverage_blocks", "covered_table", "rule_blocks", "year_block", "year_table"]

MILLION: Final = 1_000_000
Row = dict[str, Any]  # Any: cells of mixed columns


def year_table(part: PortfolioPart) -> Table:
    """Return what the choice spends in each year."""
    return spending(part.choice, part.choices.costs, budgets=part.choices.budgets)


def year_block(part: PortfolioPart) -> Block:
    """Return the budget of each year with what the choice takes of it."""
    heads = ((say("Year"), False), (say("Budget, in million euro"), True), (say("Spent, in million euro"), True),
             (say("Left, in million euro"), True))  # fmt: skip
    cells = [(Number(row["year"]), *(Number(row[name] / MILLION, "", 2) for name in ("budget_eur", "spent_eur", "left_eur")))
             for row in pull(year_table(part)).to_pylist()]  # fmt: skip
    return table(say("The budget of each year, and what the choice takes of it"), heads, cells, (SHEETS,))


def rule_blocks(part: PortfolioPart) -> tuple[Block, ...]:
    """Return what needs or excludes what, and what the choice does with it."""
    rows = [row for row in pull(part.choices.rules).to_pylist() if row["target"] is not None]
    if not rows:
        return (Paragraph(say("No initiative needs or excludes another, as far as was told."), (SHEETS,)),)
    heads = ((say("Initiative"), False), (say("Rule"), False), (say("The other"), False), (say("In the choice"), False))
    kinds: Mapping[str, Inline] = {"needs": say("needs"), "excludes": say("excludes")}
    cells = [(part.choices.names[row["source"]], kinds[row["kind"]], part.choices.names[row["target"]], _which(row, part))
             for row in rows]  # fmt: skip
    return (table(say("What needs or excludes what; all of it is kept to"), heads, cells, (SHEETS,)),)


def _which(row: Row, part: PortfolioPart) -> Inline:
    one, other = row["source"] in part.chosen, row["target"] in part.chosen
    if one and other:
        return say("both")
    return say("only the first") if one else say("only the other") if other else say("neither")


def covered_table(part: PortfolioPart) -> Table:
    """Return the themes and areas that no chosen initiative serves."""
    return unserved(part.choices.covers, part.choice)


def coverage_blocks(part: PortfolioPart, place: CityPlace) -> tuple[Block, ...]:
    """Return how many chosen initiatives serve each theme and each district, and which districts none works in by name."""
    rows = [row for row in pull(part.choices.covers).to_pylist() if row["initiative"] is not None]
    goals: Mapping[str, Inline] = {goal: Label(words.nl, words.en) for goal, words in place.city.goals}
    areas: Mapping[str, Inline] = {one.area: one.name for one in place.districts}
    themes = {row["theme"] for row in rows if row["theme"] is not None}
    everywhere = {row["initiative"] for row in rows if row["area"] is None} & part.chosen
    blocks: list[Block] = []
    if themes:
        blocks.append(_counted(say("Initiatives per theme"), say("Theme"), "theme", {one: goals.get(one, one) for one in
                               sorted(themes | goals.keys())}, rows, part))  # fmt: skip
    named_areas = {row["area"] for row in rows if row["area"] is not None}
    if named_areas:
        shown = {area: areas.get(area, area) for area in sorted(named_areas)}
        blocks.append(_counted(say("Initiatives per district, where they name districts"), say("District"), "area", shown,
                               rows, part))  # fmt: skip
    blocks.append(_nowhere(part, rows, areas, len(everywhere)))
    return tuple(blocks)


def _counted(
    words: Inline, head: Inline, column: str, shown: Mapping[str, Inline], rows: list[Row], part: PortfolioPart
) -> Block:
    able = {code: {row["initiative"] for row in rows if row[column] == code} for code in shown}
    heads = ((head, False), (say("Chosen"), True), (say("Weighed"), True))
    cells = [(name, Number(len(able[code] & part.chosen)), Number(len(able[code]))) for code, name in shown.items()]
    return table(words, heads, cells, (SHEETS,))


def _nowhere(part: PortfolioPart, rows: list[Row], areas: Mapping[str, Inline], everywhere: int) -> Block:
    """Return the districts in which no chosen initiative works by name."""
    served = {row["area"] for row in rows if row["initiative"] in part.chosen}
    left = [name for area, name in areas.items() if area not in served]
    if not left:
        return Paragraph(say("In every district a chosen initiative works by name."), (SHEETS,))
    return Paragraph(say("{n} of the {all} districts have no chosen initiative that names them: {names}. For the whole city {m} "
                         "chosen initiatives work.", n=Number(len(left)), all=Number(len(areas)), names=all_of(left),
                         m=Number(everywhere), strong=("n",)), (SHEETS,))  # fmt: skip
