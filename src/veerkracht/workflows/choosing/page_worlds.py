"""The sections on regret over worlds and on the business case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.reports.content import Block, Figure, Inline, Number, say
from veerkracht.reports.systems_charts import GridCell, GridPicture
from veerkracht.tables import pull
from veerkracht.workflows.choosing.business import AVOIDED_RANGE, COST_RANGE, HORIZON_YEARS, BusinessPart
from veerkracht.workflows.choosing.page_portfolio import euro, in_points
from veerkracht.workflows.choosing.worlds import MEASURES, WEIGHT_OF_STATE, RegretPart
from veerkracht.workflows.workshop.pages import SHEETS, question, table

__all__ = ["PACKAGE_NAMES", "business_answer", "business_blocks", "regret_answer", "regret_blocks"]

PACKAGE_NAMES: Final[Mapping[str, Inline]] = {
    "nothing": say("do nothing"), "core": say("only what is nearly always in"), "cautious": say("cautious: best at low values"),
    "hopeful": say("hopeful: best at high values"), "best": say("best at expected values"),
}  # fmt: skip
_MEASURES: Final[Mapping[str, Inline]] = dict(zip(MEASURES, (
    say("largest regret"), say("regret in 1 of 10 worlds or worse"), say("value in the worst world"), say("mean value"),
    say("good enough, in % of worlds"),
), strict=True))  # fmt: skip
_PLACES: Final = ("level_1", "level_2", "level_3", "level_4", "level_5")
_SAME: Final = 1e-9
"""Points: a regret up to this is rounding of the sums."""
Row = dict[str, Any]  # Any: cells of mixed columns


def regret_answer(part: RegretPart) -> Inline:
    """Return in one sentence which package loses least."""
    rows = [row for row in pull(part.measured).to_pylist() if row["measure"] == "minimax_regret"]
    best = min(rows, key=lambda row: (row["value"], row["option"]))
    if len(rows) == 1:
        return say("There is only one package, so there is nothing to regret yet.")
    if best["value"] <= _SAME:
        return say("The package ‘{name}’ is the best of the {n} that were compared in each of {worlds} worlds.",
                   name=PACKAGE_NAMES[best["option"]], n=Number(len(rows)), worlds=Number(part.worlds),
                   strong=("name",))  # fmt: skip
    return say("The package ‘{name}’ never loses more than {n} points beside the best one, over {worlds} worlds.",
               name=PACKAGE_NAMES[best["option"]], n=in_points(best["value"]), worlds=Number(part.worlds),
               strong=("name",))  # fmt: skip


def regret_blocks(part: RegretPart) -> tuple[Block, ...]:
    """Return the section on regret."""
    agreement = pull(part.agreement).to_pylist()[0]
    up, down = WEIGHT_OF_STATE["rising"], WEIGHT_OF_STATE["falling"]
    futures = say("Worlds take turns over {n} futures that fit together.", n=Number(part.futures)) if part.futures else say(
        "There is no sheet on futures, so all worlds have the same future.")  # fmt: skip
    assumptions = [
        say("A world is one draw of all values between low and high."), futures,
        say("Where a risk rises an initiative about it is worth {up} times as much, where it falls {down} times.",
            up=Number(up, "", 2), down=Number(down, "", 2)),
    ]  # fmt: skip
    first = say("All five put the same package first.") if agreement["firsts"] == 1 else say(
        "{n} packages come first by one of them or more: choose by what matters to you and not by one measure.",
        n=Number(agreement["firsts"]))  # fmt: skip
    doubt = say("How far the five measures agree on the order of the packages: {w} (0: not at all, 1: fully). {first}",
                w=Number(agreement["agreement"], "", 2), first=first)  # fmt: skip
    return question(say("Which choice do we regret least?"), regret_answer(part), _grid(part), assumptions=assumptions,
                    doubt=doubt, sources=(SHEETS,), anchor="regret")  # fmt: skip


def _grid(part: RegretPart) -> Figure:
    rows = {(row["option"], row["measure"]): row for row in pull(part.measured).to_pylist()}
    options = list(part.packages)
    cells = tuple(
        (PACKAGE_NAMES[option], tuple(_cell(rows[option, measure]) for measure in _MEASURES)) for option in options
    )
    heads: list[tuple[Inline, bool]] = [(say("Package"), False), *((words, True) for words in _MEASURES.values()),
                                        (say("Initiatives"), True)]  # fmt: skip
    listed: list[tuple[Inline, ...]] = [
        (
            PACKAGE_NAMES[option],
            *(_number(rows[option, measure]) for measure in _MEASURES),
            Number(len(part.packages[option])),
        )
        for option in options
    ]
    told = table(say("Packages by five measures, in points"), heads, listed, (SHEETS,))
    alt = say("Packages of initiatives against measures of regret and robustness; the table holds the same numbers.")
    caption = say(
        "Lightest is the best of the packages by that measure. Regret is what is lost beside the best package of the world."
    )
    return Figure("regret", GridPicture(tuple(_MEASURES.values()), cells), alt, caption, (SHEETS,), told)


def _cell(row: Row) -> GridCell:
    if row["rank"] is None:
        return GridCell(say("unknown"), "unknown")
    return GridCell(_number(row), _PLACES[min(int(row["rank"]), len(_PLACES)) - 1])


def _number(row: Row) -> Number:
    share = row["measure"] == "satisficing"
    return Number(100 * row["value"], "percent") if share else in_points(row["value"])


def business_answer(part: BusinessPart) -> Inline:
    """Return in one sentence whether benefits outweigh costs."""
    worth, chance = (pull(found).to_pylist()[0] for found in (part.worth, part.chance))
    if worth["npv_eur"] is None:
        return say("Whether benefits outweigh costs is not known: {n} amounts lack, the first is {first}.",
                   n=Number(worth["unknown"]), first=worth["first_unknown"] or "")  # fmt: skip
    words = say("more than") if worth["npv_eur"] > 0 else say("less than")
    return say("Over {years} years the portfolio brings {benefits} and costs {costs}: {words} it costs. The chance that it "
               "brings more is {chance}.", years=Number(HORIZON_YEARS), benefits=euro(worth["benefits_eur"]),
               costs=euro(worth["costs_eur"]), words=words, chance=Number(chance["chance"], "probability"),
               strong=("benefits", "costs"))  # fmt: skip


def business_blocks(part: BusinessPart) -> tuple[Block, ...]:
    """Return the section on money."""
    low, high = COST_RANGE
    less, more = AVOIDED_RANGE
    assumptions = [
        _rates(part),
        say("Expected damage of a year comes from the shocks on the sheet; what is rarer than the rarest of them is left out."),
        say("Initiatives that prevent the same damage share it: shares multiply, and nothing counts twice."),
        say("After three years an initiative costs its running costs, and after its life it is bought again."),
    ]  # fmt: skip
    doubt = say("Costs were drawn from {low} to {high} times the plan, for they are overrun more often than not, and benefits "
                "from {less} to {more} times. So the middle of the draws lies below the plan. {even}",
                low=Number(low, "", 1), high=Number(high, "", 1), less=Number(less, "", 1), more=Number(more, "", 1),
                even=_even(part))  # fmt: skip
    return question(say("Is it worth the money?"), business_answer(part), _dividend(part), assumptions=assumptions, doubt=doubt,
                    sources=(SHEETS,), anchor="money")  # fmt: skip


def _rates(part: BusinessPart) -> Inline:
    """Return which discount rates hold, of whom and since when, for the years that are counted."""
    rows = [row for row in pull(part.rates.order_by("first_year")).to_pylist() if row["first_year"] <= HORIZON_YEARS]
    steps: Inline = Number(100 * rows[0]["rate"], "percent", 2)
    for row in rows[1:]:
        steps = say("{before}, from year {year} on {rate}", before=steps, year=Number(row["first_year"]),
                    rate=Number(100 * row["rate"], "percent", 2))  # fmt: skip
    return say("Amounts of later years count less: {rate} per year. That is the rate {table} that holds since {day} ({source}).",
               rate=steps, table=str(rows[0]["table"]).upper(), day=rows[0]["valid_from"], source=rows[0]["source"])  # fmt: skip


def _even(part: BusinessPart) -> Inline:
    """Return how far benefits are from costs, in words."""
    even = pull(part.even).to_pylist()[0]
    amount, often = even["break_even_co_benefit_eur"], even["break_even_frequency"]
    if amount is None:
        return say("At what point benefits equal costs is not known.")
    if amount <= 0:
        return say(
            "Benefits may be {amount} a year lower before they no longer outweigh the costs.", amount=euro(-amount)
        )
    if often is None:
        return say("Benefits equal costs if each year brought {amount} more without a shock.", amount=euro(amount))
    return say("Benefits equal costs if each year brought {amount} more without a shock, or if shocks came {often} times as "
               "often.",
               amount=euro(amount), often=Number(often, "", 1))  # fmt: skip


def _dividend(part: BusinessPart) -> Block:
    found, worth, chance = (pull(one).to_pylist()[0] for one in (part.dividend, part.worth, part.chance))
    heads = ((say("Part"), False), (say("Today’s value"), True))
    cells = [
        (say("less damage in a shock"), euro(found["avoided_loss_eur"])),
        (say("faster recovery"), euro(found["faster_recovery_eur"])),
        (say("benefits without a shock"), euro(found["co_benefit_eur"])),
        (say("resilience dividend: the three together"), euro(found["dividend_eur"])),
        (say("costs"), euro(worth["costs_eur"])),
        (say("benefits less costs"), euro(worth["npv_eur"])),
        (say("benefits less costs: middle of the draws"), euro(chance["median_eur"])),
        (say("benefits less costs: low (1 in 20 draws is lower)"), euro(chance["p05_eur"])),
        (say("benefits less costs: high (1 in 20 draws is higher)"), euro(chance["p95_eur"])),
    ]  # fmt: skip
    return table(say("What the portfolio brings and costs, against doing nothing"), heads, cells, (SHEETS,))
