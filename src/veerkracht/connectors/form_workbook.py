"""Workbooks to fill in: headings with help, lists to choose from, and a sheet that explains every column."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from veerkracht.connectors.form_answers import clean_text
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
Rows = Sequence[Mapping[str, str | None]]
Styles = dict[str, Any]  # Any: formats of the workbook writer, which has no published types


def workbook_bytes(forms: Mapping[Form, Rows], *, language: Language) -> bytes:
    """Make a workbook with one sheet per form and a sheet with help.

    Parameters
    ----------
    forms : mapping of Form to rows
        The sheets, with the answers by column id that are filled in already.
    language : {"nl", "en"}
        Language of headings, words and help.

    Returns
    -------
    bytes
        XLSX; the same input gives the same bytes. Every answer is text: none is run as a formula.

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
        for form, rows in forms.items():
            _write_form(book.add_worksheet(form.sheet(language)), form, rows, language, styles)
        _write_help(book.add_worksheet(next(iter(forms)).help_sheet(language)), tuple(forms), language, styles)
        for sheet in book.worksheets():
            sheet.set_paper(A4)
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
    }


def _write_form(sheet: Worksheet, form: Form, rows: Rows, language: Language, styles: Styles) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 2 * LINE_HEIGHT)
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, column.width, styles["text"])
        sheet.write_string(0, place, column.header(language), styles["heading"])
        note = REQUIRED[language] * column.required + column.help(language)
        sheet.write_comment(0, place, note, {"x_scale": 2, "author": ""})
        if column.values:
            sheet.data_validation(1, place, LAST_ROW, place, _choices(column, language))
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(form.columns):
            _write_answer(sheet, (number, place), row, column, language, styles)


def _choices(column: Column, language: Language) -> dict[str, object]:
    title, message = CHOOSE[language]
    return {"validate": "list", "source": list(column.words(language)), "error_title": title, "error_message": message}


def _write_answer(
    sheet: Worksheet,
    place: tuple[int, int],
    row: Mapping[str, str | None],
    column: Column,
    language: Language,
    styles: Styles,
) -> None:
    text = clean_text(row[column.id] or "")
    if not text:
        return
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise InputError(
            "Row {row}, column {column}: the text has more than 32,767 characters, which a workbook cannot hold. "
            "Shorten it or write CSV.",
            row=place[0] + 1, column=column.header(language),
        )  # fmt: skip
    sheet.write_string(*place, column.word_of(text, language), styles["answer"])


def _write_help(sheet: Worksheet, forms: Sequence[Form], language: Language, styles: Styles) -> None:
    for place, width in enumerate(HELP_WIDTHS):
        sheet.set_column(place, place, width, styles["text"])
    for number, form in enumerate(forms):
        sheet.merge_range(number, 0, number, len(HELP_WIDTHS) - 1, form.intro(language), styles["text"])
        sheet.set_row(number, _height(form.intro(language), sum(HELP_WIDTHS)))
    lines = [
        HELP_HEADINGS[language],
        *(_help_line(form, column, language) for form in forms for column in form.columns),
    ]
    for number, line in enumerate(lines, start=len(forms) + 1):
        sheet.set_row(number, max(map(_height, line, HELP_WIDTHS)))
        for place, text in enumerate(line):
            style = styles["heading" if number == len(forms) + 1 else "text"]
            sheet.write_string(number, place, text, style)
    sheet.freeze_panes(len(forms) + 2, 0)


def _height(text: str, width: int) -> float:
    # Not every program fits the height of a row to its text, so it is estimated; lines break early at whole words.
    return LINE_HEIGHT * math.ceil((len(text) + 1) / (0.85 * width))


def _help_line(form: Form, column: Column, language: Language) -> tuple[str, ...]:
    explained = REQUIRED[language] * column.required + column.help(language)
    choices = ", ".join(column.words(language))
    return form.sheet(language), column.header(language), explained, choices, column.example(language)


def write_whole(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: under a temporary name in the same folder, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
