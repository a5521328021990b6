"""Open data beside the pages: each table as CSV and Parquet, the areas as GeoJSON, everything as one workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from veerkracht.reports.content import Edition
from veerkracht.reports.data_tables import MEDIA_TYPES, DataFile, DataTableFile, both, describe_file, published
from veerkracht.reports.geojson import area_columns, geojson_bytes
from veerkracht.reports.translation import mark as _
from veerkracht.reports.workbook import workbook_bytes
from veerkracht.tables import Table, memtable, pull

__all__ = ["csv_bytes", "data_listing", "data_package", "index_json", "parquet_bytes"]

_AREAS: Final = "data/areas.geojson"
_WORKBOOK: Final = "data/edition.xlsx"
_AREAS_TITLE: Final = _("Areas with their boundaries")
_WORKBOOK_TITLE: Final = _("All tables of the edition")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read text as a formula (OWASP, "CSV Injection")."""


def data_package(
    edition: Edition, tables: Mapping[str, DataTableFile], *, areas: Table, properties: DataTableFile | None = None
) -> dict[str, bytes]:
    """Return all data files of an edition.

    Parameters
    ----------
    edition : Edition
        For title, date, licence and the label of generated data in the workbook.
    tables : mapping of str to DataTableFile
        Protected tables by name, such as observations or risks.
    areas : Table (AREAS)
        One row per area, with boundaries where known.
    properties : DataTableFile, optional
        What the map file tells of each area: a column ``area`` and any others.

    Returns
    -------
    dict of str to bytes
        ``data/<name>.csv`` and ``.parquet`` per table, ``data/areas.geojson``, ``data/edition.xlsx`` and
        ``data/index.json``. The same input gives the same bytes.

    Raises
    ------
    PublicationError
        If a column has no meaning in both languages, or properties name an area that is not there.
    """
    ready = published(tables)
    found = published({"areas": properties})["areas"].table if properties else _no_properties()
    package: dict[str, bytes] = {}
    for name, file in ready.items():
        package |= _files_of(name, file)
    package[_AREAS] = geojson_bytes(areas, found)
    package[_WORKBOOK] = workbook_bytes(edition, ready)
    listing = data_listing(package, tables, properties=properties)
    return package | {"data/index.json": index_json(listing)}


def _files_of(name: str, file: DataTableFile) -> dict[str, bytes]:
    written = [column.name for column in file.columns if column.written]
    return {
        f"data/{name}.csv": csv_bytes(file.table, written=written),
        f"data/{name}.parquet": parquet_bytes(file.table),
    }


def _no_properties() -> Table:
    return memtable(pa.table({"area": pa.array([], pa.string())}))


def data_listing(
    package: Mapping[str, bytes], tables: Mapping[str, DataTableFile], *, properties: DataTableFile | None = None
) -> tuple[DataFile, ...]:
    """Return what `data_package` made, file by file, with titles and the meaning of columns, ordered by path."""
    drawn = area_columns() + tuple(
        column for column in (properties.columns if properties else ()) if column.name != "area"
    )
    known = {f"data/{name}.{end}": (file.title, file.columns) for name, file in tables.items() for end in MEDIA_TYPES}
    known[_AREAS] = (both(_AREAS_TITLE), drawn)
    known[_WORKBOOK] = (both(_WORKBOOK_TITLE), ())
    return tuple(
        describe_file(path, package[path], title=title, columns=columns)
        for path, (title, columns) in sorted(known.items())
        if path in package
    )


def csv_bytes(table: Table, *, written: Collection[str] = ()) -> bytes:
    """Return a table as CSV: UTF-8, comma, header, decimal point, ISO dates, absent is empty.

    Parameters
    ----------
    table : Table
        Any table without binary columns.
    written : collection of str
        Columns with text that people wrote: a cell that a spreadsheet would read as a formula gets an
        apostrophe before it. Numbers stay numbers.

    References
    ----------
    .. [1] RFC 4180, "Common Format and MIME Type for Comma-Separated Values (CSV) Files", 2005.

    Examples
    --------
    >>> csv_bytes(memtable({"area": ["A", "B"], "value": [-2.5, None]}))
    b'area,value\\r\\nA,-2.5\\r\\nB,\\r\\n'
    """
    data = pull(table)
    columns = [_texts(data[name], guarded=name in written) for name in data.column_names]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(data.column_names)
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode()


def _texts(column: pa.ChunkedArray, *, guarded: bool) -> Sequence[str | None]:
    if pa.types.is_floating(column.type):
        return [None if value is None else _decimal(value) for value in column.to_pylist()]
    texts: list[str | None] = column.cast(pa.string()).to_pylist()
    return [_guard(text) for text in texts] if guarded else texts


def _decimal(value: float) -> str:
    return f"{value + 0.0:.0f}" if value.is_integer() else repr(value)


def _guard(text: str | None) -> str | None:
    return f"'{text}" if text is not None and text.startswith(_FORMULA) else text


def parquet_bytes(table: Table) -> bytes:
    """Return a table as Parquet; the same rows give the same bytes."""
    sink = io.BytesIO()
    pq.write_table(pull(table), sink, compression="zstd")
    return sink.getvalue()


def index_json(files: Sequence[DataFile]) -> bytes:
    """Return the list of data files as JSON: title, format, size, hash and the meaning of every column."""
    listed = {"files": [_entry(file) for file in files]}
    return (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(file: DataFile) -> dict[str, object]:
    columns = [
        {"name": column.name, "nl": column.meaning.nl, "en": column.meaning.en, "unit": column.unit}
        for column in file.columns
    ]
    return {
        "path": file.path.removeprefix("data/"),
        "title": {"nl": file.title.nl, "en": file.title.en},
        "format": file.format,
        "media_type": MEDIA_TYPES[file.format],
        "bytes": file.size,
        "sha256": file.sha256,
        "columns": columns,
    }
