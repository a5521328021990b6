"""Small parts that many pages share: labels, numbers with their unit, links and sources."""

from __future__ import annotations

from collections.abc import Iterable

from veerkracht.reports.content import Inline, Label, Link, Number, say
from veerkracht.workflows.findings import Findings, Row

UNITS = {
    "percent": "percent", "points": "points", "per_1000": "per_1000", "eur": "eur", "eur_1000": "eur_1000",
    "km": "km", "m3": "m3", "per_km2": "per_km2",
}  # fmt: skip
"""Units that are written behind a number; the others are clear from the heading."""


def label(row: Row, part: str = "label") -> Label:
    """Return the words of a record in both languages."""
    return Label(row[f"{part}_nl"] or "", row[f"{part}_en"] or "")


def capital(words: Label) -> Label:
    """Return words that start a sentence or cell."""
    return Label(words.nl[:1].upper() + words.nl[1:], words.en[:1].upper() + words.en[1:])


def sources_of(reference: str | None) -> tuple[str, ...]:
    """Return the ids in a reference column."""
    return tuple(part.strip() for part in (reference or "").split(";") if part.strip())


def merged(*groups: Iterable[str]) -> tuple[str, ...]:
    """Return ids once each, in order of first mention."""
    return tuple(dict.fromkeys(source for group in groups for source in group))


def measured(value: float | None, indicator: Row, *, status: str = "A", sources: tuple[str, ...] = ()) -> Number:
    """Return a figure of an indicator with its unit and decimals."""
    unit = UNITS.get(indicator["unit"], "")
    return Number(value, unit, indicator["decimals"], sources=sources, status=status)


def year(period: str | int) -> Number:
    """Return a year, which carries no thousands separator."""
    return Number(float(period), "year")


def count(value: int, sources: tuple[str, ...] = ()) -> Number:
    """Return a plain count."""
    return Number(float(value), sources=sources)


def risk_link(findings: Findings, risk: str) -> Inline:
    """Return the name of a risk that leads to its page."""
    return Link(capital(label(findings.risks[risk])), page=f"risks/{risk}")


def initiative_link(findings: Findings, initiative: str) -> Inline:
    """Return the name of an initiative that leads to its page."""
    return Link(label(findings.initiatives.rows[initiative], "name"), page=f"initiatives/{initiative}")


def area_name(findings: Findings, area: str) -> str:
    """Return the name of an area, or its code when no name is known."""
    row = findings.areas.get(area)
    return str(row["name"]) if row and row["name"] else area


def area_link(findings: Findings, area: str) -> Inline:
    """Return the name of a district that leads to its page."""
    return Link(area_name(findings, area), page=f"areas/{area}")


def indicator_sources(findings: Findings, indicators: Iterable[str]) -> tuple[str, ...]:
    """Return the sources of the figures of some indicators, with the series they are computed from."""
    wanted = set(indicators)
    found = {row["source"] for (_, name), rows in findings.values.items() if name in wanted for row in rows}
    return tuple(sorted({part for source in found for part in sources_of(source)})) or ("register",)


def unknown(what: Row | None, part: str) -> Inline:
    """Return recorded words, or the word that says nothing is recorded."""
    if what and (what[f"{part}_nl"] or what[f"{part}_en"]):
        return label(what, part)
    return say("not recorded")


def listed(value: str | None) -> Inline:
    """Return a recorded text that reads the same in every language, or the word for nothing recorded."""
    return value or say("not recorded")
