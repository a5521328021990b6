"""How sure scores and ranks are: worked out by hand, and held against a slow and plain reading."""

import itertools

import numpy as np
import pytest

from veerkracht.analysis.indicators.aggregation._means import power_means
from veerkracht.analysis.indicators.uncertainty import (
    Aggregator,
    Aggregators,
    DataError,
    Design,
    DirichletWeights,
    Geographies,
    Imputations,
    LeftOut,
    NoisyWeights,
    Normaliser,
    Normalisers,
    Settings,
    Treatment,
    Treatments,
    WeightSets,
    _running,
    index_draws,
    index_pairs,
    index_sensitivity,
    index_uncertainty,
)
from veerkracht.analysis.indicators.uncertainty._fused import FAILED
from veerkracht.analysis.indicators.uncertainty._model import model_of
from veerkracht.analysis.indicators.uncertainty._running import _fused, _plain
from veerkracht.analysis.indicators.uncertainty._sampling import alternative, points_of
from veerkracht.analysis.indicators.uncertainty._summaries import quantiles_of
from veerkracht.analysis.indicators.uncertainty._tree import tree_of
from veerkracht.analysis.indicators.uncertainty.importance import _shift
from veerkracht.errors import CatalogueError, SettingError, TableError
from veerkracht.tables import memtable

FRAMEWORK = memtable({
    "element": ["x", "y", "z", "left", "right", "index"], "parent": ["left", "left", "right", "index", "index", None],
    "weight": [1.0, 3.0, 1.0, 1.0, 1.0, 1.0],
})  # fmt: skip
PAIR = memtable({"element": ["x", "y", "index"], "parent": ["index", "index", None], "weight": [1.0, 1.0, 1.0]})
DIRECTIONS = memtable({"indicator": ["x", "y", "z"], "direction": [1, 1, 1]})
AS_IT_IS = Normaliser("linear", {"worst": {"x": 0.0, "y": 0.0, "z": 0.0}, "best": {"x": 100.0, "y": 100.0, "z": 100.0}})
PAIR_AS_IT_IS = Normaliser("linear", {"worst": {"x": 0.0, "y": 0.0}, "best": {"x": 100.0, "y": 100.0}})


