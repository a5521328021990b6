"""Which giver is compensated by which receiver, when the totals of both are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._columns import Columns
from veerkracht.analysis.redistribution._limits import Limits
from veerkracht.analysis.redistribution._stock import Floats
from veerkracht.tables import Array

__all__ = ["DECIMALS", "moves_of"]

DECIMALS: Final = 6  # of a home; the solver is as exact as that
Rows = NDArray[np.intp]
Move = tuple[Rows, Rows, NDArray[np.int64], Floats]


def moves_of(columns: Columns, limits: Limits, values: Floats) -> Move:
    """Return rows of givers and receivers in the stock, years and homes of every move."""
    if columns.routes is not None:
        return _along_routes(columns, values)
    parts = [part for year in range(columns.years) for part in _of_year(columns, limits, values, year)]
    if not parts:
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.int64), np.zeros(0)
    giver, receiver, year, homes = (np.concatenate([part[place] for part in parts]) for place in range(4))
    return giver, receiver, year, homes


def _along_routes(columns: Columns, values: Floats) -> Move:
    routes = columns.routes
    assert routes is not None, "only with routes"
    homes = np.round(values[columns.along], DECIMALS)
    route, year = np.nonzero(homes > 0)
    return columns.givers[routes.giver[route]], columns.receivers[routes.receiver[route]], year + 1, homes[route, year]


def _of_year(columns: Columns, limits: Limits, values: Floats, year: int) -> Iterator[Move]:
    """Pair per group: first inside each municipality, then what is left over the whole group."""
    left = [np.round(values[flow[:, year]], DECIMALS) for flow in (columns.out, columns.into)]
    towns = np.unique(columns.stock.municipality.astype(str), return_inverse=True)[1]
    for labels in (_crossed(limits.group, towns), limits.group):
        sides = [labels[columns.givers], labels[columns.receivers]]
        for label in np.unique(sides[0][left[0] > 0]):
            at = [np.flatnonzero((side == label) & (homes > 0)) for side, homes in zip(sides, left, strict=True)]
            giver, receiver, homes = corner(left[0][at[0]], left[1][at[1]])
            giver, receiver = at[0][giver], at[1][receiver]
            for side, place in ((left[0], giver), (left[1], receiver)):
                np.subtract.at(side, place, homes)
                side[side < 10.0**-DECIMALS / 2] = 0.0
            yield columns.givers[giver], columns.receivers[receiver], np.full(len(homes), year + 1, np.int64), homes


def _crossed(first: Array, second: Array) -> Rows:
    return np.unique(np.column_stack([first, second]), axis=0, return_inverse=True)[1].reshape(-1)


def corner(given: Floats, received: Floats) -> tuple[Rows, Rows, Floats]:
    """Pair two rows of amounts from the left, until the shorter is used up (the north-west corner rule).

    Examples
    --------
    >>> [part.tolist() for part in corner(np.array([3.0, 2.0]), np.array([4.0, 5.0]))]
    [[0, 1, 1], [0, 0, 1], [3.0, 1.0, 1.0]]
    """
    ends = [np.cumsum(side) for side in (given, received)]
    most = min((side[-1] if len(side) else 0.0) for side in ends)
    cuts = np.unique(np.concatenate([[0.0], ends[0][ends[0] < most], ends[1][ends[1] < most], [most]]))
    homes = np.asarray(np.round(np.diff(cuts), DECIMALS), np.float64)
    middle = (cuts[1:] + cuts[:-1]) / 2
    kept = homes > 0
    giver, receiver = (np.searchsorted(side, middle[kept]) for side in ends)
    return giver, receiver, homes[kept]
