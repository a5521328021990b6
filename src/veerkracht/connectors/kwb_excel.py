"""Neighbourhood key figures of Statistics Netherlands as the Excel edition, with its short column names.

What was not yet published when the workbook was made (income, energy, care, distances) is a dot in all rows.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from veerkracht.connectors.area_rows import areas_without_boundary, check_levels
from veerkracht.connectors.files import check_is_data, place_of
from veerkracht.connectors.rules import rules_for
from veerkracht.connectors.wide import (
    Column,
    Rows,
    code_cells,
    in_municipality,
    number_column,
    observations_of,
    unasked,
    unpublished,
)
from veerkracht.errors import InputError
from veerkracht.tables import ColumnRule, Status, Table

__all__ = ["areas_of_kwb_excel", "read_kwb_excel"]

_KEY: Final = "gwb_code_10"
_NAME: Final = "regio"
_KIND: Final = "recs"
_FIRST_ROW: Final = 2  # below the heading

Lines = list[list[str | None]]


def read_kwb_excel(
    path: Path, rules: Iterable[ColumnRule], *, period: str, source: str, municipality: str | None = None
) -> Table:
    """Read the key figures of one year from the Excel edition and put them below each other.

    Parameters
    ----------
    path : Path
        The workbook; its first sheet is read.
    rules : iterable of ColumnRule
        Those with source ``"kwb_excel"`` that hold in the year of `period` are used.
    period : str
        Year of the figures.
    source : str
        Id of the source that the observations carry.
    municipality : str, optional
        Code; keeps its areas and the country. By default all areas.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS`, in the unit of the indicator. A dot or an empty cell is `Status.MISSING`, but
        `Status.NOT_ASKED` when the column has no figure in any row, or does not exist.

    Raises
    ------
    MissingDataError
        If there is no such file, or it has no row of the municipality.
    InputError
        If the file is no such workbook, an area has two rows, or a cell is neither number, dot nor empty.
    CatalogueError
        If two rules give one indicator.

    References
    ----------
    .. [1] Statistics Netherlands, "Kerncijfers wijken en buurten 2023", workbook with notes per column, CC BY 4.0.
    """
    headings, lines = _read_sheet(path)
    rows = in_municipality(_codes(headings, lines, path), municipality=municipality, path=path, first_row=_FIRST_ROW)
    asked = rules_for(rules, kind="kwb_excel", period=period)
    columns = {rule.indicator: _column(headings, lines, rule.column, rows) for rule in asked}
    return observations_of(
        columns, areas=rows.areas, scales={rule.indicator: rule.scale for rule in asked}, period=period, source=source
    )


def areas_of_kwb_excel(path: Path, *, division: int) -> Table:
    """Return the areas of a workbook with their names, without boundaries.

    Parameters
    ----------
    path : Path
        The workbook; its first sheet is read.
    division : int
        Year of the boundaries that the codes belong to.

    Returns
    -------
    Table (area, level, name, parent, municipality, division, geometry)
        `AREAS`.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file is no such workbook, an area has two rows, or the kind of region contradicts the code.
    """
    headings, lines = _read_sheet(path)
    codes = _codes(headings, lines, path)
    in_municipality(codes, municipality=None, path=path, first_row=_FIRST_ROW)
    name, kind = (place_of(column, headings=headings, path=path) for column in (_NAME, _KIND))
    check_levels(codes, [line[kind] or "" for line in lines], path=path, column=_KIND, first_row=_FIRST_ROW)
    names = {code: text.strip() for code, line in zip(codes, lines, strict=True) if (text := line[name])}
    return areas_without_boundary(codes, names=names, division=division)


def _read_sheet(path: Path) -> tuple[list[str], Lines]:
    from openpyxl import load_workbook  # slow to import, and only this edition needs it

    check_is_data(path)
    with path.open("rb") as stream:
        try:
            workbook = load_workbook(stream, read_only=True, data_only=True)
            sheet = [[None if cell is None else str(cell) for cell in line]
                     for line in workbook.worksheets[0].iter_rows(values_only=True)]  # fmt: skip
        except (zipfile.BadZipFile, KeyError, OSError) as error:
            raise InputError("{file} is no Excel workbook (.xlsx), or it is cut off. Fetch it again.",
                             file=path) from error  # fmt: skip
    filled = [line for line in sheet if any(line)]
    if len(filled) < _FIRST_ROW:
        raise InputError("{file} has no rows below its heading. Fetch it again.", file=path)
    headings = [(cell or "").strip() for cell in filled[0]]
    return headings, [line + [None] * (len(headings) - len(line)) for line in filled[1:]]


def _codes(headings: list[str], lines: Lines, path: Path) -> list[str]:
    key = place_of(_KEY, headings=headings, path=path)
    return code_cells([line[key] for line in lines], path=path, column=_KEY, first_row=_FIRST_ROW)


def _column(headings: list[str], lines: Lines, name: str, rows: Rows) -> Column:
    cells = [line[headings.index(name)] for line in lines] if name in headings else []
    if unpublished(cells):
        return unasked(len(rows.areas))
    return number_column(cells, rows=rows, column=name, blank=Status.MISSING)
