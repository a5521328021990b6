"""From tables to what the kernels take, with what cannot be computed refused by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.restoration._curves import Schedule
from veerkracht.analysis.restoration._state import Floats, Ints, State, state_of
from veerkracht.errors import InputError, SettingError
from veerkracht.networks import Network, places_of
from veerkracht.tables import Array, Table, arrays, pull

Counting = Literal["people", "consumers"]
_FIRST: Final = 3  # names told in a message


@dataclass(frozen=True)
class Repairs:
    """What repairing takes, per asset of the network; NaN hours where nothing is known."""

    median: Floats
    log_sd: Floats
    crews: Ints


def working(network: Network, *, reserves: Table | None, unknown_backup_hours: float | None) -> State:
    """Return a network in which all works, each group with its reserve."""
    backup = np.fmax(network.group_backup, network.group_delay)  # one that is unknown adds nothing
    until = np.full(len(backup), np.inf)
    if reserves is not None:
        _set_reserves(network, reserves, backup, until)
    if unknown_backup_hours is not None:
        backup = np.where(np.isnan(backup), unknown_backup_hours, backup)
    _check_known(network, backup)
    return state_of(network, backup=backup, until=until)


def _check_known(network: Network, backup: Floats) -> None:
    unknown = np.flatnonzero(np.isnan(backup))
    if len(unknown):
        raise InputError(
            "The reserve of {count} service(s) is unknown, first {service} of asset {asset}. Fill in backup_hours (0 for "
            "none), or choose unknown_backup_hours for all of them.", count=len(unknown),
            service=network.group_service[unknown[0]], asset=network.assets[network.group_asset[unknown[0]]],
        )  # fmt: skip


def _set_reserves(network: Network, reserves: Table, backup: Floats, until: Floats) -> None:
    rows = arrays(reserves.select("asset", "service", "backup_hours", "until_hours"), order=["asset", "service"])
    groups = groups_of(network, rows, table="reserves")
    _check_once("reserves", "asset, service", [f"{asset}, {service}" for asset, service in
                                               zip(rows["asset"], rows["service"], strict=True)])  # fmt: skip
    for name, target in (("backup_hours", backup), ("until_hours", until)):
        given = rows[name].astype(float)
        if (given < 0.0).any():
            wrong = int(np.flatnonzero(given < 0.0)[0])
            raise InputError("Table reserves: {column} of asset {asset} is {value}. Give 0 or more.", column=name,
                             asset=rows["asset"][wrong], value=given[wrong])  # fmt: skip
        target[groups] = np.where(np.isnan(given), target[groups], given)


def groups_of(network: Network, rows: dict[str, Array], *, table: str) -> Ints:
    """Return the number of each row's group (asset, service)."""
    names = [network.assets[asset] for asset in network.group_asset]
    place = {key: group for group, key in enumerate(zip(names, network.group_service, strict=True))}
    keys = list(zip(rows["asset"], rows["service"], strict=True))
    for asset, service in keys:
        if (asset, service) not in place:
            raise InputError("Table {table}: asset {asset} does not need {service}. Correct the names, or add the need to "
                             "the supplies.", table=table, asset=asset, service=service)  # fmt: skip
    return np.array([place[key] for key in keys], np.int32)


def schedule_of(network: Network, relief: Table | None) -> Schedule:
    """Return when relief ends and begins, in order; at one hour ends come first."""
    if relief is None:
        return Schedule(np.zeros(0), np.zeros(0, np.int32), np.zeros(0, np.int32))
    rows = arrays(
        relief.select("asset", "service", "from_hours", "until_hours"), order=["asset", "service", "from_hours"]
    )
    groups, begin, end = groups_of(network, rows, table="relief"), rows["from_hours"], rows["until_hours"].astype(float)
    end = np.where(np.isnan(end), np.inf, end)
    for asset, first, last in zip(rows["asset"], begin, end, strict=True):
        if not 0.0 <= first < last:
            raise InputError("Relief of asset {asset} runs from hour {first} until {last}. Let it begin at 0 or later, and end "
                             "after that.", asset=asset, first=first, last=last)  # fmt: skip
    hours, change = np.concatenate([begin, end]), np.repeat(np.array([1, -1], np.int32), len(groups))
    order = np.lexsort((change, hours))
    return Schedule(hours[order].astype(float), np.tile(groups, 2)[order], change[order])


