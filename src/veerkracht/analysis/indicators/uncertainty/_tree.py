"""The tree of an index as arrays: indicators first, then the groups, children before parents, the index last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._tree import INDICATOR_LEVEL
from veerkracht.analysis.indicators._tree import tree_of as read_tree
from veerkracht.errors import TableError
from veerkracht.tables import Table

T = TypeVar("T")
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """A tree of elements.

    Parameters
    ----------
    elements : tuple of str
        The indicators, sorted; then the groups, each after all its children; the index is the last.
    indicators : int
        How many of the elements are indicators.
    parents : array (elements,)
        Place of the parent of each element; -1 for the index.
    weights : array (elements,)
        Weight of each beside the others of its group; 1 for the index.
    starts, children : array
        The children of group g are ``children[starts[g]:starts[g + 1]]``, g counted from the first group.
    heights : array (groups,)
        1 for a group of indicators only, else one more than its highest child.
    """

    elements: tuple[str, ...]
    indicators: int
    parents: Places
    weights: Floats
    starts: Places
    children: Places
    heights: Places

    def place(self, name: str) -> int:
        """Return the place of an element.

        Raises
        ------
        TableError
            If the tree has no such element.
        """
        if name not in self.elements:
            raise TableError(
                "The framework has no element {element}. Name one of its indicators or groups.", element=name
            )
        return self.elements.index(name)

    def powers_of(self, powers: Sequence[float]) -> Floats:
        """Return the power of each group from powers by height; the last holds for all above."""
        return np.array(self.by_height(powers), float)

    def by_height(self, choices: Sequence[T]) -> tuple[T, ...]:
        """Return the choice of each group from choices by height; the last holds for all above."""
        return tuple(choices[min(height, len(choices)) - 1] for height in self.heights.tolist())


def tree_of(framework: Table) -> Tree:
    """Read a framework (element, parent, weight).

    Raises
    ------
    CatalogueError
        If it is no tree with usable weights; see `check_framework`.
    """
    read = read_tree(framework)
    elements = sorted(read.levels, key=lambda name: (read.levels[name], name))
    place = {name: number for number, name in enumerate(elements)}
    leaves = len(read.indicators)
    groups = {group.name: np.array([place[name] for name in group.children], np.int64) for group in read.groups}
    ordered = [np.sort(groups[name]) for name in elements[leaves:]]
    weights, parents = np.ones(len(elements)), np.full(len(elements), -1, np.int64)
    for group in read.groups:
        weights[groups[group.name]], parents[groups[group.name]] = group.weights, place[group.name]
    starts = np.concatenate([[0], np.cumsum([len(children) for children in ordered])]).astype(np.int64)
    heights = np.array([read.levels[name] - INDICATOR_LEVEL for name in elements[leaves:]], np.int64)
    return Tree(tuple(elements), leaves, parents, weights, starts, np.concatenate(ordered), heights)
