"""From the sheets of a filled-in form to its answers, and every cell that could not be taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from veerkracht.connectors.form_answers import AnswerError, answer_of, clean_text, written_number
from veerkracht.connectors.form_sheets import HEADING_ROWS, BadCell, Cell, Sheet, read_sheets
from veerkracht.connectors.forms import Column, Form, fold
from veerkracht.errors import InputError

__all__ = ["FormAnswers", "Heading", "Place", "Rejection", "read_form", "read_forms"]

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
    "sheet-hidden": Problem(
        template="Sheet {sheet} is hidden and was left out. Show it in the workbook if it should be read."
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


@dataclass(frozen=True)
class Heading:
    """The row with headings of a sheet: its number from 0, its texts, and which place holds which column."""

    row: int
    labels: list[str]
    columns: Mapping[int, Column]

    def place(self, column: str) -> int:
        """Return the place of a column by its id, -1 where the sheet does not have it."""
        return next((place for place, found in self.columns.items() if found.id == column), -1)


@dataclass(frozen=True)
class Place:
    """Where an accepted row stands: its sheet, its number from 1, and the headings above it."""

    sheet: str
    row: int
    heading: Heading

    def cell(self, column: str) -> str:
        """Return the address of the answer to a column (``C12``), empty where the sheet does not have it."""
        place = self.heading.place(column)
        return f"{_letters(place)}{self.row}" if place >= 0 else ""

    def label(self, column: str) -> str:
        """Return the heading of a column as it stands in the file."""
        place = self.heading.place(column)
        return self.heading.labels[place] if place >= 0 else ""


@dataclass
class FormAnswers:
    """The accepted rows by column id with their places, and the rejections, in the order of the file.

    `headings` holds the headings of every sheet that was read, by its name.
    """

    rows: list[Answers] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    headings: dict[str, Heading] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)


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
    found = [(sheet, _find_heading(sheet, form, headings)) for sheet in sheets if not sheet.hidden]
    _refuse_without_heading(path, [heading for _, heading in found], form)
    collected, seen = FormAnswers(), set[str]()
    for sheet, heading in found:
        _Reader(path.name, sheet, form, collected).read(heading, seen)
    return collected


def read_forms(path: Path, forms: Sequence[Form]) -> dict[str, FormAnswers]:
    """Read a file with several forms: each sheet is the form that its name tells, else the one it looks most like.

    Parameters
    ----------
    path : Path
        XLSX, CSV, or a ZIP of CSV files.
    forms : sequence of Form
        What the sheets can be.

    Returns
    -------
    dict of str to FormAnswers
        Per form that was found, by name. What is wrong with a sheet as a whole stands with the first form.

    Raises
    ------
    MissingDataError, InputError
        As `read_form`.
    """
    every = {name for form in forms for name in form.headings()}
    sheets = [sheet for sheet in read_sheets(path, headings=every) if not _is_help(sheet, forms[0])]
    chosen = [(sheet, _form_of(sheet, forms)) for sheet in sheets]
    found = [(sheet, form, _find_heading(sheet, form, form.headings())) for sheet, form in chosen]
    _refuse_without_heading(path, [heading for sheet, _, heading in found if not sheet.hidden], forms[0])
    collected: dict[str, FormAnswers] = {forms[0].name: FormAnswers()}
    seen: dict[str, set[str]] = {}
    for sheet, form, heading in found:
        into = collected[forms[0].name] if heading is None else collected.setdefault(form.name, FormAnswers())
        _Reader(path.name, sheet, form, into).read(heading, seen.setdefault(form.name, set()))
    return collected


def _form_of(sheet: Sheet, forms: Sequence[Form]) -> Form:
    """Return the form with the name of the sheet; a sheet of another name is the form that knows most of its headings."""
    name = fold(sheet.name)
    named = [form for form in forms if name in (fold(form.name), fold(form.sheet_nl), fold(form.sheet_en))]
    return named[0] if named else max(forms, key=lambda form: _known_columns(sheet, form))


def _known_columns(sheet: Sheet, form: Form) -> int:
    heading = _find_heading(sheet, form, form.headings())
    return len(heading.columns) if heading else 0


def _refuse_without_heading(path: Path, headings: Sequence[Heading | None], form: Form) -> None:
    if not any(headings):
        raise InputError(
            "{file} has no row with the headings {first} and {second}. Use the empty workbook.",
            file=path.name, first=_both(form.columns[0]), second=_both(form.columns[1]),
        )  # fmt: skip


def _both(column: Column) -> str:
    return f"“{column.header_nl}” ({column.header_en})"


def _is_help(sheet: Sheet, form: Form) -> bool:
    return fold(sheet.name) in (fold(form.help_sheet_nl), fold(form.help_sheet_en))


def _find_heading(sheet: Sheet, form: Form, headings: dict[str, Column]) -> Heading | None:
    """Take the row that names most columns; merged cells leave blanks, which are filled from above or the left."""
    best: Heading | None = None
    for number in range(min(HEADING_ROWS, len(sheet.rows))):
        candidate = _heading_at(sheet, number, headings)
        keyed = form.keyless or form.key in candidate.columns.values()
        if keyed and len(candidate.columns) > (len(best.columns) if best else 1):
            best = candidate
    return best


def _heading_at(sheet: Sheet, number: int, headings: dict[str, Column]) -> Heading:
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
    return Heading(number, labels, columns)


def _at(texts: list[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _shown(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}"
    return clean_text(cell.shown if isinstance(cell, BadCell) else cell or "")


def _text(cell: str | float | None, column: Column) -> str:
    """Return what a cell says; in a column of numbers such that nobody takes its decimals for thousands."""
    if isinstance(cell, float):
        return written_number(cell) if column.kind == "number" else _shown(cell)
    return cell or ""


@dataclass(frozen=True)
class _Reader:
    file: str
    sheet: Sheet
    form: Form
    into: FormAnswers

    def read(self, heading: Heading | None, seen: set[str]) -> None:
        if heading is None or self.sheet.hidden:
            self.leave_out(heading)
            return
        self.into.headings[self.sheet.name] = heading
        self.judge_headings(heading)
        for number in range(heading.row + 1, len(self.sheet.rows)):
            if any(_shown(cell) for cell in self.sheet.rows[number]):
                self.take_row(number, heading, seen)

    def leave_out(self, heading: Heading | None) -> None:
        if heading is not None:
            self.reject("sheet-hidden", 0, -1, "", "")
        elif not self.sheet.hidden and any(_shown(cell) for row in self.sheet.rows for cell in row):
            self.reject("sheet-without-heading", 0, -1, "", "")

    def judge_headings(self, heading: Heading) -> None:
        known = self.form.headings()
        for place, label in enumerate(heading.labels):
            if label and place not in heading.columns:
                problem = "column-repeated" if fold(label) in known else "unknown-column"
                self.reject(problem, heading.row, place, label, label)

    def take_row(self, number: int, heading: Heading, seen: set[str]) -> None:
        answers: Answers = {column.id: None for column in self.form.columns}
        for place, cell in enumerate(self.sheet.rows[number]):
            if cell is None:
                continue
            if place in heading.columns:
                answers[heading.columns[place].id] = self.take_cell(number, place, heading)
            elif _shown(cell) and not _at(heading.labels, place):
                self.reject("cell-without-heading", number, place, "", _shown(cell))
        key, place = answers[self.form.key.id], heading.place(self.form.key.id)
        if key in seen or not (key or self.form.keyless):
            self.reject("id-repeated" if key else "id-missing", number, place, heading.labels[place], key or "")
            return
        seen |= {key} if key else set()
        self.into.rows.append(answers)
        self.into.places.append(Place(self.sheet.name, number + 1, heading))

    def take_cell(self, number: int, place: int, heading: Heading) -> str | None:
        cell, label = self.sheet.rows[number][place], heading.labels[place]
        if isinstance(cell, BadCell):
            self.reject(cell.problem, number, place, label, cell.shown)
            return None
        try:
            return answer_of(_text(cell, heading.columns[place]), heading.columns[place])
        except AnswerError as error:
            self.reject(error.problem, number, place, label, _shown(cell))
            return None

    def reject(self, problem: str, number: int, place: int, column: str, value: str) -> None:
        address = f"{_letters(place)}{number + 1}" if place >= 0 else ""
        row = number + 1 if place >= 0 else 0
        where = (self.file, self.sheet.name, row, column, address)
        self.into.rejected.append(Rejection(*where, value, problem, PROBLEMS[problem].template))


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
