"""A register as a shared table, for the rooms of the analysis: arithmetic never touches the database."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa

from veerkracht.catalogue import Field, Register
from veerkracht.tables import Table, memtable
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.registers.reading import readable, segments, shown
from veerkracht.web.registers.typed import segment_of

__all__ = ["read_out", "rows_of"]

_TYPES: Final = {
    "integer": pa.int64(), "year": pa.int64(), "decimal": pa.float64(), "money": pa.float64(), "yes_no": pa.bool_(),
}  # fmt: skip


def rows_of(reader: Reader, item: Register, *, action: Action = Action.READ) -> list[tuple[Record, Values]]:
    """Return the records that a reader may see, without those out of use, each with the values that are seen."""
    parts = segments(reader, item, action=action)
    records = readable(reader, item, action=action).exclude(state="archived").order_by("external_id")
    return [(record, shown(record, parts[segment_of(record)])) for record in records]


def read_out(reader: Reader, item: Register, *, action: Action = Action.READ) -> Table:
    """Return a register as a table.

    Parameters
    ----------
    reader : Reader
        Who asks; fields that they may not see are left out as whole columns.
    item : Register
        The register.

    Returns
    -------
    Table (record, key, parent, review, and one column per visible field)
        `record` is the external id, `key` and `parent` ids of records, `review` where it stands in the review. A
        text in two languages becomes two columns ending in ``_nl`` and ``_en``. Lists are joined by ``; ``; links
        hold ids. Unknown is null.
    """
    rows = rows_of(reader, item, action=action)
    levels = {segment.level for segment in segments(reader, item, action=action)}
    fields = [field for field in item.fields if any(field in item.seen_at(level) for level in levels)]
    columns: dict[str, Any] = {  # Any: lists of one type each
        "record": pa.array([record.external_id for record, _ in rows], pa.string()),
        "key": pa.array([str(record.pk) for record, _ in rows], pa.string()),
        "parent": pa.array([str(record.parent_id) if record.parent_id else None for record, _ in rows], pa.string()),
        "review": pa.array([record.state for record, _ in rows], pa.string()),
    }
    for field in fields:
        columns |= _columns(field, [values.get(field.id) for _, values in rows])
    return memtable(pa.table(columns))


def _columns(field: Field, values: list[Any]) -> dict[str, Any]:  # Any: JSON values of one field
    if field.languages:
        return {
            f"{field.id}_{language}": pa.array([(value or {}).get(language) for value in values], pa.string())
            for language in ("nl", "en")
        }
    if field.many:
        return {field.id: pa.array(["; ".join(map(str, value)) if value else None for value in values], pa.string())}
    return {field.id: pa.array(values, _TYPES.get(field.kind, pa.string()))}
