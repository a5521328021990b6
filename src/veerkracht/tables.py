"""The narrow waist: the few long tables that all rooms share.

A table is an Ibis table expression. Connectors and other producers return `memtable` results, so that a
table never depends on an open connection. Every absent value is null and has a `status` that says why
(SDMX observation status codes); missing is never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr import operations
from ibis.expr.types import Table
from numpy.typing import NDArray

from veerkracht.errors import TableError

__all__ = [
    "AREAS", "CLAIMS", "CROSSWALK", "FRAMEWORK", "INDICATORS", "INITIATIVES", "LINKS", "OBSERVATIONS", "RISKS", "SCORES",
    "SOURCES", "Array", "ColumnRule", "Shape", "Status", "Table", "arrays", "beside", "conform", "empty", "memtable", "pull",
    "run_starts", "stack", "table_from_arrays", "table_of",
]  # fmt: skip

Array = NDArray[Any]  # Any: a column holds text, numbers or yes/no


class Status:
    """Observation status, SDMX code list CL_OBS_STATUS 2.3.

    A value is present under NORMAL, BREAK, ESTIMATED, SHARED_WITH and LOW_RELIABILITY; it is null under the
    others. `PRESENT` and `ABSENT` list them.
    """

    NORMAL: Final = "A"
    BREAK: Final = "B"  # first value after a break in the series; compare with earlier years only with care
    ESTIMATED: Final = "E"  # model-based or rounded estimate
    LOW_RELIABILITY: Final = "U"
    SHARED_WITH: Final = "W"  # includes data of another area; count it once
    MISSING: Final = "O"  # unknown reason
    NOT_ASKED: Final = "L"  # not collected in that period
    NOT_APPLICABLE: Final = "M"  # data cannot exist
    SUPPRESSED: Final = "Q"  # withheld to protect people
    SHARED_IN: Final = "K"  # included in the figure of another area (see SHARED_WITH)
    PRESENT: Final = (NORMAL, BREAK, ESTIMATED, LOW_RELIABILITY, SHARED_WITH)
    ABSENT: Final = (MISSING, NOT_ASKED, NOT_APPLICABLE, SUPPRESSED, SHARED_IN)


@dataclass(frozen=True)
class Shape:
    """Name, columns with types, and key of one shared table."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def schema(self) -> ibis.Schema:
        """The columns as an Ibis schema."""
        return ibis.schema(self.columns)


@dataclass(frozen=True)
class ColumnRule:
    """How to find one indicator in the columns of one kind of file.

    Parameters
    ----------
    indicator : str
        Id of the indicator.
    source : str
        Kind of file the rule is for, for example ``"kwb_odata"``.
    column : str
        Name in the file; for numbered names the part before the number.
    scale : float
        Multiply the raw value by this to reach the indicator's unit (0.01, 1000, ...).
    first, last : int
        Years in which the name has this meaning.
    after : str
        Where a name occurs more than once: the name of the last distinct heading before it.
    """

    indicator: str
    source: str
    column: str
    scale: float = 1.0
    first: int = 1900
    last: int = 9999
    after: str = ""


AREAS = Shape("areas", {
    "area": "string", "level": "string", "name": "string", "parent": "string", "municipality": "string",
    "division": "int64", "geometry": "binary",
}, ("area", "division"))  # fmt: skip
"""One row per statistical area: level country, municipality, district or neighbourhood; `division` is the
year of the boundaries; `geometry` is WKB in EPSG:28992 (metres), null when no boundary is known."""

INDICATORS = Shape("indicators", {
    "indicator": "string", "label_nl": "string", "label_en": "string", "explanation_nl": "string",
    "explanation_en": "string", "unit": "string", "kind": "string", "direction": "int64", "theme": "string",
    "sensitivity": "string", "denominator": "string", "rounding": "float64", "noise": "string",
    "decimals": "int64", "worst": "float64", "best": "float64",
}, ("indicator",))  # fmt: skip
"""`kind`: count, percentage, rate, mean, index; `direction`: -1 higher is worse, 1 higher is better, 0
neither; `theme`: vulnerability, problem, capacity, exposure, context; `sensitivity`: open, limited,
forbidden (never in a score); `rounding`: base to which the source rounds, in the unit; `noise`: none,
poisson (count), binomial (share of a denominator), model (small-area estimate)."""

OBSERVATIONS = Shape("observations", {
    "area": "string", "period": "string", "indicator": "string", "value": "float64", "status": "string",
    "source": "string",
}, ("area", "period", "indicator", "source"))  # fmt: skip
"""One measured value; `period` is ISO 8601 (``2019`` or ``2016-03``)."""

SCORES = Shape("scores", {
    "area": "string", "period": "string", "indicator": "string", "score": "float64", "lower": "float64",
    "upper": "float64", "coverage": "float64", "status": "string",
}, ("area", "period", "indicator"))  # fmt: skip
"""A normalised value with its 90 % interval and the share (0-1) of its inputs that was present."""

LINKS = Shape("links", {
    "source": "string", "target": "string", "weight": "float64", "sign": "int64", "statement_nl": "string",
    "statement_en": "string", "evidence": "string", "reference": "string",
}, ("source", "target"))  # fmt: skip

CROSSWALK = Shape("crosswalk", {"source": "string", "target": "string", "share": "float64"}, ("source", "target"))

FRAMEWORK = Shape("framework", {"element": "string", "parent": "string", "weight": "float64"}, ("element",))
"""The tree of an index: each indicator or group, the group it is part of (null for the index itself) and its weight
beside the others of that group, 0 or more; the weights of a group need not add up to 1."""

