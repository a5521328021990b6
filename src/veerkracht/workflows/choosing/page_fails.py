"""The sections on the worlds in which the choice fails, and on how wrong an assumption may be before another choice is better."""

from __future__ import annotations

from typing import Any, Final

from veerkracht.reports.content import Block, Direction, Inline, Number, Paragraph, say
from veerkracht.tables import pull
from veerkracht.workflows.choosing.failing import LEAST_CASES, RESAMPLES, FailPart, Rule, driver_of
from veerkracht.workflows.choosing.page_portfolio import in_points
from veerkracht.workflows.choosing.portfolio import PortfolioPart
from veerkracht.workflows.choosing.worlds import ENOUGH, WEIGHT_OF_STATE
from veerkracht.workflows.workshop.pages import SHEETS, named, question, table
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["fail_blocks"]

_SAID: Final = 2
"""So many limits of a rule stand in the answer; all stand in the table."""
Row = dict[str, Any]  # Any: cells of mixed columns


def fail_blocks(part: FailPart, portfolio: PortfolioPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on worlds in which the choice is worth too little."""
    up, down = WEIGHT_OF_STATE["rising"], WEIGHT_OF_STATE["falling"]
    shown = () if part.rule is None else _rule_blocks(part.rule, portfolio, place)
    return question(
        say("In which worlds does the choice fail?"), _answer(part, portfolio, place), *shown,
        assumptions=[
            say("The choice fails in a world in which it is worth less than {n} points: {share} of what is expected of it.",
                n=in_points(part.enough), share=Number(100 * ENOUGH, "percent")),
            say("{worlds} worlds were drawn as for regret: values between low and high, in futures that fit together.",
                worlds=Number(part.worlds)),
            say("An initiative about a risk that rises is worth {up} times as much, and {down} times if it falls: less need, "
                "less use.", up=Number(up, "", 2), down=Number(down, "", 2)),
        ],
        doubt=_doubt(part.rule), sources=(SHEETS,), anchor="fails",
    )  # fmt: skip


def _answer(part: FailPart, portfolio: PortfolioPart, place: CityPlace) -> Inline:
    if part.failed == 0:
        return say("In none of the {worlds} worlds is the choice worth too little.", worlds=Number(part.worlds))
    share = Number(part.failed / part.worlds, "probability")
    if part.rule is None:
        return say("In {share} of {worlds} worlds the choice is worth too little. They have nothing in common that makes a rule.",
                   share=share, worlds=Number(part.worlds), strong=("share",))  # fmt: skip
    return say("In {share} of {worlds} worlds the choice is worth too little, and in {density} of those where this comes "
               "together: {rule}.", share=share, worlds=Number(part.worlds), density=Number(part.rule.density, "probability"),
               rule=_in_short(part.rule, portfolio, place), strong=("share", "density"))  # fmt: skip


def _limits(rule: Rule) -> list[Row]:
    """Return the limits of a rule, those that chance explains least first."""
    return sorted(pull(rule.limits).to_pylist(), key=lambda row: (row["quasi_p"], row["driver"]))


def _in_short(rule: Rule, portfolio: PortfolioPart, place: CityPlace) -> Inline:
    """Return the first limits of a rule in words, and how many there are more."""
    rows = _limits(rule)
    told: Inline = ""
    for row in rows[:_SAID]:
        one = say("{what} {limit}", what=_what(row, portfolio, place), limit=_limit(row))
        told = one if told == "" else say("{one}; {other}", one=told, other=one)
    more = len(rows) - _SAID
    if more <= 0:
        return told
    return say(
        "{told}; and {n} limit more", plural="{told}; and {n} limits more", count=more, told=told, n=Number(more)
    )


def _rule_blocks(rule: Rule, portfolio: PortfolioPart, place: CityPlace) -> tuple[Block, ...]:
    heads = ((say("What"), False), (say("Where it goes wrong"), False), (say("Found again"), True))
    cells = [(_what(row, portfolio, place), _limit(row), Number(100 * (row["repeated"] or 0.0), "percent"))
             for row in _limits(rule)]  # fmt: skip
    held = say("The rule holds in {mass} of all worlds, and {coverage} of the worlds that go wrong are among them.",
               mass=Number(rule.mass, "probability"), coverage=Number(rule.coverage, "probability"))  # fmt: skip
    return (table(say("The rule: all of these at the same time"), heads, cells, (SHEETS,)), Paragraph(held, (SHEETS,)))


def _what(row: Row, portfolio: PortfolioPart, place: CityPlace) -> Inline:
    about, code = driver_of(row["driver"])
    if about == "risk":
        return named(place.risks.get(code), code)
    return say("value of {name}", name=portfolio.choices.names[code])


def _limit(row: Row) -> Inline:
    if row["side"] == "labels":
        found: Inline = ""
        for place, state in enumerate(row["labels"].split("; ")):
            found = Direction(state) if place == 0 else say("{one} or {other}", one=found, other=Direction(state))
        return found
    limit = in_points(row["limit"])
    return say("{n} or lower", n=limit) if row["side"] == "high" else say("{n} or higher", n=limit)


def _doubt(rule: Rule | None) -> Inline:
    if rule is None:
        return say("With fewer than {n} worlds that go wrong no rule is looked for. A world that nobody thought of is not among "
                   "them.", n=Number(LEAST_CASES))  # fmt: skip
    known = say(
        "A rule looks better where it was found. Looked for in half of the worlds it was right in {seen} of them, and in "
        "{held} in the other half.",
        seen=Number(rule.seen, "probability"),
        held=Number(rule.held_out, "probability"),
    )
    return say("{known} ‘Found again’ tells in which part of {n} searches on half of the worlds the same limit came out. A world "
               "that nobody thought of is not among them.", known=known, n=Number(RESAMPLES))  # fmt: skip
