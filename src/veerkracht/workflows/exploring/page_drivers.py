"""The section on which risks drive and which are driven."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from veerkracht.reports.content import Block, Inline, Number, say
from veerkracht.workflows.exploring.drivers import DRIVER_DRAWS, Driver, DriverPart, explore_drivers
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.network import RiskPart
from veerkracht.workflows.exploring.page_risks import assumed_words, risk_words, sources_of
from veerkracht.workflows.workshop.pages import question, table
from veerkracht.workflows.workshop.place import CityPlace, Progress
from veerkracht.workflows.workshop.section import Section

__all__ = ["driver_answer", "driver_blocks", "driver_section"]

SURE: Final = 0.95
"""From this share of the draws on it is said to be so in nearly all."""
_VERDICTS: Final[Mapping[str, Inline]] = {
    "drives": say("drives"), "driven": say("is driven"), "opposed": say("they contradict each other"), "open": say("not clear"),
}  # fmt: skip
_QUADRANTS: Final[Mapping[str, Inline]] = {
    "driver": say("much out, little in"), "dependent": say("little out, much in"), "linkage": say("much out, much in"),
    "autonomous": say("little out, little in"),
}  # fmt: skip


def driver_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section, or None where the strength of no link is known."""
    part = None if grounds.risks is None else explore_drivers(grounds.risks, seed=grounds.request.seed)
    if grounds.risks is None or part is None:
        return None
    return Section(
        driver_blocks(part, grounds.risks, grounds.place), tables={"drivers": part.causes, "driver_ranks": part.ranks},
        settings={"driver_draws": DRIVER_DRAWS}, on_one_page=False,
    )  # fmt: skip


def driver_answer(part: DriverPart, place: CityPlace) -> Inline:
    """Return in one sentence what drives, what is driven, and on how many risks both ways contradict each other."""
    first = next((one for one in part.drivers if one.verdict == "drives"), None)
    last = next((one for one in reversed(part.drivers) if one.verdict == "driven"), None)
    opposed = sum(one.verdict == "opposed" for one in part.drivers)
    apart = say(
        "On {n} of {all} risks the two ways contradict each other.", n=Number(opposed), all=Number(len(part.drivers))
    )
    if first is None or last is None:
        return say("No risk is a clear driver by both ways of adding up. {apart}", apart=apart)
    return say("Both ways of adding up say that {first} drives and {last} is driven; of all risks on which they agree, DEMATEL "
               "puts these two at the ends. {apart}", apart=apart,
               first=risk_words(first.risk, place), last=risk_words(last.risk, place), strong=("first", "last"))  # fmt: skip


def driver_blocks(part: DriverPart, risks: RiskPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on drivers."""
    sources = sources_of(risks)
    heads = ((say("Risk"), False), (say("Prominence (DEMATEL)"), True), (say("Out less in (DEMATEL)"), True),
             (say("Above 0, in draws"), True), (say("Place out and in (MICMAC)"), True),
             (say("Corner (MICMAC)"), False), (say("Both together"), False))  # fmt: skip
    shown = table(say("Risks from driving to driven, by two ways of adding up"), heads,
                  [_cells(one, place) for one in part.drivers], sources)  # fmt: skip
    return question(
        say("Which risks drive, and which are driven?"), driver_answer(part, place), shown,
        assumptions=[
            say("DEMATEL adds up all direct and indirect influence: prominence is out and in together. MICMAC counts ever longer "
                "ways and keeps the order only: 1 is most."),
            say("Only the size of a strength counts here, not whether it makes worse or less bad."), *assumed_words(risks),
        ],
        doubt=_doubt(part), sources=sources, anchor="drivers",
    )  # fmt: skip


def _cells(one: Driver, place: CityPlace) -> tuple[Inline, ...]:
    ranks = say(
        "{influence} out, {dependence} in", influence=Number(one.influence_rank), dependence=Number(one.dependence_rank)
    )
    return (risk_words(one.risk, place), Number(one.prominence, "", 2), Number(one.relation, "", 2),
            Number(100 * one.share_cause, "percent"), ranks, _QUADRANTS[one.quadrant], _VERDICTS[one.verdict])  # fmt: skip


def _doubt(part: DriverPart) -> Inline:
    unsure = sum(1 - SURE < one.share_cause < SURE for one in part.drivers)
    told = say("All strengths were drawn {draws} times within the range of the answers: of {n} of {all} risks it "
               "differs per draw whether they drive. A link that nobody named counts in neither way.",
               draws=Number(DRIVER_DRAWS), n=Number(unsure), all=Number(len(part.drivers)))  # fmt: skip
    if part.stable:
        return told
    return say("{told} The order of MICMAC does not come to rest, so that of the direct links is told.", told=told)
