"""The open tables of an edition: what was found, as protected tables with a meaning for every column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from veerkracht import catalogue
from veerkracht.reports.content import Label
from veerkracht.reports.data_tables import DataColumn, DataTableFile
from veerkracht.tables import AREAS, Table, memtable, table_of
from veerkracht.workflows.findings import Findings, Row

COLUMNS: dict[str, tuple[str, ...]] = {
    "indicators": ("indicator", "label_nl", "label_en", "explanation_nl", "explanation_en", "unit", "kind", "direction",
                   "theme", "sensitivity"),
    "risks": ("risk", "kind", "label_nl", "label_en", "direction", "p_rising", "p_steady", "p_falling", "indicators",
              "disagreement", "reason", "in_strategy", "reference"),
    "series": ("indicator", "first_period", "last_period", "points", "slope", "slope_lower", "slope_upper",
               "autocorrelation", "p_rising", "p_steady", "p_falling", "direction", "reason"),
    "links": ("source", "target", "sign", "statement_nl", "statement_en", "evidence", "reference"),
    "initiatives": ("initiative", "name_nl", "name_en", "track", "status", "status_reason", "goal", "in_strategy", "lead",
                    "partners", "areas", "start", "progress_nl", "progress_en", "lesson_nl", "lesson_en", "outlook_nl",
                    "outlook_en", "risks", "reference"),
    "classes": ("map", "area", "name", "first", "last", "class", "probability", "p_under_pressure",
                "p_shows_resilience", "p_other_cause", "p_no_signal", "reason"),
    "changes": ("area", "name", "population", "vulnerability_change", "vulnerability_se", "problem_change", "problem_se",
                "second_change", "second_se"),
    "levels": ("area", "name", "population", "vulnerability", "problems", "focus"),
    "exposure": ("shock", "area", "name", "exposure_score", "high_level", "under_pressure", "high_exposure", "coincides"),
    "claims": ("claim", "statement_nl", "statement_en", "value", "unit", "year", "conflict_group", "note_nl", "note_en",
               "reference"),
    "sources": ("source", "title", "publisher", "licence", "url", "edition"),
}  # fmt: skip
"""Columns of each open table, in order."""

WRITTEN = frozenset({
    "name_nl", "name_en", "lead", "partners", "areas", "start", "progress_nl", "progress_en", "lesson_nl", "lesson_en",
    "outlook_nl", "outlook_en", "status_reason", "statement_nl", "statement_en", "value", "note_nl", "note_en",
})  # fmt: skip
"""Columns with text that people wrote."""

NUMBERS = frozenset({
    "p_rising", "p_steady", "p_falling", "slope", "slope_lower", "slope_upper", "autocorrelation", "probability",
    "p_under_pressure", "p_shows_resilience", "p_other_cause", "p_no_signal", "population", "vulnerability_change",
    "vulnerability_se", "problem_change", "problem_se", "second_change", "second_se", "vulnerability", "problems",
    "exposure_score",
})  # fmt: skip
WHOLE = frozenset({"indicators", "points", "sign"})
YES_NO = frozenset({"disagreement", "high_level", "under_pressure", "high_exposure", "coincides"})


def open_tables(findings: Findings) -> dict[str, DataTableFile]:
    """Return all tables that leave with the edition, by name."""
    rows = _rows(findings)
    tables = {name: _file(name, _table(name, rows[name]), COLUMNS[name]) for name in COLUMNS}
    names = ("area", "period", "indicator", "value", "status", "source")
    return {"observations": _file("observations", findings.published.select(*names), names), **tables}


def area_properties(findings: Findings) -> DataTableFile:
    """Return what the map file tells of each area: class on the map against the municipality, and level."""
    rows = [_properties(findings, code) for code in sorted(findings.areas)]
    names = ("area", "class", "probability", "vulnerability", "problems", "focus")
    return _file("areas", _columns(names, rows), names)


def open_areas(findings: Findings) -> Table:
    """Return the areas with their boundaries, as they go into the map file."""
    return table_of(AREAS, [dict(row) for _, row in sorted(findings.areas.items())])


def _properties(findings: Findings, code: str) -> Row:
    maps = findings.development.maps if findings.development else ()
    classes = next((found.classes for found in maps if found.name == "relative"), {})
    level = findings.level
    return {
        "area": code, **_pick(classes.get(code), ("class", "probability")),
        **_pick(level.levels.get(code) if level else None, ("vulnerability", "problems")),
        **_pick(level.focus.get(code) if level else None, ("focus",)),
    }  # fmt: skip


def _pick(row: Row | None, names: tuple[str, ...]) -> Row:
    return {name: row[name] if row else None for name in names}


def _file(name: str, table: Table, names: Iterable[str]) -> DataTableFile:
    titles, meanings = catalogue.published_columns()
    columns = tuple(
        DataColumn(column, Label(*meanings[column]), decimals=3 if column in NUMBERS else None,
                   written=_is_written(name, column))
        for column in names
    )  # fmt: skip
    return DataTableFile(Label(*titles[name]), table, columns)


def _is_written(table: str, column: str) -> bool:
    return column in WRITTEN and not (table == "observations" and column == "value")


def _table(name: str, rows: Iterable[Row]) -> Table:
    return _columns(COLUMNS[name], list(rows), text_direction=name != "indicators")


def _columns(names: Iterable[str], rows: Sequence[Row], *, text_direction: bool = True) -> Table:
    columns = {name: pa.array([row.get(name) for row in rows], _type(name, text_direction)) for name in names}
    return memtable(pa.table(columns))


def _type(name: str, text_direction: bool) -> pa.DataType:
    if name in NUMBERS:
        return pa.float64()
    if name in WHOLE or (name == "direction" and not text_direction):
        return pa.int64()
    return pa.bool_() if name in YES_NO else pa.string()


def _rows(findings: Findings) -> dict[str, list[Row]]:
    name = {code: row["name"] for code, row in findings.areas.items()}
    maps = findings.development.maps if findings.development else ()
    changes = findings.development.changes if findings.development else {}
    level = findings.level
    return {
        "indicators": list(findings.indicators.values()),
        "risks": [{**row, **findings.risk_directions[risk], "kind": row["kind"]} for risk, row in findings.risks.items()],
        "series": list(findings.directions.values()),
        "links": list(findings.links),
        "initiatives": list(findings.initiatives.rows.values()),
        "classes": [
            {**row, "map": found.name, "first": found.first, "last": found.last, "name": name.get(code)}
            for found in maps for code, row in found.classes.items()
        ],
        "changes": [{**row, "name": name.get(code)} for code, row in changes.items()],
        "levels": [
            {**row, "name": name.get(code), "focus": level.focus[code]["focus"]} for code, row in level.levels.items()
        ] if level else [],
        "exposure": [
            {**row, "name": name.get(code)} for found in findings.exposures for code, row in found.areas.items()
        ],
        "claims": list(findings.claims.values()),
        "sources": list(findings.sources.values()),
    }  # fmt: skip
