"""Noise of published values, and composites that carry it."""

import math

import numpy as np
import pyarrow as pa
import pytest

from veerkracht.analysis.indicators import (
    composite_change,
    composite_level,
    goalposts_of,
    noise_draws,
    standard_errors,
)
from veerkracht.errors import TableError
from veerkracht.tables import INDICATORS, OBSERVATIONS, memtable, table_of

CATALOGUE = table_of(INDICATORS, [
    {"indicator": "thefts", "kind": "count", "noise": "poisson", "direction": -1, "sensitivity": "open"},
    {"indicator": "poor", "kind": "percentage", "noise": "binomial", "direction": -1, "sensitivity": "open"},
    {"indicator": "lonely", "kind": "percentage", "noise": "model", "direction": -1, "sensitivity": "open"},
    {"indicator": "safety", "kind": "index", "noise": "model", "direction": 1, "sensitivity": "open"},
    {"indicator": "people", "kind": "count", "noise": "none", "rounding": 5.0, "direction": -1, "sensitivity": "open"},
    {"indicator": "exact", "kind": "mean", "noise": "none", "direction": -1, "sensitivity": "open"},
])  # fmt: skip


def _observations(*rows):
    names = ("area", "period", "indicator", "value", "status")
    return table_of(OBSERVATIONS, [{**dict(zip(names, row, strict=True)), "source": "s"} for row in rows])


def _people(*rows):
    names = ("area", "period", "indicator", "people", "per")
    return memtable(pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)}))


def _draws(observations, denominators=None, draws=20000):
    rng = np.random.default_rng(1)
    return noise_draws(observations, CATALOGUE, denominators=denominators, draws=draws, rng=rng)


def test_counts_spread_as_the_square_root_of_the_count():
    drawn = _draws(_observations(("A", "2016", "thefts", 100.0, "A")))
    # posterior Gamma(100.5): mean 100.5, sd sqrt(100.5) = 10.02; tolerance: four errors of 20,000 draws
    assert drawn.mean() == pytest.approx(100.5, abs=0.3)
    assert drawn.std() == pytest.approx(10.02, abs=0.21)


def test_counts_that_come_in_series_spread_more():
    rows = _observations(("A", "2016", "thefts", 100.0, "A"))
    rng = np.random.default_rng(1)
    drawn = noise_draws(rows, CATALOGUE, denominators=None, draws=20000, rng=rng, count_dispersion=4.0)
    # 4 Gamma(100.5 / 4): mean 100.5, sd sqrt(4 x 100.5) = 20.05; tolerance: four errors of 20,000 draws
    assert drawn.mean() == pytest.approx(100.5, abs=0.6)
    assert drawn.std() == pytest.approx(20.05, abs=0.42)


def test_shares_spread_as_a_binomial_of_the_people_behind_them():
    drawn = _draws(_observations(("A", "2016", "poor", 20.0, "A")), _people(("A", "2016", "poor", 400.0, 100.0)))
    assert drawn.std() == pytest.approx(100 * math.sqrt(0.2 * 0.8 / 402), abs=0.05)
    assert drawn.min() > 0


def test_an_index_is_as_uncertain_near_its_zero_as_far_from_it():
    rows = _observations(
        *((area, "2014", "safety", value, "A") for area, value in (("A", -0.3), ("B", 0.0), ("C", 0.3)))
    )
    table = standard_errors(rows, CATALOGUE, denominators=None)
    errors = table.order_by("area").standard_error.to_pyarrow().to_pylist()
    # 5 % of the spread over the areas, sqrt(0.06) = 0.245; a share of the value would make B certain
    assert errors == pytest.approx([0.05 * math.sqrt(0.06)] * 3)
    assert _draws(rows).std(axis=0) == pytest.approx(errors, rel=0.03)  # four errors of 20,000 draws


def test_rounding_spreads_over_one_step():
    drawn = _draws(_observations(("A", "2016", "people", 20.0, "A")))
    assert (drawn.min(), drawn.max()) == pytest.approx((17.5, 22.5), abs=0.01)


def test_absent_values_stay_absent_in_every_draw_and_rows_keep_their_order():
    drawn = _draws(_observations(("B", "2016", "exact", 2.0, "A"), ("A", "2016", "exact", None, "Q")), draws=3)
    assert np.isnan(drawn[:, 0]).all()
    assert drawn[:, 1].tolist() == [2.0, 2.0, 2.0]


def test_a_share_without_denominator_takes_the_smallest_known_one():
    observations = _observations(
        ("A", "2016", "poor", 20.0, "A"), ("B", "2016", "poor", 20.0, "A"), ("C", "2016", "poor", 20.0, "A")
    )
    people = _people(("A", "2016", "poor", 50.0, 100.0), ("B", "2016", "poor", 5000.0, 100.0))
    errors = standard_errors(observations, CATALOGUE, denominators=people).order_by("area").to_pyarrow()
    wide, narrow, stand_in = errors["standard_error"].to_pylist()
    assert stand_in == wide > narrow


def test_shares_without_any_denominator_are_refused():
    with pytest.raises(TableError, match="poor"):
        _draws(_observations(("A", "2016", "poor", 20.0, "A")))


