"""The intervals that an intruder can work out: linear programmes, one connected part of the unknown at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.disclosure.linked.dimension import Floats, Places
from veerkracht.errors import TableError

CLOSE: Final = 1e-7
"""Bounds nearer than this are one number: the tolerance of the solver."""

_INFEASIBLE: Final = 2  # codes of scipy.optimize.linprog
_UNBOUNDED: Final = 3
_CONTRADICTION: Final = (
    "The published figures contradict each other: no table fits all of them. Publish figures that add up."
)


@dataclass(frozen=True)
class System:
    """Unknown cells between bounds, and the sums that tie them: matrix @ cells = right."""

    matrix: scipy.sparse.csr_array
    right: Floats
    lower: Floats
    upper: Floats

    def part(self, cells: Places) -> System:
        """Return the system of some cells that no sum ties to others."""
        columns = self.matrix[:, cells]
        rows = np.flatnonzero(np.diff(columns.indptr) > 0)
        return System(columns[rows], self.right[rows], self.lower[cells], self.upper[cells])

    def with_rows(self, matrix: scipy.sparse.csr_array, right: Floats) -> System:
        """Return the system with more sums."""
        stacked = scipy.sparse.csr_array(scipy.sparse.vstack([self.matrix, matrix]))
        return System(stacked, np.concatenate([self.right, right]), self.lower, self.upper)


def intervals(system: System, wanted: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the least and the largest value of each wanted cell; NaN for the others.

    Raises
    ------
    TableError
        If no values fit all sums.

    Notes
    -----
    Cells that no sum ties together are solved apart. One sum alone has a closed form; for more a linear programme is
    solved for each bound. Every solution is a table that fits, so it also shows how far other cells can go: a bound that
    was met by chance needs no programme of its own.
    """
    size = len(system.lower)
    low, high = np.full(size, np.nan), np.full(size, np.nan)
    sums = abs(system.matrix)
    linked = sums.T @ sums if sums.shape[0] else scipy.sparse.csr_array((size, size))
    count, part_of = scipy.sparse.csgraph.connected_components(linked, directed=False)
    order = np.argsort(part_of, kind="stable")
    for cells in np.split(order, np.cumsum(np.bincount(part_of, minlength=count))[:-1]):
        if wanted[cells].any():
            low[cells], high[cells] = _bounds(system.part(cells), wanted[cells])
    return np.where(wanted, low, np.nan), np.where(wanted, high, np.nan)


def _bounds(system: System, wanted: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    if system.matrix.shape[0] <= 1:
        return narrowed(system)
    outer = narrowed(system)
    inner = np.full(len(wanted), np.inf), np.full(len(wanted), -np.inf)
    for cell in np.flatnonzero(wanted).tolist():
        for sign in (1, -1):
            if _open(sign, cell, inner, outer):
                _solve(system, sign, cell, inner)
    return np.minimum(inner[0], np.inf), inner[1]


def _open(sign: int, cell: int, inner: tuple[Floats, Floats], outer: tuple[Floats, Floats]) -> bool:
    """Tell whether a bound is still to be found: no table that fits has met what the sums allow at most."""
    side = 0 if sign > 0 else 1
    return not abs(inner[side][cell] - outer[side][cell]) <= CLOSE


def _solve(system: System, sign: int, cell: int, inner: tuple[Floats, Floats]) -> None:
    goal = np.zeros(len(system.lower))
    goal[cell] = sign
    bounds = np.stack([system.lower, system.upper], 1)
    found = scipy.optimize.linprog(goal, A_eq=system.matrix, b_eq=system.right, bounds=bounds, method="highs")
    if found.status == _INFEASIBLE:
        raise TableError(_CONTRADICTION)
    if found.status == _UNBOUNDED:
        inner[1 if sign < 0 else 0][cell] = np.inf if sign < 0 else -np.inf
        return
    np.minimum(inner[0], found.x, out=inner[0])
    np.maximum(inner[1], found.x, out=inner[1])


def narrowed(system: System, *, rounds: int = 10) -> tuple[Floats, Floats]:
    """Return bounds that hold for every table that fits, sum by sum; exact for one sum.

    Raises
    ------
    TableError
        If a sum cannot be met.
    """
    lower, upper = system.lower.copy(), system.upper.copy()
    for _ in range(rounds if system.matrix.shape[0] > 1 else 1):
        before = upper - lower
        _narrow(system, lower, upper)
        if (lower > upper + CLOSE * (1 + np.abs(lower))).any():
            raise TableError(_CONTRADICTION)
        if np.array_equal(before, upper - lower, equal_nan=True):
            break
    return lower, np.maximum(lower, upper)


def _narrow(system: System, lower: Floats, upper: Floats) -> None:
    share, column = system.matrix.data, system.matrix.indices
    row = np.repeat(np.arange(system.matrix.shape[0]), np.diff(system.matrix.indptr))
    least = np.where(share > 0, share * lower[column], share * upper[column])
    most = np.where(share > 0, share * upper[column], share * lower[column])
    room_low = (system.right[row] - _others(most, row)) / share
    room_high = (system.right[row] - _others(least, row)) / share
    np.maximum.at(lower, column, np.minimum(room_low, room_high))
    np.minimum.at(upper, column, np.maximum(room_low, room_high))


def _others(amount: Floats, row: Places) -> Floats:
    """Return for each entry the sum of the other entries of its row, infinite if one of those is."""
    finite, endless = np.where(np.isfinite(amount), amount, 0.0), np.where(np.isinf(amount), np.sign(amount), 0.0)
    size = int(row.max(initial=-1)) + 1
    total, count = np.bincount(row, finite, size), np.bincount(row, endless, size)
    rest = count[row] - endless
    return np.where(rest > 0, np.inf, np.where(rest < 0, -np.inf, total[row] - finite))
