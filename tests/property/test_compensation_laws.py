"""Laws of the ledger for any entries."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.compensation import ageing, balances, open_debts, settle
from veerkracht.tables import Shape, table_of

ENTRIES = Shape("entries", {
    "entry": "string", "kind": "string", "date": "string", "homes": "int64", "area_out": "string",
    "area_in": "string", "due": "string", "owed_by": "string", "owed_to": "string", "matches": "string",
    "state": "string",
}, ("entry",))  # fmt: skip
TODAY = "2026-03-01"

few = settings(max_examples=30, deadline=None)
days = st.one_of(st.none(), st.dates().map(lambda day: day.isoformat()))
maybe = st.one_of(st.none(), st.integers(0, 200))


@st.composite
def ledgers(draw, homes=maybe):
    count = draw(st.integers(0, 8))
    kinds = [draw(st.sampled_from(("debit", "credit"))) for _ in range(count)]
    debits = [f"E{number}" for number, kind in enumerate(kinds) if kind == "debit"]
    return [{
        "entry": f"E{number}", "kind": kind, "date": draw(days), "homes": draw(homes), "due": draw(days),
        "area_out": draw(st.sampled_from(("A", "B", None))), "area_in": draw(st.sampled_from(("A", "B", None))),
        "owed_by": draw(st.sampled_from(("P", "Q", None))), "owed_to": draw(st.sampled_from(("C", None))),
        "matches": draw(st.sampled_from([*debits, None])) if kind == "credit" else None,
        "state": draw(st.sampled_from(("open", "open", "cancelled"))),
    } for number, kind in enumerate(kinds)]  # fmt: skip


def listed(table):
    return table.to_pyarrow().to_pylist()


@few
@given(ledgers())
def test_both_sides_of_the_ledger_add_up_to_nothing(rows):
    found = listed(balances(table_of(ENTRIES, rows)))
    assert sum(row["balance"] or 0 for row in found) == 0


@few
@given(ledgers())
def test_every_home_of_an_entry_is_matched_owed_or_ahead_exactly_once(rows):
    found = listed(settle(table_of(ENTRIES, rows)))
    for row in rows:
        if row["homes"] is not None and row["state"] != "cancelled":
            used = [item["homes"] for item in found if item[row["kind"]] == row["entry"] and item["homes"] is not None]
            assert sum(used) == row["homes"]


@few
@given(ledgers(homes=st.integers(0, 200)))
def test_open_debts_less_what_is_ahead_is_the_balance_of_the_parties(rows):
    table = table_of(ENTRIES, rows)
    owed = sum(row["open"] for row in listed(open_debts(table, today=TODAY)))
    ahead = sum(row["homes"] for row in listed(settle(table)) if row["how"] == "ahead")
    assert owed - ahead == sum(row["balance"] for row in listed(balances(table)) if row["side"] == "party")


@few
@given(ledgers())
def test_ageing_loses_no_debt(rows):
    table = table_of(ENTRIES, rows)
    debts, ages = listed(open_debts(table, today=TODAY)), listed(ageing(table, today=TODAY))
    assert sum(row["debts"] for row in ages) == len(debts)
    assert sum(row["homes"] or 0 for row in ages) == sum(row["open"] or 0 for row in debts)


@few
@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(rows, chance):
    shuffled = list(rows)
    random.Random(chance.random()).shuffle(shuffled)
    for function in (balances, settle):
        assert listed(function(table_of(ENTRIES, rows))) == listed(function(table_of(ENTRIES, shuffled)))
