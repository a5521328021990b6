"""Entries of the ledger as they are read once, checked once and then trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from veerkracht.errors import TableError
from veerkracht.tables import Table, pull

_COLUMNS: Final = (
    "entry", "kind", "date", "homes", "area_out", "area_in", "due", "owed_by", "owed_to", "matches", "state",
)  # fmt: skip
_NOT_BOOKED: Final = "cancelled"


@dataclass(frozen=True)
class Entry:
    """One entry; `date` and `due` are ISO dates, and None is unknown everywhere."""

    entry: str
    kind: str
    date: str | None
    homes: int | None
    area_out: str | None
    area_in: str | None
    due: str | None
    owed_by: str | None
    owed_to: str | None
    matches: str | None

    @property
    def parties(self) -> tuple[str | None, str | None]:
        """Who owes, and to whom."""
        return self.owed_by, self.owed_to


def read_entries(entries: Table) -> tuple[list[Entry], list[Entry]]:
    """Return debits and credits that are not cancelled, oldest first.

    A credit that names its debt stands with the parties of that debt, because it pays for them.
    """
    rows = pull(entries.select(*_COLUMNS)).to_pylist()
    _check(rows)
    booked = [_entry(row) for row in rows if row["state"] != _NOT_BOOKED]
    debits = {entry.entry: entry for entry in booked if entry.kind == "debit"}
    credits = [_with_debt(entry, debits) for entry in booked if entry.kind == "credit"]
    return sorted(debits.values(), key=_age), sorted(credits, key=_age)


def _with_debt(credit: Entry, debits: Mapping[str, Entry]) -> Entry:
    debt = debits.get(credit.matches or "")
    if debt is None:
        return replace(credit, matches=None)
    return replace(credit, owed_by=debt.owed_by, owed_to=debt.owed_to)


def _age(entry: Entry) -> tuple[bool, str, bool, str, str]:
    """Sort by date, then by due date, then by id; unknown dates last."""
    return entry.date is None, entry.date or "", entry.due is None, entry.due or "", entry.entry


def _entry(row: Mapping[str, Any]) -> Entry:  # Any: cells of mixed columns
    values = {name: row[name] for name in _COLUMNS if name != "state"}
    dates = {name: None if row[name] is None else str(row[name]) for name in ("date", "due")}
    return Entry(**values | dates | {"homes": None if row["homes"] is None else int(row["homes"])})


def _check(rows: Sequence[Mapping[str, Any]]) -> None:  # Any: cells of mixed columns
    names = [row["entry"] for row in rows]
    if len(set(names)) < len(names):
        raise TableError("{rows} entries of the ledger have {ids} ids. Give each entry its own id.",
                         rows=len(names), ids=len(set(names)))  # fmt: skip
    debits = {row["entry"] for row in rows if row["kind"] == "debit"}
    for row in rows:
        if row["kind"] not in ("debit", "credit"):
            raise TableError("Entry {entry} is of kind {kind}. Choose debit or credit.", **_facts(row, "kind"))
        if row["homes"] is not None and row["homes"] < 0:
            raise TableError("Entry {entry} has {homes} homes. Book a return as a credit.", **_facts(row, "homes"))
        if row["matches"] is not None and row["kind"] == "credit" and row["matches"] not in debits:
            raise TableError("Entry {entry} pays {matches}, which is no debit. Choose an entry that took homes out.",
                             **_facts(row, "matches"))  # fmt: skip


def _facts(row: Mapping[str, Any], name: str) -> dict[str, Any]:  # Any: cells of mixed columns
    return {"entry": row["entry"], name: row[name]}
