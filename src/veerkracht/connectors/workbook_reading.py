"""Workbooks opened for reading; their texts are read in a fraction of the time that the library takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from string import digits
from typing import IO, Any, Final
from xml.etree.ElementTree import Element

from openpyxl import Workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

__all__ = ["opened", "rows_of"]

_TEXT: Final = f"{{{SHEET_MAIN_NS}}}si"
_PLAIN: Final = f"{{{SHEET_MAIN_NS}}}t"
_AMONG_TEXTS: Final = "s"  # a cell that points to a text that stands with the others
_ESCAPE: Final = "x005F_"  # stands before what only looks like the code of a character


def opened(content: IO[bytes], *, data_only: bool) -> Workbook:
    """Return a workbook to read.

    Parameters
    ----------
    content : file
        The workbook.
    data_only : bool
        Whether cells with a formula hold its last result; else the formula.
    """
    reader = _Reader(content, read_only=True, data_only=data_only)
    reader.read()
    return reader.wb


class _Reader(ExcelReader):  # type: ignore[misc]  # the library has no types for it
    """Reads a workbook as the library does, but for its texts: most of them are one piece without layout."""

    def read_strings(self) -> None:
        """Read the texts that the cells point to."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = _texts(source)


def _texts(source: IO[bytes]) -> list[str]:
    found = []
    for _, node in iterparse(source):
        if node.tag == _TEXT:
            found.append(_text(node).replace(_ESCAPE, ""))
            node.clear()
    return found


def _text(node: Element) -> str:
    if len(node) == 1 and node[0].tag == _PLAIN:
        return node[0].text or ""
    return str(Text.from_tree(node).content)


_Parsed = dict[str, Any]  # Any: what the library tells of a cell


def rows_of(sheet: ReadOnlyWorksheet) -> Iterator[list[object]]:
    """Yield the rows of a sheet from the first on, each up to its last cell, whatever size the sheet says it has.

    Parameters
    ----------
    sheet : ReadOnlyWorksheet
        Of a workbook from `opened`.

    Yields
    ------
    list
        Per cell its text, None where there is none, or the cell itself where it holds something else than text.
    """
    book, done = sheet.parent, 0
    with sheet._get_source() as source:
        parser = _Cells(
            source, sheet._shared_strings, data_only=book.data_only, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        for number, cells in parser.parse():
            yield from ([] for _ in range(done + 1, number))
            if number > done:
                yield _laid(sheet, cells)
            done = max(done, number)


def _laid(sheet: ReadOnlyWorksheet, cells: Sequence[_Parsed]) -> list[object]:
    width = cells[-1]["column"] if cells else 0
    row: list[object] = [None] * width
    for cell in cells:
        if cell["column"] <= width:
            plain = cell["data_type"] == _AMONG_TEXTS and cell["value"] is not None
            row[cell["column"] - 1] = cell["value"] if plain else ReadOnlyCell(sheet, **cell)
    return row


class _Cells(WorkSheetParser):  # type: ignore[misc]  # the library has no types for it
    """Reads cells as the library does, but those that point to a text at once: nearly all are."""

    def parse_cell(self, element: Element) -> _Parsed:
        """Return what a cell holds."""
        place = element.get("r")
        if not (place and element.get("t") == _AMONG_TEXTS and len(element) == 1 and element[0].text):
            found: _Parsed = super().parse_cell(element)
            return found
        self.col_counter = _column(place.rstrip(digits))
        text = self.shared_strings[int(element[0].text)]
        return {"row": self.row_counter, "column": self.col_counter, "value": text, "data_type": _AMONG_TEXTS}


@lru_cache(maxsize=1_024)
def _column(letters: str) -> int:
    return int(column_index_from_string(letters))
