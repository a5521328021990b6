"""Accounting for the edition: how it was made, what is missing, indicators and sources."""

from __future__ import annotations

from veerkracht.reports.content import (
    Block,
    Column,
    DataTable,
    Heading,
    Inline,
    Items,
    Label,
    Link,
    Notice,
    Number,
    Page,
    Paragraph,
    say,
)
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.method_answers import answers_blocks
from veerkracht.workflows.edition.risk import claim_line
from veerkracht.workflows.edition.texts import own_settings
from veerkracht.workflows.findings import Findings, Row, incomplete_districts


def method_page(findings: Findings) -> Page:
    """Return the page that says how each answer was found, with the settings."""
    blocks: list[Block] = [
        Paragraph(
            say(
                "Every figure has a source, a unit and a period. A figure that is not there stays unknown: it is never "
                "counted as zero. Names of people do not occur, and origin never enters a score."
            ),
            ("register",),
        ),
        *answers_blocks(findings),
        Heading(say("Settings of this edition")),
        _settings_table(findings),
        *own_settings(findings),
        Heading(say("How are people protected?")),
        *_protection(findings),
    ]
    return Page("method/index", say("How was this edition made?"), tuple(blocks), "method", short_title=say("Method"))


SETTING_WORDS = {
    "trend.band": (say("About equal, per year, of the mean level"), "percent"),
    "trend.confidence": (say("A direction is named from a probability of"), "probability"),
    "trend.min_points": (say("Fewest years in a series"), ""),
    "trend.max_age": (say("Most years between a series and the edition"), ""),
    "resilience.band_vulnerability": (say("Band for vulnerability"), "index_points"),
    "resilience.band_problems": (say("Band for problems"), "index_points"),
    "resilience.tails": (say("Share of the inhabitants beyond each end of the scale"), "probability"),
    "resilience.min_population": (say("Fewest inhabitants"), ""),
    "resilience.count_dispersion": (say("Variance of a count, as a multiple of the count"), ""),
    "noise.model_relative_sd": (say("Spread of an estimate by a model, as share of the figure"), "probability"),
    "resilience.min_coverage": (say("Share of the indicators that must be there"), "probability"),
    "resilience.likely": (say("A class is likely from a probability of"), "probability"),
    "resilience.very_likely": (say("A class is very likely from a probability of"), "probability"),
    "resilience.draws": (say("Number of draws"), ""),
    "resilience.seed": (say("Seed of the draws"), "year"),
    "protection.min_count": (say("Smallest count shown"), ""),
    "protection.min_count_limited": (say("Smallest count shown, sensitive subjects"), ""),
    "protection.min_denominator": (say("Fewest people behind a percentage"), ""),
    "protection.min_denominator_limited": (say("Fewest people behind a percentage, sensitive subjects"), ""),
    "gap.confidence": (say("Differences are called growing or shrinking from a probability of"), "probability"),
    "gap.tail_share": (say("Share of the inhabitants in each group of the gap"), "probability"),
    "exposure.high_share": (say("Share of the neighbourhoods that is high for exposure"), "probability"),
    "connections.strength": (say("Strength taken for a link of which only the direction is known, 0 to 1"), ""),
    "connections.strength_lower": (say("Least of that strength"), ""),
    "connections.strength_upper": (say("Most of that strength"), ""),
    "connections.longest_chain": (say("Most links in a chain of risks"), ""),
    "connections.draws": (say("Number of draws of the strengths"), ""),
    "connections.seed": (say("Seed of the draws of the strengths"), "year"),
}


def _settings_table(findings: Findings) -> DataTable:
    rows: list[tuple[Inline, ...]] = []
    for name, (words, unit) in SETTING_WORDS.items():
        room, part = name.split(".")
        value = findings.settings[room][part]
        rows.append((words, Number(float(value), unit, 0 if float(value).is_integer() or unit == "probability" else 1)))
    return DataTable(
        say("Settings"), (Column(say("Setting")), Column(say("Value"), numeric=True)), tuple(rows), ("register",)
    )


