"""How people judge each risk, year by year, beside what the figures tell."""

from __future__ import annotations

from veerkracht.catalogue import Kept
from veerkracht.reports.content import (
    Answer,
    Block,
    Column,
    DataTable,
    Direction,
    Heading,
    Inline,
    Notice,
    Number,
    Paragraph,
    say,
)
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.recorded import kept_of, newest_first, sources_with, told
from veerkracht.workflows.findings import Findings

__all__ = ["judged_blocks", "statement_blocks"]

REGISTER = "risk_statements"


def statement_blocks(findings: Findings, risk: str) -> list[Block]:
    """Return what was judged of one risk, and where that differs from the figures."""
    statements = newest_first(kept_of(findings, REGISTER, risk))
    if not statements:
        return []
    sources = sources_with(REGISTER, statements)
    newest = statements[0]
    return [
        Heading(say("How do people judge it?")),
        Answer(
            say(
                "Judged for {year}: {judged}. The figures say: {computed}.", strong=("judged",), year=_year(newest),
                judged=_judged(newest), computed=_computed(findings, risk),
            ),
            sources,
        ),
        *_difference(findings, risk, newest),
        _years(statements, sources),
    ]  # fmt: skip


def _year(statement: Kept) -> Number:
    return parts.year(int(statement.values["year"]))


def _judged(statement: Kept) -> Direction:
    return Direction(str(statement.values["development"]))


def _computed(findings: Findings, risk: str) -> Direction:
    return Direction(findings.risk_directions[risk]["direction"])


def _differs(findings: Findings, risk: str, statement: Kept) -> bool:
    """Tell whether judgement and figures both name a direction, and not the same one."""
    codes = {_judged(statement).code, _computed(findings, risk).code}
    return len(codes) > 1 and "unknown" not in codes


def _difference(findings: Findings, risk: str, statement: Kept) -> list[Block]:
    if not _differs(findings, risk, statement):
        return []
    if not statement.words("differs_from_data").nl:
        return [Notice(say("The judgement differs from the figures. The register does not say why."))]
    why = say("Why the judgement differs from the figures: {why}", why=told(statement, "differs_from_data"))
    return [Paragraph(why, sources_with(REGISTER, [statement]))]


def _years(statements: list[Kept], sources: tuple[str, ...]) -> DataTable:
    rows: tuple[tuple[Inline, ...], ...] = tuple(
        (_year(one), _judged(one), _certain(one), told(one, "statement"), told(one, "example")) for one in statements
    )
    columns = (
        Column(say("Year")), Column(say("Judged")), Column(say("How certain"), numeric=True), Column(say("Why")),
        Column(say("Example")),
    )  # fmt: skip
    return DataTable(say("Judgements per year"), columns, rows, sources)


def _certain(statement: Kept) -> Inline:
    percentage = statement.values.get("probability")
    return "–" if percentage is None else Number(float(percentage), "percent")


def judged_blocks(findings: Findings) -> list[Block]:
    """Return the last judgement of each risk, beside the direction that was computed."""
    newest = {risk: newest_first(kept_of(findings, REGISTER, risk)) for risk in findings.risks}
    last = {risk: statements[0] for risk, statements in newest.items() if statements}
    if not last:
        return []
    sources = sources_with(REGISTER, last.values())
    differing = sum(_differs(findings, risk, one) for risk, one in last.items())
    rows = tuple(
        (parts.risk_link(findings, risk), _year(one), _judged(one), _computed(findings, risk))
        for risk, one in last.items()
    )
    columns = (Column(say("Risk")), Column(say("Year")), Column(say("Judged")), Column(say("From the figures")))
    return [
        Heading(say("How do people judge the risks?"), anchor="judged"),
        Answer(
            say(
                "People judged {n} of the {total} risks. For {differing} of them the judgement differs from the figures.",
                strong=("n", "differing"), n=parts.count(len(last)), total=parts.count(len(findings.risks)),
                differing=parts.count(differing),
            ),
            sources,
        ),
        DataTable(say("Judgement beside the figures"), columns, rows, sources),
    ]  # fmt: skip
