"""Question 1: how did the risks develop?"""

from __future__ import annotations

from veerkracht.catalogue import trend_bands
from veerkracht.reports.content import (
    Answer,
    Block,
    Chance,
    Column,
    DataTable,
    Direction,
    Downloads,
    Heading,
    Inline,
    Kind,
    Label,
    Link,
    Notice,
    Number,
    Page,
    Paragraph,
    say,
)
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.connected import connected_link
from veerkracht.workflows.edition.statements import judged_blocks
from veerkracht.workflows.findings import Findings, Row

DIRECTIONS = ("rising", "steady", "falling", "unknown")


def counts_sentence(findings: Findings) -> Answer:
    """Return the one sentence that answers question 1."""
    found = dict.fromkeys(DIRECTIONS, 0)
    for row in findings.risk_directions.values():
        found[row["direction"]] += 1
    total = len(findings.risks)
    return Answer(
        say(
            "The monitor follows {total} risks: {rising} rising, {steady} steady and {falling} falling. For {unknown} "
            "the direction is not known.",
            strong=("rising", "steady", "falling"),
            total=parts.count(total),
            rising=parts.count(found["rising"]),
            steady=parts.count(found["steady"]),
            falling=parts.count(found["falling"]),
            unknown=parts.count(found["unknown"]),
        ),
        risk_sources(findings),
    )


def risk_sources(findings: Findings) -> tuple[str, ...]:
    """Return the sources of the register of risks and of the series that tell their direction."""
    named = (parts.sources_of(row["reference"]) for row in findings.risks.values())
    series = {name for pairs in findings.risk_series.values() for name, _ in pairs}
    return parts.merged(*named, parts.indicator_sources(findings, series))


def risk_table(findings: Findings, risks: list[str]) -> DataTable:
    """Return the table of risks: name, kind, direction, probability, last year and number of sources."""
    return DataTable(
        say("Development of each risk"),
        (
            Column(say("Risk")), Column(say("Kind")), Column(say("Direction")), Column(say("Probability")),
            Column(say("Figures until"), numeric=True), Column(say("Sources"), numeric=True),
        ),
        tuple(_risk_row(findings, risk) for risk in risks),
        risk_sources(findings),
    )  # fmt: skip


def _risk_row(findings: Findings, risk: str) -> tuple[Inline, ...]:
    row = findings.risk_directions[risk]
    return (
        parts.risk_link(findings, risk),
        Kind(findings.risks[risk]["kind"]),
        Direction(row["direction"]),
        _chance(row),
        until(findings, risk),
        parts.count(len(sources_for(findings, risk))),
    )


def until(findings: Findings, risk: str) -> Inline:
    """Return the last year of the series that tell of a risk."""
    series = (findings.directions.get(name) for name, _ in findings.risk_series.get(risk, ()))
    years = [row["last_period"] for row in series if row and row["last_period"]]
    return parts.year(max(years)[:4]) if years else "–"


def _chance(row: Row) -> Inline:
    if row["reason"] == "no_series":
        return say("no series")
    if row["reason"] == "too_few_points":
        return say("too few years")
    if row["reason"] == "too_old":
        return say("the series is too old")
    if row["direction"] == "unknown":
        return say("not clear")
    return Chance(row[f"p_{row['direction']}"])


def sources_for(findings: Findings, risk: str) -> tuple[str, ...]:
    """Return the sources about one risk."""
    series = [name for name, _ in findings.risk_series.get(risk, ())]
    measured = parts.indicator_sources(findings, series) if series else ()
    claims = (parts.sources_of(findings.claims[c]["reference"]) for c in findings.claim_subjects.get(risk, ()))
    return parts.merged(parts.sources_of(findings.risks[risk]["reference"]), measured, *claims)


def known_first(findings: Findings) -> list[str]:
    """Return the risks whose direction is known first, each group in the order of the register."""
    return sorted(findings.risks, key=lambda risk: findings.risk_directions[risk]["direction"] == "unknown")


def risks_page(findings: Findings) -> Page:
    """Return the page with all risks and how they hang together."""
    blocks: list[Block] = [counts_sentence(findings), _register_note(findings), risk_table(findings, [*findings.risks])]
    blocks += judged_blocks(findings)
    blocks += _links_blocks(findings)
    blocks += [
        Heading(say("How is a direction found?")),
        _rule(findings),
        Downloads((Link(say("Risks (CSV)"), file="data/risks.csv"), Link(say("All data"), file="data/index.json"))),
    ]
    return Page("risks/index", say("How are the risks developing?"), tuple(blocks), "risks", short_title=say("Risks"))


def _register_note(findings: Findings) -> Block:
    if findings.city.register == "common":
        return Notice(
            say(
                "No register of risks of {city} is public. The monitor follows the stresses that open data can "
                "measure; it says nothing about the choices of the city.",
                city=Label(*findings.city.name),
            )
        )
    return Paragraph(
        say(
            "A shock disrupts the city at once, a stress weakens it slowly. Emerging risks came up after the "
            "strategy; in a compound risk several risks come together in one group."
        ),
        soft=True,
    )


def _rule(findings: Findings) -> Block:
    trend = findings.settings["trend"]
    return Paragraph(
        say(
            "A straight line is fitted to the yearly figures of the whole municipality, after the last break in the "
            "series and with at least {points} years. A change of less than {band} of the mean level per year counts "
            "as about equal.{own} The probability follows from the spread around the line and the noise in the figures. "
            "Between brackets stands the 90% interval of the change. A direction is named from a probability of "
            "{confidence}; with more series the probabilities are averaged.",
            points=parts.count(trend["min_points"]),
            band=Number(trend["band"], "percent", 1),
            own=own_bands(findings),
            confidence=Number(trend["confidence"], "probability"),
        ),
        ("register",),
    )


def own_bands(findings: Findings) -> Inline:
    """Return which series have a dead band of their own, or nothing."""
    series = {name for pairs in findings.risk_series.values() for name, _ in pairs}
    bands = {name: band for name, band in trend_bands().items() if name in series}
    if not bands:
        return ""
    return say(
        " Some series move little, so a smaller change counts for them: less than {band} per year ({indicators}).",
        band=Number(max(bands.values()), "percent", 1), indicators=parts.named(findings, bands),
    )  # fmt: skip


def _links_blocks(findings: Findings) -> list[Block]:
    if not findings.links:
        return []
    rows = tuple(
        (
            parts.risk_link(findings, link["source"]),
            parts.risk_link(findings, link["target"]),
            parts.label(link, "statement"),
            Label(*link["evidence_words"]),
        )
        for link in findings.links
    )
    sources = parts.merged(*(parts.sources_of(link["reference"]) for link in findings.links))
    return [
        Heading(say("What sets off what?"), anchor="links"),
        Answer(_links_sentence(findings), sources),
        DataTable(
            say("Links between risks"),
            (Column(say("From")), Column(say("To")), Column(say("What the source says")), Column(say("Evidence"))),
            rows,
            sources,
        ),
        *connected_link(findings),
    ]  # fmt: skip


def _links_sentence(findings: Findings) -> Inline:
    count = len(findings.links)
    if all(link["sign"] > 0 for link in findings.links):
        return say(
            "The sources name {n} link between risks. It makes a risk larger.",
            plural="The sources name {n} links between risks. Each makes a risk larger; none makes one smaller.",
            count=count, strong=("n",), n=parts.count(count),
        )  # fmt: skip
    return say(
        "The sources name {n} link between risks.", plural="The sources name {n} links between risks.",
        count=count, strong=("n",), n=parts.count(count),
    )  # fmt: skip
