"""Figures that a user brings: one row per area, period and indicator, in a CSV or Parquet file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from veerkracht.connectors.panel import (
    check_has,
    check_unique,
    number_column,
    read_csv_columns,
    read_parquet_columns,
)
from veerkracht.errors import InputError
from veerkracht.tables import Status, Table, memtable

KEYS: Final = ("area", "period", "indicator")
NUMBERS: Final[tuple[str, ...]] = ("value", "standard_error", "events", "base", "inside", "outside")
"""Columns that hold numbers, where they are there; `value` is always needed unless others are asked for."""


def read_own_figures(path: Path, *, needs: Sequence[str] = ("value",)) -> Table:
    """Read figures of any indicator from a file of the user.

    Parameters
    ----------
    path : Path
        ``.parquet``, or comma-separated text with a header row. An empty cell, a lone point or NA is missing.
    needs : sequence of str
        Columns of numbers that must be there, beside area, period and indicator.

    Returns
    -------
    Table (area, period, indicator, status, numbers ...)
        `status` as given, else present or missing; the columns of numbers that the file has.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If a column is absent, a cell holds no number, a key is empty or occurs twice; with row and column.
    """
    wanted = (*KEYS, *needs)
    parquet = path.suffix.lower() == ".parquet"
    columns = _of_parquet(path, wanted) if parquet else _of_csv(path, wanted)
    _check_keys(columns, path)
    return memtable(pa.table(columns))


def _of_csv(path: Path, needs: Sequence[str]) -> dict[str, pa.Array]:
    texts = read_csv_columns(path, needs=needs)
    numbers = {name: number_column(texts[name], path=path, column=name) for name in NUMBERS if name in texts}
    first, _ = numbers[needs[len(KEYS)]]
    given = texts.get("status", [""] * len(first))
    return {
        **{name: pa.array(texts[name], pa.string()) for name in KEYS}, "status": _statuses(given, first),
        **{name: pa.array(values, from_pandas=True) for name, (values, _) in numbers.items()},
    }  # fmt: skip


def _of_parquet(path: Path, needs: Sequence[str]) -> dict[str, pa.Array]:
    found = read_parquet_columns(path, needs=needs)
    check_has(path, list(found), needs)
    numbers = {name: _numbers(found[name], path, name) for name in NUMBERS if name in found}
    first = numbers[needs[len(KEYS)]]
    given = found["status"].to_pylist() if "status" in found else [Status.NORMAL] * len(first)
    return {
        **{name: found[name].cast(pa.string()) for name in KEYS}, "status": _statuses(given, first),
        **{name: pa.array(values, from_pandas=True) for name, values in numbers.items()},
    }  # fmt: skip


def _numbers(column: pa.ChunkedArray, path: Path, name: str) -> NDArray[np.float64]:
    try:
        return np.asarray(pc.cast(column, pa.float64()).to_numpy(), float)
    except pa.ArrowInvalid as error:
        raise InputError("{file}: column {column} holds something that is no number: {reason}. Correct the column.",
                         file=path, column=name, reason=str(error)) from error  # fmt: skip


def _statuses(given: Sequence[str | None], values: NDArray[np.float64]) -> pa.Array:
    """A value under a status of absence, or no value under one of presence, takes the plain status of what it is."""
    absent = np.isnan(values)
    fits = [(status in Status.ABSENT) == bool(gone) for status, gone in zip(given, absent, strict=True)]
    plain = np.where(absent, Status.MISSING, Status.NORMAL)
    return pa.array([s if fit and s else str(p) for s, fit, p in zip(given, fits, plain, strict=True)], pa.string())


def _check_keys(columns: dict[str, pa.Array], path: Path) -> None:
    keys = [columns[name].to_pylist() for name in KEYS]
    for name, cells in zip(KEYS, keys, strict=True):
        empty = [row for row, cell in enumerate(cells) if not cell]
        if empty:
            raise InputError("{file}: row {row} has no {column}, and {count} more. Fill it in.",
                             file=path, row=empty[0] + 2, column=name, count=len(empty) - 1)  # fmt: skip
    check_unique(list(zip(*keys, strict=True)), path=path, column=", ".join(KEYS))
