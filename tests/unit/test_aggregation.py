"""Scores up the tree, worked out by hand."""

import math

import numpy as np
import pytest

from veerkracht.analysis.indicators import (
    Copeland,
    MazziottaPareto,
    MeanMin,
    OrderedMean,
    PowerMean,
    aggregate_mean,
    aggregate_tree,
    copeland_scores,
    growth,
    outranking_matrix,
    ranks,
)
from veerkracht.analysis.indicators.aggregation._outranking import copeland, outranking, whole_weights
from veerkracht.errors import CatalogueError, SettingError, TableError
from veerkracht.tables import FRAMEWORK, SCORES, Status, memtable, table_of

TREE = [("all", None, 1.0), ("P", "all", 1.0), ("Q", "all", 1.0), ("a", "P", 3.0), ("b", "P", 1.0), ("c", "Q", 2.0)]


def _framework(rows=TREE):
    return table_of(FRAMEWORK, [{"element": name, "parent": parent, "weight": weight} for name, parent, weight in rows])


def _flat(*names):
    return _framework([("all", None, 1.0), *((name, "all", 1.0) for name in names)])


def _scores(values, **columns):
    """Scores of areas A, B, ... from a mapping of indicator to values."""
    keys = [(chr(65 + row), name, value) for name, own in values.items() for row, value in enumerate(own)]
    areas, names, numbers = zip(*keys, strict=True)
    return memtable({"area": areas, "period": ["2020"] * len(keys), "indicator": names, "score": numbers, **columns})


def _found(table, area="A", column="score"):
    rows = [row for row in table.to_pyarrow().to_pylist() if row["area"] == area]
    return {row["indicator"]: row[column] for row in rows}


def test_groups_and_index_are_weighted_means_of_their_children():
    found = _found(aggregate_tree(_scores({"a": [40.0], "b": [80.0], "c": [20.0]}), _framework()))
    assert found == pytest.approx({"P": 50.0, "Q": 20.0, "all": 35.0})


def test_the_result_has_the_columns_of_scores():
    table = aggregate_tree(_scores({"a": [40.0], "b": [80.0], "c": [20.0]}), _framework())
    assert table.columns == tuple(SCORES.columns)


def test_each_level_can_have_a_method_of_its_own():
    scores = _scores({"a": [40.0], "b": [80.0], "c": [32.0]})
    found = _found(aggregate_tree(scores, _framework(), method={2: "arithmetic", 3: "geometric"}))
    assert found["all"] == pytest.approx(math.sqrt(50 * 32))


def test_an_absent_child_shares_its_weight_and_the_coverage_is_told():
    table = aggregate_tree(_scores({"a": [40.0], "b": [None], "c": [20.0]}), _framework())
    assert _found(table)["P"] == 40.0
    assert _found(table, column="coverage") == {"P": 0.75, "Q": 1.0, "all": 0.875}


def test_a_group_below_the_threshold_is_absent_with_the_status_of_its_absent_child():
    status = [Status.SUPPRESSED, Status.NORMAL, Status.ESTIMATED]
    scores = _scores({"a": [None], "b": [80.0], "c": [20.0]}, status=status)
    table = aggregate_tree(scores, _framework(), least_coverage=0.5)
    assert _found(table) == {"P": None, "Q": 20.0, "all": 20.0}
    statuses = _found(table, column="status")
    assert statuses == {"P": Status.SUPPRESSED, "Q": Status.ESTIMATED, "all": Status.ESTIMATED}


def test_the_coverage_of_a_score_is_carried_up():
    scores = _scores({"a": [40.0], "b": [80.0], "c": [20.0]}, coverage=[0.5, 1.0, 1.0])
    assert _found(aggregate_tree(scores, _framework()), column="coverage")["P"] == pytest.approx(0.625)


def test_a_flat_tree_gives_what_the_mean_of_the_room_gives():
    scores = _scores({"a": [40.0, 10.0], "b": [80.0, None]})
    full = scores.mutate(lower=scores.score, upper=scores.score, coverage=scores.score.notnull().cast("float64"),
                         status=scores.score.notnull().ifelse("A", "O"))  # fmt: skip
    weights = memtable({"index": ["all"] * 2, "indicator": ["a", "b"], "weight": [1.0, 1.0]})
    one = aggregate_mean(full, weights, min_coverage=0.5).select("area", "score", "coverage", "status")
    other = aggregate_tree(full, _flat("a", "b"), least_coverage=0.5).select("area", "score", "coverage", "status")
    assert one.order_by("area").to_pyarrow().to_pylist() == other.order_by("area").to_pyarrow().to_pylist()


