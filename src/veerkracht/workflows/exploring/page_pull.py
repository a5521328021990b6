"""The section on where futures pull to."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.content import Block, Inline, Number, say
from veerkracht.workflows.exploring.futures import FuturePart
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.pull import PullPart, explore_pull
from veerkracht.workflows.workshop.pages import SHEETS, question, table
from veerkracht.workflows.workshop.place import Progress, counted
from veerkracht.workflows.workshop.section import Section

__all__ = ["pull_answer", "pull_blocks", "pull_section"]

_LISTED: Final = 10
HARDLY: Final = 0.01
"""A future in which fewer end than this pulls hardly."""
_ROUNDING: Final = 1e-9


def pull_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section, or None without uncertain futures."""
    futures = grounds.futures
    if futures is None:
        return None
    part = explore_pull(futures, seed=grounds.request.seed, progress=counted(progress, "pull"))
    return Section(pull_blocks(part, futures), on_one_page=False, sources=(SHEETS,),
                   tables={"pull_together": part.together, "pull_one_by_one": part.one_by_one},
                   settings={"pull_followed": part.followed, "pull_sampled": part.sampled})  # fmt: skip


def pull_answer(part: PullPart) -> Inline:
    """Return in one sentence which futures pull most, and how many that fit pull hardly."""
    rest = [one for one in part.basins if one.place]
    if not any(one.together or one.one_by_one for one in rest):
        return _none(part)
    top = [one for one in rest if one.place in _most(part, "together")]
    hardly = sum(max(one.together, one.one_by_one) < HARDLY for one in rest)
    told = say("{n} future that fits together pulls hardly: fewer than 1 in 100 end there.",
               plural="{n} futures that fit together pull hardly: fewer than 1 in 100 end in each.",
               count=hardly, n=Number(hardly))  # fmt: skip
    share, followed = Number(100 * top[0].together, "percent"), _followed(part)
    if len(top) == 1:
        return say("Most of all to future {place}: {share} of {followed} end there. {told}", place=str(top[0].place),
                   share=share, followed=followed, told=told, strong=("place",))  # fmt: skip
    return say("To {n} futures alike: in each end {share} of {followed}. {told}", n=Number(len(top)), share=share,
               followed=followed, told=told, strong=("n",))  # fmt: skip


def _none(part: PullPart) -> Inline:
    """Say that all futures go round."""
    if part.sampled:
        return say("To no future: all {n} that were drawn go round and come to no rest.", n=Number(part.followed))
    return say(
        "To no future: all {all} that can be thought up go round and come to no rest.", all=Number(part.followed)
    )


def _followed(part: PullPart) -> Inline:
    """Return which futures were followed, in the middle of a sentence."""
    if part.sampled:
        return say("{n} drawn futures", n=Number(part.followed))
    return say("all {n} futures", n=Number(part.followed))


def _most(part: PullPart, way: str) -> frozenset[int]:
    """Return the places in which most futures end; several where they tie."""
    shares = {one.place: getattr(one, way) for one in part.basins if one.place}
    return frozenset(place for place, share in shares.items() if share >= max(shares.values()) - _ROUNDING)


def pull_blocks(part: PullPart, futures: FuturePart) -> tuple[Block, ...]:
    """Return the section on what pulls."""
    heads = ((say("Where it ends"), False), (say("All moves at once"), True), (say("One thing at a time"), True),
             (say("Still fits"), True))  # fmt: skip
    caption = (say("Of the futures that were drawn, the share that ends in each") if part.sampled
               else say("Of all futures that can be thought up, the share that ends in each"))  # fmt: skip
    shown = [one for one in part.basins if one.place][:_LISTED] + [one for one in part.basins if not one.place]
    cells = [(say("Future {n}", n=str(one.place)) if one.place else say("goes round, comes to no rest"),
              Number(100 * one.together, "percent"), Number(100 * one.one_by_one, "percent"), _fits(one.place, futures))
             for one in shown]  # fmt: skip
    return question(
        say("Where do futures pull to?"), pull_answer(part),
        table(caption, heads, cells, (SHEETS,)),
        assumptions=[
            say("A future that does not fit moves on: each uncertainty to the state that the others push to hardest. Futures "
                "have the numbers of the question before."),
            say("Each future that can be thought up counts the same as a start. That is no chance that it comes true."),
        ],
        doubt=_doubt(part), sources=(SHEETS,), anchor="pull",
    )  # fmt: skip


def _fits(place: int, futures: FuturePart) -> Number:
    share = futures.futures[place - 1].share if place else None
    return Number(None) if share is None else Number(100 * share, "percent")


def _doubt(part: PullPart) -> Inline:
    told = (
        say("Both ways of moving agree on what pulls most.")
        if _most(part, "together") == _most(part, "one_by_one")
        else say("The two ways of moving do not agree on what pulls most: read no order in it.")
    )
    drawn = say("Of too many futures {n} were drawn.", n=Number(part.followed)) if part.sampled else say(
        "All futures were followed, so no luck of a draw is in it.")  # fmt: skip
    return say("{told} {drawn} A future that pulls much and hardly still fits is not firm: other judgements move it.",
               told=told, drawn=drawn)  # fmt: skip
