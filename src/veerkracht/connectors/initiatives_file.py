"""The register of initiatives in a file that people fill in: XLSX or CSV, Dutch or English, columns in any order."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from veerkracht.connectors.form_answers import clean_text
from veerkracht.connectors.form_guard import guarded
from veerkracht.connectors.form_rows import Rejection, read_form
from veerkracht.connectors.form_workbook import workbook_bytes, write_whole
from veerkracht.connectors.forms import Form, Language, load_form
from veerkracht.errors import UsageError
from veerkracht.tables import INITIATIVES, Table, table_of

__all__ = ["ImportResult", "Rejection", "read_initiatives", "write_initiatives"]


@dataclass(frozen=True)
class ImportResult:
    """What was read: the initiatives, how many rows were accepted, and every cell that was not taken over."""

    table: Table
    accepted: int
    rejected: tuple[Rejection, ...]


def read_initiatives(path: Path) -> ImportResult:
    """Read a filled-in register of initiatives.

    Parameters
    ----------
    path : Path
        XLSX, or CSV parted by ``;``, ``,`` or tabs. Columns are recognised by their heading, in Dutch or
        English, whatever their order, case, spaces and accents.

    Returns
    -------
    ImportResult
        Table INITIATIVES in the order of the file. A blank cell is null: unknown. A rejected cell is null as
        well, and named with sheet, row and column. Of two rows with one id the first is taken.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file is empty, damaged or of another type, or has not the headings of the form.
    """
    answers = read_form(path, load_form("initiatives"))
    return ImportResult(table_of(INITIATIVES, answers.rows), len(answers.rows), tuple(answers.rejected))


def write_initiatives(path: Path, table: Table, *, language: Language) -> None:
    """Write a register of initiatives as a file that `read_initiatives` reads back without change.

    Parameters
    ----------
    path : Path
        Ending in ``.xlsx`` or ``.csv``; an existing file is replaced as a whole.
    table : Table (INITIATIVES)
        The initiatives.
    language : {"nl", "en"}
        Language of headings and words.

    Raises
    ------
    UsageError
        If the name ends otherwise.
    InputError
        If a text is too long for a cell of a workbook.
    """
    form = load_form("initiatives")
    rows = table.order_by("initiative").to_pyarrow().to_pylist()
    if path.suffix.casefold() == ".xlsx":
        write_whole(path, workbook_bytes({form: rows}, language=language))
    elif path.suffix.casefold() == ".csv":
        write_whole(path, _csv_bytes(form, rows, language))
    else:
        raise UsageError("{file} should end in .xlsx or .csv.", file=path.name)


def _csv_bytes(form: Form, rows: list[dict[str, str | None]], language: Language) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([column.header(language) for column in form.columns])
    for row in rows:
        cells = [column.word_of(clean_text(row[column.id] or ""), language) for column in form.columns]
        writer.writerow([guarded(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")  # the mark tells Excel that the text is UTF-8
