"""Weights that somebody gives: equal, or one by one."""

from __future__ import annotations

from collections.abc import Sequence

from veerkracht.analysis.indicators._tree import tree_of
from veerkracht.errors import CatalogueError
from veerkracht.tables import Table, pull

__all__ = ["weigh_as_given", "weigh_equally"]


def weigh_equally(framework: Table, *, groups: Sequence[str] | None = None) -> Table:
    """Give the elements of each group the same weight.

    Equal within each group is not equal in the index where groups differ in size: see `effective_weights`.

    Parameters
    ----------
    framework : Table (element, parent, weight)
        `FRAMEWORK`.
    groups : sequence of str, optional
        The groups to do so; by default all.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`, with weights that add up to 1 in those groups.

    Raises
    ------
    CatalogueError
        If the framework is no tree, or a group unknown.
    """
    tree = tree_of(framework)
    chosen = tree.groups if groups is None else [tree.group(name) for name in groups]
    return tree.with_weights({name: 1.0 / len(group.children) for group in chosen for name in group.children})


def weigh_as_given(framework: Table, weights: Table) -> Table:
    """Put other weights into a framework.

    Parameters
    ----------
    framework : Table (element, parent, weight)
        `FRAMEWORK`.
    weights : Table (element, weight)
        Of some or all elements, on any scale that is one within each group.

    Returns
    -------
    Table (element, parent, weight)
        `FRAMEWORK`; what is not given keeps its weight.

    Raises
    ------
    CatalogueError
        If an element is unknown or stands twice, a weight is absent, negative or infinite, or all weights of a group
        become 0.
    """
    tree, rows = tree_of(framework), pull(weights.select("element", "weight")).to_pylist()
    names = [row["element"] for row in rows]
    unknown = [str(name) for name in names if name not in tree.parents]
    if unknown:
        raise CatalogueError("Element(s) {elements} have a weight and no place in the framework. Mend the name, or add "
                             "them.", elements=", ".join(unknown))  # fmt: skip
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise CatalogueError("Element(s) {elements} have two weights. Give one.", elements=", ".join(twice))
    absent = [row["element"] for row in rows if row["weight"] is None]
    if absent:
        raise CatalogueError("Element(s) {elements} have an empty weight. Fill it in.", elements=", ".join(absent))
    changed = tree.with_weights({row["element"]: row["weight"] for row in rows})
    tree_of(changed)  # the new weights must be usable too
    return changed
