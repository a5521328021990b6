"""What is not known about risks in connection: strengths, opinions that differ, assumptions, and how wrong it may be."""

from __future__ import annotations

from veerkracht.analysis.opinions import FEWEST_RESPONDENTS
from veerkracht.reports.content import Answer, Block, Column, DataTable, Heading, Inline, Items, Number, Paragraph, say
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.connected_links import link_name, link_sources, opinion_sources
from veerkracht.workflows.edition.connections import LISTED, Connections
from veerkracht.workflows.findings import Findings, Row

__all__ = ["doubt_blocks", "opinion_blocks", "strength_blocks"]


def strength_blocks(findings: Findings, found: Connections) -> list[Block]:
    """Return of which links only the direction is known, and which name no evidence."""
    sources = link_sources(findings, found)
    blocks: list[Block] = [
        Heading(say("How strong are the links?"), anchor="strength"),
        Answer(_strength_sentence(found), sources),
    ]
    if 0 < len(found.unknown) < len(found.links):
        blocks += [Paragraph(say("Only the direction is known of:"), sources),
                   Items(tuple(link_name(findings, link) for link in found.unknown), sources)]  # fmt: skip
    return [*blocks, *_bare(findings, found), *_unasked(found)]


def _strength_sentence(found: Connections) -> Inline:
    total, unknown = len(found.links), len(found.unknown)
    if not unknown:
        return say("A strength was judged of each of the {n} links.", n=parts.count(total))
    if unknown == total:
        return say("That is not known. The sources tell the direction of the {n} links, worse or less bad, and no strength.",
                   n=parts.count(total))  # fmt: skip
    return say("That is not known of {unknown} of the {n} links.", strong=("unknown",), unknown=parts.count(unknown),
               n=parts.count(total))  # fmt: skip


def _bare(findings: Findings, found: Connections) -> list[Block]:
    if not found.bare:
        return []
    text = say(
        "{n} link names no evidence in the register, and is in no chain here:",
        plural="{n} links name no evidence in the register, and are in no chain here:",
        count=len(found.bare), n=parts.count(len(found.bare)),
    )  # fmt: skip
    names = (link_name(findings, dict(zip(("source", "target"), pair, strict=True))) for pair in found.bare)
    return [Paragraph(text, ("register",)), Items(tuple(names), ("register",))]


def _unasked(found: Connections) -> list[Block]:
    if found.opinions:
        return []
    return [
        Paragraph(
            say(
                "No opinions on these links are recorded, so where people disagree is not known. From {n} people with "
                "different functions on, the register of opinions tells how strong they hold a link to be.",
                n=parts.count(FEWEST_RESPONDENTS),
            ),
            ("register",),
        )
    ]


def opinion_blocks(findings: Findings, found: Connections) -> list[Block]:
    """Return where people disagree about links; nothing where nobody was asked."""
    if not found.opinions:
        return []
    sources = opinion_sources(findings, found)
    opposed = sum(bool(row["opposed"]) for row in found.opinions)
    answer = say(
        "On {n} of the {judged} links that people judged, some say that it makes things worse and others less bad.",
        strong=("n",), n=parts.count(opposed), judged=parts.count(len(found.opinions)),
    )  # fmt: skip
    columns = (
        Column(say("Link")), Column(say("People who judged"), numeric=True), Column(say("Worse"), numeric=True),
        Column(say("Less bad"), numeric=True), Column(say("No link"), numeric=True),
        Column(say("Strength, 1 to 5"), numeric=True),
    )  # fmt: skip
    rows = tuple(_opinion(findings, row) for row in found.opinions[:LISTED])
    few = say("Of links with fewer than {n} answers only the number of people is told. Behind the middle strength stands "
              "where half of the answers lie.", n=parts.count(FEWEST_RESPONDENTS))  # fmt: skip
    return [
        Heading(say("Where do people disagree?"), anchor="disagreement"),
        Answer(answer, sources),
        DataTable(say("Links on which opinions differ most come first"), columns, rows, sources),
        Paragraph(few, sources, soft=True),
    ]


def _opinion(findings: Findings, row: Row) -> tuple[Inline, ...]:
    shares = (_share(row[name]) for name in ("share_plus", "share_minus", "share_none"))
    strength = Number(row["median_strength"], "", 1, row["lower_quartile"], row["upper_quartile"])
    told = strength if row["median_strength"] is not None else "–"
    return link_name(findings, row), parts.count(row["n"]), *shares, told


def _share(share: float | None) -> Inline:
    return "–" if share is None else Number(100 * share, "percent")


def doubt_blocks(findings: Findings, found: Connections) -> list[Block]:
    """Return what was assumed, and how wrong the page may be."""
    sources = parts.merged(link_sources(findings, found), ("register",))
    return [
        Heading(say("What was assumed?")), Items(tuple(_assumptions(findings, found)), sources),
        Heading(say("How wrong may we be?")), Items(tuple(_doubts(found)), sources),
    ]  # fmt: skip


def _assumptions(findings: Findings, found: Connections) -> list[Inline]:
    given = findings.settings["connections"]
    longest = say("A chain is as strong as its links multiplied. Chains of more than {n} links are left out.",
                  n=parts.count(given["longest_chain"]))  # fmt: skip
    drawn = say("The ranges come from {n} draws of the strengths, which start from {seed}: who computes again finds the same.",
                n=parts.count(given["draws"]), seed=parts.year(given["seed"]))  # fmt: skip
    judged = say("Strength 1 to 5 counts as a fifth to 1. From {n} opinions on, their middle takes the place of the number in "
                 "the register of links.", n=parts.count(FEWEST_RESPONDENTS))  # fmt: skip
    known = len(found.unknown) < len(found.links)
    return [longest, *([judged] if known else []), *([drawn] if found.weaker else [])]


def _doubts(found: Connections) -> list[Inline]:
    lines: list[Inline] = [
        say("A link that no source names is not on this page. That does not mean that it is not there, so there can be more "
            "chains."),
        say("What a source says about a link is no measurement. The list of links tells what each of them rests on."),
    ]  # fmt: skip
    if found.weaker:
        lines.append(say("Which link comes first can change with one other strength. Look at the links in most chains, and not "
                         "at the first one alone."))  # fmt: skip
    if found.opinions:
        lines.append(say("Where few people were asked, one more answer can change the picture."))
    return lines
