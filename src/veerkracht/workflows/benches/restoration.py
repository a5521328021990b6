"""Works on recovery over time: curves of many samples beside hourly recomputation, and orders of repair beside the best."""

from __future__ import annotations

import heapq
from functools import partial
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.analysis.restoration import (
    RULES,
    Recovery,
    Simulation,
    compare_orders,
    recovery_curves,
    repair_order,
    rule_order,
)
from veerkracht.tables import Array, Table, memtable, pull
from veerkracht.workflows.benches.work import Run, Work

_ASSETS: Final = 400
_SHARE_BROKEN: Final = 0.125  # 50 of 400 on average
_SAMPLES: Final = 10_000
_CREWS: Final = 20
_HOURS: Final = 168
_SEED: Final = 3
_LOG_SD: Final = 0.5
_OF_PEER: Final = 50  # samples that the peer follows
_WRECKS: Final = 30  # networks in which repairs are put in order
_OF_ORDER: Final = 300
_BROKEN: Final = 14
_FEW_BROKEN: Final = 8  # of which all lists of several crews are tried
_SEVERAL: Final = 3
_KINDS: Final = ("power", "telecom", "water", "care")
_SHARES: Final = (0.15, 0.15, 0.2, 0.5)
_NEEDS: Final = {"power": ("telecom",), "telecom": ("power",), "water": ("power", "telecom"), "care": _KINDS[:3]}
_BACKUP: Final = (0.0, 0.0, 4.0, 8.0, 24.0, 72.0)

Tables = dict[str, Table]


def made_network(*, assets: int, seed: int) -> Tables:
    """Return assets that need one another in circles, with what repairs take, who is served and an order of repair."""
    rng = np.random.default_rng(seed)
    kinds = np.repeat(np.array(_KINDS, object), np.round(np.array(_SHARES) * assets).astype(int))
    names = np.array([f"{kind}-{number:04d}" for number, kind in enumerate(kinds)], object)
    rows = [row for name, kind in zip(names, kinds, strict=True) for row in _needs(name, kind, names, kinds, rng)]
    people = rng.integers(0, 500, len(names)) * 1.0
    return {
        "assets": memtable({"asset": names}), "supplies": memtable(pa.Table.from_pylist(rows)),
        "repairs": memtable({"asset": names, "median_hours": rng.integers(2, 25, len(names)) * 1.0,
                             "log_sd": [_LOG_SD] * len(names), "crews": [1] * len(names)}),
        "served": memtable({"asset": names, "area": [f"A{number % 20:02d}" for number in range(len(names))],
                            "group": ["all"] * len(names), "people": people}),
        "order": memtable({"asset": names, "place": rng.permutation(len(names))}),
    }  # fmt: skip


def _needs(
    name: str, kind: str, names: Array, kinds: Array, rng: np.random.Generator
) -> list[dict[str, Any]]:  # Any: cells
    rows = []
    for service in _NEEDS[kind]:
        of_kind = names[(kinds == service) & (names != name)]
        backup = float(rng.choice(_BACKUP))
        suppliers = rng.choice(of_kind, rng.integers(1, 4), replace=False)
        rows += [
            {"asset": name, "service": service, "supplier": supplier, "backup_hours": backup} for supplier in suppliers
        ]
    return rows


def _damage(network: Tables) -> Table:
    names = pull(network["assets"])["asset"]
    sample, asset = np.nonzero(np.random.default_rng(2).random((_SAMPLES, len(names))) < _SHARE_BROKEN)
    return memtable({"sample": sample, "asset": names.take(pa.array(asset))})


def _recovery_curves() -> Run:
    network = made_network(assets=_ASSETS, seed=1)
    damage = _damage(network)

    def run() -> float:
        found = recovery_curves(
            network["assets"], network["supplies"], damage=damage, repairs=network["repairs"], order=network["order"],
            served=network["served"], crews=_CREWS,
            simulation=Simulation(horizon_hours=_HOURS, samples=_SAMPLES, seed=_SEED, whole_hours=1.0),
        )  # fmt: skip
        return _loss(found)

    return run


