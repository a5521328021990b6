"""Put all pages of an edition in reading order."""

from __future__ import annotations

from veerkracht.reports.content import Edition, Label, Page, Source
from veerkracht.workflows.edition.changes import changes_page
from veerkracht.workflows.edition.connected import connected_page
from veerkracht.workflows.edition.discussed import discussed_pages, with_ways
from veerkracht.workflows.edition.districts import district_codes, district_page, list_page
from veerkracht.workflows.edition.gap import gap_page
from veerkracht.workflows.edition.home import home_page, summary_blocks
from veerkracht.workflows.edition.initiatives import initiative_page, initiatives_page
from veerkracht.workflows.edition.interpreted import with_talks
from veerkracht.workflows.edition.lessons import lessons_page
from veerkracht.workflows.edition.levels import exposure_page, exposures_page, focus_page
from veerkracht.workflows.edition.method import indicators_page, method_page, missing_page, sources_page
from veerkracht.workflows.edition.neighbourhoods import maps_page
from veerkracht.workflows.edition.recorded import record_sources
from veerkracht.workflows.edition.risk import risk_page
from veerkracht.workflows.edition.risks import risks_page
from veerkracht.workflows.edition.streets import streets_page
from veerkracht.workflows.edition.texts import with_texts
from veerkracht.workflows.findings import Findings, Row


def compose(findings: Findings, *, name: str, date: str, before: Row | None, version: str) -> Edition:
    """Return the whole edition as content.

    Parameters
    ----------
    findings : Findings
        All results.
    name, date : str
        Name of the edition and the ISO date printed on it.
    before : Row or None
        The key figures of the edition before this one, to tell what changed.
    version : str
        Version of the software, for the manifest and the colophon.
    """
    pages = tuple(with_texts(findings, with_talks(findings, with_ways(findings, _pages(findings, before, date=date)))))
    return Edition(
        city=Label(*findings.city.name),
        name=name,
        date=date,
        synthetic=findings.origin == "generator",
        pages=pages,
        summary=summary_blocks(findings),
        sources=(*(_source(row) for row in findings.sources.values()), *record_sources(findings, pages)),
        publisher=Label(*findings.city.publisher),
        version=version,
        licence=findings.settings["publication"]["licence"],
    )


def _pages(findings: Findings, before: Row | None, *, date: str) -> list[Page]:
    return [
        home_page(findings),
        risks_page(findings),
        *connected_page(findings),
        *discussed_pages(findings, "risks"),
        *(risk_page(findings, risk) for risk in findings.risks),
        initiatives_page(findings),
        *(initiative_page(findings, code) for code in findings.initiatives.rows),
        *lessons_page(findings),
        *discussed_pages(findings, "initiatives"),
        maps_page(findings),
        gap_page(findings),
        focus_page(findings),
        exposures_page(findings),
        *(exposure_page(findings, found) for found in findings.exposures),
        list_page(findings),
        *(district_page(findings, code) for code in district_codes(findings)),
        *streets_page(findings, date=date),
        changes_page(findings, before),
        method_page(findings),
        missing_page(findings),
        indicators_page(findings),
        sources_page(findings),
    ]


def _source(row: Row) -> Source:
    return Source(
        row["source"], row["title"], row["publisher"] or "", row["licence"] or "", row["url"] or "",
        row["edition"] or "", row["retrieved"] or "", title_en=row.get("title_en") or "",
    )  # fmt: skip
