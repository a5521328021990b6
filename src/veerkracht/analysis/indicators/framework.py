"""The framework of an index: which indicators make which group, and how heavy each is in the whole."""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.indicators._tree import tree_of
from veerkracht.tables import Table, table_from_arrays

__all__ = ["check_framework", "effective_weights"]


def check_framework(framework: Table) -> Table:
    """Check that a framework is one tree with usable weights, and tell the level of each element.

    Parameters
    ----------
    framework : Table (element, parent, weight)
        `FRAMEWORK`; the index has no parent, and its own weight is not used.

    Returns
    -------
    Table (element, parent, level)
        Level 1 for an indicator; a group stands one above the highest of its children.

    Raises
    ------
    CatalogueError
        If there is no element, an element has no name or stands twice, a parent is no element, not exactly one
        element is without parent, elements are part of one another in a circle, a weight is absent, negative or
        infinite, or all weights of a group are 0.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"element": ["all", "noise", "dirt"], "parent": [None, "all", "all"], "weight": [1.0, 2.0, 1.0]}
    >>> check_framework(memtable(rows)).level.to_pyarrow().to_pylist()
    [2, 1, 1]
    """
    tree = tree_of(framework)
    names = list(tree.parents)
    return table_from_arrays({
        "element": np.array(names, object), "parent": np.array([tree.parents[name] for name in names], object),
        "level": np.array([tree.levels[name] for name in names]),
    })  # fmt: skip


def effective_weights(framework: Table) -> Table:
    """Tell how heavy each element is in the index, all the way down the tree.

    Parameters
    ----------
    framework : Table (element, parent, weight)
        `FRAMEWORK`.

    Returns
    -------
    Table (element, level, share, effective)
        `share` (0-1) within its group, `effective` (0-1) within the index. The effective weights of the indicators
        add up to 1; those of the index itself are 1.

    Raises
    ------
    CatalogueError
        If the framework is no tree; see `check_framework`.

    Notes
    -----
    The product of shares on the way to the top: equal weights at one level are not equal at the next where groups
    differ in size.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"element": ["all", "noise", "dirt"], "parent": [None, "all", "all"], "weight": [1.0, 3.0, 1.0]}
    >>> effective_weights(memtable(rows)).effective.to_pyarrow().to_pylist()
    [1.0, 0.75, 0.25]
    """
    tree = tree_of(framework)
    shares = {tree.top: 1.0} | {
        name: float(share) for group in tree.groups for name, share in zip(group.children, group.shares, strict=True)
    }
    names, effective = list(tree.parents), tree.effective()
    return table_from_arrays({
        "element": np.array(names, object), "level": np.array([tree.levels[name] for name in names]),
        "share": np.array([shares[name] for name in names]),
        "effective": np.array([effective[name] for name in names]),
    })  # fmt: skip
