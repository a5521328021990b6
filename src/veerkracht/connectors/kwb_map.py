"""Neighbourhood key figures of Statistics Netherlands as attributes of the district and neighbourhood map.

Absent figures are -99999999. Since 2017 the map also has shapes that are no land: the water of a municipality
under the municipality's own code, the water of a district under a district code of its own, and foreign soil.
Those rows hold no figures; they are left out, and `left_out_of_kwb_map` tells which.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.connectors.area_rows import areas_without_boundary
from veerkracht.connectors.files import float_column, open_parquet
from veerkracht.connectors.rules import rules_for
from veerkracht.connectors.wide import (
    Column,
    Rows,
    code_cells,
    in_municipality,
    measured_numbers,
    observations_of,
    unasked,
)
from veerkracht.errors import InputError
from veerkracht.tables import ColumnRule, Table, memtable

__all__ = ["areas_of_kwb_map", "left_out_of_kwb_map", "read_kwb_map"]

_KEYS: Final = {"BU_CODE": "BU_NAAM", "WK_CODE": "WK_NAAM", "GM_CODE": "GM_NAAM"}  # the finest one is the key
_SHAPE: Final = "WATER"
_LAND: Final = "NEE"
_ABSENT_FROM: Final = -99997  # this and all lower numbers (-99997, -99998, -99999999) mark absence


def read_kwb_map(
    path: Path, rules: Iterable[ColumnRule], *, period: str, source: str, municipality: str | None = None
) -> Table:
    """Read the key figures of one year from the map's attributes and put them below each other.

    Parameters
    ----------
    path : Path
        Parquet file with the attributes of one level.
    rules : iterable of ColumnRule
        Those with source ``"kwb_map"`` that hold in the year of `period` are used.
    period : str
        Year of the figures.
    source : str
        Id of the source that the observations carry.
    municipality : str, optional
        Code; keeps its areas. By default all areas.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS` of the land, one row per area and indicator. -99999999 is `Status.MISSING`; a column that
        the file does not have is `Status.NOT_ASKED` for every area.

    Raises
    ------
    MissingDataError
        If there is no such file, or it has no row of the municipality.
    InputError
        If the file is no such table, an area has two rows of land, or a column does not hold numbers.
    CatalogueError
        If two rules give one indicator.

    References
    ----------
    .. [1] Statistics Netherlands, "Toelichting Wijk- en Buurtkaart 2016 / 2017", CC BY 4.0.
    """
    table, key = _read(path)
    rows = _land_rows(table, key, municipality, path)
    asked = rules_for(rules, kind="kwb_map", period=period)
    columns = {rule.indicator: _column(table, rule.column, rows) for rule in asked}
    return observations_of(
        columns, areas=rows.areas, scales={rule.indicator: rule.scale for rule in asked}, period=period, source=source
    )


def areas_of_kwb_map(path: Path, *, division: int, municipality: str | None = None) -> Table:
    """Return the areas of the map with their names, without boundaries and without water.

    Parameters
    ----------
    path : Path
        Parquet file with the attributes of one level.
    division : int
        Year of the boundaries.
    municipality : str, optional
        Code; keeps its areas. By default all areas.

    Returns
    -------
    Table (area, level, name, parent, municipality, division, geometry)
        `AREAS`.

    Raises
    ------
    MissingDataError
        If there is no such file, or it has no row of the municipality.
    InputError
        If the file is no such table, or an area has two rows of land.
    """
    table, key = _read(path)
    rows = _land_rows(table, key, municipality, path)
    title = _KEYS[key]
    texts: list[str | None] = table.column(title).to_pylist() if title in table.column_names else []
    names = {code: text.strip() for code, place in zip(rows.areas, rows.places, strict=True)
             if texts and (text := texts[place])}  # fmt: skip
    return areas_without_boundary(rows.areas, names=names, division=division)


def left_out_of_kwb_map(path: Path) -> Table:
    """Tell which rows of the map are left out because they are no land.

    Returns
    -------
    Table (area, shape, rows)
        `shape` as published: ``JA`` water, ``B`` foreign soil; `rows` is how many rows the area has of it.

    Raises
    ------
    MissingDataError
        If there is no such file.
    InputError
        If the file is no such table.
    """
    table, key = _read(path)
    codes = code_cells(table.column(key).to_pylist(), path=path, column=key, first_row=1)
    other = [(code, shape) for code, shape in zip(codes, _shapes(table), strict=True) if shape != _LAND]
    kinds = sorted(set(other))
    cells = {"area": [code for code, _ in kinds], "shape": [shape for _, shape in kinds],
             "rows": [other.count(kind) for kind in kinds]}  # fmt: skip
    schema = pa.schema({"area": pa.string(), "shape": pa.string(), "rows": pa.int64()})
    return memtable(pa.table(cells, schema=schema))


def _read(path: Path) -> tuple[pa.Table, str]:
    with open_parquet(path) as opened:
        key = next((name for name in _KEYS if name in opened.schema_arrow.names), None)
        if key is None:
            raise InputError("{file} has none of the columns {columns}. Give the attributes of the map.",
                             file=path, columns=", ".join(_KEYS))  # fmt: skip
        return opened.read(), key


def _shapes(table: pa.Table) -> list[str]:
    return table.column(_SHAPE).to_pylist() if _SHAPE in table.column_names else [_LAND] * table.num_rows


def _land_rows(table: pa.Table, key: str, municipality: str | None, path: Path) -> Rows:
    codes = code_cells(table.column(key).to_pylist(), path=path, column=key, first_row=1)
    land = [place for place, shape in enumerate(_shapes(table)) if shape == _LAND]
    return in_municipality([codes[place] for place in land], municipality=municipality, path=path, places=land)


def _column(table: pa.Table, name: str, rows: Rows) -> Column:
    if name not in table.column_names:
        return unasked(len(rows.areas))
    raw: NDArray[np.float64] = float_column(table, name, path=rows.path)
    return measured_numbers(np.where(raw <= _ABSENT_FROM, np.nan, raw), rows=rows)
