"""From a published table with a row per area and year to observations: columns, cells and keys.

All readers of such panels share these steps, so that a bad cell is named the same way in each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.connectors.cells import CellError, level_of, number_cells, tidy_code
from veerkracht.connectors.files import open_parquet, read_delimited
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import OBSERVATIONS, ColumnRule, Table, memtable

__all__ = [
    "Block", "area_codes", "check_has", "check_unique", "in_municipality", "number_column", "observations_of",
    "read_csv_columns", "read_parquet_columns", "rules_in_file", "year_column",
]  # fmt: skip

HEADER_ROWS: Final = 1
"""Rows above the first row of data, for the row numbers in messages."""


@dataclass(frozen=True)
class Block:
    """One indicator for many areas and periods, in the same order in all four sequences."""

    indicator: str
    areas: Sequence[str]
    periods: Sequence[str]
    values: NDArray[np.float64]
    statuses: Sequence[str]


def read_csv_columns(path: Path, *, needs: Sequence[str]) -> dict[str, list[str]]:
    """Read a comma-separated file with one header row as columns of text.

    Parameters
    ----------
    path : Path
        UTF-8 text, with or without byte order mark.
    needs : Sequence of str
        Columns that must be there.

    Returns
    -------
    dict
        Per heading its cells from top to bottom, without padding.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If the file is no text, holds no data row, a row is shorter or longer than the header, or a needed
        column is absent.
    """
    header, *rows = [[cell.strip() for cell in row] for row in read_delimited(path, delimiter=",")]
    _check_filled(path, len(rows))
    check_has(path, header, needs)
    for number, row in enumerate(rows, start=HEADER_ROWS + 1):
        if len(row) != len(header):
            raise InputError(
                "{file}: row {row} has {found} cells where the header has {expected}. Fetch the file again.",
                file=path, row=number, found=len(row), expected=len(header),
            )  # fmt: skip
    return dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))


def read_parquet_columns(path: Path, *, needs: Sequence[str]) -> dict[str, pa.ChunkedArray]:
    """Read a Parquet file as columns.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If the file is no Parquet, holds no row, or a needed column is absent.
    """
    with open_parquet(path, needs=tuple(needs)) as opened:
        table = opened.read()
    _check_filled(path, table.num_rows)
    return dict(zip(table.column_names, table.columns, strict=True))


def _check_filled(path: Path, rows: int) -> None:
    if not rows:
        raise InputError("{file}: there are no rows of data. Fetch the file again.", file=path)


def check_has(path: Path, found: Sequence[str], needs: Sequence[str]) -> None:
    """Check that a file has the columns that a reader cannot do without.

    Raises
    ------
    InputError
        If not; it names the absent ones and the first of those that are there.
    """
    absent = [name for name in needs if name not in found]
    if absent:
        raise InputError(
            "{file}: column(s) {columns} are absent; there are {found}. Give the edition with these columns.",
            file=path, columns=", ".join(absent), found=", ".join(list(found)[:8]),
        )  # fmt: skip


def rules_in_file(rules: Iterable[ColumnRule], *, source: str, found: Sequence[str], path: Path) -> list[ColumnRule]:
    """Choose the rules for one kind of file whose column this file has.

    Raises
    ------
    InputError
        If there are rules for this kind of file and the file has none of their columns.
    """
    meant = [rule for rule in rules if rule.source == source]
    usable = [rule for rule in meant if rule.column in found]
    if meant and not usable:
        check_has(path, found, sorted({rule.column for rule in meant}))
    return usable


def area_codes(texts: Sequence[str], *, path: Path, column: str, except_ending: str | None = None) -> list[str]:
    """Return tidy area codes, or say which cell holds none.

    Parameters
    ----------
    texts : Sequence of str
        Codes as published.
    path : Path
        The file, for the message.
    column : str
        The column, for the message.
    except_ending : str, optional
        Ending of codes with which this source marks an unknown place; they pass as they are.

    Returns
    -------
    list of str
        Codes in capitals, without padding.

    Raises
    ------
    InputError
        If a cell holds no code of a statistical area.
    """
    codes = [tidy_code(text) for text in texts]
    known: set[str] = set()
    for index, code in enumerate(codes):
        if code not in known and not (except_ending and code.endswith(except_ending)):
            try:
                level_of(code)
            except ValueError as error:
                raise _bad_cell(path, index, column, texts[index], "a code such as WK051801") from error
            known.add(code)
    return codes


def year_column(texts: Sequence[str], *, path: Path, column: str) -> list[int]:
    """Return years as whole numbers, or say which cell holds none.

    Raises
    ------
    InputError
        If a cell is no year of four digits.
    """
    for index, text in enumerate(texts):
        if not (len(text) == 4 and text.isascii() and text.isdigit()):
            raise _bad_cell(path, index, column, text, "a year of four digits")
    return [int(text) for text in texts]


def number_column(texts: Sequence[str], *, path: Path, column: str) -> tuple[NDArray[np.float64], list[str]]:
    """Return the numbers and statuses of a column, or say which cell holds no number.

    Raises
    ------
    InputError
        If a cell is neither a number nor absent.
    """
    try:
        return number_cells(texts)
    except CellError as error:
        raise _bad_cell(path, error.index, column, error.text, "a number") from error


def _bad_cell(path: Path, index: int, column: str, text: str, expected: str) -> InputError:
    return InputError(
        "{file}: row {row}, column {column}: {text} is not {expected}. Correct the cell or fetch the file again.",
        file=path, row=index + HEADER_ROWS + 1, column=column, text=repr(text), expected=expected,
    )  # fmt: skip


def check_unique(keys: Sequence[tuple[object, ...]], *, path: Path, column: str) -> None:
    """Refuse a table in which a key occurs twice.

    Raises
    ------
    InputError
        If so; it names the second row with the key.
    """
    seen: set[tuple[object, ...]] = set()
    for index, key in enumerate(keys):
        if key in seen:
            raise InputError(
                "{file}: row {row} repeats the key {key} of column(s) {column}. Keep one row per key.",
                file=path, row=index + HEADER_ROWS + 1, key=" ".join(map(str, key)), column=column,
            )  # fmt: skip
        seen.add(key)


def in_municipality(codes: Sequence[str], municipality: str | None, *, path: Path) -> NDArray[np.bool_]:
    """Tell which areas lie in a municipality; all of them when none is named.

    Raises
    ------
    MissingDataError
        If none does.

    Examples
    --------
    >>> in_municipality(["WK051801", "WK060301"], "GM0518", path=Path("panel.csv")).tolist()
    [True, False]
    """
    if municipality is None:
        return np.ones(len(codes), dtype=bool)
    digits = tidy_code(municipality)[2:]
    inside = np.array([code[2:6] == digits for code in codes], dtype=bool)
    if not inside.any():
        raise MissingDataError("{file} has no row of municipality {municipality}. Give the file of that municipality.",
                               file=path, municipality=tidy_code(municipality))  # fmt: skip
    return inside


def observations_of(blocks: Sequence[Block], *, source: str) -> Table:
    """Stack blocks into observations, in the order given."""
    values = np.concatenate([block.values for block in blocks]) if blocks else np.empty(0)
    columns = {
        "area": [area for block in blocks for area in block.areas],
        "period": [period for block in blocks for period in block.periods],
        "indicator": [block.indicator for block in blocks for _ in block.areas],
        "value": pa.array(values, type=pa.float64(), from_pandas=True),
        "status": [status for block in blocks for status in block.statuses],
        "source": [source] * len(values),
    }
    return memtable(pa.table(columns, schema=OBSERVATIONS.schema.to_pyarrow()))
