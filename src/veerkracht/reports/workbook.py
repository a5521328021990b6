"""All tables of an edition in one workbook, after a sheet that explains them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final  # Any: xlsxwriter publishes no types

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter import Workbook

from veerkracht.errors import PublicationError
from veerkracht.reports.content import LANGUAGES, Edition, Label, Language
from veerkracht.reports.data_tables import DataColumn, DataTableFile, both
from veerkracht.reports.imprint import colophon, edition_title, report_title, synthetic_label
from veerkracht.reports.translation import mark as _
from veerkracht.tables import Status, pull

__all__ = ["STATUS_MEANINGS", "workbook_bytes"]

STATUS_MEANINGS: Final = {
    Status.NORMAL: _("Measured"),
    Status.BREAK: _("First value after a break in the series; do not compare it with earlier years"),
    Status.ESTIMATED: _("Estimated by the source with a model, or rounded"),
    Status.LOW_RELIABILITY: _("Measured, but not very reliable"),
    Status.SHARED_WITH: _("Holds the figure of another area as well; count it once"),
    Status.MISSING: _("Not there, for an unknown reason"),
    Status.NOT_ASKED: _("Not collected in that period"),
    Status.NOT_APPLICABLE: _("Cannot exist"),
    Status.SUPPRESSED: _("Withheld to protect people"),
    Status.SHARED_IN: _("Counted with another area"),
}
"""What each observation status means to readers."""

_README: Final = "Lees mij - Read me"  # a sheet name may not hold a slash
_EMPTY_MEANS: Final = _("An empty cell is unknown, never zero. The column status says why.")
_HEADS: Final = (_("Table"), _("Column"), _("Unit"))
_STATUS: Final = _("Status")
_MEANING: Final = _("Meaning")
_NARROWEST, _WIDEST = 8, 60  # characters
_A4: Final = 9  # in the list of paper sizes of the format
_WIDEST_MEANING: Final = 90  # characters; what is longer goes on below

_Sheet = Any  # Any: xlsxwriter publishes no types
_Format = Any  # Any: xlsxwriter publishes no types


def workbook_bytes(edition: Edition, tables: Mapping[str, DataTableFile]) -> bytes:
    """Return tables as a workbook (XLSX).

    Parameters
    ----------
    edition : Edition
        For title, date, licence and the label of generated data.
    tables : mapping of str to DataTableFile
        By name, which becomes the name of the sheet; as `published` gives them.

    Returns
    -------
    bytes
        First a sheet in both languages with the meaning of each column and status, then one sheet per table
        with a frozen header and filters. Text is never read as a formula. The same input gives the same bytes.

    Raises
    ------
    PublicationError
        If a table or a text is larger than a workbook can hold.
    """
    sink = io.BytesIO()
    with Workbook(sink, {"in_memory": True}) as book:
        book.set_properties({
            "title": f"{report_title(edition, 'nl')} / {report_title(edition, 'en')}",
            "author": edition.publisher.nl,
            "created": datetime.fromisoformat(edition.date),
        })  # fmt: skip
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F4", "valign": "top"})
        _write_readme(book, edition, tables, head=head)
        for name, file in tables.items():
            _write_table(book, name, file, head=head)
    return sink.getvalue()


def _write_readme(book: Workbook, edition: Edition, tables: Mapping[str, DataTableFile], *, head: _Format) -> None:
    sheet = book.add_worksheet(_README)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format(),
        "head": head,
        "row": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    rows = tuple(_readme_rows(edition, tables))
    for number, (cells, kind) in enumerate(rows):
        for place, cell in enumerate(cells):
            if cell or kind == "head":
                sheet.write_string(number, place, cell, looks[kind])
    listed = [cells for cells, kind in rows if kind in ("head", "row")]
    for place, column in enumerate(zip(*listed, strict=True)):
        sheet.set_column(place, place, min(_WIDEST_MEANING, max(map(len, column)) + 2))
    _fit_paper(sheet)


def _fit_paper(sheet: _Sheet) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)  # one page wide, as long as it takes


def _readme_rows(edition: Edition, tables: Mapping[str, DataTableFile]) -> Iterator[tuple[tuple[str, ...], str]]:
    meaning = (both(_MEANING).nl, both(_MEANING).en)
    for language in LANGUAGES:
        yield (f"{report_title(edition, language)}, {edition_title(edition, language)}",), "title"
        yield from (((line,), "plain") for line in _about(edition, language))
        yield (), "plain"
    yield (*map(_in_two, _HEADS), *meaning), "head"
    for name, file in tables.items():
        yield (name, "", "", file.title.nl, file.title.en), "head"
        yield from (((name, *_definition(column)), "row") for column in file.columns)
    yield (), "plain"
    yield (_in_two(_STATUS), "", "", *meaning), "head"
    for code, words in STATUS_MEANINGS.items():
        yield (code, "", "", both(words).nl, both(words).en), "row"


def _about(edition: Edition, language: Language) -> Iterable[str]:
    if edition.synthetic:
        yield synthetic_label(language)
    yield from colophon(edition, language)
    yield _of(both(_EMPTY_MEANS), language)


def _of(label: Label, language: Language) -> str:
    return label.nl if language == "nl" else label.en


def _in_two(template: str) -> str:
    label = both(template)
    return label.en if label.nl == label.en else f"{label.nl} / {label.en}"


def _definition(column: DataColumn) -> tuple[str, ...]:
    return column.name, column.unit, column.meaning.nl, column.meaning.en


def _write_table(book: Workbook, name: str, file: DataTableFile, *, head: _Format) -> None:
    data = pull(file.table)
    sheet = book.add_worksheet(name)
    for place, column in enumerate(file.columns):
        sheet.write_string(0, place, column.name, head)
        sheet.set_column(place, place, _width(column.name, data[column.name]))
        _write_column(book, sheet, place, data[column.name], column, table=name)
    sheet.freeze_panes(1, 1)
    if file.columns:
        sheet.autofilter(0, 0, data.num_rows, len(file.columns) - 1)
    sheet.repeat_rows(0)
    _fit_paper(sheet)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # years and codes are text on purpose


def _width(name: str, column: pa.ChunkedArray) -> int:
    longest = pc.max(pc.utf8_length(column.cast(pa.string()))).as_py() or 0 if _is_text(column) else 0
    return max(_NARROWEST, min(_WIDEST, longest + 1), len(name) + 4)


def _is_text(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_string(column.type) or pa.types.is_large_string(column.type))


def _write_column(
    book: Workbook, sheet: _Sheet, place: int, values: pa.ChunkedArray, column: DataColumn, *, table: str
) -> None:
    write, look = _writer(book, sheet, values, column)
    known = values if not _as_text(values) else values.cast(pa.string())
    failed = [
        row for row, value in enumerate(known.to_pylist(), 1)
        if value is not None and write(row, place, value, look) != 0
    ]  # fmt: skip
    if failed:
        raise PublicationError(
            "Sheet {table} cannot hold column {column} from row {row} on: a workbook takes 1,048,576 rows and 32,767 "
            "characters in a cell. Publish fewer rows or a shorter text.",
            table=table, column=column.name, row=failed[0],
        )  # fmt: skip


def _as_text(values: pa.ChunkedArray) -> bool:
    kind = values.type
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return not (numeric or pa.types.is_boolean(kind) or pa.types.is_date(kind))


def _writer(
    book: Workbook, sheet: _Sheet, values: pa.ChunkedArray, column: DataColumn
) -> tuple[Callable[[int, int, object, _Format], int], _Format]:
    if pa.types.is_boolean(values.type):
        return sheet.write_boolean, None
    if pa.types.is_date(values.type):
        return sheet.write_datetime, book.add_format({"num_format": "yyyy-mm-dd"})
    if _as_text(values):
        return sheet.write_string, None
    decimals = 0 if pa.types.is_integer(values.type) else column.decimals
    return sheet.write_number, None if decimals is None else book.add_format({"num_format": _number_form(decimals)})


def _number_form(decimals: int) -> str:
    return f"0.{'0' * decimals}" if decimals else "0"