@pytest.mark.parametrize(
    ("method", "score"),
    [
        ("arithmetic", 50.0),
        ("geometric", 40.0),
        ("harmonic", 32.0),
        (PowerMean(2.0), math.sqrt(3400)),
        ("ampi", 50 - 900 / 50),  # mean 50, variance 900
        (MazziottaPareto("upward"), 50 + 900 / 50),
        (MeanMin(depth=1.0), 20.0),
        (MeanMin(depth=0.5, smoothing=40.0), 50 - 0.5 * (50 - 40)),  # sqrt(30^2 + 40^2) = 50
        (OrderedMean(2.0), 80 / 4 + 20 * 3 / 4),
        (OrderedMean(1.0), 50.0),
    ],
)
def test_every_aggregator_gives_its_formula(method, score):
    found = aggregate_tree(_scores({"a": [20.0], "b": [80.0]}), _flat("a", "b"), method=method)
    assert _found(found)["all"] == pytest.approx(score)


def test_an_ordered_mean_weighs_by_place_and_by_weight():
    rows = [("all", None, 1.0), ("a", "all", 1.0), ("b", "all", 3.0), ("c", "all", 5.0)]
    scores = _scores({"a": [80.0], "b": [20.0], "c": [None]})
    found = aggregate_tree(scores, _framework(rows), method=OrderedMean(2.0), least_coverage=0.1)
    assert _found(found)["all"] == pytest.approx(80 / 16 + 20 * 15 / 16)


def test_a_zero_under_a_geometric_mean_is_refused_with_its_place():
    scores = _scores({"a": [40.0, 0.0], "b": [80.0, 10.0], "c": [20.0, 10.0]})
    with pytest.raises(TableError, match=r"group P .* first a of area B in 2020 \(0\)"):
        aggregate_tree(scores, _framework(), method="geometric")


def test_a_zero_may_be_taken_to_the_limit_and_below_zero_never():
    zero, below = _scores({"a": [0.0], "b": [80.0]}), _scores({"a": [-1.0], "b": [80.0]})
    assert _found(aggregate_tree(zero, _flat("a", "b"), method="geometric", nonpositive="limit"))["all"] == 0.0
    with pytest.raises(TableError, match="too low"):
        aggregate_tree(below, _flat("a", "b"), method="harmonic", nonpositive="limit")
    with pytest.raises(TableError, match="too low"):
        aggregate_tree(below, _flat("a", "b"), method=PowerMean(2.0))


def test_a_group_of_zeros_has_no_imbalance_to_punish():
    scores = _scores({"a": [0.0], "b": [0.0]})
    assert _found(aggregate_tree(scores, _flat("a", "b"), method="ampi", nonpositive="limit"))["all"] == 0.0


def test_a_child_of_weight_zero_is_not_asked_for():
    rows = [("all", None, 1.0), ("a", "all", 1.0), ("b", "all", 0.0)]
    found = aggregate_tree(_scores({"a": [40.0], "b": [-3.0]}), _framework(rows), method="geometric")
    assert (_found(found)["all"], _found(found, column="coverage")["all"]) == (pytest.approx(40.0), 1.0)


def test_an_indicator_without_any_row_is_refused_by_name():
    with pytest.raises(TableError, match="b of the framework have no score"):
        aggregate_tree(_scores({"a": [40.0], "c": [1.0]}), _framework())


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"method": "magic"}, "method is magic"),
        ({"method": {2: "arithmetic"}}, "a method for each of the levels"),
        ({"least_coverage": 1.5}, "least_coverage is 1.5"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings, told):
    with pytest.raises(SettingError, match=told):
        aggregate_tree(_scores({"a": [40.0], "b": [80.0], "c": [20.0]}), _framework(), **settings)


@pytest.mark.parametrize(
    "make",
    [
        lambda: PowerMean(float("nan")),
        lambda: MeanMin(depth=1.1),
        lambda: MeanMin(smoothing=-1.0),
        lambda: OrderedMean(0.0),
    ],
)
def test_an_aggregator_outside_its_bounds_is_refused(make):
    with pytest.raises(SettingError, match="Choose"):
        make()


def test_copeland_counts_whom_an_area_outranks():
    scores = _scores({"a": [3.0, 2.0, 1.0], "b": [3.0, 1.0, 2.0], "c": [1.0, 2.0, 3.0]})
    found = copeland_scores(scores, _flat("a", "b", "c")).order_by("area").score.to_pyarrow().to_pylist()
    assert found == [2.0, -2.0, 0.0]  # A beats B and C on a and b; C beats B on b and c
    assert Copeland().combine(np.eye(2), np.ones(2), least_coverage=0.0).tolist() == [0.0, 0.0]


