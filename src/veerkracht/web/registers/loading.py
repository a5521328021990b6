"""The start of a city: its areas, and what its catalogue file records, as published records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from veerkracht import catalogue
from veerkracht.catalogue import City, Register, Words, register
from veerkracht.reports.forms import unit_words
from veerkracht.tables import Table
from veerkracht.web.audit.models import log
from veerkracht.web.people.access import Action, Actor, Assigned, Reader, Role
from veerkracht.web.registers.models import Area, Record, State
from veerkracht.web.registers.records import keep, prepared
from veerkracht.workflows.gathering.areas import read_areas
from veerkracht.workflows.gathering.fallback import generated
from veerkracht.workflows.places import find_data

__all__ = ["SYSTEM", "load_areas", "load_city"]

SYSTEM: Final = Actor(Reader(assigned=(Assigned(Role.OFFICER),)), "system")
"""Who acts when the application itself keeps records."""

_AREA: Final = ("code", "name", "level", "parent")
Rows = Iterator[tuple[str, dict[str, Any]]]  # Any: answers, as they are kept or as text
Row = Mapping[str, Any]  # Any: values of one row of a table


def load_city(name: str, environment: Mapping[str, str] = os.environ) -> dict[str, int]:
    """Bring what is known of a city into empty registers; records that are there stay as they are.

    Parameters
    ----------
    name : str
        Name of the city in the catalogue.
    environment : Mapping
        Where the folder with data is named.

    Returns
    -------
    dict of str to int
        Records made per register, and areas.

    Raises
    ------
    UsageError
        If the city is not in the catalogue.
    """
    city = _city(name)
    made = {"areas": load_areas(city, environment)}
    with transaction.atomic():
        for register_id, rows in READERS.items():
            made[register_id] = _make(register(register_id), rows(city))
        made["initiatives"] += _make(register("initiatives"), _initiatives(city, merged=True))
    return made


def _city(name: str) -> City:
    """Return a city of the catalogue; the initiatives and claims of the synthetic one are drawn."""
    city = catalogue.load_city(name)
    return generated(city).city if city.id == catalogue.SYNTHETIC else city


def load_areas(city: City, environment: Mapping[str, str] = os.environ) -> int:
    """Bring the areas of a city in step with the boundary files, where these are at hand; return how many there are."""
    folder = find_data(None, environment).folder
    if city.id == catalogue.SYNTHETIC:
        table = generated(city).areas
    elif folder is None:
        return Area.objects.count()
    else:
        table, _, _ = read_areas(city, folder)
    newest = {row["area"]: row for row in _rows(table.drop("geometry").order_by("division"))}
    areas = [
        Area(code=code, name=row["name"] or code, level=row["level"], parent=row["parent"] or "")
        for code, row in newest.items()
    ]
    before = set(Area.objects.values_list(*_AREA))
    if not before.issuperset((area.code, area.name, area.level, area.parent) for area in areas):
        with transaction.atomic():
            Area.objects.bulk_create(areas, update_conflicts=True, unique_fields=["code"], update_fields=_AREA[1:])
            log("areas.load", f"areas/{city.id}", actor=SYSTEM.label, n=len(areas))
    return len(areas)


def _make(item: Register, rows: Rows) -> int:
    known = set(Record.objects.filter(register=item.id).values_list("external_id", flat=True))
    new = [_published(item, key, answers) for key, answers in rows if key not in known]
    if new:
        keep(new, [], actor=SYSTEM, reason="catalogue", action="load")
    return len(new)


def _published(item: Register, key: str, answers: Row) -> Record:
    record = Record(register=item.id, external_id=key)
    prepared(record, {name: value for name, value in answers.items() if value}, actor=SYSTEM, action=Action.CREATE)
    record.state, record.published, record.published_at = State.APPROVED, record.values, timezone.now()
    return record


def _rows(table: Table) -> list[Row]:
    rows: list[Row] = table.to_pyarrow().to_pylist()
    return rows


def _both(row: Row, part: str) -> dict[str, str | None]:
    return {"nl": row[f"{part}_nl"], "en": row[f"{part}_en"]}


def _alike(text: str) -> Words:
    return Words(text, text)


def _same(words: Words) -> dict[str, str]:
    return {"nl": words.nl, "en": words.en}


def _sources(city: City) -> Rows:
    for row in _rows(catalogue.sources().order_by("source")):
        given = {name: row[name] for name in ("title", "publisher", "licence", "url")}
        yield row["source"], given


def _strategies(city: City) -> Rows:
    if city.strategy:
        titles = {row["source"]: row["title"] for row in _rows(catalogue.sources())}
        name = titles.get(city.strategy, city.strategy)
        yield city.strategy, {
            "name": {"nl": name, "en": name}, "expected_initiatives": city.expected_initiatives or None,
            "state": "in_force",
        }  # fmt: skip


def _goals(city: City) -> Rows:
    for key, label in city.goals:
        yield key, {"name": _same(label), "kind": "goal", "strategy": city.strategy}


DIRECTIONS: Final = {1: "up", -1: "down", 0: "none"}


def _indicators(city: City) -> Rows:
    for row in _rows(catalogue.indicators().order_by("indicator")):
        yield row["indicator"], {
            "name": _both(row, "label"), "definition": _both(row, "explanation"), "code": row["indicator"],
            "unit": {"nl": unit_words(row["unit"], "nl"), "en": unit_words(row["unit"], "en")}, "decimals": row["decimals"],
            "direction": DIRECTIONS[row["direction"]], "sensitivity": row["sensitivity"],
        }  # fmt: skip


def _risks(city: City) -> Rows:
    followed: dict[str, list[str]] = {}
    for row in _rows(catalogue.risk_indicators().order_by("risk", "indicator")):
        followed.setdefault(row["risk"], []).append(row["indicator"])
    for row in _rows(city.risks.order_by("risk")):
        first = city.wording.first_named.get(row["risk"]) if row["first_named"] else None
        yield row["risk"], {
            "name": _both(row, "label"), "kind": row["kind"], "in_strategy": row["in_strategy"],
            "first_named": _same(first) if first else None, "note": _both(row, "note"),
            "sources": _references(row), "indicators": followed.get(row["risk"]),
        }  # fmt: skip


def _risk_links(city: City) -> Rows:
    for row in _rows(city.links.order_by("source", "target")):
        evidence = city.wording.evidence[row["source"], row["target"]]
        yield f"{row['source']}--{row['target']}", {
            "source": row["source"], "target": row["target"], "sign": str(row["sign"]),
            "mechanism": _both(row, "statement"), "evidence": _same(evidence), "sources": _references(row),
        }  # fmt: skip


def _references(row: Row) -> list[str]:
    known = row["reference"] or ""
    return [part.strip() for part in known.split(";") if part.strip() and part.strip() != "register"]


_ALIKE: Final = (
    "track", "status", "in_strategy", "lead", "partners", "municipal_role", "start", "end", "merged_into",
)  # fmt: skip
_WORDS: Final = ("progress", "lesson", "outlook", "benefit_good_times", "benefit_bad_times")


def _initiatives(city: City, *, merged: bool = False) -> Rows:
    """Yield the initiatives that stand by themselves, or those that were merged into one of them."""
    for row in _rows(city.initiatives.order_by("initiative")):
        if bool(row["merged_into"]) is merged:
            yield row["initiative"], _initiative(row, city)


def _initiative(row: Row, city: City) -> dict[str, Any]:  # Any: answers, as they are kept or as text
    where = row["areas"]
    inferred = row["status_reason"] == "inferred"
    return {
        "name": _both(row, "name"), **{name: row[name] for name in _ALIKE}, "goal": row["goal"],
        **{name: _both(row, name) for name in _WORDS}, "risks": row["risks"], "sources": _references(row),
        "status_certainty": "inferred" if inferred else None, "strategy": city.strategy,
        "status_reason": None if inferred else row["status_reason"],
        "place": {"nl": where} if where else None,
    }  # fmt: skip


def _claims(city: City) -> Rows:
    subjects: dict[str, list[str]] = {}
    for claim, risk in city.claim_subjects:
        subjects.setdefault(claim, []).append(risk)
    for row in _rows(city.claims.order_by("claim")):
        value, unit = city.wording.claims.get(row["claim"]) or (_alike(row["value"]), _alike(row["unit"]))
        yield row["claim"], {
            "statement": _both(row, "statement"), "value": _same(value), "unit": _same(unit), "year": row["year"],
            "reference": _references(row), "conflict_group": row["conflict_group"], "note": _both(row, "note"),
            "risks": subjects.get(row["claim"]), "subject": row["subject"],
        }  # fmt: skip


READERS: Final[dict[str, Callable[[City], Rows]]] = {
    "sources": _sources, "strategies": _strategies, "goals": _goals, "indicators": _indicators, "risks": _risks,
    "risk_links": _risk_links, "initiatives": _initiatives, "claims": _claims,
}  # fmt: skip
"""What a city file records, per register, those that are pointed to first."""
