"""Trends beside those of pymannkendall, and the laws that they keep."""

import numpy as np
import pymannkendall
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.trends import monotone_trends
from veerkracht.tables import arrays, memtable

AREAS = 40


def panel(values):
    areas, years = values.shape
    return memtable({
        "area": np.repeat([f"A{number:03d}" for number in range(areas)], years),
        "period": np.tile([str(2000 + year) for year in range(years)], areas),
        "indicator": np.full(areas * years, "x"), "value": values.ravel(),
    })  # fmt: skip


def computed(values, **choices):
    return arrays(monotone_trends(panel(values), **choices), order=["area"])


@pytest.mark.parametrize("years", [8, 11, 20])
@pytest.mark.parametrize("decimals", [0, 6])
def test_the_plain_test_and_the_slope_are_equal(years, decimals):
    values = np.round(np.random.default_rng(years).normal(size=(AREAS, years)).cumsum(axis=1), decimals)
    found = computed(values)
    for row, series in enumerate(values):
        peer = pymannkendall.original_test(series)
        assert found["s"][row] == peer.s
        own = [found[name][row] for name in ("variance", "p", "tau", "slope")]
        assert own == pytest.approx([peer.var_s, peer.p, peer.Tau, peer.slope], rel=1e-12, abs=1e-12)
        assert found["intercept"][row] + 2000 * found["slope"][row] == pytest.approx(peer.intercept, abs=1e-9)


def test_the_variance_with_autocorrelation_is_equal():
    # An even number of pairs: the slope is then of no pair, so that no points tie but for rounding in the peer.
    values = np.random.default_rng(3).normal(size=(AREAS, 20)).cumsum(axis=1)
    found = computed(values, correction="hamed_rao")
    peers = [pymannkendall.hamed_rao_modification_test(series) for series in values]
    assert found["variance"] == pytest.approx([peer.var_s for peer in peers], rel=1e-12)
    assert found["p"] == pytest.approx([peer.p for peer in peers], rel=1e-12)


series = st.lists(st.integers(-50, 50), min_size=4, max_size=12)


@settings(max_examples=40, deadline=None)
@given(series, st.integers(-9, 9), st.integers(1, 9))
def test_the_scale_moves_the_slope_and_not_the_test(values, shift, scale):
    plain = computed(np.array([values], float))
    moved = computed(np.array([values], float) * scale + shift)
    assert moved["s"] == plain["s"] and moved["slope"] == pytest.approx(scale * plain["slope"])


@settings(max_examples=40, deadline=None)
@given(series)
def test_a_series_told_backwards_falls_as_much_as_it_rose(values):
    plain, back = computed(np.array([values], float)), computed(np.array([values[::-1]], float))
    assert back["s"] == -plain["s"] and back["slope"] == pytest.approx(-plain["slope"])
    assert back["lower"] == pytest.approx(-plain["upper"], nan_ok=True)
