"""The critical services of Voorbeeldstad, made up: power, water, telephone, two hospitals and a fuel depot.

Power comes down from the grid over substations to every district. Pumps, masts and hospitals need it, and half of the
substations in turn need the masts to be steered: a circle, so that what falls cannot always start again by itself. The
other substations are switched by hand and start as soon as the grid is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from veerkracht.connectors.generator.workshop import Record, Rows, texts

__all__ = ["District", "draw_services"]

_PER_SUBSTATION, _PER_PUMP, _PER_MAST = 4, 8, 3
_CHANCES: Final = {"grid": 1, "substation": 4, "transformer": 6, "pump": 5, "mast": 8, "hospital": 2, "depot": 4}
"""Made up: chance in per cent that a shock makes it fail by itself."""
_REPAIR_HOURS: Final = {
    "grid": 8,
    "substation": 36,
    "transformer": 12,
    "pump": 24,
    "mast": 6,
    "hospital": 12,
    "depot": 24,
}
_KINDS: Final = {"grid": "power", "substation": "power", "transformer": "power", "pump": "water", "mast": "data",
                 "hospital": "care", "depot": "fuel"}  # fmt: skip
_STEERED_HOURS: Final = 24.0  # made up: hours that a substation runs without being steered
_BY_HAND_EVERY: Final = 2  # made up: each second substation is switched by hand and needs no steering
_SURE: Final = {
    ("substation", "power"): "high", ("transformer", "power"): "high", ("pump", "power"): "medium",
    ("hospital", "power"): "high", ("hospital", "water"): "medium",
}  # fmt: skip
"""Made up: how sure the city is of who needs what; low where nothing stands."""


@dataclass(frozen=True)
class District:
    """A district with its people by group."""

    area: str
    name: str
    people: Mapping[str, float]


@dataclass(frozen=True)
class _Asset:
    id: str
    part: str
    at: District
    serves: tuple[District, ...] = ()


def draw_services(districts: Sequence[District], *, language: str, seed: int) -> Rows:
    """Draw the sheet on critical services.

    Returns
    -------
    dict of sheet to rows
        The sheets `assets`, `people` and `dependencies`.
    """
    rng = np.random.default_rng([seed, 3])
    assets = _assets(districts)
    needs = _needs(assets, rng)
    named = {asset.id: texts()["name"][asset.part][language].format(place=asset.at.name) for asset in assets}
    said = texts()["statement"]
    return {
        "assets": [_asset_row(asset, named[asset.id]) for asset in assets],
        "people": _numbered([row for asset in assets for row in _people(asset)]),
        "dependencies": _numbered([{"statement": said[need["service"]][language].format(asset=named[need["asset"]]), **need}
                                   for need in needs]),
    }  # fmt: skip


def _assets(districts: Sequence[District]) -> list[_Asset]:
    half = len(districts) // 2
    found = [_Asset("EL-00", "grid", districts[half - 1])]
    found += [_Asset(f"ES-{place:02}", "substation", part[0]) for place, part in _parts(districts, _PER_SUBSTATION)]
    found += [_Asset(f"EL-{place:02}", "transformer", one, (one,)) for place, one in enumerate(districts, start=1)]
    found += [_Asset(f"WA-{place:02}", "pump", part[0], part) for place, part in _parts(districts, _PER_PUMP)]
    found += [_Asset(f"TE-{place:02}", "mast", part[0], part) for place, part in _parts(districts, _PER_MAST)]
    found += [_Asset("ZH-01", "hospital", districts[1], tuple(districts[:half]))]
    found += [_Asset("ZH-02", "hospital", districts[half], tuple(districts[half:]))]
    return [*found, _Asset("BR-01", "depot", districts[-1])]


def _parts(districts: Sequence[District], size: int) -> list[tuple[int, tuple[District, ...]]]:
    starts = range(0, len(districts), size)
    return [(place, tuple(districts[start : start + size])) for place, start in enumerate(starts, start=1)]


def _needs(assets: Sequence[_Asset], rng: np.random.Generator) -> list[Record]:
    """Return who needs what from whom, with thresholds and hours."""
    at: dict[str, dict[str, str]] = {}
    for asset in assets:
        for district in (*asset.serves, asset.at):
            at.setdefault(district.area, {}).setdefault(asset.part, asset.id)
    served = {one.area: f"ES-{place:02}" for place, part in _parts([a.at for a in assets if a.part == "transformer"],
                                                                   _PER_SUBSTATION) for one in part}  # fmt: skip
    return [need for asset in assets for need in _needs_of(asset, at, served, rng)]


def _needs_of(
    asset: _Asset, at: Mapping[str, Mapping[str, str]], served: Mapping[str, str], rng: np.random.Generator
) -> list[Record]:  # fmt: skip
    near, hours = at[asset.at.area], float(rng.integers(2, 9))
    match asset.part:
        case "substation":
            steered = [_need(asset, near["mast"], "data", backup=_STEERED_HOURS)]
            return [_need(asset, "EL-00", "power"), *(() if _by_hand(asset) else steered)]
        case "transformer":
            return [_need(asset, served[asset.at.area], "power")]
        case "pump" | "mast":
            return [_need(asset, near["transformer"], "power", backup=hours)]
        case "hospital":
            return [
                _need(asset, near["transformer"], "power", backup=24.0),
                _need(asset, near["pump"], "water", backup=12.0),
            ]
        case "depot":
            return [_need(asset, near["transformer"], "power", backup=hours)]
        case _:
            return []


def _need(asset: _Asset, supplier: str, service: str, *, backup: float = 0.0) -> Record:
    return {"supplier": supplier, "asset": asset.id, "service": service, "backup_hours": backup,
            "time_to_fail_hours": 0.0, "confidence": _SURE.get((asset.part, service), "low")}  # fmt: skip


def _by_hand(substation: _Asset) -> bool:
    return int(substation.id.rpartition("-")[2]) % _BY_HAND_EVERY == 0


def _asset_row(asset: _Asset, name: str) -> Record:
    people = sum(sum(district.people.values()) for district in asset.serves)
    return {"asset": asset.id, "name": name, "service": _KINDS[asset.part], "area": asset.at.area,
            "people": float(people) if asset.serves else None, "failure_chance": float(_CHANCES[asset.part]),
            "repair_hours": float(_REPAIR_HOURS[asset.part])}  # fmt: skip


def _people(asset: _Asset) -> list[Record]:
    return [{"asset": asset.id, "area": district.area, "group": group, "people": float(count)}
            for district in asset.serves for group, count in district.people.items()]  # fmt: skip


def _numbered(rows: Sequence[Record]) -> list[Record]:
    return [{"number": str(place), **row} for place, row in enumerate(rows, start=1)]
