"""What relief for a time brings against what stays: supply that stops on a day, a longer reserve, another crew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.restoration import Plan, Simulation, what_if
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.restoration import DAMAGE, RELIEF, RESERVES
from veerkracht.workflows.exploring.measures import Measure, followed
from veerkracht.workflows.exploring.outage import CREWS, HORIZON_HOURS, OutagePart, order_by_weight

__all__ = [
    "HIRED_FROM", "LONG_UNTIL", "PEOPLE_HOURS", "RELIEF_DAY", "RELIEF_DRAWS", "RESERVE_HOURS", "SHORT_UNTIL", "PlanEffect",
    "ReliefPart", "explore_relief",
]  # fmt: skip

RELIEF_DRAWS: Final = 200
HIRED_FROM: Final = 12.0
"""Assumed: hours before supply from elsewhere stands and runs."""
SHORT_UNTIL: Final = 48.0
LONG_UNTIL: Final = 120.0
"""Hours at which the hired supply stops: after two days, and after five."""
RELIEF_DAY: Final = 10
"""Day on which, if nobody asks for another, all generators stop."""
_DAY_HOURS: Final = 24.0
_DAYS_AFTER: Final = 4
"""Days that an outage is followed after all supply for a time stopped."""
RESERVE_HOURS: Final = 72.0
"""Hours of the longer reserve: the three days for which people, too, are asked to prepare (NCTV, "Denk vooruit")."""
PEOPLE_HOURS: Final = "loss_hours"
Progress = Callable[[int, int], None]
Group = tuple[str, str]
"""An asset and a service that it needs."""


@dataclass(frozen=True)
class PlanEffect:
    """What a plan does to the hours that people are without a service; negative differences are hours saved.

    Parameters
    ----------
    plan : str
        ``base``, ``no_reserve``, ``hired_short``, ``hired_long``, ``hired_on``, ``hired_day``, ``measures``,
        ``measures_day``, ``reserve``, ``more_crew`` or ``one_crew``.
    lost : float
        Mean over draws, in hours times people.
    change, lower, upper : float or None
        Against the base in the same draws, with a 95 % interval; None for the base.
    share_less : float or None
        Share of the draws in which less is lost than in the base.
    """

    plan: str
    lost: float
    change: float | None = None
    lower: float | None = None
    upper: float | None = None
    share_less: float | None = None


@dataclass(frozen=True)
class ReliefPart:
    """What was found about relief.

    Parameters
    ----------
    compared : Table (WHAT_IF)
        Each plan against the base, for every metric.
    effects : tuple of PlanEffect
        The base first.
    service : str
        What is supplied for a time or held in reserve: that of the shock.
    fed : int
        How many assets get it.
    repairs : int
        How many broken assets there are to repair.
    day : int
        On which all supply for a time stops, a reserve that is still there too.
    horizon : float
        Hours that the outage is followed.
    measures : tuple of Measure
        Relief measures of the registers.
    followed : int
        Supplies of the network that they stand in for.
    unplaced : int
        Measures that stand in for none that is known.
    """

    compared: Table
    effects: tuple[PlanEffect, ...]
    service: str
    fed: int
    repairs: int
    day: int
    horizon: float
    measures: tuple[Measure, ...]
    followed: int
    unplaced: int

    @property
    def until(self) -> float:
        """Return the hour at which all supply for a time stops."""
        return _DAY_HOURS * self.day

    def effect(self, plan: str) -> PlanEffect | None:
        """Return what one plan does; None where the plan could not be made."""
        return next((one for one in self.effects if one.plan == plan), None)


def explore_relief(
    part: OutagePart, *, seed: int, progress: Progress, day: int = RELIEF_DAY, measures: Sequence[Measure] = ()
) -> ReliefPart:
    """Hold plans against the outage as it is, in the same draws of the times of repair.

    Parameters
    ----------
    part : OutagePart
        The outage.
    seed : int
        Of the times of repair.
    progress : callable
        Told of plans done and of how many; may raise to stop.
    day : int
        On which all generators stop, from 1.
    measures : sequence of Measure
        Relief measures of the registers.
    """
    services, shock = part.services, part.shock
    service = shock.service or services.kinds[shock.assets[0]]
    needs = _needs(part)
    fed = {
        group: hours for group, hours in needs.items() if group[1] == service and services.kinds[group[0]] != service
    }
    stand_in = followed(measures, needs)
    horizon = max(HORIZON_HOURS, _DAY_HOURS * (day + _DAYS_AFTER))
    rows = [{"sample": sample, "asset": asset} for sample in range(RELIEF_DRAWS) for asset in shock.assets]
    plans = _plans(fed, _DAY_HOURS * day, horizon) + _measured(stand_in, needs, _DAY_HOURS * day, horizon)
    compared = what_if(
        services.assets, services.supplies, plans=plans, damage=table_of(DAMAGE, rows), repairs=services.repairs,
        order=order_by_weight(services), served=services.served, crews=CREWS, progress=progress,
        simulation=Simulation(horizon_hours=horizon, samples=RELIEF_DRAWS, seed=seed),
    )  # fmt: skip
    people = sum(row["people"] for row in pull(services.served).to_pylist())
    return ReliefPart(compared, _effects(compared, people), service, len(fed), len(shock.assets), day, horizon,
                      tuple(measures), len(stand_in),
                      sum((one.asset, one.supply) not in needs for one in measures))  # fmt: skip


def _needs(part: OutagePart) -> dict[Group, float]:
    """Return all that assets need, with the reserve that each has now."""
    return {
        (row["asset"], row["service"]): row["backup_hours"] or 0.0 for row in pull(part.services.supplies).to_pylist()
    }


def _plans(fed: dict[Group, float], stop: float, horizon: float) -> list[Plan]:
    crews = [Plan("more_crew", crews=CREWS + 1), Plan("one_crew", crews=1)]
    if not fed:
        return crews
    longer = {group: max(hours, RESERVE_HOURS) for group, hours in fed.items()}
    return [
        Plan("no_reserve", reserves=_reserves(dict.fromkeys(fed, 0.0))), Plan("hired_short", relief=_hired(fed, SHORT_UNTIL)),
        Plan("hired_long", relief=_hired(fed, LONG_UNTIL)), Plan("hired_on", relief=_hired(fed, horizon)),
        Plan("hired_day", relief=_hired(fed, stop), reserves=_reserves(fed, until=stop)),
        Plan("reserve", reserves=_reserves(longer)), *crews,
    ]  # fmt: skip


def _measured(stand_in: dict[Group, bool], needs: dict[Group, float], stop: float, horizon: float) -> list[Plan]:
    """Return the plans with the measures of the registers: they go on, and all stop on the day."""
    if not stand_in:
        return []
    own = {group: needs[group] for group in stand_in}
    return [
        Plan("measures", relief=_standing(stand_in, horizon)),
        Plan("measures_day", relief=_standing(stand_in, stop), reserves=_reserves(own, until=stop)),
    ]


def _reserves(hours: dict[Group, float], *, until: float | None = None) -> Table:
    return table_of(RESERVES, [{"asset": asset, "service": service, "backup_hours": lasts, "until_hours": until}
                               for (asset, service), lasts in hours.items()])  # fmt: skip


def _hired(fed: Iterable[Group], until: float) -> Table:
    return _standing(dict.fromkeys(fed, False), until)


def _standing(groups: dict[Group, bool], until: float) -> Table:
    """Return supply from elsewhere: at once where it stands there already, else from when it was brought."""
    return table_of(RELIEF, [{"asset": asset, "service": service, "from_hours": 0.0 if there else HIRED_FROM,
                              "until_hours": until} for (asset, service), there in groups.items()])  # fmt: skip


def _effects(compared: Table, people: float) -> tuple[PlanEffect, ...]:
    rows = [row for row in pull(compared).to_pylist() if row["metric"] == PEOPLE_HOURS]
    base = PlanEffect("base", (rows[0]["mean"] - rows[0]["difference"]) * people)
    return (base, *(PlanEffect(row["plan"], row["mean"] * people, row["difference"] * people, row["lower"] * people,
                               row["upper"] * people, row["share_less"]) for row in rows))  # fmt: skip
