"""Which indicators an index is made of, and of which years its figures are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from veerkracht.catalogue import Derivation, derivations
from veerkracht.reports.content import Column, DataTable, Inline, say
from veerkracht.workflows.edition import parts
from veerkracht.workflows.findings import Findings


def made_of(findings: Findings, groups: Iterable[tuple[Inline, Iterable[str]]], areas: Collection[str]) -> DataTable:
    """Return the indicators of an index with the years of their last figures.

    Parameters
    ----------
    findings : Findings
        All results.
    groups : iterable of (words, indicators)
        Words for a part of the index, and what it is made of.
    areas : collection of str
        The areas that the index is about.
    """
    listed = [(words, name) for words, names in groups for name in names]
    rows = tuple(
        (parts.capital(parts.label(findings.indicators[name])), words, _years(findings, name, areas))
        for words, name in listed
    )
    columns = (Column(say("Indicator")), Column(say("Counts for")), Column(say("Year of the figures")))
    sources = parts.indicator_sources(findings, [name for _words, name in listed])
    return DataTable(say("What it is made of"), columns, rows, sources)


def _years(findings: Findings, name: str, areas: Collection[str]) -> Inline:
    own = _last(findings, name, areas)
    if own:
        return own
    derivation = next((d for d in derivations() if d.indicator == name), None)
    return _years_of_parts(findings, derivation, areas) if derivation else say("no figures")


def _years_of_parts(findings: Findings, derivation: Derivation, areas: Collection[str]) -> Inline:
    above, below = (_last(findings, name, areas) for name in (derivation.numerator, derivation.denominator))
    if not (above and below):
        return say("no figures")
    below_words = parts.label(findings.indicators[derivation.denominator])
    return say("{above} ({what}: {below})", above=above, what=below_words, below=below)


def _last(findings: Findings, name: str, areas: Collection[str]) -> str:
    """Return the first and last year among the last figures of the areas, or nothing."""
    found = set()
    for area in areas:
        known = [row["period"] for row in findings.values.get((area, name), ()) if row["value"] is not None]
        found |= {max(known)} if known else set()
    return "–".join(dict.fromkeys((min(found), max(found)))) if found else ""
