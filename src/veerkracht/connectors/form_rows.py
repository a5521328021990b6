"""From the sheets of a filled-in form to its answers, and every cell that could not be taken over."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from veerkracht.connectors.form_answers import AnswerError, answer_of, clean_text
from veerkracht.connectors.form_sheets import HEADING_ROWS, BadCell, Cell, Sheet, read_sheets
from veerkracht.connectors.forms import Column, Form, fold
from veerkracht.errors import InputError

__all__ = ["FormAnswers", "Rejection", "read_form"]

Answers = dict[str, str | None]


@dataclass(frozen=True)
class Problem:
    """What can be wrong with a cell, as a sentence with named places."""

    template: str


PROBLEMS: Final = {
    "unknown-word": Problem(
        template="Sheet {sheet}, cell {cell}, column {column}: “{value}” is not in the list. Choose a word from the list."
    ),
    "unreadable-date": Problem(
        template="Sheet {sheet}, cell {cell}, column {column}: “{value}” is no date. "
        "Fill in a year (2024), a month (2024-03) or a day (15-3-2024)."
    ),
    "formula-without-value": Problem(
        template="Sheet {sheet}, cell {cell}, column {column}: the formula {value} has no result. "
        "Open the file in Excel or LibreOffice and save it, or fill in the result."
    ),
    "cell-shows-an-error": Problem(
        template="Sheet {sheet}, cell {cell}, column {column}: the cell shows the error {value}. Fill in a value."
    ),
    "id-missing": Problem(
        template="Sheet {sheet}, cell {cell}, column {column}: the row has no id and was left out. Fill in an id."
    ),
    "id-repeated": Problem(
        template="Sheet {sheet}, cell {cell}, column {column}: {value} occurs before, so this row was left out. "
        "Give it an id of its own or remove it."
    ),
    "unknown-column": Problem(
        template="Sheet {sheet}, cell {cell}: the column {value} is not known and was left out. "
        "Use a heading from the empty workbook."
    ),
    "column-repeated": Problem(
        template="Sheet {sheet}, cell {cell}: the column {value} occurs before and was left out. Keep one of the two."
    ),
    "cell-without-heading": Problem(
        template="Sheet {sheet}, cell {cell}: “{value}” stands in a column without heading and was left out. "
        "Put it below a heading."
    ),
    "sheet-without-heading": Problem(
        template="Sheet {sheet} has no row with headings and was left out. Use the headings of the empty workbook."
    ),
}


@dataclass(frozen=True)
class Rejection:
    """A cell that was not taken over: where, what it shows, what is wrong, and the sentence that says so.

    `row` counts from 1 as a spreadsheet does, `column` is the heading as it stands in the file, `cell` the
    address (``C12``), and `template` an English sentence that the other fields fill.
    """

    file: str
    sheet: str
    row: int
    column: str
    cell: str
    value: str
    problem: str
    template: str


@dataclass
class FormAnswers:
    """The accepted rows by column id, and the rejections, in the order of the file."""

    rows: list[Answers] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True)
class _Heading:
    row: int
    labels: list[str]
    columns: dict[int, Column]


def read_form(path: Path, form: Form) -> FormAnswers:
    """Read a filled-in form by the names of its columns.

    Parameters
    ----------
    path : Path
        XLSX or CSV.
    form : Form
        What the file should be.

    Returns
    -------
    FormAnswers
        Every row with an id that did not occur before; rejected cells are None in them.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file cannot be read, or no sheet has the headings of the form.
    """
    headings = form.headings()
    sheets = [sheet for sheet in read_sheets(path, headings=headings) if not _is_help(sheet, form)]
    found = [(sheet, _find_heading(sheet, form, headings)) for sheet in sheets]
    if not any(heading for _, heading in found):
        raise InputError(
            "{file} has no row with the headings {first} and {second}. Use the empty workbook.",
            file=path.name, first=_both(form.columns[0]), second=_both(form.columns[1]),
        )  # fmt: skip
    collected, seen = FormAnswers(), set[str]()
    for sheet, heading in found:
        _Reader(path.name, sheet, form, collected).read(heading, seen)
    return collected


def _both(column: Column) -> str:
    return f"“{column.header_nl}” ({column.header_en})"


def _is_help(sheet: Sheet, form: Form) -> bool:
    return fold(sheet.name) in (fold(form.help_sheet_nl), fold(form.help_sheet_en))


def _find_heading(sheet: Sheet, form: Form, headings: dict[str, Column]) -> _Heading | None:
    """Take the row that names most columns; merged cells leave blanks, which are filled from above or the left."""
    best: _Heading | None = None
    for number in range(min(HEADING_ROWS, len(sheet.rows))):
        candidate = _heading_at(sheet, number, headings)
        if form.key in candidate.columns.values() and len(candidate.columns) > (len(best.columns) if best else 1):
            best = candidate
    return best


def _heading_at(sheet: Sheet, number: int, headings: dict[str, Column]) -> _Heading:
    own = [_shown(cell) for cell in sheet.rows[number]]
    above = [_shown(cell) for cell in sheet.rows[number - 1]] if number else []
    labels: list[str] = []
    columns: dict[int, Column] = {}
    group = ""
    for place in range(max(len(own), len(above))):
        label, over = _at(own, place), _at(above, place)
        group = over or group
        labels.append(label or over)
        column = headings.get(fold(label or over)) or headings.get(fold(f"{group} {label}"))
        if column and column not in columns.values():
            columns[place] = column
    return _Heading(number, labels, columns)


def _at(texts: list[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _shown(cell: Cell) -> str:
    return clean_text(cell.shown if isinstance(cell, BadCell) else cell or "")


@dataclass(frozen=True)
class _Reader:
    file: str
    sheet: Sheet
    form: Form
    into: FormAnswers

    def read(self, heading: _Heading | None, seen: set[str]) -> None:
        if heading is None:
            if any(_shown(cell) for row in self.sheet.rows for cell in row):
                self.reject("sheet-without-heading", 0, -1, "", "")
            return
        self.judge_headings(heading)
        for number in range(heading.row + 1, len(self.sheet.rows)):
            if any(_shown(cell) for cell in self.sheet.rows[number]):
                self.take_row(number, heading, seen)

    def judge_headings(self, heading: _Heading) -> None:
        known = self.form.headings()
        for place, label in enumerate(heading.labels):
            if label and place not in heading.columns:
                problem = "column-repeated" if fold(label) in known else "unknown-column"
                self.reject(problem, heading.row, place, label, label)

    def take_row(self, number: int, heading: _Heading, seen: set[str]) -> None:
        answers: Answers = {column.id: None for column in self.form.columns}
        key_place = next(place for place, column in heading.columns.items() if column is self.form.key)
        for place, cell in enumerate(self.sheet.rows[number]):
            if place in heading.columns:
                answers[heading.columns[place].id] = self.take_cell(number, place, heading)
            elif _shown(cell) and not _at(heading.labels, place):
                self.reject("cell-without-heading", number, place, "", _shown(cell))
        key = answers[self.form.key.id]
        if key is None or key in seen:
            problem = "id-missing" if key is None else "id-repeated"
            self.reject(problem, number, key_place, heading.labels[key_place], key or "")
            return
        seen.add(key)
        self.into.rows.append(answers)

    def take_cell(self, number: int, place: int, heading: _Heading) -> str | None:
        cell, label = self.sheet.rows[number][place], heading.labels[place]
        if isinstance(cell, BadCell):
            self.reject(cell.problem, number, place, label, cell.shown)
            return None
        try:
            return answer_of(cell or "", heading.columns[place])
        except AnswerError as error:
            self.reject(error.problem, number, place, label, cell or "")
            return None

    def reject(self, problem: str, number: int, place: int, column: str, value: str) -> None:
        address = f"{_letters(place)}{number + 1}" if place >= 0 else ""
        row = number + 1 if place >= 0 else 0
        where = (self.file, self.sheet.name, row, column, address)
        self.into.rejected.append(Rejection(*where, value, problem, PROBLEMS[problem].template))


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
