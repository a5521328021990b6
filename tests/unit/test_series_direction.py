"""Directions of single series, worked out by hand."""

import math

import pyarrow as pa
import pytest
from scipy.special import stdtrit

from veerkracht.analysis.trends import TrendSettings, series_direction
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import INDICATORS, OBSERVATIONS, memtable, table_of

CATALOGUE = table_of(INDICATORS, [
    {"indicator": "thefts", "kind": "count", "noise": "poisson"},
    {"indicator": "mean", "kind": "mean", "noise": "none"},
    {"indicator": "people", "kind": "count", "noise": "none", "rounding": 60.0},
])  # fmt: skip
SETTINGS = TrendSettings()


def _series(indicator, values, *, area="A", source="s", start=2011, statuses=None):
    statuses = statuses or ["O" if value is None else "A" for value in values]
    return [
        {"area": area, "period": str(start + place), "indicator": indicator, "value": value, "status": status,
         "source": source} for place, (value, status) in enumerate(zip(values, statuses, strict=True))
    ]  # fmt: skip


def _direction(*series, **options):
    observations = table_of(OBSERVATIONS, [row for one in series for row in one])
    table = series_direction(observations, CATALOGUE, settings=SETTINGS, **options)
    return table.order_by("source", "area", "indicator").to_pyarrow().to_pylist()


def test_the_slope_is_in_percent_of_the_mean_per_year_with_a_wide_interval_for_few_points():
    row = _direction(_series("mean", [90.0, 100.0, 104.0, 106.0]))[0]
    # mean 100; slope (-1.5 * 90 - 0.5 * 100 + 0.5 * 104 + 1.5 * 106) / 5 = 26 / 5 = 5.2
    # residuals -2.2 2.6 1.4 -1.8; se = sqrt(RSS / (n - 2) / Sxx)
    squares = sum(r * r for r in (-2.2, 2.6, 1.4, -1.8))
    half = 2.919986 * math.sqrt(squares / 2 / 5)  # t quantile 0.95 on 2 degrees of freedom
    assert row["slope"] == pytest.approx(5.2)
    assert row["slope_upper"] - row["slope"] == pytest.approx(half, rel=1e-5)
    assert row["direction"] == "rising"
    # Student's t on 2 degrees: P(T < z) = 1/2 + z / (2 sqrt(2 + z^2))
    z = (5.2 - 1) / math.sqrt(squares / 2 / 5)
    assert row["p_rising"] == pytest.approx(0.5 + z / (2 * math.sqrt(2 + z * z)))
    assert row["p_rising"] + row["p_steady"] + row["p_falling"] == pytest.approx(1.0)
    # pairwise slopes 10 4 2 7 3 5.33: median 4.67
    assert row["sen_slope"] == pytest.approx(14 / 3)


def test_years_that_resemble_the_one_before_widen_the_interval_and_leave_fewer_degrees_of_freedom():
    wave = [1.0, 1.0, 1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0]  # symmetric, so that it leaves the slope alone
    row = _direction(_series("mean", [100 + 2 * (year - 4) + bump for year, bump in enumerate(wave)]))[0]
    # mean of the wave 1/3: residuals 2/3 (six) and -4/3 (three); squares 6 * 4/9 + 3 * 16/9 = 8
    # successive: four pairs 4/9, two pairs -8/9, two pairs 16/9: 32/9; rho = 32/9 / 8 = 4/9
    # se = sqrt(8 / 7 / 60) sqrt((13/9) / (5/9)) on a level of 100 1/3; n_eff = 9 * 5/13 = 3.4615, df 1.4615
    se = math.sqrt(8 / 7 / 60) * math.sqrt(13 / 5) * 100 / (100 + 1 / 3)
    assert row["autocorrelation"] == pytest.approx(4 / 9)
    assert row["slope"] == pytest.approx(200 / (100 + 1 / 3))
    assert row["slope_upper"] - row["slope"] == pytest.approx(se * stdtrit(9 * 5 / 13 - 2, 0.95))


def test_seven_years_cannot_tell_their_autocorrelation():
    row = _direction(_series("mean", [101.0, 101.0, 99.0, 99.0, 99.0, 101.0, 101.0]))[0]
    assert row["autocorrelation"] == 0.0


def test_years_that_swing_to_and_fro_do_not_narrow_the_interval():
    row = _direction(_series("mean", [101.0, 99.0, 101.0, 99.0, 99.0, 101.0, 99.0, 101.0]))[0]
    # mean 100, slope 0, squares 8, Sxx 42, t quantile 0.95 on 6 degrees of freedom 1.943180
    assert row["autocorrelation"] == 0.0
    assert row["slope_upper"] == pytest.approx(1.943180 * math.sqrt(8 / 6 / 42), rel=1e-5)


def test_a_constant_series_is_steady_for_certain():
    row = _direction(_series("mean", [7.0, 7.0, 7.0]))[0]
    assert (row["p_rising"], row["p_steady"], row["p_falling"], row["direction"]) == (0.0, 1.0, 0.0, "steady")


def test_a_series_of_zeros_is_steady():
    row = _direction(_series("mean", [0.0, 0.0, 0.0]))[0]
    assert (row["slope"], row["direction"], row["reason"]) == (0.0, "steady", "")


def test_one_point_gives_no_direction():
    row = _direction(_series("thefts", [500.0]))[0]
    assert (row["direction"], row["reason"], row["points"]) == ("unknown", "too_few_points", 1)
    assert row["slope"] is None and row["p_rising"] is None


def test_a_series_without_any_value_says_so():
    row = _direction(_series("mean", [None, None]))[0]
    assert (row["direction"], row["reason"], row["first_period"]) == ("unknown", "no_series", None)


