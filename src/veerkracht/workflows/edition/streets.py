"""The streets that work on their resilience: how many questions got a promise, and how many promises were kept."""

from __future__ import annotations

from collections import Counter
from typing import Final

from veerkracht.catalogue import Kept, register
from veerkracht.reports.content import Answer, Block, Column, DataTable, Inline, Link, Page, Paragraph, say
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.recorded import chosen, kept_of, sources_with, told
from veerkracht.workflows.findings import Findings

__all__ = ["streets_link", "streets_page"]

STREETS: Final = "street_labs"
PROMISES: Final = "promises"
NO: Final = ("answered_no", "refused")


def _streets(findings: Findings) -> tuple[Kept, ...]:
    kept = findings.city.recorded
    return kept.of(STREETS) if kept and kept.includes("streets") else ()


def streets_link(findings: Findings) -> list[Block]:
    """Return the way to the page on streets, where there is one."""
    return (
        [Paragraph(Link(say("Streets and what was promised there"), page="areas/streets"))]
        if _streets(findings)
        else []
    )


def streets_page(findings: Findings, *, date: str) -> list[Page]:
    """Return the page on streets, or nothing where none is recorded.

    Parameters
    ----------
    date : str
        ISO date of the edition: a promise whose day lies before it is overdue.
    """
    streets = _streets(findings)
    if not streets:
        return []
    counts = {street.id: _counts(findings, street, date) for street in streets}
    total = sum(counts.values(), Counter[str]())
    sources = (
        *sources_with(STREETS, streets),
        *sources_with(PROMISES, (one for street in streets for one in kept_of(findings, PROMISES, street.id))),
    )
    answer = Answer(
        say(
            "Streets that take part: {streets}. Questions from residents: {asked}. Promises kept: {kept}; overdue: "
            "{overdue}; answered with no: {no}.",
            strong=("kept", "overdue"), streets=parts.count(len(streets)),
            asked=parts.count(total["asked"]), kept=parts.count(total["kept"]), overdue=parts.count(total["overdue"]),
            no=parts.count(total["no"]),
        ),
        sources,
    )  # fmt: skip
    title = say("What was promised in the streets?")
    blocks = (answer, _table(streets, counts, sources))
    return [Page("areas/streets", title, blocks, "neighbourhoods", depth=2, short_title=say("Streets"))]


def _counts(findings: Findings, street: Kept, date: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for promise in kept_of(findings, PROMISES, street.id):
        state = str(promise.values.get("state"))
        found["asked"] += 1
        found["no" if state in NO else state if state == "kept" else "open"] += 1
        found["overdue"] += _is_overdue(promise, state, date)
    return found


def _is_overdue(promise: Kept, state: str, date: str) -> bool:
    late = register(PROMISES).late
    due = str(promise.values.get("due") or "")
    return bool(late and due and state in late.open_values and due < date)


def _table(streets: tuple[Kept, ...], counts: dict[str, Counter[str]], sources: tuple[str, ...]) -> DataTable:
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (
            told(street, "name"), chosen(STREETS, "state", street.values.get("state")),
            *(parts.count(counts[street.id][name]) for name in ("asked", "kept", "no", "overdue")),
        )
        for street in streets
    )  # fmt: skip
    columns = (
        Column(say("Street")), Column(say("State")), Column(say("Questions"), numeric=True),
        Column(say("Promises kept"), numeric=True), Column(say("Answered with no"), numeric=True),
        Column(say("Overdue"), numeric=True),
    )  # fmt: skip
    return DataTable(say("Promises per street"), columns, rows, sources)