def observed(values, indicators="xy", periods=("2020",)):
    """Observations of areas A, B, ...: one row of values per area and period."""
    areas = "ABCDEFGH"[: len(values) // len(periods)]
    keys = list(itertools.product(areas, periods))
    return memtable({
        "area": [area for area, _ in keys for _ in indicators],
        "period": [period for _, period in keys for _ in indicators],
        "indicator": list(indicators) * len(keys),
        "value": [float(value) if value is not None else None for row in values for value in row],
    })  # fmt: skip


def points(*rows, names):
    """Given draws: one row of points per draw."""
    return memtable({
        "draw": [draw for draw, _ in enumerate(rows, start=1) for _ in names], "factor": list(names) * len(rows),
        "point": [float(point) for row in rows for point in row],
    })  # fmt: skip


def column(table, *names):
    """The columns of a result, in order of area and period."""
    rows = table.order_by([name for name in ("area", "period", "draw") if name in table.columns]).to_pyarrow()
    return [rows[name].to_pylist() for name in names] if len(names) > 1 else rows[names[0]].to_pylist()


def told(observations, *factors, framework=PAIR, normaliser=PAIR_AS_IT_IS, given=None, draws=None, **settings):
    """The result for a design, with given points or 16 drawn ones."""
    names = tuple(factor.name for factor in factors)
    design = Design(factors, points=points(*given, names=names) if given else None)
    own = {key: settings.pop(key) for key in ("aggregator", "least_coverage", "treatment") if key in settings}
    return index_uncertainty(
        observations, framework, indicators=DIRECTIONS, design=design, seed=3, draws=draws or (len(given) if given else 16),
        settings=Settings(normaliser=normaliser, **own), **settings,
    )  # fmt: skip


def test_weights_of_each_set_give_the_scores_worked_out_by_hand():
    sets = memtable({"draw": [1, 1, 2, 2], "element": ["x", "y"] * 2, "weight": [3.0, 1.0, 1.0, 3.0]})
    found = told(observed([[40, 80], [60, 20]]), WeightSets(sets), given=[[0.0], [0.5]])
    assert column(found, "score") == [60.0, 40.0]
    # A: (3 * 40 + 80) / 4 = 50 and 70; B: 50 and 30
    assert column(found, "score_lower", "score_median", "score_upper") == [[51.0, 31.0], [60.0, 40.0], [69.0, 49.0]]
    assert column(found, "rank_median", "probability_top") == [[1.0, 1.5], [1.0, 0.5]]


def test_the_chance_of_each_class_counts_a_score_on_a_bound_upwards():
    sets = memtable({"draw": [1, 1, 2, 2], "element": ["x", "y"] * 2, "weight": [3.0, 1.0, 1.0, 3.0]})
    found = told(observed([[40, 80], [60, 20]]), WeightSets(sets), given=[[0.0], [0.5]], classes=(40.0, 50.0))
    chances = column(found, "probability_class_1", "probability_class_2", "probability_class_3")
    assert chances == [[0.0, 0.5], [0.0, 0.0], [1.0, 0.5]]


def test_the_chance_of_each_group_of_ranks_counts_areas_from_the_highest():
    sets = memtable({"draw": [1, 1, 2, 2], "element": ["x", "y"] * 2, "weight": [1.0, 0.0, 0.0, 1.0]})
    found = told(observed([[80, 80], [60, 0], [0, 40]]), WeightSets(sets), given=[[0.0], [0.5]], groups=3)
    groups = column(found, "probability_group_1", "probability_group_2", "probability_group_3")
    assert groups == [[1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.0, 0.5, 0.5]]


def test_worse_than_last_year_is_told_from_the_second_year_on():
    sets = memtable({"draw": [1, 1, 2, 2], "element": ["x", "y"] * 2, "weight": [3.0, 1.0, 1.0, 3.0]})
    panel = observed([[40, 80], [30, 90], [60, 20], [None, None]], periods=("2020", "2021"))
    found = told(panel, WeightSets(sets), given=[[0.0], [0.5]])
    # A: 50 -> 45 is worse, 70 -> 75 is not; B has no score in 2021
    assert column(found, "probability_worse") == [None, 0.5, None, None]
    assert column(found, "draws", "failed_coverage") == [[2, 2, 2, 0], [0, 0, 0, 2]]


def test_left_out_takes_none_or_one_element_out():
    found = index_draws(observed([[40, 80]]), PAIR, indicators=DIRECTIONS, seed=1, draws=3,
                        settings=Settings(normaliser=PAIR_AS_IT_IS),
                        design=Design((LeftOut(),), points=points([0.0], [0.4], [0.9], names=["left_out"])))  # fmt: skip
    assert column(found, "score") == [60.0, 60.0, 80.0, 40.0]


def test_left_out_stays_out_whatever_the_weights_say():
    sets = memtable({"draw": [1, 1], "element": ["x", "y"], "weight": [3.0, 1.0]})
    found = told(observed([[40, 80]]), LeftOut(("x",)), WeightSets(sets), given=[[0.9, 0.0]])
    assert column(found, "score_median") == [80.0]


def test_other_boundaries_and_imputed_cells_take_their_place():
    versions = memtable({"version": ["new"] * 2, "area": ["A"] * 2, "period": ["2020"] * 2, "indicator": ["x", "y"],
                         "value": [10.0, None]})  # fmt: skip
    drawn = memtable(
        {"draw": [0, 1], "area": ["A"] * 2, "period": ["2020"] * 2, "indicator": ["y"] * 2, "value": [30.0, 50.0]}
    )
    found = index_draws(observed([[40, 80]]), PAIR, indicators=DIRECTIONS, seed=1, draws=2,
                        settings=Settings(normaliser=PAIR_AS_IT_IS),
                        design=Design((Geographies(versions), Imputations(drawn)),
                                      points=points([0.0, 0.0], [0.9, 0.9], names=["geography", "imputation"])))  # fmt: skip
    assert column(found, "score") == [60.0, 20.0, 30.0]


def test_the_error_of_a_cell_spreads_the_score_as_theory_says():
    errors = memtable({"area": ["A"], "period": ["2020"], "indicator": ["x"], "standard_error": [8.0]})
    found = told(observed([[40, 80], [60, 20]]), DataError(errors), draws=4000)
    lower, median, upper = column(found, "score_lower", "score_median", "score_upper")
    # half of a normal error of 8: 60 +/- 1.645 * 4; the bounds of 4,000 draws are off by 0.13 or so
    assert [lower[0], median[0], upper[0]] == pytest.approx([53.42, 60.0, 66.58], abs=0.5)
    assert (lower[1], upper[1]) == (40.0, 40.0)


def test_treatments_and_normalisers_are_those_of_their_rooms():
    values = [[1, 1], [2, 2], [3, 3], [4, 4], [5, 5], [90, 6]]
    found = index_draws(observed(values), PAIR, indicators=DIRECTIONS, seed=1, draws=2,
                        design=Design((Treatments((Treatment(), Treatment(points=1)), "t"),
                                       Normalisers((Normaliser("minmax", {"highest": 1.0}), Normaliser("borda")), "n")),
                                      points=points([0.5, 0.0], [0.0, 0.5], names=["t", "n"])))  # fmt: skip
    scores = np.array(column(found, "score")).reshape(6, 3)
    assert scores[:, 1] == pytest.approx([0.0, 0.225, 0.45, 0.675, 0.9, 1.0])  # 90 becomes 5
    assert scores[:, 2] == pytest.approx([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])


def test_a_value_below_zero_under_a_power_is_counted_as_a_failure():
    geometric = Aggregators((Aggregator((1.0,)), Aggregator((0.0,))))
    found = told(observed([[-10, 80], [60, 20]]), geometric, given=[[0.1], [0.6], [0.7]])
    assert column(found, "draws", "failed_undefined", "failed_coverage") == [[1, 3], [2, 0], [0, 0]]
    assert column(found, "score_median")[0] == 35.0
    assert column(found, "rank_upper") == [2.0, 1.0]


def test_a_zero_makes_a_geometric_mean_zero():
    found = told(observed([[0, 80]]), aggregator=Aggregator((0.0,)))
    assert column(found, "score", "score_median") == [[0.0], [0.0]]


def test_too_little_present_gives_no_score():
    found = told(observed([[None, 80], [60, 20]]), least_coverage=0.6)
    assert column(found, "score", "failed_coverage", "score_median") == [[None, 40.0], [16, 0], [None, 40.0]]


def test_an_indicator_of_weight_zero_is_not_missed():
    framework = memtable(
        {"element": ["x", "y", "index"], "parent": ["index", "index", None], "weight": [0.0, 1.0, 1.0]}
    )
    found = told(
        observed([[None, 80], [-60, 20]]), framework=framework, aggregator=Aggregator((0.0,)), least_coverage=1.0
    )
    assert column(found, "score") == [pytest.approx(80.0), pytest.approx(20.0)]


def test_fewer_scores_are_kept_where_the_memory_is_small_and_ranks_stay_exact():
    full = told(observed([[40, 80], [60, 55]]), NoisyWeights(0.5), draws=512)
    small = told(observed([[40, 80], [60, 55]]), NoisyWeights(0.5), draws=512, memory_mb=0.001)
    assert column(small, "rank_mean", "probability_top") == column(full, "rank_mean", "probability_top")
    assert column(small, "score_median") == pytest.approx(column(full, "score_median"), abs=1.0)
    assert column(small, "score_median") != column(full, "score_median")


def test_pairs_count_wins_and_ties():
    sets = memtable({"draw": [1, 1, 2, 2], "element": ["x", "y"] * 2, "weight": [1.0, 0.0, 0.0, 1.0]})
    found = index_pairs(observed([[40, 80], [60, 80], [0, 0]]), PAIR, indicators=DIRECTIONS, seed=1, draws=2, areas=["B", "A"],
                        settings=Settings(normaliser=PAIR_AS_IT_IS),
                        design=Design((WeightSets(sets),), points=points([0.0], [0.5], names=["weights"])))  # fmt: skip
    assert found.order_by("area").to_pyarrow().to_pylist() == [
        {"period": "2020", "area": "A", "other": "B", "probability": 0.0, "tied": 0.5, "draws": 2},
        {"period": "2020", "area": "B", "other": "A", "probability": 0.5, "tied": 0.5, "draws": 2},
    ]  # fmt: skip


def test_a_factor_of_which_all_alternatives_are_equal_gets_no_share():
    sets = memtable({"draw": [1, 1, 2, 2], "element": ["x", "y"] * 2, "weight": [3.0, 1.0, 1.0, 3.0]})
    same = Normalisers((PAIR_AS_IT_IS, PAIR_AS_IT_IS))
    found = index_sensitivity(observed([[40, 80], [60, 20]]), PAIR, indicators=DIRECTIONS, seed=1, base=64,
                              settings=Settings(normaliser=PAIR_AS_IT_IS), design=Design((WeightSets(sets), same)))  # fmt: skip
    rows = found.filter(found.output == "score").order_by(["area", "factor"]).to_pyarrow()
    assert rows["total"].to_pylist() == pytest.approx([0.0, 1.0] * 2, abs=0.05)
    assert rows["first"].to_pylist() == pytest.approx([0.0, 1.0] * 2, abs=0.05)


def test_a_failed_run_leaves_an_output_without_an_index_and_is_counted():
    geometric = Aggregators((Aggregator((1.0,)), Aggregator((0.0,))))
    found = index_sensitivity(observed([[-10, 80], [60, 20], [39, 39]]), PAIR, indicators=DIRECTIONS, seed=1, base=8,
                              resamples=0, settings=Settings(normaliser=PAIR_AS_IT_IS),
                              design=Design((geometric,)))  # fmt: skip
    rows = {(row["area"], row["output"]): row for row in found.to_pyarrow().to_pylist()}
    assert rows["A", "score"]["failed"] > 0 and rows["A", "score"]["total"] is None
    assert rows["B", "score"]["failed"] == 0 and rows["B", "score"]["total"] > 0
    # Without A, which has no geometric mean, B and C change places: the others still tell how far ranks move.
    shift = rows[None, "mean_rank_shift"]
    assert shift["failed"] == 0 and shift["total"] == pytest.approx(1.0, abs=0.1)
    assert shift["incomplete"] == rows["A", "score"]["failed"] and rows["A", "score"]["incomplete"] == 0


def test_a_shift_is_the_mean_over_the_areas_that_are_ranked_both_times():
    nominal = np.array([[1], [2], [3], [0]], np.int32)
    ranks = np.array([[3, 2, 0], [2, 1, 0], [1, 0, 0], [4, 3, 1]], np.int32)
    shift, lacking = _shift(ranks, nominal)
    assert shift[:2].tolist() == [4 / 3, 1.0] and np.isnan(shift[2]) and lacking == 2


def test_a_point_takes_the_alternative_of_its_own_part_of_the_line():
    assert alternative(np.array([0.0, 0.2, 0.34, 0.66, 0.67, 0.99]), 3).tolist() == [0, 0, 1, 1, 2, 2]


def test_every_sampling_fills_the_cube_and_latin_points_lie_one_in_a_slice():
    design = {
        name: Design((NoisyWeights(name="a"), NoisyWeights(name="b")), sampling=name)
        for name in ("random", "latin", "sobol")
    }
    for made in design.values():
        found = points_of(made, draws=100, seed=1)
        assert found.shape == (100, 2) and (found >= 0).all() and (found < 1).all()
    assert sorted((points_of(design["latin"], draws=100, seed=1)[:, 1] * 100).astype(int)) == list(range(100))
    halves = (points_of(design["sobol"], draws=64, seed=1) < 0.5).sum(axis=0)
    assert halves.tolist() == [32, 32]


def test_dirichlet_weights_lie_around_the_nominal_ones():
    model = model_of(observed([[1, 2, 3]], "xyz"), FRAMEWORK, indicators=DIRECTIONS, settings=Settings(), seed=1,
                     design=Design((DirichletWeights(50.0),)))  # fmt: skip
    weights = model.runs(points_of(model.design, draws=2000, seed=1)).weights
    share = weights[0] / (weights[0] + weights[1])
    assert share.mean() == pytest.approx(0.25, abs=0.01)
    assert share.var() == pytest.approx(0.25 * 0.75 / 51.0, rel=0.1)


def slow_scores(values, weights, tree, powers, least):
    """One draw, group by group, with the mean of the room that owns it; failed where a value has no term."""
    columns = {place: values[:, place] for place in range(tree.indicators)}
    failed = np.zeros(len(values), bool)
    for group, power in enumerate(powers):
        children = tree.children[tree.starts[group] : tree.starts[group + 1]]
        below = np.column_stack([columns[child] for child in children])
        odd = np.isneginf(below) | ((below < 0) & (power != 1))
        failed |= (odd & (weights[children] > 0)).any(axis=1)
        mean = power_means(np.where(odd, 1.0, below), weights[children], power, least_coverage=least)
        columns[tree.indicators + group] = mean
    return np.where(failed, FAILED, mean)


@pytest.mark.parametrize("powers", [(1.0,), (0.0,), (-1.0,), (2.0, 0.5), (1.0, 0.0), (0.0, 1.0), (-2.0, 1.0)])
@pytest.mark.parametrize("engine", [_plain, _fused])
def test_both_engines_give_what_the_slow_reading_gives(engine, powers):
    rng = np.random.default_rng(8)
    values = rng.normal(3.0, 2.0, size=(60, 3))
    values[rng.random(values.shape) < 0.2] = np.nan
    values[rng.random(values.shape) < 0.1] = 0.0
    values[5, 1] = -np.inf
    model = model_of(observed([[1, 2, 3]], "xyz"), FRAMEWORK, indicators=DIRECTIONS, settings=Settings(), seed=1,
                     design=Design((NoisyWeights(0.5),)))  # fmt: skip
    runs = model.runs(points_of(model.design, draws=12, seed=1))
    runs.weights[1, 3] = 0.0
    for least in (0.0, 0.5):
        own = _running.Runs(runs.tree, runs.alternatives, runs.powers, runs.recipes, runs.weights, least, False)
        by_group = runs.tree.powers_of(powers)
        scores, ranks, lost = engine(own, values, by_group, runs.weights)
        slow = np.column_stack([slow_scores(values, weights, runs.tree, by_group, least) for weights in runs.weights.T])
        np.testing.assert_allclose(scores, slow, rtol=1e-11, atol=1e-12)
        assert lost == (slow == FAILED).sum() > 0 or (powers == (1.0,) and lost > 0)
        higher = (slow[None] > slow[:, None]) & np.isfinite(slow[None])
        assert (ranks == np.where(np.isfinite(slow), higher.sum(axis=1) + 1, 0)).mean() > 0.999  # ties by rounding


def test_ranks_of_both_engines_give_ties_the_lowest_and_absent_scores_none():
    scores = np.array([[3.0, 1.0], [5.0, 1.0], [3.0, np.nan], [1.0, 1.0], [FAILED, 7.0]])
    expected = [[2, 2], [1, 2], [2, 0], [4, 2], [0, 1]]
    fused = np.empty(scores.shape, np.int32)
    _running.rank_columns(scores, fused)
    assert fused.tolist() == expected == _running.ranks_by_sorting(scores).tolist()


def test_far_values_that_share_a_bucket_are_ranked_exactly():
    scores = np.concatenate([np.random.default_rng(1).random(500) * 1e-9, [1e9]])[:, None]
    found = np.empty(scores.shape, np.int32)
    _running.rank_columns(scores, found)
    assert (found == _running.ranks_by_sorting(scores)).all()


def test_quantiles_are_those_of_numpy_and_leave_absent_draws_out():
    draws = np.random.default_rng(4).normal(size=(1500, 21))
    draws[:7, :5], draws[0] = np.nan, np.nan
    expected = [[np.nan] * 3 if np.isnan(row).all() else np.nanquantile(row, [0.05, 0.5, 0.95]) for row in draws]
    np.testing.assert_allclose(quantiles_of(draws.copy(), [0.05, 0.5, 0.95], np.isnan), expected, rtol=1e-12)


@pytest.mark.parametrize(("rows", "fragment"), [
    ({"element": ["x", "y"], "parent": [None, None], "weight": [1.0, 1.0]}, "without a parent"),
    ({"element": ["x", "i"], "parent": ["j", None], "weight": [1.0, 1.0]}, "no element"),
    ({"element": ["x", "x", "i"], "parent": ["i", "i", None], "weight": [1.0] * 3}, "more than once"),
    ({"element": ["x", "a", "b", "i"], "parent": ["i", "b", "a", None], "weight": [1.0] * 4}, "circle"),
    ({"element": ["x", "i"], "parent": ["i", None], "weight": [-1.0, 1.0]}, "weight -1.0"),
    ({"element": ["x", "i"], "parent": ["i", None], "weight": [0.0, 1.0]}, "have weight 0"),
])  # fmt: skip
def test_a_framework_that_is_no_tree_is_refused(rows, fragment):
    with pytest.raises(CatalogueError, match=fragment):
        tree_of(memtable(rows))


def test_what_does_not_fit_together_is_refused():
    one = observed([[40, 80]])
    with pytest.raises(TableError, match="no direction"):
        index_uncertainty(
            one, PAIR, indicators=memtable({"indicator": ["x"], "direction": [1]}), design=Design(), draws=1, seed=1
        )
    with pytest.raises(TableError, match="no value in any area"):
        index_uncertainty(one, FRAMEWORK, indicators=DIRECTIONS, design=Design(), draws=1, seed=1)
    with pytest.raises(TableError, match="no observations"):
        index_pairs(one, PAIR, indicators=DIRECTIONS, design=Design(), draws=1, seed=1, areas=["Z"])
    sets = memtable({"draw": [1], "element": ["q"], "weight": [1.0]})
    with pytest.raises(TableError, match="sets of weights"):
        told(one, WeightSets(sets))


@pytest.mark.parametrize("wrong", [
    lambda: Design((NoisyWeights(), NoisyWeights())),
    lambda: Design((DirichletWeights(), WeightSets(PAIR, name="sets"))),
    lambda: Design((Treatments(()),)),
    lambda: NoisyWeights(1.5),
    lambda: DirichletWeights(0.0),
    lambda: Treatment(points=-1),
    lambda: Aggregator((99.0,)),
    lambda: told(observed([[40, 80]]), draws=-1),
    lambda: told(observed([[40, 80]]), top=0.0),
    lambda: told(observed([[40, 80]]), classes=(50.0, 40.0)),
    lambda: told(observed([[40, 80]]), normaliser=Normaliser("best")),
    lambda: told(observed([[40, 80]]), normaliser=Normaliser("linear", {"worst": {"x": 0.0}})),
    lambda: told(observed([[40, 80]]), normaliser=Normaliser("minmax", base_period="1900")),
    lambda: index_sensitivity(observed([[1, 2]]), PAIR, indicators=DIRECTIONS, design=Design(), base=8, seed=1),
])  # fmt: skip
def test_a_setting_out_of_its_bounds_is_refused(wrong):
    with pytest.raises(SettingError):
        wrong()


def test_a_given_point_outside_the_line_is_refused():
    with pytest.raises(TableError, match="Draw 2"):
        told(observed([[40, 80]]), NoisyWeights(), given=[[0.5], [1.0]])


def test_years_are_held_against_a_base_year_if_asked():
    panel = observed([[0, 0], [20, 20], [10, 10], [10, 10]], periods=("2020", "2021"))
    found = told(panel, normaliser=Normaliser("minmax", base_period="2020"))
    assert column(found, "score") == [0.0, 200.0, 100.0, 100.0]
