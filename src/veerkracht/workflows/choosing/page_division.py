"""The section on what each district gets, before and after a division by need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.reports.content import Block, Inline, Label, Notice, Number, Paragraph, say
from veerkracht.tables import pull
from veerkracht.workflows.choosing.division import DivisionPart
from veerkracht.workflows.choosing.page_options import all_of
from veerkracht.workflows.choosing.page_portfolio import euro
from veerkracht.workflows.workshop.pages import question, table

__all__ = ["division_answer", "division_blocks"]

_LISTED: Final = 12
_LEAST_EUR: Final = 1.0
"""A smaller change than a euro counts as none."""
_BOUNDS: Final[Mapping[str, Inline]] = {"floor": say("may not lose more"), "ceiling": say("may not gain more"), "": "–"}
Row = dict[str, Any]  # Any: cells of mixed columns


def division_answer(part: DivisionPart) -> Inline:
    """Return in one sentence who would get more and who less."""
    rows = pull(part.divided).to_pylist()
    more = [row for row in rows if row["difference_eur"] >= _LEAST_EUR]
    less = [row for row in rows if row["difference_eur"] <= -_LEAST_EUR]
    first = max(more, key=lambda row: (row["difference_eur"], row["area"]), default=None)
    if first is None:
        return say("By need every district gets what it has: nothing moves.")
    whole = euro(sum(row["before_eur"] for row in rows))
    now = say("as the choice spreads it") if part.chosen else say("as much for every resident")
    return say("If {whole} went by need and not {now}, {n} districts get more and {m} less; {name} gains most: {before} euro per "
               "resident becomes {after}.", whole=whole, now=now, n=Number(len(more)), m=Number(len(less)),
               name=part.names[first["area"]], before=_each(part, first, "before_eur"), after=_each(part, first, "after_eur"),
               strong=("n", "m", "name"))  # fmt: skip


def _each(part: DivisionPart, row: Row, column: str) -> Number:
    return Number(row[column] / part.people[row["area"]], "", 2)


def division_blocks(part: DivisionPart, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the section on the division of money over districts."""
    rule = part.rule
    return question(
        say("What does each area get, before and after?"), division_answer(part), _before(part), _table(part, sources),
        Paragraph(_proof(part), sources),
        assumptions=[
            say("Need of a district is its residents times their vulnerability, from figures of {period}.", period=part.period),
            say("The rule: {rule} ({source}).", rule=Label(rule.label.nl, rule.label.en),
                source=Label(rule.source.nl, rule.source.en)),
            *_left_out(part),
        ],
        doubt=_doubt(part), sources=sources, anchor="division",
    )  # fmt: skip


def _before(part: DivisionPart) -> Block:
    whole = sum(row["before_eur"] for row in pull(part.divided).to_pylist())
    if part.chosen:
        return Paragraph(say("Before: the {whole} of the choice, in the districts where its initiatives work, and over all "
                             "residents where they work everywhere. After: the same money by need.",
                             whole=euro(whole)))  # fmt: skip
    return Notice(say("What each district gets today is not in the figures. So ‘before’ is {whole}, with as much for every "
                      "resident: a way to count, no budget of the city.", whole=euro(whole)))  # fmt: skip


def _table(part: DivisionPart, sources: tuple[str, ...]) -> Block:
    rows = sorted(pull(part.divided).to_pylist(), key=lambda row: (-abs(row["difference_eur"]), row["area"]))[:_LISTED]
    heads = ((say("District"), False), (say("Residents"), True), (say("Before, in euro"), True), (say("After, in euro"), True),
             (say("Difference"), True), (say("What holds it"), False))  # fmt: skip
    cells = [(part.names[row["area"]], Number(part.people[row["area"]]), Number(row["before_eur"]), Number(row["after_eur"]),
              Number(row["difference_eur"], signed=True), _BOUNDS[row["bound"]]) for row in rows]  # fmt: skip
    return table(
        say("Who gets more and who gets less: the {n} largest changes", n=Number(len(rows))), heads, cells, sources
    )


def _proof(part: DivisionPart) -> Inline:
    if not part.holds:
        return say("A district comes below its floor or above its ceiling: do not use this division.")
    stays = sum(row["bound"] == "" for row in pull(part.divided).to_pylist())
    return say("All amounts together are as much as before, and no district comes below its floor or above its ceiling; each "
               "was checked by itself. {n} districts get exactly by need; the rule holds {m} back.",
               n=Number(stays), m=Number(len(part.people) - stays))  # fmt: skip


def _left_out(part: DivisionPart) -> list[Inline]:
    if not part.left_out:
        return []
    named: list[Inline] = [part.names[area] for area in part.left_out]
    return [say("Left out, for their need is not known: {names}.", names=all_of(named))]


def _doubt(part: DivisionPart) -> Inline:
    words = say(
        "Need is more than one figure. Money alone does not make people less vulnerable, and what it buys differs."
    )
    if part.other is None:
        return say(
            "{words} With another measure of need it was not tried: low incomes are not known here.", words=words
        )
    signs = {row["area"]: row["difference_eur"] for row in pull(part.divided).to_pylist()}
    other = pull(part.other).to_pylist()
    turned = sum(
        signs[row["area"]] * row["difference_eur"] < 0 and abs(row["difference_eur"]) >= _LEAST_EUR for row in other
    )
    return say("{words} With people of low income as need, {n} of {all} districts go the other way.", words=words,
               n=Number(turned), all=Number(len(other)))  # fmt: skip
