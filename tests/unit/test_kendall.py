"""Monotone trends of many series at once."""

import numpy as np
import pytest

from veerkracht.analysis.trends import monotone_trends
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Status, arrays, memtable


def observed(values, *, first=2015, status=None, area="A", indicator="noise"):
    count = len(values)
    return {
        "area": [area] * count, "period": [str(first + step) for step in range(count)],
        "indicator": [indicator] * count, "value": values, "status": status or [Status.NORMAL] * count,
    }  # fmt: skip


def together(*parts):
    return memtable({name: [cell for part in parts for cell in part[name]] for name in parts[0]})


def one(table, **settings):
    return monotone_trends(table, **settings).to_pyarrow().to_pylist()[0]


def test_the_numbers_of_a_series_worked_out_by_hand():
    # 3 1 4 1: two pairs rise and three fall, so S = -1; one pair of ties: (4*3*13 - 2*1*9)/18 = 138/18
    row = one(together(observed([3.0, 1.0, 4.0, 1.0])))
    assert row["s"] == -1 and row["variance"] == pytest.approx(138 / 18)
    assert row["tau"] == pytest.approx(-1 / 6)
    # slopes: -2, 1/2, -2/3, 3, 0, -3; in order -3 -2 -2/3 0 1/2 3, median -1/3
    assert row["slope"] == pytest.approx(-1 / 3)


def test_pairs_across_a_break_are_not_compared():
    status = [Status.NORMAL] * 3 + [Status.BREAK] + [Status.NORMAL] * 2
    row = one(together(observed([1.0, 2.0, 3.0, 100.0, 101.0, 102.0], status=status)))
    assert row["pairs"] == 6 and row["s"] == 6 and row["slope"] == 1.0
    assert row["variance"] == pytest.approx(2 * 3 * 2 * 11 / 18)


def test_absent_years_keep_their_distance():
    row = one(together(observed([1.0, None, None, 4.0, 5.0, 6.0])))
    assert row["points"] == 4 and row["slope"] == 1.0


def test_the_bounds_of_the_slope_are_slopes_at_ranks_worked_out_by_hand():
    # Slopes in order: -1, 1/2, 2, 2, 2, 5. sd = sqrt(26/3), z = 0.6745, so ranks 2.007 and 3.993: outwards 2 and 5.
    row = one(together(observed([1.0, 3.0, 2.0, 7.0])), interval=0.5)
    assert (row["lower"], row["slope"], row["upper"]) == (0.5, 2.0, 2.0)


def test_a_series_too_short_for_a_bound_has_none():
    row = one(together(observed([1.0, 2.0, 4.0])), fewest_points=3, interval=0.99)
    assert row["lower"] is None and row["upper"] is None and row["slope"] == 1.5


@pytest.mark.parametrize(
    ("values", "reason"),
    [([1.0, 2.0, None, 3.0], "too_few_points"), ([2.0] * 5, "constant"), ([None] * 4, "too_few_points")],
)
def test_what_cannot_be_tested_says_why_and_has_no_p(values, reason):
    row = one(together(observed(values)))
    assert row["reason"] == reason and row["p"] is None and row["p_adjusted"] is None


def test_areas_without_a_test_do_not_count_in_the_false_discovery_rate():
    rising, short = observed([1.0, 2.0, 3.0, 4.0, 5.0]), observed([1.0, None, None, None, None], area="B")
    found = arrays(monotone_trends(together(rising, short)), order=["area"])
    assert found["p_adjusted"][0] == found["p"][0] and np.isnan(found["p_adjusted"][1])


def test_each_indicator_is_allowed_for_by_itself():
    parts = [observed([1.0, 2.0, 3.0, 4.0, 5.0], area=area, indicator=name)
             for area in ("A", "B") for name in ("noise", "debt")]  # fmt: skip
    found = arrays(monotone_trends(together(*parts), adjustment="benjamini_yekutieli"), order=["area", "indicator"])
    assert np.allclose(found["p_adjusted"], found["p"] * 1.5)


def test_months_are_parts_of_years():
    table = memtable({
        "area": ["A"] * 4, "period": ["2019-01", "2019-07", "2020-01", "2020-07"], "indicator": ["noise"] * 4,
        "value": [1.0, 2.0, 3.0, 4.0],
    })  # fmt: skip
    assert one(table)["slope"] == pytest.approx(2.0)


def test_periods_that_are_no_time_are_refused():
    with pytest.raises(TableError, match="Period 2019JJ00"):
        monotone_trends(memtable({"area": ["A"], "period": ["2019JJ00"], "indicator": ["x"], "value": [1.0]}))
    with pytest.raises(TableError, match="Period 2020 does not fit"):
        rows = {"area": ["A"] * 2, "period": ["2019-01", "2020"], "indicator": ["x"] * 2, "value": [1.0, 2.0]}
        monotone_trends(memtable(rows))


@pytest.mark.parametrize("settings", [{"interval": 1.0}, {"fewest_points": 2}])
def test_settings_outside_their_bounds_are_refused(settings):
    with pytest.raises(SettingError):
        monotone_trends(together(observed([1.0, 2.0, 3.0])), **settings)
