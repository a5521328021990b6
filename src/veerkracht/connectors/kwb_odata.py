"""Neighbourhood key figures of Statistics Netherlands (Kerncijfers wijken en buurten) as OData CSV export.

The file has a byte order mark, ``;`` between quoted and padded cells, a decimal point and a lone dot for what is
unknown, secret or not applicable. Every heading ends in a position number that moves between years, and names of
dwelling types occur twice (electricity and gas).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from veerkracht.connectors.area_rows import areas_without_boundary, check_levels, read_area_names
from veerkracht.connectors.files import place_of, read_with_heading
from veerkracht.connectors.rules import find_numbered, name_before_number, rules_for
from veerkracht.connectors.wide import (
    Column,
    Rows,
    code_cells,
    in_municipality,
    number_column,
    observations_of,
    unasked,
)
from veerkracht.tables import ColumnRule, Status, Table

__all__ = ["areas_of_kwb_odata", "read_kwb_odata"]

_KEY: Final = "Codering"
_KIND: Final = "SoortRegio"
_MUNICIPALITY_NAME: Final = "Gemeentenaam"
_FIRST_ROW: Final = 2  # below the heading


def read_kwb_odata(
    path: Path, rules: Iterable[ColumnRule], *, period: str, source: str, municipality: str | None = None
) -> Table:
    """Read the key figures of one year and put them below each other.

    Parameters
    ----------
    path : Path
        The CSV export.
    rules : iterable of ColumnRule
        Those with source ``"kwb_odata"`` that hold in the year of `period` are used; `column` is the heading
        before its position number.
    period : str
        Year of the figures.
    source : str
        Id of the source that the observations carry.
    municipality : str, optional
        Code; keeps its areas and the country. By default all areas.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS`, in the unit of the indicator. A lone dot or an empty cell is
        `Status.MISSING`; a column that the file does not have is `Status.NOT_ASKED` for every area.

    Raises
    ------
    MissingDataError
        If there is no such file, or it has no row of the municipality.
    InputError
        If the file is no such export, an area has two rows, or a cell is neither number, dot nor empty.
    CatalogueError
        If a rule fits two columns, or two rules give one indicator.

    Notes
    -----
    Empty cells are distances to amenities of areas with fewer than ten inhabitants (2019). Most of those have none,
    so that a distance cannot exist, but some have: the reason differs and is therefore not stated.

    References
    ----------
    .. [1] Statistics Netherlands, "Kerncijfers wijken en buurten", tables 83765NED to 85984NED, CC BY 4.0.
    """
    headings, lines = read_with_heading(path, delimiter=";")
    rows = in_municipality(_codes(headings, lines, path), municipality=municipality, path=path, first_row=_FIRST_ROW)
    asked = rules_for(rules, kind="kwb_odata", period=period)
    columns = {}
    for rule in asked:
        place = find_numbered(headings, rule)
        columns[rule.indicator] = unasked(len(rows.areas)) if place is None else _column(headings, lines, place, rows)
    return observations_of(
        columns, areas=rows.areas, scales={rule.indicator: rule.scale for rule in asked}, period=period, source=source
    )


def areas_of_kwb_odata(path: Path, *, division: int, names: Path | None = None) -> Table:
    """Return the areas of an export, without boundaries.

    The export names municipalities only. The names of other areas are null unless `names` gives them.

    Parameters
    ----------
    path : Path
        The CSV export.
    division : int
        Year of the boundaries that the codes belong to.
    names : Path, optional
        CSV file with columns ``Identifier`` and ``Title``.

    Returns
    -------
    Table (area, level, name, parent, municipality, division, geometry)
        `AREAS`.

    Raises
    ------
    MissingDataError
        If a file does not exist.
    InputError
        If a file cannot be read, an area has two rows, or the kind of region contradicts the code.
    """
    headings, lines = read_with_heading(path, delimiter=";")
    codes = _codes(headings, lines, path)
    in_municipality(codes, municipality=None, path=path, first_row=_FIRST_ROW)
    kind = _place(_KIND, headings, path)
    check_levels(codes, [line[kind] for line in lines], path=path, column=headings[kind], first_row=_FIRST_ROW)
    known = _municipality_names(headings, lines, codes) | (read_area_names(names) if names else {})
    return areas_without_boundary(codes, names=known, division=division)


def _place(name: str, headings: list[str], path: Path) -> int:
    return place_of(name, headings=[name_before_number(heading) for heading in headings], path=path)


def _codes(headings: list[str], lines: list[list[str]], path: Path) -> list[str]:
    key = _place(_KEY, headings, path)
    return code_cells([line[key] for line in lines], path=path, column=headings[key], first_row=_FIRST_ROW)


def _column(headings: list[str], lines: list[list[str]], place: int, rows: Rows) -> Column:
    cells = [line[place] for line in lines]
    return number_column(cells, rows=rows, column=headings[place], blank=Status.MISSING)


def _municipality_names(headings: list[str], lines: list[list[str]], codes: list[str]) -> dict[str, str]:
    names = [name_before_number(heading) for heading in headings]
    if _MUNICIPALITY_NAME not in names:
        return {}
    place = names.index(_MUNICIPALITY_NAME)
    return {code: line[place].strip() for code, line in zip(codes, lines, strict=True) if code[:2] in ("GM", "NL")}
