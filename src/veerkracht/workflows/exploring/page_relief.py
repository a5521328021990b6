"""The section on relief: hired supply that stops, against a longer reserve and another crew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from veerkracht.reports.content import Block, Inline, Number, say
from veerkracht.workflows.exploring.outage import CREWS, HORIZON_HOURS
from veerkracht.workflows.exploring.page_outage import SERVICES
from veerkracht.workflows.exploring.relief import (
    HIRED_FROM,
    LONG_UNTIL,
    RELIEF_DRAWS,
    RESERVE_HOURS,
    SHORT_UNTIL,
    PlanEffect,
    ReliefPart,
)
from veerkracht.workflows.workshop.pages import SHEETS, question, table

__all__ = ["people_hours", "relief_answer", "relief_blocks"]

_PLANS: Final[Mapping[str, Inline]] = {
    "base": say("as on the sheets"),
    "no_reserve": say("all reserves fail at once"),
    "hired_short": say("temporary supply from hour {first} to hour {last}", first=Number(HIRED_FROM), last=Number(SHORT_UNTIL)),
    "hired_long": say("temporary supply from hour {first} to hour {last}", first=Number(HIRED_FROM), last=Number(LONG_UNTIL)),
    "reserve": say("a reserve of {n} hours that stays", n=Number(RESERVE_HOURS)),
    "more_crew": say("one crew more"),
    "one_crew": say("no more than one crew"),
}  # fmt: skip
_HELPS: Final = ("hired_short", "hired_long", "reserve", "more_crew")


def people_hours(lost: float) -> float:
    """Round hours times people to three figures: more would be a precision that nobody has.

    Examples
    --------
    >>> people_hours(49_022_400.0), people_hours(0.0)
    (49000000.0, 0.0)
    """
    return float(f"{lost:.2e}")


def relief_answer(part: ReliefPart) -> Inline:
    """Return in one sentence what brings most, and what it brings when the hired supply stops early."""
    found = [one for one in (part.effect(plan) for plan in _HELPS) if one is not None and one.change is not None]
    best = min(found, key=lambda one: one.change or 0.0)
    if (best.change or 0.0) >= 0.0:
        return say("None of the plans saves people an hour without a service in this outage.")
    lost, short = part.effects[0].lost, part.effect("hired_short")
    most = say("Most is won with {plan}: {share} fewer hours in which people are without a service.", plan=_PLANS[best.plan],
               share=_saved(best, lost), strong=("plan", "share"))  # fmt: skip
    if short is None or best.plan == "hired_short":
        return most
    less = say(
        "With temporary supply that stops at hour {stop} it is {less}.",
        stop=Number(SHORT_UNTIL),
        less=_saved(short, lost),
    )
    return say("{first} {second}", first=most, second=less)


def _saved(one: PlanEffect, lost: float) -> Number:
    return Number(100 * max(-(one.change or 0.0), 0.0) / lost, "percent")


def relief_blocks(part: ReliefPart) -> tuple[Block, ...]:
    """Return the section on relief against what stays."""
    heads = ((say("Plan"), False), (say("People-hours without a service"), True), (say("More or fewer"), True),
             (say("Fewer in so many draws"), True))  # fmt: skip
    service = SERVICES.get(part.service, part.service)
    assumptions = [
        say("Temporary supply and reserves here are of {service}, for the {n} assets that need it and do not pass it on.",
            service=service, n=Number(part.fed)),
        say("Temporary supply stands after {n} hours. A reserve that stays is full at the start.", n=Number(HIRED_FROM)),
        say("Each plan meets the same {n} draws of the times of repair, over {hours} hours. So a difference is of the plan and "
            "not of chance.", n=Number(RELIEF_DRAWS), hours=Number(HORIZON_HOURS)),
        say("Help can also start assets that wait for each other. Then it brings something after it has stopped, too."),
        say("A people-hour is one hour in which one person is without one service."), *_crews(part),
    ]  # fmt: skip
    return question(
        say("What does temporary help bring, and what does a lasting reserve?"), relief_answer(part),
        table(say("Plans against the outage as on the sheets, with how far chance in repair can be off"), heads,
              [_row(one, part.effects[0].lost) for one in part.effects], (SHEETS,)),
        assumptions=assumptions,
        doubt=say("Only the times of repair are uncertain here. Nobody has checked whether so much help can be had at once: in a "
                  "large outage all ask for the same generators."),
        sources=(SHEETS,), anchor="relief",
    )  # fmt: skip


def _row(one: PlanEffect, base: float) -> tuple[Inline, ...]:
    if one.change is None or one.lower is None or one.upper is None or not base:
        return (_PLANS[one.plan], Number(people_hours(one.lost)), "–", "–")
    change = Number(100 * one.change / base, "percent", 0, 100 * one.lower / base, 100 * one.upper / base)
    less = Number(None if one.share_less is None else 100 * one.share_less, "percent")
    return (_PLANS[one.plan], Number(people_hours(one.lost)), change, less)


def _crews(part: ReliefPart) -> list[Inline]:
    if part.repairs > CREWS:
        return []
    return [say("There is no more to repair ({n}) than there are crews ({crews}), so one crew more has nothing to do.",
                n=Number(part.repairs), crews=Number(CREWS))]  # fmt: skip
