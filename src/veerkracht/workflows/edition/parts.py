"""Small parts that many pages share: labels, numbers with their unit, links and sources."""

from __future__ import annotations

from collections.abc import Iterable

from veerkracht.reports.content import Inline, Label, Link, Number, say
from veerkracht.reports.forms import format_date
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
    """Return words that start a sentence or cell; a bracket before the first letter stays.

    Examples
    --------
    >>> capital(Label("(terroristische) aanslag", "(terrorist) attack")).en
    '(Terrorist) attack'
    """
    return Label(_capital(words.nl), _capital(words.en))


def _capital(text: str) -> str:
    at = next((place for place, letter in enumerate(text) if letter.isalnum()), 0)
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def named(findings: Findings, indicators: Iterable[str]) -> Label:
    """Return the names of indicators in one line."""
    words = [label(findings.indicators[name]) for name in indicators]
    return Label("; ".join(w.nl for w in words), "; ".join(w.en for w in words))


def when(start: str | None, end: str | None) -> Inline:
    """Return the period of something that began and perhaps ended, from ISO dates."""
    if not start:
        return say("not recorded")
    first = Label(format_date(start, "nl"), format_date(start, "en"))
    if not end:
        return say("from {start}", start=first)
    return say("{first} to {last}", first=first, last=Label(format_date(end, "nl"), format_date(end, "en")))


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


def boundary_sources(findings: Findings) -> tuple[str, ...]:
    """Return the source of the shapes on a map; those of a synthetic city are made up like its figures."""
    return ("generator",) if findings.origin == "generator" else ("cbs-boundaries",)


def indicator_sources(findings: Findings, indicators: Iterable[str]) -> tuple[str, ...]:
    """Return the sources of the figures of some indicators, with the series they are computed from."""
    found = {source for name in indicators for source in findings.references.get(name, ())}
    return tuple(sorted({part for source in found for part in sources_of(source)})) or ("register",)


def unknown(what: Row | None, part: str) -> Inline:
    """Return recorded words, or the word that says nothing is recorded."""
    if what and (what[f"{part}_nl"] or what[f"{part}_en"]):
        return label(what, part)
    return say("not recorded")


def listed(value: str | None) -> Inline:
    """Return a recorded text that reads the same in every language, or the word for nothing recorded."""
    return value or say("not recorded")
