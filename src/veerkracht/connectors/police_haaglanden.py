"""Monthly counts of crime per neighbourhood from the public site of the police unit The Hague, 2011-2016.

The site writes neighbourhood codes without letters and without leading zero (``5182915`` is ``BU05182915``).
It knows areas that Statistics Netherlands does not; they are returned under their code all the same, so that
they stay in the total of the city, and `unknown_police_areas` tells which they are. A published zero is a count
of zero.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.connectors.cells import tidy_code
from veerkracht.connectors.files import check_is_data, open_parquet
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import OBSERVATIONS, Status, Table, memtable

__all__ = ["read_police_months", "read_police_site_json", "read_police_years", "unknown_police_areas"]

_COLUMNS: Final = ("year", "month", "code", "delict_code", "delicts")
_MONTHS_IN_YEAR: Final = 12
_SITE_FILE: Final = re.compile(r"(\d{4})_\d+\.json")

# one row per area, month and delict; `rows` above 1 is a repeated key, `wrong` a count or code that is no number
_MONTHS_QUERY: Final = r"""
    select 'BU' || lpad(code, 8, '0') as area, year || '-' || lpad(month::varchar, 2, '0') as period, delict_code,
           any_value(try_cast(delicts as double)) as value, count(*) as rows,
           min(case when regexp_full_match(delicts, '\d+') and regexp_full_match(code, '\d{7,8}')
                    and regexp_full_match(year, '\d{4}') and month between 1 and 12 then null
                    else concat_ws(' ', year, month, code, delicts) end) as wrong
    from (select year::varchar as year, month::integer as month, trim(code::varchar) as code,
                 delict_code::varchar as delict_code, trim(delicts::varchar) as delicts
          from read_parquet($file))
    where delict_code in (select unnest($delicts)) and lpad(code, 8, '0') like $prefix
    group by all order by delict_code, area, period
"""
_YEARS_QUERY: Final = """
    select area, period[:4] as period, delict_code,
           case when count(value) = $months_in_year then sum(value) end as value
    from months group by all order by delict_code, area, period
