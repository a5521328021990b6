"""The scores of the children of a group as one array, with the names and weights that go with its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import INDICATOR_LEVEL, Group, Tree
from veerkracht.errors import TableError
from veerkracht.grids import Grid, grid_of
from veerkracht.tables import Table, pull

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Children:
    """A group, the grid of its children, and their scores as (areas times periods) x children."""

    group: Group
    grid: Grid
    values: Floats

    @property
    def complete(self) -> Floats:
        """The rows in which every child is present."""
        return np.asarray(self.values[~np.isnan(self.values).any(axis=1)])

    @property
    def names(self) -> tuple[str, ...]:
        """The children, in the order of the columns."""
        return self.group.children


def children_in(scores: Table, group: Group) -> Children:
    """Return the scores of the children of a group, areas outermost.

    Raises
    ------
    TableError
        If a child has no score anywhere.
    """
    grid = grid_of(scores.filter(scores.indicator.isin(group.children)), value="score", indicators=group.children)
    values = grid.panel()
    lacking = [name for name, column in zip(group.children, values.T, strict=True) if np.isnan(column).all()]
    if lacking:
        raise TableError("Element(s) {elements} of group {group} have no score. Score them first, or take them out of "
                         "the framework.", elements=", ".join(lacking), group=group.name)  # fmt: skip
    return Children(group, grid, values)


def chosen_groups(scores: Table, tree: Tree, *, groups: Sequence[str] | None) -> list[Group]:
    """Return the groups asked for; by default those whose children all occur in the scores.

    Raises
    ------
    CatalogueError
        If a group is unknown.
    TableError
        If there are no scores of any whole group.
    """
    if groups is not None:
        return [tree.group(name) for name in groups]
    found = set(pull(scores.select("indicator"))["indicator"].unique().to_pylist())
    whole = [group for group in tree.groups if found.issuperset(group.children)]
    if not whole:
        lacking = [name for name in tree.parents if tree.levels[name] == INDICATOR_LEVEL and name not in found]
        raise TableError("No group of the framework has scores of all its elements; {element} lacks first. Score "
                               "it, or take it out of the framework.", element=lacking[0])  # fmt: skip
    return whole


def varying_rows(children: Children, *, fewest: int) -> Floats:
    """Return the complete rows of a group, after a check that there are enough and each column tells something there.

    Raises
    ------
    TableError
        If there are too few, or a column is constant.
    """
    rows, group = children.complete, children.group.name
    if len(rows) < fewest:
        raise TableError("Only {rows} row(s) have a score of every element of group {group}. Fill in absent scores, or "
                         "give the weights.", rows=len(rows), group=group)  # fmt: skip
    constant = [name for name, column in zip(children.names, rows.T, strict=True) if np.ptp(column) == 0]
    if constant:
        raise TableError("Element(s) {elements} of group {group} are constant. Take them out, or give the weights.",
                         elements=", ".join(constant), group=group)  # fmt: skip
    return rows


def check_not_negative(children: Children, *, method: str) -> None:
    """Stop at a score below 0, naming its place.

    Raises
    ------
    TableError
        If there is one.
    """
    below = np.argwhere(children.grid.values < 0)
    if len(below):
        area, period, child = below[0]
        raise TableError(
            "{count} score(s) in group {group} are below 0, first {element} of area {area} in {period}; {method} cannot "
            "take them. Normalise to a scale from 0 up.", count=len(below), group=children.group.name, method=method,
            element=children.names[child], area=children.grid.areas[area], period=children.grid.periods[period],
        )  # fmt: skip
