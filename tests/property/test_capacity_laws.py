"""Laws of volunteers over time and of waiting for an answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.capacity import response_days, volunteer_trend
from veerkracht.tables import Shape, table_of

COUNTS = Shape("counts", {"initiative": "string", "start": "string", "date": "string", "volunteers": "int64"},
               ("initiative", "date"))  # fmt: skip
NEEDS = Shape("needs", {"need": "string", "group": "string", "event": "string", "answered": "string", "ended": "string"},
              ("need", "group"))  # fmt: skip
few = settings(max_examples=30, deadline=None)
series = st.dictionaries(st.integers(0, 900), st.integers(0, 80), min_size=3, max_size=8)
waits = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=12)


def day(number):
    return (date(2020, 1, 1) + timedelta(days=number)).isoformat()


def trend(counts):
    rows = [{"initiative": "i", "date": day(at), "volunteers": number} for at, number in counts.items()]
    return volunteer_trend(table_of(COUNTS, rows)).to_pyarrow().to_pylist()[0]


def wait(pairs):
    rows = [{"need": f"N{number}", "group": "g", "event": day(0), "answered" if done else "ended": day(days)}
            for number, (days, done) in enumerate(pairs)]  # fmt: skip
    return response_days(table_of(NEEDS, rows), today=day(100)).to_pyarrow().to_pylist()[0]


@few
@given(series, st.integers(1, 50))
def test_the_same_number_more_at_every_count_leaves_the_slope(counts, more):
    before, after = trend(counts), trend({at: number + more for at, number in counts.items()})
    assert after["slope_per_month"] == pytest.approx(before["slope_per_month"], abs=1e-9)
    assert before["lower"] <= before["slope_per_month"] <= before["upper"]


@few
@given(st.dictionaries(st.integers(0, 900), st.just(1), min_size=3, max_size=6), st.integers(-3, 3))
def test_counts_on_a_line_give_that_line(days, step):
    line = {at: 3000 + step * at for at in days}
    assert trend(line)["slope_per_month"] == pytest.approx(step * 30.4375, abs=1e-6)


@few
@given(waits)
def test_without_open_needs_the_median_is_the_first_day_on_which_half_is_answered(pairs):
    days = sorted(days for days, _ in pairs)
    assert wait([(days, True) for days, _ in pairs])["median_days"] == days[(len(days) - 1) // 2]


@few
@given(waits)
def test_the_median_lies_within_its_limits(pairs):
    row = wait(pairs)
    if row["median_days"] is not None:
        assert row["lower"] is not None
        assert row["lower"] <= row["median_days"]
        assert row["upper"] is None or row["median_days"] <= row["upper"]


@few
@given(waits)
def test_a_need_that_never_gets_an_answer_never_shortens_the_wait(pairs):
    before, after = wait(pairs)["median_days"], wait([*pairs, (90, False)])["median_days"]
    assert after is None or (before is not None and after >= before)
