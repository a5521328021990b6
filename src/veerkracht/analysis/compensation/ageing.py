"""How long homes have been owed beyond the day they were due."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.compensation._entries import Entry, read_entries
from veerkracht.analysis.compensation.settling import settled
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Table, memtable

Parties = tuple[str | None, str | None]
Debt = dict[str, Any]  # Any: cells of mixed columns

AGE_CLASSES: Final = ("no_due_date", "not_due", "0-1", "1-2", "2-5", "5+")
"""Ages of a debt in whole years after the day it was due; a debt due today is not overdue."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")  # words such as "today" would read the clock
_UPPER: Final = ((1, "0-1"), (2, "1-2"), (5, "2-5"))
_DEBTS: Final = pa.schema([
    ("debit", pa.string()), ("owed_by", pa.string()), ("owed_to", pa.string()), ("area_out", pa.string()),
    ("area_in", pa.string()), ("due", pa.string()), ("homes", pa.int64()), ("open", pa.int64()),
    ("days_overdue", pa.int64()), ("age_class", pa.string()),
])  # fmt: skip
_AGES: Final = pa.schema([
    ("owed_by", pa.string()), ("owed_to", pa.string()), ("age_class", pa.string()), ("homes", pa.int64()),
    ("debts", pa.int64()), ("unknown", pa.int64()),
])  # fmt: skip


def open_debts(entries: Table, *, today: str) -> Table:
    """List what is still owed, debt by debt.

    Parameters
    ----------
    entries : Table (entry, kind, date, homes, area_out, area_in, due, owed_by, owed_to, matches, state)
        The ledger, as in `settle`.
    today : str
        ISO date on which the age is told.

    Returns
    -------
    Table (debit, owed_by, owed_to, area_out, area_in, due, homes, open, days_overdue, age_class)
        One row per debit that is not paid off, oldest first. `open` is null where the number of homes is not known.
        `days_overdue` is negative before the due date, and null without one. `age_class` is one of `AGE_CLASSES`.

    Raises
    ------
    SettingError
        If `today` is no ISO date.
    TableError
        If a due date is no ISO date, or as for `settle`.
    """
    debits, credits = read_entries(entries)
    rows = _open(debits, credits, _day(today))
    return memtable(pa.Table.from_pylist(rows, schema=_DEBTS))


def ageing(entries: Table, *, today: str) -> Table:
    """Add up what is still owed by the age of the debt.

    Parameters
    ----------
    entries : Table (entry, kind, date, homes, area_out, area_in, due, owed_by, owed_to, matches, state)
        The ledger, as in `settle`.
    today : str
        ISO date on which the age is told.

    Returns
    -------
    Table (owed_by, owed_to, age_class, homes, debts, unknown)
        For each pair of parties with a debt every class of `AGE_CLASSES`, in that order. `debts` counts the debts
        in it and `unknown` those of which the homes are not known; `homes` adds up the others, and is null when
        there are only unknown ones.

    Raises
    ------
    SettingError, TableError
        As for `open_debts`.
    """
    debits, credits = read_entries(entries)
    grouped: dict[Parties, list[Debt]] = defaultdict(list)
    for debt in _open(debits, credits, _day(today)):
        grouped[debt["owed_by"], debt["owed_to"]].append(debt)
    order = sorted(grouped, key=lambda pair: [(name is None, name or "") for name in pair])
    rows = [_class(pair, name, grouped[pair]) for pair in order for name in AGE_CLASSES]
    return memtable(pa.Table.from_pylist(rows, schema=_AGES))


def _class(pair: Parties, name: str, debts: Sequence[Debt]) -> Debt:
    homes = [debt["open"] for debt in debts if debt["age_class"] == name]
    known = [number for number in homes if number is not None]
    total = sum(known) if known or not homes else None
    counts = {"debts": len(homes), "unknown": len(homes) - len(known)}
    return {"owed_by": pair[0], "owed_to": pair[1], "age_class": name, "homes": total, **counts}


def _open(debits: Sequence[Entry], credits: Sequence[Entry], today: np.datetime64) -> list[Debt]:
    left = {debit: homes for debit, credit, homes, _ in settled(debits, credits) if debit and credit is None}
    return [_debt(entry, left, today) for entry in debits if entry.entry in left]


def _debt(entry: Entry, left: Mapping[str, int | None], today: np.datetime64) -> Debt:
    due = _due(entry)
    return {
        "debit": entry.entry, "owed_by": entry.owed_by, "owed_to": entry.owed_to, "area_out": entry.area_out,
        "area_in": entry.area_in, "due": entry.due, "homes": entry.homes, "open": left[entry.entry],
        "days_overdue": None if due is None else int((today - due) / np.timedelta64(1, "D")),
        "age_class": _age_class(due, today),
    }  # fmt: skip


def _age_class(due: np.datetime64 | None, today: np.datetime64) -> str:
    if due is None:
        return "no_due_date"
    if today <= due:
        return "not_due"
    years = _whole_years(str(due), str(today))
    return next((name for upper, name in _UPPER if years < upper), "5+")


def _whole_years(first: str, last: str) -> int:
    return int(last[:4]) - int(first[:4]) - (last[5:] < first[5:])


def _due(entry: Entry) -> np.datetime64 | None:
    try:
        return None if entry.due is None else _parsed(entry.due)
    except ValueError as problem:
        raise TableError("Entry {entry} is due on {due}, which is no date. Write year-month-day.",
                         entry=entry.entry, due=entry.due) from problem  # fmt: skip


def _day(today: str) -> np.datetime64:
    try:
        return _parsed(today)
    except ValueError as problem:
        raise SettingError("Setting {setting} is {value}, which is no date. Write year-month-day.",
                           setting="today", value=today) from problem  # fmt: skip


def _parsed(date: str) -> np.datetime64:
    if not _DATE.fullmatch(date):
        raise ValueError(date)
    return np.datetime64(date, "D")
