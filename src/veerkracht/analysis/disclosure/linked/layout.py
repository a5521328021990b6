"""Cells of counts laid out as a block: periods x areas x categories of one indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.analysis.disclosure.linked.dimension import Dimension, Floats, Places, dimension_of
from veerkracht.errors import TableError
from veerkracht.tables import Array, Status, Table, pull

Flags = NDArray[np.bool_]

KEYS: Final = ("indicator", "period", "area", "category")
WHOLE: Final = ""
"""Category of cells in a table without categories."""

TOLERANCE: Final = 1e-6
"""Largest difference between a total and its parts, as a share of the total: far above the rounding of sums."""

CANNOT_EXIST: Final = (Status.NOT_APPLICABLE, Status.SHARED_IN)


@dataclass(frozen=True)
class Block:
    """The cells of one indicator, each array periods x areas x categories.

    `amount` is NaN where nothing is known, `given` tells where there is a row, `open_to_all` where that row may be
    published, `none` where nothing can exist.
    """

    dimensions: tuple[Dimension, Dimension, Dimension]
    amount: Floats
    given: Flags
    open_to_all: Flags
    none: Flags

    def sums(self) -> Iterator[tuple[int, int, Places, Floats]]:
        """Return axis, whole, parts and shares of each sum."""
        for axis, dimension in enumerate(self.dimensions):
            for one in dimension.sums:
                yield axis, one.whole, one.parts, one.shares


@dataclass(frozen=True)
class Layout:
    """A table of cells as blocks: `rows` as given, the block of each indicator, and the place of each row in it."""

    rows: pa.Table
    indicators: tuple[str, ...]
    blocks: tuple[Block, ...]
    block_of: Places
    place: Places

    def column(self, name: str) -> list[Floats]:
        """Return a column of numbers as an array per block, NaN where there is no row or no number."""
        values = np.asarray(pc.cast(self.rows[name], pa.float64()).to_numpy(), float)
        return [self._laid(values, number) for number in range(len(self.blocks))]

    def _laid(self, values: Floats, number: int) -> Floats:
        here = self.block_of == number
        laid = np.full(self.blocks[number].amount.shape, np.nan)
        laid.ravel()[self.place[here]] = values[here]
        return laid

    def per_row(self, arrays: Sequence[Array]) -> Array:
        """Return what an array per block holds for each row."""
        found = np.empty(len(self.place), arrays[0].dtype if arrays else float)
        for number, held in enumerate(arrays):
            here = self.block_of == number
            found[here] = held.ravel()[self.place[here]]
        return found


def layout_of(
    cells: Table, *, areas: Table | None, categories: Table | None = None, periods: Table | None = None
) -> Layout:
    """Lay cells out as blocks, and check that they are counts with one row per key.

    Raises
    ------
    TableError
        If a column is missing, a key is empty or occurs twice, or a count is negative or endless.
    """
    rows = _with_keys(pull(cells))
    codes, names = zip(*(_coded(rows[name], name) for name in KEYS), strict=True)
    dimensions = tuple(
        dimension_of(names[axis], parts, of=KEYS[axis]) for axis, parts in enumerate((periods, areas, categories), 1)
    )
    shape = tuple(len(dimension.names) for dimension in dimensions)
    moved = [_moved(codes[axis], names[axis], dimensions[axis - 1]) for axis in (1, 2, 3)]
    place = np.ravel_multi_index(moved, shape) if rows.num_rows else np.zeros(0, np.intp)
    _check_keys(codes[0] * np.prod(shape) + place, rows)
    blocks = tuple(_block(dimensions, rows, place, codes[0] == number) for number in range(len(names[0])))
    return Layout(rows, names[0], blocks, codes[0], place)


def _with_keys(rows: pa.Table) -> pa.Table:
    for name in ("indicator", "category"):
        if name not in rows.column_names:
            rows = rows.append_column(name, pa.array([WHOLE] * rows.num_rows, pa.string()))
    absent = [name for name in (*KEYS, "value") if name not in rows.column_names]
    if absent:
        raise TableError("The cells lack column(s) {columns}. Add them where the table is made.",
                         columns=", ".join(absent))  # fmt: skip
    return rows


def _coded(column: pa.ChunkedArray, name: str) -> tuple[Places, tuple[str, ...]]:
    """Return the number of each row's name among the names in order."""
    if column.null_count:
        raise TableError("{count} cell(s) have no {column}. Fill it in.", count=column.null_count, column=name)
    held = pc.cast(column, pa.string()).combine_chunks().dictionary_encode()
    held = held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held
    names = held.dictionary.to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.empty(len(names), np.intp)
    rank[order] = np.arange(len(names))
    return rank[held.indices.to_numpy(zero_copy_only=False)], tuple(names[at] for at in order)


