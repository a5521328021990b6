"""A list of areas with the area that each is part of, in a CSV file of the user."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from veerkracht.connectors.panel import check_unique, read_csv_columns
from veerkracht.errors import InputError
from veerkracht.tables import Table, memtable


def read_area_tree(path: Path) -> Table:
    """Read which area is part of which.

    Parameters
    ----------
    path : Path
        Comma-separated text with columns area and parent; an empty parent stands for the top. Other columns are left.

    Returns
    -------
    Table (area, parent)
        One row per area.

    Raises
    ------
    MissingDataError
        If the file is not there.
    InputError
        If a column is absent, an area is empty or occurs twice, or a parent has no row of its own.
    """
    columns = read_csv_columns(path, needs=("area", "parent"))
    areas, parents = columns["area"], [parent or None for parent in columns["parent"]]
    empty = [row for row, area in enumerate(areas) if not area]
    if empty:
        raise InputError("{file}: row {row} has no {column}, and {count} more. Fill it in.",
                         file=path, row=empty[0] + 2, column="area", count=len(empty) - 1)  # fmt: skip
    check_unique([(area,) for area in areas], path=path, column="area")
    lost = sorted({parent for parent in parents if parent} - set(areas))
    if lost:
        raise InputError("{file}: {count} parent(s) have no row of their own, first {first}. Add it, or leave the parent "
                         "empty.", file=path, count=len(lost), first=lost[0])  # fmt: skip
    return memtable(pa.table({"area": areas, "parent": pa.array(parents, pa.string())}))
