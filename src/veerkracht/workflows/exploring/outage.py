"""What fails next when services in one place stop: who is without what by hour, how sure that is, and what cannot restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from veerkracht.analysis.cascade import black_start, cascade
from veerkracht.analysis.restoration import (
    Simulation,
    curve_fan,
    recovery_curves,
    resilience_metrics,
    spread_of_metrics,
)
from veerkracht.errors import UsageError
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.restoration import DAMAGE, ORDER
from veerkracht.workflows.exploring.hours import PeopleByHour, people_by_hour, protected
from veerkracht.workflows.workshop.place import CityPlace
from veerkracht.workflows.workshop.services import Services

__all__ = ["OutagePart", "Shock", "explore_outage", "order_by_weight", "shock_of"]

CREWS: Final = 4
HORIZON_HOURS: Final = 168.0
SAMPLES: Final = 200
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Shock:
    """What stops by itself: the assets, the name of the asset or district that was asked for, and the service in a district."""

    assets: tuple[str, ...]
    name: str
    service: str = ""


@dataclass(frozen=True)
class OutagePart:
    """What was found about an outage.

    Parameters
    ----------
    services : Services
        The network.
    shock : Shock
        What stopped by itself.
    fallen : Table
        As `cascade`: who would fall if nothing held out and nothing was repaired.
    outages : Table (OUTAGES)
        With the usual time of repair.
    people : PeopleByHour
        Who is without service, with the usual times of repair; protected.
    fan, metrics : Table
        Service over `SAMPLES` draws of the times of repair, and numbers of each curve summed up.
    trapped : Table
        As `black_start`: what cannot start again by itself after everything stopped.
    """

    services: Services
    shock: Shock
    fallen: Table
    outages: Table
    people: PeopleByHour
    fan: Table
    metrics: Table
    trapped: Table


def shock_of(services: Services, place: CityPlace, asked: str, *, service: str = "power") -> Shock:
    """Return what stops when an asset, or a service in a district, is switched off.

    Parameters
    ----------
    services : Services
        The network.
    place : CityPlace
        Its districts by code and name.
    asked : str
        An asset, or a district by code or name; empty for the asset on which most others hang.
    service : str
        What stops in a district.

    Raises
    ------
    UsageError
        If there is no such asset or district, or the district has no asset that gives the service.
    """
    asset = asked or _by_weight(services)[0]
    if asset in services.names:
        return Shock((asset,), services.names[asset])
    wanted = asked.strip().casefold()
    district = next((one for one in place.districts if wanted in (one.area.casefold(), one.name.casefold())), None)
    if district is None:
        raise UsageError("There is no asset or district {asked}. Give an asset such as {asset}, or a district such as {area}.",
                         asked=asked, asset=min(services.names), area=place.districts[0].name)  # fmt: skip
    found = tuple(sorted(name for name, area in services.areas.items()
                         if area == district.area and services.kinds[name] == service))  # fmt: skip
    if not found:
        raise UsageError("No asset in {area} gives {service}. Choose another service or district.",
                         area=district.name, service=service)  # fmt: skip
    return Shock(found, district.name, service)


def explore_outage(services: Services, shock: Shock, *, seed: int, progress: Progress) -> OutagePart:
    """Follow an outage by hour.

    Parameters
    ----------
    services : Services
        The network.
    shock : Shock
        What stops by itself at hour 0.
    seed : int
        Of the times of repair.
    progress : callable
        Told of samples done and of how many; may raise to stop.

    Raises
    ------
    InputError
        If the network contradicts itself, or a reserve is not known.
    """
    failed = memtable({"asset": list(shock.assets)})
    sure = services.repairs.mutate(log_sd=services.repairs.log_sd * 0)
    usual = _follow(services, shock, repairs=sure, samples=1, seed=seed, progress=lambda done, of: None)
    drawn = _follow(services, shock, repairs=services.repairs, samples=SAMPLES, seed=seed, progress=progress)
    measured = resilience_metrics(drawn[0], horizon_hours=HORIZON_HOURS)
    return OutagePart(
        services, shock, cascade(services.assets, services.supplies, failed=failed), usual[1],
        protected(people_by_hour(usual[1], services.served, kinds=services.kinds, horizon=HORIZON_HOURS)),
        curve_fan(drawn[0], horizon_hours=HORIZON_HOURS), spread_of_metrics(measured),
        black_start(services.assets, services.supplies),
    )  # fmt: skip


def _follow(
    services: Services, shock: Shock, *, repairs: Table, samples: int, seed: int, progress: Progress
) -> tuple[Table, Table]:  # fmt: skip
    rows = [{"sample": sample, "asset": asset} for sample in range(samples) for asset in shock.assets]
    done = recovery_curves(
        services.assets, services.supplies, damage=table_of(DAMAGE, rows), repairs=repairs, order=order_by_weight(services),
        served=services.served, crews=CREWS, progress=progress,
        simulation=Simulation(horizon_hours=HORIZON_HOURS, samples=samples, seed=seed),
    )  # fmt: skip
    return done.curves, done.outages


def order_by_weight(services: Services) -> Table:
    """Return the rule of thumb of repair: what most others hang on first, then what serves most people."""
    ordered = _by_weight(services)
    return table_of(ORDER, [{"asset": name, "place": place} for place, name in enumerate(ordered, start=1)])


def _by_weight(services: Services) -> list[str]:
    people: dict[str, float] = {}
    for row in pull(services.served).to_pylist():
        people[row["asset"]] = people.get(row["asset"], 0.0) + row["people"]
    below = _below(services)
    return sorted(services.names, key=lambda name: (-len(below[name]), -people.get(name, 0.0), name))


def _below(services: Services) -> Mapping[str, set[str]]:
    """Return all that hangs on each asset, straight or by way of others."""
    fed: dict[str, set[str]] = {name: set() for name in services.names}
    for row in pull(services.supplies).to_pylist():
        fed[row["supplier"]].add(row["asset"])
    return {name: _reached(name, fed) for name in fed}


def _reached(start: str, fed: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = set[str](), [start]
    while waiting:
        fresh = fed[waiting.pop()] - reached
        reached |= fresh
        waiting += fresh
    return reached - {start}
