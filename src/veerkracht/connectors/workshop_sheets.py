"""The workbooks of a workshop on risks in connection: written with the lists of a city, and read back with every refusal.

Four books: judgements between risks (one per respondent), uncertain futures, critical services, and choices. What the
sheets ask stands in the `workshop_*_columns.toml` files beside this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Final

from veerkracht.connectors.form_answers import AMBIGUOUS
from veerkracht.connectors.form_rows import Place, Rejection, read_forms
from veerkracht.connectors.form_workbook import Answer, workbook_bytes, write_whole
from veerkracht.connectors.forms import Choice, Column, Form, Language, load_form
from veerkracht.errors import MissingDataError

__all__ = ["BOOKS", "Filled", "Line", "Lists", "book_name", "read_folder", "refusal", "write_book"]

BOOKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "judgements": ("judgements", "respondent"),
    "futures": ("descriptors", "cross_impacts"),
    "services": ("assets", "people", "dependencies"),
    "choices": ("options", "synergies", "budget", "shocks"),
})  # fmt: skip
"""The sheets of each book."""

SHEETS: Final = tuple(sheet for sheets in BOOKS.values() for sheet in sheets)
_RISKS: Final = {"judgements": ("source", "target"), "descriptors": ("risk",), "shocks": ("shock",)}
_AREAS: Final = {"assets": ("area",), "people": ("area",)}
_SEVERAL: Final = ("risks", "districts")
"""Columns of initiatives in which several of them may stand, by name or by code."""

_PERCENTAGES: Final = frozenset((
    "failure_chance", "threshold", "value", "value_lower", "value_upper", "good_times", "damage_avoided",
    "recovery_faster",
))  # fmt: skip
MOST_INFLUENCE: Final = 3.0
"""Judgements of cross-impact lie between minus this and this."""
WHOLE: Final = 100.0

NO_NUMBER: Final = (
    "Sheet {sheet}, cell {cell}, column {column}: “{value}” is no number. Fill in a number without words, such as 12.5."
)
TWO_MEANINGS: Final = (
    "Sheet {sheet}, cell {cell}, column {column}: “{value}” can be read in two ways. Leave out the mark for thousands."
)
TOO_LOW: Final = "Sheet {sheet}, cell {cell}, column {column}: {value} is below zero. Fill in zero or more."
NO_PERCENTAGE: Final = (
    "Sheet {sheet}, cell {cell}, column {column}: {value} is not between 0 and 100. Fill in 0 to 100."
)
NO_DISTRICT: Final = (
    "Sheet {sheet}, cell {cell}, column {column}: “{value}” is no district of the city. The sheet with help lists them."
)
NO_JUDGEMENT: Final = "Sheet {sheet}, cell {cell}, column {column}: {value} is not between -3 and 3. Fill in -3 to 3."


@dataclass(frozen=True)
class Lists:
    """What can be chosen in a city: its risks and its districts."""

    risks: tuple[Choice, ...]
    areas: tuple[Choice, ...]


Value = str | float | None


@dataclass(frozen=True)
class Line:
    """One row that was filled in, and where it stands."""

    file: str
    place: Place
    answers: Mapping[str, Value]

    def text(self, column: str) -> str:
        """Return what was filled in as text, empty where it was not."""
        found = self.answers[column]
        return "" if found is None else str(found)

    def number(self, column: str) -> float | None:
        """Return the number that was filled in."""
        found = self.answers[column]
        return found if isinstance(found, float) else None

    def listed(self, column: str) -> tuple[str, ...]:
        """Return the parts of a list that is parted by semicolons."""
        return _parts(self.text(column))


@dataclass(frozen=True)
class Filled:
    """What was filled in: lines per sheet in the order of the files, and every cell that was refused."""

    lines: Mapping[str, tuple[Line, ...]]
    refused: tuple[Rejection, ...] = ()
    files: tuple[Path, ...] = ()

    def of(self, sheet: str) -> tuple[Line, ...]:
        """Return the lines of a sheet, none where it was not filled in."""
        return self.lines.get(sheet, ())


def book_name(book: str, language: Language) -> str:
    """Return the name of the file of a book, without number and ending.

    Examples
    --------
    >>> book_name("services", "nl"), book_name("futures", "en")
    ('vitale-diensten', 'futures')
    """
    return load_form(f"workshop_{BOOKS[book][0]}").file(language)


def write_book(
    path: Path, book: str, *, language: Language, lists: Lists,
    rows: Mapping[str, Iterable[Mapping[str, Answer]]] = MappingProxyType({}), about: Sequence[tuple[str, str]] = (),
) -> None:  # fmt: skip
    """Write one book, empty or with rows that are filled in already.

    Parameters
    ----------
    path : Path
        An existing file is replaced as a whole.
    book : str
        One of `BOOKS`.
    language : {"nl", "en"}
        Of headings, words and help.
    lists : Lists
        What can be chosen.
    rows : mapping of sheet to rows
        By column; columns that are left out stay empty.
    about : sequence of (name, text)
        What the sheet with help tells first.
    """
    forms = {name: _form(name, lists) for name in BOOKS[book]}
    filled = {form: [_whole(form, row, language) for row in rows.get(name, ())] for name, form in forms.items()}
    write_whole(path, workbook_bytes(filled, language=language, about=about))


def _whole(form: Form, row: Mapping[str, Answer], language: Language) -> dict[str, Answer]:
    return {column.id: _worded(row.get(column.id), column, language) for column in form.columns}


def _worded(answer: Answer, column: Column, language: Language) -> Answer:
    """Return codes that stand together as words, for who fills in knows no codes."""
    if not column.many or not isinstance(answer, str):
        return answer
    return "; ".join(column.word_of(part, language) for part in _parts(answer))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _form(name: str, lists: Lists) -> Form:
    """Return a form with the lists of the city in the columns where one chooses from them."""
    form = load_form(f"workshop_{name}")
    chosen = dict.fromkeys(_RISKS.get(name, ()), lists.risks) | dict.fromkeys(_AREAS.get(name, ()), lists.areas)
    several = dict(zip(_SEVERAL, (lists.risks, lists.areas), strict=True)) if name == "options" else {}
    columns = (replace(column, values=several[column.id], many=True) if column.id in several
               else replace(column, values=chosen.get(column.id, column.values)) for column in form.columns)  # fmt: skip
    return replace(form, columns=tuple(columns))


def read_folder(folder: Path, lists: Lists) -> Filled:
    """Read every workbook of a folder.

    Parameters
    ----------
    folder : Path
        With files (XLSX) that were made by `write_book`, under whatever names.
    lists : Lists
        Those of the city.

    Returns
    -------
    Filled
        Lines per sheet; a refused cell is absent in them and named with file, sheet, cell and remedy.

    Raises
    ------
    MissingDataError
        If the folder does not exist or holds no workbook.
    InputError
        If a file is no workbook of the workshop, or is damaged.
    """
    files = sorted(path for path in folder.glob("*.xlsx") if not path.name.startswith(("~", ".")))
    if not files:
        raise MissingDataError(
            "No workbooks in {folder}. Make them with `veerkracht workshop sheets` and put the filled-in ones there.",
            folder=folder,
        )  # fmt: skip
    forms = {name: _form(name, lists) for name in SHEETS}
    return _together([_read_file(path, forms) for path in files])


def _together(parts: Sequence[Filled]) -> Filled:
    lines = {name: tuple(line for part in parts for line in part.lines.get(name, ())) for name in SHEETS}
    return Filled(
        lines, tuple(one for part in parts for one in part.refused), tuple(f for part in parts for f in part.files)
    )


def _read_file(path: Path, forms: Mapping[str, Form]) -> Filled:
    names = {form.name: name for name, form in forms.items()}
    read = {names[name]: answers for name, answers in read_forms(path, tuple(forms.values())).items()}
    refused = [rejection for answers in read.values() for rejection in answers.rejected]
    lines = {}
    for name, answers in read.items():
        found = [
            _line(path.name, name, forms[name], row, at) for row, at in zip(answers.rows, answers.places, strict=True)
        ]
        lines[name] = tuple(line for line, _wrong in found)
        refused += [one for _line, wrong in found for one in wrong]
    return Filled(lines, tuple(refused), (path,))


def _line(
    file: str, sheet: str, form: Form, row: Mapping[str, str | None], place: Place
) -> tuple[Line, list[Rejection]]:  # fmt: skip
    """Return a row with its numbers read, and the cells that are refused."""
    line = Line(file, place, row)
    read = {column.id: _number(line, column.id, sheet) for column in form.columns if column.kind == "number"}
    read |= {column.id: _several(line, column) for column in form.columns if column.many}
    wrong = [found for found in read.values() if isinstance(found, Rejection)]
    known = {name: None if isinstance(found, Rejection) else found for name, found in read.items()}
    return replace(line, answers={**row, **known}), wrong


def _several(line: Line, column: Column) -> Value | Rejection:
    """Return the codes of several words; a risk that is not known is refused where risks are looked up."""
    given = line.listed(column.id)
    codes = [column.code_of(part) for part in given]
    if column.id == "districts" and None in codes:
        unknown = replace(line, answers={**line.answers, column.id: given[codes.index(None)]})
        return refusal(unknown, column.id, NO_DISTRICT)
    return "; ".join(code or part for code, part in zip(codes, given, strict=True)) or None


def _number(line: Line, column: str, sheet: str) -> Value | Rejection:
    text = line.text(column).replace(" ", "").removesuffix("%").removeprefix("€")
    if not text:
        return None
    if AMBIGUOUS.fullmatch(text):
        return refusal(line, column, TWO_MEANINGS)
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("nan")
    problem = _problem(number, column, sheet)
    return refusal(line, column, problem) if problem else number


def _problem(number: float, column: str, sheet: str) -> str:
    if not isfinite(number):
        return NO_NUMBER
    if (sheet, column) == ("cross_impacts", "judgement"):
        return "" if abs(number) <= MOST_INFLUENCE else NO_JUDGEMENT
    if column in _PERCENTAGES and sheet != "synergies":
        return "" if 0 <= number <= WHOLE else NO_PERCENTAGE
    return "" if number >= 0 or sheet == "synergies" else TOO_LOW


def refusal(line: Line, column: str, template: str) -> Rejection:
    """Return why a cell of a line is refused."""
    place = line.place
    where = (line.file, place.sheet, place.row, place.label(column), place.cell(column))
    return Rejection(*where, line.text(column), "workshop", template)
