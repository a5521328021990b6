"""Laws of treatment, imputation and normalisation, whatever the values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.indicators import impute_group_mean, normalise_range, treat_outliers
from veerkracht.analysis.indicators.imputation import _arrays as fills
from veerkracht.analysis.indicators.imputation import _normal, _time
from veerkracht.analysis.indicators.normalisation._arrays import NORMALISERS, cyclical
from veerkracht.analysis.indicators.treatment._arrays import TRANSFORMS, treat, winsorise
from veerkracht.analysis.indicators.treatment._shape import shape_of
from veerkracht.tables import INDICATORS, memtable, table_of

LAWS, FEW = settings(max_examples=60, deadline=None), settings(max_examples=12, deadline=None)
UP, DOWN = np.array([1.0]), np.array([-1.0])
OPTIONS = {
    "linear": {"worst": np.array([-50.0]), "best": np.array([50.0])},
    "goalposts": {"worst": np.array([-50.0]), "best": np.array([50.0])},
    "distance_to_target": {"target": np.array([2000.0])},
    "distance_to_reference": {"row": 0},
}
BOUNDS = {
    "minmax": (0.0, 100.0), "goalposts": (0.0, 100.0), "percentile_rank": (0.0, 1.0), "distance_to_target": (0.0, 1.0),
    "distance_to_maximum": (0.0, 1.0), "above_mean": (-1.0, 1.0), "imd": (0.0, 100.0),
}  # fmt: skip

# Quarters: exact in binary, so that equal stays equal and no difference drowns in rounding.
numbers = st.integers(-4000, 4000).map(lambda whole: whole / 4)
cells = st.one_of(numbers, st.just(float("nan")))
columns = st.lists(cells, min_size=4, max_size=40).filter(lambda found: not all(np.isnan(found))).map(np.array)
tails = st.lists(st.one_of(numbers, numbers.map(lambda x: x * 1000)), min_size=4, max_size=40).map(np.array)
CHOSEN = sorted(set(NORMALISERS) - {"distance_to_reference", "fraction_of_maximum"})


def _scores(name, column, direction=UP, **more):
    return NORMALISERS[name](column[:, None], direction, **OPTIONS.get(name, {}), **more)[:, 0]


def _never_falls(of, scores):
    order = np.argsort(of, kind="stable")
    return bool(np.all(np.diff(scores[order]) >= -1e-9 * (1.0 + np.abs(scores).max(initial=0.0))))


@pytest.mark.parametrize("name", CHOSEN)
@LAWS
@given(column=columns)
def test_the_worse_never_scores_above_the_better(name, column):
    there = ~np.isnan(column)
    scores = _scores(name, column)
    assert np.array_equal(np.isnan(scores), ~there)
    assert _never_falls(column[there], scores[there])


@LAWS
@given(column=st.lists(st.integers(0, 4000).map(lambda x: x / 4), min_size=2, max_size=30).map(np.array))
def test_a_fraction_of_the_best_keeps_the_order_either_way(column):
    assert _never_falls(column, _scores("fraction_of_maximum", column))
    assert _never_falls(-column, _scores("fraction_of_maximum", column, DOWN))


@pytest.mark.parametrize("name", sorted(set(CHOSEN) - {"linear", "goalposts", "distance_to_target"}))
@LAWS
@given(column=columns)
def test_turning_values_and_direction_changes_nothing(name, column):
    assert np.array_equal(_scores(name, column), _scores(name, -column, DOWN), equal_nan=True)


@pytest.mark.parametrize("name", sorted(BOUNDS))
@LAWS
@given(column=columns)
def test_scores_stay_within_their_bounds(name, column):
    scores = _scores(name, column)
    low, high = BOUNDS[name]
    there = scores[~np.isnan(scores)]
    assert there.min() >= low - 1e-9 and there.max() <= high + 1e-9


@pytest.mark.parametrize("name", sorted(set(CHOSEN) - {"linear", "goalposts", "distance_to_target", "above_mean"}))
@LAWS
@given(column=columns, factor=st.sampled_from([0.25, 2.0, 8.0]), shift=numbers)
def test_the_unit_of_an_indicator_does_not_matter(name, column, factor, shift):
    again = _scores(name, factor * column + shift)
    assert again == pytest.approx(_scores(name, column), rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", CHOSEN)
@LAWS
@given(column=columns, seed=st.integers(0, 99))
def test_the_order_of_areas_does_not_matter_to_scores(name, column, seed):
    order = np.random.default_rng(seed).permutation(len(column))
    assert _scores(name, column[order]) == pytest.approx(_scores(name, column)[order], rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", ["minmax", "percentile_rank", "rank", "borda", "imd", "goalposts"])
@LAWS
@given(column=columns, place=st.integers(0, 39), gain=st.integers(1, 400))
def test_an_area_that_improves_alone_never_scores_lower(name, column, place, gain):
    at = place % len(column)
    better = column.copy()
    better[at] += gain / 4
    if not np.isnan(column[at]):
        assert _scores(name, better)[at] >= _scores(name, column)[at] - 1e-9


@LAWS
@given(column=columns)
def test_scores_of_one_base_are_those_of_the_values_themselves(column):
    for name in sorted(set(CHOSEN) - {"linear", "goalposts"}):
        found = _scores(name, column, base=column[:, None])
        assert np.array_equal(found, _scores(name, column), equal_nan=True)


@LAWS
@given(column=columns)
def test_deviations_from_the_own_course_add_up_to_nothing(column):
    scores = cyclical(column[None, :, None], UP).ravel()
    assert np.nansum(scores) == pytest.approx(0.0, abs=1e-9)


def _slowly(values, most, limits=(2.0, 3.5)):
    """Winsorise step by step, as the rule reads."""
    found, moved = values.copy(), 0
    while moved < most:
        skewness, kurtosis = shape_of(found)
        if not (abs(skewness) >= limits[0] and kurtosis >= limits[1]):
            break
        end, beyond = (
            (found.max(), found[found < found.max()]) if skewness >= 0 else (found.min(), found[found > found.min()])
        )
        into = beyond.max() if skewness >= 0 else beyond.min()
        stepped = np.where(found == end, into, found)
        if np.ptp(stepped) == 0:
            break
        found, moved = stepped, int((stepped != values).sum())
    return found


@LAWS
@given(values=tails, most=st.integers(0, 6))
def test_winsorising_is_the_rule_taken_step_by_step(values, most):
    if most < len(values) // 2:
        assert np.array_equal(winsorise(values, most=most), _slowly(values, most))


@LAWS
@given(values=tails, most=st.integers(0, 10))
def test_a_treatment_keeps_the_order_of_the_areas(values, most):
    for treated in (winsorise(values, most=most), treat(values, most=most)):
        assert _never_falls(values, treated)
    for name in ("log_ct", "log_ct_plus", "log", "yeo_johnson"):
        assert _never_falls(values, TRANSFORMS[name](values, None)), name


@LAWS
@given(values=tails, most=st.integers(0, 10))
def test_winsorised_values_are_values_of_the_indicator(values, most):
    assert set(winsorise(values, most=most)) <= set(values)


@LAWS
@given(values=tails, most=st.integers(0, 8))
def test_allowing_more_never_moves_fewer(values, most):
    fewer, more = (int((winsorise(values, most=limit) != values).sum()) for limit in (most, most + 1))
    assert fewer <= more


matrices = st.integers(2, 12).flatmap(lambda rows: st.lists(
    st.lists(cells, min_size=3, max_size=3), min_size=rows, max_size=rows)).map(np.array)  # fmt: skip
FILLS = {
    "mean": fills.mean, "median": fills.median, "group": lambda x: fills.by_group(x, np.arange(len(x)) % 2, "mean"),
    "nearest": lambda x: fills.nearest(x, x, neighbours=1),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FILLS))
@LAWS
@given(values=matrices)
def test_a_fill_touches_nothing_that_is_present_and_lies_within(name, values):
    filled = FILLS[name](values)
    there = ~np.isnan(values)
    assert np.array_equal(filled[there], values[there])
    for before, after in zip(values.T, filled.T, strict=True):
        known, now = before[~np.isnan(before)], after[~np.isnan(after)]
        assert not len(now) or known.min() - 1e-9 <= now.min() <= now.max() <= known.max() + 1e-9


@FEW
@given(values=matrices, seed=st.integers(0, 9))
def test_the_order_of_areas_does_not_matter_to_a_model(values, seed):
    order = np.random.default_rng(seed).permutation(len(values))
    whole = np.vstack([values, np.random.default_rng(1).normal(size=(20, 3)) * 100])
    moved = np.vstack([values[order], whole[len(values) :]])
    assert _normal.em(moved)[: len(values)] == pytest.approx(_normal.em(whole)[: len(values)][order], rel=1e-3, abs=1e-3,
                                                            nan_ok=True)  # fmt: skip


@LAWS
@given(values=st.lists(cells, min_size=1, max_size=12).map(np.array))
def test_fills_in_time_stay_between_what_is_known(values):
    times, breaks = np.arange(len(values), dtype=float), np.zeros((1, len(values), 1), bool)
    line = _time.linear(values[None, :, None], times, breaks).ravel()
    last = _time.carried_forward(values[None, :, None], times, breaks, limit=3.0).ravel()
    there = ~np.isnan(values)
    assert np.array_equal(line[there], values[there]) and np.array_equal(last[there], values[there])
    if there.any():
        assert set(last[~np.isnan(last)]) <= set(values[there])
        assert np.nanmax(line) <= np.nanmax(values) + 1e-9
        first, final = np.flatnonzero(there)[[0, -1]]
        assert not np.isnan(line[first : final + 1]).any() and np.isnan(line[:first]).all()


@FEW
@given(rows=st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from(["2019", "2020"]), numbers),
                     min_size=6, max_size=16, unique_by=lambda row: row[:2]), seed=st.integers(0, 9))  # fmt: skip
def test_the_order_of_rows_does_not_matter_to_a_step(rows, seed):
    def table(listed):
        area, period, value = zip(*listed, strict=True)
        return memtable({"area": area, "period": period, "indicator": ["noise"] * len(area), "value": value})

    def through(observed):
        groups = memtable({"area": list("ABCDEFGH"), "group": list("xxxxyyyy")})
        filled = impute_group_mean(treat_outliers(observed, most=1).observations, groups)
        catalogue = table_of(INDICATORS, [{"indicator": "noise", "direction": -1}])
        return normalise_range(filled, catalogue).order_by("area", "period").to_pyarrow().to_pylist()

    shuffled = [rows[place] for place in np.random.default_rng(seed).permutation(len(rows))]
    assert through(table(shuffled)) == through(table(rows))
