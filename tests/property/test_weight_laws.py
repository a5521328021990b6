"""Laws of weights found in data and of the benefit of the doubt, for any scores."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as drawn

from veerkracht.analysis.indicators.weights._data import (
    critic_shares,
    entropy_shares,
    factor_shares,
    first_component_shares,
)
from veerkracht.analysis.indicators.weights._doubt import doubt, doubt_within

LAWS = settings(max_examples=50, deadline=None)
GRID = st.integers(0, 50).map(lambda whole: whole / 50)  # ties, zeros and ones occur often
VALUES = drawn(float, (12, 3), elements=GRID)
WAYS = {
    "entropy": entropy_shares,
    "critic": critic_shares,
    "component": first_component_shares,
    "factors": lambda values: factor_shares(values, keep="eigenvalue"),
}


def _varied(values):
    assume((np.ptp(values, axis=0) > 0).all())
    return values


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
@LAWS
@given(values=VALUES)
def test_weights_are_no_less_than_zero_and_add_up_to_one(way, values):
    found = way(_varied(values))
    assert (found >= 0).all() and (found.sum() == pytest.approx(1.0) or not found.any())


@pytest.mark.parametrize("way", [WAYS[name] for name in ("entropy", "critic", "component")])
@LAWS
@given(values=VALUES, seed=st.integers(0, 2**32 - 1))
def test_weights_follow_their_column_and_do_not_look_at_the_order_of_rows(way, values, seed):
    rng = np.random.default_rng(seed)
    whole = _varied(values)
    if way is first_component_shares:
        variances = np.linalg.eigvalsh(np.corrcoef(whole.T))
        assume(variances[-1] - variances[-2] > 1e-3)  # else the first component has no one direction
    rows, columns = rng.permutation(12), rng.permutation(3)
    np.testing.assert_allclose(way(whole)[columns], way(whole[rows][:, columns]), atol=1e-9)


@pytest.mark.parametrize("way", [critic_shares, entropy_shares])
@LAWS
@given(values=VALUES, level=GRID)
def test_a_constant_column_has_no_weight_and_leaves_the_proportions(way, values, level):
    whole = _varied(values)
    more = way(np.column_stack([whole, np.full(12, level)]))
    assert more[3] == 0.0
    np.testing.assert_allclose(more[:3], way(whole), atol=1e-9)


def _peers(values):
    assume((values.max(axis=0) > 0).all())
    return values / values.max(axis=0)


@LAWS
@given(values=VALUES)
def test_doubt_scores_lie_between_zero_and_one_and_somebody_has_one(values):
    found, weights = doubt(_peers(values), _peers(values))
    assert (found >= 0).all() and (found <= 1 + 1e-9).all() and found.max() == pytest.approx(1.0)
    assert (weights >= -1e-9).all()


@LAWS
@given(
    values=VALUES, factors=st.lists(st.sampled_from([0.1, 1.0, 7.0]), min_size=3, max_size=3), seed=st.integers(0, 99)
)
def test_doubt_does_not_look_at_units_or_at_order(values, factors, seed):
    whole = _peers(values)
    order = np.random.default_rng(seed).permutation(12)
    other = (whole * np.array(factors))[order]
    np.testing.assert_allclose(doubt(other, other)[0], doubt(whole, whole)[0][order], atol=1e-9)


@LAWS
@given(values=VALUES, at=st.tuples(st.integers(0, 11), st.integers(0, 2)), fall=st.floats(0.0, 1.0))
def test_a_worse_score_never_helps_against_the_same_peers(values, at, fall):
    whole = _peers(values)
    worse = whole.copy()
    worse[at] *= fall
    limits = np.full((12, 3), 0.1), np.full((12, 3), 0.6)
    assert (doubt(worse, whole)[0] <= doubt(whole, whole)[0] + 1e-9).all()
    assert (doubt_within(worse, whole, *limits)[0] <= doubt_within(whole, whole, *limits)[0] + 1e-9).all()


@LAWS
@given(values=VALUES, least=st.floats(0.0, 0.3), most=st.floats(0.4, 1.0))
def test_limits_on_shares_never_help(values, least, most):
    whole = _peers(values)
    within = doubt_within(whole, whole, np.full((12, 3), least), np.full((12, 3), most))[0]
    assert (within <= doubt(whole, whole)[0] + 1e-9).all()