"""


def read_police_months(
    path: Path, *, delicts: Mapping[str, str], source: str, municipality: str | None = None
) -> Table:
    """Read the counts per month.

    Parameters
    ----------
    path : Path
        Parquet file with ``year``, ``month``, ``code``, ``delict_code`` and ``delicts``.
    delicts : mapping of str to str
        From the code of a delict (``"104"`` burglary) to the id of its indicator; other delicts are left out.
    source : str
        Id of the source, written in each row.
    municipality : str, optional
        Keep only the areas of this municipality.

    Returns
    -------
    Table (OBSERVATIONS)
        Counts; `period` is a month such as ``2016-03``.

    Raises
    ------
    MissingDataError
        If the file is not there, or has no row of the municipality and these delicts.
    InputError
        If the file is no Parquet or lacks a column, a count or code is no number, or a key is repeated.
    """
    months = _months(path, delicts, municipality)
    indicators = [delicts[code] for code in months["delict_code"].to_pylist()]
    return _observations(months["area"], months["period"], indicators, months["value"], source)


def read_police_years(path: Path, *, delicts: Mapping[str, str], source: str, municipality: str | None = None) -> Table:
    """Read the counts per year; a year without all twelve months is missing.

    Parameters
    ----------
    path : Path
        As `read_police_months`.
    delicts : mapping of str to str
        From the code of a delict to the id of its indicator.
    source : str
        Id of the source, written in each row.
    municipality : str, optional
        Keep only the areas of this municipality.

    Returns
    -------
    Table (OBSERVATIONS)
        Counts; `period` is a year.

    Raises
    ------
    MissingDataError, InputError
        As `read_police_months`.
    """
    months = _months(path, delicts, municipality)
    with duckdb.connect() as engine:
        engine.register("months", months)
        years = engine.execute(_YEARS_QUERY, {"months_in_year": _MONTHS_IN_YEAR}).to_arrow_table()
    indicators = [delicts[code] for code in years["delict_code"].to_pylist()]
    return _observations(years["area"], years["period"], indicators, years["value"], source)


def unknown_police_areas(observations: Table, areas: Table) -> Table:
    """List the counts on areas that a division of the city does not know.

    Parameters
    ----------
    observations : Table (OBSERVATIONS)
        Result of a reader in this file.
    areas : Table (AREAS)
        The areas of the division, of any year.

    Returns
    -------
    Table (area, indicator, period, value)
        These counts belong to the total of the city and have no place on its map.
    """
    unknown = observations.anti_join(areas, "area").select("area", "indicator", "period", "value")
    return memtable(unknown.order_by("area", "indicator", "period").to_pyarrow())


def read_police_site_json(path: Path, *, delicts: Mapping[str, str], source: str) -> Table:
    """Read one answer of the site as it was collected: per delict twelve lists of neighbourhoods.

    Parameters
    ----------
    path : Path
        JSON file named after its year and district, for example ``2016_51829.json``.
    delicts : mapping of str to str
        From the code of a delict to the id of its indicator; other delicts are left out.
    source : str
        Id of the source, written in each row.

    Returns
    -------
    Table (OBSERVATIONS)
        Counts; `period` is a month.

    Raises
    ------
    MissingDataError
        If the file is not there, or has none of these delicts.
    InputError
        If the name does not tell the year, the content is no such JSON, or a count is no number.
    """
    named = _SITE_FILE.fullmatch(path.name)
    check_is_data(path)
    if named is None:
        raise InputError("{file}: the name tells no year. Name the file as 2016_51829.json.", file=path)
    try:
        answer = json.loads(path.read_text("utf-8"))
        rows = [_site_row(named[1], month, cell, delicts[delict])
                for delict in sorted(delicts.keys() & answer.keys())
                for month, cells in enumerate(answer[delict], start=1) for cell in cells]  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "{file}: this is no answer of the police site ({reason}). Collect it again.", file=path, reason=repr(error)
        ) from error
    if not rows:
        raise MissingDataError("{file} has no delict {delicts}. Give another file.",
                               file=path, delicts=", ".join(sorted(delicts)))  # fmt: skip
    areas, periods, indicators, values = zip(*rows, strict=True)
    return _observations(pa.array(areas, pa.string()), pa.array(periods, pa.string()), list(indicators),
                         pa.array(values, pa.float64()), source)  # fmt: skip


def _site_row(year: str, month: int, cell: Mapping[str, str], indicator: str) -> tuple[str, str, str, float]:
    count = cell["delicts"].strip()
    if not (count.isascii() and count.isdigit()):
        raise ValueError(f"count {count!r} of {cell['code']} in month {month}")
    return f"BU{cell['code'].strip().zfill(8)}", f"{year}-{month:02d}", indicator, float(count)


def _months(path: Path, delicts: Mapping[str, str], municipality: str | None) -> pa.Table:
    open_parquet(path, needs=_COLUMNS).close()
    prefix = f"{tidy_code(municipality)[2:]}%" if municipality else "%"
    with duckdb.connect() as engine:
        facts = {"file": str(path), "delicts": sorted(delicts), "prefix": prefix}
        months = engine.execute(_MONTHS_QUERY, facts).to_arrow_table()
    if not months.num_rows:
        raise MissingDataError(
            "{file} has no row of {municipality} with delict {delicts}. Give another file.",
            file=path, municipality=municipality or "any area", delicts=", ".join(sorted(delicts)),
        )  # fmt: skip
    _check_months(months, path)
    return months.select(["area", "period", "delict_code", "value"])


def _check_months(months: pa.Table, path: Path) -> None:
    for row in months.filter(pc.is_valid(months["wrong"])).slice(0, 1).to_pylist():
        raise InputError(
            "{file}, row with year, month, code, delicts {row}: a code, period or count is no number. Correct it.",
            file=path, row=row["wrong"],
        )  # fmt: skip
    for row in months.filter(pc.greater(months["rows"], 1)).slice(0, 1).to_pylist():
        raise InputError(
            "{file}: {area} has {rows} rows for delict {delict} in {period}. Keep one.",
            file=path, area=row["area"], rows=row["rows"], delict=row["delict_code"], period=row["period"],
        )  # fmt: skip


def _observations(areas: pa.Array, periods: pa.Array, indicators: list[str], values: pa.Array, source: str) -> Table:
    status = pc.if_else(pc.is_null(values), Status.MISSING, Status.NORMAL)
    columns = {"area": areas, "period": periods, "indicator": indicators, "value": values, "status": status,
               "source": [source] * len(indicators)}  # fmt: skip
    return memtable(pa.table(columns).cast(OBSERVATIONS.schema.to_pyarrow()))
