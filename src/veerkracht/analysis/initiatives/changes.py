"""What changed between two states of the register of initiatives."""

from __future__ import annotations

import pyarrow as pa

from veerkracht.tables import INITIATIVES, Table, memtable

_Register = dict[str, dict[str, str | None]]


def changes_between(before: Table, after: Table) -> Table:
    """List every cell that differs.

    Parameters
    ----------
    before, after : Table (INITIATIVES)
        Two states of the register.

    Returns
    -------
    Table (initiative, field, before, after)
        One row per changed cell, by initiative and then in the order of the columns. A new initiative has
        also a row for field ``initiative`` with an empty `before`, one that is gone a row with an empty `after`.
    """
    old, new = _register(before), _register(after)
    rows = [
        {"initiative": name, "field": field, "before": old.get(name, {}).get(field), "after": new.get(name, {}).get(field)}
        for name in sorted(old.keys() | new.keys())
        for field in INITIATIVES.columns
    ]  # fmt: skip
    schema = pa.schema([(name, pa.string()) for name in ("initiative", "field", "before", "after")])
    return memtable(pa.Table.from_pylist([row for row in rows if row["before"] != row["after"]], schema=schema))


def _register(initiatives: Table) -> _Register:
    rows = initiatives.select(*INITIATIVES.columns).to_pyarrow().to_pylist()
    return {row["initiative"]: row for row in rows}
