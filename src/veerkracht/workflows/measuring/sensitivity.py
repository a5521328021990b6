"""How many districts change class when one choice behind the map moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from veerkracht.analysis.resilience import ResilienceSettings, classify_change, shrink_changes
from veerkracht.tables import Table
from veerkracht.workflows.findings import Row, rows_of

ALTERNATIVES: dict[str, list[float | str]] = {
    "band_vulnerability": [0.0, 1.0], "band_problems": [0.0, 1.0], "reference": ["absolute", "median"],
    "min_population": [0, 1000],
}  # fmt: skip
UNKNOWN = "unknown"


def sensitivity(
    changes: Table, other_years: Sequence[tuple[str, Table]], *, settings: ResilienceSettings, shared: Mapping[str, str]
) -> tuple[tuple[Row, ...], int]:
    """Count the districts that change class when settings, years or shrinkage move one at a time.

    Parameters
    ----------
    changes : Table
        Changes of the districts, as for `classify_change`.
    other_years : sequence of (str, Table)
        The same changes over other years, by the words for them.
    settings : ResilienceSettings
        The settings of the map.
    shared : Mapping
        Districts that are published with another one, and which: they have its class, and move when it moves.

    Returns
    -------
    (tuple of rows, int)
        Rows with setting, value, areas_changed and of (areas with a class under either choice); and how many
        districts change class at least once.
    """
    shown = _classes(changes, settings, shared)
    rows: list[Row] = []
    moving: set[str] = set()
    for name, value, table, tried in _alternatives(changes, other_years, settings):
        other = _classes(table, tried, shared)
        moved = {area for area in shown if shown[area] != other.get(area, UNKNOWN)}
        known = sum({shown[area], other.get(area, UNKNOWN)} != {UNKNOWN} for area in shown)
        rows.append({"setting": name, "value": value, "areas_changed": len(moved), "of": known})
        moving |= moved
    return tuple(rows), len(moving)


def _alternatives(
    changes: Table, other_years: Sequence[tuple[str, Table]], settings: ResilienceSettings
) -> Iterator[tuple[str, str, Table, ResilienceSettings]]:
    for name, values in ALTERNATIVES.items():
        for value in values:
            yield name, str(value), changes, replace(settings, **{name: value})  # type: ignore[arg-type]  # by name
    for years, table in other_years:
        yield "years", years, table, settings
    yield "shrinkage", "on", shrink_changes(changes), settings


def _classes(table: Table, settings: ResilienceSettings, shared: Mapping[str, str]) -> dict[str, str]:
    found = {row["area"]: row["class"] for row in rows_of(classify_change(table, settings=settings))}
    return {**{small: found[large] for small, large in shared.items() if large in found}, **found}
