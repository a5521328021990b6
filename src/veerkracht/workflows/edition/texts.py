"""Texts that the city wrote for an edition, each at its own place, and the settings it chose with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from veerkracht.catalogue import Kept
from veerkracht.errors import UsageError
from veerkracht.reports.content import Block, Column, DataTable, Heading, Inline, Label, Page, Paragraph, say
from veerkracht.workflows.edition.recorded import record_source, sources_with, told
from veerkracht.workflows.findings import Findings

__all__ = ["PLACES", "check_place", "own_settings", "with_texts"]

TEXTS: Final = "edition_texts"
SETTINGS: Final = "edition_settings"
PLACES: Final = {
    "overview": "index", "risks": "risks/index", "initiatives": "initiatives/index", "maps": "areas/index",
    "gap": "areas/gap", "focus": "areas/focus", "exposure": "exposure/index", "districts": "areas/list",
    "changes": "changes/index", "method": "method/index", "missing": "method/missing",
}  # fmt: skip
"""Short names of pages; any other page goes by its path, for example ``risks/SH-HEAT``."""
POSITIONS: Final = ("foreword", "afterword")
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")


def check_place(place: str) -> tuple[str, str]:
    """Return page and position of the place of a text, written as ``overview.foreword``.

    Raises
    ------
    UsageError
        If it names no page or no position.
    """
    page, _, position = place.strip().rpartition(".")
    if not page or position not in POSITIONS or (page not in PLACES and "/" not in page):
        raise UsageError(
            "The edition has a text at {place}, which is no place. Write a page and {positions}: {pages}, or the path of a "
            "page, for example risks/SH-HEAT.foreword.",
            place=place, positions=" or ".join(POSITIONS), pages=", ".join(PLACES),
        )  # fmt: skip
    return PLACES.get(page, page), position


def with_texts(findings: Findings, pages: Iterable[Page]) -> list[Page]:
    """Return pages with the texts of the edition before and after what they hold.

    Raises
    ------
    UsageError
        If a text stands at a page that this edition does not have.
    """
    placed = {check_place(str(text.values.get("place", ""))): text for text in _texts(findings)}
    found = [_around(page, placed.pop((page.path, "foreword"), None), placed.pop((page.path, "afterword"), None))
             for page in pages]  # fmt: skip
    if placed:
        lost = next(iter(placed.values()))
        raise UsageError("The edition has a text at {place}, but no such page. Choose a page that is there.",
                         place=lost.values.get("place"))  # fmt: skip
    return found


def _texts(findings: Findings) -> tuple[Kept, ...]:
    return findings.city.recorded.texts if findings.city.recorded else ()


def _around(page: Page, before: Kept | None, after: Kept | None) -> Page:
    if before is None and after is None:
        return page
    return replace(page, blocks=(*_paragraphs(before), *page.blocks, *_paragraphs(after)))


def _paragraphs(text: Kept | None) -> tuple[Block, ...]:
    """Return the paragraphs of a text, those of both languages side by side."""
    if text is None:
        return ()
    dutch, english = (_PARAGRAPHS.split(part.strip()) for part in text.words("text"))
    if len(dutch) != len(english):
        dutch, english = ["\n".join(dutch)], ["\n".join(english)]
    sources = sources_with(TEXTS, [text])
    return tuple(Paragraph(Label(nl, en), sources) for nl, en in zip(dutch, english, strict=True))


def own_settings(findings: Findings) -> list[Block]:
    """Return the settings that the city chose for this edition, each with its reason."""
    settings = findings.city.recorded.settings if findings.city.recorded else ()
    if not settings:
        return []
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (str(one.values["setting"]), str(one.values["value"]), str(one.values.get("usual") or "–"), told(one, "reason"))
        for one in settings
    )
    columns = (
        Column(say("Setting")), Column(say("Value"), numeric=True), Column(say("Usual value"), numeric=True),
        Column(say("Why")),
    )  # fmt: skip
    sources = tuple(record_source(SETTINGS, one) for one in settings)
    return [Heading(say("Chosen for this edition")), DataTable(say("Other than usual"), columns, rows, sources)]
