"""Which groups are seen by informal initiatives only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import pyarrow as pa

from veerkracht.errors import TableError
from veerkracht.tables import Table, memtable, pull

Row = Mapping[str, Any]  # Any: cells of mixed columns

REACH_STATES: Final = ("informal_only", "partly", "mixed", "seen", "unknown")
"""All say that formal organisations do not see the group; they see it partly; initiatives contradict each other;
formal organisations see it; not everybody could tell and nobody says yes."""

_ANSWERS: Final = ("yes", "partly", "no")
_SCHEMA: Final = pa.schema([
    ("group", pa.string()), ("area", pa.string()), ("initiatives", pa.int64()), ("yes", pa.int64()),
    ("partly", pa.int64()), ("no", pa.int64()), ("unknown", pa.int64()), ("people_least", pa.int64()),
    ("people_most", pa.int64()), ("state", pa.string()),
])  # fmt: skip


def reach_gap(reach: Table) -> Table:
    """Find the groups that formal organisations do not see.

    Parameters
    ----------
    reach : Table (initiative, group, area, people, seen_by_formal)
        One row per informal initiative, group and area it reaches. `people`: how many, null when unknown.
        `seen_by_formal`: yes, partly or no, as told by the initiative; null when it does not know.

    Returns
    -------
    Table (group, area, initiatives, yes, partly, no, unknown, people_least, people_most, state)
        One row per group and area, gaps first (see `REACH_STATES`). `people_least` is the largest number that one
        initiative reaches, as the same people may come to several; `people_most` adds all up. The first is null when
        no number is known, the second when one is not.

    Raises
    ------
    TableError
        If an initiative tells twice of a group and area, or an answer is unknown.

    Notes
    -----
    A gap is only said to be there when every initiative says so: one that does not know leaves it unknown.

    Examples
    --------
    >>> told = memtable(pa.table({"initiative": ["a"], "group": ["young_people"], "area": ["WK1"], "people": [40],
    ...                           "seen_by_formal": ["no"]}))
    >>> reach_gap(told).select("group", "people_least", "state").to_pyarrow().to_pylist()
    [{'group': 'young_people', 'people_least': 40, 'state': 'informal_only'}]
    """
    rows = pull(reach.select("initiative", "group", "area", "people", "seen_by_formal")).to_pylist()
    _check(rows)
    grouped = groupby(sorted(rows, key=_key), key=lambda row: (row["group"], row["area"]))
    found = [_gap(group, area, list(told)) for (group, area), told in grouped]
    ordered = sorted(found, key=lambda row: (REACH_STATES.index(row["state"]), _key(row)))
    return memtable(pa.Table.from_pylist(ordered, schema=_SCHEMA))


def _key(row: Row) -> tuple[str, bool, str]:
    return str(row["group"]), row["area"] is None, row["area"] or ""


def _check(rows: Sequence[Row]) -> None:
    keys = {(row["initiative"], row["group"], row["area"]) for row in rows}
    if len(keys) < len(rows):
        raise TableError("{rows} rows stand for {keys} of initiative, group and area. Keep one row each.",
                         rows=len(rows), keys=len(keys))  # fmt: skip
    for row in rows:
        if row["seen_by_formal"] not in (*_ANSWERS, None):
            raise TableError("Initiative {initiative} answers {answer}. Choose yes, partly or no.",
                             initiative=row["initiative"], answer=row["seen_by_formal"])  # fmt: skip


def _gap(group: str, area: str | None, told: Sequence[Row]) -> dict[str, Any]:  # Any: cells of mixed columns
    answers = [row["seen_by_formal"] for row in told]
    counts = {answer: answers.count(answer) for answer in _ANSWERS} | {"unknown": answers.count(None)}
    people = [row["people"] for row in told if row["people"] is not None]
    most = sum(people) if len(people) == len(told) else None
    return {"group": group, "area": area, "initiatives": len(told), **counts, "people_least": max(people, default=None),
            "people_most": most, "state": _state(**counts)}  # fmt: skip


def _state(*, yes: int, partly: int, no: int, unknown: int) -> str:
    if yes:
        return "mixed" if no else "seen"
    if unknown:
        return "unknown"
    return "partly" if partly else "informal_only"