def test_an_indicator_outside_the_catalogue_has_no_known_noise():
    with pytest.raises(TableError, match="unheard"):
        _draws(_observations(("A", "2016", "unheard", 20.0, "A")))


def test_standard_errors_follow_the_formulas():
    observations = _observations(
        ("A", "2016", "exact", 3.0, "A"), ("A", "2016", "lonely", 40.0, "A"), ("A", "2016", "people", 20.0, "A"),
        ("A", "2016", "thefts", 99.5, "A"), ("B", "2016", "thefts", None, "O"),
    )  # fmt: skip
    errors = standard_errors(observations, CATALOGUE, denominators=None)
    found = errors.order_by("area", "indicator").to_pyarrow()["standard_error"].to_pylist()
    assert found == [None, pytest.approx(2.0), None, pytest.approx(10.0), None]


def _index(*children):
    weights = {"index": ["load"] * len(children), "indicator": list(children), "weight": [1.0] * len(children)}
    return memtable(pa.table(weights))


def _change(observations, *children, **options):
    goalposts = goalposts_of(observations, CATALOGUE)
    table = composite_change(
        observations, goalposts, indicators=CATALOGUE, weights=_index(*children), denominators=None, first="2012",
        last="2016", draws=4000, rng=np.random.default_rng(2), **options,
    )  # fmt: skip
    return {row["area"]: row for row in table.to_pyarrow().to_pylist()}


def test_a_change_of_load_is_positive_when_things_get_worse():
    changes = _change(
        _observations(
            ("A", "2012", "exact", 0.0, "A"), ("A", "2016", "exact", 10.0, "A"),
            ("B", "2012", "exact", 8.0, "A"), ("B", "2016", "exact", 4.0, "A"),
        ), "exact",
    )  # fmt: skip
    assert changes["A"]["change"] == pytest.approx(100.0)
    assert changes["B"]["change"] == pytest.approx(-40.0)
    assert changes["B"]["se"] == pytest.approx(0.0, abs=1e-12)


def test_the_error_of_a_change_adds_the_noise_of_both_years():
    changes = _change(
        _observations(
            ("A", "2012", "thefts", 100.0, "A"), ("A", "2016", "thefts", 100.0, "A"),
            ("B", "2012", "thefts", 0.0, "A"), ("B", "2016", "thefts", 200.0, "A"),
        ), "thefts",
    )  # fmt: skip
    # sqrt(100.5 + 100.5) thefts on a span of 200 is 7.09 points; 4,000 draws give it to 1.2 %
    assert changes["A"]["se"] == pytest.approx(7.09, rel=0.05)
    assert changes["A"]["lower"] < changes["A"]["change"] < changes["A"]["upper"]


def test_a_child_present_in_one_year_only_is_not_a_change():
    changes = _change(
        _observations(
            ("A", "2012", "exact", 0.0, "A"), ("A", "2016", "exact", 0.0, "A"), ("A", "2016", "lonely", 50.0, "A"),
            ("B", "2012", "exact", 5.0, "A"), ("B", "2016", "exact", 10.0, "A"),
            ("B", "2012", "lonely", 20.0, "A"), ("B", "2016", "lonely", 20.0, "A"),
        ), "exact", "lonely", min_coverage=0.5,
    )  # fmt: skip
    assert (changes["A"]["change"], changes["A"]["coverage"]) == (0.0, 0.5)
    assert (changes["B"]["change"], changes["B"]["coverage"]) == (25.0, 1.0)


def test_a_break_between_the_years_is_not_bridged():
    changes = _change(
        _observations(
            ("A", "2012", "exact", 0.0, "A"), ("A", "2014", "exact", 5.0, "B"), ("A", "2016", "exact", 9.0, "A"),
            ("B", "2012", "exact", 5.0, "B"), ("B", "2016", "exact", 10.0, "A"),
        ), "exact",
    )  # fmt: skip
    assert (changes["A"]["change"], changes["A"]["se"], changes["A"]["status"]) == (None, None, "M")
    assert changes["B"]["change"] == pytest.approx(50.0)


def test_a_level_is_the_mean_load_and_absence_has_a_status():
    observations = _observations(
        ("A", "2016", "exact", 10.0, "A"), ("A", "2016", "lonely", 20.0, "A"),
        ("B", "2016", "exact", 0.0, "A"), ("B", "2016", "lonely", 40.0, "A"),
        ("C", "2016", "exact", None, "Q"), ("C", "2016", "lonely", 30.0, "A"), ("C", "2012", "exact", 3.0, "A"),
    )  # fmt: skip
    table = composite_level(
        observations, goalposts_of(observations, CATALOGUE), indicators=CATALOGUE,
        weights=_index("exact", "lonely"), denominators=None, period="2016", draws=2000, rng=np.random.default_rng(3),
    )  # fmt: skip
    rows = table.order_by("area").to_pyarrow().to_pylist()
    assert [row["load"] for row in rows] == [pytest.approx(50.0), pytest.approx(50.0), None]
    # model error: 5 % of 20 is 1, on a span of 20 that is 5 points, of half the weight 2.5; for B twice that
    assert [rows[0]["se"], rows[1]["se"]] == pytest.approx([2.5, 5.0], rel=0.06)
    assert (rows[2]["status"], rows[2]["coverage"]) == ("Q", 0.5)
