"""Definitions as data: indicators, how to find them in files, and what is computed from what."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from veerkracht.errors import CatalogueError
from veerkracht.tables import INDICATORS, ColumnRule, Table, table_of

Record = dict[str, Any]  # Any: a TOML table holds values of mixed types


class Words(NamedTuple):
    """The same words in both languages."""

    nl: str
    en: str


@dataclass(frozen=True)
class Derivation:
    """An indicator that is `per` times a numerator divided by a denominator, in the same area and period."""

    indicator: str
    numerator: str
    denominator: str
    per: float


@dataclass(frozen=True)
class Computation:
    """A series over districts computed for the city: method dissimilarity, theil or spread."""

    indicator: str
    method: str
    of: str
    population: str


@cache
def read_toml(name: str) -> Record:
    """Return one TOML file of the catalogue, by its path inside the package."""
    text = files("veerkracht.catalogue").joinpath(name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise CatalogueError(
            "{file} is not valid TOML: {problem}. Mend that line.", file=name, problem=problem
        ) from problem


@cache
def indicator_records() -> tuple[Record, ...]:
    """Return the raw definitions of all indicators, in the order of their files and ids once each.

    Raises
    ------
    CatalogueError
        If an id occurs twice or a definition lacks a part that readers see.
    """
    folder = files("veerkracht.catalogue").joinpath("indicators")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    records = tuple(r for name in names for r in read_toml(f"indicators/{name}")["indicator"])
    _check_indicators(records)
    return records


REQUIRED = ("id", "label", "explanation", "unit", "kind", "theme")
KINDS = ("count", "percentage", "rate", "mean", "index")
THEMES = ("vulnerability", "problem", "capacity", "exposure", "context")
SENSITIVITIES = ("open", "limited", "forbidden")


def _check_indicators(records: tuple[Record, ...]) -> None:
    seen: set[str] = set()
    for record in records:
        name = record.get("id", "?")
        lacking = [part for part in REQUIRED if part not in record]
        if lacking or name in seen:
            raise CatalogueError(
                "Indicator {id} lacks {lacking} or occurs twice. Mend it in catalogue/indicators.",
                id=name, lacking=", ".join(lacking) or "nothing",
            )  # fmt: skip
        _check_choice(record, "kind", KINDS)
        _check_choice(record, "theme", THEMES)
        _check_choice(record, "sensitivity", SENSITIVITIES)
        seen.add(name)


def _check_choice(record: Record, part: str, allowed: tuple[str, ...]) -> None:
    if record.get(part, allowed[0]) not in allowed:
        raise CatalogueError(
            "Indicator {id} has {part} {value}. Choose one of {allowed}.",
            id=record["id"], part=part, value=record[part], allowed=", ".join(allowed),
        )  # fmt: skip


def indicators() -> Table:
    """Return all indicators as the shared table `INDICATORS`."""
    return table_of(INDICATORS, [_indicator_row(record) for record in indicator_records()])


def _indicator_row(record: Record) -> Record:
    return {
        "indicator": record["id"],
        "label_nl": record["label"]["nl"],
        "label_en": record["label"]["en"],
        "explanation_nl": record["explanation"]["nl"],
        "explanation_en": record["explanation"]["en"],
        "unit": record["unit"],
        "kind": record["kind"],
        "direction": record.get("direction", 0),
        "theme": record["theme"],
        "sensitivity": record.get("sensitivity", "open"),
        "denominator": record.get("denominator", ""),
        "rounding": float(record.get("rounding", 0.0)),
        "noise": record.get("noise", "none"),
        "decimals": record.get("decimals", 0),
        "worst": record.get("worst"),
        "best": record.get("best"),
    }


def column_rules(source: str | None = None) -> tuple[ColumnRule, ...]:
    """Return how to find each indicator in the columns of files, all or for one kind of file."""
    rules = tuple(
        ColumnRule(
            indicator=record["id"], source=column["in"], column=column["name"], scale=float(column.get("scale", 1.0)),
            first=column.get("first", 1900), last=column.get("last", 9999), after=column.get("after", ""),
        )
        for record in indicator_records()
        for column in record.get("columns", [])
    )  # fmt: skip
    return rules if source is None else tuple(rule for rule in rules if rule.source == source)


def derivations() -> tuple[Derivation, ...]:
    """Return the indicators that are one indicator divided by another."""
    return tuple(
        Derivation(record["id"], part["numerator"], part["denominator"], float(part["per"]))
        for record in indicator_records()
        if (part := record.get("derive"))
    )


def computations() -> tuple[Computation, ...]:
    """Return the city series computed over districts."""
    return tuple(
        Computation(record["id"], part["method"], part["of"], part["population"])
        for record in indicator_records()
        if (part := record.get("computed"))
    )


def delicts() -> dict[str, str]:
    """Return the indicator of each code in the police counts."""
    return {record["delict"]: record["id"] for record in indicator_records() if "delict" in record}


def breaks() -> dict[str, tuple[str, ...]]:
    """Return the periods in which a series starts anew, per indicator."""
    return {record["id"]: tuple(record["breaks"]) for record in indicator_records() if "breaks" in record}


def trend_bands() -> dict[str, float]:
    """Return the dead band (percent of the mean level per year) of the series that have one of their own."""
    return {record["id"]: float(record["trend_band"]) for record in indicator_records() if "trend_band" in record}
