"""Outlying values are brought in, and what was done is told."""

import numpy as np
import pytest
from scipy import stats

from veerkracht.analysis.indicators import (
    indicator_statistics,
    transform_indicators,
    treat_outliers,
    winsorise_outliers,
)
from veerkracht.analysis.indicators.treatment._arrays import (
    TRANSFORMS,
    Fit,
    box_cox,
    box_cox_power,
    fit_of,
    log_ct,
    log_ct_plus,
    log_gii,
    treat,
    winsorise,
    yeo_johnson,
    yeo_johnson_power,
)
from veerkracht.analysis.indicators.treatment._shape import (
    _outward_sums,
    _shape_between,
    ends_after_winsorising,
    shape_of,
)
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import OBSERVATIONS, empty, memtable

TAIL = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 90.0]
FAR = [*(float(number) for number in range(20)), 1e3, 1e6]
BOTH = [-90.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 400.0]


def _observations(*, period="2020", indicator="noise", values, **columns):
    areas = [f"A{number:02}" for number in range(len(values))]
    return {"area": areas, "period": [period] * len(values), "indicator": [indicator] * len(values), "value": values,
            **columns}  # fmt: skip


def _table(*parts):
    return memtable({name: [cell for part in parts for cell in part[name]] for name in parts[0]})


def _values(table, **keys):
    for name, key in keys.items():
        table = table.filter(table[name] == key)
    return [row["value"] for row in table.order_by("indicator", "period", "area").to_pyarrow().to_pylist()]


def _told(treated):
    return treated.told.to_pyarrow().to_pylist()


def test_skewness_and_kurtosis_are_those_of_scipy_without_bias():
    values = np.array([1.0, 2.0, 4.0, 8.0, 30.0, np.nan])
    expected = stats.skew(values[:5], bias=False), stats.kurtosis(values[:5], bias=False)
    assert shape_of(values) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("values", [[1.0, 2.0, 9.0], [5.0] * 6, [], [np.nan, np.nan]])
def test_without_four_values_or_without_spread_there_is_no_shape(values):
    assert np.isnan(shape_of(np.array(values))).all()


def test_the_highest_value_takes_the_next_one_where_the_tail_is_to_the_right():
    assert winsorise(np.array(TAIL), most=1).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 7.0]


def test_the_lowest_value_takes_the_next_one_where_the_tail_is_to_the_left():
    assert winsorise(-np.array(TAIL), most=1).tolist() == [-1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -7.0, -7.0]


def test_values_that_are_equal_move_together_even_past_the_limit():
    values = np.array([*range(1, 41), 900.0, 900.0], dtype=float)
    assert ends_after_winsorising(values, most=1, limits=(2.0, 3.5)) == (1.0, 40.0, 2)


def test_no_more_values_move_than_is_needed():
    values = np.array([*range(30), 400.0], dtype=float)
    assert ends_after_winsorising(values, most=10, limits=(2.0, 3.5))[2] == 1


def test_the_shape_from_running_sums_is_that_of_the_values_themselves():
    ordered = np.sort(np.random.default_rng(2).lognormal(size=50))
    for first, last in ((0, 49), (3, 40), (10, 26)):
        ends = np.clip(ordered, ordered[first], ordered[last])
        found = _shape_between(ordered, _outward_sums(ordered), first, last)
        assert found == pytest.approx(shape_of(ends), rel=1e-9)  # powers of 4 cancel, and lose a few digits


def test_winsorising_goes_on_at_the_end_that_is_skewed_now():
    low, high, moved = ends_after_winsorising(np.array(BOTH), most=5, limits=(1.0, 0.5))
    assert (low, high, moved) == (1.0, 8.0, 2)


def test_winsorising_never_leaves_an_indicator_without_spread():
    values = np.array([0.0] * 9 + [5.0])
    assert winsorise(values, most=5).tolist() == values.tolist()


def test_an_absent_value_stays_absent_in_each_treatment():
    values = np.array([*TAIL, np.nan])
    for one in (
        winsorise(values, most=2),
        treat(values, most=2),
        *(made(values, None) for made in TRANSFORMS.values()),
    ):
        assert np.isnan(one).tolist() == [False] * 8 + [True]


def test_what_winsorising_cannot_mend_is_transformed_from_the_original():
    values = np.array(FAR)
    assert np.array_equal(treat(values, most=1), log_ct(values))


def test_log_ct_keeps_the_lowest_value_off_zero():
    assert log_ct(np.array([0.0, 100.0])) == pytest.approx([0.0, np.log(101.0)])


def test_log_ct_plus_turns_what_is_skewed_to_the_left():
    turned = log_ct_plus(-np.array(TAIL))
    assert turned == pytest.approx(-log_ct(np.array(TAIL)))
    assert np.array_equal(log_ct_plus(np.array(TAIL)), log_ct(np.array(TAIL)))


def test_the_gii_logarithm_runs_from_zero_to_the_logarithm_of_the_maximum():
    assert log_gii(np.array([2.0, 5.0, 11.0])) == pytest.approx([0.0, np.log(1 + 10 / 3), np.log(11.0)])


def test_box_cox_of_power_zero_is_the_logarithm():
    values = np.array(TAIL)
    assert box_cox(values, fit_of(values, power=0.0)) == pytest.approx(np.log(values - 1.0 + 1.0))


def test_the_power_of_box_cox_is_the_most_likely_one():
    values = np.exp(np.random.default_rng(3).normal(size=80))
    expected = stats.boxcox_normmax(values - values.min() + 1.0, method="mle")
    assert box_cox_power(values) == pytest.approx(expected, abs=1e-5)


