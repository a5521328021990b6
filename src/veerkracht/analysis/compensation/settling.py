"""Which homes that came back pay which debt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pyarrow as pa

from veerkracht.analysis.compensation._entries import Entry, read_entries
from veerkracht.tables import Table, memtable

Settled = tuple[str | None, str | None, int | None, str]
Left = dict[str, int]

_SCHEMA: Final = pa.schema([
    ("debit", pa.string()), ("credit", pa.string()), ("homes", pa.int64()), ("how", pa.string()),
])  # fmt: skip


def settle(entries: Table) -> Table:
    """Match homes put back to homes taken out.

    Parameters
    ----------
    entries : Table (entry, kind, date, homes, area_out, area_in, due, owed_by, owed_to, matches, state)
        The ledger. `kind`: debit (homes taken out, a debt) or credit (homes put back). `matches`: the debit that a
        credit pays. Entries with state ``cancelled`` do not count. Dates are ISO text or dates; `homes` may be null.

    Returns
    -------
    Table (debit, credit, homes, how)
        `how`: ``named`` (the credit names the debit), ``oldest`` (the oldest debt between the same parties),
        ``owed`` (no credit pays it), ``ahead`` (put back before anything was owed) or ``unknown`` (the number of
        homes is not known). The homes of an entry with a known number add up to that number.

    Raises
    ------
    TableError
        If an id occurs twice, a kind is unknown, homes are below 0 or a credit names what is no debit.

    Notes
    -----
    Named credits go first; what they leave over, and credits that name no debt, pay the oldest debt first (first
    in, first out). What is not shown to be put back is owed. A debt of unknown size takes all that names it, and
    is never paid off.

    References
    ----------
    .. [1] IAS 2, Inventories, par. 25-27: the first-in, first-out formula.
    """
    debits, credits = read_entries(entries)
    rows = [dict(zip(_SCHEMA.names, row, strict=True)) for row in settled(debits, credits)]
    return memtable(pa.Table.from_pylist(rows, schema=_SCHEMA))


def settled(debits: Sequence[Entry], credits: Sequence[Entry]) -> list[Settled]:
    """Match entries that were read and sorted, oldest first."""
    debt = {entry.entry: entry.homes for entry in debits if entry.homes is not None}
    paid = {entry.entry: entry.homes for entry in credits if entry.homes is not None}
    rows = [*_named(debt, paid, credits), *_oldest(debt, paid, debits, credits)]
    rows += [(name, None, homes, "owed") for name, homes in debt.items() if homes]
    rows += [(None, name, homes, "ahead") for name, homes in paid.items() if homes]
    rows += [(entry.entry, None, None, "unknown") for entry in debits if entry.homes is None]
    return rows + [(entry.matches, entry.entry, None, "unknown") for entry in credits if entry.homes is None]


def _named(debt: Left, paid: Left, credits: Sequence[Entry]) -> Iterator[Settled]:
    for credit in credits:
        if credit.matches is not None and credit.entry in paid:
            homes = min(paid[credit.entry], debt.get(credit.matches, paid[credit.entry]))
            yield from _book(debt, paid, (credit.matches, credit.entry, homes, "named"))


def _oldest(debt: Left, paid: Left, debits: Sequence[Entry], credits: Sequence[Entry]) -> Iterator[Settled]:
    for credit in credits:
        for debit in debits:
            if credit.entry in paid and debit.entry in debt and debit.parties == credit.parties:
                homes = min(paid[credit.entry], debt[debit.entry])
                yield from _book(debt, paid, (debit.entry, credit.entry, homes, "oldest"))


def _book(debt: Left, paid: Left, row: tuple[str, str, int, str]) -> Iterator[Settled]:
    """Take the homes of a row from both sides; a row without homes is none."""
    debit, credit, homes, _ = row
    if homes:
        paid[credit] -= homes
        if debit in debt:
            debt[debit] -= homes
        yield row
