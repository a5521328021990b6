"""How service comes back, hour by hour, in each of many samples of damage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.restoration._curves import FIRST_ROOM, Found, Schedule, Work, many_curves, room
from veerkracht.analysis.restoration._inputs import (
    Draws,
    damage_of,
    place_in_order,
    repairs_of,
    schedule_of,
    weights_of,
    working,
)
from veerkracht.analysis.restoration._state import Counts, Floats, Ints, State
from veerkracht.analysis.restoration.simulation import Simulation
from veerkracht.compiled import as_python
from veerkracht.networks import Network, network_of
from veerkracht.tables import Table, memtable
from veerkracht.tables.infrastructure import check_infrastructure

__all__ = ["Recovery", "recovery_curves"]

Progress = Callable[[int, int], None]

_BLOCK: Final = 1_000  # samples between two reports; durations of 5,000 assets stay within 40 MB
_PLAIN: Final = 4_000  # broken assets in all samples, times all that can fall: up to this plain Python takes about 1 s


@dataclass(frozen=True)
class Recovery:
    """Recovery of every sample.

    Parameters
    ----------
    curves : Table
        `CURVES`: share of normal service, a row at each change.
    outages : Table
        `OUTAGES`: when each asset did not work.
    """

    curves: Table
    outages: Table


@dataclass(frozen=True)
class _Case:
    """What is the same for all samples."""

    network: Network
    state: State
    schedule: Schedule
    work: Work
    weight: Floats
    together: bool
    horizon: float


def recovery_curves(
    assets: Table,
    supplies: Table,
    *,
    damage: Table,
    repairs: Table,
    order: Table,
    served: Table,
    crews: int,
    simulation: Simulation,
    reserves: Table | None = None,
    relief: Table | None = None,
    progress: Progress = lambda done, of: None,
) -> Recovery:
    """Follow the recovery of each sample from event to event.

    Parameters
    ----------
    assets, supplies : Table
        `ASSETS` and `SUPPLIES`. A service that goes dark stops its asset after `backup_hours` (or
        `time_to_fail_hours`, if that is more); a reserve is full again as soon as the service is back.
    damage : Table (sample, asset)
        `DAMAGE`: what breaks by itself at hour 0.
    repairs : Table (asset, median_hours, log_sd, crews)
        `REPAIRS`. The duration is drawn per sample and asset: median x exp(log_sd x z).
    order : Table (asset, place)
        `ORDER`: crews begin in this order, and none overtakes another.
    served : Table (asset, area, group, people)
        `SERVED`: who has service from the asset itself.
    crews : int
        Crews at work, from 1.
    simulation : Simulation
        Horizon, samples, seed, and the rules of starting again and of counting.
    reserves, relief : Table, optional
        `RESERVES` and `RELIEF`: what is changed for good or for a time.
    progress : callable
        Told the samples done, and of how many; may raise to stop.

    Returns
    -------
    Recovery
        Curves and outages, ordered by sample and hour.

    Raises
    ------
    InputError
        If the tables contradict each other or leave out what the answer rests on; see `check_infrastructure`.
    SettingError
        If there are no crews.

    Notes
    -----
    An asset works if it is not broken and all its services hold: enough suppliers work, or the reserve is not empty, or
    relief is there. At each event the state is the largest that follows from what worked before ("needs_supply": returns
    pass from what works; "together": also those that sustain each other), less what falls as reserves run empty. More
    reserve, more crews and shorter repairs never make service come later in any sample.

    References
    ----------
    .. [1] Ouyang, Duenas-Osorio & Min (2012), "A three-stage resilience analysis framework", Structural Safety 36-37, 23-31.
    .. [2] Balakrishnan & Cassottana (2022), "InfraRisk", Sustainable Cities and Society 83, 103926 (both ways of counting).

    Examples
    --------
    >>> assets = memtable({"asset": ["grid", "pump"]})
    >>> supplies = memtable({"asset": ["pump"], "service": ["power"], "supplier": ["grid"], "backup_hours": [4.0]})
    >>> repairs = memtable({"asset": ["grid"], "median_hours": [10.0], "log_sd": [0.0], "crews": [1]})
    >>> served = memtable({"asset": ["pump"], "area": ["A"], "group": ["all"], "people": [100.0]})
    >>> found = recovery_curves(assets, supplies, damage=memtable({"sample": [0], "asset": ["grid"]}), repairs=repairs,
    ...     order=memtable({"asset": ["grid"], "place": [1]}), served=served, crews=1,
    ...     simulation=Simulation(horizon_hours=24, samples=1, seed=1))
    >>> found.curves.to_pyarrow().to_pydict()
    {'sample': [0, 0, 0], 'hours': [0.0, 4.0, 10.0], 'service': [1.0, 0.0, 1.0]}
    """
    network = network_of(assets, supplies)
    check_infrastructure(assets, supplies, repairs=repairs, served=served)
    taken, places = repairs_of(network, repairs, crews=crews), place_in_order(network, order)
    known = ~np.isnan(taken.median)
    starts, broken = damage_of(network, damage, samples=simulation.samples, places=places, known=known)
    case = _Case(
        network, working(network, reserves=reserves, unknown_backup_hours=simulation.unknown_backup_hours),
        schedule_of(network, relief), Work(taken.crews, np.zeros(crews), np.zeros(len(known))),
        weights_of(network, served, counting=simulation.counting), simulation.restart == "together",
        float(simulation.horizon_hours),
    )  # fmt: skip
    draws = Draws(network, taken, seed=simulation.seed, whole_hours=simulation.whole_hours)
    return _followed(case, draws, starts, broken, progress)


def _followed(case: _Case, draws: Draws, starts: Counts, broken: Ints, progress: Progress) -> Recovery:
    follow = many_curves if len(broken) * len(case.weight) > _PLAIN else as_python(many_curves)
    samples, parts = len(starts) - 1, []
    for first in range(0, samples, _BLOCK):
        count = min(_BLOCK, samples - first)
        ends = np.zeros(count, np.int64), np.zeros(count, np.int64)
        found = follow(case.state, case.schedule, starts[first : first + count + 1], broken, draws.block(count),
                       case.work, case.weight, case.together, case.horizon, room(FIRST_ROOM), *ends)  # fmt: skip
        parts.append(_part(case, found, *ends, first=first))
        progress(first + count, samples)
    curves, outages = (pa.concat_tables(tables) for tables in zip(*parts, strict=True))
    return Recovery(memtable(curves), memtable(outages))


def _part(
    case: _Case, found: Found, curve_ends: Counts, outage_ends: Counts, *, first: int
) -> tuple[pa.Table, pa.Table]:
    """Put the rows of a block of samples into tables."""
    sample = np.arange(first, first + len(curve_ends))
    rows, outages = curve_ends[-1], outage_ends[-1]
    end = found.end[:outages]
    names = pa.array(case.network.assets, pa.string()).take(pa.array(found.asset[:outages]))
    return pa.table({
        "sample": np.repeat(sample, np.diff(curve_ends, prepend=0)), "hours": found.hours[:rows].copy(),
        "service": found.service[:rows].copy(),
    }), pa.table({
        "sample": np.repeat(sample, np.diff(outage_ends, prepend=0)), "asset": names,
        "start_hours": found.start[:outages].copy(), "end_hours": np.minimum(end, case.horizon),
        "restored": np.isfinite(end),
    })  # fmt: skip
