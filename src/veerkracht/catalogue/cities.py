"""A city as data: name, strategy, goals, risks, links, initiatives and published findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from veerkracht.catalogue.definitions import Record, Words, read_toml
from veerkracht.catalogue.recorded import Recorded
from veerkracht.errors import CatalogueError, UsageError
from veerkracht.tables import CLAIMS, INITIATIVES, LINKS, RISKS, Table, memtable, table_of

SYNTHETIC = "voorbeeldstad"


@dataclass(frozen=True)
class Development:
    """Which change of vulnerability is laid beside which change of problems, over which years."""

    level: str
    vulnerability: tuple[str, ...]
    problems: tuple[str, ...]
    first: str
    last: str
    problem_first: str
    problem_last: str
    second_problem: str = ""
    second_first: str = ""
    second_last: str = ""


@dataclass(frozen=True)
class Wording:
    """Words in both languages for what the tables of a city hold in one.

    Parameters
    ----------
    first_named : Mapping
        The document that first named a risk, by risk.
    evidence : Mapping
        The kind of evidence for a link, by source and target.
    claims : Mapping
        Value and unit of a claim.
    """

    first_named: Mapping[str, Words] = field(default_factory=dict)
    evidence: Mapping[tuple[str, str], Words] = field(default_factory=dict)
    claims: Mapping[str, tuple[Words, Words]] = field(default_factory=dict)


@dataclass(frozen=True)
class City:
    """All that is recorded of one city.

    `register` tells where the risks come from: "own" (the city's strategy) or "common" (stresses that open
    data can measure, for a city without a published register). `recorded` holds what the registers of the web
    application add, where the city was taken from them.
    """

    id: str
    municipality: str
    name: Words
    publisher: Words
    edition: str
    date: str
    register: str
    strategy: str
    expected_initiatives: int
    development: Development
    goals: tuple[tuple[str, Words], ...]
    risks: Table
    links: Table
    initiatives: Table
    claims: Table
    claim_subjects: tuple[tuple[str, str], ...]
    wording: Wording = field(default_factory=Wording)
    recorded: Recorded | None = None


@cache
def _city_files() -> dict[str, str]:
    """Return the file of each city by each of its names."""
    folder = files("veerkracht.catalogue").joinpath("cities")
    names: dict[str, str] = {}
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".toml"):
            city = read_toml(f"cities/{item.name}")["city"]
            names |= dict.fromkeys((city["id"], *city.get("aliases", [])), item.name)
    return names


def city_names() -> tuple[str, ...]:
    """Return the names under which a city can be asked for."""
    return tuple(sorted(_city_files()))


def load_city(name: str) -> City:
    """Return one city.

    Raises
    ------
    UsageError
        If no file in the catalogue has this name.
    CatalogueError
        If the file lacks a part.
    """
    file = _city_files().get(name.strip().lower().replace(" ", "-"))
    if file is None:
        raise UsageError(
            "No city named {name}. Choose one of {cities}, or add a file to catalogue/cities.",
            name=name, cities=", ".join(city_names()),
        )  # fmt: skip
    try:
        return _city(read_toml(f"cities/{file}"))
    except (KeyError, TypeError) as problem:
        raise CatalogueError(
            "catalogue/cities/{file} is not complete: {problem}. Compare it with the file of another city.",
            file=file, problem=problem,
        ) from problem  # fmt: skip


def _city(record: Record) -> City:
    city = record["city"]
    own = city.get("risk_register", "own") == "own"
    register = record if own else _common_register()
    return City(
        id=city["id"],
        municipality=city["municipality"],
        name=Words(**city["name"]),
        publisher=Words(**city["publisher"]),
        edition=city["edition"],
        date=city["date"],
        register="own" if own else "common",
        strategy=city.get("strategy", ""),
        expected_initiatives=city.get("expected_initiatives", 0),
        development=_development(record["development"]),
        goals=tuple((goal["id"], Words(**goal["label"])) for goal in record.get("goal", [])),
        risks=table_of(RISKS, [_risk_row(r, own=own) for r in register["risk"]]),
        links=table_of(LINKS, [_link_row(r) for r in record.get("link", [])]),
        initiatives=table_of(INITIATIVES, [_initiative_row(r) for r in record.get("initiative", [])]),
        claims=table_of(CLAIMS, [_claim_row(r) for r in record.get("claim", [])]),
        claim_subjects=tuple((r["id"], s) for r in record.get("claim", []) for s in r["subjects"]),
        wording=_wording(record),
    )


def _wording(record: Record) -> Wording:
    return Wording(
        first_named={r["id"]: Words(**r["first_named"]) for r in record.get("risk", [])},
        evidence={(r["source"], r["target"]): Words(**r["evidence"]) for r in record.get("link", [])},
        claims={r["id"]: (Words(**r["value"]), Words(**r["unit"])) for r in record.get("claim", [])},
    )


def _development(record: Record) -> Development:
    lists = {name: tuple(value) for name, value in record.items() if isinstance(value, list)}
    return Development(**{**record, **lists})


def _common_register() -> Record:
    common = read_toml("risk_indicators.toml")["common"]
    wanted = set(common["risks"])
    register = read_toml(f"cities/{common['register_of']}.toml")
    return {"risk": [r for r in register["risk"] if r["id"] in wanted]}


def _both(record: Record, part: str) -> Record:
    words = record.get(part, {"nl": "", "en": ""})
    return {f"{part}_nl": words["nl"] or None, f"{part}_en": words["en"] or None}


def _reference(record: Record) -> str:
    return "; ".join(record["sources"])


def _risk_row(record: Record, *, own: bool) -> Record:
    row = {
        "risk": record["id"], "kind": record["kind"], **_both(record, "label"), **_both(record, "note"),
        "first_named": record["first_named"]["en"], "in_strategy": record["in_strategy"],
        "reference": _reference(record),
    }  # fmt: skip
    if own:
        return row
    # What was published about a risk elsewhere says nothing of this city.
    return {
        **row, "note_nl": None, "note_en": None, "in_strategy": "unknown", "first_named": None, "reference": "register",
    }  # fmt: skip


def _link_row(record: Record) -> Record:
    return {
        "source": record["source"], "target": record["target"], "weight": None, "sign": record["sign"],
        **_both(record, "statement"), "evidence": record["evidence"]["en"], "reference": _reference(record),
    }  # fmt: skip


def _is_inferred(record: Record) -> bool:
    """Tell whether status or goal is read out of what is public, and not stated by a source."""
    return "inferred" in (record.get("status_certainty"), record.get("goal_certainty"))


def _initiative_row(record: Record) -> Record:
    return {
        "initiative": record["id"], **_both(record, "name"), "track": record.get("track"),
        "status": record.get("status"), "status_reason": "inferred" if _is_inferred(record) else None,
        "goal": record["goal"] or None, "in_strategy": record["in_strategy"], "lead": record["lead"] or None,
        "partners": record["partners"] or None, "areas": record["areas"] or None, "start": record["start"] or None,
        "end": record.get("end"),
        "progress_nl": record["known"]["nl"] or None, "progress_en": record["known"]["en"] or None,
        "risks": "; ".join(record["risks"]) or None, "reference": _reference(record),
    }  # fmt: skip


def _claim_row(record: Record) -> Record:
    return {
        "claim": record["id"], **_both(record, "statement"), "value": record["value"]["en"],
        "unit": record["unit"]["en"], "year": record["year"], "reference": _reference(record),
        "conflict_group": record["conflict_group"] or None, **_both(record, "note"),
    }  # fmt: skip


def risk_indicators() -> Table:
    """Return which series tell how a risk develops: (risk, indicator, sign, weight)."""
    rows = [
        {"risk": measure["risk"], "indicator": part["id"], "sign": part["sign"], "weight": part.get("weight", 1.0)}
        for measure in read_toml("risk_indicators.toml")["measure"]
        for part in measure["indicators"]
    ]
    return memtable({name: [row[name] for row in rows] for name in ("risk", "indicator", "sign", "weight")})
