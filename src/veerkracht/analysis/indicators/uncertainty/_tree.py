"""The tree of an index as arrays: indicators first, then the groups, children before parents, the index last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Table, pull

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
        return np.array([powers[min(height, len(powers)) - 1] for height in self.heights], float)


def tree_of(framework: Table) -> Tree:
    """Read a framework.

    Parameters
    ----------
    framework : Table (element, parent, weight)
        One row per element.

    Raises
    ------
    TableError
        If there is not one index at the top, an element occurs twice, has a parent that is no element or lies in a
        circle, a weight is negative or absent, or the weights of a group are all 0.
    """
    rows = pull(framework.select("element", "parent", "weight"))
    parent = dict(zip(rows["element"].to_pylist(), rows["parent"].to_pylist(), strict=True))
    weight = dict(zip(rows["element"].to_pylist(), rows["weight"].to_pylist(), strict=True))
    _check_rows(len(rows), parent)
    elements, heights = _ordered(parent)
    _check_weights(elements, parent, weight)
    return _as_arrays(elements, heights, parent, weight)


def _check_rows(count: int, parent: dict[str, str | None]) -> None:
    if count > len(parent):
        raise TableError("The framework has {rows} rows for {elements} elements. Keep one row per element.",
                         rows=count, elements=len(parent))  # fmt: skip
    tops = sorted(name for name, above in parent.items() if above is None)
    if len(tops) != 1 or len(parent) < 2:
        raise TableError("The framework has {count} elements without a parent ({names}). Keep one, the index, and give it parts.",
                         count=len(tops), names=", ".join(tops[:5]) or "none")  # fmt: skip
    strange = sorted({above for above in parent.values() if above is not None and above not in parent})
    if strange:
        raise TableError("Parent(s) {names} are no elements of the framework. Give each a row of its own.",
                         names=", ".join(strange[:5]))  # fmt: skip


def _ordered(parent: dict[str, str | None]) -> tuple[list[str], dict[str, int]]:
    """Return the elements, indicators first and children before parents, and the height of each (0: indicator)."""
    below: dict[str, list[str]] = {}
    for name, above in parent.items():
        if above is not None:
            below.setdefault(above, []).append(name)
    heights = {name: 0 for name in parent if name not in below}
    waiting = sorted(below)
    while waiting:
        ready = [name for name in waiting if all(child in heights for child in below[name])]
        if not ready:
            raise TableError("Element(s) {names} lie in a circle: each is a part of itself. Mend their parents.",
                             names=", ".join(waiting[:5]))  # fmt: skip
        heights |= {name: 1 + max(heights[child] for child in below[name]) for name in ready}
        waiting = [name for name in waiting if name not in heights]
    return sorted(heights, key=lambda name: (heights[name], name)), heights


def _check_weights(elements: list[str], parent: dict[str, str | None], weight: dict[str, float | None]) -> None:
    for name in elements:
        found = weight[name]
        if parent[name] is not None and not (found is not None and 0 <= found < np.inf):
            raise TableError(
                "Element {element} has weight {weight}. Give a number, 0 or more.", element=name, weight=found
            )
    for group in {above for above in parent.values() if above is not None}:
        if not sum(weight[name] or 0.0 for name in elements if parent[name] == group):
            raise TableError(
                "All parts of {group} have weight 0. Give one of them more, or take the group out.", group=group
            )


def _as_arrays(
    elements: list[str], heights: dict[str, int], parent: dict[str, str | None], weight: dict[str, float | None]
) -> Tree:
    place = {name: number for number, name in enumerate(elements)}
    above = [parent[name] for name in elements]
    parents = np.array([-1 if name is None else place[name] for name in above], np.int64)
    leaves = sum(heights[name] == 0 for name in elements)
    groups = [np.flatnonzero(parents == group) for group in range(leaves, len(elements))]
    starts = np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64)
    weights = np.array([1.0 if parent[name] is None else float(weight[name] or 0.0) for name in elements])
    return Tree(tuple(elements), leaves, parents, weights, starts, np.concatenate(groups).astype(np.int64),
                np.array([heights[name] for name in elements[leaves:]], np.int64))  # fmt: skip