RISKS = Shape("risks", {
    "risk": "string", "kind": "string", "label_nl": "string", "label_en": "string", "first_named": "string",
    "in_strategy": "string", "note_nl": "string", "note_en": "string", "reference": "string",
}, ("risk",))  # fmt: skip
"""`kind`: shock, stress, emerging, compound; `in_strategy`: yes, likely, unknown, no."""

INITIATIVES = Shape("initiatives", {
    "initiative": "string", "name_nl": "string", "name_en": "string", "track": "string", "status": "string",
    "status_reason": "string", "goal": "string", "in_strategy": "string", "lead": "string", "partners": "string",
    "municipal_role": "string", "areas": "string", "start": "string", "end": "string", "progress_nl": "string",
    "progress_en": "string", "lesson_nl": "string", "lesson_en": "string", "outlook_nl": "string",
    "outlook_en": "string", "risks": "string", "benefit_good_times_nl": "string",
    "benefit_good_times_en": "string", "benefit_bad_times_nl": "string", "benefit_bad_times_en": "string",
    "merged_into": "string", "reference": "string",
}, ("initiative",))  # fmt: skip
"""`track`: new or existing, null when unknown; lists (`partners`, `areas`, `risks`) are joined by ``; ``."""

CLAIMS = Shape("claims", {
    "claim": "string", "subject": "string", "statement_nl": "string", "statement_en": "string", "value": "string",
    "unit": "string", "year": "string", "reference": "string", "conflict_group": "string", "note_nl": "string",
    "note_en": "string",
}, ("claim",))  # fmt: skip
"""A published statement, kept as published; claims of one `conflict_group` contradict and all stay."""

SOURCES = Shape("sources", {
    "source": "string", "title": "string", "publisher": "string", "licence": "string", "url": "string",
    "edition": "string", "retrieved": "string", "sha256": "string", "file": "string",
}, ("source",))  # fmt: skip


def memtable(columns: pa.Table | Mapping[str, Any]) -> Table:  # Any: lists of one type each
    """Put columns into a table that is bound to no connection.

    Examples
    --------
    >>> memtable({"area": ["A", "B"]}).count().to_pyarrow().as_py()
    2
    """
    return ibis.memtable(columns if isinstance(columns, pa.Table) else pa.table(dict(columns)))


def conform(table: Table, shape: Shape) -> Table:
    """Give a table exactly the columns and types of a shape, and check its key.

    Parameters
    ----------
    table : Table
        Any table that has at least the columns of the shape.
    shape : Shape
        The shared table that it should be.

    Returns
    -------
    Table
        The columns of the shape, in its order, cast to its types.

    Raises
    ------
    TableError
        If a column is missing, or a key is empty or occurs more than once.
    """
    absent = [name for name in shape.columns if name not in table.columns]
    if absent:
        raise TableError(
            "Table {table} lacks column(s) {columns}. Add them where the table is made.",
            table=shape.name, columns=", ".join(absent),
        )  # fmt: skip
    shaped = table.select(**{name: table[name].cast(kind) for name, kind in shape.columns.items()})
    _check_key(shaped, shape)
    return shaped


def _check_key(table: Table, shape: Shape) -> None:
    keys = [table[name] for name in shape.key]
    repeated = table.group_by(keys).agg(rows=table.count()).filter(lambda t: t.rows > 1).limit(5)
    found = repeated.to_pyarrow().to_pylist()
    if found:
        first = ", ".join(str(found[0][name]) for name in shape.key)
        raise TableError(
            "Table {table} has more than one row for {found}+ key(s), first ({first}). "
            "Keep one row per {key}.",
            table=shape.name, found=len(found), first=first, key=", ".join(shape.key),
        )  # fmt: skip


def table_of(shape: Shape, rows: Sequence[Mapping[str, Any]]) -> Table:  # Any: cells of mixed columns
    """Build a shared table from records; absent columns become null.

    Examples
    --------
    >>> table_of(CROSSWALK, [{"source": "A", "target": "B", "share": 1.0}]).count().to_pyarrow().as_py()
    1
    """
    schema = shape.schema.to_pyarrow()
    columns = {name: [row.get(name) for row in rows] for name in shape.columns}
    return memtable(pa.table(columns, schema=schema))


def empty(shape: Shape) -> Table:
    """Return a shared table without rows."""
    return table_of(shape, [])


def pull(table: Table) -> pa.Table:
    """Compute a table; one that is in memory, or a choice of its columns, does not take a query of the engine.

    Examples
    --------
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


def stack(tables: Iterable[Table], shape: Shape) -> Table:
    """Put tables of one shape below each other; no table at all gives an empty one."""
    parts = [pull(table).select(list(shape.columns)) for table in tables]
    schema = shape.schema.to_pyarrow()
    return memtable(pa.concat_tables([part.cast(schema) for part in parts]) if parts else schema.empty_table())


def arrays(table: Table, *, order: Sequence[str]) -> dict[str, Array]:
    """Pull a table once, rows in a stated order, one array per column.

    Absent numbers become NaN and absent text None, so that kernels can carry the absence.

    Examples
    --------
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


def table_from_arrays(columns: Mapping[str, Array]) -> Table:
    """Build a table from arrays of equal length; NaN and None become null, and objects are text.

    Examples
    --------
    >>> table_from_arrays({"score": np.array([np.nan, 2.0])}).to_pyarrow()["score"].to_pylist()
    [None, 2.0]
    """
    return memtable(pa.table({name: _arrow(column) for name, column in columns.items()}))


def _arrow(column: Array) -> pa.Array:
    text = column.dtype.kind in "OU"
    return pa.array(column, type=pa.string() if text else None, from_pandas=True)


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
