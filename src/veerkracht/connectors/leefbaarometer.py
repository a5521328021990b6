"""Leefbaarometer: how liveable districts and municipalities are, by the Dutch Ministry of the Interior.

Version 2.0 gives levels relative to the national mean of the same year, and developments that do not depend
on that mean. Version 3.0 is another model on another scale; the two are never chained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.connectors.panel import (
    Block,
    area_codes,
    check_has,
    check_unique,
    in_municipality,
    number_column,
    observations_of,
    read_csv_columns,
    read_parquet_columns,
    rules_in_file,
    year_column,
)
from veerkracht.errors import InputError
from veerkracht.tables import ColumnRule, Status, Table

__all__ = [
    "read_leefbaarometer3", "read_leefbaarometer_change", "read_leefbaarometer_classes", "read_leefbaarometer_level",
]  # fmt: skip

_AREA: Final = "GBD"
_CLASS_AREAS: Final = ("WK_CODE", "GM_CODE")
_CLASS_YEARS: Final = {"KL02": 2002, "KL08": 2008, "KL12": 2012, "KL14": 2014}


@dataclass(frozen=True)
class _Scores:
    """Areas, periods and columns of numbers (NaN where absent) of one file, in the order of its rows."""

    path: Path
    areas: list[str]
    periods: list[str]
    columns: dict[str, NDArray[np.float64]]


def read_leefbaarometer_level(
    path: Path, rules: Sequence[ColumnRule], *, source: str, municipality: str | None = None
) -> Table:
    """Read the levels of version 2.0 (``dimensiescore_…_stand``).

    Parameters
    ----------
    path : Path
        Parquet file; key ``GBD`` and ``JAAR``.
    rules : Sequence of ColumnRule
        Those with source ``leefbaarometer2`` (``RLBRMTR`` total, ``RLBVEI`` safety, ...) are used.
    source : str
        Id of the source, written in each row.
    municipality : str, optional
        Keep only the areas of this municipality.

    Returns
    -------
    Table (OBSERVATIONS)
        Deviation from the national mean of the same year; the five dimensions add up to the total. Suppressed
        where too few people live.

    Raises
    ------
    MissingDataError
        If the file is not there, or has no row of the municipality.
    InputError
        If the file is empty, no Parquet, lacks its key or all columns of the rules, or repeats a key.
    """
    columns = read_parquet_columns(path, needs=[_AREA, "JAAR"])
    usable = rules_in_file(rules, source="leefbaarometer2", found=list(columns), path=path)
    scores = _Scores(path, _codes(columns, _AREA, path), _years(columns, "JAAR", path), _numbers(columns, usable, path))
    return _observe(scores, usable, source=source, municipality=municipality)


def read_leefbaarometer_change(
    path: Path, rules: Sequence[ColumnRule], *, source: str, municipality: str | None = None
) -> Table:
    """Read the developments of version 2.0 (``dimensiescore_…_ontwikkeling``).

    Parameters
    ----------
    path : Path
        Parquet file; key ``GBD``, years ``BEGIN`` and ``EINDE``.
    rules : Sequence of ColumnRule
        Those with source ``leefbaarometer2``; the rule for a level (``RLBVEI``) also finds its development
        (``DLBVEI``).
    source : str
        Id of the source, written in each row.
    municipality : str, optional
        Keep only the areas of this municipality.

    Returns
    -------
    Table (OBSERVATIONS)
        `value` is a change, not a level; `period` is an ISO 8601 interval such as ``2012/2014``.

    Raises
    ------
    MissingDataError
        If the file is not there, or has no row of the municipality.
    InputError
        If the file is empty, no Parquet, lacks its key or all columns of the rules, or repeats a key.

    Notes
    -----
    The development of the total is the difference of the two levels plus 0.008647929 for every area, because
    each level is relative to the national mean of its own year.
    """
    columns = read_parquet_columns(path, needs=[_AREA, "BEGIN", "EINDE"])
    changes = [replace(rule, column=f"D{rule.column[1:]}") for rule in rules]
    usable = rules_in_file(changes, source="leefbaarometer2", found=list(columns), path=path)
    years = zip(_years(columns, "BEGIN", path), _years(columns, "EINDE", path), strict=True)
    periods = [f"{first}/{last}" for first, last in years]
    scores = _Scores(path, _codes(columns, _AREA, path), periods, _numbers(columns, usable, path))
    return _observe(scores, usable, source=source, municipality=municipality)


def read_leefbaarometer_classes(path: Path, *, indicator: str, source: str, municipality: str | None = None) -> Table:
    """Read the classes of version 2.0 (``klassen_…``) for 2002, 2008, 2012 and 2014.

    Parameters
    ----------
    path : Path
        Parquet file; key ``WK_CODE`` or ``GM_CODE``.
    indicator : str
        Id of the indicator to give to the class.
    source : str
        Id of the source, written in each row.
    municipality : str, optional
        Keep only the areas of this municipality.

    Returns
    -------
    Table (OBSERVATIONS)
        Class 1 (worst) to 9 (best). Suppressed where too few people live.

    Raises
    ------
    MissingDataError
        If the file is not there, or has no row of the municipality.
    InputError
        If the file is empty, no Parquet, lacks its key or a class column, or repeats a key.
    """
    columns = read_parquet_columns(path, needs=list(_CLASS_YEARS))
    key = next((name for name in _CLASS_AREAS if name in columns), _CLASS_AREAS[0])
    check_has(path, list(columns), [key])
    codes = _codes(columns, key, path)
    check_unique([(code,) for code in codes], path=path, column=key)
    rules = [ColumnRule(indicator, source, column, first=year, last=year) for column, year in _CLASS_YEARS.items()]
    values = _numbers(columns, rules, path)
    parts = [(_Scores(path, codes, [str(rule.first)] * len(codes), values), rule) for rule in rules]
    return observations_of([_block(scores, rule, municipality) for scores, rule in parts], source=source)


def read_leefbaarometer3(
    path: Path, rules: Sequence[ColumnRule], *, source: str, municipality: str | None = None
) -> Table:
    """Read version 3.0 (one municipality, several years).

    Parameters
    ----------
    path : Path
        Comma-separated file; key ``wk_code`` and ``jaar``.
    rules : Sequence of ColumnRule
        Those with source ``leefbaarometer3`` (``lbm`` total, about 4; ``onv`` nuisance and safety, ...) are used.
    source : str
        Id of the source, written in each row; keep it apart from that of version 2.0.
    municipality : str, optional
        Keep only the areas of this municipality.

    Returns
    -------
    Table (OBSERVATIONS)
        Scores of version 3.0.

    Raises
    ------
    MissingDataError
        If the file is not there, or has no row of the municipality.
    InputError
        If the file is empty, lacks its key or all columns of the rules, repeats a key, or a cell is no number.
    """
    columns = read_csv_columns(path, needs=["wk_code", "jaar"])
    usable = rules_in_file(rules, source="leefbaarometer3", found=list(columns), path=path)
    codes = area_codes(columns["wk_code"], path=path, column="wk_code")
    years = [str(year) for year in year_column(columns["jaar"], path=path, column="jaar")]
    numbers = {rule.column: number_column(columns[rule.column], path=path, column=rule.column)[0] for rule in usable}
    return _observe(_Scores(path, codes, years, numbers), usable, source=source, municipality=municipality)


def _codes(columns: dict[str, pa.ChunkedArray], name: str, path: Path) -> list[str]:
    return area_codes([str(cell) for cell in columns[name].to_pylist()], path=path, column=name)


def _years(columns: dict[str, pa.ChunkedArray], name: str, path: Path) -> list[str]:
    texts = [str(cell) for cell in columns[name].to_pylist()]
    return [str(year) for year in year_column(texts, path=path, column=name)]


def _numbers(
    columns: dict[str, pa.ChunkedArray], rules: Sequence[ColumnRule], path: Path
) -> dict[str, NDArray[np.float64]]:
    try:
        return {rule.column: columns[rule.column].cast(pa.float64()).to_numpy() for rule in rules}
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError("{file}: a column of scores holds no numbers ({reason}). Fetch the file again.",
                         file=path, reason=str(error)) from error  # fmt: skip


def _observe(scores: _Scores, rules: Sequence[ColumnRule], *, source: str, municipality: str | None) -> Table:
    check_unique(list(zip(scores.areas, scores.periods, strict=True)), path=scores.path, column="area and year")
    return observations_of([_block(scores, rule, municipality) for rule in rules], source=source)


def _block(scores: _Scores, rule: ColumnRule, municipality: str | None) -> Block:
    in_years = np.array([rule.first <= int(period[:4]) <= rule.last for period in scores.periods], dtype=bool)
    keep = in_municipality(scores.areas, municipality, path=scores.path) & in_years
    values = scores.columns[rule.column][keep] * rule.scale
    statuses = [Status.SUPPRESSED if absent else Status.NORMAL for absent in np.isnan(values)]
    areas, periods = compress(scores.areas, keep), compress(scores.periods, keep)
    return Block(rule.indicator, list(areas), list(periods), values, statuses)
