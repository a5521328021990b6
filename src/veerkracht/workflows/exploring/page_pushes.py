"""The section on what rises when one risk rises."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.content import Block, Inline, Number, say
from veerkracht.workflows.exploring.network import DRAWS, RiskPart
from veerkracht.workflows.exploring.page_risks import assumed_words, risk_words, sources_of
from veerkracht.workflows.exploring.pushes import PushPart
from veerkracht.workflows.workshop.pages import question, table
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["push_answer", "push_blocks"]

_LISTED: Final = 10
_SURE: Final = 0.95
"""A risk counts as rising for sure when it does so in this share of the draws."""


def push_answer(part: PushPart, place: CityPlace) -> Inline:
    """Return in one sentence what rises most, and how much of it nobody linked directly."""
    pushed = risk_words(part.pushed, place)
    rising = [one for one in part.rises if one.rise is not None and one.rise > 0]
    if not rising:
        return say(
            "It cannot be said what rises when {pushed} rises: the answers do not lead to one outcome.", pushed=pushed
        )
    indirect = sum(not one.direct for one in rising)
    return say("When {pushed} rises, {n} other risk rises too, most of all {first}; {indirect} of them without a direct link.",
               plural="When {pushed} rises, {n} other risks rise too, most of all {first}; {indirect} of them without a direct "
                      "link.",
               count=len(rising), pushed=pushed, n=Number(len(rising)), first=risk_words(rising[0].risk, place),
               indirect=Number(indirect), strong=("pushed", "first"))  # fmt: skip


def push_blocks(part: PushPart, risks: RiskPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on what a push does."""
    sources = sources_of(risks)
    heads = ((say("Risk"), False), (say("How far it rises"), True), (say("Rises in so many draws"), True),
             (say("Link"), False))  # fmt: skip
    cells = [(risk_words(one.risk, place), Number(one.rise, "", 2, one.lower, one.upper), Number(100 * one.share_up, "percent"),
              say("direct") if one.direct else say("by way of others")) for one in part.rises[:_LISTED]]  # fmt: skip
    caption = say("What rises when {pushed} is as high as it can be, with the range of nine out of ten draws",
                  pushed=risk_words(part.pushed, place))  # fmt: skip
    assumptions = [
        say("One risk, {pushed}, is held at 1, the highest. All others begin at 0, which stands for as it is now.",
            pushed=risk_words(part.pushed, place)),
        say("Numbers have no unit and tell of order only. Nothing else changes, and nobody steps in."), *assumed_words(risks),
    ]  # fmt: skip
    return question(
        say("What else rises if one risk rises?"), push_answer(part, place), table(caption, heads, cells, sources),
        assumptions=assumptions, doubt=_doubt(part), sources=sources, anchor="push",
    )  # fmt: skip


def _doubt(part: PushPart) -> Inline:
    sure = sum(one.share_up >= _SURE for one in part.rises)
    agreed = say("{sure} rise in nearly all of {draws} draws of the strengths, and {agree} of 2 other ways to compute agree on "
                 "the first.", sure=Number(sure), draws=Number(DRAWS), agree=Number(part.agreeing))  # fmt: skip
    return say("{first} {second}", first=_verdict(part), second=agreed)


def _verdict(part: PushPart) -> Inline:
    if part.verdict != "fixed_point":
        return say("With these strengths the risks do not come to rest. Read no order in the table.")
    if part.distance is None:
        return say("The risks come to rest, but it is not proven that they do so at one place only.")
    return say("The risks come to rest at one place: that is proven.")
