"""Who supplies whom as dense arrays, for kernels that walk over a whole network.

A `Network` numbers assets and service groups and keeps both directions of the supply as starts and contents (the rows of
a sparse matrix). It is made once, in one visible line, from tables that were checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.tables import Array, Table, arrays
from veerkracht.tables.infrastructure import check_infrastructure

__all__ = ["Network", "network_of", "places_of"]

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
_ROUNDING: Final = 1e-9  # 0.28 of 25 suppliers is 7, although the product of the two floats is a little more


@dataclass(frozen=True)
class Network:
    """Assets and the service groups that each of them needs.

    Parameters
    ----------
    assets : tuple of str
        Sorted; all numbers of assets below are places in it.
    group_asset : array (groups)
        Who needs the group; ascending.
    group_service : tuple of str
        What the group supplies.
    group_needed : array (groups)
        How many of its suppliers must work.
    group_backup, group_delay : array (groups)
        Hours that the asset goes on by a reserve, and without one; NaN when unknown.
    group_starts : array (assets + 1)
        The groups of asset a are ``group_starts[a]`` up to ``group_starts[a + 1]``.
    supplier_starts, suppliers : array (groups + 1), array (edges)
        The suppliers of group g, as assets.
    supplied_starts, supplied : array (assets + 1), array (edges)
        The groups that asset a supplies.
    """

    assets: tuple[str, ...]
    group_asset: Ints
    group_service: tuple[str, ...]
    group_needed: Ints
    group_backup: Floats
    group_delay: Floats
    group_starts: Ints
    supplier_starts: Ints
    suppliers: Ints
    supplied_starts: Ints
    supplied: Ints


def network_of(assets: Table, supplies: Table) -> Network:
    """Lay assets and supplies out as arrays.

    Parameters
    ----------
    assets : Table (asset)
        `ASSETS`.
    supplies : Table (asset, service, supplier)
        `SUPPLIES`; without a column it is as if unknown.

    Returns
    -------
    Network
        Assets sorted, groups by asset and service.

    Raises
    ------
    InputError
        As `check_infrastructure`.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> supplies = {"asset": ["pump"], "service": ["power"], "supplier": ["grid"]}
    >>> network_of(memtable({"asset": ["pump", "grid"]}), memtable(supplies)).assets
    ('grid', 'pump')
    """
    check_infrastructure(assets, supplies)
    names = tuple(arrays(assets.select("asset"), order=["asset"])["asset"].tolist())
    rows = arrays(supplies, order=["asset", "service", "supplier"])
    place = {name: number for number, name in enumerate(names)}
    target, suppliers = places_of(place, rows["asset"]), places_of(place, rows["supplier"])
    starts = _group_starts(target, rows["service"])
    first, sizes = starts[:-1], np.diff(starts)
    group_asset = target[first]
    order, supplied_starts = _turned(suppliers, len(names))
    groups = np.repeat(np.arange(len(first), dtype=np.int32), sizes)
    return Network(
        names, group_asset, tuple(rows["service"][first].tolist()), _needed(rows, first, sizes),
        _numbers(rows, "backup_hours", first), _numbers(rows, "time_to_fail_hours", first),
        _starts_of(group_asset, len(names)), starts, suppliers, supplied_starts, groups[order],
    )  # fmt: skip


def places_of(place: Mapping[str, int], names: Array) -> Ints:
    """Return the number of each name."""
    return np.array([place[name] for name in names], np.int32)


def _group_starts(target: Ints, services: Array) -> Ints:
    """Return where each run of one asset and service starts, and the end."""
    if not len(target):
        return np.zeros(1, np.int32)
    new = (target[1:] != target[:-1]) | (services[1:] != services[:-1])
    return np.concatenate([[0], np.flatnonzero(new) + 1, [len(target)]]).astype(np.int32)


def _needed(rows: Mapping[str, Array], first: Array, sizes: Array) -> Ints:
    """Return what is said, else what the threshold asks of equal suppliers, else 1."""
    share = np.nan_to_num(_numbers(rows, "threshold", first))
    by_share = np.maximum(np.ceil(share * sizes - _ROUNDING), 1.0)
    said = _numbers(rows, "needed", first)
    return np.where(np.isnan(said), by_share, said).astype(np.int32)


def _numbers(rows: Mapping[str, Array], name: str, first: Array) -> Floats:
    return rows[name][first].astype(float) if name in rows else np.full(len(first), np.nan)


def _starts_of(owners: Ints, count: int) -> Ints:
    return np.searchsorted(owners, np.arange(count + 1)).astype(np.int32)


def _turned(suppliers: Ints, count: int) -> tuple[Array, Ints]:
    """Return the edges ordered by supplier, and where those of each supplier start."""
    order = np.argsort(suppliers, kind="stable")
    return order, _starts_of(suppliers[order], count)
