"""The section on relief: supply that stops on a day, against a longer reserve and another crew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from veerkracht.reports.content import Block, Inline, Label, Number, say
from veerkracht.tables import pull
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.hours import coarse
from veerkracht.workflows.exploring.measures import Measure, relief_measures
from veerkracht.workflows.exploring.outage import CREWS
from veerkracht.workflows.exploring.page_outage import SERVICES
from veerkracht.workflows.exploring.relief import (
    HIRED_FROM,
    LONG_UNTIL,
    RELIEF_DRAWS,
    RESERVE_HOURS,
    SHORT_UNTIL,
    PlanEffect,
    ReliefPart,
    explore_relief,
)
from veerkracht.workflows.workshop.pages import SHEETS, question, table
from veerkracht.workflows.workshop.place import Progress, counted
from veerkracht.workflows.workshop.section import Section

__all__ = ["people_hours", "relief_answer", "relief_blocks", "relief_section"]

_HELPS: Final = ("hired_short", "hired_long", "reserve", "more_crew", "measures_day", "hired_day")
_TEMPORARY: Final = say(
    "temporary supply from hour {first} to hour {last}", first=Number(HIRED_FROM), last=Number(SHORT_UNTIL)
)
_LONGER: Final = say(
    "temporary supply from hour {first} to hour {last}", first=Number(HIRED_FROM), last=Number(LONG_UNTIL)
)


def relief_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section on relief, None without critical services."""
    if grounds.outage is None:
        return None
    part = explore_relief(
        grounds.outage, seed=grounds.request.seed, progress=counted(progress, "relief"), day=grounds.request.relief_day,
        measures=relief_measures(grounds.place),
    )  # fmt: skip
    people = sum(row["people"] for row in pull(grounds.outage.services.served).to_pylist())
    numbers = ("mean", "difference", "lower", "upper")
    return Section(
        relief_blocks(part), tables={"relief": coarse(part.compared, numbers, people=people)},
        settings={"relief_draws": RELIEF_DRAWS, "relief_from_hours": HIRED_FROM, "relief_day": part.day,
                  "relief_until_hours": [SHORT_UNTIL, LONG_UNTIL, part.until], "reserve_hours": RESERVE_HOURS,
                  "relief_horizon_hours": part.horizon},
    )  # fmt: skip


def _plans(day: int) -> Mapping[str, Inline]:
    """Return the words of each plan."""
    return {
        "base": say("as on the sheets"),
        "no_reserve": say("all reserves fail at once"),
        "hired_short": _TEMPORARY,
        "hired_long": _LONGER,
        "hired_on": say("temporary supply that does not stop"),
        "hired_day": say("temporary supply and reserves that all stop on day {day}", day=Number(day)),
        "measures": say("the relief measures of the registers, without an end"),
        "measures_day": say("the relief measures of the registers, all ended on day {day}", day=Number(day)),
        "reserve": say("a reserve of {n} hours that stays", n=Number(RESERVE_HOURS)),
        "more_crew": say("one crew more"),
        "one_crew": say("no more than one crew"),
    }


def people_hours(lost: float) -> float:
    """Round hours times people to three figures: more would be a precision that nobody has.

    Examples
    --------
    >>> people_hours(49_022_400.0), people_hours(0.0)
    (49000000.0, 0.0)
    """
    return float(f"{lost:.2e}")


def relief_answer(part: ReliefPart) -> Inline:
    """Return in short what brings most, and what it costs if the supply stops early or on the day."""
    best, stops = _best(part), _stops(part)
    return best if stops is None else say("{first} {second}", first=best, second=stops)


def _best(part: ReliefPart) -> Inline:
    found = [one for one in (part.effect(plan) for plan in _HELPS) if one is not None and one.change is not None]
    best = min(found, key=lambda one: one.change or 0.0)
    if (best.change or 0.0) >= 0.0:
        return say("None of the plans saves people an hour without a service in this outage.")
    lost, short = part.effects[0].lost, part.effect("hired_short")
    most = say("Most is won with {plan}: {share} fewer hours in which people are without a service.",
               plan=_plans(part.day)[best.plan], share=_saved(best, lost), strong=("plan", "share"))  # fmt: skip
    if short is None or best.plan == "hired_short":
        return most
    less = say("With temporary supply that stops at hour {stop} it is {less}.", stop=Number(SHORT_UNTIL),
               less=_saved(short, lost))  # fmt: skip
    return say("{first} {second}", first=most, second=less)


def _saved(one: PlanEffect, lost: float) -> Number:
    return Number(100 * max(-(one.change or 0.0), 0.0) / lost, "percent")


