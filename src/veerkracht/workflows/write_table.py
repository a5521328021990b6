"""Write tables and records for people and programs, each file whole or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
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


def json_bytes(record: Mapping[str, object]) -> bytes:
    """Return a record as JSON that people can read, its names in order.

    Examples
    --------
    >>> json_bytes({"draws": 10, "area": "Plein 1813"}).decode()
    '{\\n "area": "Plein 1813",\\n "draws": 10\\n}'
    """
    return json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True).encode()


def write_files(contents: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write files by name into a folder; those of the same name are replaced."""
    for name, content in contents.items():
        write_aside(folder / name, content)
    return tuple(folder / name for name in contents)
