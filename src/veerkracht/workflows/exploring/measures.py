"""Relief measures of the registers: what they supply for a time, when they must end, and what lasting thing comes after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from veerkracht.catalogue import Kept, Recorded, Words
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["Measure", "followed", "relief_measures"]

_SUPPLIES: Final = MappingProxyType({
    "generator": "power", "battery": "power", "water_point": "water", "pump": "protection", "staff": "staff",
})  # fmt: skip
"""Kind of a measure in the register to what it supplies; of the others it is not known."""
_ENDED: Final = "ended"
_IN_USE: Final = "in_use"
_SUCCESSORS: Final = (("successor_initiative", "initiatives"), ("successor_project", "recovery_projects"))
Group = tuple[str, str]
"""An asset and a service that it needs."""


@dataclass(frozen=True)
class Measure:
    """A relief measure that is planned or in use.

    Parameters
    ----------
    name : Words
        As in the register.
    asset : str
        The critical service that it keeps going; empty when unknown.
    supply : str
        What it supplies; empty when its kind does not tell.
    in_use : bool
        Whether it stands there already.
    must_end : str
        ISO date.
    successor : Words or None
        What lasting thing replaces it; None where nothing does.
    """

    name: Words
    asset: str
    supply: str
    in_use: bool
    must_end: str
    successor: Words | None


def relief_measures(place: CityPlace) -> tuple[Measure, ...]:
    """Return the relief measures of the registers that did not end, the one that must end first in front."""
    kept = place.city.recorded
    found = () if kept is None else kept.of("relief_measures")
    live = [one for one in found if one.values.get("state") != _ENDED]
    return tuple(sorted((_measure(one, kept) for one in live), key=lambda one: (one.must_end, one.name.nl)))


def _measure(one: Kept, kept: Recorded | None) -> Measure:
    values = one.values
    return Measure(
        one.words("name"), str(values.get("service") or ""), _SUPPLIES.get(str(values.get("kind")), ""),
        values.get("state") == _IN_USE, str(values.get("must_end") or ""), _successor(one, kept),
    )  # fmt: skip


def _successor(one: Kept, kept: Recorded | None) -> Words | None:
    for field, register in _SUCCESSORS:
        of = [other for other in (kept.of(register) if kept else ()) if other.id == one.values.get(field)]
        if of:
            return of[0].words("name")
        if one.values.get(field):
            return Words(str(one.values[field]), str(one.values[field]))
    return None


def followed(measures: Sequence[Measure], needs: Mapping[Group, float]) -> dict[Group, bool]:
    """Return what the measures supply of what assets need, each with whether it stands there already.

    Parameters
    ----------
    measures : sequence of Measure
        As `relief_measures`.
    needs : mapping of (asset, service) to float
        What is needed in the network.
    """
    found: dict[Group, bool] = {}
    for one in measures:
        group = (one.asset, one.supply)
        if group in needs:
            found[group] = found.get(group, False) or one.in_use
    return found
