"""A choice under limits as arrays: values, pairs that meet, and rows that every portfolio keeps to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Row = tuple[Ints, Floats, float]
"""Items, their coefficients and the limit: sum of coefficient times choice is at most the limit."""

SLACK: Final = 1e-9  # share of the largest coefficient by which a row may be exceeded, for sums in floating point


class Programme(NamedTuple):
    """Maximise sum of value x + sum of pair x x, with every row at most its limit and every x 0 or 1.

    `row_*` lists the rows (items of row r stand from row_at[r] to row_at[r + 1]), `item_*` the same by item, and
    `meet_*` the pairs by item. Rows are scaled so that their largest coefficient is 1.
    """

    value: Floats
    pair_a: Ints
    pair_b: Ints
    pair: Floats
    row_at: Ints
    row_item: Ints
    row_by: Floats
    limit: Floats
    item_at: Ints
    item_row: Ints
    item_by: Floats
    meet_at: Ints
    meet_pair: Ints


def programme(value: Floats, pairs: tuple[Ints, Ints, Floats], rows: Sequence[Row]) -> Programme:
    """Lay values, pairs and rows out for the search."""
    scaled = [_scaled(row) for row in rows]
    counts = np.array([len(items) for items, _, _ in scaled], np.int64)
    row_item = np.concatenate([items for items, _, _ in scaled]) if scaled else np.zeros(0, np.int64)
    row_by = np.concatenate([by for _, by, _ in scaled]) if scaled else np.zeros(0)
    row_of = np.repeat(np.arange(len(scaled)), counts)
    item_at, by_item = _by(row_item, len(value))
    ends = np.concatenate([pairs[0], pairs[1]])
    meet_at, by_end = _by(ends, len(value))
    return Programme(
        np.asarray(value, float), pairs[0], pairs[1], pairs[2], _starts(counts), row_item, row_by,
        np.array([limit for _, _, limit in scaled], float), item_at, row_of[by_item], row_by[by_item],
        meet_at, by_end % max(len(pairs[0]), 1),
    )  # fmt: skip


def _scaled(row: Row) -> Row:
    items, by, limit = row
    largest = float(np.abs(by).max()) if len(by) else 1.0
    scale = largest if largest > 0 else 1.0
    return items.astype(np.int64), by / scale, limit / scale + SLACK


def _starts(counts: Ints) -> Ints:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def _by(keys: Ints, number: int) -> tuple[Ints, Ints]:
    """Return where the entries of each key start, and the entries ordered by key."""
    return _starts(np.bincount(keys, minlength=number)), np.argsort(keys, kind="stable").astype(np.int64)
