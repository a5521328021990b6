"""One event worked out: who falls and why, and what cannot start again by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.cascade._queue import NEVER, Spread, fall, restart, strong_components
from veerkracht.analysis.cascade._settling import failing_of
from veerkracht.errors import InputError
from veerkracht.networks import Network, network_of
from veerkracht.tables import Array, Table, pull, table_from_arrays

__all__ = ["black_start", "cascade"]

Flags = NDArray[np.bool_]


def cascade(assets: Table, supplies: Table, *, failed: Table, outage_hours: float | None = None) -> Table:
    """Work out who is down when some assets fail.

    Parameters
    ----------
    assets, supplies : Table
        `ASSETS` and `SUPPLIES`.
    failed : Table (asset)
        The assets that fail by themselves.
    outage_hours : float, optional
        As `failure_probabilities`.

    Returns
    -------
    Table (asset, state, round, service)
        `state`: failed (by itself), without_service or works. `round`: 0 for what failed by itself, 1 for what falls with
        it, and so on; null for what works. `service`: the first service that was lacking.

    Raises
    ------
    InputError
        As `check_infrastructure`, or if a failed asset is unknown.

    Notes
    -----
    The least fixed point: an asset is down only if that follows from the failures named. Two assets that supply each other
    and did not fail keep each other up; `black_start` tells whether they could start again.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> assets = memtable({"asset": ["grid", "pump"]})
    >>> supplies = memtable({"asset": ["pump"], "service": ["power"], "supplier": ["grid"]})
    >>> found = cascade(assets, supplies, failed=memtable({"asset": ["grid"]}))
    >>> found.order_by("asset").state.to_pyarrow().to_pylist()
    ['failed', 'without_service']
    """
    network = network_of(assets, supplies)
    own = _flags(network, failed)
    spread = fall(network, own, failing_of(network, outage_hours=outage_hours))
    state = np.select([own, spread.round != NEVER], ["failed", "without_service"], "works")
    return table_from_arrays({
        "asset": np.array(network.assets, object), "state": state.astype(object), "round": _round(spread),
        "service": _services(network, spread.group),
    }).cast({"round": "int64"})  # fmt: skip


def black_start(assets: Table, supplies: Table, *, damaged: Table | None = None) -> Table:
    """Tell what comes back by itself after everything stopped, and which loops of supply cannot.

    Parameters
    ----------
    assets, supplies : Table
        `ASSETS` and `SUPPLIES`.
    damaged : Table (asset), optional
        Assets that stay down by themselves; none by default.

    Returns
    -------
    Table (asset, state, round, loop, service)
        `state`: restarts; trapped (would go on had it not stopped, and cannot start); without_service (could not go on
        either); damaged. `round`: 0 for what starts alone, 1 for what starts thereafter; null for what does not. `loop`:
        number of the loop of trapped assets that wait for each other; null for those who only wait behind one. `service`:
        the first by name that a trapped asset waits for.

    Raises
    ------
    InputError
        As `check_infrastructure`, or if a damaged asset is unknown.

    Notes
    -----
    What restarts is the least fixed point of "works if its suppliers work"; what goes on is the greatest. Their difference
    is the black-start trap: it holds a loop, and a start from outside (a generator for one of its members) is needed.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> assets = memtable({"asset": ["plant", "telecom"]})
    >>> supplies = memtable({"asset": ["plant", "telecom"], "service": ["data", "power"], "supplier": ["telecom", "plant"]})
    >>> black_start(assets, supplies).order_by("asset").select("state", "loop").to_pyarrow().to_pylist()
    [{'state': 'trapped', 'loop': 1}, {'state': 'trapped', 'loop': 1}]
    """
    network = network_of(assets, supplies)
    blocked = np.zeros(len(network.assets), bool) if damaged is None else _flags(network, damaged)
    down = fall(network, blocked, failing_of(network)).round != NEVER
    spread = restart(network, blocked)
    trapped = (spread.round == NEVER) & ~down
    loops, waits = _loops(network, spread, trapped)
    state = np.select([blocked, down, trapped], ["damaged", "without_service", "trapped"], "restarts")
    return table_from_arrays({
        "asset": np.array(network.assets, object), "state": state.astype(object), "round": _round(spread),
        "loop": np.where(loops == NEVER, np.nan, loops + 1.0), "service": _services(network, waits),
    }).cast({"round": "int64", "loop": "int64"})  # fmt: skip


def _loops(network: Network, spread: Spread, trapped: Flags) -> tuple[Array, Array]:
    """Return the loop of each trapped asset, and the first group that it waits for."""
    groups = np.repeat(np.arange(len(network.group_asset)), np.diff(network.supplier_starts))
    started = np.bincount(groups, spread.round[network.suppliers] != NEVER, len(network.group_asset))
    waiting = (started < network.group_needed) & trapped[network.group_asset]
    links = waiting[groups] & trapped[network.suppliers]
    loops = strong_components(len(trapped), network.suppliers[links], network.group_asset[groups[links]])
    waits = np.full(len(trapped), NEVER, np.int32)
    late = np.flatnonzero(waiting)[::-1]  # backwards, so that the first of an asset is written last
    waits[network.group_asset[late]] = late
    return loops, waits


def _flags(network: Network, named: Table) -> Flags:
    place = {name: number for number, name in enumerate(network.assets)}
    flags = np.zeros(len(place), bool)
    for name in pull(named.select("asset"))["asset"].to_pylist():
        if name not in place:
            raise InputError("Asset {asset} is not among the {count} assets. Add it, or correct the name.", asset=name,
                             count=len(place))  # fmt: skip
        flags[place[name]] = True
    return flags


def _services(network: Network, groups: Sequence[int] | Array) -> Array:
    return np.array([None if group == NEVER else network.group_service[group] for group in groups], object)


def _round(spread: Spread) -> Array:
    return np.where(spread.round == NEVER, np.nan, spread.round)
