"""Volunteers, answers to needs and reach of civic initiatives, worked by hand and against a published example."""

from datetime import date, timedelta

import pyarrow as pa
import pytest

from veerkracht.analysis.capacity import reach_gap, response_days, volunteer_trend
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Shape, memtable, table_of

COUNTS = Shape("counts", {"initiative": "string", "start": "string", "date": "string", "volunteers": "int64"},
               ("initiative", "date"))  # fmt: skip
NEEDS = Shape("needs", {"need": "string", "group": "string", "event": "string", "answered": "string", "ended": "string"},
              ("need", "group"))  # fmt: skip
REACH = Shape("reach", {"initiative": "string", "group": "string", "area": "string", "people": "int64",
                        "seen_by_formal": "string"}, ("initiative", "group", "area"))  # fmt: skip
BEGIN = date(2020, 1, 1)


def counts(*pairs, start=None):
    rows = [{"initiative": "meals", "start": start, "date": day, "volunteers": number} for day, number in pairs]
    return table_of(COUNTS, rows)


def after(days):
    return (BEGIN + timedelta(days=days)).isoformat()


def needs(answered=(), ended=(), waiting=0, group="all"):
    given = [("answered", days) for days in answered] + [("ended", days) for days in ended]
    rows = [{"need": f"N{number}", "group": group, "event": after(0), kind: after(days)}
            for number, (kind, days) in enumerate(given)]  # fmt: skip
    rows += [{"need": f"W{number}", "group": group, "event": after(0)} for number in range(waiting)]
    return table_of(NEEDS, rows)


def only(table):
    (row,) = table.to_pyarrow().to_pylist()
    return row


def test_four_counts_on_a_falling_line_with_one_step_aside():
    month = 30.4375  # 73.05 days are 2.4 months; the days below are 0, 73, 146 and 219
    row = only(
        volunteer_trend(counts((after(0), 20), (after(73), 17), (after(146), 12), (after(219), 9)), interval=0.9)
    )
    slope_per_day = (-1.5 * 20 - 0.5 * 17 + 0.5 * 12 + 1.5 * 9) / (5 * 73)  # x = -1.5, -0.5, 0.5, 1.5 steps of 73 days
    assert row["slope_per_month"] == pytest.approx(slope_per_day * month)
    squares = sum(gap**2 for gap in (-0.2, 0.6, -0.6, 0.2))  # fitted 20.2, 16.4, 12.6, 8.8
    half = 2.919986 * (squares / 2 / (5 * (73 / month) ** 2)) ** 0.5  # t with 2 degrees of freedom at 95 %
    assert row["upper"] - row["slope_per_month"] == pytest.approx(half, rel=1e-6)  # the printed t has 7 digits
    assert row["warning"] == "falling"
    assert row["months_left"] == pytest.approx(8.8 / 3.8 * 73 / month)


def test_months_count_from_the_start_of_the_initiative():
    row = only(volunteer_trend(counts(("2020-05-01", 10), ("2021-01-01", 12), start="2020-01-01")))
    assert row["months"] == pytest.approx(366 / 30.4375)
    assert (row["volunteers"], row["first"], row["last"]) == (12, "2020-05-01", "2021-01-01")
    assert (row["warning"], row["slope_per_month"], row["months_left"]) == ("too_few", None, None)


def test_a_count_without_a_number_is_unknown_and_not_zero():
    row = only(volunteer_trend(counts((after(0), 8), (after(30), None), (after(60), 8), (after(90), 8))))
    assert (row["counts"], row["unknown"], row["slope_per_month"]) == (3, 1, 0)
    assert row["warning"] == "not_falling"


def test_a_fall_that_may_be_chance_is_told_as_such():
    row = only(volunteer_trend(counts((after(0), 10), (after(30), 4), (after(60), 9))))
    assert (row["warning"], row["months_left"]) == ("perhaps_falling", None)


def test_an_initiative_without_any_count_keeps_its_row():
    row = only(volunteer_trend(counts((None, 5), (after(1), None))))
    assert (row["counts"], row["unknown"], row["volunteers"], row["warning"]) == (0, 2, None, "too_few")


@pytest.mark.parametrize(("pairs", "words"), [
    ([(after(0), 1), (after(0), 2)], "two counts"), ([(after(0), -1)], "below 0"), ([("spring", 1)], "spring"),
])  # fmt: skip
def test_a_wrong_count_is_named(pairs, words):
    with pytest.raises(TableError, match=words):
        volunteer_trend(counts(*pairs))