def _stops(part: ReliefPart) -> Inline | None:
    """Say what it costs that all generators stop on the day, where there are any."""
    goes_on, stops = part.effect("hired_on"), part.effect("hired_day")
    if goes_on is None or stops is None:
        return None
    more = people_hours(stops.lost - goes_on.lost)
    if more <= 0.0:
        return say(
            "That all generators stop on day {day} costs nothing more: by then nobody needs them.", day=Number(part.day)
        )
    return say("If all generators stop on day {day}, {more} people-hours more are lost than if they went on.",
               day=Number(part.day), more=Number(more), strong=("more",))  # fmt: skip


def relief_blocks(part: ReliefPart) -> tuple[Block, ...]:
    """Return the section on relief against what stays."""
    heads = ((say("Plan"), False), (say("People-hours without a service"), True), (say("More or fewer"), True),
             (say("Fewer in so many draws"), True))  # fmt: skip
    plans = _plans(part.day)
    return question(
        say("What does temporary help bring, and what does a lasting reserve?"), relief_answer(part),
        table(say("Plans against the outage as on the sheets, with how far chance in repair can be off"), heads,
              [_row(one, plans[one.plan], part.effects[0].lost) for one in part.effects], (SHEETS,)),
        *_listed(part.measures), assumptions=_assumed(part),
        doubt=say("Only the times of repair are uncertain here. Nobody has checked whether so much help can be had at once: in a "
                  "large outage all ask for the same generators."),
        sources=(SHEETS,), anchor="relief",
    )  # fmt: skip


def _assumed(part: ReliefPart) -> list[Inline]:
    service = SERVICES.get(part.service, part.service)
    return [
        say("Temporary supply and reserves here are of {service}, for the {n} assets that need it and do not pass it on.",
            service=service, n=Number(part.fed)),
        say("Temporary supply stands after {n} hours. A reserve that stays is full at the start.", n=Number(HIRED_FROM)),
        say("Where all generators stop on day {day}, that is at hour {hour}, a reserve that still runs stops with them.",
            day=Number(part.day), hour=Number(part.until)),
        say("Each plan meets the same {n} draws of the times of repair, over {hours} hours. So a difference is of the plan and "
            "not of chance.", n=Number(RELIEF_DRAWS), hours=Number(part.horizon)),
        say("Help can also start assets that wait for each other. Then it brings something after it has stopped, too."),
        say("A people-hour is one hour in which one person is without one service."), *_crews(part), *_measured(part),
    ]  # fmt: skip


def _measured(part: ReliefPart) -> list[Inline]:
    """Say how many measures of the registers were followed, and what the others lack."""
    if not part.measures:
        return []
    told = say("The registers hold {n} relief measures. They stand in for {of} supplies of this network. Those in use help at "
               "once.", n=Number(len(part.measures)), of=Number(part.followed))  # fmt: skip
    unplaced = say("Of {n} relief measure it is not known here what it supplies, or to which critical service.",
                   plural="Of {n} relief measures it is not known here what they supply, or to which critical service.",
                   count=part.unplaced, n=Number(part.unplaced))  # fmt: skip
    return [told, unplaced] if part.unplaced else [told]


def _listed(measures: tuple[Measure, ...]) -> tuple[Block, ...]:
    """Return the measures of the registers: which end, and what lasting thing comes after."""
    if not measures:
        return ()
    heads = ((say("Relief measure"), False), (say("Must end on"), False), (say("What lasts after it"), False))
    cells: list[tuple[Inline, ...]] = [
        (Label(one.name.nl, one.name.en), one.must_end or say("not known"),
         say("nothing") if one.successor is None else Label(one.successor.nl, one.successor.en)) for one in measures
    ]  # fmt: skip
    return (table(say("Relief that must end, and what comes after"), heads, cells),)


def _row(one: PlanEffect, plan: Inline, base: float) -> tuple[Inline, ...]:
    if one.change is None or one.lower is None or one.upper is None or not base:
        return (plan, Number(people_hours(one.lost)), "–", "–")
    lower, upper = (
        max(100 * bound / base, -100.0) for bound in (one.lower, one.upper)
    )  # nobody loses less than nothing
    change = Number(100 * one.change / base, "percent", 0, lower, upper)
    less = Number(None if one.share_less is None else 100 * one.share_less, "percent")
    return (plan, Number(people_hours(one.lost)), change, less)


def _crews(part: ReliefPart) -> list[Inline]:
    if part.repairs > CREWS:
        return []
    return [say("There is no more to repair ({n}) than there are crews ({crews}), so one crew more has nothing to do.",
                n=Number(part.repairs), crews=Number(CREWS))]  # fmt: skip
