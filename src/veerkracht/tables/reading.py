"""Tables into columns and arrays, each pulled once and in a stated order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from ibis.expr import operations
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables.shape import Array, Table

__all__ = ["arrays", "beside", "pull", "run_starts"]


def pull(table: Table) -> pa.Table:
    """Compute a table; one that is in memory, or a choice of its columns, does not take a query of the engine.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> pull(memtable(pa.table({"area": ["A"], "value": [1]})).select(place="area")).column_names
    ['place']
    """
    asked = table.op()
    chosen = _chosen(asked) if isinstance(asked, operations.Project) else None
    source = asked.parent if chosen else asked
    if not isinstance(source, operations.InMemoryTable):
        return table.to_pyarrow()
    held = source.data.to_pyarrow(source.schema)
    return held.select(chosen).rename_columns(table.columns) if chosen else held


def _chosen(asked: operations.Project) -> list[str] | None:
    """Return the columns of the table below that a selection takes as they are, or None if it computes one."""
    values = list(asked.values.values())
    return [value.name for value in values] if all(isinstance(value, operations.Field) for value in values) else None


def arrays(table: Table, *, order: Sequence[str]) -> dict[str, Array]:
    """Pull a table once, rows in a stated order, one array per column.

    Absent numbers become NaN and absent text None, so that kernels can carry the absence.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> pulled = arrays(memtable(pa.table({"area": ["B", "A"], "value": [2.0, None]})), order=["area"])
    >>> pulled["area"].tolist(), pulled["value"].tolist()
    (['A', 'B'], [nan, 2.0])
    """
    pulled = pull(table).sort_by([(name, "ascending") for name in order])
    return {name: pulled[name].to_numpy() for name in table.columns}


def beside(rows: Mapping[str, Array], other: Table, *, on: Sequence[str]) -> dict[str, Array]:
    """Return what a table holds for rows that were pulled, matched on keys; NaN or None where it holds nothing.

    Parameters
    ----------
    rows : mapping of str to array
        Pulled columns, among them the keys.
    other : Table
        At most one row per key.
    on : sequence of str
        Names of the keys, the same on both sides.

    Returns
    -------
    dict of str to array
        The columns of the table that are no keys, in the order of the rows.

    Raises
    ------
    TableError
        If the table has two rows of one key.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> people = memtable({"area": ["A", "B"], "people": [10.0, 20.0]})
    >>> beside({"area": np.array(["B", "C"], dtype=object)}, people, on=["area"])["people"].tolist()
    [20.0, nan]
    """
    held = {name: column.to_numpy() for name, column in zip(other.columns, pull(other).columns, strict=True)}
    keys = list(zip(*(held[name] for name in on), strict=True))
    place = {key: row for row, key in enumerate(keys)}
    if len(place) < len(keys):
        raise TableError("{rows} rows stand for {keys} keys of {key}. Keep one row per key.",
                         rows=len(keys), keys=len(place), key=", ".join(on))  # fmt: skip
    wanted = zip(*(rows[name] for name in on), strict=True)
    at = np.array([place.get(key, len(keys)) for key in wanted], dtype=np.intp)  # one past the last: absent
    return {name: _with_absent(column)[at] for name, column in held.items() if name not in on}


def _with_absent(column: Array) -> Array:
    return np.append(column, np.array([None if column.dtype == object else np.nan]))


def run_starts(*columns: Array) -> NDArray[np.intp]:
    """Return where each run of equal keys starts, in arrays whose rows are ordered by those keys.

    Examples
    --------
    >>> run_starts(np.array(["A", "A", "B"], dtype=object)).tolist()
    [0, 2]
    """
    if not len(columns[0]):
        return np.zeros(0, dtype=np.intp)
    changed = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.concatenate([np.zeros(1, dtype=np.intp), np.flatnonzero(changed) + 1])
