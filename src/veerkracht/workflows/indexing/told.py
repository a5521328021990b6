"""The rows of an index as a page tells them: the last period, with names, groups and how sure these are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any, Final

from veerkracht.reports.content import Inline, Label, say
from veerkracht.tables import pull
from veerkracht.workflows.indexing.make import GROUPS, IndexFinding
from veerkracht.workflows.indexing.outlines import Outlines

__all__ = ["STYLES", "AreaRow", "ToldIndex", "told_index"]

Row = dict[str, Any]  # Any: a row of a table

STYLES: Final = tuple(f"level_{number}" for number in range(1, GROUPS + 1))
"""Fill of each group, from the highest scores (light) to the lowest (dark)."""

LEVELS: Final = {
    "neighbourhood": say("neighbourhoods"), "district": say("districts"), "municipality": say("municipalities"),
    "": say("areas"),
}  # fmt: skip


@dataclass(frozen=True)
class AreaRow:
    """One area of the index; `group` is 1 for the highest scores, None without a rank."""

    area: str
    name: str
    row: Row
    group: int | None

    @property
    def chance(self) -> float | None:
        """How sure the group is."""
        return None if self.group is None else self.row[f"probability_group_{self.group}"]


@dataclass(frozen=True)
class ToldIndex:
    """An index of one period, ready to be told.

    Parameters
    ----------
    finding : IndexFinding
        What was made.
    outlines : Outlines
        Where the areas lie.
    place : Label
        Name of the city or country; empty for a file of the user.
    period : str
        The last one.
    areas : tuple of AreaRow
        By rank, then by name; those without a rank last.
    municipalities : Mapping of str to str
        Name by code, for a whole country.
    """

    finding: IndexFinding
    outlines: Outlines
    place: Label
    period: str
    areas: tuple[AreaRow, ...]
    municipalities: Mapping[str, str]

    @cached_property
    def ranked(self) -> tuple[AreaRow, ...]:
        """The areas that have a rank, highest score first."""
        return tuple(area for area in self.areas if area.group is not None)

    @property
    def label(self) -> Label:
        """Name of the index."""
        definition = self.finding.definition
        return Label(definition.label_nl or definition.id, definition.label_en or definition.id)

    @property
    def level(self) -> Inline:
        """Word for the areas."""
        return LEVELS[self.finding.definition.level]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of the figures."""
        table = self.finding.figures.observations
        found = pull(table.select("source").distinct())["source"].to_pylist() if "source" in table.columns else []
        return tuple(sorted(one for one in found if one))


def told_index(
    finding: IndexFinding, outlines: Outlines, place: Label, *, municipalities: Mapping[str, str]
) -> ToldIndex:
    """Name the areas of the last period, put them in order and in groups."""
    rows = pull(finding.areas).to_pylist()
    period = max((row["period"] for row in rows), default="")
    last = [row for row in rows if row["period"] == period]
    last += _without_figures(finding, {row["area"] for row in last})
    ranked = sum(row["rank"] is not None for row in last)
    areas = [_area(row, ranked, outlines.names) for row in last]
    return ToldIndex(finding, outlines, place, period, tuple(sorted(areas, key=_order)), municipalities)


def _without_figures(finding: IndexFinding, there: set[str]) -> list[Row]:
    """Return a row for each area that is known but has no figure at all."""
    known = finding.figures.areas
    areas = set() if known is None else set(pull(known.select("area").distinct())["area"].to_pylist())
    empty = dict.fromkeys(finding.areas.columns)
    return [{**empty, "area": area} for area in areas - there]


def _area(row: Row, ranked: int, names: Mapping[str, str]) -> AreaRow:
    group = None if row["rank"] is None else min(ceil(row["rank"] * GROUPS / ranked), GROUPS)
    return AreaRow(row["area"], names.get(row["area"]) or row["area"], row, group)


def _order(area: AreaRow) -> tuple[float, str, str]:
    rank = area.row["rank"]
    return (float("inf") if rank is None else rank, area.name, area.area)
