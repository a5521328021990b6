"""What was learned in the city, and which lessons nobody used yet."""

from __future__ import annotations

from typing import Final

from veerkracht.catalogue import Kept
from veerkracht.reports.content import Answer, Block, Column, DataTable, Inline, Link, Number, Page, Paragraph, say
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.recorded import chosen, kept_of, sources_with, told
from veerkracht.workflows.findings import Findings

__all__ = ["lessons_link", "lessons_page"]

LESSONS: Final = "lessons"


def _lessons(findings: Findings) -> tuple[Kept, ...]:
    kept = findings.city.recorded
    return kept.of(LESSONS) if kept and kept.includes("lessons") else ()


def lessons_link(findings: Findings) -> list[Block]:
    """Return the way to the page on lessons, where there is one."""
    return (
        [Paragraph(Link(say("What was learned, and not used yet"), page="initiatives/lessons"))]
        if _lessons(findings)
        else []
    )


def lessons_page(findings: Findings) -> list[Page]:
    """Return the page on lessons, or nothing where none is recorded."""
    lessons = _lessons(findings)
    if not lessons:
        return []
    used = {use.parent for use in kept_of(findings, "lesson_uses")}
    unused = [one for one in lessons if one.id not in used and one.values.get("state") in ("open", "adopted")]
    sources = sources_with(LESSONS, lessons)
    answer = Answer(
        say(
            "Lessons in the register: {total}. Never used yet: {unused}. Adopted: {adopted}; rejected: {rejected}; "
            "expired: {expired}.",
            strong=("unused",), total=parts.count(len(lessons)), unused=parts.count(len(unused)),
            adopted=_count(lessons, "adopted"), rejected=_count(lessons, "rejected"), expired=_count(lessons, "expired"),
        ),
        sources,
    )  # fmt: skip
    blocks: tuple[Block, ...] = (answer, *([_table(findings, unused)] if unused else []))
    title = say("Which lessons were never used?")
    return [Page("initiatives/lessons", title, blocks, "initiatives", depth=2, short_title=say("Lessons"))]


def _count(lessons: tuple[Kept, ...], state: str) -> Number:
    return parts.count(sum(one.values.get("state") == state for one in lessons))


def _table(findings: Findings, lessons: list[Kept]) -> DataTable:
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (
            told(one, "lesson"),
            told(one, "why"),
            _origin(findings, one),
            chosen(LESSONS, "state", one.values.get("state")),
        )
        for one in lessons
    )
    columns = (Column(say("Lesson")), Column(say("Why")), Column(say("Learned from")), Column(say("State")))
    return DataTable(say("Lessons that were never used"), columns, rows, sources_with(LESSONS, lessons))


def _origin(findings: Findings, lesson: Kept) -> Inline:
    initiative = str(lesson.values.get("from_initiative") or "")
    if initiative in findings.initiatives.rows:
        return parts.initiative_link(findings, initiative)
    return chosen(LESSONS, "from_kind", lesson.values.get("from_kind"))
