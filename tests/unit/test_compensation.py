"""The ledger of homes taken out and put back, worked by hand."""

import pytest

from veerkracht.analysis.compensation import AGE_CLASSES, ageing, balances, open_debts, room, settle
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Shape, table_of

ENTRIES = Shape("entries", {
    "entry": "string", "kind": "string", "date": "string", "homes": "int64", "area_out": "string",
    "area_in": "string", "due": "string", "owed_by": "string", "owed_to": "string", "matches": "string",
    "state": "string",
}, ("entry",))  # fmt: skip
PLACES = Shape("places", {"area": "string", "year": "int64", "homes": "int64"}, ("area", "year"))


def taken(entry, homes, date="2020-01-01", **more):
    parties = {"owed_by": "Assoc", "owed_to": "City", "area_out": "Moerwijk", "due": "2022-01-01"}
    return {"entry": entry, "kind": "debit", "date": date, "homes": homes} | parties | more


def returned(entry, homes, date="2021-01-01", **more):
    parties = {"owed_by": "Assoc", "owed_to": "City", "area_in": "Ypenburg"}
    return {"entry": entry, "kind": "credit", "date": date, "homes": homes} | parties | more


def ledger(*rows):
    return table_of(ENTRIES, rows)


def rows_of(table, *columns):
    return [tuple(row.values()) for row in table.select(*(columns or table.columns)).to_pyarrow().to_pylist()]


def test_a_credit_that_names_its_debt_pays_that_one_though_an_older_is_open():
    book = ledger(taken("D1", 100), taken("D2", 50, date="2020-06-01"), returned("C1", 30, matches="D2"))
    assert rows_of(settle(book)) == [
        ("D2", "C1", 30, "named"), ("D1", None, 100, "owed"), ("D2", None, 20, "owed"),
    ]  # fmt: skip


def test_a_credit_without_a_name_pays_the_oldest_debt_first():
    book = ledger(taken("D2", 50, date="2020-06-01"), taken("D1", 100), returned("C1", 120))
    assert rows_of(settle(book)) == [("D1", "C1", 100, "oldest"), ("D2", "C1", 20, "oldest"), ("D2", None, 30, "owed")]


def test_what_a_named_debt_does_not_need_pays_the_oldest_debt():
    book = ledger(taken("D1", 100), taken("D2", 50, date="2020-06-01"), returned("C1", 80, matches="D2"))
    assert rows_of(settle(book)) == [("D2", "C1", 50, "named"), ("D1", "C1", 30, "oldest"), ("D1", None, 70, "owed")]


def test_one_party_does_not_pay_the_debt_of_another():
    book = ledger(taken("D1", 100), returned("C1", 40, owed_by="Builder"))
    assert rows_of(settle(book)) == [("D1", None, 100, "owed"), (None, "C1", 40, "ahead")]


def test_unknown_homes_pay_nothing_and_stay_unknown():
    book = ledger(taken("D1", 100), taken("D2", None), returned("C1", None, matches="D1"))
    assert rows_of(settle(book)) == [
        ("D1", None, 100, "owed"), ("D2", None, None, "unknown"), ("D1", "C1", None, "unknown"),
    ]  # fmt: skip


def test_a_cancelled_entry_is_not_booked():
    book = ledger(taken("D1", 100), taken("D2", 60, state="cancelled"), returned("C1", 10, matches="D2"))
    assert rows_of(settle(book)) == [("D1", "C1", 10, "oldest"), ("D1", None, 90, "owed")]


def test_120_homes_booked_out_stand_with_the_area_and_with_the_party_that_owes_them():
    assert rows_of(balances(ledger(taken("D1", 120), returned("C1", 45)))) == [
        ("area", "Moerwijk", None, 120, 0, -120, 0),
        ("area", "Ypenburg", None, 0, 45, 45, 0),
        ("party", "Assoc", "City", 120, 45, 75, 0),
    ]


def test_an_area_with_only_unknown_homes_has_no_balance():
    assert rows_of(balances(ledger(taken("D1", None))))[0] == ("area", "Moerwijk", None, None, None, None, 1)


def test_a_named_credit_stands_with_the_parties_of_its_debt():
    book = ledger(taken("D1", 50), returned("C1", 20, matches="D1", owed_by=None, owed_to=None))
    assert rows_of(balances(book), "side", "account", "balance")[2:] == [("party", "Assoc", 30)]


