"""What relief for a time brings against what stays: hired supply that stops, a longer reserve, another crew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.restoration import Plan, Simulation, what_if
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.restoration import DAMAGE, RELIEF, RESERVES
from veerkracht.workflows.exploring.outage import CREWS, HORIZON_HOURS, OutagePart, order_by_weight

__all__ = [
    "HIRED_FROM", "LONG_UNTIL", "PEOPLE_HOURS", "RELIEF_DRAWS", "RESERVE_HOURS", "SHORT_UNTIL", "PlanEffect", "ReliefPart",
    "explore_relief",
]  # fmt: skip

RELIEF_DRAWS: Final = 200
HIRED_FROM: Final = 12.0
"""Assumed: hours before supply from elsewhere stands and runs."""
SHORT_UNTIL: Final = 48.0
LONG_UNTIL: Final = 120.0
"""Hours at which the hired supply stops: after two days, and after five."""
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
        ``base``, ``no_reserve``, ``hired_short``, ``hired_long``, ``reserve``, ``more_crew`` or ``one_crew``.
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
    """

    compared: Table
    effects: tuple[PlanEffect, ...]
    service: str
    fed: int
    repairs: int

    def effect(self, plan: str) -> PlanEffect | None:
        """Return what one plan does; None where the plan could not be made."""
        return next((one for one in self.effects if one.plan == plan), None)


def explore_relief(part: OutagePart, *, seed: int, progress: Progress) -> ReliefPart:
    """Hold plans against the outage as it is, in the same draws of the times of repair.

    Parameters
    ----------
    part : OutagePart
        The outage.
    seed : int
        Of the times of repair.
    progress : callable
        Told of plans done and of how many; may raise to stop.
    """
    services, shock = part.services, part.shock
    service = shock.service or services.kinds[shock.assets[0]]
    fed = _fed(part, service)
    rows = [{"sample": sample, "asset": asset} for sample in range(RELIEF_DRAWS) for asset in shock.assets]
    compared = what_if(
        services.assets, services.supplies, plans=_plans(fed), damage=table_of(DAMAGE, rows), repairs=services.repairs,
        order=order_by_weight(services), served=services.served, crews=CREWS, progress=progress,
        simulation=Simulation(horizon_hours=HORIZON_HOURS, samples=RELIEF_DRAWS, seed=seed),
    )  # fmt: skip
    people = sum(row["people"] for row in pull(services.served).to_pylist())
    return ReliefPart(compared, _effects(compared, people), service, len(fed), len(shock.assets))


def _fed(part: OutagePart, service: str) -> dict[Group, float]:
    """Return who needs the service and does not pass it on, with the reserve that each has now."""
    kinds = part.services.kinds
    rows = pull(part.services.supplies).to_pylist()
    return {(row["asset"], service): row["backup_hours"] or 0.0 for row in rows
            if row["service"] == service and kinds[row["asset"]] != service}  # fmt: skip


def _plans(fed: dict[Group, float]) -> list[Plan]:
    crews = [Plan("more_crew", crews=CREWS + 1), Plan("one_crew", crews=1)]
    if not fed:
        return crews
    longer = {group: max(hours, RESERVE_HOURS) for group, hours in fed.items()}
    return [
        Plan("no_reserve", reserves=_reserves(dict.fromkeys(fed, 0.0))), Plan("hired_short", relief=_hired(fed, SHORT_UNTIL)),
        Plan("hired_long", relief=_hired(fed, LONG_UNTIL)), Plan("reserve", reserves=_reserves(longer)), *crews,
    ]  # fmt: skip


def _reserves(hours: dict[Group, float]) -> Table:
    return table_of(RESERVES, [{"asset": asset, "service": service, "backup_hours": lasts, "until_hours": None}
                               for (asset, service), lasts in hours.items()])  # fmt: skip


def _hired(fed: dict[Group, float], until: float) -> Table:
    return table_of(RELIEF, [{"asset": asset, "service": service, "from_hours": HIRED_FROM, "until_hours": until}
                             for asset, service in fed])  # fmt: skip


def _effects(compared: Table, people: float) -> tuple[PlanEffect, ...]:
    rows = [row for row in pull(compared).to_pylist() if row["metric"] == PEOPLE_HOURS]
    base = PlanEffect("base", (rows[0]["mean"] - rows[0]["difference"]) * people)
    return (base, *(PlanEffect(row["plan"], row["mean"] * people, row["difference"] * people, row["lower"] * people,
                               row["upper"] * people, row["share_less"]) for row in rows))  # fmt: skip
