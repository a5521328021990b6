"""Laws of putting scores together, for any scores and weights."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as drawn

from veerkracht.analysis.indicators import AGGREGATORS, PowerMean, aggregate_tree
from veerkracht.tables import FRAMEWORK, memtable, table_of

NAMES = ["a", "b", "c", "d"]
MEANS = [AGGREGATORS[name] for name in ("arithmetic", "geometric", "harmonic", "mean_min", "owa")] + [PowerMean(3.0)]
SCORES = drawn(float, (6, 4), elements=st.one_of(st.floats(1.0, 100.0), st.just(np.nan)))
WEIGHTS = drawn(float, 4, elements=st.floats(0.1, 10.0))
LAWS = settings(max_examples=60, deadline=None)


def _combine(how, values, weights, least=0.0):
    return how.combine(values, weights, least_coverage=least)


@pytest.mark.parametrize("how", MEANS, ids=str)
@LAWS
@given(values=SCORES, weights=WEIGHTS)
def test_a_mean_lies_between_the_least_and_the_largest_score(how, values, weights):
    found = _combine(how, values, weights)
    some = ~np.isnan(values).all(axis=1)
    assert (np.isnan(found) == ~some).all()
    assert (found[some] >= np.nanmin(values[some], axis=1) - 1e-9).all()
    assert (found[some] <= np.nanmax(values[some], axis=1) + 1e-9).all()


@pytest.mark.parametrize("how", [*MEANS, AGGREGATORS["copeland"]], ids=str)
@LAWS
@given(values=SCORES, weights=WEIGHTS, fall=st.floats(0.0, 1.0), at=st.tuples(st.integers(0, 5), st.integers(0, 3)))
def test_a_worse_score_never_makes_the_result_better(how, values, weights, fall, at):
    worse = values.copy()
    worse[at] = 1.0 + (values[at] - 1.0) * fall  # NaN stays absent
    before, after = _combine(how, values, weights), _combine(how, worse, weights)
    assert np.isnan(before[at[0]]) or after[at[0]] <= before[at[0]] + 1e-9


@pytest.mark.parametrize("how", list(AGGREGATORS.values()), ids=list(AGGREGATORS))
@LAWS
@given(values=SCORES, weights=WEIGHTS, factor=st.sampled_from([0.01, 3.0, 1000.0]))
def test_only_the_proportions_of_weights_count(how, values, weights, factor):
    one, other = _combine(how, values, weights, 0.5), _combine(how, values, weights * factor, 0.5)
    np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize("how", list(AGGREGATORS.values()), ids=list(AGGREGATORS))
@LAWS
@given(values=SCORES, weights=WEIGHTS, seed=st.integers(0, 2**32 - 1))
def test_the_order_of_areas_and_of_children_does_not_matter(how, values, weights, seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(6), rng.permutation(4)
    one = _combine(how, values, weights)[rows]
    other = _combine(how, np.ascontiguousarray(values[rows][:, columns]), weights[columns])
    np.testing.assert_allclose(one, other, rtol=1e-9)


@LAWS
@given(values=SCORES, weights=WEIGHTS, level=st.floats(1.0, 100.0))
def test_a_constant_indicator_changes_no_order_of_arithmetic_means_and_no_pair(values, weights, level):
    whole = np.nan_to_num(values, nan=50.0)
    constant = np.column_stack([whole, np.full(6, level)])
    more = np.append(weights, weights.sum())
    mean = AGGREGATORS["arithmetic"]
    np.testing.assert_allclose(2 * _combine(mean, constant, more) - level, _combine(mean, whole, weights), atol=1e-9)
    pairs = AGGREGATORS["copeland"]
    np.testing.assert_array_equal(_combine(pairs, constant, more), _combine(pairs, whole, weights))


@LAWS
@given(values=SCORES)
def test_a_mean_falls_with_its_order(values):
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    means = [_combine(PowerMean(power), values, weights) for power in (-np.inf, -3.0, -1.0, 0.0, 0.5, 1.0, 2.0, np.inf)]
    for lower, higher in pairwise(means):
        assert (np.isnan(lower) | (lower <= higher + 1e-9)).all()


def _rows(values, order):
    keys = [(row, column) for row in range(6) for column in range(4)]
    chosen = [keys[place] for place in order]
    return memtable({
        "area": [f"A{row}" for row, _ in chosen], "period": ["2020"] * len(chosen),
        "indicator": [NAMES[column] for _, column in chosen],
        "score": [None if np.isnan(values[key]) else float(values[key]) for key in chosen],
    })  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(values=SCORES, seed=st.integers(0, 2**32 - 1))
def test_the_order_of_rows_of_the_tables_does_not_matter(values, seed):
    rng = np.random.default_rng(seed)
    tree = [("all", None), ("P", "all"), ("Q", "all"), ("a", "P"), ("b", "P"), ("c", "Q"), ("d", "Q")]
    shuffled = [tree[place] for place in rng.permutation(len(tree))]
    frames = [table_of(FRAMEWORK, [{"element": name, "parent": parent, "weight": 1.0 + len(name)} for name, parent in own])
              for own in (tree, shuffled)]  # fmt: skip
    orders = [range(24), rng.permutation(24)]
    found = [aggregate_tree(_rows(values, order), frame, method="geometric").order_by("area", "indicator")
             for order, frame in zip(orders, frames, strict=True)]  # fmt: skip
    one, other = (table.to_pyarrow() for table in found)
    assert one["status"].to_pylist() == other["status"].to_pylist()
    np.testing.assert_allclose(one["score"].to_numpy(), other["score"].to_numpy(), rtol=1e-12)
    np.testing.assert_allclose(one["coverage"].to_numpy(), other["coverage"].to_numpy(), rtol=1e-12)
