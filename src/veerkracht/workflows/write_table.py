"""Write one table for people and programs, whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow.csv as pa_csv

from veerkracht.engine import write_aside
from veerkracht.tables import Table, pull


def csv_bytes(table: Table) -> bytes:
    """Return a table as comma-separated text with a header row; what is absent is an empty cell.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> csv_bytes(memtable({"area": ["A"], "value": [None]})).decode().split()
    ['"area","value"', '"A",']
    """
    stream = io.BytesIO()
    pa_csv.write_csv(pull(table), stream, pa_csv.WriteOptions(quoting_style="needed"))
    return stream.getvalue()


def write_csv(table: Table, path: Path) -> None:
    """Write a table to a file, whole or not at all."""
    write_aside(path, csv_bytes(table))
