"""The linear programme: one column per flow and year, one row per limit, each row with its family and place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._columns import Columns
from veerkracht.analysis.redistribution._stock import Floats
from veerkracht.tables import Array

__all__ = ["FREE", "Block", "Matrix", "Programme", "block"]

Matrix = Any  # Any: scipy publishes no types

FREE: Final = ("compensation", "route")
"""Families of equations that tie columns together: they are no limit that somebody set."""


@dataclass(frozen=True)
class Block:
    """Rows of one family: entries times columns are at most (or equal to) the bound.

    Parameters
    ----------
    family : array of str
        What sets each row.
    place : array of str
        The area, region or municipality of each row.
    year : array of int
        Its year; 0 for all years together.
    row, column : arrays of int
        Where the entries stand.
    entry : array
        Their values.
    bound : array
        Right-hand side of each row.
    equal : bool
        Whether the rows are equations.
    """

    family: Array
    place: Array
    year: NDArray[np.int64]
    row: NDArray[np.intp]
    column: NDArray[np.intp]
    entry: Floats
    bound: Floats
    equal: bool = False

    @property
    def largest(self) -> Floats:
        """Largest entry of each row, as it stands without a sign: homes per home, or euro per home."""
        found = np.zeros(len(self.bound))
        np.maximum.at(found, self.row, np.abs(self.entry))
        return found

    def only(self, kept: NDArray[np.bool_]) -> Block:
        """Return the rows that are kept."""
        place = np.cumsum(kept) - 1
        entries = kept[self.row]
        return Block(self.family[kept], self.place[kept], self.year[kept], place[self.row[entries]].astype(np.intp),
                     self.column[entries], self.entry[entries], self.bound[kept], self.equal)  # fmt: skip


def block(
    family: str | Array, place: Array, year: Array | int, *, row: Array, column: Array, entry: Array | float,
    bound: Array | float, equal: bool = False,
) -> Block:  # fmt: skip
    """Make a block; single values stand for all rows or entries."""
    rows, entries = len(place), len(column)
    names = np.array([family] * rows, object) if isinstance(family, str) else family
    return Block(
        names, np.asarray(place, object), np.broadcast_to(np.asarray(year, np.int64), (rows,)),
        np.asarray(row, np.intp), np.asarray(column, np.intp),
        np.broadcast_to(np.asarray(entry, float), (entries,)), np.broadcast_to(np.asarray(bound, float), (rows,)), equal,
    )  # fmt: skip


@dataclass(frozen=True)
class Programme:
    """Columns and all rows that hold at once."""

    columns: Columns
    blocks: tuple[Block, ...]

    def with_block(self, more: Block) -> Programme:
        """Return the programme with another block of rows."""
        return Programme(self.columns, (*self.blocks, more))

    def without(self, families: set[str]) -> Programme:
        """Return the programme without the rows of some families."""
        kept = (found.only(~np.isin(found.family, list(families))) for found in self.blocks)
        return Programme(self.columns, tuple(found for found in kept if len(found.bound)))

    @cached_property
    def limits(self) -> Block | None:
        """The rows that are limits, one below the other."""
        return _joined([found for found in self.blocks if not found.equal])

    @cached_property
    def equations(self) -> Block | None:
        """The rows that are equations."""
        return _joined([found for found in self.blocks if found.equal])

    def matrix(self, rows: Block | None) -> Matrix:
        """Return the entries of some rows as a sparse matrix."""
        if rows is None:
            return None
        shape = (len(rows.bound), self.columns.count)
        return scipy.sparse.csr_array((rows.entry, (rows.row, rows.column)), shape=shape)


def _joined(blocks: list[Block]) -> Block | None:
    if not blocks:
        return None
    starts = np.cumsum([0, *(len(found.bound) for found in blocks[:-1])])
    rows = np.concatenate([found.row + start for found, start in zip(blocks, starts, strict=True)]).astype(np.intp)
    joined = [np.concatenate([getattr(found, name) for found in blocks])
              for name in ("family", "place", "year", "column", "entry", "bound")]  # fmt: skip
    return Block(joined[0], joined[1], joined[2], rows, joined[3], joined[4], joined[5], blocks[0].equal)
