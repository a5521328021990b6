"""What changed since the last edition: risks, initiatives and classes, from the key figures of both."""

from __future__ import annotations

from collections.abc import Sequence

from veerkracht.reports.content import (
    Answer,
    Block,
    ClassMark,
    Column,
    DataTable,
    Direction,
    Heading,
    Inline,
    Notice,
    Page,
    Paragraph,
    say,
)
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.initiatives import STATUS_WORDS
from veerkracht.workflows.edition.neighbourhoods import main_map
from veerkracht.workflows.findings import Findings, Row


def key_figures(findings: Findings, *, name: str) -> Row:
    """Return what the next edition will compare with: direction, status and class by id."""
    found = main_map(findings)
    return {
        "edition": name,
        "risks": {risk: row["direction"] for risk, row in findings.risk_directions.items()},
        "initiatives": {code: row["status"] or "unknown" for code, row in findings.initiatives.rows.items()},
        "classes": {code: row["class"] for code, row in found.classes.items()} if found else {},
    }


def changes_page(findings: Findings, before: Row | None) -> Page:
    """Return the page with what changed since the edition before."""
    blocks = _first_edition() if before is None else _changes(findings, before)
    title = say("What changed since the last edition?")
    return Page("changes/index", title, tuple(blocks), "changes", short_title=say("What changed"))


def _first_edition() -> list[Block]:
    return [Notice(say("This is the first edition: there is nothing to compare with yet."))]


def _changes(findings: Findings, before: Row) -> list[Block]:
    now = key_figures(findings, name="")
    risks = _differences(before["risks"], now["risks"])
    initiatives = _differences(before["initiatives"], now["initiatives"])
    classes = _differences(before["classes"], now["classes"])
    blocks: list[Block] = [
        Answer(
            say(
                "Number of changes since edition {name}: {risks} in the direction of a risk, {initiatives} in the status "
                "of an initiative and {classes} in the class of a district.",
                strong=("risks", "initiatives", "classes"), name=str(before["edition"]),
                risks=parts.count(len(risks)), initiatives=parts.count(len(initiatives)),
                classes=parts.count(len(classes)),
            ),
            ("register",),
        ),
        Paragraph(
            say("A change can come from the city or from new figures and settings; the page on method lists both."),
            soft=True,
        ),
    ]  # fmt: skip
    tables = (
        _risk_changes(findings, risks),
        _initiative_changes(findings, initiatives),
        _class_changes(findings, classes),
    )
    for part in tables:
        blocks += part
    return blocks


def _differences(before: dict[str, str], now: dict[str, str]) -> list[tuple[str, str | None, str | None]]:
    keys = dict.fromkeys([*before, *now])
    return [(key, before.get(key), now.get(key)) for key in keys if before.get(key) != now.get(key)]


Change = tuple[str, str | None, str | None]


def _table(caption: Inline, what: Inline, rows: Sequence[tuple[Inline, Inline, Inline]]) -> list[Block]:
    if not rows:
        return []
    columns = (Column(what), Column(say("Before")), Column(say("Now")))
    return [Heading(caption), DataTable(caption, columns, tuple(rows), ("register",))]


def _risk_changes(findings: Findings, changes: list[Change]) -> list[Block]:
    def shown(code: str | None) -> Inline:
        return say("not in this edition") if code is None else Direction(code)

    rows = [
        (parts.risk_link(findings, key) if key in findings.risks else key, shown(old), shown(new))
        for key, old, new in changes
    ]
    return _table(say("Risks that changed"), say("Risk"), rows)


def _initiative_changes(findings: Findings, changes: list[Change]) -> list[Block]:
    def shown(code: str | None) -> Inline:
        return say("not in this edition") if code is None else STATUS_WORDS[code]

    rows = [
        (parts.initiative_link(findings, key) if key in findings.initiatives.rows else key, shown(old), shown(new))
        for key, old, new in changes
    ]
    return _table(say("Initiatives that changed"), say("Initiative"), rows)


def _class_changes(findings: Findings, changes: list[Change]) -> list[Block]:
    def shown(code: str | None) -> Inline:
        return say("not in this edition") if code is None else ClassMark(code)

    rows = [(parts.area_name(findings, key), shown(old), shown(new)) for key, old, new in changes]
    return _table(say("Districts that changed class"), say("District"), rows)