def test_copeland_over_all_groups_uses_the_weights_down_the_tree():
    scores = _scores({"a": [2.0, 1.0], "b": [2.0, 1.0], "c": [1.0, 2.0]})
    rows = [(name, parent, 3.0 if name == "Q" else weight) for name, parent, weight in TREE]
    assert copeland_scores(scores, _framework(rows)).order_by("area").score.to_pyarrow().to_pylist() == [-1.0, 1.0]
    assert copeland_scores(scores, _framework(rows), group="P").score.to_pyarrow().to_pylist() == [1.0, -1.0]


def test_weights_in_tenths_that_balance_exactly_are_a_tie():
    values = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert copeland(values, np.array([0.1, 0.2, 0.3])).tolist() == [0, 0]
    assert whole_weights(np.array([0.1, 0.2, 0.3])).tolist() == [1, 2, 3]
    assert whole_weights(np.array([1.0, math.pi])) is None


def test_pairs_are_compared_on_what_both_have():
    values = np.array([[1.0, np.nan, 5.0], [2.0, 9.0, 4.0], [np.nan, 1.0, np.nan]])
    weights = np.array([1.0, 1.0, 2.0])
    share = outranking(values, weights)
    assert share[0, 1] == pytest.approx(2 / 3) and np.isnan(share[0, 2]) and share[1, 2] == 1.0
    assert copeland(values, weights).tolist() == [1, 0, -1]


def test_both_directions_of_a_pair_add_up_to_one():
    scores = _scores({"a": [3.0, 3.0], "b": [5.0, 4.0]})
    rows = outranking_matrix(scores, _flat("a", "b"), period="2020").to_pyarrow().to_pylist()
    assert {(row["area"], row["other"]): row["share"] for row in rows} == {("A", "B"): 0.75, ("B", "A"): 0.25}


def test_a_period_or_group_that_is_not_there_is_refused():
    scores = _scores({"a": [3.0], "b": [5.0]})
    with pytest.raises(SettingError, match="2020"):
        outranking_matrix(scores, _flat("a", "b"), period="1999")
    with pytest.raises(CatalogueError, match="no group X"):
        copeland_scores(scores, _flat("a", "b"), group="X")
    with pytest.raises(TableError, match="c of the framework"):
        copeland_scores(scores, _flat("a", "c"))


def test_ranks_share_the_lowest_place_and_leave_the_absent_out():
    found = ranks(_scores({"a": [5.0, None, 7.0, 5.0, 1.0]})).to_pyarrow()
    assert found["rank"].to_pylist() == [2, None, 1, 2, 4]
    assert set(found["ranked"].to_pylist()) == {4}
    assert ranks(_scores({"a": [5.0, 7.0]}), best="lowest").rank.to_pyarrow().to_pylist() == [1, 2]


def test_ranks_of_two_scores_for_one_key_are_refused():
    with pytest.raises(TableError, match="two scores"):
        ranks(memtable({"area": ["A", "A"], "period": ["1", "1"], "indicator": ["a", "a"], "score": [1.0, 2.0]}))


def _years(values):
    rows = [(str(2018 + year), value) for year, value in enumerate(values)]
    return memtable({"area": ["A"] * len(rows), "period": [year for year, _ in rows],
                     "indicator": ["x"] * len(rows), "score": [value for _, value in rows]})  # fmt: skip


def test_growth_runs_from_the_first_to_the_last_present_year():
    row = growth(_years([None, 100.0, 7.0, 121.0, None])).to_pyarrow().to_pylist()[0]
    assert row == {"area": "A", "indicator": "x", "growth": pytest.approx(10.0), "coverage": 0.6,
                   "first": "2019", "last": "2021"}  # fmt: skip


def test_linear_growth_is_in_proportion_to_where_the_line_starts():
    assert growth(_years([10.0, 12.0, 14.0]), method="linear").growth.to_pyarrow().to_pylist() == [pytest.approx(20.0)]


def test_growth_needs_two_years_and_a_start_above_zero():
    assert growth(_years([None, 5.0])).to_pyarrow().to_pylist()[0]["growth"] is None
    assert growth(_years([0.0, 5.0])).growth.to_pyarrow().to_pylist() == [None]
    with pytest.raises(TableError, match="is no year"):
        growth(memtable({"area": ["A"], "period": ["2020-Q1"], "indicator": ["x"], "score": [1.0]}))


def test_a_table_without_rows_has_no_ranks_and_no_growth():
    none = _years([1.0]).limit(0)
    assert ranks(none).to_pyarrow().num_rows == 0
    with pytest.raises(TableError, match="nothing grew"):
        growth(none)
    with pytest.raises(TableError, match="x of the framework have no score"):
        aggregate_tree(none, _flat("x"))
