"""What people explored and chose together: its pages in the edition, and the ways that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from veerkracht.reports.content import Link, Page, Paragraph
from veerkracht.workflows.findings import Findings

__all__ = ["discussed_pages", "with_ways"]

_FROM: Final = {"risks/index": "risks", "risks/connected": "risks", "initiatives/index": "initiatives"}
"""Pages at whose end a way leads to the pages of a section of the menu."""


def discussed_pages(findings: Findings, section: str) -> tuple[Page, ...]:
    """Return the pages that stand under a section of the menu; none where nothing was discussed."""
    return tuple(page for page in findings.discussed.pages if page.section == section) if findings.discussed else ()


def with_ways(findings: Findings, pages: Iterable[Page]) -> Iterator[Page]:
    """Yield pages, with at the end of some of them the way to what was explored and chosen together."""
    for page in pages:
        found = discussed_pages(findings, _FROM.get(page.path, ""))
        ways = (Paragraph(Link(one.short_title, page=one.path)) for one in found)
        yield replace(page, blocks=(*page.blocks, *ways)) if found else page