def _hourly_recomputation() -> Run:
    """Return the same for the first samples, the whole network computed anew each hour (all is in whole hours here)."""
    network = made_network(assets=_ASSETS, seed=1)
    rows = pull(_damage(network)).filter(pc.field("sample") < _OF_PEER).to_pylist()
    groups: dict[tuple[str, str], list[str]] = {}
    backup = {}
    for row in pull(network["supplies"]).to_pylist():
        groups.setdefault((row["asset"], row["service"]), []).append(row["supplier"])
        backup[row["asset"], row["service"]] = row["backup_hours"]
    place, people, repairs = (_column(network[name]) for name in ("order", "served", "repairs"))
    broken = [sorted((row["asset"] for row in rows if row["sample"] == sample), key=place.__getitem__)
              for sample in range(_OF_PEER)]  # fmt: skip

    def run() -> float:
        hours = {asset: _durations(asset, median) for asset, median in repairs.items()}
        total = 0.0
        for sample, listed in enumerate(broken):
            done = _done(listed, {asset: hours[asset][sample] for asset in listed})
            total += _lost_hourly(groups, backup, done, people)
        return total

    return run


def _column(table: Table) -> dict[str, float]:
    """Return the number that stands with each asset."""
    rows = pull(table)
    name = next(name for name in ("place", "people", "median_hours") if name in rows.column_names)
    return dict(zip(rows["asset"].to_pylist(), rows[name].to_pylist(), strict=True))


def _durations(asset: str, median: float) -> Array:
    draws = np.random.default_rng([_SEED, *asset.encode()]).standard_normal(_OF_PEER)
    return np.ceil(median * np.exp(_LOG_SD * draws))


def _done(listed: list[str], hours: dict[str, float]) -> dict[str, float]:
    """Return when each repair is done: the crew that is free first takes the next."""
    free, done = [0.0] * _CREWS, {}
    for asset in listed:
        begin = heapq.heappop(free)
        done[asset] = begin + hours[asset]
        heapq.heappush(free, done[asset])
    return done


def _lost_hourly(
    groups: dict[tuple[str, str], list[str]], backup: dict[tuple[str, str], float], done: dict[str, float],
    people: dict[str, float],
) -> float:  # fmt: skip
    """Return the hours of normal service that are lost in one sample."""
    works, lost = set(people), 0.0
    dark: dict[tuple[str, str], float] = {}
    needs: dict[str, list[tuple[str, str]]] = {}
    for key in groups:
        needs.setdefault(key[0], []).append(key)
    for hour in range(_HOURS):
        broken = {asset for asset, end in done.items() if end > hour}
        works -= broken
        _start(works, broken, needs, groups, backup, dark, hour)
        _stop(works, groups, backup, dark, hour)
        dark = {key: dark.get(key, hour) for key, suppliers in groups.items() if works.isdisjoint(suppliers)}
        lost += sum(amount for asset, amount in people.items() if asset not in works)
    return lost / sum(people.values())


def _start(
    works: set[str], broken: set[str], needs: dict[str, list[tuple[str, str]]], groups: dict[tuple[str, str], list[str]],
    backup: dict[tuple[str, str], float], dark: dict[tuple[str, str], float], hour: int,
) -> None:  # fmt: skip
    """Add what is not broken and has each of its services, or a reserve that lasts longer, until nothing is added."""
    started = {""}
    while started:
        started = {
            asset for asset, keys in needs.items() if asset not in works and asset not in broken
            and all(not works.isdisjoint(groups[key]) or dark.get(key, hour) + backup[key] > hour for key in keys)
        }  # fmt: skip
        works |= started


def _stop(
    works: set[str], groups: dict[tuple[str, str], list[str]], backup: dict[tuple[str, str], float],
    dark: dict[tuple[str, str], float], hour: int,
) -> None:  # fmt: skip
    """Take away what lacks a service and has no reserve left, until nothing is taken away."""
    stopped = {""}
    while stopped:
        stopped = {
            key[0] for key, suppliers in groups.items() if key[0] in works and works.isdisjoint(suppliers)
            and dark.get(key, hour) + backup[key] <= hour
        }  # fmt: skip
        works -= stopped


def _loss(found: Recovery) -> float:
    """Return the loss of the samples that the peer follows too."""
    curves = pull(found.curves)
    sample, hours, service = (curves[name].to_numpy() for name in ("sample", "hours", "service"))
    end = np.where(np.append(sample[1:] == sample[:-1], False), np.append(hours[1:], _HOURS), _HOURS)
    return float(((1.0 - service) * (end - hours))[sample < _OF_PEER].sum())


