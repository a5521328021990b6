"""What people said of a map: where they disagree, that stands beside the figure, and the figure stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from veerkracht.catalogue import Kept
from veerkracht.reports.content import (
    Answer,
    Block,
    Column,
    DataTable,
    Figure,
    Heading,
    Inline,
    Number,
    Page,
    Paragraph,
    say,
)
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.recorded import chosen, kept_of, sources_with, told
from veerkracht.workflows.findings import Findings

__all__ = ["area_blocks", "with_talks"]

SESSIONS: Final = "interpretation_sessions"
STATEMENTS: Final = "interpretations"
FIRST_PAGE: Final = "index"
POSITIONS: Final = ("agree", "partly", "disagree")


def with_talks(findings: Findings, pages: Iterable[Page]) -> Iterator[Page]:
    """Yield pages with below each figure what was said of it.

    Notes
    -----
    A map for on the table that nobody talked about says so; other figures then say nothing. The copy of a map on the
    first page stays as it is.
    """
    if not kept_of(findings, SESSIONS):
        yield from pages
        return
    for page in pages:
        if page.path == FIRST_PAGE:
            yield page
            continue
        talked = (part for block in page.blocks for part in (block, *_talk(findings, block)))
        yield replace(page, blocks=tuple(talked))


def _talk(findings: Findings, block: Block) -> list[Block]:
    return _figure_blocks(findings, block.name, on_the_table=block.print_map) if isinstance(block, Figure) else []


def _figure_blocks(findings: Findings, figure: str, *, on_the_table: bool) -> list[Block]:
    said = [one for one in kept_of(findings, STATEMENTS) if one.values.get("figure") == figure]
    if not said and not on_the_table:
        return []
    if not said:
        words = say("Not yet discussed. The key of this map, for a session with people who live or work there: {key}.",
                    key=figure)  # fmt: skip
        return [Paragraph(words, soft=True)]
    sources = _sources(findings, said)
    return [
        Answer(
            say(
                "People who live or work there looked at this. They agree: {agree}, agree partly: {partly}, disagree: "
                "{disagree}. The figure stays as it was computed.",
                strong=("disagree",), agree=_held_by(said, "agree"), partly=_held_by(said, "partly"),
                disagree=_held_by(said, "disagree"),
            ),
            sources,
        ),
        _table(findings, said, sources),
    ]  # fmt: skip


def area_blocks(findings: Findings, area: str) -> list[Block]:
    """Return what was said of the maps of one area, or that nothing was discussed yet."""
    sessions = kept_of(findings, SESSIONS)
    if not sessions:
        return []
    said = [one for one in kept_of(findings, STATEMENTS) if one.values.get("area") == area]
    heading = Heading(say("What do people say of it?"))
    if said:
        return [heading, _table(findings, said, _sources(findings, said))]
    here = [one for one in sessions if area in one.listed("areas") and one.words("summary").nl]
    if here:
        lines = [Paragraph(told(one, "summary"), sources_with(SESSIONS, [one])) for one in here]
        return [heading, *lines]
    return [heading, Paragraph(say("Not yet discussed with people who live or work here."), soft=True)]


def _held_by(said: list[Kept], position: str) -> Number:
    return parts.count(sum(one.values.get("position") == position for one in said))


def _sources(findings: Findings, said: list[Kept]) -> tuple[str, ...]:
    about = {one.parent for one in said}
    sessions = [one for one in kept_of(findings, SESSIONS) if one.id in about]
    return parts.merged(sources_with(STATEMENTS, said), sources_with(SESSIONS, sessions))


def _table(findings: Findings, said: list[Kept], sources: tuple[str, ...]) -> DataTable:
    """Return each statement, disagreement first."""
    ordered = sorted(said, key=lambda one: (-POSITIONS.index(str(one.values["position"])), one.id))
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (
            chosen(STATEMENTS, "position", one.values.get("position")), chosen(STATEMENTS, "speaker", one.values.get("speaker")),
            _where(findings, one), told(one, "explanation"), told(one, "action"),
        )
        for one in ordered
    )  # fmt: skip
    columns = (
        Column(say("Opinion")), Column(say("Who")), Column(say("Area")), Column(say("Explanation")),
        Column(say("What happens with it")),
    )  # fmt: skip
    return DataTable(say("What people said"), columns, rows, sources)


def _where(findings: Findings, said: Kept) -> Inline:
    area = said.values.get("area")
    return parts.area_name(findings, str(area)) if area else "–"
