"""The home page: the two questions of the city, then the map; and the one page for the alderman."""

from __future__ import annotations

from veerkracht.reports.content import Block, Downloads, Heading, Label, Link, Notice, Page, Paragraph, say
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.gap import gap_sentence
from veerkracht.workflows.edition.initiatives import initiatives_sentence, status_flow
from veerkracht.workflows.edition.neighbourhoods import class_figure, main_map, pressure_sentence
from veerkracht.workflows.edition.risks import counts_sentence, known_first, risk_table
from veerkracht.workflows.findings import Findings

RISKS_SHOWN = 10


def home_page(findings: Findings) -> Page:
    """Return the home page."""
    blocks = (
        *_opening(findings),
        *_risk_blocks(findings),
        *_initiative_blocks(findings),
        *_map_blocks(findings),
    )
    title = say("How resilient is {city}?", city=Label(*findings.city.name))
    return Page("index", title, blocks, "overview", short_title=say("Overview"))


def _opening(findings: Findings) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(
            say(
                "The same two questions every year: how are the risks developing, and how are the initiatives doing? "
                "Each figure on this page has a source."
            ),
            soft=True,
        )
    ]
    if findings.gaps:
        blocks.append(
            Notice(
                say(
                    "{n} file with figures was not read for this edition. {link}",
                    plural="{n} files with figures were not read for this edition. {link}",
                    count=len(findings.gaps), n=parts.count(len(findings.gaps)),
                    link=Link(say("See what is missing"), page="method/missing"),
                )
            )
        )  # fmt: skip
    return blocks


def _risk_blocks(findings: Findings) -> list[Block]:
    shown = known_first(findings)[:RISKS_SHOWN]
    return [
        Heading(say("How are the risks developing?")),
        counts_sentence(findings),
        risk_table(findings, shown),
        Paragraph(Link(say("All risks and how they are connected"), page="risks/index")),
    ]


def _initiative_blocks(findings: Findings) -> list[Block]:
    blocks: list[Block] = [Heading(say("How are the initiatives doing?")), initiatives_sentence(findings)]
    if findings.initiatives.rows:
        blocks.append(status_flow(findings))
    return [*blocks, Paragraph(Link(say("All initiatives"), page="initiatives/index"))]


def _map_blocks(findings: Findings) -> list[Block]:
    found = main_map(findings)
    blocks: list[Block] = [
        Heading(say("Where is resilience under pressure?")),
        gap_sentence(findings),
        pressure_sentence(findings),
    ]
    if found:
        blocks.append(class_figure(findings, found, print_map=False))
    return [
        *blocks,
        Paragraph(Link(say("All maps, with how sure they are"), page="areas/index")),
        Downloads(
            (
                Link(say("Report (PDF)"), file="report.{language}.pdf"),
                Link(say("Report (Word)"), file="report.{language}.docx"),
                Link(say("One page (PDF)"), file="summary.{language}.pdf"),
                Link(say("All data"), file="data/index.json"),
            )
        ),
    ]


def summary_blocks(findings: Findings) -> tuple[Block, ...]:
    """Return the one honest page for the alderman."""
    found = main_map(findings)
    blocks: list[Block] = [
        Heading(say("How are the risks developing?")),
        counts_sentence(findings),
        risk_table(findings, known_first(findings)[:6]),
        Heading(say("How are the initiatives doing?")),
        initiatives_sentence(findings),
        Heading(say("Where is resilience under pressure?")),
        gap_sentence(findings),
        pressure_sentence(findings),
    ]
    if found:
        blocks.append(class_figure(findings, found, print_map=False))
    return tuple(blocks)
