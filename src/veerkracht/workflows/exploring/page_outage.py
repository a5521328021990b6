"""The sections on an outage: who is without which service by hour, how fast it comes back, and what cannot restart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from veerkracht.reports.content import Block, Figure, Inline, Number, say
from veerkracht.reports.systems_charts import FanPicture, FanPoint, TimelinePicture, TimelineRow
from veerkracht.tables import pull
from veerkracht.workflows.exploring.hours import LEAST_SHOWN, shown
from veerkracht.workflows.exploring.outage import CREWS, HORIZON_HOURS, SAMPLES, OutagePart
from veerkracht.workflows.workshop.pages import SHEETS, people, question, table
from veerkracht.workflows.workshop.place import CityPlace
from veerkracht.workflows.workshop.services import REPAIR_SPREAD

__all__ = ["SERVICES", "curve_blocks", "hour_answer", "hour_blocks", "restart_blocks"]

SERVICES: Final[Mapping[str, Inline]] = {
    "power": say("power"), "water": say("water"), "cooling": say("cooling"), "data": say("telephone and data"),
    "access": say("access by road"), "staff": say("staff"), "fuel": say("fuel"), "protection": say("protection against water"),
    "care": say("care"), "safety": say("emergency services"), "food": say("food"), "money": say("payment"),
    "other": say("other"),
}  # fmt: skip
_GROUPS: Final[Mapping[str, Inline]] = {
    "all": say("everybody"), "young": say("under 25"), "adult": say("25 to 65"), "old": say("65 and over"),
}  # fmt: skip
_LOST: Final = ((say("Service"), False), (say("At most without"), True), (say("Hours each"), True))
_WORST_AREAS: Final = 12
_MOMENTS: Final = 12


def what_stops(part: OutagePart) -> Inline:
    """Return what stops: an asset, or a service in a district."""
    shock = part.shock
    if not shock.service:
        return shock.name
    return say("{service} in {place}", service=SERVICES.get(shock.service, shock.service), place=shock.name)


def hour_answer(part: OutagePart) -> Inline:
    """Return in one sentence who is without what at the worst moment."""
    peaks = {kind: max(part.people.of_kind(kind), default=0.0) for kind in part.people.kinds}
    if not peaks:
        return say("If {what} stops, nobody whom we know of is left without a service.", what=what_stops(part))
    worst = max(peaks, key=lambda kind: (peaks[kind], kind))
    numbers = part.people.of_kind(worst)
    hour = part.people.hours[numbers.index(max(numbers))]
    return say("If {what} stops, at most {n} are without {service}, from hour {hour} on.", what=what_stops(part),
               n=people(shown(peaks[worst])), service=SERVICES.get(worst, worst), hour=Number(hour, decimals=_decimals(hour)),
               strong=("n",))  # fmt: skip


def _decimals(hour: float) -> int:
    return 0 if float(hour).is_integer() else 1


def hour_blocks(part: OutagePart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on who is without which service, hour by hour, per district and group."""
    sure = part.services.sure
    statements = sum(sure.values())
    assumptions = [
        say("Every repair takes the usual time from the sheets, and {crews} crews work day and night. They first repair what "
            "most others hang on.", crews=Number(CREWS)),
        say("A reserve lasts as long as the sheets say and is full at the start."),
        say("A repaired asset waits until all that it needs is there. Assets that wait for each other stay down."),
        say("Numbers are rounded to {n}, and fewer people than that are withheld.", n=Number(LEAST_SHOWN)),
    ]  # fmt: skip
    doubt = say("{high} of the {all} statements on who needs what are sure. One reserve that fails moves these hours. What is "
                "not on the sheets cannot fail here, but it can outside.", high=Number(sure.get("high", 0)),
                all=Number(statements))  # fmt: skip
    blocks: tuple[Block, ...] = (
        (_timeline(part), _area_table(part, place), _group_table(part)) if part.people.kinds else ()
    )
    return question(
        say("Who is without which service, and when?"), hour_answer(part), *blocks, assumptions=assumptions, doubt=doubt,
        sources=(SHEETS,), anchor="hours",
    )  # fmt: skip


