"""The section on which initiatives can be weighed, and what the others lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from veerkracht.reports.content import Block, Inline, Notice, Number, Paragraph, say
from veerkracht.workflows.choosing.options import Known, Options
from veerkracht.workflows.choosing.register_lines import DOUBT
from veerkracht.workflows.workshop.pages import question, table

__all__ = ["all_of", "option_blocks", "options_answer"]

_OFF_SHEET: Final = ("sheet",)
_LACKS: Final[Mapping[str, Inline]] = {
    "closed": say("it has ended"),
    "marks": say("marks of what it does in good and in bad times"), "risks": say("the risks it is about"),
    "place": say("where it works"),
}  # fmt: skip


def all_of(parts: list[Inline]) -> Inline:
    """Return parts as one list within a sentence.

    Examples
    --------
    >>> all_of(["one"]), all_of(["one", "two"]).values["other"]
    ('one', 'two')
    """
    told: Inline = ""
    for one in parts:
        told = one if told == "" else say("{one}; {other}", one=told, other=one)
    return told


def options_answer(options: Options) -> Inline:
    """Return in one sentence how many initiatives can be weighed."""
    known, weighed = len(options.known), options.weighed
    if weighed == 0:
        return say("None of the {all} initiatives in the register can be weighed yet: {cost} lack their cost per year, and "
                   "{marks} lack marks of what they are worth.{rest}", all=Number(known), cost=_count(options, "cost"),
                   marks=_count(options, "marks"), rest=_rest(options), strong=("cost", "marks"))  # fmt: skip
    return say("{n} of the {all} initiatives of the city can be weighed; below stands what the others lack.{rest}",
               n=Number(weighed), all=Number(known), rest=_rest(options), strong=("n",))  # fmt: skip


def _count(options: Options, code: str) -> Number:
    return Number(sum(code in one.lacks for one in options.known))


def _rest(options: Options) -> Inline:
    """Return how many initiatives the strategy counts that no register names."""
    absent = options.expected - len(options.known)
    if absent <= 0:
        return ""
    return say(" The strategy counts {all}; of {n} of them not even the name is in the register.",
               all=Number(options.expected), n=Number(absent), strong=("n",))  # fmt: skip


def option_blocks(options: Options, sources: tuple[str, ...], *, first_year: int) -> tuple[Block, ...]:
    """Return the section on what can be weighed.

    Parameters
    ----------
    options : Options
        What can be chosen.
    sources : tuple of str
        Of the initiatives.
    first_year : int
        Of the three years of which the cost must be known.
    """
    notes: list[Block] = []
    if options.without_budget:
        notes.append(Notice(say("No budget is known, so nothing was chosen. Give one with --budget, or on the sheet.")))
    elif options.from_registers and options.choices is not None:
        notes.append(Notice(_READ))
    return question(
        say("Which initiatives can be weighed, and what do the others lack?"), options_answer(options), *notes,
        *_lacking(options, sources), *_not_on_sheet(options, sources),
        assumptions=_from_registers(first_year) if options.from_registers else _FROM_SHEET,
        doubt=say("An initiative that is not weighed may be the best of all. The register tells in words what many of them do; "
                  "words cannot be added up, and nobody but the city can give the marks."),
        sources=sources, anchor="weighed",
    )  # fmt: skip


def _lacking(options: Options, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the initiatives that lack something, those that cannot be weighed first."""
    shown = [one for one in options.known if one.lacks and one.lacks != _OFF_SHEET]
    rows = sorted(shown, key=lambda one: (one.weighed, one.initiative))
    if not rows:
        return ()
    heads = ((say("Initiative"), False), (say("Can be weighed"), False), (say("Lacks"), False))
    cells = [(one.name, say("yes") if one.weighed else say("not yet"), all_of(_lacks(one))) for one in rows]
    return (table(say("The initiatives of the city, and what they lack to be weighed"), heads, cells, sources),)


def _not_on_sheet(options: Options, sources: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the initiatives of the registers that the sheet does not have."""
    names = [one.name for one in options.known if one.lacks == _OFF_SHEET]
    if not names:
        return ()
    return (Paragraph(say("{n} initiatives of the city are not on the sheet, so they have no cost and no value: {names}.",
                          n=Number(len(names)), names=all_of(names), strong=("n",)), sources),)  # fmt: skip


_READ: Final = say("The initiatives come from the registers. Where this page says ‘the sheet’, read: the registers.")


def _lacks(one: Known) -> list[Inline]:
    cost = say("the cost of {years}", years=", ".join(str(year) for year in one.years))
    return [cost if code == "cost" else _LACKS[code] for code in one.lacks]


def _from_registers(first_year: int) -> list[Inline]:
    return [
        say("To be weighed an initiative needs an amount of money for each year from {first} to {last}, and marks for each of "
            "its benefits. Unknown is not zero.", first=str(first_year), last=str(first_year + 2)),
        say("What it is worth is the sum of its marks, from −2 to 2 per risk, in good and in bad times. Each may be {n} lower or "
            "higher.", n=Number(DOUBT)),
        say("Amounts that were refused, and help in kind, are not counted. The registers hold no pairs that add to each other."),
    ]  # fmt: skip


_FROM_SHEET: Final[list[Inline]] = [
    say("The sheet goes before the registers: an initiative is weighed if the sheet has its cost and its value."),
    say("Marks of the sheet and of the registers are not mixed, for they have other scales."),
]
