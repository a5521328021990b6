"""The generalised mean of any order over what is present."""

import numpy as np
import pytest

from veerkracht.analysis.indicators.aggregation._means import coverages, power_means

NAN = np.nan
ROW = np.array([[1.0, 4.0]])
HALF = np.array([1.0, 1.0])


@pytest.mark.parametrize(
    ("power", "mean"), [(1.0, 2.5), (0.0, 2.0), (-1.0, 1.6), (2.0, 8.5**0.5), (np.inf, 4.0), (-np.inf, 1.0)]
)
def test_each_order_gives_the_mean_worked_out_by_hand(power, mean):
    assert power_means(ROW, HALF, power)[0] == pytest.approx(mean, rel=1e-14)


def test_weights_are_shared_anew_over_what_is_present():
    found = power_means(np.array([[2.0, NAN, 8.0]]), np.array([3.0, 5.0, 1.0]), 1.0)
    assert found[0] == pytest.approx((3 * 2 + 8) / 4)


def test_a_row_with_too_little_weight_present_is_absent():
    rows = np.array([[2.0, NAN, NAN], [2.0, 4.0, NAN]])
    weights = np.array([0.1, 0.2, 0.3])
    assert np.isnan(power_means(rows, weights, 1.0, least_coverage=0.5)).tolist() == [True, False]
    assert coverages(rows, weights) == pytest.approx([1 / 6, 0.5])


def test_a_row_without_any_value_is_absent_even_without_a_threshold():
    assert np.isnan(power_means(np.array([[NAN, NAN]]), HALF, 1.0))[0]


def test_a_zero_makes_a_geometric_and_a_harmonic_mean_zero():
    assert [power_means(np.array([[0.0, 4.0]]), HALF, power)[0] for power in (0.0, -1.0, -0.5)] == [0.0, 0.0, 0.0]


def test_a_negative_value_has_an_arithmetic_mean_and_no_other():
    row = np.array([[-2.0, 4.0]])
    assert power_means(row, HALF, 1.0)[0] == 1.0
    assert np.isnan([power_means(row, HALF, power)[0] for power in (0.0, -1.0, 2.0)]).all()


def test_a_column_of_weight_zero_does_not_count_whatever_it_holds():
    assert power_means(np.array([[-5.0, 4.0], [NAN, 4.0]]), np.array([0.0, 2.0]), 0.0).tolist() == pytest.approx([4, 4])


def test_steep_powers_of_large_values_do_not_overflow():
    rows = np.array([[1e5, 2e5]])
    assert power_means(rows, HALF, 200.0)[0] == pytest.approx(2e5 * 0.5 ** (1 / 200))
    assert power_means(rows, HALF, -200.0)[0] == pytest.approx(1e5 * 0.5 ** (-1 / 200))