def test_two_counts_give_a_direction_because_their_error_is_known():
    row = _direction(_series("thefts", [100.0, 400.0]))[0]
    # difference 300 in one year on a mean of 250: 120 %; se = sqrt(100.5 + 400.5) / 250 = 8.95 %
    assert row["slope"] == pytest.approx(120.0)
    assert (row["slope_upper"] - 120.0) / 1.6448536 == pytest.approx(100 * math.sqrt(501) / 250, rel=1e-6)
    assert row["direction"] == "rising"


def test_two_points_of_unknown_error_give_no_direction():
    row = _direction(_series("mean", [100.0, 400.0]))[0]
    assert (row["direction"], row["reason"]) == ("unknown", "too_few_points")


def test_rounding_alone_does_not_make_the_error_of_two_points_known():
    assert _direction(_series("people", [100.0, 400.0]))[0]["reason"] == "too_few_points"


def test_two_points_with_a_published_error_give_a_direction():
    errors = memtable(pa.table({
        "area": ["A", "A"], "period": ["2011", "2012"], "indicator": ["mean"] * 2, "source": ["s"] * 2,
        "standard_error": [3.0, 4.0],
    }))  # fmt: skip
    row = _direction(_series("mean", [100.0, 100.0]), errors=errors)[0]
    assert (row["slope_upper"] - row["slope"]) / 1.6448536 == pytest.approx(5.0)  # sqrt(9 + 16) of 100
    assert (row["direction"], row["reason"]) == ("unknown", "not_clear")


def test_points_that_fit_closer_than_their_noise_take_the_error_of_the_noise():
    row = _direction(_series("thefts", [16.0, 16.0, 16.0]))[0]
    # se^2 = (1 * 16.5 + 1 * 16.5) / 2^2 on a level of 16
    assert (row["slope_upper"] - row["slope"]) / 1.6448536 == pytest.approx(100 * math.sqrt(33 / 4) / 16, rel=1e-6)
    assert row["p_steady"] < 0.1


def test_rounding_widens_a_series_that_fits_exactly():
    row = _direction(_series("people", [600.0, 600.0, 600.0]))[0]
    # rounding to 60: variance 60^2 / 12 = 300; se = sqrt(2 * 300) / 2 / 600
    assert (row["slope_upper"] - row["slope"]) / 1.6448536 == pytest.approx(100 * math.sqrt(600) / 2 / 600, rel=1e-6)


def test_years_before_a_break_are_not_used():
    broken = _series("mean", [50.0, 60.0, 20.0, 19.0, 18.0], statuses=["A", "A", "B", "A", "A"])
    row = _direction(broken)[0]
    assert (row["first_period"], row["last_period"], row["points"]) == ("2013", "2015", 3)
    assert row["direction"] == "falling"


def test_too_few_points_after_a_break_give_no_direction_however_long_the_series_before():
    broken = _series("mean", [1.0, 2.0, 3.0, 4.0, 9.0], statuses=["A", "A", "A", "A", "B"])
    row = _direction(broken)[0]
    assert (row["direction"], row["reason"], row["points"]) == ("unknown", "too_few_points", 1)


def test_a_series_that_ended_long_ago_keeps_its_slope_and_has_no_direction():
    rows = _direction(
        _series("mean", [10.0, 12.0, 14.0], area="A"), _series("mean", [10.0, 12.0, 14.0], area="B", start=2012),
        _series("mean", [9.0], area="C"), year=2019,
    )  # fmt: skip
    assert [(row["last_period"], row["direction"], row["reason"]) for row in rows] == [
        ("2013", "unknown", "too_old"), ("2014", "rising", ""), ("2011", "unknown", "too_few_points"),
    ]  # fmt: skip
    assert (rows[0]["slope"], rows[0]["p_rising"]) == (pytest.approx(100 / 6), None)


def test_without_a_year_no_series_is_too_old():
    assert _direction(_series("mean", [10.0, 12.0, 14.0], start=1911))[0]["direction"] == "rising"


def test_absent_years_are_skipped_and_not_counted():
    row = _direction(_series("mean", [10.0, None, 12.0, None, 14.0]))[0]
    assert row["points"] == 3
    assert row["slope"] == pytest.approx(100 / 12)


def test_sources_are_separate_series():
    rows = _direction(_series("mean", [1.0, 2.0, 3.0], source="a"), _series("mean", [3.0, 2.0, 1.0], source="b"))
    assert [row["direction"] for row in rows] == ["rising", "falling"]


def test_the_level_of_an_index_around_zero_is_its_mean_distance_from_zero():
    row = _direction(_series("mean", [-1.0, 0.0, 1.0]))[0]
    assert row["slope"] == pytest.approx(150.0)


def test_months_are_refused():
    observations = table_of(OBSERVATIONS, [{"area": "A", "period": "2016-03", "indicator": "mean", "value": 1.0}])
    with pytest.raises(TableError, match="2016-03 is not a year"):
        series_direction(observations, CATALOGUE, settings=SETTINGS)


def test_a_repeated_year_is_refused():
    with pytest.raises(TableError, match="2 observations stand for 1"):
        _direction(_series("mean", [1.0]), _series("mean", [2.0]))


def test_no_observations_give_no_rows():
    assert _direction() == []


@pytest.mark.parametrize(
    "wrong", [{"band": -1.0}, {"confidence": 0.3}, {"min_points": 2}, {"interval": 1.0}, {"max_age": -1}]
)
def test_settings_outside_their_bounds_are_refused(wrong):
    with pytest.raises(SettingError, match=next(iter(wrong))):
        TrendSettings(**wrong)