def _timeline(part: OutagePart) -> Figure:
    hours = part.people.hours
    rows = [TimelineRow(SERVICES.get(kind, kind), tuple((hour, shown(number) or 0.0) for hour, number in
                        zip(hours, part.people.of_kind(kind), strict=True))) for kind in part.people.kinds]  # fmt: skip
    picture = TimelinePicture(tuple(rows), _end(part), say("hours after the start"), say("people"))
    heads = ((say("From hour"), True), *((SERVICES.get(kind, kind), True) for kind in part.people.kinds))
    cells = [(Number(hours[at], decimals=_decimals(hours[at])),
              *(people(shown(part.people.of_kind(kind)[at])) for kind in part.people.kinds))
             for at in _moments(hours)]  # fmt: skip
    listed = table(say("People without each service, from each hour on"), heads, cells, (SHEETS,))
    alt = say("Number of people without each service by hour; the table holds the same numbers.")
    caption = say("The height is the number of people without the service; the figure beside each row is the highest.")
    return Figure("hours", picture, alt, caption, (SHEETS,), listed)


def _end(part: OutagePart) -> float:
    """Return the hour a little after the last change, so that the picture does not show days in which all is well.

    Where somebody is without a service to the end, the picture goes on to the end.
    """
    if any(part.people.of_kind(kind)[-2] for kind in part.people.kinds):
        return HORIZON_HOURS
    last = max((hour for hour in part.people.hours if hour < HORIZON_HOURS), default=24.0)
    return min(HORIZON_HOURS, max(24.0, 1.15 * last))


def _moments(hours: tuple[float, ...]) -> list[int]:
    """Return which hours the table shows: all where they are few, else spread over them."""
    count = len(hours) - 1
    if count <= _MOMENTS:
        return list(range(count))
    return sorted({round(place * (count - 1) / (_MOMENTS - 1)) for place in range(_MOMENTS)})


def _area_table(part: OutagePart, place: CityPlace) -> Block:
    names = {one.area: one.name for one in place.districts}
    total: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * len(part.people.hours))
    for (kind, area, _group), numbers in part.people.people.items():
        total[area, kind] = [one + other for one, other in zip(total[area, kind], numbers, strict=True)]
    lost = {key: _person_hours(numbers, part.people.hours) for key, numbers in total.items() if max(numbers) > 0}
    worst = sorted(lost, key=lambda key: (-lost[key], key))[:_WORST_AREAS]
    heads = ((say("District"), False), *_LOST)
    cells = [(names.get(area, area), SERVICES.get(kind, kind), people(shown(max(total[area, kind]))),
              _hours_each(lost[area, kind], max(total[area, kind]))) for area, kind in worst]  # fmt: skip
    return table(say("Districts that lose most hours of a service"), heads, cells, (SHEETS,))


def _person_hours(numbers: list[float], hours: tuple[float, ...]) -> float:
    lengths = [after - before for before, after in pairwise(hours)]
    return sum(number * length for number, length in zip(numbers, lengths, strict=False))


def _hours_each(lost: float, most: float) -> Number:
    return Number(lost / most, decimals=0) if shown(most) else Number(None, status="Q")


def _group_table(part: OutagePart) -> Block:
    total: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * len(part.people.hours))
    for (kind, _area, group), numbers in part.people.people.items():
        total[group, kind] = [one + other for one, other in zip(total[group, kind], numbers, strict=True)]
    hit = sorted(key for key, numbers in total.items() if max(numbers) > 0)
    heads = ((say("Group"), False), *_LOST)
    cells = [(_GROUPS.get(group, group), SERVICES.get(kind, kind), people(shown(max(total[group, kind]))),
              _hours_each(_person_hours(total[group, kind], part.people.hours), max(total[group, kind])))
             for group, kind in hit]  # fmt: skip
    return table(say("Groups of people without a service"), heads, cells, (SHEETS,))


def curve_blocks(part: OutagePart) -> tuple[Block, ...]:
    """Return the section on how fast service comes back, with the doubt about repair."""
    metrics = {row["metric"]: row for row in pull(part.metrics).to_pylist()}
    low, back = metrics["robustness"], metrics["recovery_hours"]
    answer = _curve_answer(back)
    assumptions = [
        say("{n} times the time of each repair was drawn anew: two in three lie between {low} and {high} times the usual time.",
            n=Number(SAMPLES), low=Number(2.718281828**-REPAIR_SPREAD, "", 1), high=Number(2.718281828**REPAIR_SPREAD, "", 1)),
        say("Only repair is uncertain here: what breaks, and how long a reserve lasts, are as on the sheets."),
        *_waiting(part),
    ]  # fmt: skip
    doubt = say("At the lowest point {middle} of normal service is left in the middle draw. Numbers are of each draw by itself "
                "and not of a mean curve, which would look better than any of them.",
                middle=Number(100 * low["q50"], "percent"))  # fmt: skip
    return question(
        say("How fast does service come back?"), answer, _fan(part), assumptions=assumptions, doubt=doubt, sources=(SHEETS,),
        anchor="curve",
    )  # fmt: skip


