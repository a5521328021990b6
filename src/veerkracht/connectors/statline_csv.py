"""Downloads from StatLine, the web tables of Statistics Netherlands: "CSV with statistical symbols".

Two layouts. Straight: a row per area (and period), headings as ``Topic/Sub/Name (unit)``. Transposed: a column per
area, a row per topic as ``Topic|Sub|Name`` with its unit beside it, below a title and a line that names the
dimension. Both are brought to the straight headings, so that one rule serves both. The decimal mark follows the
language that the download was made in. A column without any figure was left out of the selection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from veerkracht.connectors.files import place_of, read_delimited
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
from veerkracht.errors import InputError, UsageError
from veerkracht.tables import OBSERVATIONS, ColumnRule, Status, Table, stack

__all__ = ["read_statline_csv"]

_PERIOD: Final = "Perioden"
_KEYS: Final = ("Regiocode (gemeente, wijk, buurt) (code)", "Regioaanduiding/Codering (code)")
_TOPICS: Final = "Onderwerp"  # starts the line with the names of the areas in the transposed layout
_FOOTER: Final = "Bron:"
_FIRST_ROW: Final = 2  # below the heading
_FIRST_AREA: Final = 3  # beside topic and unit in the transposed layout


@dataclass(frozen=True)
class _Download:
    """Straight headings and lines, whichever layout the file has.

    `first` is the row number of the first area in the file, or its column number in the transposed layout, where
    `first_topic` is the row number of the first topic.
    """

    path: Path
    headings: list[str]
    lines: list[list[str]]
    first: int
    first_topic: int = 0

    def cells(self, place: int) -> list[str]:
        return [line[place] for line in self.lines]


def read_statline_csv(
    path: Path,
    rules: Iterable[ColumnRule],
    *,
    kind: Literal["ses_woa", "proximity"],
    source: str,
    period: str | None = None,
    municipality: str | None = None,
) -> Table:
    """Read a StatLine download of socio-economic scores or of distances to amenities.

    Parameters
    ----------
    path : Path
        The CSV file, straight or transposed.
    rules : iterable of ColumnRule
        Those whose source is `kind` and that hold in the year are used; `column` is the whole straight heading,
        for example ``"Onderwijs/Basisonderwijs/Afstand tot school (km)"``.
    kind : {"ses_woa", "proximity"}
        Which table it is.
    source : str
        Id of the source that the observations carry.
    period : str, optional
        Year, for a file without the column ``Perioden``; the column goes first.
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
        If the file is no such download, an area has two rows in a period, or a cell is no number, dot or empty.
    UsageError
        If the file has no periods and `period` is not given.
    CatalogueError
        If two rules give one indicator.

    References
    ----------
    .. [1] Statistics Netherlands, StatLine, "Sociaal-economische status; scores per wijk en buurt" (85163NED) and
       "Nabijheid voorzieningen; afstand locatie, wijk- en buurtcijfers", CC BY 4.0.
    """
    download = _read(path)
    known = list(rules)
    try:
        parts = [
            _one_period(download, rules_for(known, kind=kind, period=year), year, places, source, municipality)
            for year, places in _periods(download, period).items()
        ]
    except InputError as error:
        raise _located(error, download) from error
    return stack(parts, OBSERVATIONS)


def _read(path: Path) -> _Download:
    rows = read_delimited(path, delimiter=";")
    if rows and rows[-1][0].startswith(_FOOTER):
        rows.pop()
    starts = [row[0].strip() if row else "" for row in rows]
    top = starts.index(_TOPICS) if _TOPICS in starts else 0
    width = len(rows[top]) if rows else 0
    for place, row in enumerate(rows[top:]):
        if len(row) != width:
            raise InputError("{file}, row {row}: {found} cells where {expected} are expected. Fetch the file again.",
                             file=path, row=top + place + 1, found=len(row), expected=width)  # fmt: skip
    if len(rows) - top < _FIRST_ROW or (_TOPICS in starts and width < _FIRST_AREA):
        raise InputError("{file} has no rows below its heading. Fetch it again.", file=path)
    return _turned(path, rows, top) if _TOPICS in starts else _straight(path, rows)


def _straight(path: Path, rows: list[list[str]]) -> _Download:
    return _Download(path, [_tidy_heading(text) for text in rows[0]], rows[1:], _FIRST_ROW)


def _turned(path: Path, rows: list[list[str]], top: int) -> _Download:
    topics = rows[top + 1 :]
    headings = [_tidy_heading(f"{row[0]} ({row[1]})".replace("|", "/")) for row in topics]
    lines = [list(cells) for cells in zip(*(row[_FIRST_AREA - 1 :] for row in topics), strict=True)]
    return _Download(path, headings, lines, _FIRST_AREA, top + _FIRST_ROW)


def _tidy_heading(text: str) -> str:
    return " ".join(text.split())  # some headings have two spaces in one year and one in the next


def _periods(download: _Download, period: str | None) -> dict[str, list[int]]:
    """Per year the places of its lines."""
    if _PERIOD not in download.headings:
        if period is None:
            raise UsageError("{file} has no column {column}. Give `period`.", file=download.path, column=_PERIOD)
        return {period: list(range(len(download.lines)))}
    places: dict[str, list[int]] = {}
    for place, text in enumerate(download.cells(download.headings.index(_PERIOD))):
        if not re.match(r"\d{4}", text):
            raise InputError("{file}, row {row}, column {column}: {text!r} is no year. Correct it or fetch again.",
                             file=download.path, row=download.first + place, column=_PERIOD, text=text)  # fmt: skip
        places.setdefault(text[:4], []).append(place)
    return places


def _one_period(
    download: _Download, asked: list[ColumnRule], period: str, places: list[int], source: str, municipality: str | None
) -> Table:
    path = download.path
    key = next((name for name in _KEYS if name in download.headings), _KEYS[0])
    cells = download.cells(place_of(key, headings=download.headings, path=path))
    codes = code_cells(cells, path=path, column=key, first_row=download.first)
    rows = in_municipality([codes[place] for place in places], municipality=municipality, path=path,
                           first_row=download.first, places=places)  # fmt: skip
    columns = {rule.indicator: _column(download, rule, rows, places) for rule in asked}
    scales = {rule.indicator: rule.scale for rule in asked}
    return observations_of(columns, areas=rows.areas, scales=scales, period=period, source=source)


def _column(download: _Download, rule: ColumnRule, rows: Rows, places: list[int]) -> Column:
    heading = _tidy_heading(rule.column)
    if heading not in download.headings:
        return unasked(len(rows.areas))
    cells = download.cells(download.headings.index(heading))
    if unpublished([cells[place] for place in places]):
        return unasked(len(rows.areas))
    decimal = "," if any("," in cell for cell in cells) else "."
    return number_column(cells, rows=rows, column=heading, blank=Status.MISSING, decimal=decimal)


def _located(error: InputError, download: _Download) -> InputError:
    """Name row and column as they are in a transposed file: the row is the topic, the column the area."""
    topic = error.facts.get("column")
    if not download.first_topic or topic not in download.headings:
        return error
    row = download.first_topic + download.headings.index(str(topic))
    return InputError(error.template, **{**error.facts, "row": row, "column": error.facts.get("row", topic)})
