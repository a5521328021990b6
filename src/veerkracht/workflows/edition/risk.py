"""The page of one risk: its series, what was published, what it hangs together with, and what is done."""

from __future__ import annotations

from veerkracht.reports.content import (
    Answer,
    Block,
    Column,
    DataTable,
    Direction,
    Figure,
    Heading,
    Inline,
    Items,
    Label,
    Link,
    Notice,
    Number,
    Page,
    Paragraph,
    SeriesPicture,
    SeriesPoint,
    say,
)
from veerkracht.tables import Status
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.risks import sources_for, until
from veerkracht.workflows.edition.statements import statement_blocks
from veerkracht.workflows.findings import Findings, Row


def risk_page(findings: Findings, risk: str) -> Page:
    """Return the page of one risk."""
    record = findings.risks[risk]
    blocks: list[Block] = [_risk_answer(findings, risk), *_note(record)]
    blocks += statement_blocks(findings, risk)
    for name, sign in findings.risk_series.get(risk, ()):
        blocks += _series_blocks(findings, name, sign)
    blocks += [*_claim_blocks(findings, risk), *_neighbours(findings, risk), *_served_by(findings, risk)]
    blocks += _exposure_hint(findings, risk)
    title = say("How is the risk ‘{risk}’ developing?", risk=parts.label(record))
    short = parts.capital(parts.label(record))
    return Page(f"risks/{risk}", title, tuple(blocks), "risks", depth=2, short_title=short)


def _risk_answer(findings: Findings, risk: str) -> Answer:
    row = findings.risk_directions[risk]
    name = parts.capital(parts.label(findings.risks[risk]))
    sources = sources_for(findings, risk)
    if row["reason"] == "no_series":
        text = say(
            "{risk}: direction unknown. No public series was found that measures this risk for the city.", risk=name
        )
    elif row["reason"] == "too_few_points":
        text = say("{risk}: direction unknown. The series that measure it hold too few years.", risk=name)
    elif row["reason"] == "too_old":
        text = say(
            "{risk}: direction unknown. The figures that measure it end in {last}, more than {age} years before this "
            "edition.",
            strong=("last",), risk=name, last=until(findings, risk),
            age=parts.count(findings.settings["trend"]["max_age"]),
        )  # fmt: skip
    elif row["direction"] == "unknown":
        text = say(
            "{risk}: direction unknown. {n} series was read, but it does not point clearly one way.",
            plural="{risk}: direction unknown. {n} series were read, but they do not point clearly one way.",
            count=row["indicators"], risk=name, n=parts.count(row["indicators"]),
        )  # fmt: skip
    else:
        text = say(
            "{risk}: {direction}. The probability is {chance}, from {n} series.",
            plural="{risk}: {direction}. The probability is {chance}, from {n} series.",
            count=row["indicators"], strong=("direction", "chance"), risk=name, direction=Direction(row["direction"]),
            chance=Number(row[f"p_{row['direction']}"], "probability"), n=parts.count(row["indicators"]),
        )  # fmt: skip
    return Answer(text, sources)


def _note(record: Row) -> list[Block]:
    sources = parts.sources_of(record["reference"])
    blocks: list[Block] = []
    if record["note_nl"]:
        blocks.append(Paragraph(say("What the sources say: {note}.", note=parts.label(record, "note")), sources))
    if record["first_named"]:
        blocks.append(
            Paragraph(
                say(
                    "First named in: {where}. Part of the strategy: {certainty}.",
                    where=Label(*record["first_named_words"]), certainty=CERTAINTY[record["in_strategy"]],
                ),
                sources,
                soft=True,
            )
        )  # fmt: skip
    return blocks


CERTAINTY = {
    "yes": say("yes"),
    "likely": say("likely, not confirmed"),
    "unknown": say("unknown"),
    "no": say("no"),
}


def _series_blocks(findings: Findings, name: str, sign: int) -> list[Block]:
    indicator = findings.indicators[name]
    rows = findings.values.get((findings.city.municipality, name), ())
    sources = parts.indicator_sources(findings, [name])
    blocks: list[Block] = [Heading(parts.capital(parts.label(indicator)))]
    if not any(row["value"] is not None for row in rows):
        return [*blocks, Notice(say("No figure of this series was found in the data that were read."))]
    blocks.append(_series_sentence(findings, name, sign, sources))
    return [*blocks, _series_figure(findings, name, rows, sources)]


