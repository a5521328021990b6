"""The two tracks of an initiative and the statuses on each, as data, and what may not be said together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from veerkracht.tables import Table, memtable

Record = Mapping[str, str | None]

UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class StatusRule:
    """One status: the tracks on which it exists, and the column that it cannot do without."""

    status: str
    tracks: tuple[str, ...]
    needs: str = ""


TRACKS: Final = ("new", "existing")
"""An initiative is new, or exists already and is continued."""

STATUSES: Final = (
    StatusRule("idea", ("new",)),
    StatusRule("prepared", ("new",)),
    StatusRule("started", ("new",)),
    StatusRule("realised", ("new",)),
    StatusRule("extended", ("new",)),
    StatusRule("running", ("existing",)),
    StatusRule("developed", ("existing",)),
    StatusRule("scaled_up", ("existing",)),
    StatusRule("paused", TRACKS),
    StatusRule("ended", TRACKS, needs="status_reason"),
    StatusRule("merged", TRACKS, needs="merged_into"),
    StatusRule("transferred", TRACKS),
)
"""All statuses in their order: first those of new initiatives, then of existing ones, then of both."""

_RULE: Final = {rule.status: rule for rule in STATUSES}


def check_status(initiatives: Table) -> Table:
    """Find what contradicts itself in the status of initiatives.

    Parameters
    ----------
    initiatives : Table (INITIATIVES)
        The initiatives; a status or track that is absent is a gap and no contradiction.

    Returns
    -------
    Table (initiative, finding)
        One row per finding: ``unknown-track``, ``unknown-status``, ``status-of-other-track``,
        ``reason-missing`` (ended without reason), ``merged-into-missing``, ``merged-into-itself``,
        ``merged-into-unknown`` (no such initiative), ``merged-in-a-circle``, ``merged-into-without-merge``.
    """
    rows = initiatives.order_by("initiative").to_pyarrow().to_pylist()
    target = {row["initiative"]: row["merged_into"] for row in rows if row["status"] == "merged"}
    known = {row["initiative"] for row in rows}
    findings = [(row["initiative"], finding) for row in rows for finding in _findings(row, known, target)]
    columns = {"initiative": [name for name, _ in findings], "finding": [finding for _, finding in findings]}
    return memtable(pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns])))


def _findings(row: Record, known: set[str], target: Record) -> Iterator[str]:
    track, status = row["track"], row["status"]
    if track is not None and track not in TRACKS:
        yield "unknown-track"
    if status is not None and status not in _RULE:
        yield "unknown-status"
    if track in TRACKS and status in _RULE and track not in _RULE[status].tracks:
        yield "status-of-other-track"
    if status == "ended" and not row["status_reason"]:
        yield "reason-missing"
    yield from _merge_findings(row, known, target)


def _merge_findings(row: Record, known: set[str], target: Record) -> Iterator[str]:
    name, into = row["initiative"], row["merged_into"]
    if row["status"] != "merged":
        if into:
            yield "merged-into-without-merge"
    elif not into:
        yield "merged-into-missing"
    elif into == name:
        yield "merged-into-itself"
    elif into not in known:
        yield "merged-into-unknown"
    elif _returns(name, target):
        yield "merged-in-a-circle"


def _returns(name: str | None, target: Record) -> bool:
    seen: set[str | None] = set()
    here = name
    while here is not None and here not in seen:
        seen.add(here)
        here = target.get(here)
        if here == name:
            return True
    return False


def status_counts(initiatives: Table) -> Table:
    """Count initiatives per status and track.

    Parameters
    ----------
    initiatives : Table (INITIATIVES)
        The initiatives.

    Returns
    -------
    Table (status, track, count, order)
        Every status on each of its tracks, in the order of `STATUSES`, with 0 where no known initiative has
        it; then what else occurs. An absent status or track is ``unknown``. `count` adds up to the number of
        initiatives.
    """
    pairs = initiatives.select("status", "track").to_pyarrow().to_pylist()
    counted = Counter((pair["status"] or UNKNOWN, pair["track"] or UNKNOWN) for pair in pairs)
    regular = [(rule.status, track) for rule in STATUSES for track in rule.tracks]
    listed = regular + sorted(counted.keys() - set(regular), key=_place)
    rows = [{"status": s, "track": t, "count": counted[s, t], "order": number} for number, (s, t) in enumerate(listed)]
    schema = {"status": pa.string(), "track": pa.string(), "count": pa.int64(), "order": pa.int64()}
    return memtable(pa.Table.from_pylist(rows, schema=pa.schema(schema)))


def _place(pair: tuple[str, str]) -> tuple[int, str, str]:
    status, track = pair
    return list(_RULE).index(status) if status in _RULE else len(_RULE), status, track
