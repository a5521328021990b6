"""Goalposts, normalisation, composites and rates on tables worked out by hand."""

import pyarrow as pa
import pytest

from veerkracht.analysis.indicators import (
    aggregate_mean,
    aggregate_tree,
    as_load,
    goalposts_around,
    goalposts_of,
    normalise_linear,
    normalise_minmax,
    rate,
    refuse_forbidden,
)
from veerkracht.errors import CatalogueError, TableError
from veerkracht.tables import INDICATORS, OBSERVATIONS, SCORES, conform, memtable, table_of

CATALOGUE = table_of(INDICATORS, [
    {"indicator": "debt", "direction": -1, "sensitivity": "limited"},
    {"indicator": "trust", "direction": 1, "sensitivity": "open"},
    {"indicator": "fixed", "direction": -1, "sensitivity": "open", "worst": 40.0, "best": 0.0},
    {"indicator": "age", "direction": 0, "sensitivity": "open"},
    {"indicator": "origin", "direction": 0, "sensitivity": "forbidden"},
    {"indicator": "crooked", "direction": 1, "sensitivity": "open", "worst": 40.0, "best": 0.0},
])  # fmt: skip


def _observations(*rows):
    names = ("area", "period", "indicator", "value", "status")
    return table_of(OBSERVATIONS, [{**dict(zip(names, row, strict=True)), "source": "s"} for row in rows])


def _scores(*rows):
    names = ("area", "indicator", "score", "lower", "upper", "coverage", "status")
    return table_of(SCORES, [{**dict(zip(names, row, strict=True)), "period": "2016"} for row in rows])


def _weights(**weights):
    return memtable(pa.table({
        "index": ["load"] * len(weights), "indicator": list(weights), "weight": list(weights.values()),
    }))  # fmt: skip


def _column(table, name):
    return table.order_by("area").to_pyarrow()[name].to_pylist()


def test_goalposts_pool_all_periods_and_follow_the_direction():
    observations = _observations(
        ("A", "2015", "debt", 10.0, "A"), ("B", "2016", "debt", 30.0, "A"),
        ("A", "2015", "trust", 2.0, "A"), ("B", "2016", "trust", 8.0, "A"),
    )  # fmt: skip
    posts = goalposts_of(observations, CATALOGUE).order_by("indicator").to_pyarrow().to_pylist()
    assert posts == [
        {"indicator": "debt", "worst": 30.0, "best": 10.0},
        {"indicator": "trust", "worst": 2.0, "best": 8.0},
    ]


TWO_YEARS = (
    ("A", "2015", "debt", 10.0, "A"), ("B", "2015", "debt", 20.0, "A"), ("A", "2016", "debt", 40.0, "A"),
    ("A", "2015", "trust", 2.0, "A"), ("B", "2015", "trust", 5.0, "A"), ("A", "2016", "trust", 8.0, "A"),
)  # fmt: skip


def test_the_adjusted_mazziotta_pareto_index_worked_out_by_hand():
    # Debt: half the range is 15 around 20, so 10 scores 100 + 30 * 10 / 15 = 120 and 40 scores 60. Trust: 3 around 5, so 2
    # scores 70 and 8 scores 130. Each pair has mean 95 and variance 625 (of n), or 1225; a penalty of variance / mean.
    references = memtable({"indicator": ["debt", "trust"], "reference": [20.0, 5.0]})
    observations = _observations(*TWO_YEARS)
    posts = goalposts_around(observations, CATALOGUE, references=references)
    scores = normalise_linear(observations, posts, indicators=CATALOGUE, lowest=70.0, highest=130.0)
    framework = memtable(
        {"element": ["index", "debt", "trust"], "parent": [None, "index", "index"], "weight": [1.0] * 3}
    )
    found = aggregate_tree(scores, framework, method="ampi")
    rows = {(row["area"], row["period"]): row["score"] for row in found.to_pyarrow().to_pylist()
            if row["indicator"] == "index"}  # fmt: skip
    assert rows["B", "2015"] == pytest.approx(100.0)
    assert rows["A", "2015"] == pytest.approx(95 - 625 / 95)
    assert rows["A", "2016"] == pytest.approx(95 - 1225 / 95)


def test_goalposts_around_a_reference_that_is_not_there_are_refused():
    references = memtable({"indicator": ["debt"], "reference": [20.0]})
    with pytest.raises(TableError, match=r"no references for indicator\(s\) trust"):
        goalposts_around(_observations(*TWO_YEARS), CATALOGUE, references=references)