def _series_sentence(findings: Findings, name: str, sign: int, sources: tuple[str, ...]) -> Block:
    row = findings.directions.get(name)
    explanation = parts.label(findings.indicators[name], "explanation")
    turned = say(" A rise of this series means that the risk falls.") if sign < 0 else ""
    if row is None or row["slope"] is None:
        return Paragraph(
            say("{explanation} Too few years to tell a direction.{turned}", explanation=explanation, turned=turned),
            sources,
        )
    return Paragraph(
        say(
            "{explanation} Change per year between {first} and {last}, compared with the mean level: {slope}. "
            "Direction: {direction}.{old}{turned}",
            old=say(" The series is too old to tell a direction of today.") if row["reason"] == "too_old" else "",
            strong=("slope", "direction"), explanation=explanation, first=parts.year(row["first_period"]),
            last=parts.year(row["last_period"]), direction=Direction(row["direction"]), turned=turned,
            slope=Number(row["slope"], "percent", 1, row["slope_lower"], row["slope_upper"], signed=True),
        ),
        sources,
    )  # fmt: skip


def _series_figure(findings: Findings, name: str, rows: tuple[Row, ...], sources: tuple[str, ...]) -> Figure:
    indicator = findings.indicators[name]
    words = parts.label(indicator)
    points = tuple(
        SeriesPoint(float(row["period"][:4]), row["value"], broken=row["status"] == Status.BREAK) for row in rows
    )
    caption = say("{what}, {city}", what=parts.capital(words), city=Label(*findings.city.name))
    table = DataTable(
        caption,
        (Column(say("Year")), Column(parts.capital(words), numeric=True)),
        tuple((parts.year(r["period"][:4]), parts.measured(r["value"], indicator, status=r["status"])) for r in rows),
        sources,
        closed=True,
    )
    picture = SeriesPicture(points, parts.UNITS.get(indicator["unit"], ""), indicator["decimals"], words)
    alt = say("Line of {what} per year; the table holds the same figures.", what=words)
    return Figure(f"series-{name}", picture, alt, caption, sources, table)


def _claim_blocks(findings: Findings, risk: str) -> list[Block]:
    claims = [findings.claims[claim] for claim in findings.claim_subjects.get(risk, ())]
    if not claims:
        return []
    sources = parts.merged(*(parts.sources_of(claim["reference"]) for claim in claims))
    return [Heading(say("What was published?")), Items(tuple(claim_line(claim) for claim in claims), sources)]


def claim_line(claim: Row) -> Inline:
    """Return a published statement as published, with its year."""
    return say(
        "{statement}: {value} {unit} ({year})",
        statement=parts.capital(parts.label(claim, "statement")), value=Label(*claim["value_words"]),
        unit=Label(*claim["unit_words"]), year=claim["year"],
    )  # fmt: skip


def _neighbours(findings: Findings, risk: str) -> list[Block]:
    links = [link for link in findings.links if risk in (link["source"], link["target"])]
    if not links:
        return []
    sources = parts.merged(*(parts.sources_of(link["reference"]) for link in links))
    lines = tuple(_link_line(findings, link) for link in links)
    return [Heading(say("What is it connected with?")), Items(lines, sources)]


def _link_line(findings: Findings, link: Row) -> Inline:
    return say(
        "{source} → {target}: {statement}",
        source=parts.risk_link(findings, link["source"]),
        target=parts.risk_link(findings, link["target"]),
        statement=parts.label(link, "statement"),
    )


def _served_by(findings: Findings, risk: str) -> list[Block]:
    serving = [name for name, row in findings.initiatives.rows.items() if risk in parts.sources_of(row["risks"])]
    heading = Heading(say("What is being done?"))
    if not serving:
        return [heading, Paragraph(say("No initiative in the register names this risk."), ("register",))]
    sources = parts.merged(*(parts.sources_of(findings.initiatives.rows[n]["reference"]) for n in serving))
    return [heading, Items(tuple(parts.initiative_link(findings, name) for name in serving), sources)]


def _exposure_hint(findings: Findings, risk: str) -> list[Block]:
    if not any(found.exposure.risk == risk for found in findings.exposures):
        return []
    link = Link(say("Who is hit harder, and where?"), page=f"exposure/{risk}")
    return [Heading(say("Who is hit harder?")), Paragraph(link)]
