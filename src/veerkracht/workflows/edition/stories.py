"""What is told of an initiative: its lessons and outlook per year, and words of people who took part."""

from __future__ import annotations

from veerkracht.catalogue import Kept
from veerkracht.reports.content import Block, Column, DataTable, Heading, Inline, Label, Paragraph, say
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.recorded import chosen, kept_of, newest_first, record_source, sources_with, told
from veerkracht.workflows.findings import Findings

__all__ = ["quote_blocks", "quotes_about", "year_blocks"]

YEARS = "initiative_years"
QUOTES = "quotes"


def year_blocks(findings: Findings, initiative: str) -> list[Block]:
    """Return what happened, what was learned and what comes next, year by year."""
    years = newest_first(kept_of(findings, YEARS, initiative))
    if not years:
        return []
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (
            parts.year(int(one.values["year"])), chosen("initiatives", "status", one.values.get("status")),
            told(one, "what_happened"), told(one, "lesson"), told(one, "outlook"),
        )
        for one in years
    )  # fmt: skip
    columns = (
        Column(say("Year")), Column(say("Status")), Column(say("What happened")), Column(say("Lesson")),
        Column(say("Outlook")),
    )  # fmt: skip
    sources = sources_with(YEARS, years)
    return [Heading(say("Year by year")), DataTable(say("The initiative per year"), columns, rows, sources)]


def quotes_about(findings: Findings, name: str, code: str) -> list[Kept]:
    """Return the released quotes about an initiative (`name` initiative) or an area (`name` area)."""
    return [quote for quote in kept_of(findings, QUOTES) if quote.values.get(name) == code]


def quote_blocks(quotes: list[Kept]) -> list[Block]:
    """Return quotes, each with who spoke as far as the speaker allows."""
    if not quotes:
        return []
    lines = [Paragraph(_line(quote), (record_source(QUOTES, quote),)) for quote in quotes]
    return [Heading(say("In the words of people")), *lines]


def _line(quote: Kept) -> Inline:
    speaker = quote.words("attribution_text")
    who: Inline = Label(*speaker) if speaker.nl else say("the speaker is not named")
    return say("‘{quote}’ ({who})", quote=Label(*quote.words("text")), who=who)
