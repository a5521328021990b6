"""One additive system as arrays: the areas of one indicator, period and source, and who is part of whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Table

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Hierarchy:
    """Areas with a row first (in the order given), then their ancestors that have no row.

    `parent` is the place of the parent or -1, `depth` the number of steps to the top, `members` the places of
    the parts of each whole, `given` the number of areas with a row.
    """

    areas: tuple[str, ...]
    parent: Places
    depth: Places
    members: dict[int, Places]
    given: int

    @property
    def totals(self) -> Flags:
        """Which rows are a total: they have parts, and no ancestor with a row."""
        return np.array([place in self.members and not self._has_row_above(place) for place in range(self.given)], bool)

    def _has_row_above(self, place: int) -> bool:
        above = int(self.parent[place])
        return above >= 0 and (above < self.given or self._has_row_above(above))


def parent_of_each(parents: Table) -> dict[str, str]:
    """Read which area each area is part of.

    Raises
    ------
    TableError
        If an area has two parents, or is its own ancestor.
    """
    rows = parents.filter(parents.parent.notnull()).select("area", "parent").distinct().to_pyarrow().to_pydict()
    found: dict[str, str] = {}
    for area, parent in zip(rows["area"], rows["parent"], strict=True):
        if found.setdefault(area, parent) != parent:
            raise TableError("Area {area} has two parents. Give the areas of one division only.", area=area)
    for area in found:
        _check_no_circle(area, found)
    return found


def _check_no_circle(area: str, parents: Mapping[str, str]) -> None:
    seen, above = {area}, parents.get(area)
    while above is not None:
        if above in seen:
            raise TableError("Area {area} is part of itself. Mend the column parent.", area=area)
        seen.add(above)
        above = parents.get(above)


def hierarchy_of(areas: Sequence[str], parents: Mapping[str, str]) -> Hierarchy:
    """Arrange areas and all their ancestors as a forest.

    Examples
    --------
    >>> forest = hierarchy_of(["B1", "B2", "G"], {"B1": "W", "B2": "W", "W": "G"})
    >>> forest.areas, forest.parent.tolist(), forest.totals.tolist()
    (('B1', 'B2', 'G', 'W'), [3, 3, -1, 2], [False, False, True])
    """
    every = dict.fromkeys(areas)
    for area in areas:
        while (area := parents.get(area, "")) and area not in every:
            every[area] = None
    place = {area: number for number, area in enumerate(every)}
    parent = np.array([place.get(parents.get(area, ""), -1) for area in every], np.intp)
    return Hierarchy(tuple(every), parent, _depths(parent), _members(parent), len(areas))


def _depths(parent: Places) -> Places:
    depth = np.zeros(len(parent), np.intp)
    above = parent.copy()
    while (above >= 0).any():
        depth[above >= 0] += 1
        above = np.where(above >= 0, parent[above], -1)
    return depth


def _members(parent: Places) -> dict[int, Places]:
    return {int(whole): np.flatnonzero(parent == whole) for whole in np.unique(parent[parent >= 0])}
