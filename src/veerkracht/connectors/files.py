"""Opening the file of a source, or saying what is wrong with it and how to mend it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from veerkracht.errors import InputError, MissingDataError

__all__ = ["check_is_data", "float_column", "open_parquet", "place_of", "read_delimited", "read_with_heading"]

_BYTES_TO_JUDGE: Final = 512
_MARKUP: Final = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")


def check_is_data(path: Path) -> None:
    """Check that a file exists, is not empty and is not a web page saved under its name.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file is empty or holds a web page.
    """
    if not path.is_file():
        raise MissingDataError("There is no file {file}. Give another data folder or fetch it.", file=path)
    with path.open("rb") as stream:
        start = stream.read(_BYTES_TO_JUDGE).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start:
        raise InputError("{file} is empty. Fetch it again.", file=path)
    if start.startswith(_MARKUP):
        raise InputError("{file} holds a web page instead of data. Fetch it again from the publisher.", file=path)


def read_delimited(path: Path, *, delimiter: str) -> list[list[str]]:
    """Read a UTF-8 text file with quoted fields, with or without byte order mark; blank lines at the end are dropped.

    Parameters
    ----------
    path : Path
        The file.
    delimiter : str
        The character between fields.

    Returns
    -------
    list of list of str
        All lines, the heading included, cells as published.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file is empty, a web page, not UTF-8, or breaks off within a field.
    """
    check_is_data(path)
    reader = csv.reader(io.StringIO(_decode(path), newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise InputError("{file}, row {row}: {reason}. The file is cut off or its quotes are broken; fetch it again.",
                         file=path, row=reader.line_num, reason=str(error)) from error  # fmt: skip
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def read_with_heading(path: Path, *, delimiter: str) -> tuple[list[str], list[list[str]]]:
    """Read a delimited file of which the first line names the columns.

    Returns
    -------
    headings : list of str
        Stripped.
    lines : list of list of str
        The data rows, cells as published; the first is row 2 of the file.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file cannot be read, has no data row, or a row has another number of cells than the heading.
    """
    headings, *lines = read_delimited(path, delimiter=delimiter) or [[]]
    if not lines:
        raise InputError("{file} has no rows below its heading. Fetch it again.", file=path)
    for place, line in enumerate(lines):
        if len(line) != len(headings):
            raise InputError(
                "{file}, row {row}: {found} cells below {expected} headings. Fetch the file again.",
                file=path, row=place + 2, found=len(line), expected=len(headings),
            )  # fmt: skip
    return [heading.strip() for heading in headings], lines


def place_of(heading: str, *, headings: Sequence[str], path: Path) -> int:
    """Return the place of a column that a reader cannot do without.

    Raises
    ------
    InputError
        If there is no such column.
    """
    if heading not in headings:
        raise InputError("{file} has no column {column}, but starts with {found}. Is it another table?",
                         file=path, column=heading, found="; ".join(headings[:3])[:80])  # fmt: skip
    return headings.index(heading)


def _decode(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise InputError("{file}, row {row}: the text is not UTF-8. Save the file as UTF-8 (CSV) or fetch it again.",
                         file=path, row=row) from error  # fmt: skip


def open_parquet(path: Path, *, needs: tuple[str, ...] = ()) -> pq.ParquetFile:
    """Open a Parquet file and check that it has the columns that a reader cannot do without.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file is empty, a web page, no Parquet file, or lacks a column of `needs`.
    """
    check_is_data(path)
    try:
        opened = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError("{file} is no Parquet file, or it is cut off. Fetch it again.", file=path) from error
    for column in needs:
        if column not in opened.schema_arrow.names:
            opened.close()
            raise InputError("{file} has no column {column}. Is it another table? Give the file with that column.",
                             file=path, column=column)  # fmt: skip
    return opened


def float_column(table: pa.Table, column: str, *, path: Path) -> NDArray[np.float64]:
    """Return a column of numbers as float64; null becomes NaN.

    Raises
    ------
    InputError
        If the column does not hold numbers.
    """
    cells = table.column(column)
    if not (pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type) or pa.types.is_null(cells.type)):
        raise InputError("{file}, column {column} holds {kind} instead of numbers. Store it as numbers.",
                         file=path, column=column, kind=cells.type)  # fmt: skip
    numbers: NDArray[np.float64] = cells.cast(pa.float64()).to_numpy()
    return numbers
