"""Workbooks to fill in: headings with help, lists to choose from, and a sheet that explains every column."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from veerkracht.connectors.form_answers import clean_text, written_number
from veerkracht.connectors.forms import Column, Form, Language
from veerkracht.errors import InputError

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["workbook_bytes", "write_whole"]

CREATED: Final = datetime(2000, 1, 1)  # fixed, so that the same content gives the same bytes
LONGEST_TEXT: Final = 32_767  # characters in a cell of Excel
LINE_HEIGHT: Final = 15.0  # points
HELP_WIDTHS: Final = (18, 30, 60, 44, 44)  # characters
A4: Final = 9  # number of the paper size in Excel
A3: Final = 8
WIDEST_A4: Final = 230  # characters; what is wider cannot be read on A4
HEADING_LINES: Final = 2
HIGHEST_ROW: Final = 409.0  # points; what a workbook allows
LAST_ROW: Final = 1_048_575
HELP_HEADINGS: Final = {
    "nl": ("Blad", "Kolom", "Wat vult u in?", "Keuze", "Voorbeeld"),
    "en": ("Sheet", "Column", "What do you fill in?", "Choices", "Example"),
}
REQUIRED: Final = {"nl": "Verplicht. ", "en": "Required. "}
CHOOSE: Final = {
    "nl": ("Kies uit de lijst", "Dit woord staat niet in de lijst. Kies een woord uit de lijst of laat de cel leeg."),
    "en": (
        "Choose from the list",
        "This word is not in the list. Choose a word from the list or leave the cell empty.",
    ),
}
LISTS: Final = {"nl": "Keuzelijsten", "en": "Choices"}
LONGEST_LIST: Final = 255  # characters of a list of words inside a rule; a longer one stands on a sheet
DATE_FORMATS: Final = {4: "0", 7: "yyyy-mm", 10: "yyyy-mm-dd"}  # by the length of the ISO 8601 text
MIXED_UP: Final = "1900"  # programs disagree on the days of its first months, so dates in it are written as text
Answer = str | float | None
Rows = Iterable[Mapping[str, Answer]]
Styles = dict[str, Any]  # Any: formats of the workbook writer, which has no published types


def workbook_bytes(forms: Mapping[Form, Rows], *, language: Language, about: Sequence[tuple[str, str]] = ()) -> bytes:
    """Make a workbook with one sheet per form and a sheet with help.

    Parameters
    ----------
    forms : mapping of Form to rows
        The sheets, with the answers by column id that are filled in already: text, or a number in a column of
        numbers. A date is ISO 8601 text of a day, a month or a year.
    language : {"nl", "en"}
        Language of headings, words and help.
    about : sequence of (name, text)
        What the sheet with help tells first, for example the source and the date.

    Returns
    -------
    bytes
        XLSX; the same input gives the same bytes. Every answer is a text, a number or a date: none is run as a formula.

    Raises
    ------
    InputError
        If a text is too long for a cell.
    """
    from xlsxwriter.workbook import Workbook  # most commands write no workbook

    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        styles = _styles(book)
        lists = _Lists({column: column.words(language) for form in forms for column in form.columns}, LISTS[language])
        wide = {form.sheet(language) for form in forms if sum(column.width for column in form.columns) > WIDEST_A4}
        for form, rows in forms.items():
            _write_form(book.add_worksheet(form.sheet(language)), form, rows, language, (styles, lists))
        guide = book.add_worksheet(next(iter(forms)).help_sheet(language))
        _write_help(guide, tuple(forms), language, styles, about)
        lists.write(book)
        for sheet in book.worksheets():
            sheet.set_paper(A3 if sheet.name in wide else A4)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
    return stream.getvalue()


def _styles(book: Workbook) -> Styles:
    heading = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3E8EC", "bottom": 1}
    text = {"text_wrap": True, "valign": "top"}
    return {
        "heading": book.add_format(heading),
        "text": book.add_format(text),
        # The prefix keeps a text like "=1+1" a text when someone edits the cell.
        "answer": book.add_format({**text, "quote_prefix": True}),
        **{
            shown: book.add_format({"valign": "top", "align": "left", "num_format": shown})
            for shown in DATE_FORMATS.values()
        },
    }


class _Lists:
    """The words to choose from that do not fit inside a rule; they stand on a hidden sheet, one list per column."""

    def __init__(self, words: Mapping[Column, Sequence[str]], sheet: str) -> None:
        asked = {column: tuple(known) for column, known in words.items() if known and not column.many}
        self.sheet = sheet
        self.words = asked
        self.aside = list(dict.fromkeys(known for known in asked.values() if not _fits(known)))

    def source(self, column: Column) -> list[str] | str:
        from xlsxwriter.utility import quote_sheetname, xl_range_abs

        known = self.words[column]
        if known not in self.aside:
            return list(known)
        place = self.aside.index(known)
        return f"={quote_sheetname(self.sheet)}!{xl_range_abs(0, place, len(known) - 1, place)}"

    def write(self, book: Workbook) -> None:
        if not self.aside:
            return
        sheet = book.add_worksheet(self.sheet)
        sheet.hide()
        for place, known in enumerate(self.aside):
            for number, word in enumerate(known):
                sheet.write_string(number, place, word)


def _fits(words: Sequence[str]) -> bool:
    return len(",".join(words)) <= LONGEST_LIST and not any("," in word for word in words)


def _write_form(sheet: Worksheet, form: Form, rows: Rows, language: Language, look: tuple[Styles, _Lists]) -> None:
    styles, lists = look
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(0)  # that is: print them too, for who fills in on paper
    lines = (_height(column.header(language), column.width) for column in form.columns)
    sheet.set_row(0, max(HEADING_LINES * LINE_HEIGHT, *lines))
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, column.width, styles["text"])
        sheet.write_string(0, place, column.header(language), styles["heading"])
        note = _explained(form, column, language)
        sheet.write_comment(0, place, note, {"x_scale": 2, "author": ""})
        if column.values and not column.many:
            sheet.data_validation(1, place, LAST_ROW, place, _choices(lists.source(column), language))
    for number, row in enumerate(rows, start=1):
        _fit_row(sheet, number, row, form, language)
        for place, column in enumerate(form.columns):
            answer = row[column.id]
            if answer is not None:
                _write_answer(sheet, (number, place), answer, column, language, styles)


def _fit_row(sheet: Worksheet, number: int, row: Mapping[str, Answer], form: Form, language: Language) -> None:
    """Give a row with a long text the height it needs."""
    texts = ((row[column.id], column) for column in form.columns)
    heights = [_height(column.word_of(text, language), column.width) for text, column in texts if isinstance(text, str)]
    if max(heights, default=LINE_HEIGHT) > LINE_HEIGHT:
        sheet.set_row(number, min(max(heights), HIGHEST_ROW))


def _explained(form: Form, column: Column, language: Language) -> str:
    """Return the help of a column; the number of a row need not be filled in where rows are read without it."""
    return REQUIRED[language] * (column.required and not form.keyless) + column.help(language)


def _choices(source: list[str] | str, language: Language) -> dict[str, object]:
    title, message = CHOOSE[language]
    return {"validate": "list", "source": source, "error_title": title, "error_message": message}


def _write_answer(
    sheet: Worksheet, place: tuple[int, int], answer: str | float, column: Column, language: Language, styles: Styles
) -> None:
    if isinstance(answer, int | float):
        _write_number(sheet, place, answer, styles)
        return
    text = clean_text(answer)
    if not text:
        return
    if column.kind == "time" and len(text) in DATE_FORMATS and not text.startswith(MIXED_UP):
        _write_date(sheet, place, text, styles)
        return
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise InputError(
            "Row {row}, column {column}: the text has more than 32,767 characters, which a workbook cannot hold. "
            "Shorten it or write CSV.",
            row=place[0] + 1, column=column.header(language),
        )  # fmt: skip
    sheet.write_string(*place, column.word_of(text, language), styles["answer"])


def _write_number(sheet: Worksheet, place: tuple[int, int], number: float, styles: Styles) -> None:
    """Write a number; one with more digits than a workbook keeps becomes text, so that none is lost."""
    if float(f"{number:.16G}") == number:
        sheet.write_number(*place, number)
    else:
        sheet.write_string(*place, written_number(number), styles["answer"])


def _write_date(sheet: Worksheet, place: tuple[int, int], text: str, styles: Styles) -> None:
    """Write a date as precise as it is known: a year is a number, a month is shown without its day."""
    style = styles[DATE_FORMATS[len(text)]]
    if len(text) == len("2024"):
        sheet.write_number(*place, int(text), style)
    else:
        whole = date.fromisoformat(text if len(text) == len("2024-03-15") else f"{text}-01")
        sheet.write_datetime(*place, datetime(whole.year, whole.month, whole.day), style)


def _write_help(
    sheet: Worksheet, forms: Sequence[Form], language: Language, styles: Styles, about: Sequence[tuple[str, str]]
) -> None:
    for place, width in enumerate(HELP_WIDTHS):
        sheet.set_column(place, place, width, styles["text"])
    intros = [*(f"{name}: {text}" for name, text in about), *dict.fromkeys(form.intro(language) for form in forms)]
    for number, intro in enumerate(intros):
        sheet.merge_range(number, 0, number, len(HELP_WIDTHS) - 1, "", styles["text"])
        sheet.write_string(number, 0, intro, styles["text"])
        sheet.set_row(number, _height(intro, sum(HELP_WIDTHS)))
    first = len(intros) + 1
    lines = [
        HELP_HEADINGS[language],
        *(_help_line(form, column, language) for form in forms for column in form.columns),
    ]
    for number, line in enumerate(lines, start=first):
        sheet.set_row(number, max(map(_height, line, HELP_WIDTHS)))
        for place, text in enumerate(line):
            sheet.write_string(number, place, text, styles["heading" if number == first else "text"])
    sheet.freeze_panes(first + 1, 0)


def _height(text: str, width: int) -> float:
    # Not every program fits the height of a row to its text, so it is estimated; lines break early at whole words.
    return LINE_HEIGHT * math.ceil((len(text) + 1) / (0.85 * width))


def _help_line(form: Form, column: Column, language: Language) -> tuple[str, ...]:
    choices = ", ".join(column.words(language))
    return (
        form.sheet(language),
        column.header(language),
        _explained(form, column, language),
        choices,
        column.example(language),
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: under a temporary name in the same folder, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
