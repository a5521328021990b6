"""Every home stands twice in the ledger: with the area it left or came to, and with the party that owes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow as pa

from veerkracht.analysis.compensation._entries import Entry, read_entries
from veerkracht.tables import Table, memtable

Account = tuple[str, str | None, str | None]

_SCHEMA: Final = pa.schema([
    ("side", pa.string()), ("account", pa.string()), ("owed_to", pa.string()), ("taken_out", pa.int64()),
    ("put_back", pa.int64()), ("balance", pa.int64()), ("unknown", pa.int64()),
])  # fmt: skip


def balances(entries: Table) -> Table:
    """Balance the ledger per area and per party.

    Parameters
    ----------
    entries : Table (entry, kind, date, homes, area_out, area_in, due, owed_by, owed_to, matches, state)
        The ledger, as in `settle`.

    Returns
    -------
    Table (side, account, owed_to, taken_out, put_back, balance, unknown)
        Side ``area``: one row per area, `balance` is homes put back less homes taken out. Side ``party``: one row
        per party that owes and party it owes to, `balance` is homes taken out less homes put back, the debt.
        `account` is null where the area or party is not known. `unknown` counts entries without a number of homes;
        they are in no other column, and a row that has nothing else is null there. `balance` adds up to 0 over
        both sides.

    Raises
    ------
    TableError
        As for `settle`.

    Notes
    -----
    Each debit of h homes books -h with the area they left and +h with the party that owes them; each credit books
    +h with the area they came to and -h with the party. A credit that names its debt is booked with its parties.

    References
    ----------
    .. [1] United Nations (2010), System of National Accounts 2008, ch. 3, on double entry.
    """
    debits, credits = read_entries(entries)
    booked: dict[Account, list[tuple[str, int | None]]] = defaultdict(list)
    for account, kind, homes in _postings([*debits, *credits]):
        booked[account].append((kind, homes))
    rows = [_row(account, booked[account]) for account in sorted(booked, key=_place)]
    return memtable(pa.Table.from_pylist(rows, schema=_SCHEMA))


def _postings(entries: Sequence[Entry]) -> Iterator[tuple[Account, str, int | None]]:
    for entry in entries:
        place = entry.area_out if entry.kind == "debit" else entry.area_in
        yield ("area", place, None), entry.kind, entry.homes
        yield ("party", *entry.parties), entry.kind, entry.homes


def _row(account: Account, postings: Sequence[tuple[str, int | None]]) -> dict[str, str | int | None]:
    known = [(kind, homes) for kind, homes in postings if homes is not None]
    out, back = (sum(homes for kind, homes in known if kind == wanted) for wanted in ("debit", "credit"))
    side, name, owed_to = account
    numbers = {"taken_out": out, "put_back": back, "balance": back - out if side == "area" else out - back}
    shown: dict[str, int | None] = {column: number if known else None for column, number in numbers.items()}
    named = {"side": side, "account": name, "owed_to": owed_to}
    return named | shown | {"unknown": len(postings) - len(known)}


def _place(account: Account) -> tuple[str, bool, str, bool, str]:
    side, name, owed_to = account
    return side, name is None, name or "", owed_to is None, owed_to or ""
