"""Tables out of columns, records, arrays and other tables, bound to no connection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import pyarrow as pa

from veerkracht.tables.reading import pull
from veerkracht.tables.shape import Array, Shape, Table

__all__ = ["empty", "memtable", "stack", "table_from_arrays", "table_of"]


def memtable(columns: pa.Table | Mapping[str, Any]) -> Table:  # Any: lists of one type each
    """Put columns into a table that is bound to no connection.

    Examples
    --------
    >>> memtable({"area": ["A", "B"]}).count().to_pyarrow().as_py()
    2
    """
    return ibis.memtable(columns if isinstance(columns, pa.Table) else pa.table(dict(columns)))


def table_of(shape: Shape, rows: Sequence[Mapping[str, Any]]) -> Table:  # Any: cells of mixed columns
    """Build a shared table from records; absent columns become null.

    Examples
    --------
    >>> from veerkracht.tables import CROSSWALK
    >>> table_of(CROSSWALK, [{"source": "A", "target": "B", "share": 1.0}]).count().to_pyarrow().as_py()
    1
    """
    schema = shape.schema.to_pyarrow()
    columns = {name: [row.get(name) for row in rows] for name in shape.columns}
    return memtable(pa.table(columns, schema=schema))


def empty(shape: Shape) -> Table:
    """Return a shared table without rows."""
    return table_of(shape, [])


def stack(tables: Iterable[Table], shape: Shape) -> Table:
    """Put tables of one shape below each other; no table at all gives an empty one."""
    parts = [pull(table).select(list(shape.columns)) for table in tables]
    schema = shape.schema.to_pyarrow()
    return memtable(pa.concat_tables([part.cast(schema) for part in parts]) if parts else schema.empty_table())


def table_from_arrays(columns: Mapping[str, Array]) -> Table:
    """Build a table from arrays of equal length; NaN and None become null, and objects are text.

    Examples
    --------
    >>> import numpy as np
    >>> table_from_arrays({"score": np.array([np.nan, 2.0])}).to_pyarrow()["score"].to_pylist()
    [None, 2.0]
    """
    return memtable(pa.table({name: _arrow(column) for name, column in columns.items()}))


def _arrow(column: Array) -> pa.Array:
    text = column.dtype.kind in "OU"
    return pa.array(column, type=pa.string() if text else None, from_pandas=True)
