"""Works on recovery over time: curves of many samples beside hourly recomputation, and orders of repair beside the best."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.restoration import Recovery, recovery_curves
from veerkracht.tables import Array, Table, memtable, pull
from veerkracht.workflows.benches.work import Run, Work

_ASSETS: Final = 400
_SHARE_BROKEN: Final = 0.125  # 50 of 400 on average
_SAMPLES: Final = 10_000
_CREWS: Final = 20
_HOURS: Final = 168
_OF_PEER: Final = 50  # samples that the peer follows
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
                             "log_sd": [0.5] * len(names), "crews": [1] * len(names)}),
        "served": memtable({"asset": names, "area": [f"A{number % 20:02d}" for number in range(len(names))],
                            "group": ["all"] * len(names), "people": people}),
        "order": memtable({"asset": names, "place": rng.permutation(len(names))}),
    }  # fmt: skip


def _needs(name: str, kind: str, names: Array, kinds: Array, rng: np.random.Generator) -> list[dict[str, Any]]:  # Any: cells
    rows = []
    for service in _NEEDS[kind]:
        of_kind = names[(kinds == service) & (names != name)]
        backup = float(rng.choice(_BACKUP))
        suppliers = rng.choice(of_kind, rng.integers(1, 4), replace=False)
        rows += [{"asset": name, "service": service, "supplier": supplier, "backup_hours": backup} for supplier in suppliers]
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
            served=network["served"], crews=_CREWS, horizon_hours=_HOURS, samples=_SAMPLES, seed=3, whole_hours=1.0,
        )  # fmt: skip
        return _loss(found)

    return run


def _loss(found: Recovery) -> float:
    """Return the loss of the samples that the peer follows too."""
    curves = pull(found.curves)
    sample, hours, service = (curves[name].to_numpy() for name in ("sample", "hours", "service"))
    end = np.where(np.append(sample[1:] == sample[:-1], False), np.append(hours[1:], _HOURS), _HOURS)
    return float(((1.0 - service) * (end - hours))[sample < _OF_PEER].sum())


WORKS: tuple[Work, ...] = (
    Work("recovery-curves", "10,000 recovery curves: 400 assets, 50 broken, 20 crews, 168 h, reserves", "cpu_s", 1.5,
         _recovery_curves),
)  # fmt: skip