def _moved(codes: Places, names: tuple[str, ...], dimension: Dimension) -> Places:
    place = dimension.place
    return np.array([place[name] for name in names], np.intp)[codes]


def _check_keys(key: Places, rows: pa.Table) -> None:
    _, first, count = np.unique(key, return_index=True, return_counts=True)
    if (count > 1).any():
        row = int(first[count > 1][0])
        where = ", ".join(str(rows[name][row].as_py()) for name in KEYS)
        raise TableError("{count} cell(s) occur more than once, first ({where}). Keep one row per {key}.",
                         count=int((count > 1).sum()), where=where, key=", ".join(KEYS))  # fmt: skip


def _block(dimensions: tuple[Dimension, ...], rows: pa.Table, place: Places, here: Flags) -> Block:
    values = np.asarray(pc.cast(rows["value"], pa.float64()).to_numpy(), float)
    _check_counts(values, rows)
    shape = tuple(len(dimension.names) for dimension in dimensions)
    amount, given = np.full(shape, np.nan), np.zeros(shape, bool)
    amount.ravel()[place[here]], given.ravel()[place[here]] = values[here], True
    shown, none = given.copy(), np.zeros(shape, bool)
    if "published" in rows.column_names:
        shown.ravel()[place[here]] = rows["published"].to_numpy().astype(bool)[here]
    if "status" in rows.column_names:
        none.ravel()[place[here]] = np.isin(rows["status"].to_numpy(), CANNOT_EXIST)[here]
    periods, areas, categories = dimensions
    return Block((periods, areas, categories), amount, given, shown, none)


def _check_counts(values: Floats, rows: pa.Table) -> None:
    wrong = np.flatnonzero((values < 0) | np.isinf(values))
    if len(wrong):
        where = ", ".join(str(rows[name][int(wrong[0])].as_py()) for name in KEYS)
        raise TableError("{count} cell(s) are negative or endless, first ({where}): {value}. Counts are 0 or more.",
                         count=len(wrong), where=where, value=float(values[wrong[0]]))  # fmt: skip


def check_sums(layout: Layout) -> None:
    """Check that parts add up to their whole wherever all are known.

    Raises
    ------
    TableError
        If they do not; protection that trusts a wrong total protects nobody.
    """
    for indicator, block in zip(layout.indicators, layout.blocks, strict=True):
        amount = np.where(block.none, 0.0, block.amount)
        for axis, whole, parts, shares in block.sums():
            held = np.moveaxis(amount, axis, 0)
            off = np.abs(held[whole] - np.tensordot(shares, held[parts], 1)) > TOLERANCE * (1 + np.abs(held[whole]))
            if off.any():
                _tell_off(indicator, block, axis, whole, np.argwhere(off)[0].tolist(), int(off.sum()))


def _tell_off(indicator: str, block: Block, axis: int, whole: int, at: list[int], count: int) -> None:
    at.insert(axis, whole)
    names = [dimension.names[place] for dimension, place in zip(block.dimensions, at, strict=True)]
    raise TableError(
        "The parts of {whole} do not add up to it in {count} cell(s) of {indicator}, first (period {period}, area "
        "{area}, category {category}). Give figures that were not rounded, and all parts.",
        whole=names[axis], count=count, indicator=indicator or "the table", period=names[0], area=names[1],
        category=names[2],
    )  # fmt: skip
