"""The sections on how wrong an assumption may be, and on adverse combinations and the smallest change that breaks a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from veerkracht.catalogue import combination_words
from veerkracht.reports.content import Block, Figure, Inline, Label, Number, Paragraph, say
from veerkracht.reports.systems_charts import GridCell, GridPicture
from veerkracht.tables import pull
from veerkracht.workflows.choosing.failing import FailPart
from veerkracht.workflows.choosing.money_model import RANGES
from veerkracht.workflows.choosing.page_portfolio import euro, in_points
from veerkracht.workflows.choosing.page_worlds import PACKAGE_NAMES
from veerkracht.workflows.choosing.portfolio import PortfolioPart
from veerkracht.workflows.choosing.stressing import StressPart
from veerkracht.workflows.workshop.pages import SHEETS, question, table

__all__ = ["stress_blocks", "tipping_blocks"]

_DRIVERS: Final[Mapping[str, Inline]] = {
    "budget": say("part of the budget that is there"), "effect": say("effect of the initiatives"),
    "cost_overrun": say("costs"), "benefit": say("benefits without a shock"), "delay": say("years of delay"),
    "shock_frequency": say("how often shocks come"), "shock_severity": say("how heavy shocks are"),
    "repair_time": say("costs of recovery"),
}  # fmt: skip
_TARGETS: Final[Mapping[str, Inline]] = {
    "value": say("worth enough points"), "worth": say("worth its money"), "loss": say("no more loss than now"),
}  # fmt: skip
_SEEN: Final = 0.1
"""A change is told if it is at least this part of the whole distance; all stand in the table beside the page."""
Row = dict[str, Any]  # Any: cells of mixed columns


def tipping_blocks(fails: FailPart, stress: StressPart, portfolio: PortfolioPart) -> tuple[Block, ...]:
    """Return the section on how wrong one assumption may be before another package is better."""
    points, money = _tipped(fails.tipping), [] if stress.tipping is None else _tipped(stress.tipping)
    heads = ((say("Assumption"), False), (say("Now"), True), (say("Turns at"), True), (say("Then better"), False))
    values = [(say("value of {name}", name=portfolio.choices.names[row["driver"]]), in_points(row["baseline"]),
               Number(row["at"], "", 1), PACKAGE_NAMES[row["other"]]) for row in points]  # fmt: skip
    amounts = [(_DRIVERS[row["driver"]], _at(row["driver"], row["baseline"]), _at(row["driver"], row["at"]),
                PACKAGE_NAMES[row["other"]]) for row in money]  # fmt: skip
    blocks: list[Block] = []
    if values:
        blocks.append(table(say("By value: where another package becomes better"), heads, values, (SHEETS,)))
    if stress.tipping is not None:
        blocks += [Paragraph(_by_money(stress), (SHEETS,))]
        blocks += (
            [table(say("By money: where another package becomes better"), heads, amounts, (SHEETS,))] if amounts else []
        )
    return question(
        say("How wrong may an assumption be before we would choose otherwise?"), _tipping_answer(fails, points, portfolio),
        *blocks,
        assumptions=[
            say("One assumption moves at a time, a value between its low and high; all others stay as they are."),
            say("Only the packages of the table on regret are compared."),
            *(_money_ranges() if stress.tipping is not None else ()),
        ],
        doubt=say("Two assumptions that are each a little wrong can turn the choice sooner than one. What stands outside the "
                  "ranges was not tried."),
        sources=(SHEETS,), anchor="tipping",
    )  # fmt: skip


def _tipped(found: Any) -> list[Row]:  # Any: a lazy table
    rows = [row for row in pull(found).to_pylist() if row["at"] is not None]
    return sorted(rows, key=lambda row: (row["share_of_range"], row["driver"]))


def _tipping_answer(fails: FailPart, points: Sequence[Row], portfolio: PortfolioPart) -> Inline:
    every = fails.tipping.count().to_pyarrow().as_py()
    if not every:
        return say("On the sheet all values are sure, so that none of them can turn the choice.")
    if not points:
        return say("None of the {n} values alone turns the choice, anywhere between its low and high.", n=Number(every))
    first = points[0]
    return say("Of {n} values {turns} can turn the choice by themselves; the first is {name}, at {at} points instead of {now}.",
               n=Number(every), turns=Number(len(points)), name=portfolio.choices.names[first["driver"]],
               at=Number(first["at"], "", 1), now=in_points(first["baseline"]), strong=("turns", "name"))  # fmt: skip


def _by_money(stress: StressPart) -> Inline:
    rows = [] if stress.tipping is None else pull(stress.tipping).to_pylist()
    return say("By money alone the package ‘{name}’ comes first.", name=PACKAGE_NAMES[rows[0]["preferred"]])


def _money_ranges() -> tuple[Inline, ...]:
    low, high, _now = RANGES["shock_frequency"]
    least, most, _expected = RANGES["effect"]
    return (
        say("How often and how heavily shocks come and what recovery costs were tried from {low} to {high} times the sheet, "
            "effect and benefits from {least} to {most} times, costs from {cheap} to {dear} times, and a delay of at most "
            "{years} years.",
            low=Number(low, "", 1), high=Number(high, "", 1), least=Number(least, "", 1), most=Number(most, "", 1),
            cheap=Number(RANGES["cost_overrun"][0], "", 1), dear=Number(RANGES["cost_overrun"][1], "", 1),
            years=Number(RANGES["delay"][1])),
    )  # fmt: skip


def _at(driver: str, value: float) -> Inline:
    if driver == "delay":
        return Number(value, "", 1)
    return Number(100 * value, "percent", 0 if value == 1 else 1)


def stress_blocks(part: StressPart) -> tuple[Block, ...]:
    """Return the section on several things that go wrong at once."""
    rows = [row for row in pull(part.stressed).to_pylist() if row["option"] == "best"]
    asked = list(dict.fromkeys(row["combination"] for row in rows if row["value"] is not None))
    left = list(dict.fromkeys(row["combination"] for row in rows if row["value"] is None))
    shown = (_grid(part, rows, asked),) if asked else ()
    words = combination_words()
    untold = "; ".join(words[name].nl for name in left), "; ".join(words[name].en for name in left)
    known = (Paragraph(say("Nobody knows what these do to the choice, for the sheet has no figures on them: {names}.",
                           names=Label(*untold))),) if left else ()  # fmt: skip
    return question(
        say("What if several things go wrong at once?"), _stress_answer(part, rows, asked), *shown, *known, _breaks(part),
        assumptions=[
            say("The combinations are a fixed list, the same for every city. All else stays as expected."),
            say("With less budget each initiative is done in part, and its value, costs and benefits shrink alike."),
            say("Points change with the effect and the budget only; all other causes change the money."),
            *_of_money(part),
        ],
        doubt=say("The list is short and the worst may not be on it. A smaller change than those that were tried may break a "
                  "target as well; {n} points were tried first, and then more around the nearest.",
                  n=Number(pull(part.breaks).to_pylist()[0]["tried"])),
        sources=(SHEETS,), anchor="stress",
    )  # fmt: skip


def _of_money(part: StressPart) -> tuple[Inline, ...]:
    if part.packages.costed is None:
        return ()
    told = say("‘No more loss than now’: shocks cost {now} a year without any initiative, and with the choice not more.",
               now=euro(part.packages.loss_now))  # fmt: skip
    return (told, *_money_ranges())


def _stress_answer(part: StressPart, rows: Sequence[Row], asked: Sequence[str]) -> Inline:
    if not asked:
        return say("What adverse combinations do is not known: the sheet has no figures on any of them.")
    failed = {row["combination"] for row in rows if row["target"] == "value" and row["meets"] is False}
    words = combination_words()
    if not failed:
        return say(
            "In none of the {n} combinations that can be computed is the choice worth too little.", n=Number(len(asked))
        )
    worst = min(
        (row for row in rows if row["target"] == "value" and row["value"] is not None), key=lambda row: row["value"]
    )
    name = words[worst["combination"]]
    return say("In {fails} of the {n} combinations that can be computed the choice is worth too little; least in: {name}.",
               fails=Number(len(failed)), n=Number(len(asked)), name=Label(name.nl, name.en),
               strong=("fails", "name"))  # fmt: skip


def _grid(part: StressPart, rows: Sequence[Row], asked: Sequence[str]) -> Figure:
    targets = [name for name in _TARGETS if any(row["target"] == name for row in rows)]
    first = [row for row in pull(part.expected).to_pylist() if row["option"] == "best"]
    found = {(row["combination"], row["target"]): row for row in [*first, *rows]}
    names = {"expected": Label("als alles gaat zoals verwacht", "if all goes as expected")} | {
        name: Label(words.nl, words.en) for name, words in combination_words().items()}  # fmt: skip
    order = ["expected", *asked]
    cells = tuple((names[one], tuple(_cell(found[one, target]) for target in targets)) for one in order)
    heads = ((say("Combination"), False), (say("Value, in points"), True), (say("Benefits less costs"), True),
             (say("Loss by shocks a year"), True), (say("Causes that are not in it"), True))  # fmt: skip
    keep = [0, *(1 + list(_TARGETS).index(target) for target in targets), 4]
    listed = [(names[one], *(_amount(found[one, target]) for target in targets),
               _left_out(found[one, targets[0]]["left_out"])) for one in order]  # fmt: skip
    told = table(say("What the choice does in each combination"), [heads[place] for place in keep], listed, (SHEETS,))
    alt = say("Combinations against what must be reached, with yes or no; the table holds the numbers.")
    caption = say("Dark: the choice does not reach it in that combination.")
    return Figure(
        "stress", GridPicture(tuple(_TARGETS[name] for name in targets), cells), alt, caption, (SHEETS,), told
    )


def _left_out(drivers: str | None) -> Inline:
    """Return how many of the drivers of a combination the sheet has no figures on."""
    return Number(0 if drivers is None else len(drivers.split("; ")))


def _cell(row: Row) -> GridCell:
    if row["meets"] is None:
        return GridCell(say("unknown"), "unknown")
    return GridCell(say("yes"), "level_1") if row["meets"] else GridCell(say("no"), "level_5")


def _amount(row: Row) -> Inline:
    return in_points(row["value"]) if row["target"] == "value" else euro(row["value"])


def _breaks(part: StressPart) -> Block:
    """Return the smallest change that breaks each target."""
    found: dict[str, list[Row]] = {}
    for row in pull(part.breaks).to_pylist():
        found.setdefault(row["target"], []).append(row)
    heads = ((say("What must be reached"), False), (say("The smallest change found that breaks it"), False))
    cells = [(_TARGETS[target], _change(found[target])) for target in _TARGETS if target in found]
    return table(say("How little it takes"), heads, cells, (SHEETS,))


def _change(rows: Sequence[Row]) -> Inline:
    if rows[0]["status"] == "broken":
        return say("it is not reached even if all goes as expected")
    if rows[0]["status"] == "holds":
        return say("nothing that was tried breaks it")
    told: Inline = ""
    for row in sorted(rows, key=lambda row: -row["change"]):
        if row["change"] >= _SEEN * row["distance"]:
            one = say("{what}: {value} instead of {now}", what=_DRIVERS[row["driver"]], value=_at(row["driver"], row["value"]),
                      now=_at(row["driver"], row["baseline"]))  # fmt: skip
            told = one if told == "" else say("{one}; {other}", one=told, other=one)
    return told
