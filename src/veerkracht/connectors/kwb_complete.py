"""Neighbourhood key figures of which the publisher of the file kept complete cases only.

A neighbourhood with any missing figure was left out as a whole, so the file is a biased subset: small and thinly
populated neighbourhoods are absent more often. With a file of all names the absent ones get a row that says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from veerkracht.connectors.area_rows import read_area_names
from veerkracht.connectors.cells import municipality_of, tidy_code
from veerkracht.connectors.files import float_column, open_parquet
from veerkracht.connectors.rules import find_numbered, name_before_number, rules_for
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
from veerkracht.tables import ColumnRule, Status, Table

__all__ = ["bias_of_complete_cases", "read_kwb_complete"]

_KEY: Final = "Codering"


def read_kwb_complete(
    path: Path,
    rules: Iterable[ColumnRule],
    *,
    period: str,
    source: str,
    names: Path | None = None,
    municipality: str | None = None,
) -> Table:
    """Read the complete cases of one year, with a row of absence for each area that was left out.

    Parameters
    ----------
    path : Path
        Parquet file of complete cases.
    rules : iterable of ColumnRule
        Those with source ``"kwb_complete"`` that hold in the year of `period` are used; `column` is the heading
        before its position number.
    period : str
        Year of the figures.
    source : str
        Id of the source that the observations carry.
    names : Path, optional
        CSV file with columns ``Identifier`` and ``Title``, of all areas that exist.
    municipality : str, optional
        Code; keeps its areas. By default all areas.

    Returns
    -------
    Table (area, period, indicator, value, status, source)
        `OBSERVATIONS`, in the unit of the indicator. Areas that only `names` has are null with `Status.MISSING`;
        a column that the file does not have is `Status.NOT_ASKED` for every area.

    Raises
    ------
    MissingDataError
        If a file does not exist, or `path` has no row of the municipality.
    InputError
        If a file cannot be read, an area has two rows, or a column does not hold numbers.
    CatalogueError
        If a rule fits two columns, or two rules give one indicator.

    See Also
    --------
    bias_of_complete_cases : the share of areas that is present.
    """
    asked = rules_for(rules, kind="kwb_complete", period=period)
    table = _read(path)
    rows = in_municipality(_codes(table, path), municipality=municipality, path=path)
    left_out = _left_out(names, rows.areas, municipality)
    columns = {rule.indicator: _column(table, rule, rows, len(left_out)) for rule in asked}
    scales = {rule.indicator: rule.scale for rule in asked}
    return observations_of(columns, areas=[*rows.areas, *left_out], scales=scales, period=period, source=source)


def bias_of_complete_cases(observations: Table) -> Table:
    """Tell which share of the areas has a value, per indicator; below 1 the present ones are a biased subset.

    Parameters
    ----------
    observations : Table (area, indicator, value)
        Observations of one period, with a null row for each area that is absent.

    Returns
    -------
    Table (indicator, areas, present, share)
        Number of areas, number with a value, and their ratio (0-1); ordered by indicator.

    Examples
    --------
    >>> from veerkracht.tables import OBSERVATIONS, table_of
    >>> table = table_of(OBSERVATIONS, [{"area": "A", "indicator": "x", "value": 3.0}, {"area": "B", "indicator": "x"}])
    >>> bias_of_complete_cases(table).to_pyarrow().to_pylist()
    [{'indicator': 'x', 'areas': 2, 'present': 1, 'share': 0.5}]
    """
    counted = observations.group_by("indicator").agg(
        areas=observations.area.nunique(), present=observations.area.nunique(where=observations.value.notnull())
    )
    return counted.mutate(share=counted.present / counted.areas).order_by("indicator")


def _read(path: Path) -> pa.Table:
    with open_parquet(path) as opened:
        return opened.read()


def _codes(table: pa.Table, path: Path) -> list[str]:
    key = next((name for name in table.column_names if name_before_number(name) == _KEY), None)
    if key is None:
        raise InputError("{file} has no column {column}. Is it another table?", file=path, column=_KEY)
    return code_cells(table.column(key).to_pylist(), path=path, column=key, first_row=1)


def _left_out(names: Path | None, present: tuple[str, ...], municipality: str | None) -> list[str]:
    known = [] if names is None else sorted(read_area_names(names).keys() - set(present))
    wanted = None if municipality is None else tidy_code(municipality)
    return [code for code in known if wanted in (None, municipality_of(code))]


def _column(table: pa.Table, rule: ColumnRule, rows: Rows, left_out: int) -> Column:
    place = find_numbered(table.column_names, rule)
    if place is None:
        return unasked(len(rows.areas) + left_out)
    values, statuses = measured_numbers(float_column(table, table.column_names[place], path=rows.path), rows=rows)
    return np.append(values, np.full(left_out, np.nan)), statuses + [Status.MISSING] * left_out