@pytest.mark.parametrize(("due", "expected"), [
    (None, "no_due_date"), ("2026-03-02", "not_due"), ("2026-03-01", "not_due"), ("2026-02-28", "0-1"),
    ("2025-03-02", "0-1"), ("2025-03-01", "1-2"), ("2024-03-01", "2-5"), ("2021-03-02", "2-5"), ("2021-03-01", "5+"),
])  # fmt: skip
def test_a_debt_changes_class_on_the_day_its_year_is_full(due, expected):
    debts = open_debts(ledger(taken("D1", 5, due=due)), today="2026-03-01")
    assert rows_of(debts, "age_class") == [(expected,)]


def test_days_are_counted_from_the_due_date_and_paid_debts_are_gone():
    book = ledger(taken("D1", 10, due="2026-02-19"), taken("D2", 4, due="2026-03-11"), taken("D3", 7, owed_by="Other"),
                  returned("C3", 7, matches="D3"))  # fmt: skip
    debts = rows_of(open_debts(book, today="2026-03-01"), "debit", "open", "days_overdue")
    assert debts == [("D1", 10, 10), ("D2", 4, -10)]


def test_ageing_lists_every_class_and_tells_unknown_homes_apart():
    book = ledger(taken("D1", 10, due="2025-06-01"), taken("D2", 30, due="2025-07-01"), taken("D3", None, due=None))
    found = rows_of(ageing(book, today="2026-03-01"), "age_class", "homes", "debts", "unknown")
    assert [row[0] for row in found] == list(AGE_CLASSES)
    assert found[0] == ("no_due_date", None, 1, 1)
    assert found[1:3] == [("not_due", 0, 0, 0), ("0-1", 40, 2, 0)]


@pytest.mark.parametrize(("rows", "words"), [
    ([taken("D1", 1), taken("D1", 2)], "its own id"),
    ([taken("D1", 1, kind="loan")], "kind loan"),
    ([taken("D1", -3)], "-3 homes"),
    ([returned("C1", 3, matches="D9")], "pays D9"),
    ([taken("D1", 1, due="soon")], "due on soon"),
])  # fmt: skip
def test_a_wrong_entry_is_named(rows, words):
    with pytest.raises(TableError, match=words):
        open_debts(ledger(*rows), today="2026-03-01")


@pytest.mark.parametrize("today", ["today", "2026-03", "2026-02-30"])
def test_a_today_that_is_no_date_is_refused(today):
    with pytest.raises(SettingError, match=f"today is {today}"):
        ageing(ledger(), today=today)


def test_room_adds_up_over_the_years_and_shows_what_was_promised_too_much():
    told = table_of(PLACES, [{"area": "A", "year": 2027, "homes": 10}, {"area": "A", "year": 2029, "homes": 30}])
    asked = table_of(PLACES, [{"area": "A", "year": 2028, "homes": 15}, {"area": "A", "year": 2026, "homes": 5}])
    assert rows_of(room(told, asked)) == [
        ("A", 2026, None, 5, None, None), ("A", 2027, 10, 5, 5, False), ("A", 2028, 10, 20, -10, True),
        ("A", 2029, 40, 20, 20, False),
    ]  # fmt: skip


def test_unknown_room_or_an_unknown_promise_is_not_none():
    told = table_of(PLACES, [{"area": "A", "year": 2027}, {"area": "B", "year": 2027, "homes": 9}])
    asked = table_of(PLACES, [{"area": "B"}, {"area": "C", "year": 2027, "homes": 4}])
    assert rows_of(room(told, asked)) == [
        ("A", 2027, None, 0, None, None), ("B", 2027, 9, None, None, None), ("C", 2027, None, 4, None, None),
    ]  # fmt: skip


def test_a_promise_without_year_counts_at_once_and_room_without_year_at_last():
    told = table_of(PLACES, [{"area": "A", "year": 2027, "homes": 5}, {"area": "A", "homes": 20},
                             {"area": "A", "year": 2028, "homes": 0}])  # fmt: skip
    asked = table_of(PLACES, [{"area": "A", "homes": 8}])
    assert rows_of(room(told, asked), "year", "left") == [(2027, -3), (2028, 17)]