def test_waiting_times_of_the_published_leukaemia_trial():
    treated = needs(answered=(6, 6, 6, 7, 10, 13, 16, 22, 23), ended=(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35))
    row = only(response_days(treated, today=after(400), interval=0.95))
    assert (row["median_days"], row["lower"], row["upper"]) == (23, 13, None)
    placebo = needs(answered=(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23))
    row = only(response_days(placebo, today=after(400), interval=0.95))
    assert (row["median_days"], row["lower"], row["upper"]) == (8, 4, 11)


def test_needs_that_wait_hold_the_median_back():
    assert only(response_days(needs(answered=(2, 4)), today=after(10)))["median_days"] == 2
    row = only(response_days(needs(answered=(2, 4), waiting=3), today=after(10)))
    assert (row["needs"], row["answered"], row["median_days"], row["longest_open_days"]) == (5, 2, None, 10)


def test_a_gap_that_passed_by_itself_waits_no_longer():
    row = only(response_days(needs(answered=(5,), ended=(3,)), today=after(50)))
    assert (row["median_days"], row["longest_open_days"]) == (5, None)


def test_an_answer_of_tomorrow_has_not_come():
    row = only(response_days(needs(answered=(5,)), today=after(4)))
    assert (row["answered"], row["longest_open_days"]) == (0, 4)


def test_a_gap_without_a_date_is_counted_apart():
    table = table_of(NEEDS, [{"need": "a", "group": "g"}, {"need": "b", "group": "g", "event": after(0)}])
    row = only(response_days(table, today=after(1)))
    assert (row["needs"], row["without_date"]) == (1, 1)


def test_an_answer_before_its_gap_is_refused():
    table = table_of(NEEDS, [{"need": "a", "group": "g", "event": after(5), "answered": after(1)}])
    with pytest.raises(TableError, match="Need a was answered"):
        response_days(table, today=after(9))


def test_settings_out_of_bounds_are_refused():
    with pytest.raises(SettingError, match="interval is 90"):
        response_days(needs(), today=after(0), interval=90)
    with pytest.raises(SettingError, match="today is now"):
        response_days(needs(), today="now")


@pytest.mark.parametrize(("answers", "state"), [
    (["no", "no"], "informal_only"), (["no", None], "unknown"), (["no", "partly"], "partly"),
    (["no", "yes"], "mixed"), (["yes", None], "seen"), (["partly", "yes"], "seen"), ([None], "unknown"),
])  # fmt: skip
def test_a_group_is_a_gap_only_when_every_initiative_says_so(answers, state):
    rows = [{"initiative": f"I{number}", "group": "young", "area": "WK1", "seen_by_formal": answer}
            for number, answer in enumerate(answers)]  # fmt: skip
    assert only(reach_gap(table_of(REACH, rows)))["state"] == state


def test_people_are_bounded_as_they_may_come_to_several_initiatives():
    rows = [{"initiative": name, "group": "young", "area": area, "people": people, "seen_by_formal": "no"}
            for name, area, people in (("a", "WK1", 40), ("b", "WK1", 25), ("a", "WK2", None), ("b", "WK2", 9))]  # fmt: skip
    found = reach_gap(table_of(REACH, rows)).select("area", "people_least", "people_most").to_pyarrow().to_pylist()
    assert [tuple(row.values()) for row in found] == [("WK1", 40, 65), ("WK2", 9, None)]


def test_gaps_stand_first_and_unknown_areas_last():
    rows = [{"initiative": "a", "group": group, "area": area, "seen_by_formal": answer}
            for group, area, answer in (("old", "W", "yes"), ("young", None, "no"), ("young", "W", "no"))]  # fmt: skip
    found = reach_gap(table_of(REACH, rows)).select("group", "area").to_pyarrow().to_pylist()
    assert [tuple(row.values()) for row in found] == [("young", "W"), ("young", None), ("old", "W")]


def test_an_answer_that_is_none_of_the_three_is_refused():
    with pytest.raises(TableError, match="answers maybe"):
        reach_gap(memtable(pa.table({"initiative": ["a"], "group": ["g"], "area": ["W"], "people": [1],
                                     "seen_by_formal": ["maybe"]})))  # fmt: skip
