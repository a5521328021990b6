"""A table against the shape that it should have."""

from __future__ import annotations

from veerkracht.errors import TableError
from veerkracht.tables.shape import Shape, Table

__all__ = ["conform"]


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