def repairs_of(network: Network, repairs: Table, *, crews: int) -> Repairs:
    """Return what repairs take, per asset."""
    if crews < 1:
        raise SettingError(
            "Setting {setting} is {found}; it must be {low} or more.", setting="crews", found=crews, low=1
        )
    rows = arrays(repairs.select("asset", "median_hours", "log_sd", "crews"), order=["asset"])
    for column in ("log_sd", "crews"):
        _check_filled("repairs", rows["asset"], column, rows[column])
    at = places_of({name: number for number, name in enumerate(network.assets)}, rows["asset"])
    median, log_sd, taken = (np.full(len(network.assets), fill) for fill in (np.nan, 0.0, 1.0))
    median[at], log_sd[at], taken[at] = rows["median_hours"], rows["log_sd"], rows["crews"]
    if (taken > crews).any():
        asset = int(np.argmax(taken))
        raise InputError("Repair of asset {asset} takes {taken} crews at once, and there are {crews}. Add crews, or let it "
                         "take fewer.", asset=network.assets[asset], taken=int(taken[asset]), crews=crews)  # fmt: skip
    return Repairs(median, log_sd, taken.astype(np.int32))


def _check_filled(table: str, names: Array, column: str, values: Array) -> None:
    absent = np.isnan(values.astype(float))
    if absent.any():
        raise InputError("Table {table}: {column} of asset {asset} is not filled in. Fill it in; unknown is not 0.",
                         table=table, column=column, asset=names[absent][0])  # fmt: skip


def _check_once(table: str, columns: str, keys: list[str]) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            raise InputError("Table {table} has {rows} rows of {key}. Keep one row per {columns}.", table=table,
                             rows=count, key=key, columns=columns)  # fmt: skip


def place_in_order(network: Network, order: Table) -> Floats:
    """Return the place of each asset in the list of repairs; infinite where it is not listed."""
    rows = arrays(order.select("asset", "place"), order=["place", "asset"])
    at = places_of_known(network, rows["asset"], table="order")
    _check_once("order", "asset", list(rows["asset"]))
    _check_filled("order", rows["asset"], "place", rows["place"])
    places = np.full(len(network.assets), np.inf)
    places[at] = np.arange(len(at))
    return places


def places_of_known(network: Network, names: Array, *, table: str) -> Ints:
    """Return the number of each asset, and refuse names that are not in the network."""
    place = {name: number for number, name in enumerate(network.assets)}
    for name in names:
        if name not in place:
            raise InputError("Table {table} names asset {asset}, which is not among the {count} assets. Add it, or correct the "
                             "name.", table=table, asset=name, count=len(place))  # fmt: skip
    return places_of(place, names)


def damage_of(
    network: Network, damage: Table, *, samples: int, places: Floats, known: NDArray[np.bool_]
) -> tuple[Array, Ints]:
    """Return where each sample starts and its broken assets in the order of repair."""
    rows = pull(damage.select("sample", "asset"))
    asset = _numbers_of(network, rows["asset"])
    sample = rows["sample"].to_numpy()
    _check_filled("damage", rows["asset"].to_numpy(), "sample", sample)
    _check_damage(network, sample, asset, samples=samples, listed=np.isfinite(places), known=known)
    order = np.lexsort((places[asset], sample))
    sample, asset = sample[order], asset[order]
    same = (sample[1:] == sample[:-1]) & (asset[1:] == asset[:-1])
    if same.any():
        raise InputError("Asset {asset} breaks twice in sample {sample}. Keep one row per sample and asset.",
                         asset=network.assets[asset[:-1][same][0]], sample=int(sample[:-1][same][0]))  # fmt: skip
    return np.searchsorted(sample, np.arange(samples + 1)), asset