def _waiting(part: OutagePart) -> list[Inline]:
    """Say why service can stay away after repair, where there are assets that wait for each other."""
    if not any(row["loop"] is not None for row in pull(part.trapped).to_pylist()):
        return []
    return [say("Where assets wait for each other, service stays away after the repair too.")]


def _curve_answer(back: Mapping[str, float | None]) -> Inline:
    if back["q50"] is None:
        return say("In more than half of the draws not all service is back within {n} hours.", n=Number(HORIZON_HOURS))
    if back["q95"] is None:
        return say("In half of the draws all service is back by hour {half}; in more than 1 in 20 not within {n} hours.",
                   half=Number(back["q50"]), n=Number(HORIZON_HOURS), strong=("half",))  # fmt: skip
    return say("In half of the draws all service is back by hour {half}, and in 19 out of 20 by hour {most}.",
               half=Number(back["q50"]), most=Number(back["q95"]), strong=("half", "most"))  # fmt: skip


def _fan(part: OutagePart) -> Figure:
    by_hour: dict[float, dict[float, float]] = defaultdict(dict)
    for row in pull(part.fan).to_pylist():
        by_hour[row["hours"]][round(row["quantile"], 3)] = row["service"]
    points = tuple(FanPoint(hour, q[0.5], q[0.05], q[0.95], q[0.25], q[0.75]) for hour, q in sorted(by_hour.items()))
    picture = FanPicture(points, say("hours after the start"), say("the middle of all draws"), say("half of the draws"),
                         say("nine out of ten draws"))  # fmt: skip
    heads = ((say("Hour"), True), (say("Share left"), True))
    step = max(1, (len(points) - 1) // _MOMENTS)
    cells = [(Number(point.hour), Number(100 * point.middle, "percent", 0, 100 * point.lower, 100 * point.upper))
             for point in points[::step]]  # fmt: skip
    listed = table(say("Share of normal service by hour, with nine out of ten draws"), heads, cells, (SHEETS,))
    alt = say("Share of normal service by hour with the spread of the draws; the table holds the same numbers.")
    return Figure(
        "curve",
        picture,
        alt,
        say("Service is counted in people served, over all services together."),
        (SHEETS,),
        listed,
    )


def restart_blocks(part: OutagePart) -> tuple[Block, ...]:
    """Return the section on what cannot start again by itself."""
    rows = [row for row in pull(part.trapped).to_pylist() if row["state"] == "trapped"]
    loops = sorted({row["loop"] for row in rows if row["loop"] is not None})
    names = part.services.names
    heads = ((say("Asset"), False), (say("Waits for"), False), (say("Circle"), True))
    inside = [row for row in rows if row["loop"] is not None]
    cells = [(names[row["asset"]], SERVICES.get(row["service"], row["service"] or ""), Number(row["loop"]))
             for row in sorted(inside, key=lambda row: (row["loop"], row["asset"]))]  # fmt: skip
    answer = say("After everything stopped, {n} of the {all} assets cannot start by themselves: they wait for each other in "
                 "{loops} circle.",
                 plural="After everything stopped, {n} of the {all} assets cannot start by themselves: they wait for each other "
                        "in {loops} circles.",
                 count=len(loops), n=Number(len(rows)), all=Number(len(names)), loops=Number(len(loops)),
                 strong=("n",)) if rows else say("After everything stopped, every asset can start again by itself.")  # fmt: skip
    blocks = (table(say("Assets that wait for each other"), heads, cells, (SHEETS,)),) if cells else ()
    return question(
        say("What cannot start again by itself?"), answer, *blocks,
        assumptions=[say("An asset starts only when all that it needs is there. Reserves are empty.")],
        doubt=say("A generator that can start one asset of a circle frees all of it. Ask where that has been tested."),
        sources=(SHEETS,), anchor="restart",
    )  # fmt: skip
