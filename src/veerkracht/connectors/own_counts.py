"""Counts that a user wants to protect, and the files that say what adds up: CSV or Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.connectors.panel import check_unique, number_column, read_csv_columns, read_parquet_columns
from veerkracht.errors import InputError
from veerkracht.tables import Table, memtable

KEYS: Final = ("indicator", "period", "area", "category")
TEXTS: Final = (*KEYS, "status")
LARGEST: Final = "largest_"
CELL_KEY: Final = "cell_key"
NUMBERS: Final = ("value", "records", "share", CELL_KEY)
PUBLISHED: Final = "published"
_YES_NO: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

Columns = dict[str, pa.Array]


def read_own_counts(path: Path, *, key_column: str = "") -> Table:
    """Read counts per area and period, and by category where there are some.

    Parameters
    ----------
    path : Path
        ``.parquet``, or comma-separated text with a header row: area, period and value, and where they are there
        indicator, category, status, published (true or false), records, largest_1, largest_2 ...
    key_column : str
        Column with the key of each cell, for noise; empty for none.

    Returns
    -------
    Table
        These columns; an empty cell of a number is null. The keys are in `cell_key`.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If a column is absent, a key is empty or occurs twice, or a cell holds no number; with row and column.
    """
    found = _read(path, ("area", "period", "value", *((key_column,) if key_column else ())))
    if key_column:
        found[CELL_KEY] = _number(key_column, found[key_column], path)
    kept = {name: _typed(name, column, path) for name, column in found.items() if _known(name)}
    keys = [name for name in KEYS if name in kept]
    _check_filled(kept, [name for name in keys if name != "category"], path)
    check_unique(list(zip(*(kept[name].to_pylist() for name in keys), strict=True)), path=path, column=", ".join(keys))
    return memtable(pa.table(kept))


def read_parts(path: Path, *, of: str) -> Table:
    """Read which area, category or period is part of which.

    Parameters
    ----------
    path : Path
        ``.parquet``, or comma-separated text with a header row: the part, parent, and where they are there share and
        division. A part without a parent may have a row.
    of : str
        Column of the part: area, category or period.

    Returns
    -------
    Table ({of}, parent[, share, division])

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If a column is absent, a part has no name, or a share is no number.
    """
    found = _read(path, (of, "parent"))
    names = [name for name in (of, "parent", "share", "division") if name in found]
    kept = {name: _typed(name, found[name], path) for name in names}
    _check_filled(kept, [of], path)
    parents = [parent or None for parent in kept["parent"].to_pylist()]
    return memtable(pa.table({**kept, "parent": pa.array(parents, pa.string())}))


def _read(path: Path, needs: Sequence[str]) -> Columns:
    if path.suffix.lower() == ".parquet":
        return {name: column.combine_chunks() for name, column in read_parquet_columns(path, needs=needs).items()}
    return {name: pa.array(cells, pa.string()) for name, cells in read_csv_columns(path, needs=needs).items()}


def _known(name: str) -> bool:
    return name in (*TEXTS, *NUMBERS, PUBLISHED) or name.startswith(LARGEST)


def _typed(name: str, column: pa.Array, path: Path) -> pa.Array:
    if name in NUMBERS or name.startswith(LARGEST):
        return _number(name, column, path)
    if name == PUBLISHED:
        return _yes_no(column, path)
    return pc.cast(column, pa.string())


def _number(name: str, column: pa.Array, path: Path) -> pa.Array:
    if pa.types.is_string(column.type):
        values, _statuses = number_column(column.to_pylist(), path=path, column=name)
        return pa.array(values, pa.float64(), from_pandas=True)
    try:
        return pa.array(np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)), from_pandas=True)
    except pa.ArrowInvalid as error:
        raise InputError("{file}: column {column} holds something that is no number: {reason}. Correct the column.",
                         file=path, column=name, reason=str(error)) from error  # fmt: skip


def _yes_no(column: pa.Array, path: Path) -> pa.Array:
    if pa.types.is_boolean(column.type):
        return column
    texts = [str(text).strip().lower() for text in column.to_pylist()]
    wrong = [row for row, text in enumerate(texts) if text not in _YES_NO]
    if wrong:
        raise InputError("{file}: row {row}, column {column}: {text} is not {expected}. Correct the cell or fetch the file "
                         "again.", file=path, row=wrong[0] + 2, column=PUBLISHED, text=repr(texts[wrong[0]]),
                         expected="true or false")  # fmt: skip
    return pa.array([_YES_NO[text] for text in texts])


def _check_filled(columns: Columns, names: Sequence[str], path: Path) -> None:
    for name in names:
        empty = np.flatnonzero(pc.equal(pc.fill_null(columns[name], ""), "").to_numpy(zero_copy_only=False))
        if len(empty):
            raise InputError("{file}: row {row} has no {column}, and {count} more. Fill it in.",
                             file=path, row=int(empty[0]) + 2, column=name, count=len(empty) - 1)  # fmt: skip
