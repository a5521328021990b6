"""The sections on what to find out first, and on who gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from veerkracht.reports.content import Block, Inline, Number, say
from veerkracht.tables import pull
from veerkracht.workflows.choosing.fairness import FairPart
from veerkracht.workflows.choosing.learning import DRAWS, LearnPart
from veerkracht.workflows.choosing.page_portfolio import MILLION, euro
from veerkracht.workflows.choosing.page_worlds import PACKAGE_NAMES
from veerkracht.workflows.choosing.portfolio import PortfolioPart
from veerkracht.workflows.workshop.pages import SHEETS, question, table

__all__ = ["fair_blocks", "learning_blocks"]

_LEAST: Final = 0.05
"""Points; what is worth less to know is not listed."""
Row = dict[str, Any]  # Any: cells of mixed columns


def learning_blocks(part: LearnPart, portfolio: PortfolioPart) -> tuple[Block, ...]:
    """Return the section on what is worth finding out."""
    rows = [row for row in pull(part.information).to_pylist() if row["switch"]]
    rows.sort(key=lambda row: (-row["information"], row["initiative"]))
    heads = ((say("Initiative"), False), (say("Chosen"), False), (say("The choice turns at"), True),
             (say("Chance of that"), True), (say("Worth knowing, in points"), True))  # fmt: skip
    cells = [(portfolio.choices.names[row["initiative"]], say("yes") if row["chosen"] else say("no"),
              Number(row["threshold"], "", 1), Number(row["switch"], "probability"), Number(row["information"], "", 1))
             for row in rows]  # fmt: skip
    shown = (table(say("Initiatives of which the value can turn the choice"), heads, cells, (SHEETS,)),) if rows else ()
    return question(
        say("What should we find out first?"), _learning_answer(rows, portfolio), *shown,
        assumptions=[
            say("Worth knowing: how many points more the choice is worth, on average, if this one value is known beforehand."),
            say("Values do not depend on each other, and lie between low and high."),
        ],
        doubt=say("{n} values were drawn per initiative. If values move together, knowing one tells of others too, and is worth "
                  "more. Knowing all values beforehand would be worth {all} points.",
                  n=Number(DRAWS), all=Number(_of_all(portfolio), "", 1)),
        sources=(SHEETS,), anchor="learning",
    )  # fmt: skip


def _of_all(portfolio: PortfolioPart) -> float:
    """Return what it would be worth to know every value, on average over the draws."""
    rows = pull(portfolio.known).to_pylist()
    return float(sum(row["value"] - row["value_of_mean"] for row in rows) / len(rows))


def _learning_answer(rows: list[Row], portfolio: PortfolioPart) -> Inline:
    if not rows or rows[0]["information"] < _LEAST:
        return say("No single value is worth finding out first: hardly any of them turns the choice by itself.")
    first = rows[0]
    return say("Find out first what {name} is worth: in {chance} of the draws that turns the choice.",
               name=portfolio.choices.names[first["initiative"]], chance=Number(first["switch"], "probability"),
               strong=("name",))  # fmt: skip


def fair_blocks(part: FairPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the section on who gains, plain and weighted by income."""
    rows = pull(part.split).to_pylist()
    sums: dict[tuple[str, float], float] = {}
    for row in rows:
        key = (row["option"], row["elasticity"])
        sums[key] = sums.get(key, 0.0) + row["weighted_npv_eur"]
    steps = sorted({row["elasticity"] for row in rows})
    options = [name for name in PACKAGE_NAMES if (name, 0.0) in sums]
    heads = ((say("Package"), False), (say("Plain: every euro counts the same"), True),
             *((say("Weight {n}", n=Number(step, "", 1)), True) for step in steps if step > 0))  # fmt: skip
    cells = [(PACKAGE_NAMES[name], *(Number(sums[name, step] / MILLION, "", 1) for step in steps)) for name in options]
    return question(
        say("Who gains, and does the order change if a euro counts for more where people have less?"),
        _fair_answer(part, rows, sums, steps),
        _districts(part, rows, sources),
        table(say("Benefits less costs of each package, in million euro"), heads, cells, (SHEETS, *sources)),
        assumptions=[
            say("Benefits without a shock go to the districts that the sheet names, by their people. Costs, avoided losses and "
                "what is for the whole city belong to no district and count plain."),
            say("Weight 1: a euro counts twice where income is half. Weight 1.3 counts a little more (Green Book of the United "
                "Kingdom). Incomes are those of {year}.", year=part.period),
        ],
        doubt=say("The weighted amounts are no money: they show one view of what is fair, beside the plain figure. Within a "
                  "district people differ more than districts do, and who pays is not known."),
        sources=(SHEETS, *sources), anchor="gains",
    )  # fmt: skip


def _fair_answer(
    part: FairPart, rows: list[Row], sums: Mapping[tuple[str, float], float], steps: Sequence[float]
) -> Inline:
    """Return who gains most per person, and whether income changes the order of the packages."""
    orders = {
        tuple(sorted((name for name, step in sums if step == one), key=lambda name: -sums[name, one])) for one in steps
    }
    gains = [row for row in rows if row["option"] == "best" and row["elasticity"] == 0 and row["name"] is not None]
    first = max(gains, key=lambda row: (row["npv_per_person_eur"], row["name"]), default=None)
    order = (
        say("the order of the packages changes") if len(orders) > 1 else say("the order of the packages stays the same")
    )
    words = say("Counted by income the choice comes to {most} instead of {plain}, and {order}.",
                most=euro(sums.get(("best", steps[-1]), 0.0)), plain=euro(sums.get(("best", steps[0]), 0.0)),
                order=order)  # fmt: skip
    if first is None:
        return say("What the choice brings without a shock belongs to no district. {words}", words=words)
    return say("Per person {name} gains most from the choice without a shock: {n} euro in all. {words}",
               name=part.names[first["name"]], n=Number(first["npv_per_person_eur"]), words=words, strong=("name",))  # fmt: skip


def _districts(part: FairPart, rows: list[Row], sources: tuple[str, ...]) -> Block:
    """Return what the choice brings to each district that the sheet names."""
    income = {row["name"]: row["income_eur"] for row in pull(part.people).to_pylist()}
    gains = [row for row in rows if row["option"] == "best" and row["elasticity"] == 0 and row["name"] is not None]
    weights = {(row["name"], row["elasticity"]): row["weight"] for row in rows if row["option"] == "best"}
    most = max(row["elasticity"] for row in rows)
    heads = ((say("District"), False), (say("Mean income, in euro"), True), (say("Today’s value per person, in euro"), True),
             (say("A euro counts for, at weight {n}", n=Number(most, "", 1)), True))  # fmt: skip
    cells = [(part.names[row["name"]], Number(income[row["name"]]), Number(row["npv_per_person_eur"]),
              Number(weights[row["name"], most], "", 2))
             for row in sorted(gains, key=lambda row: -row["npv_per_person_eur"])]  # fmt: skip
    return table(say("Where the benefits without a shock of the choice land"), heads, cells, (SHEETS, *sources))