def _protection(findings: Findings) -> list[Block]:
    rows = tuple(
        (parts.capital(parts.label(findings.indicators[row["indicator"]])), parts.count(row["cells"]),
         parts.count(row["suppressed"]))
        for row in findings.protection
    )  # fmt: skip
    text = Paragraph(
        say(
            "Figures that a source made public before stand here as published, small counts too. Figures from registers "
            "of the city itself are protected first: those about few people are withheld, and so is a second figure when "
            "the withheld one could be found by subtraction. What the sources withheld is not counted here."
        ),
        ("register",),
    )
    if not rows:
        return [text, Paragraph(say("Nothing had to be withheld here."), ("register",))]
    columns = (Column(say("Indicator")), Column(say("Figures"), numeric=True), Column(say("Withheld"), numeric=True))
    return [text, DataTable(say("Withheld figures"), columns, rows, ("register",))]


REASON_WORDS = {
    "absent": say("The file is not in the data folder."),
    "no_answer": say("The live source gave no answer."),
    "no_service": say("The source has no live service; give its file in a data folder."),
    "other_area": say("The source does not cover this city."),
}


def missing_page(findings: Findings) -> Page:
    """Return the page that lists what this edition lacks."""
    blocks: list[Block] = []
    if findings.gaps:
        rows = tuple(
            (str(findings.sources[gap.source]["title"]), gap.period, gap.file, REASON_WORDS[gap.reason])
            for gap in findings.gaps
        )
        columns = (Column(say("Source")), Column(say("Period")), Column(say("File")), Column(say("Why")))
        blocks.append(DataTable(say("Sources that were not read"), columns, rows, ("register",)))
    else:
        blocks.append(Paragraph(say("All sources of the catalogue for this city were read."), ("register",)))
    blocks += _unplaced(findings)
    blocks += _not_measured(findings)
    title = say("What is missing in this edition?")
    return Page("method/missing", title, tuple(blocks), "method", depth=2, short_title=say("What is missing"))


def _unplaced(findings: Findings) -> list[Block]:
    if not findings.unplaced:
        return []
    rows = tuple(
        (row["area"], parts.capital(parts.label(findings.indicators[row["indicator"]])), row["period"],
         parts.measured(row["value"], findings.indicators[row["indicator"]], status=row["status"]))
        for row in findings.unplaced
    )  # fmt: skip
    columns = (Column(say("Code")), Column(say("Indicator")), Column(say("Year")), Column(say("Count"), numeric=True))
    sources = parts.merged(*(parts.sources_of(row["source"]) for row in findings.unplaced))
    return [
        Heading(say("Counts without a place")),
        Paragraph(
            say(
                "These codes are not in the division of the statistical office. The counts belong to the city, but have no "
                "place on the map."
            ),
            sources,
        ),
        *_incomplete(findings, sources),
        _all_counts(findings, sources),
        DataTable(say("Counts on unknown codes"), columns, rows, sources, closed=True),
    ]


def _all_counts(findings: Findings, sources: tuple[str, ...]) -> DataTable:
    """Return what the police counted in the whole city, with the part that has no place."""
    rows = tuple(
        (
            parts.capital(parts.label(findings.indicators[row["indicator"]])), parts.year(row["period"]),
            parts.count(int(row["all"])), parts.count(int(row["without_place"])),
        )
        for row in findings.counted
    )  # fmt: skip
    columns = (
        Column(say("Indicator")), Column(say("Year")), Column(say("Counted in the city"), numeric=True),
        Column(say("Without a place"), numeric=True),
    )  # fmt: skip
    return DataTable(say("Counts of the police in the whole city"), columns, rows, sources, closed=True)


def _incomplete(findings: Findings, sources: tuple[str, ...]) -> list[Block]:
    """Say which districts have no sum because some of their counts have no place."""
    codes = sorted(incomplete_districts(row["area"] for row in findings.unplaced) & set(findings.areas))
    if not codes:
        return []
    text = say(
        "{n} district is unknown for this reason: by their first digits the codes belong to it, so its count would be "
        "too low: {names}. It is not in the rate of the city.",
        plural="{n} districts are unknown for this reason: by their first digits the codes belong to them, so their "
        "counts would be too low: {names}. They are not in the rate of the city.",
        count=len(codes), n=parts.count(len(codes)), names=", ".join(parts.area_name(findings, code) for code in codes),
    )  # fmt: skip
    return [Paragraph(text, sources)]