def test_the_power_of_yeo_and_johnson_is_the_most_likely_one():
    values = np.random.default_rng(4).gumbel(size=80) - 1.0
    moved, power = stats.yeojohnson(values)
    assert yeo_johnson_power(values) == pytest.approx(power, abs=1e-5)
    assert yeo_johnson(values, Fit(0.0, 0.0, 0.0, power)) == pytest.approx(moved, rel=1e-9)


def test_the_treatment_of_each_indicator_is_told():
    tables = _table(_observations(values=TAIL), _observations(indicator="trees", values=[float(x) for x in range(8)]))
    noise, trees = _told(treat_outliers(tables, most=1))
    assert (noise["method"], noise["moved"], noise["still_outlying"], noise["power"]) == ("winsorised", 1, False, None)
    assert noise["skewness_before"] > 2.0 > abs(noise["skewness_after"])
    assert (trees["method"], trees["moved"]) == ("none", 0)


def test_an_indicator_that_needs_more_is_told_as_still_outlying():
    (row,) = _told(winsorise_outliers(_table(_observations(values=FAR)), most=1))
    assert (row["method"], row["moved"], row["still_outlying"]) == ("winsorised", 1, True)


def test_a_share_of_the_values_may_be_brought_in_instead_of_a_count():
    values = [*range(1, 99), 5000, 6000]
    table = _table(_observations(values=[float(value) for value in values]))
    moved = [_told(winsorise_outliers(table, share=share))[0]["moved"] for share in (0.0, 0.01, 0.02, 0.3)]
    assert moved == [0, 1, 2, 2]


def test_years_are_treated_alike():
    early, late = _observations(period="2019", values=[*TAIL[:7], 7.5]), _observations(period="2020", values=TAIL)
    together = treat_outliers(_table(early, late), most=1).observations
    assert _values(together, period="2020")[-1] == 7.5
    by_base = treat_outliers(_table(early, late), most=1, base="2020").observations
    assert _values(by_base, period="2019")[-1] == 7.0


def test_the_power_that_was_found_is_told_and_gives_the_same_again():
    table = _table(_observations(values=TAIL))
    first = transform_indicators(table, transform="yeo_johnson")
    again = transform_indicators(table, transform="yeo_johnson", power=_told(first)[0]["power"])
    assert _values(again.observations) == _values(first.observations)


def test_a_constant_indicator_is_left_as_it_is():
    treated = transform_indicators(_table(_observations(values=[3.0, 3.0])), transform="log_ct")
    assert _values(treated.observations) == [3.0, 3.0]
    assert _told(treated)[0]["method"] == "none"


def test_statistics_mark_what_asks_for_attention():
    parts = [_observations(values=TAIL), _observations(indicator="trees", values=[0.0] * 7 + [1.0]),
             _observations(indicator="void", values=[None] * 8), _observations(indicator="flat", values=[2.0] * 8)]  # fmt: skip
    rows = {row["indicator"]: row for row in indicator_statistics(_table(*parts)).to_pyarrow().to_pylist()}
    assert (rows["noise"]["low"], rows["noise"]["high"], rows["noise"]["median"]) == (1.0, 90.0, 4.5)
    assert rows["noise"]["outlying"] and not rows["noise"]["constant"]
    assert rows["trees"]["many_zeros"] and rows["trees"]["few_distinct"] and rows["trees"]["most_frequent"] == 7
    assert rows["void"]["few_present"] and rows["void"]["mean"] is None and not rows["void"]["constant"]
    assert rows["flat"]["constant"] and rows["flat"]["sd"] == 0.0 and rows["flat"]["skewness"] is None


@pytest.mark.parametrize(("transform", "values", "named"), [
    ("ln", [0.0, 1.0], "ln has no answer for 0.0 of noise in area A00, 2020"),
    ("log_gii", [0.1, 0.9], "log_gii has no answer for 0.1 of noise"),
])  # fmt: skip
def test_a_value_without_a_logarithm_is_named(transform, values, named):
    with pytest.raises(TableError, match=named):
        transform_indicators(_table(_observations(values=values)), transform=transform)


def test_a_value_far_below_those_of_the_base_is_named():
    table = _table(_observations(period="2019", values=[10.0, 20.0]), _observations(period="2020", values=[1.0, 20.0]))
    with pytest.raises(TableError, match=r"log_ct has no answer for 1\.0 of noise in area A00, 2020"):
        transform_indicators(table, transform="log_ct", base="2019")


def test_bad_input_is_named():
    table = _table(_observations(values=TAIL))
    with pytest.raises(SettingError, match="is -1"):
        treat_outliers(table, most=-1)
    with pytest.raises(SettingError, match=r"is 0\.5"):
        winsorise_outliers(table, share=0.5)
    with pytest.raises(TableError, match=r"no period 1999\. Choose one of 2020"):
        treat_outliers(table, base="1999")
    with pytest.raises(TableError, match="noise have no value"):
        treat_outliers(_table(_observations(values=[None, None])))
    with pytest.raises(TableError, match="noise come in more than one unit"):
        treat_outliers(_table(_observations(values=[1.0, 2.0], unit=["dB", "%"])))
    with pytest.raises(TableError, match="There are no observations"):
        treat_outliers(empty(OBSERVATIONS))
    with pytest.raises(TableError, match="has 2 values of noise"):
        treat_outliers(_table(_observations(values=[1.0]), _observations(values=[2.0])))
