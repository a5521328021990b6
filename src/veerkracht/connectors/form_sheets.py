"""The sheets of a filled-in file as rows of text: workbooks (XLSX) and delimited text (CSV)."""

from __future__ import annotations

import csv
import io
import itertools
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final

from veerkracht.connectors.form_answers import written_number
from veerkracht.connectors.form_guard import unguarded
from veerkracht.connectors.forms import fold
from veerkracht.errors import InputError, MissingDataError

__all__ = ["BadCell", "Cell", "Sheet", "read_sheets"]

MOST_BYTES: Final = 200_000_000  # unpacked; a register of thousands of rows takes less than a tenth
MOST_CELLS: Final = 3_000_000  # 5,000 rows of the widest register are a tenth of it
MOST_PARTS: Final = 2_000  # files inside a workbook or archive
HEADING_ROWS: Final = 20  # the heading stands within the first rows
DELIMITERS: Final = (";", ",", "\t")
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class BadCell:
    """A cell without a value to read: the code of what is wrong, and what the cell shows."""

    problem: str
    shown: str


Cell = str | float | BadCell | None


@dataclass(frozen=True)
class Sheet:
    """A sheet by name, with all its rows from the first to the last that says something; the first row is row 1."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False


def read_sheets(path: Path, *, headings: Collection[str]) -> list[Sheet]:
    """Read every sheet of a workbook, or a text file as one sheet.

    Parameters
    ----------
    path : Path
        XLSX, or CSV parted by ``;``, ``,`` or tabs, in UTF-8, UTF-16 or Windows-1252, or a ZIP of such CSV files.
    headings : collection of str
        Folded headings, by which the delimiter of a text file is recognised.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file is empty, too large, of another type, locked with a password or damaged.
    """
    if not path.is_file():
        raise MissingDataError("There is no file {file}. Give the name of an existing file.", file=path.name)
    content = path.read_bytes()
    _check_type(content, path)
    if content.startswith(b"PK"):
        return _archive(content, path, headings)
    return [Sheet(path.stem, _delimited(_decode(content, path), path, headings))]


def _check_type(content: bytes, path: Path) -> None:
    if not content.strip():
        raise InputError("{file} is empty. Fill in the empty workbook and save it.", file=path.name)
    if content.startswith(_OLD_EXCEL):
        raise InputError(
            "{file} is an old Excel file (.xls) or has a password. Save it as .xlsx without password.", file=path.name
        )
    if content.startswith((b"%PDF", b"<")) or (b"\0" in content[:1000] and not content.startswith((b"PK", *_UTF16))):
        raise InputError("{file} is neither a workbook nor CSV. Save it as .xlsx or .csv.", file=path.name)
    if len(content) > MOST_BYTES:
        raise InputError("{file} is larger than 200 MB. Is it the right file?", file=path.name)


def _archive(content: bytes, path: Path, headings: Collection[str]) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_parts(parts, path)
            if any(part.filename == "xl/workbook.xml" for part in parts):
                return list(_workbook(content, path, has_formulas=_has_formulas(archive)))
            texts = {part.filename: archive.read(part) for part in parts if part.filename.casefold().endswith(".csv")}
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError) as error:  # RuntimeError: a part has a password
        raise _damaged(path) from error
    return [
        Sheet(Path(name).stem, _delimited(_decode(text, Path(name)), Path(name), headings))
        for name, text in texts.items()
    ]


def _workbook(content: bytes, path: Path, *, has_formulas: bool) -> Iterator[Sheet]:
    values = _sheets(content, path, data_only=True)
    written = _sheets(content, path, data_only=False) if has_formulas else values
    for sheet, other in zip(values, written, strict=True):
        rows = _without_lost_formulas(sheet.rows, other.rows) if has_formulas else sheet.rows
        yield Sheet(sheet.name, rows, sheet.hidden)


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
    return any(b"<f>" in (xml := archive.read(sheet)) or b"<f " in xml for sheet in sheets)


def _check_parts(parts: Sequence[zipfile.ZipInfo], path: Path) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise InputError("{file} is larger than 200 MB. Is it the right file?", file=path.name)
    if not any(part.filename == "xl/workbook.xml" or part.filename.casefold().endswith(".csv") for part in parts):
        raise InputError("{file} is neither a workbook nor CSV. Save it as .xlsx or .csv.", file=path.name)


def _damaged(path: Path) -> InputError:
    return InputError(
        "{file} is damaged and cannot be opened. Open it, save it again as .xlsx and retry.", file=path.name
    )


def _sheets(content: bytes, path: Path, *, data_only: bool) -> list[Sheet]:
    from veerkracht.connectors.workbook_reading import opened, rows_of  # takes 0.2 s that most commands save

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tells of drop-down lists and styles, which are not read here
        try:
            book = opened(io.BytesIO(content), data_only=data_only)
            return [
                Sheet(sheet.title, _rows(rows_of(sheet), path), sheet.sheet_state != "visible")
                for sheet in book.worksheets
            ]
        except (KeyError, ValueError, SyntaxError, OSError, zipfile.BadZipFile, EOFError) as error:
            raise _damaged(path) from error


def _rows(cells: Iterable[Sequence[object]], path: Path) -> list[list[Cell]]:
    """Take rows up to the last that says something; blank ones below it can be a million."""
    rows: list[list[Cell]] = []
    blank = total = 0
    for row in cells:
        read = [_cell(cell) for cell in row]
        if all(value is None for value in read):
            blank += 1
            continue
        rows += [[] for _ in range(blank)]
        rows.append(read)
        blank, total = 0, total + len(read)
        if max(total, len(rows)) > MOST_CELLS:
            raise InputError("{file} has more than {n} million cells. Split it into smaller files.",
                             file=path.name, n=MOST_CELLS // 1_000_000)  # fmt: skip
    return rows


def _cell(cell: object) -> Cell:
    if cell is None or isinstance(cell, str):
        return cell
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "")
    if value is None:
        return "" if kind == "str" else None  # a formula that yields an empty text has a result
    if kind == "e":
        return BadCell("cell-shows-an-error", str(value))
    if kind == "f":
        return str(getattr(value, "text", value))  # an array formula keeps its text aside
    if isinstance(value, date):
        return _date_as_shown(value, str(getattr(cell, "number_format", "")))
    if kind == "n" and "%" in str(getattr(cell, "number_format", "")):
        return f"{written_number(float(Decimal(repr(value)) * 100))}%"  # 0.5 that is shown as 50%
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else value
    return str(value)


def _date_as_shown(value: date, number_format: str) -> str:
    shown = number_format.casefold().split(";")[0]
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(sep=" ")
    if "d" in shown or ("y" not in shown and "j" not in shown):
        return day.isoformat()
    return day.isoformat()[: 7 if "m" in shown else 4]


def _without_lost_formulas(rows: list[list[Cell]], written: list[list[Cell]]) -> list[list[Cell]]:
    # Both come from one file, so the same cells stand in the same places; rows without any value are absent at the end.
    absent: list[Cell] = []
    return [
        [
            BadCell("formula-without-value", formula) if value is None and isinstance(formula, str) else value
            for value, formula in itertools.zip_longest(row, formulas)
        ]
        for row, formulas in itertools.zip_longest(rows, written, fillvalue=absent)
    ]


def _decode(content: bytes, path: Path) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise InputError("{file} has letters that cannot be read. Save it as CSV UTF-8 or .xlsx.", file=path.name)


def _delimited(text: str, path: Path, headings: Collection[str]) -> list[list[Cell]]:
    delimiter = max(DELIMITERS, key=lambda mark: _recognised(text, mark, headings))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [[unguarded(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise InputError(
            "{file}, line {row}: the quotes are broken ({reason}). Save the file again as CSV or .xlsx.",
            file=path.name, row=reader.line_num, reason=str(error),
        ) from error  # fmt: skip


def _recognised(text: str, delimiter: str, headings: Collection[str]) -> int:
    reader, most = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 0
    with suppress(csv.Error):
        for row in itertools.islice(reader, HEADING_ROWS):
            most = max(most, sum(fold(cell) in headings for cell in row))
    return most
