"""The worlds of interest told apart by a tree, as rules that can be read aloud."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.scenarios._boxes import cloud_of, limits_table
from veerkracht.analysis.scenarios._drivers import Driver, drivers_of
from veerkracht.analysis.scenarios._peeling import Cloud
from veerkracht.analysis.scenarios._tree import Leaf, leaves
from veerkracht.errors import SettingError
from veerkracht.tables import Table, memtable, pull

__all__ = ["decision_tree"]

_SCHEMA: Final = pa.schema([
    ("leaf", pa.int64()), ("driver", pa.string()), ("side", pa.string()), ("limit", pa.float64()), ("labels", pa.string()),
    ("worlds", pa.int64()), ("cases", pa.int64()), ("mass", pa.float64()), ("coverage", pa.float64()),
    ("density", pa.float64()),
])  # fmt: skip


def decision_tree(
    worlds: Table, cases: Table, *, drivers: Table, least_mass: float = 0.05, most_depth: int = 5
) -> Table:
    """Split the worlds until those of interest lie apart, and give each leaf as a rule.

    Parameters
    ----------
    worlds, cases, drivers
        As `find_box`. Worlds count alike.
    least_mass : float
        Share (above 0, at most 0.5) of the worlds that each leaf keeps at least.
    most_depth : int
        Most splits on the way to a leaf; 1 or more.

    Returns
    -------
    Table (leaf, driver, side, limit, labels, worlds, cases, mass, coverage, density)
        One row per leaf and limit; leaves count from 1, the densest first, and their masses and coverages add up to 1. A
        leaf that is all worlds has one row without a limit.

    Raises
    ------
    SettingError
        If mass or depth are not as above.
    InputError
        As `find_box`.

    Notes
    -----
    Each split takes most off the Gini impurity 2 p (1 - p), weighted by worlds. A tree cuts the worlds up wholly; a box
    looks for one part. Where both name the same drivers, trust them more.

    References
    ----------
    .. [1] Breiman et al. (1984), Classification and Regression Trees, Wadsworth.
    .. [2] Lempert, Bryant & Bankes (2008), Comparing Algorithms for Scenario Discovery, RAND WR-557.
    """
    if not 0 < least_mass <= 0.5 or most_depth < 1:
        raise SettingError("Leaves of {least_mass} of the worlds at a depth of {most_depth} cannot be. Give a share above 0 and "
                           "at most 0.5, and a depth of 1 or more.", least_mass=least_mass, most_depth=most_depth)  # fmt: skip
    known = drivers_of(drivers)
    cloud = cloud_of(worlds, cases, drivers=known)
    least = max(1, int(np.ceil(least_mass * len(cloud.cases) - 1e-9)))
    found = sorted(leaves(cloud, least=least, depth=most_depth), key=lambda leaf: -leaf.cases / leaf.worlds)
    rows = [row for number, leaf in enumerate(found, start=1) for row in _rows(number, leaf, cloud, known)]
    return memtable(pa.Table.from_pylist(rows, schema=_SCHEMA))


def _rows(number: int, leaf: Leaf, cloud: Cloud, known: tuple[Driver, ...]) -> list[dict[str, object]]:
    size = {"leaf": number, "worlds": leaf.worlds, "cases": leaf.cases, "mass": leaf.worlds / len(cloud.cases),
            "coverage": leaf.cases / int(cloud.cases.sum()), "density": leaf.cases / leaf.worlds}  # fmt: skip
    no_p = dict.fromkeys(leaf.limits.restricted(cloud.labels), np.nan)
    limits = pull(limits_table(leaf.limits, known, no_p, {})).select(["driver", "side", "limit", "labels"]).to_pylist()
    return [size | limit for limit in limits or [{}]]
