"""Tables into columns and arrays, each pulled once and in a stated order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr import operations
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables.shape import Array, Table

__all__ = ["arrays", "beside", "pull", "run_starts"]


def pull(table: Table) -> pa.Table:
    """Compute a table; one that is in memory, or a choice of its columns and rows, does not take a query of the engine.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> held = memtable(pa.table({"area": ["A", "B"], "value": [1, 2]}))
    >>> pull(held.filter(held.area == "B").select(place="area")).to_pylist()
    [{'place': 'B'}]
    """
    held = _held(table.op())
    return table.to_pyarrow() if held is None else held


def _held(asked: operations.Node) -> pa.Table | None:
    """Return what is in memory or only chosen from it, or None if it is computed."""
    if isinstance(asked, operations.InMemoryTable):
        return asked.data.to_pyarrow(asked.schema)
    if isinstance(asked, operations.Project):
        chosen = _chosen(asked)
        held = _held(asked.parent) if chosen else None
        return None if held is None else held.select(chosen).rename_columns(list(asked.schema))
    if isinstance(asked, operations.Filter):
        rules = [rule for predicate in asked.predicates if (rule := _rule(predicate))]
        held = _held(asked.parent) if len(rules) == len(asked.predicates) else None
        return None if held is None else _filtered(held, rules)
    return None


def _chosen(asked: operations.Project) -> list[str] | None:
    """Return the columns of the table below that a selection takes as they are, or None if it computes one."""
    values = list(asked.values.values())
    return [value.name for value in values] if all(isinstance(value, operations.Field) for value in values) else None


def _rule(predicate: operations.Node) -> _Rule | None:
    """Return how a column of text is compared with texts, or None for any other predicate.

    Numbers are left to the engine, which holds that NaN equals NaN.
    """
    if isinstance(predicate, operations.InValues):
        column, texts = predicate.value, predicate.options
    elif type(predicate) in _COMPARISONS:
        column, texts = predicate.left, (predicate.right,)
    else:
        return None
    plain = isinstance(column, operations.Field) and column.dtype.is_string()
    if not plain or not all(isinstance(one, operations.Literal) and isinstance(one.value, str) for one in texts):
        return None
    return _Rule(column.name, _COMPARISONS.get(type(predicate)), tuple(one.value for one in texts))


def _filtered(held: pa.Table, rules: Sequence[_Rule]) -> pa.Table:
    for rule in rules:
        held = held.filter(rule.met_by(held[rule.column]))
    return held


@dataclass(frozen=True)
class _Rule:
    """A comparison of a column of text with one text, or with several of which one must be equal."""

    column: str
    compare: Callable[..., pa.ChunkedArray] | None
    texts: tuple[str, ...]

    def met_by(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """Tell which cells meet it; an absent one does not."""
        if self.compare is None:
            return pc.is_in(column, pa.array(self.texts, column.type))
        return self.compare(column, pa.scalar(self.texts[0], column.type))


_COMPARISONS: Final = MappingProxyType({
    operations.Equals: pc.equal, operations.GreaterEqual: pc.greater_equal, operations.LessEqual: pc.less_equal,
})  # fmt: skip


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