def test_goalposts_of_the_catalogue_go_before_those_of_the_data():
    posts = goalposts_of(_observations(("A", "2016", "fixed", 55.0, "A")), CATALOGUE).to_pyarrow().to_pylist()
    assert posts == [{"indicator": "fixed", "worst": 40.0, "best": 0.0}]


def test_one_small_area_seen_in_many_years_does_not_set_a_goalpost():
    years = [str(year) for year in range(2011, 2016)]
    rows = [("tiny", year, "debt", 500.0, "A") for year in years]
    rows += [(area, year, "debt", value, "A") for year in years for area, value in (("A", 10.0), ("B", 20.0))]
    people = memtable({"area": ["A", "B", "tiny"], "population": [9900.0, 9900.0, 200.0]})
    pooled = goalposts_of(_observations(*rows), CATALOGUE, tails=0.02).to_pyarrow().to_pylist()[0]
    assert pooled["worst"] == 500.0
    weighed = goalposts_of(_observations(*rows), CATALOGUE, tails=0.02, populations=people).to_pyarrow().to_pylist()[0]
    assert weighed == {"indicator": "debt", "worst": 20.0, "best": 10.0}


def test_an_area_without_residents_sets_no_goalpost():
    rows = (("A", "2016", "debt", 10.0, "A"), ("B", "2016", "debt", 30.0, "A"), ("C", "2016", "debt", 900.0, "A"))
    people = memtable({"area": ["A", "B"], "population": [50.0, 50.0]})
    posts = goalposts_of(_observations(*rows), CATALOGUE, populations=people).to_pyarrow().to_pylist()
    assert posts == [{"indicator": "debt", "worst": 30.0, "best": 10.0}]


@pytest.mark.parametrize("indicator", ["age", "crooked"])
def test_an_indicator_without_a_consistent_direction_gets_no_goalposts(indicator):
    with pytest.raises(CatalogueError, match=indicator):
        goalposts_of(_observations(("A", "2016", indicator, 5.0, "A")), CATALOGUE)


def test_origin_never_gets_goalposts():
    with pytest.raises(CatalogueError, match="origin"):
        goalposts_of(_observations(("A", "2016", "origin", 5.0, "A")), CATALOGUE)


def test_an_indicator_outside_the_catalogue_is_refused():
    with pytest.raises(CatalogueError, match="not in the catalogue"):
        refuse_forbidden(CATALOGUE, ["debt", "unheard"])


def test_scores_run_from_worst_to_best_and_absence_is_kept():
    observations = _observations(
        ("A", "2016", "debt", 10.0, "A"), ("B", "2016", "debt", 25.0, "E"), ("C", "2016", "debt", 30.0, "A"),
        ("D", "2016", "debt", None, "Q"),
    )  # fmt: skip
    scores = conform(normalise_minmax(observations, goalposts_of(observations, CATALOGUE)), SCORES)
    assert _column(scores, "score") == [100.0, 25.0, 0.0, None]
    assert _column(scores, "status") == ["A", "E", "A", "Q"]
    assert _column(scores, "coverage") == [1.0, 1.0, 1.0, 0.0]


def test_values_beyond_fixed_goalposts_score_at_the_end():
    observations = _observations(("A", "2016", "fixed", 55.0, "A"), ("B", "2016", "fixed", -5.0, "A"))
    assert _column(normalise_minmax(observations, goalposts_of(observations, CATALOGUE)), "score") == [0.0, 100.0]


def test_a_constant_indicator_scores_in_the_middle_and_its_absence_stays():
    observations = _observations(
        ("A", "2016", "debt", 7.0, "A"), ("B", "2016", "debt", 7.0, "A"), ("C", "2016", "debt", None, "O")
    )
    assert _column(normalise_minmax(observations, goalposts_of(observations, CATALOGUE)), "score") == [50, 50, None]


def test_two_sources_for_one_value_are_refused():
    observations = _observations(("A", "2016", "debt", 1.0, "A"), ("A", "2016", "debt", 2.0, "A"))
    with pytest.raises(TableError, match="2 values of debt in 2016"):
        normalise_minmax(observations, goalposts_of(observations, CATALOGUE))


def test_a_score_without_goalposts_is_refused():
    posts = goalposts_of(_observations(("A", "2016", "debt", 1.0, "A")), CATALOGUE)
    with pytest.raises(TableError, match="trust"):
        normalise_minmax(_observations(("A", "2016", "trust", 1.0, "A")), posts)


def test_a_load_is_the_score_turned_round_with_its_interval():
    row = as_load(_scores(("A", "debt", 30.0, 20.0, 45.0, 1.0, "A"))).to_pyarrow().to_pylist()[0]
    assert (row["score"], row["lower"], row["upper"]) == (70.0, 55.0, 80.0)


