"""The section on a service that runs at half: what it costs the others, in the end and by hour."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.content import Block, Inline, Number, say
from veerkracht.tables import Table, table_of
from veerkracht.tables.shape import Shape
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.halved import HALF_HOURS, STEPS, HalvedPart, HalvedService, explore_halved
from veerkracht.workflows.exploring.page_outage import SERVICES
from veerkracht.workflows.exploring.page_relief import people_hours
from veerkracht.workflows.workshop.pages import SHEETS, question, table
from veerkracht.workflows.workshop.place import Progress, counted
from veerkracht.workflows.workshop.section import Section

__all__ = ["halved_section"]

_MOMENTS: Final = (6, 12, 24, 36, 48, 72, 168)
_ANCHOR: Final = "halved"
_COURSE: Final = Shape("halved", {"at_half": "string", "service": "string", "hour": "int64", "share_lost": "float64"},
                       ("at_half", "service", "hour"))  # fmt: skip


def halved_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section on a service at half, None without critical services that hang on each other."""
    if grounds.outage is None:
        return None
    part = explore_halved(grounds.outage.services, seed=grounds.request.seed, progress=counted(progress, _ANCHOR))
    if part is None:
        return None
    blocks = _told(part) if part.services else _endless()
    return Section(blocks, tables={"dependence": part.dependences, "halved": _course(part)}, on_one_page=False,
                   settings={"half_hours": HALF_HOURS, "half_steps": STEPS})  # fmt: skip


def _name(kind: str) -> Inline:
    return SERVICES.get(kind, kind)


def _share(share: float) -> Number:
    return Number(100 * share, "percent")


def _told(part: HalvedPart) -> tuple[Block, ...]:
    heads = ((say("Runs at half"), False), (say("Loses most"), False), (say("Share lost if it stays so"), True),
             (say("People-hours others lose, at half for a day"), True))  # fmt: skip
    cells = [_row(one) for one in part.services]
    first = part.services[0]
    return question(
        say("What does it cost other services when one runs at half?"), _answer(first),
        table(say("Each service at half, and what that does to the others"), heads, cells, (SHEETS,)), _by_hour(part),
        assumptions=_assumed(), doubt=_doubt(part), sources=(SHEETS,), anchor=_ANCHOR,
    )  # fmt: skip


def _answer(first: HalvedService) -> Inline:
    if not first.people_hours:
        return say("No service that people get directly hangs on another one here.")
    return say("The others lose most when {service} runs at half: {n} people-hours if that lasts a day.",
               service=_name(first.kind), n=Number(people_hours(first.people_hours)), strong=("service", "n"))  # fmt: skip


def _row(one: HalvedService) -> tuple[Inline, ...]:
    worst = max(one.lost, key=lambda kind: (one.lost[kind], kind))
    if not one.lost[worst]:
        return (_name(one.kind), "–", _share(0.0), Number(0.0))
    share: Inline = say("all, and more than can be told") if worst in one.beyond else _share(one.lost[worst])
    return (_name(one.kind), _name(worst), share, Number(people_hours(one.people_hours)))


def _by_hour(part: HalvedPart) -> Block:
    """Return the course of the service that costs most, with what the network itself says beside it."""
    first = part.services[0]
    hit = [kind for kind in sorted(first.course) if any(first.course[kind])]
    heads = ((say("Service"), False), *((say("After {n} hours", n=Number(hour)), True) for hour in _MOMENTS),
             (say("If it stays so"), True), (say("In the network itself"), True))  # fmt: skip
    cells: list[tuple[Inline, ...]] = []
    for kind in hit:
        ends: tuple[Inline, ...] = ("–", "–")
        if kind != first.kind:
            ends = (_share(first.lost[kind]), _share(part.checked.get(kind, 0.0)))
        cells.append((_name(kind), *(_share(first.course[kind][hour]) for hour in _MOMENTS), *ends))
    return table(say("Share that each service cannot do when {service} runs at half for a day", service=_name(first.kind)),
                 heads, cells, (SHEETS,))  # fmt: skip


def _assumed() -> list[Inline]:
    return [
        say("How strongly a service hangs on another is the share of its assets that need it. Where one of two suppliers is "
            "enough, each counts for a quarter."),
        say("What a service supplies to itself is left out, and so are reserves: they last hours, and stand in the section "
            "on who is without service."),
        say("By hour: a service runs at half for {n} hours, and the others fall at once. After that each service by itself wins "
            "back nine tenths of what it lost in its usual time of repair. Nothing after hour {last} is counted.",
            n=Number(HALF_HOURS), last=Number(STEPS)),
        say("Losses of a service that come from several others add up, also where they hit the same asset."),
    ]  # fmt: skip


def _doubt(part: HalvedPart) -> Inline:
    """Say how far the sum is from what the network itself says, for the service of which they differ most."""
    first = part.services[0]
    said = say("Half of a service is half everywhere here. In truth one district has all of it and another nothing.")
    apart = max(first.lost, key=lambda kind: abs(first.lost[kind] - part.checked.get(kind, 0.0)))
    check = say("If each asset for {first} stops with a chance of one half, the network itself says that {share} of {service} is "
                "lost; this way of counting says {lost}. Elsewhere they differ less.", first=_name(first.kind),
                share=_share(part.checked.get(apart, 0.0)), service=_name(apart), lost=_share(first.lost[apart]))  # fmt: skip
    return say("{first} {second}", first=said, second=check)


def _endless() -> tuple[Block, ...]:
    """Return the section where services hang on each other so strongly that there is no answer."""
    return question(
        say("What does it cost other services when one runs at half?"),
        say("That cannot be told this way: services hang on each other so strongly that every loss would grow on."),
        assumptions=_assumed(),
        doubt=say("The section on what cannot start again shows the circles. Find out whether each of those needs is really "
                  "there."),
        sources=(SHEETS,), anchor=_ANCHOR,
    )  # fmt: skip


def _course(part: HalvedPart) -> Table:
    """Return the course by hour of each service at half, of every kind."""
    return table_of(_COURSE, [
        {"at_half": one.kind, "service": kind, "hour": hour, "share_lost": round(share, 6)}
        for one in part.services for kind, shares in sorted(one.course.items()) for hour, share in enumerate(shares)
    ])  # fmt: skip
