"""What open data of an edition are: tables with a title and a meaning for every column, and the files made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Label
from veerkracht.reports.translation import translate
from veerkracht.tables import Table, memtable, pull

__all__ = ["MEDIA_TYPES", "DataColumn", "DataFile", "DataTableFile", "both", "describe_file", "published"]

MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Format of a data file, by the end of its name, as IANA registers it."""


@dataclass(frozen=True)
class DataColumn:
    """What one column holds.

    Parameters
    ----------
    name : str
        Name in the table and in every file.
    meaning : Label
        What it says, in both languages.
    unit : str
        Of all its values; empty for text and where each row has its own unit.
    decimals : int, optional
        Decimals that a workbook shows; the value itself is never rounded.
    written : bool
        Text that people wrote, which a spreadsheet must not read as a formula.
    """

    name: str
    meaning: Label
    unit: str = ""
    decimals: int | None = None
    written: bool = False


@dataclass(frozen=True)
class DataTableFile:
    """A table to be published.

    Parameters
    ----------
    title : Label
        In both languages.
    table : Table
        The rows.
    columns : tuple of DataColumn
        The meaning of every column, in the order in which they are published.
    order : tuple of str
        Columns that put the rows in order; without them the rows stay as they come.
    """

    title: Label
    table: Table
    columns: tuple[DataColumn, ...]
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataFile:
    """A file of the edition that holds data."""

    path: str
    title: Label
    size: int
    sha256: str
    columns: tuple[DataColumn, ...] = ()

    @property
    def table(self) -> str:
        """The name of the table in it."""
        return PurePosixPath(self.path).stem

    @property
    def format(self) -> str:
        """The end of its name, a key of `MEDIA_TYPES`."""
        return PurePosixPath(self.path).suffix.removeprefix(".")


def both(template: str) -> Label:
    """Return words of the product, which stand in its English source and its Dutch catalogue, as one label.

    Examples
    --------
    >>> both("unknown")
    Label(nl='onbekend', en='unknown')
    """
    return Label(translate(template, "nl"), template)


def describe_file(path: str, content: bytes, *, title: Label, columns: tuple[DataColumn, ...] = ()) -> DataFile:
    """Return size and hash of a file with what it is called and holds.

    Examples
    --------
    >>> describe_file("data/risks.csv", b"risk", title=Label("Risico’s", "Risks")).size
    4
    """
    return DataFile(path, title, len(content), sha256(content).hexdigest(), columns)


def published(tables: Mapping[str, DataTableFile]) -> dict[str, DataTableFile]:
    """Compute tables once, as they are published: columns and rows in their order, absent numbers null.

    Raises
    ------
    PublicationError
        If a column has no meaning, or a meaning no column.
    """
    return {name: _published(name, file) for name, file in tables.items()}


def _published(name: str, file: DataTableFile) -> DataTableFile:
    data = pull(file.table)
    names = [column.name for column in file.columns]
    _check_meanings(name, data.column_names, names)
    ordered = data.sort_by([(column, "ascending") for column in file.order]) if file.order else data
    columns = {column: _finite(ordered[column]) for column in names}
    return DataTableFile(file.title, memtable(pa.table(columns)), file.columns)


def _check_meanings(table: str, found: list[str], explained: list[str]) -> None:
    bare, lacking = sorted(set(found) - set(explained)), sorted(set(explained) - set(found))
    if bare or lacking or len(explained) != len(set(explained)):
        raise PublicationError(
            "The data table {table} has columns without a meaning ({bare}) or meanings without a column ({lacking}). "
            "Explain each column once, and leave out what is not to be published.",
            table=table, bare=", ".join(bare) or "none", lacking=", ".join(lacking) or "none",
        )  # fmt: skip


def _finite(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_floating(column.type):
        return column
    return pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))