def _wrecks(broken: int, number: int = _WRECKS) -> list[Tables]:
    """Return what an order of repair takes, with other networks and other damage each time."""
    made = []
    for seed in range(number):
        network = made_network(assets=_OF_ORDER, seed=100 + seed)
        names = pull(network["assets"])["asset"].to_numpy()
        damaged = memtable({"asset": np.random.default_rng(seed).choice(names, broken, replace=False)})
        made.append({**{name: network[name] for name in network if name != "order"}, "damaged": damaged})
    return made


def _gaps(wrecks: list[Tables], crews: int) -> Array:
    """Return how much more the order that was searched loses than the proven one, in percent."""
    best = np.array([_order(wreck, crews, "best") for wreck in wrecks])
    return np.asarray(100.0 * (np.array([_order(wreck, crews, "search") for wreck in wrecks]) / best - 1.0))


def _order(wreck: Tables, crews: int, method: Literal["best", "search"]) -> float:
    return repair_order(wreck["assets"], wreck["supplies"], damaged=wreck["damaged"], repairs=wreck["repairs"],
                        served=wreck["served"], crews=crews, seed=1, method=method).loss  # fmt: skip


def _one_order(broken: int, crews: int) -> Run:
    """Return the hours lost by an order of repair, searched and proven."""
    (wreck,) = _wrecks(broken, 1)
    return lambda: _order(wreck, crews, "search") + _order(wreck, crews, "best")


def _mean_gap() -> Run:
    wrecks = _wrecks(_BROKEN)
    return lambda: float(_gaps(wrecks, 1).mean())


def _worst_gap() -> Run:
    wrecks = _wrecks(_BROKEN)
    return lambda: float(_gaps(wrecks, 1).max())


def _gap_of_several() -> Run:
    wrecks = _wrecks(_FEW_BROKEN)
    return lambda: float(_gaps(wrecks, _SEVERAL).max())


def _gap_of_rules() -> Run:
    """Return the mean gap of the usual rules, best rule and worst rule alike."""
    wrecks = _wrecks(_BROKEN)
    return lambda: float(np.mean([_rule_gaps(wreck) for wreck in wrecks]))


def _rule_gaps(wreck: Tables) -> list[float]:
    assets, supplies = wreck["assets"], wreck["supplies"]
    rest: Any = {name: wreck[name] for name in ("damaged", "repairs", "served")}  # Any: keywords of one call
    orders: Tables = {"best": repair_order(assets, supplies, crews=1, seed=1, **rest).order}
    for rule in RULES:
        orders[rule] = rule_order(assets, supplies, rule=rule, **rest)
    found = compare_orders(assets, supplies, orders=orders, crews=1, **rest)
    gaps: list[float] = pull(found)["gap_percent"].to_pylist()[1:]
    return gaps


WORKS: tuple[Work, ...] = (
    Work("recovery_curves", "10,000 recovery curves: 400 assets, 50 broken, 20 crews, 168 h, reserves", "cpu_s", 1.5,
         _recovery_curves, _hourly_recomputation, share_of_peer=_OF_PEER / _SAMPLES),
    Work("repair_order_14", "order of repair, 14 of 300 assets, one network: searched, and proven", "wall_s", 3.0,
         partial(_one_order, _BROKEN, 1)),
    Work("repair_order_8", "the same for 8 of 300 assets and 3 crews", "wall_s", 3.0, partial(_one_order, _FEW_BROKEN, _SEVERAL)),
    Work("repair_order_mean", "order of repair by search, 14 of 300 assets, 30 networks: mean gap to the proven best (peer: "
         "six usual rules)", "percent", 0.5, _mean_gap, _gap_of_rules, tolerance=float("inf"), warm=0),
    Work("repair_order_worst", "the same: worst gap", "percent", 3.0, _worst_gap, warm=0),
    Work("repair_order_crews", "order of repair by search for 3 crews, 8 of 300 assets: worst gap to the best of all lists",
         "percent", 3.0, _gap_of_several, warm=0),
)  # fmt: skip
