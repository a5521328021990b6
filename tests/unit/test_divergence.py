"""Differences between areas on panels worked out by hand."""

import numpy as np
import pyarrow as pa
import pytest

from veerkracht.analysis.trends import DivergenceSettings, beta_convergence, gap_change, sigma_change
from veerkracht.errors import MissingDataError, SettingError, TableError
from veerkracht.tables import SCORES, memtable, table_of

SETTINGS = DivergenceSettings(draws=400)
NOISE = DivergenceSettings(draws=400, method="noise")


def _scores(first, last, *, half=None):
    rows = []
    for period, values in (("2011", first), ("2016", last)):
        for place, value in enumerate(values):
            ends = {} if half is None or value is None else {"lower": value - half, "upper": value + half}
            rows.append({"area": f"A{place:03}", "period": period, "indicator": "load", "score": value, **ends})
    return table_of(SCORES, rows)


def _people(population):
    areas = [f"A{place:03}" for place in range(len(population))]
    return memtable(pa.table({"area": areas, "population": pa.array(population, type=pa.float64())}))


def _row(function, scores, population, settings=SETTINGS):
    return (
        function(scores, _people(population), first="2011", last="2016", settings=settings).to_pyarrow().to_pylist()[0]
    )


def test_the_spread_is_weighted_by_residents():
    row = _row(sigma_change, _scores([0, 0, 0, 0, 10], [0, 0, 0, 0, 20]), [1, 1, 1, 1, 4])
    # half of the residents at 0, half at 10: sd 5; later 10
    assert (row["sd_first"], row["sd_last"], row["change"]) == pytest.approx((5.0, 10.0, 5.0))


def test_a_spread_that_doubles_everywhere_is_growing():
    start = np.linspace(10, 40, 30)
    row = _row(sigma_change, _scores(start, 2 * start), [100.0] * 30)
    assert (row["answer"], row["p_growing"]) == ("growing", 1.0)
    assert 0 < row["lower"] < row["change"] < row["upper"]


def test_a_spread_that_halves_everywhere_is_shrinking():
    start = np.linspace(10, 40, 30)
    assert _row(sigma_change, _scores(start, start / 2), [100.0] * 30)["answer"] == "shrinking"


def test_a_spread_that_stays_is_not_clear():
    start = np.linspace(10, 40, 30)
    row = _row(sigma_change, _scores(start, start), [100.0] * 30)
    assert (row["change"], row["p_growing"], row["answer"]) == (0.0, 0.5, "not_clear")


def test_noise_draws_hide_a_change_smaller_than_the_noise():
    start = np.linspace(10, 40, 12)
    scores = _scores(start, 1.02 * start, half=15.0)
    assert _row(sigma_change, scores, [100.0] * 12, NOISE)["answer"] == "not_clear"
    assert _row(sigma_change, _scores(start, 1.02 * start, half=0.01), [100.0] * 12, NOISE)["answer"] == "growing"


def test_noise_cannot_be_drawn_without_intervals():
    with pytest.raises(MissingDataError, match="load lack intervals"):
        _row(sigma_change, _scores([1, 2, 3, 4, 5], [1, 2, 3, 4, 6]), [1.0] * 5, NOISE)


def test_areas_without_both_scores_or_residents_are_left_out_and_counted():
    row = _row(sigma_change, _scores([1, 2, 3, 4, 5, None, 7], [1, 2, 3, 4, 5, 6, 7]), [1, 1, 1, 1, 1, 1, None])
    assert (row["areas"], row["missing_areas"]) == (5, 2)
    assert row["sd_first"] == pytest.approx(2**0.5)


def test_too_few_areas_give_no_number():
    row = _row(sigma_change, _scores([1, 2, 3, 4], [1, 2, 3, 9]), [1.0] * 4)
    assert (row["sd_first"], row["change"], row["answer"], row["areas"]) == (None, None, "not_clear", 4)


