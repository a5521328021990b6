"""What is not known of the initiatives: empty fields, and initiatives without a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyarrow as pa

from veerkracht.tables import Table, memtable

FIELDS: Final = (
    "name", "track", "status", "goal", "in_strategy", "lead", "partners", "municipal_role", "areas", "start",
    "progress", "lesson", "outlook", "risks", "benefit_good_times", "benefit_bad_times", "reference",
)  # fmt: skip
"""What an edition tells of every initiative; fields in two languages under one name."""

NEEDED_WITH: Final = {"ended": ("status_reason", "end"), "merged": ("merged_into",), "transferred": ("end",)}
"""Fields that are asked only with a certain status."""

_IN_TWO_LANGUAGES: Final = (
    "name", "progress", "lesson", "outlook", "benefit_good_times", "benefit_bad_times",
)  # fmt: skip
_EMPTY: Final = (None, "", "unknown")


def initiative_gaps(initiatives: Table, *, expected: int) -> Table:
    """List what is not filled in.

    Parameters
    ----------
    initiatives : Table (INITIATIVES)
        The initiatives known by name.
    expected : int
        How many initiatives the strategy says it has.

    Returns
    -------
    Table (initiative, field, missing)
        One row per empty field of each initiative (`missing` is 1). A text that is there in one language only
        gives the column of the other, for example ``lesson_en``; one that is in neither gives ``lesson``. If
        fewer initiatives of the strategy (`in_strategy` is yes) are known than expected, the last row has no
        initiative, field ``initiative``, and how many are not known by name.

    Examples
    --------
    >>> from veerkracht.tables import INITIATIVES, empty
    >>> initiative_gaps(empty(INITIATIVES), expected=41).to_pyarrow().to_pylist()
    [{'initiative': None, 'field': 'initiative', 'missing': 41}]
    """
    rows = initiatives.order_by("initiative").to_pyarrow().to_pylist()
    found = [{"initiative": row["initiative"], "field": field, "missing": 1} for row in rows for field in _gaps(row)]
    nameless = expected - sum(row["in_strategy"] == "yes" for row in rows)
    if nameless > 0:
        found.append({"initiative": None, "field": "initiative", "missing": nameless})
    schema = {"initiative": pa.string(), "field": pa.string(), "missing": pa.int64()}
    return memtable(pa.Table.from_pylist(found, schema=pa.schema(schema)))


def _gaps(row: Mapping[str, str | None]) -> Iterator[str]:
    for field in (*FIELDS, *NEEDED_WITH.get(row["status"] or "", ())):
        columns = [f"{field}_nl", f"{field}_en"] if field in _IN_TWO_LANGUAGES else [field]
        empty = [column for column in columns if row[column] in _EMPTY]
        yield from [field] if len(empty) == len(columns) else empty
