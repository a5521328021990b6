"""What a reader can work out about hidden cells from all that is published around them."""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.disclosure.hierarchy import Flags, Floats, Hierarchy, Places

TOLERANCE = 1e-6  # persons; far below one, far above the rounding of sums of floats


def bounds(hierarchy: Hierarchy, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Tighten the interval of every cell, knowing that parts add up to their whole.

    Parameters
    ----------
    hierarchy : Hierarchy
        Which cells are part of which.
    lower, upper : array
        What is known of each cell by itself; `upper` may be infinite.

    Returns
    -------
    lower, upper : array
        The narrowest intervals. Where `lower` exceeds `upper` the published figures contradict each other.

    Notes
    -----
    Sums along a tree have no cycles, so one pass up and one pass down give the same bounds as a linear
    programme for each cell.
    """
    lower, upper = lower.copy(), upper.copy()
    for level in range(int(hierarchy.depth.max(initial=0)), 0, -1):
        _up(hierarchy.parent, np.flatnonzero(hierarchy.depth == level), lower, upper)
    inside_lower, inside_upper = lower.copy(), upper.copy()
    for level in range(1, int(hierarchy.depth.max(initial=0)) + 1):
        here = np.flatnonzero(hierarchy.depth == level)
        _down(hierarchy.parent, here, (inside_lower, inside_upper), lower, upper)
    return lower, upper


def _up(parent: Places, parts: Places, lower: Floats, upper: Floats) -> None:
    wholes = np.unique(parent[parts])
    low, high = np.zeros(len(parent)), np.zeros(len(parent))
    np.add.at(low, parent[parts], lower[parts])
    np.add.at(high, parent[parts], upper[parts])
    lower[wholes] = np.maximum(lower[wholes], low[wholes])
    upper[wholes] = np.minimum(upper[wholes], high[wholes])


def _down(parent: Places, parts: Places, inside: tuple[Floats, Floats], lower: Floats, upper: Floats) -> None:
    whole = parent[parts]
    other_low = _sum_of_others(inside[0], parts, parent)
    other_high = _sum_of_others(inside[1], parts, parent)
    upper[parts] = np.minimum(inside[1][parts], upper[whole] - other_low)
    lower[parts] = np.maximum(inside[0][parts], lower[whole] - other_high)


def _sum_of_others(amount: Floats, parts: Places, parent: Places) -> Floats:
    finite = np.where(np.isfinite(amount[parts]), amount[parts], 0.0)
    endless = np.isinf(amount[parts]).astype(float)
    total, unbounded = np.zeros(len(parent)), np.zeros(len(parent))
    np.add.at(total, parent[parts], finite)
    np.add.at(unbounded, parent[parts], endless)
    others = total[parent[parts]] - finite
    return np.where(unbounded[parent[parts]] - endless > 0, np.inf, others)


def known_bounds(
    hierarchy: Hierarchy, amount: Floats, slack: Floats, hidden: Flags, none: Flags
) -> tuple[Floats, Floats]:
    """State what is known of each cell by itself.

    A published cell is known up to its rounding (`slack`), a cell that cannot exist (`none`) is zero, and a
    hidden or missing cell is anything from zero up.
    """
    parts = np.array([place not in hierarchy.members for place in range(len(amount))], bool)
    shown = ~hidden & ~np.isnan(amount)
    lower = np.where(shown, np.maximum(amount - slack, 0.0), 0.0)
    upper = np.where(shown, amount + slack, np.inf)
    upper[none & parts & ~shown & ~hidden] = 0.0
    return lower, upper
