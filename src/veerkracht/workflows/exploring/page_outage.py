"""The sections on an outage: how fast service comes back, and what cannot start again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from veerkracht.reports.content import Block, Figure, Inline, Number, say
from veerkracht.reports.systems_charts import FanPicture, FanPoint
from veerkracht.tables import pull
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.hours import coarse
from veerkracht.workflows.exploring.outage import HORIZON_HOURS, SAMPLES, OutagePart
from veerkracht.workflows.workshop.pages import SHEETS, question, table
from veerkracht.workflows.workshop.place import Progress
from veerkracht.workflows.workshop.section import Section
from veerkracht.workflows.workshop.services import REPAIR_SPREAD

__all__ = ["GROUPS", "SERVICES", "curve_section", "restart_blocks", "told_moments"]

SERVICES: Final[Mapping[str, Inline]] = {
    "power": say("power"), "water": say("water"), "cooling": say("cooling"), "data": say("data and connection"),
    "access": say("access by road"), "staff": say("staff"), "fuel": say("fuel"), "protection": say("protection against water"),
    "care": say("care"), "safety": say("emergency services"), "food": say("food"), "money": say("money and payment"),
    "other": say("another service"),
}  # fmt: skip
GROUPS: Final[Mapping[str, Inline]] = {
    "all": say("everybody"), "young": say("under 25"), "adult": say("25 to 65"), "old": say("65 and over"),
}  # fmt: skip
_MOMENTS: Final = 12


def curve_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section on how fast service comes back, None without critical services."""
    part = grounds.outage
    if part is None:
        return None
    people = sum(row["people"] for row in pull(part.services.served).to_pylist())
    numbers = ("mean", "lower", "upper", "q05", "q25", "q50", "q75", "q95")
    told = {
        "curve": coarse(part.fan, ["service"], people=people),
        "curve_numbers": coarse(part.metrics, numbers, people=people),
    }
    return Section(_curve_blocks(part), tables=told, settings={"samples": SAMPLES})


def _curve_blocks(part: OutagePart) -> tuple[Block, ...]:
    """Return the section with the doubt about repair."""
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
    heads = ((say("Hour"), False), (say("Share left"), True))
    cells = [(Number(point.hour), Number(100 * point.middle, "percent", 0, 100 * point.lower, 100 * point.upper))
             for point in told_moments(points)]  # fmt: skip
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


def told_moments(points: Sequence[FanPoint]) -> tuple[FanPoint, ...]:
    """Return the moments that tell the curve in a short table: where it changes, with its lowest point and both ends.

    Parameters
    ----------
    points : sequence of FanPoint
        By hour.
    """
    if not points:
        return ()
    shown = [tuple(round(100 * value) for value in (point.middle, point.lower, point.upper)) for point in points]
    changed = [one for before, one in pairwise(range(len(points))) if shown[before] != shown[one]]
    lowest = min(range(len(points)), key=lambda one: points[one].middle)
    kept = {0, lowest, len(points) - 1, *changed[:: -(-len(changed) // _MOMENTS) or 1]}
    return tuple(points[one] for one in sorted(kept))


def restart_blocks(part: OutagePart) -> tuple[Block, ...]:
    """Return the section on what cannot start again by itself."""
    rows = [row for row in pull(part.trapped).to_pylist() if row["state"] == "trapped"]
    loops = sorted({row["loop"] for row in rows if row["loop"] is not None})
    names = part.services.names
    heads = ((say("Asset"), False), (say("Waits for"), False), (say("Circle"), True))
    inside = [row for row in rows if row["loop"] is not None]
    cells = [(names[row["asset"]], SERVICES.get(row["service"], row["service"] or ""), Number(row["loop"]))
             for row in sorted(inside, key=lambda row: (row["loop"], row["asset"]))]  # fmt: skip
    answer = _restart_answer(stuck=len(rows), waiting=len(inside), loops=len(loops), all_assets=len(names))
    blocks = (table(say("Assets that wait for each other"), heads, cells, (SHEETS,)),) if cells else ()
    return question(
        say("What cannot start again by itself?"), answer, *blocks,
        assumptions=[say("An asset starts only when all that it needs is there. Reserves are empty.")],
        doubt=say("A generator that can start one asset of a circle frees all of it. Ask where that has been tested."),
        sources=(SHEETS,), anchor="restart",
    )  # fmt: skip


def _restart_answer(*, stuck: int, waiting: int, loops: int, all_assets: int) -> Inline:
    """Return how many cannot start, and how many of those hang on the ones that wait for each other."""
    if not stuck:
        return say("After everything stopped, every asset can start again by itself.")
    first = say("After everything stopped, {n} of the {all} assets cannot start by themselves: they wait for each other in "
                "{loops} circle.",
                plural="After everything stopped, {n} of the {all} assets cannot start by themselves: they wait for each other "
                       "in {loops} circles.",
                count=loops, n=Number(stuck), all=Number(all_assets), loops=Number(loops), strong=("n",))  # fmt: skip
    if stuck == waiting:
        return first
    return say("After everything stopped, {n} of the {all} assets cannot start by themselves: {waiting} wait for each other in "
               "{loops} circle, and the others need those.",
               plural="After everything stopped, {n} of the {all} assets cannot start by themselves: {waiting} wait for each "
                      "other in {loops} circles, and the others need those.",
               count=loops, n=Number(stuck), all=Number(all_assets), waiting=Number(waiting), loops=Number(loops),
               strong=("n",))  # fmt: skip
