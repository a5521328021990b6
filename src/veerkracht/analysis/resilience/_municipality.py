"""What the areas of one municipality are measured against."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays

Floats = NDArray[np.float64]


def rows_of(table: Table, *, columns: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Array]:
    """Pull areas in order of name; an absent optional column is all NaN.

    Without a column `municipality` all areas belong to one.

    Raises
    ------
    TableError
        If an area has two rows.
    """
    names = [*columns, *(name for name in (*optional, "municipality") if name in table.columns)]
    rows = arrays(table.select(*names), order=["area"])
    absent = {name: np.full(len(rows["area"]), np.nan) for name in optional if name not in rows}
    one = {"municipality": np.full(len(rows["area"]), "", dtype=object)}
    _check(rows["area"])
    return {**one, **rows, **absent}


def _check(area: Array) -> None:
    if len(set(area)) < len(area):
        raise TableError("{rows} rows stand for {keys} areas. Keep one row per area.",
                         rows=len(area), keys=len(set(area)))  # fmt: skip


def per_municipality(municipality: Array, measure: Callable[[NDArray[np.bool_]], Floats]) -> Floats:
    """Compute a number for each municipality from its rows (last axis), and give it to each of them."""
    names = sorted(set(municipality))
    chosen = [municipality == name for name in names]
    parts = [np.asarray(measure(rows))[..., np.newaxis] for rows in chosen]
    return np.asarray(sum((np.where(rows, part, 0.0) for rows, part in zip(chosen, parts, strict=True)), np.zeros(1)))


def weighted_mean(values: Floats, population: Floats) -> Floats:
    """Mean over the last axis weighted by residents; rows without value or residents do not count."""
    weight = np.where(np.isnan(values) | ~(population > 0), 0.0, population)
    total = weight.sum(axis=-1)
    sums = np.where(weight > 0, weight * values, 0.0).sum(axis=-1)
    return np.asarray(np.divide(sums, total, out=np.full(np.shape(total), np.nan), where=total > 0))


def median(values: Floats) -> Floats:
    """Median over the last axis of the values that are present; NaN when none is."""
    present = ~np.isnan(np.atleast_2d(values)).any(axis=0)
    if not present.any():
        return np.full(values.shape[:-1], np.nan)
    return np.asarray(np.median(values[..., present], axis=-1))
