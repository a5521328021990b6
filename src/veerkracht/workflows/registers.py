"""A city as its registers hold it: the records of a bundle in place of what the catalogue records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from veerkracht.catalogue import City, Kept, Recorded, Wording, Words, registers
from veerkracht.connectors.register_bundle import BundleRecord, RegisterBundle, digest_of, read_bundle
from veerkracht.errors import UsageError
from veerkracht.tables import CLAIMS, INITIATIVES, LINKS, RISKS, Table, pull, table_of
from veerkracht.workflows.gathering import InputFile

__all__ = ["REGISTERS", "as_input", "bundle_in", "edition_name", "settings_of", "with_registers"]

REGISTERS: Final = "registers.json"
"""How an edition calls the bundle it was made from."""

Row = dict[str, Any]  # Any: one row of a table holds values of mixed types


def bundle_in(path: Path) -> RegisterBundle:
    """Read a bundle with the registers that the catalogue defines; raises as `read_bundle`."""
    return read_bundle(path, known=registers())


def with_registers(city: City, bundle: RegisterBundle) -> City:
    """Return the city with what its registers hold in place of what the catalogue records.

    Parameters
    ----------
    city : City
        The city of the catalogue.
    bundle : RegisterBundle
        Taken from the registers of the same city. A register that it does not hold stays as the catalogue has it.

    Returns
    -------
    City
        Goals, strategy, risks, links, initiatives and claims of the bundle, in the order of the catalogue, new ones
        after them by id; and `recorded` with all that the registers add.

    Raises
    ------
    UsageError
        If the bundle is of another city.
    """
    if bundle.city != city.id:
        raise UsageError("The registers are of {found}, not of {city}. Give those of {city}, or ask for {found}.",
                         found=bundle.city, city=city.id)  # fmt: skip
    kept = _recorded(bundle)
    risks = _ordered(kept, "risks", _ids(city.risks, "risk"))
    links = _links(city, kept, {risk.id for risk in risks} or set(_ids(city.risks, "risk")))
    same = [risk.id for risk in risks] == _ids(city.risks, "risk")
    return replace(
        city, recorded=kept, wording=_wording(city, kept, links), **_strategy(city, kept),
        **_tables(city, kept, risks, links),
        register=city.register if same or "risks" not in kept.registers else "own",
    )  # fmt: skip


def as_input(bundle: RegisterBundle) -> InputFile:
    """Return the bundle as an input of the edition, for its list of files and its manifest."""
    period = str(bundle.edition.values.get("period", "")) if bundle.edition else ""
    return InputFile("registers", "register", REGISTERS, digest_of(bundle), period, bundle.frozen_on)


def edition_name(bundle: RegisterBundle) -> str:
    """Return the name that the registers give the edition; empty when it was not frozen for one."""
    return str(bundle.edition.values.get("period") or bundle.edition.id) if bundle.edition else ""


def settings_of(bundle: RegisterBundle) -> dict[str, dict[str, float | int | str]]:
    """Return the settings of the edition, by room and name.

    Raises
    ------
    UsageError
        If a setting is not written as ``room.name``.
    """
    found: dict[str, dict[str, float | int | str]] = {}
    for record in bundle.settings:
        room, point, name = str(record.values.get("setting", "")).partition(".")
        if not (room and point and name):
            raise UsageError("The edition sets {text}, which is no setting. Write room.name, for example trend.band.",
                             text=record.values.get("setting", ""))  # fmt: skip
        found.setdefault(room, {})[name] = _number_or_word(str(record.values.get("value", "")))
    return found


def _number_or_word(text: str) -> float | int | str:
    for kind in (int, float):
        try:
            return kind(text.replace(",", "."))
        except ValueError:
            continue
    return text


def _recorded(bundle: RegisterBundle) -> Recorded:
    found = {name: _kept(records) for name, records in bundle.registers.items()}
    edition = _kept([bundle.edition])[0] if bundle.edition else None
    return Recorded(
        found, edition, _kept(bundle.texts), _kept(bundle.settings), bundle.before, bundle.frozen_on, digest_of(bundle)
    )


def _kept(records: Iterable[BundleRecord]) -> tuple[Kept, ...]:
    return tuple(Kept(record.id, record.values, record.parent) for record in records)


def _ids(table: Table, column: str) -> list[str]:
    ids: list[str] = pull(table)[column].to_pylist()
    return ids


def _ordered(kept: Recorded, register: str, known: list[str]) -> list[Kept]:
    """Return the records that the catalogue knows in its order, and the others after them by id."""
    places = {name: place for place, name in enumerate(known)}
    return sorted(kept.of(register), key=lambda record: (places.get(record.id, len(places)), record.id))


def _strategy(city: City, kept: Recorded) -> dict[str, Any]:  # Any: parts of a city
    """Return the goals, and the strategy that is in force: that of the catalogue first."""
    found: dict[str, Any] = {}  # Any: as above
    if "goals" in kept.registers:
        goals = _ordered(kept, "goals", [name for name, _words in city.goals])
        found["goals"] = tuple((goal.id, goal.words("name")) for goal in goals)
    if "strategies" in kept.registers:
        in_force = [s for s in _ordered(kept, "strategies", [city.strategy]) if s.values.get("state") == "in_force"]
        chosen = in_force[0] if in_force else Kept("", {})
        found |= {"strategy": chosen.id, "expected_initiatives": chosen.values.get("expected_initiatives") or 0}
    return found


def _tables(city: City, kept: Recorded, risks: list[Kept], links: list[Kept]) -> dict[str, Any]:  # Any: parts of a city
    known = {risk.id for risk in risks} if "risks" in kept.registers else set(_ids(city.risks, "risk"))
    found: dict[str, Any] = {}  # Any: as above
    if "risks" in kept.registers:
        found["risks"] = table_of(RISKS, [_risk(risk) for risk in risks])
    if "risk_links" in kept.registers:
        found["links"] = table_of(LINKS, [_link(link) for link in links])
    if "initiatives" in kept.registers:
        known_ones = _ids(city.initiatives, "initiative")
        rows = [_initiative(record, kept, known) for record in _ordered(kept, "initiatives", known_ones)]
        found["initiatives"] = table_of(INITIATIVES, rows)
    if "claims" in kept.registers:
        claims = _ordered(kept, "claims", _ids(city.claims, "claim"))
        found["claims"] = table_of(CLAIMS, [_claim(claim) for claim in claims])
        found["claim_subjects"] = tuple(
            (claim.id, risk) for claim in claims for risk in claim.listed("risks") if risk in known
        )
    return found


def _links(city: City, kept: Recorded, risks: set[str]) -> list[Kept]:
    """Return the links between risks that are there, one per pair, as an edition draws one arrow."""
    rows = pull(city.links).to_pylist()
    pairs: dict[tuple[str, str], Kept] = {}
    for link in _ordered(kept, "risk_links", [f"{row['source']}--{row['target']}" for row in rows]):
        if {_text(link, "source"), _text(link, "target")} <= risks:
            pairs.setdefault((str(link.values["source"]), str(link.values["target"])), link)
    return list(pairs.values())


def _wording(city: City, kept: Recorded, links: list[Kept]) -> Wording:
    """Return the words of what was taken from the registers, and those of the catalogue for what was not."""
    found = city.wording
    if "risks" in kept.registers:
        found = replace(found, first_named={risk.id: risk.words("first_named") for risk in kept.of("risks")})
    if "risk_links" in kept.registers:
        words = {(str(one.values["source"]), str(one.values["target"])): one.words("evidence") for one in links}
        found = replace(found, evidence=words)
    if "claims" in kept.registers:
        found = replace(found, claims={one.id: (one.words("value"), one.words("unit")) for one in kept.of("claims")})
    return found


def _text(record: Kept, name: str) -> str | None:
    return str(record.values[name]) if record.values.get(name) is not None else None


def _both(record: Kept, name: str, *, column: str = "") -> Row:
    words = record.words(name)
    return {f"{column or name}_nl": words.nl or None, f"{column or name}_en": words.en or None}


def _reference(record: Kept, name: str = "sources") -> str:
    """Return the sources of a record; one without is its own source: the register."""
    return "; ".join(record.listed(name)) or "register"


def _risk(risk: Kept) -> Row:
    return {
        "risk": risk.id, "kind": _text(risk, "kind"), **_both(risk, "name", column="label"), **_both(risk, "note"),
        "first_named": risk.words("first_named").en or None, "in_strategy": _text(risk, "in_strategy") or "unknown",
        "reference": _reference(risk),
    }  # fmt: skip


def _link(link: Kept) -> Row:
    return {
        "source": link.values["source"], "target": link.values["target"], "weight": None,
        "sign": int(link.values.get("sign", 1)), **_both(link, "mechanism", column="statement"),
        "evidence": link.words("evidence").en, "reference": _reference(link),
    }  # fmt: skip


_ALIKE: Final = ("track", "status", "in_strategy", "partners", "municipal_role", "start", "end", "merged_into")
_WORDS: Final = ("name", "progress", "lesson", "outlook", "benefit_good_times", "benefit_bad_times")


def _initiative(record: Kept, kept: Recorded, risks: set[str]) -> Row:
    found: Row = {"initiative": record.id, **{name: _text(record, name) for name in _ALIKE}}
    for name in _WORDS:
        found |= _both(record, name)
    return found | {
        "status_reason": "inferred" if _is_inferred(record) else _text(record, "status_reason"),
        "goal": "; ".join(record.listed("goal")) or None, "lead": _text(record, "lead") or _party(record, kept),
        "areas": record.words("place").nl or "; ".join(record.listed("areas")) or None,
        "risks": "; ".join(risk for risk in record.listed("risks") if risk in risks) or None,
        "reference": _reference(record),
    }  # fmt: skip


def _is_inferred(record: Kept) -> bool:
    return "inferred" in (record.values.get("status_certainty"), record.values.get("goal_certainty"))


def _party(record: Kept, kept: Recorded) -> str | None:
    """Return the name of the party that leads, where no other words were recorded."""
    named: Mapping[str, Words] = {party.id: party.words("name") for party in kept.of("parties")}
    found = named.get(_text(record, "lead_party") or "")
    return found.nl if found else None


def _claim(claim: Kept) -> Row:
    return {
        "claim": claim.id, "subject": _text(claim, "subject"), **_both(claim, "statement"),
        "value": claim.words("value").en or None, "unit": claim.words("unit").en or None, "year": _text(claim, "year"),
        "reference": _reference(claim, "reference"), "conflict_group": _text(claim, "conflict_group"),
        **_both(claim, "note"),
    }  # fmt: skip