def test_a_composite_is_the_weighted_mean_of_its_children():
    scores = _scores(("A", "debt", 20.0, 14.0, 26.0, 1.0, "A"), ("A", "trust", 60.0, 56.0, 64.0, 1.0, "E"))
    row = aggregate_mean(scores, _weights(debt=1.0, trust=3.0)).to_pyarrow().to_pylist()[0]
    # mean (20 + 3 * 60) / 4 = 50; half width sqrt((6 / 4)^2 + (3 * 4 / 4)^2) = sqrt(11.25)
    assert row["score"] == pytest.approx(50.0)
    assert row["upper"] - row["score"] == pytest.approx(11.25**0.5)
    assert row["score"] - row["lower"] == pytest.approx(11.25**0.5)
    assert (row["indicator"], row["coverage"], row["status"]) == ("load", 1.0, "E")


def test_an_absent_child_is_left_out_and_coverage_tells_it():
    scores = _scores(("A", "debt", None, None, None, 0.0, "Q"), ("A", "trust", 60.0, 56.0, 64.0, 1.0, "A"))
    row = aggregate_mean(scores, _weights(debt=1.0, trust=3.0)).to_pyarrow().to_pylist()[0]
    assert (row["score"], row["coverage"], row["status"]) == (60.0, 0.75, "A")


def test_a_composite_below_the_coverage_threshold_is_absent_with_a_reason():
    scores = _scores(("A", "debt", None, None, None, 0.0, "Q"), ("A", "trust", 60.0, None, None, 1.0, "A"))
    row = aggregate_mean(scores, _weights(debt=1.0, trust=1.0)).to_pyarrow().to_pylist()[0]
    assert (row["score"], row["coverage"], row["status"]) == (None, 0.5, "Q")


def test_a_child_without_a_row_counts_as_missing():
    row = aggregate_mean(_scores(("A", "debt", 10.0, None, None, 1.0, "A")), _weights(debt=1.0, trust=1.0))
    found = row.to_pyarrow().to_pylist()[0]
    assert (found["score"], found["coverage"], found["status"]) == (None, 0.5, "O")


def test_coverage_equal_to_the_threshold_in_decimals_is_enough():
    scores = _scores(*((("A"), name, 10.0, None, None, 1.0, "A") for name in ("p", "q", "r")))
    weights = _weights(p=0.2, q=0.2, r=0.2, s=0.2, t=0.2)
    assert aggregate_mean(scores, weights, min_coverage=0.6).to_pyarrow()["score"].to_pylist() == [pytest.approx(10.0)]


def test_a_composite_without_interval_of_one_child_has_none():
    scores = _scores(("A", "debt", 20.0, 14.0, 26.0, 1.0, "A"), ("A", "trust", 60.0, None, None, 1.0, "A"))
    row = aggregate_mean(scores, _weights(debt=1.0, trust=1.0)).to_pyarrow().to_pylist()[0]
    assert (row["score"], row["lower"], row["upper"]) == (40.0, None, None)


def test_a_weight_that_is_not_positive_is_refused():
    with pytest.raises(CatalogueError, match="trust"):
        aggregate_mean(_scores(("A", "debt", 1.0, None, None, 1.0, "A")), _weights(debt=1.0, trust=0.0))


def test_a_rate_divides_and_carries_the_most_severe_status():
    above = _observations(
        ("A", "2016", "burglaries", 6.0, "A"), ("B", "2016", "burglaries", 6.0, "A"),
        ("C", "2016", "burglaries", None, "Q"), ("D", "2016", "burglaries", 6.0, "A"),
        ("E", "2016", "burglaries", 6.0, "B"),
    )  # fmt: skip
    below = _observations(
        ("A", "2016", "people", 1500.0, "E"), ("B", "2016", "people", 0.0, "A"), ("C", "2016", "people", None, "L"),
        ("E", "2016", "people", 3000.0, "E"),
    )  # fmt: skip
    result = conform(rate(above, below, per=1000, indicator="burglaries_per_1000"), OBSERVATIONS)
    assert _column(result, "value") == [4.0, None, None, None, 2.0]
    assert _column(result, "status") == ["E", "M", "Q", "O", "B"]
    assert set(_column(result, "indicator")) == {"burglaries_per_1000"}


def test_a_rate_of_two_denominators_is_refused():
    above = _observations(("A", "2016", "burglaries", 6.0, "A"))
    below = _observations(("A", "2016", "people", 1.0, "A"), ("A", "2016", "homes", 2.0, "A"))
    with pytest.raises(TableError, match="denominator has 2 rows for 1"):
        rate(above, below, per=1000, indicator="x")
