"""What the registers of a city hold of links, opinions and critical services, in the tables that a workshop gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from veerkracht.catalogue import Kept
from veerkracht.tables import Table, table_of
from veerkracht.tables.infrastructure import ASSETS, REPAIRS, SERVED, SUPPLIES
from veerkracht.tables.risk_network import JUDGEMENTS
from veerkracht.workflows.workshop.answers import DAYS
from veerkracht.workflows.workshop.place import CityPlace
from veerkracht.workflows.workshop.services import EVERYBODY, REPAIR_SPREAD, Services

__all__ = ["register_judgements", "register_services"]

_KINDS: Final = MappingProxyType({
    "electricity": "power", "drinking_water": "water", "telecom": "data", "government_data": "data", "fuel": "fuel",
    "transport": "access", "flood_protection": "protection", "health_care": "care", "emergency_services": "safety",
    "food": "food", "payment": "money",
})  # fmt: skip
"""Kind of a critical service in the register to what it supplies; others stay `other`."""
_WHOLE: Final = 100.0


def register_judgements(place: CityPlace) -> Table | None:
    """Return the opinions on links between risks.

    Returns
    -------
    Table (JUDGEMENTS) or None
        One row per opinion; of one function in several rounds the last is taken. None without any.
    """
    kept = place.city.recorded
    if kept is None:
        return None
    links = {link.id: link for link in kept.of("risk_links")}
    given = sorted(kept.of("link_opinions"), key=lambda one: (str(one.values.get("given_on") or ""), one.id))
    rows = {
        (one.parent, _text(one, "respondent_role")): _opinion(one, links[one.parent])
        for one in given
        if one.parent in links
    }
    known = [row for row in rows.values() if {row["source"], row["target"]} <= set(place.risks)]
    return table_of(JUDGEMENTS, known) if known else None


def _opinion(one: Kept, link: Kept) -> dict[str, Any]:  # Any: cells of mixed types
    lag, strength = one.values.get("lag"), one.values.get("strength")
    return {
        "respondent": _text(one, "respondent_role") or one.id, "source": link.values["source"], "target": link.values["target"],
        "sign": int(one.values.get("sign", 0)), "strength": None if strength is None else int(strength),
        "lag_days": None if lag is None else float(lag) * DAYS[_text(one, "lag_unit") or "days"],
        "certainty": _text(one, "certainty") or None, "evidence": _text(link, "evidence_type") or "opinion",
    }  # fmt: skip


def _text(one: Kept, name: str) -> str:
    found = one.values.get(name)
    if isinstance(found, Mapping):
        return str(found.get("nl") or found.get("en") or "")
    return "" if found is None else str(found)


def register_services(place: CityPlace) -> tuple[Services | None, tuple[str, ...]]:
    """Return the critical services.

    Returns
    -------
    Services or None
        None without any, or if one lacks a time of repair. The registers tell no chances of failure.
    tuple of str
        Names of services without a time of repair.
    """
    kept = place.city.recorded
    found = () if kept is None else kept.of("services")
    lacking = tuple(one.words("name").nl or one.id for one in found if one.values.get("repair_hours") is None)
    if not found or lacking or kept is None:
        return None, lacking
    needs = [one for one in kept.of("dependencies") if _text(one, "from_service") and _text(one, "to_service")]
    return _network(found, needs), ()


def _network(found: Sequence[Kept], needs: Sequence[Kept]) -> Services:
    kinds = {one.id: _KINDS.get(_text(one, "kind"), "other") for one in found}
    areas = {one.id: "; ".join(one.listed("areas")) for one in found}
    names = {one.id: one.words("name").nl or one.id for one in found}
    assets = [{"asset": one.id, "kind": kinds[one.id], "area": areas[one.id] or None, "label_nl": names[one.id],
               "label_en": one.words("name").en or one.id} for one in found]  # fmt: skip
    repairs = [{"asset": one.id, "median_hours": float(one.values["repair_hours"]), "log_sd": REPAIR_SPREAD, "crews": 1}
               for one in found]  # fmt: skip
    served = [{"asset": one.id, "area": areas[one.id] or "–", "group": EVERYBODY, "people": float(one.values["people_served"])}
              for one in found if one.values.get("people_served") is not None]  # fmt: skip
    return Services(
        table_of(ASSETS, assets), table_of(SUPPLIES, [_supply(one) for one in needs]), None, table_of(REPAIRS, repairs),
        table_of(SERVED, served), names, kinds, areas, Counter(_text(one, "confidence") or "unknown" for one in needs),
    )  # fmt: skip


def _supply(one: Kept) -> dict[str, Any]:  # Any: cells of mixed types
    threshold = one.values.get("threshold")
    return {
        "asset": _text(one, "to_service"), "service": _text(one, "supply") or "other", "supplier": _text(one, "from_service"),
        "threshold": None if threshold is None else float(threshold) / _WHOLE, "backup_hours": one.values.get("backup_hours"),
        "time_to_fail_hours": one.values.get("time_to_fail_hours"), "confidence": _text(one, "confidence") or None,
    }  # fmt: skip
