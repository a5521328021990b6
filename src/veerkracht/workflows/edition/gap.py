"""Are differences growing here: the gap between districts, in one sentence and the measures behind it."""

from __future__ import annotations

from veerkracht.reports.content import (
    Answer,
    Block,
    Column,
    DataTable,
    Heading,
    Inline,
    Label,
    Notice,
    Number,
    Page,
    Paragraph,
    say,
)
from veerkracht.reports.translation import mark
from veerkracht.workflows.edition import parts
from veerkracht.workflows.findings import Findings, GapFinding

GAP_ANSWERS = {
    "growing": mark(
        "Yes, the differences are growing: between {first} and {last} the gap in vulnerability grew by {change}. It is "
        "the gap between the most and the least vulnerable districts, each with {share} of the inhabitants."
    ),
    "shrinking": mark(
        "No, the differences are getting smaller: between {first} and {last} the gap in vulnerability shrank by {change}. "
        "It is the gap between the most and the least vulnerable districts, each with {share} of the inhabitants."
    ),
    "not_clear": mark(
        "It is not clear whether the differences are growing: between {first} and {last} the gap in vulnerability changed "
        "by {change}. It is the gap between the most and the least vulnerable districts, each with {share} of the "
        "inhabitants."
    ),
}


def gap_sentence(findings: Findings) -> Answer | Notice:
    """Return the one sentence on the gap, with number, interval and period."""
    gap = findings.gap
    if gap is None:
        return Notice(say("Whether differences grow cannot be told: the figures for it are missing."))
    return Answer(
        say(
            GAP_ANSWERS[gap.answer], strong=("change",), change=_told_change(gap), first=parts.year(gap.first),
            last=parts.year(gap.last), share=Number(findings.settings["gap"]["tail_share"], "probability"),
        ),
        parts.indicator_sources(findings, findings.city.development.vulnerability),
    )  # fmt: skip


def gap_change(gap: GapFinding) -> Number:
    """Return the change of the gap with its interval."""
    row = gap.gap
    return Number(row["change"], "index_points", 1, row["lower"], row["upper"], signed=True)


def _told_change(gap: GapFinding) -> Number:
    """Return the change as the sentence tells it: by how much the gap grew or shrank, without a sign."""
    row, turn = gap.gap, -1 if gap.answer == "shrinking" else 1
    low, high = sorted((turn * row["lower"], turn * row["upper"]))
    return Number(turn * row["change"], "index_points", 1, low, high, signed=gap.answer == "not_clear")


def gap_page(findings: Findings) -> Page:
    """Return the page on the gap between areas."""
    blocks: list[Block] = [gap_sentence(findings)]
    if findings.gap:
        blocks += _gap_blocks(findings, findings.gap)
    title = say("Are differences growing in {city}?", city=Label(*findings.city.name))
    return Page("areas/gap", title, tuple(blocks), "neighbourhoods", short_title=say("The gap"))


def _gap_blocks(findings: Findings, gap: GapFinding) -> list[Block]:
    sources = parts.indicator_sources(findings, findings.city.development.vulnerability)
    rows: tuple[tuple[Inline, ...], ...] = (
        (say("Gap between the most and the least vulnerable districts"), _pts(gap.gap["gap_first"]), _pts(gap.gap["gap_last"]),
         gap_change(gap)),
        (say("Spread over all districts (standard deviation)"), _pts(gap.sigma["sd_first"]), _pts(gap.sigma["sd_last"]),
         Number(gap.sigma["change"], "index_points", 1, gap.sigma["lower"], gap.sigma["upper"], signed=True)),
    )  # fmt: skip
    columns = (
        Column(say("Measure")), Column(parts.year(gap.first), numeric=True), Column(parts.year(gap.last), numeric=True),
        Column(say("Change with 90% interval"), numeric=True),
    )  # fmt: skip
    return [
        Paragraph(
            say(
                "Between brackets stands the 90% interval: the noise in the figures leaves room for each value in it. The "
                "score of vulnerability runs from 0 to 100 points. Mistakes in registers are not in the interval."
            ),
            soft=True,
        ),
        DataTable(say("The gap in vulnerability"), columns, rows, sources),
        *_course_blocks(findings, gap),
        Heading(say("Do vulnerable districts catch up?")),
        Paragraph(_catching_up(gap), sources),
        *_theil_blocks(findings, gap),
    ]


def _course_blocks(findings: Findings, gap: GapFinding) -> list[Block]:
    """Return the change up to each year: two years alone can hide a rise and a fall."""
    if not gap.course:
        return []
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (parts.year(row["last"]), Number(row["change"], "index_points", 1, row["lower"], row["upper"], signed=True))
        for row in gap.course
    )
    words = say(
        "Which years are compared decides the answer. The table gives the change of the gap up to each year, over the "
        "districts with all figures in every year. Between brackets stands what other districts like these could have "
        "given (90% interval)."
    )
    columns = (Column(say("Year")), Column(say("Change since {first}", first=parts.year(gap.first)), numeric=True))
    sources = parts.indicator_sources(findings, findings.city.development.vulnerability)
    return [
        Heading(say("The gap year by year")), Paragraph(words, soft=True),
        DataTable(say("Change of the gap in vulnerability"), columns, rows, sources),
    ]  # fmt: skip


def _pts(value: float) -> Number:
    return Number(value, "index_points", 1)


def _catching_up(gap: GapFinding) -> Inline:
    corrected = gap.beta["corrected_slope"] is not None
    prefix = "corrected_" if corrected else ""
    slope, lower, upper = (gap.beta[f"{prefix}{name}"] for name in ("slope", "lower", "upper"))
    if slope is None:
        return say("Too few districts to tell.")
    told = Number(10 * slope, "index_points", 1, 10 * lower, 10 * upper, signed=True)
    if not corrected:
        return say(
            "Of two districts, one started 10 points more vulnerable. The difference between them changed by {slope} in "
            "the same years. Noise in the first year makes districts seem to catch up; this figure is not corrected for it.",
            strong=("slope",), slope=told,
        )  # fmt: skip
    return say(
        "Of two districts, one started 10 points more vulnerable. The difference between them changed by {slope} in the "
        "same years. Noise in the first year makes districts seem to catch up (regression to the mean); this figure is "
        "corrected for it.",
        strong=("slope",), slope=told,
    )  # fmt: skip


def _theil_blocks(findings: Findings, gap: GapFinding) -> list[Block]:
    if not gap.theil:
        return []
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (parts.year(row["period"]), *(Number(1000 * row[part], "", 1) for part in ("total", "within", "between")))
        for row in gap.theil
    )
    columns = (
        Column(say("Year")), Column(say("All"), numeric=True), Column(say("Within municipalities"), numeric=True),
        Column(say("Between municipalities"), numeric=True),
    )  # fmt: skip
    return [
        Heading(say("Differences in income in the region")),
        Paragraph(
            say(
                "Theil index of mean household income over the districts of the city and its neighbours, in "
                "thousandths: 0 means that all districts have the same mean income."
            ),
            soft=True,
        ),
        DataTable(
            say("Theil index of income, in thousandths"),
            columns,
            rows,
            parts.indicator_sources(findings, ["mean_income"]),
        ),
    ]
