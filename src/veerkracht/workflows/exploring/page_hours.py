"""The section on who is without which service, hour by hour, per district and group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from veerkracht.reports.content import Block, Figure, Inline, Number, Paragraph, say
from veerkracht.reports.systems_charts import TimelinePicture, TimelineRow
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.hours import FEW, LEAST_SHOWN, shown, without_service
from veerkracht.workflows.exploring.outage import CREWS, HORIZON_HOURS, OutagePart
from veerkracht.workflows.exploring.page_outage import GROUPS, SERVICES
from veerkracht.workflows.workshop.pages import SHEETS, people, question, table
from veerkracht.workflows.workshop.place import CityPlace, Progress
from veerkracht.workflows.workshop.section import Section

__all__ = ["hour_answer", "hour_blocks", "hour_section"]

_LOST: Final = ((say("Service"), False), (say("At most without"), True), (say("Hours each"), True))
_WORST_AREAS: Final = 12
_MOMENTS: Final = 12
_FEW_MOMENTS: Final = 5
"""Hours beside each other in the tables per district and group: more do not fit on paper."""
_MOST_ROWS: Final = 36
"""Rows of such a table; the file beside the page holds all."""


def hour_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section, None without critical services."""
    part = grounds.outage
    if part is None:
        return None
    return Section(
        hour_blocks(part, grounds.place), hour_answer(part), sources=(SHEETS,),
        tables={"fallen": part.fallen, "outages": part.outages, "without_service": without_service(part.people)},
        settings={"shocked_assets": list(part.shock.assets), "crews": CREWS, "horizon_hours": HORIZON_HOURS},
    )  # fmt: skip


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
        say("Numbers are rounded to {n}, and fewer people than that are withheld. Totals are sums of what is shown, with {few} "
            "for each number that is withheld, so that they tell nothing of the few.", n=Number(LEAST_SHOWN), few=Number(FEW)),
    ]  # fmt: skip
    doubt = say("{high} of the {all} statements on who needs what are sure. One reserve that fails moves these hours. What is "
                "not on the sheets cannot fail here, but it can outside.", high=Number(sure.get("high", 0)),
                all=Number(statements))  # fmt: skip
    blocks: tuple[Block, ...] = (
        (_timeline(part), _area_table(part, place), _group_table(part), *_who(part, place)) if part.people.kinds else ()
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
    heads = ((say("From hour"), False), *((SERVICES.get(kind, kind), True) for kind in part.people.kinds))
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
    cells = [(GROUPS.get(group, group), SERVICES.get(kind, kind), people(shown(max(total[group, kind]))),
              _hours_each(_person_hours(total[group, kind], part.people.hours), max(total[group, kind])))
             for group, kind in hit]  # fmt: skip
    return table(say("Groups of people without a service"), heads, cells, (SHEETS,))


def _who(part: OutagePart, place: CityPlace) -> tuple[Block, ...]:
    """Return per service who is without it at some hours: a row per district and group, those that lose most first."""
    tables = tuple(_who_lacks(part, place, kind) for kind in part.people.kinds)
    lead = say("Each district and group by hour stands in without_service.csv; the tables here show who loses most.")
    return (*tables, Paragraph(lead))


def _who_lacks(part: OutagePart, place: CityPlace, kind: str) -> Block:
    names = {one.area: one.name for one in place.districts}
    hours = part.people.hours
    cells = {
        (area, group): numbers
        for (of, area, group), numbers in part.people.people.items()
        if of == kind and any(numbers)
    }
    lost = {who: _person_hours(list(numbers), hours) for who, numbers in cells.items()}
    worst = sorted(cells, key=lambda who: (-lost[who], who))[:_MOST_ROWS]
    areas = sorted(
        {area for area, _group in worst},
        key=lambda area: (-sum(lost[who] for who in sorted(cells) if who[0] == area), area),
    )
    shown_rows = sorted(worst, key=lambda who: (areas.index(who[0]), who[1]))
    at = _changes(cells, hours)
    heads = ((say("District"), False), (say("Group"), False),
             *((say("From hour {n}", n=Number(hours[one], decimals=_decimals(hours[one]))), True) for one in at))  # fmt: skip
    rows: list[tuple[Inline, ...]] = [
        (names.get(area, area), GROUPS.get(group, group), *(_count(cells[area, group][one]) for one in at))
        for area, group in shown_rows
    ]
    caption = say("People without {service}, by district and group: {n} of {all} rows", service=SERVICES.get(kind, kind),
                  n=Number(len(rows)), all=Number(len(cells)))  # fmt: skip
    return table(caption, heads, rows, (SHEETS,), closed=True)


def _count(number: float) -> Number:
    """Return a number of people without the word: it stands above the table."""
    few = shown(number) is None
    return Number(None, status="Q") if few else Number(shown(number))


def _changes(cells: Mapping[tuple[str, str], Sequence[float]], hours: tuple[float, ...]) -> list[int]:
    """Return at which hours the numbers of a service change, spread over them where they are many."""
    total = [sum(column) for column in zip(*cells.values(), strict=True)]
    found = [place for place in range(len(hours) - 1) if place == 0 or total[place] != total[place - 1]]
    if len(found) <= _FEW_MOMENTS:
        return found
    last = len(found) - 1
    return [found[round(step * last / (_FEW_MOMENTS - 1))] for step in range(_FEW_MOMENTS)]