def test_the_gap_compares_fifths_of_the_residents():
    row = _row(gap_change, _scores([10, 20, 30, 40, 50], [10, 20, 30, 40, 58]), [1.0] * 5)
    assert (row["gap_first"], row["gap_last"], row["change"]) == pytest.approx((40.0, 48.0, 8.0))


def test_an_area_on_the_boundary_of_a_fifth_counts_in_part():
    row = _row(gap_change, _scores([0, 10, 20, 30, 40], [0, 10, 20, 30, 40]), [1, 3, 2, 3, 1])
    # least burdened 2 of 10: one at 0, one of the three at 10: mean 5; most: (40 + 30) / 2 = 35
    assert row["gap_first"] == pytest.approx(30.0)


def test_groups_chosen_on_both_years_do_not_make_noise_look_like_a_closing_gap():
    rng = np.random.default_rng(5)
    true = rng.normal(50, 5, 400)
    scores = _scores(true + rng.normal(0, 5, 400), true + rng.normal(0, 5, 400))
    row = _row(gap_change, scores, [1.0] * 400)
    # chosen on the first year alone the gap would fall by about 2.8 sd * 7.07 * noise share 0.5 = 10 points
    assert abs(row["change"]) < 3


def test_catching_up_has_a_negative_slope():
    start = np.array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0])
    row = _row(beta_convergence, _scores(start, 0.7 * start + 9, half=0.1), [1.0] * 6)
    assert row["slope"] == pytest.approx(-0.3)
    assert row["regression_to_mean"] is False
    assert row["corrected_slope"] == pytest.approx(-0.3, abs=1e-3)


def test_catching_up_that_is_only_noise_is_flagged_and_corrected_to_zero():
    rng = np.random.default_rng(6)
    true = rng.normal(50, 6, 2000)
    half = 1.6448536 * 4.0
    scores = _scores(true + rng.normal(0, 4, 2000), true + rng.normal(0, 4, 2000), half=half)
    row = _row(beta_convergence, scores, [1.0] * 2000)
    # noise share 16 / (36 + 16) = 0.31 is the slope that noise alone gives; error of a slope here about 0.02
    assert row["slope"] == pytest.approx(-16 / 52, abs=0.06)
    assert row["noise_share"] == pytest.approx(16 / 52, abs=0.03)
    assert row["corrected_slope"] == pytest.approx(0.0, abs=0.09)
    assert row["regression_to_mean"] is True


def test_without_intervals_regression_to_the_mean_is_unknown():
    row = _row(beta_convergence, _scores([1, 2, 3, 4, 5], [1, 2, 3, 4, 4]), [1.0] * 5)
    assert (row["noise_share"], row["corrected_slope"], row["regression_to_mean"]) == (None, None, None)
    assert row["slope"] == pytest.approx(-0.2)


def test_no_correction_is_given_when_the_start_year_is_mostly_noise():
    row = _row(beta_convergence, _scores([1, 2, 3, 4, 5], [1, 2, 3, 4, 4], half=9.0), [1.0] * 5)
    assert (row["noise_share"], row["corrected_slope"], row["regression_to_mean"]) == (1.0, None, True)


def test_a_seed_repeats_the_interval_and_another_does_not():
    scores = _scores([3, 8, 1, 9, 4, 7], [4, 6, 2, 9, 5, 1])
    rows = [_row(sigma_change, scores, [1.0] * 6, DivergenceSettings(draws=400, seed=seed)) for seed in (1, 1, 2)]
    assert rows[0] == rows[1] != rows[2]


def test_a_repeated_score_is_refused():
    scores = _scores([1, 2], [1, 2]).union(_scores([1, 2], [1, 2]))
    with pytest.raises(TableError, match="8 scores stand for 4"):
        _row(sigma_change, scores, [1.0, 1.0])


@pytest.mark.parametrize(
    "wrong", [{"draws": 10}, {"confidence": 0.5}, {"interval": 0.0}, {"tail_share": 0.6}, {"method": "guess"}]
)
def test_settings_outside_their_bounds_are_refused(wrong):
    with pytest.raises(SettingError, match=next(iter(wrong))):
        DivergenceSettings(**wrong)