def _numbers_of(network: Network, names: pa.ChunkedArray) -> Ints:
    """Return the number of each asset, for many rows at once."""
    found = pc.index_in(names.cast(pa.string()), value_set=pa.array(network.assets, pa.string()))
    if found.null_count:
        unknown = names.filter(pc.is_null(found))[0].as_py()
        raise InputError("Table {table} names asset {asset}, which is not among the {count} assets. Add it, or correct the "
                         "name.", table="damage", asset=unknown, count=len(network.assets))  # fmt: skip
    return np.asarray(found.to_numpy(), np.int32)


def _check_damage(
    network: Network, sample: Array, asset: Ints, *, samples: int, listed: NDArray[np.bool_], known: NDArray[np.bool_]
) -> None:
    outside = (sample < 0) | (sample >= samples)
    if outside.any():
        raise InputError("Table {table} has sample {sample}, and samples run from 0 to {last}. Give the number of samples that "
                         "were drawn.", table="damage", sample=int(sample[outside][0]), last=samples - 1)  # fmt: skip
    broken = np.unique(asset)
    for name, there in (("order", listed), ("repairs", known)):
        lacking = [network.assets[number] for number in broken[~there[broken]]]
        if lacking:
            raise InputError("{count} asset(s) break and are not in table {table}, first {assets}. Add a row for each.",
                             count=len(lacking), table=name, assets=", ".join(lacking[:_FIRST]))  # fmt: skip


def weights_of(network: Network, served: Table, *, counting: Counting) -> Floats:
    """Return the share of normal service that hangs on each asset."""
    rows = arrays(served.select("asset", "people"), order=["asset"])
    at = places_of({name: number for number, name in enumerate(network.assets)}, rows["asset"])
    count = np.bincount(at, rows["people"].astype(float) if counting == "people" else None, len(network.assets))
    if not count.sum() > 0.0:
        raise InputError("Nobody is served by the assets. Fill in who has service from which asset.")
    return np.asarray(count / count.sum())


def check_hours(setting: str, value: float, *, low: float, above: bool = False) -> None:
    """Refuse hours below a bound (`above`: at it too), or that are no number."""
    if not (value > low if above else value >= low) or not np.isfinite(value):
        bounds = f"> {low:g}" if above else f">= {low:g}"
        raise SettingError(
            "Setting {setting} is {value}. Choose {bounds}.", setting=setting, value=value, bounds=bounds
        )


class Draws:
    """Durations of repairs, sample after sample; each asset has a stream of its own.

    So the duration of a repair does not depend on what else breaks, on the order of repair, on the number of samples or
    on which other assets there are.
    """

    def __init__(self, network: Network, repairs: Repairs, *, seed: int, whole_hours: float) -> None:
        """Start a stream for each asset that can be repaired."""
        self._at = np.flatnonzero(~np.isnan(repairs.median))
        self._streams = [np.random.default_rng([seed, *network.assets[at].encode()]) for at in self._at]
        self._repairs, self._whole_hours = repairs, whole_hours

    def block(self, samples: int) -> Floats:
        """Return the hours (samples x assets) of the next samples; infinite where nothing is known."""
        hours = np.full((len(self._repairs.median), samples), np.inf)
        for at, stream in zip(self._at, self._streams, strict=True):
            spread = self._repairs.log_sd[at]
            hours[at] = self._repairs.median[at] * np.exp(spread * stream.standard_normal(samples))
        if self._whole_hours > 0.0:
            hours = np.ceil(hours / self._whole_hours) * self._whole_hours
        return np.ascontiguousarray(hours.T)