def _not_measured(findings: Findings) -> list[Block]:
    silent = [risk for risk, row in findings.risk_directions.items() if row["reason"] == "no_series"]
    if not silent:
        return []
    return [
        Heading(say("Risks without a series")),
        Items(tuple(parts.risk_link(findings, risk) for risk in silent), ("register",)),
    ]


def indicators_page(findings: Findings) -> Page:
    """Return the page that explains each indicator that was read."""
    read = {name for (_, name), rows in findings.values.items() if any(row["value"] is not None for row in rows)}
    rows = tuple(
        (parts.capital(parts.label(row)), parts.label(row, "explanation"), THEME_WORDS[row["theme"]], _use(row))
        for name, row in findings.indicators.items()
        if name in read
    )
    columns = (
        Column(say("Indicator")),
        Column(say("What it means")),
        Column(say("Theme")),
        Column(say("May it enter a score?")),
    )
    title = say("What do the indicators mean?")
    blocks: tuple[Block, ...] = (DataTable(say("Indicators"), columns, rows, parts.indicator_sources(findings, read)),)
    return Page("method/indicators", title, blocks, "method", depth=2, short_title=say("Indicators"))


THEME_WORDS = {
    "vulnerability": say("vulnerability"), "problem": say("problem"), "capacity": say("capacity"),
    "exposure": say("exposure"), "context": say("context"),
}  # fmt: skip


def _use(row: Row) -> Inline:
    return say("never") if row["sensitivity"] == "forbidden" else say("yes")


def sources_page(findings: Findings) -> Page:
    """Return the page with all sources, the files that were read, and claims that contradict each other."""
    rows = tuple(_source_row(row) for row in findings.sources.values())
    columns = (Column(say("Source")), Column(say("Publisher")), Column(say("Edition")), Column(say("Licence")))
    blocks: list[Block] = [DataTable(say("Sources"), columns, rows, ("register",))]
    if findings.inputs:
        files = tuple(
            (item.file, _title(findings.sources[item.source]), item.period, item.sha256[:12])
            for item in findings.inputs
        )
        heads = (Column(say("File")), Column(say("Source")), Column(say("Period")), Column(say("SHA-256 (start)")))
        blocks.append(DataTable(say("Files that were read"), heads, files, ("register",), closed=True))
    blocks += _claims(findings)
    return Page("method/sources", say("Where do the figures come from?"), tuple(blocks), "method", depth=2,
                short_title=say("Sources"))  # fmt: skip


def _title(row: Row) -> Inline:
    """Return the title of a source; one that is no document has a title in each language."""
    return Label(row["title"], row["title_en"]) if row.get("title_en") else str(row["title"])


def _source_row(row: Row) -> tuple[Inline, ...]:
    title: Inline = Link(_title(row), url=row["url"]) if row["url"] else _title(row)
    return title, row["publisher"] or "–", row["edition"] or "–", row["licence"] or say("not stated")


def _claims(findings: Findings) -> list[Block]:
    groups: dict[str, list[Row]] = {}
    for claim in findings.claims.values():
        if claim["conflict_group"]:
            groups.setdefault(claim["conflict_group"], []).append(claim)
    if not findings.claims:
        return []
    blocks: list[Block] = [Heading(say("Published statements"))]
    for claims in groups.values():
        sources = parts.merged(*(parts.sources_of(claim["reference"]) for claim in claims))
        blocks += [
            Notice(say("These statements contradict each other. Each stays, with its own source.")),
            Items(tuple(claim_line(claim) for claim in claims), sources),
        ]
    rest = [claim for claim in findings.claims.values() if not claim["conflict_group"]]
    sources = parts.merged(*(parts.sources_of(claim["reference"]) for claim in rest))
    return [*blocks, Items(tuple(claim_line(claim) for claim in rest), sources)] if rest else blocks
