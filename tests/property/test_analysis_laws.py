"""Laws of scores, trends, classes and exposure for any input."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.exposure import ExposureSettings, coincidence, people_exposed
from veerkracht.analysis.indicators import (
    aggregate_mean,
    as_load,
    composite_change,
    goalposts_of,
    noise_draws,
    normalise_minmax,
    rate,
)
from veerkracht.analysis.resilience import ResilienceSettings, classify_change, classify_draws, shrink_changes
from veerkracht.analysis.trends import (
    DivergenceSettings,
    TrendSettings,
    gap_change,
    mann_kendall,
    risk_direction,
    series_direction,
    sigma_change,
    theil,
)
from veerkracht.analysis.trends._kendall import SLOPE, VARIANCE, S, statistics
from veerkracht.analysis.trends.monotone import sen_slope
from veerkracht.compiled import as_python
from veerkracht.tables import INDICATORS, OBSERVATIONS, SCORES, memtable, table_of

CATALOGUE = table_of(INDICATORS, [
    {"indicator": "debt", "direction": -1, "sensitivity": "open", "kind": "mean", "noise": "model"},
    {"indicator": "trust", "direction": 1, "sensitivity": "open", "kind": "mean", "noise": "none"},
    {"indicator": "thefts", "direction": -1, "sensitivity": "open", "kind": "count", "noise": "poisson"},
])  # fmt: skip
NAMES = ("debt", "trust", "thefts")
YEARS = ("2012", "2013", "2014", "2015")
WEIGHTS = memtable(pa.table({"index": ["load"] * 3, "indicator": list(NAMES), "weight": [1.0, 2.0, 3.0]}))

few = settings(max_examples=15, deadline=None)
values = st.one_of(st.none(), st.integers(0, 500).map(float))
numbers = st.floats(-50, 50, allow_nan=False).map(lambda value: round(value, 3))


@st.composite
def observation_rows(draw):
    areas = draw(st.integers(1, 5))
    rows = []
    for area in range(areas):
        for year in YEARS:
            for name in NAMES:
                value = draw(values)
                status = draw(st.sampled_from("OLQ" if value is None else "AAAEB"))
                rows.append({"area": f"A{area}", "period": year, "indicator": name, "value": value, "status": status,
                             "source": "s"})  # fmt: skip
    return rows


@st.composite
def change_rows(draw):
    error = st.one_of(st.none(), st.floats(0, 20).map(lambda value: round(value, 2)))
    change = st.one_of(st.none(), numbers)
    people = st.one_of(st.none(), st.integers(0, 2000).map(float))
    return [
        (f"A{place}", draw(change), draw(change), draw(error), draw(error), draw(people))
        for place in range(draw(st.integers(1, 8)))
    ]


def _changes(rows):
    names = ("vulnerability_change", "problem_change", "vulnerability_se", "problem_se", "population")
    columns = {name: pa.array([row[place + 1] for row in rows], type=pa.float64()) for place, name in enumerate(names)}
    return memtable(pa.table({"area": [row[0] for row in rows], **columns}))


def _sorted(table, *order):
    return table.order_by(*order).to_pyarrow().to_pylist()


def _composite(rows):
    observations = table_of(OBSERVATIONS, rows)
    return aggregate_mean(normalise_minmax(observations, goalposts_of(observations, CATALOGUE)), WEIGHTS)


@given(observation_rows(), st.randoms(use_true_random=False))
@few
def test_the_order_of_rows_does_not_matter_to_scores_and_directions(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert _sorted(_composite(rows), "area", "period") == _sorted(_composite(shuffled), "area", "period")
    first, second = (series_direction(table_of(OBSERVATIONS, some), CATALOGUE, settings=TrendSettings())
                     for some in (rows, shuffled))  # fmt: skip
    assert _sorted(first, "area", "indicator") == _sorted(second, "area", "indicator")


@given(observation_rows())
@few
def test_the_names_of_areas_do_not_matter_to_scores_and_directions(rows):
    renamed = [{**row, "area": f"Z{9 - int(row['area'][1])}"} for row in rows]
    for compute, order in (
        (_composite, ("period",)),
        (
            lambda some: series_direction(table_of(OBSERVATIONS, some), CATALOGUE, settings=TrendSettings()),
            ("indicator",),
        ),
    ):
        before, after = _sorted(compute(rows), "area", *order), _sorted(compute(renamed), "area", *order)
        back = sorted(({**row, "area": f"A{9 - int(row['area'][1])}"} for row in after),
                      key=lambda row: (row["area"], row[order[0]]))  # fmt: skip
        assert before == back


@given(observation_rows())
@few
def test_scores_and_coverage_stay_within_their_bounds(rows):
    for row in _sorted(_composite(rows), "area", "period"):
        assert row["score"] is None or 0 <= row["score"] <= 100
        assert 0 <= row["coverage"] <= 1 + 1e-12
        assert (row["score"] is None) == (row["coverage"] < 0.6 - 1e-9)
        assert (row["score"] is None) == (row["status"] in "OLMKQ")


@given(observation_rows(), st.integers(0, 200), st.integers(0, 59))
@few
def test_a_worse_value_never_gives_a_better_score(rows, harm, chosen):
    place = chosen % len(rows)
    if rows[place]["value"] is None:
        return
    posts = goalposts_of(table_of(OBSERVATIONS, rows), CATALOGUE)
    worse = -harm if rows[place]["indicator"] == "trust" else harm
    harmed = [{**row, "value": row["value"] + worse} if row is rows[place] else row for row in rows]
    scores = [aggregate_mean(normalise_minmax(table_of(OBSERVATIONS, some), posts), WEIGHTS) for some in (rows, harmed)]
    before, after = (_sorted(table, "area", "period") for table in scores)
    for old, new in zip(before, after, strict=True):
        # sums of three weighted scores may differ in the last digit
        assert old["score"] is None or new["score"] <= old["score"] + 1e-9


@given(observation_rows())
@few
def test_what_is_missing_stays_missing_through_the_whole_chain(rows):
    gone = [{**row, "value": None, "status": "Q"} if row["area"] == "A0" else row for row in rows]
    observations = table_of(OBSERVATIONS, gone)
    posts = goalposts_of(observations, CATALOGUE)
    scores = as_load(aggregate_mean(normalise_minmax(observations, posts), WEIGHTS))
    assert {(row["score"], row["status"]) for row in _sorted(scores, "period") if row["area"] == "A0"} == {(None, "Q")}
    directions = series_direction(observations, CATALOGUE, settings=TrendSettings())
    assert {row["reason"] for row in _sorted(directions, "area") if row["area"] == "A0"} == {"no_series"}
    change = composite_change(
        observations, posts, indicators=CATALOGUE, weights=WEIGHTS, denominators=None, first="2012", last="2015",
        draws=20, rng=np.random.default_rng(0),
    )  # fmt: skip
    changes = memtable(change.select(
        "area", vulnerability_change="change", vulnerability_se="se", problem_change="change", problem_se="se",
        population=change.coverage * 0 + 500,
    ).to_pyarrow())  # fmt: skip
    classes = classify_change(shrink_changes(changes), settings=ResilienceSettings())
    found = [row for row in _sorted(classes, "area") if row["area"] == "A0"]
    assert [(row["class"], row["probability"]) for row in found] == [("unknown", None)]
    levels = scores.filter(scores.period == "2015").select("area", level="score")
    exposure = memtable(pa.table({"area": ["A0"], "shock": ["heat"], "score": [9.0]}))
    signs = coincidence(levels, classes, exposure_scores=exposure, settings=ExposureSettings())
    found = next(row for row in signs.to_pyarrow().to_pylist() if row["area"] == "A0")
    assert (found["high_level"], found["under_pressure"], found["level_rank"]) == (None, None, None)
    assert found["coincides"] is not True
    here = memtable(pa.table({"shock": ["heat"], "area": ["A0"], "coincides": [True]}))
    people = people_exposed(observations, here, groups=["thefts"], period="2015").to_pyarrow().to_pylist()[0]
    assert (people["people"], people["missing_areas"]) == (None, 1)


@given(observation_rows())
@few
def test_a_rate_is_absent_exactly_where_it_cannot_be_computed(rows):
    observations = table_of(OBSERVATIONS, rows)
    above, below = (observations.filter(observations.indicator == name) for name in ("thefts", "trust"))
    known = {(row["area"], row["period"], row["indicator"]): row["value"] for row in rows}
    for row in rate(above, below, per=1000, indicator="x").to_pyarrow().to_pylist():
        over, under = (known[row["area"], row["period"], name] for name in ("thefts", "trust"))
        expected = None if over is None or not under else pytest.approx(1000 * over / under)
        assert row["value"] == expected
        assert (row["value"] is None) == (row["status"] in "OLMKQ")


@given(observation_rows())
@few
def test_probabilities_of_directions_add_up_to_one(rows):
    directions = series_direction(table_of(OBSERVATIONS, rows), CATALOGUE, settings=TrendSettings())
    links = memtable(
        pa.table({"risk": ["R", "R"], "indicator": ["debt", "trust"], "sign": [1, -1], "weight": [1.0, 2.0]})
    )
    for table in (directions, risk_direction(directions, links)):
        for row in table.to_pyarrow().to_pylist():
            chances = [row[name] for name in ("p_rising", "p_steady", "p_falling")]
            assert chances == [None] * 3 or sum(chances) == pytest.approx(1.0)
            assert (row["direction"] == "unknown") == (row["reason"] != "")


@given(observation_rows(), st.floats(0.1, 50))
@few
def test_the_unit_of_a_series_does_not_change_its_direction(rows, factor):
    plain = [row for row in rows if row["indicator"] == "trust"]
    scaled = [{**row, "value": None if row["value"] is None else row["value"] * factor} for row in plain]
    first, second = (_sorted(series_direction(table_of(OBSERVATIONS, some), CATALOGUE, settings=TrendSettings()), "area")
                     for some in (plain, scaled))  # fmt: skip
    for one, other in zip(first, second, strict=True):
        if one["p_rising"] is not None:
            assert other["p_rising"] == pytest.approx(one["p_rising"], abs=1e-6)


@given(st.lists(numbers, min_size=3, max_size=8))
@few
def test_mann_kendall_is_the_same_forwards_and_backwards(series):
    forward, backward = mann_kendall(np.array([series])), mann_kendall(np.array([series[::-1]]))
    assert forward[0][0] == -backward[0][0]
    assert 0 <= forward[2][0] <= 1
    assert forward[2][0] == backward[2][0]


@given(st.lists(numbers, min_size=2, max_size=8), st.integers(0, 9))
@few
def test_complete_series_have_the_trend_that_the_kernel_gives_them_with_and_without_its_compiler(series, gap):
    values, times = np.array([series]), np.arange(float(len(series)))
    times[1:] += gap
    s, variance, _ = mann_kendall(values)
    known = [s[0], variance[0], sen_slope(times[np.newaxis], values)[0]]
    for engine in (statistics, as_python(statistics)):
        found = engine(values, times, np.zeros(values.shape, np.int64), 0.0, 0.0)[0]
        assert found[[S, VARIANCE, SLOPE]].tolist() == known


@given(change_rows(), st.sampled_from(["absolute", "mean", "median"]))
@few
def test_probabilities_of_classes_add_up_to_one_and_the_shown_one_is_the_largest(rows, reference):
    table = classify_change(_changes(rows), settings=ResilienceSettings(reference=reference))
    for row in table.to_pyarrow().to_pylist():
        chances = [row[f"p_{name}"] for name in ("under_pressure", "shows_resilience", "other_cause", "no_signal")]
        if row["probability"] is None:
            assert chances == [None] * 4
        else:
            assert sum(chances) == pytest.approx(1.0)
            assert row["probability"] == pytest.approx(max(chances))


@given(change_rows(), st.floats(0, 10), st.floats(0, 10), st.sampled_from(["absolute", "mean", "median"]))
@few
def test_a_wider_dead_band_never_puts_more_areas_under_pressure(rows, band, more, reference):
    changes = _changes(rows)
    narrow, wide = (
        {row["area"] for row in classify_change(
            changes, settings=ResilienceSettings(band_vulnerability=one, band_problems=one, reference=reference),
        ).to_pyarrow().to_pylist() if row["class"] == "under_pressure"}
        for one in (band, band + more)
    )  # fmt: skip
    assert wide <= narrow


@given(change_rows(), st.randoms(use_true_random=False))
@few
def test_the_order_of_rows_does_not_matter_to_classes(rows, random):
    first, second = (
        _sorted(classify_change(shrink_changes(_changes(some)), settings=ResilienceSettings(reference="mean")), "area")
        for some in (rows, random.sample(rows, len(rows)))
    )
    assert first == second


@given(change_rows())
@few
def test_adding_the_same_change_everywhere_does_not_matter_relative_to_the_median(rows):
    moved = [(row[0], *(None if one is None else one + 64.0 for one in row[1:3]), *row[3:]) for row in rows]
    relative = ResilienceSettings(reference="median", band_vulnerability=1.0001, band_problems=1.0001)
    first, second = (_sorted(classify_change(_changes(some), settings=relative), "area") for some in (rows, moved))
    assert [row["class"] for row in first] == [row["class"] for row in second]


@given(st.integers(1, 6), st.integers(0, 1000))
@few
def test_shares_of_draws_add_up_to_one(areas, seed):
    rng = np.random.default_rng(seed)
    vulnerable, problems = rng.normal(0, 5, (2, 40, areas))
    table = classify_draws([f"A{place}" for place in range(areas)], vulnerable, problems,
                           population=np.full(areas, 500.0), settings=ResilienceSettings())  # fmt: skip
    for row in table.to_pyarrow().to_pylist():
        chances = [row[f"p_{name}"] for name in ("under_pressure", "shows_resilience", "other_cause", "no_signal")]
        assert sum(chances) == pytest.approx(1.0)
        assert row["probability"] == max(chances)


@given(observation_rows(), st.integers(0, 10**6), st.randoms(use_true_random=False))
@few
def test_a_seed_repeats_the_noise_whatever_the_order_of_rows(rows, seed, random):
    drawn = [
        noise_draws(
            table_of(OBSERVATIONS, some), CATALOGUE, denominators=None, draws=5, rng=np.random.default_rng(seed)
        )
        for some in (rows, random.sample(rows, len(rows)))
    ]
    np.testing.assert_array_equal(drawn[0], drawn[1])
    ordered = sorted(rows, key=lambda row: (row["area"], row["indicator"], row["period"]))
    assert np.isnan(drawn[0]).all(axis=0).tolist() == [row["value"] is None for row in ordered]


@given(st.lists(st.tuples(st.integers(0, 900), st.sampled_from("PQR"), st.integers(1, 50)), min_size=1, max_size=9))
@few
def test_theil_within_and_between_add_up_to_the_total(rows):
    areas = [f"A{place}" for place in range(len(rows))]
    table = theil(
        memtable(pa.table({"area": areas, "period": ["2016"] * len(rows), "indicator": ["income"] * len(rows),
                           "value": [float(row[0]) for row in rows]})),
        memtable(pa.table({"area": areas, "group": [row[1] for row in rows],
                           "population": [float(row[2]) for row in rows]})),
    )  # fmt: skip
    row = table.to_pyarrow().to_pylist()[0]
    if row["reason"] == "":
        assert row["within"] + row["between"] == pytest.approx(row["total"], abs=1e-12)
        assert min(row["within"], row["between"]) >= -1e-12


@given(st.lists(st.tuples(numbers, numbers, st.integers(1, 90)), min_size=5, max_size=12), st.integers(0, 99))
@few
def test_swapping_the_years_turns_a_change_of_differences_round(rows, seed):
    scores = table_of(SCORES, [
        {"area": f"A{place:02}", "period": period, "indicator": "load", "score": row[end]}
        for place, row in enumerate(rows) for end, period in enumerate(("2012", "2016"))
    ])  # fmt: skip
    people = memtable(pa.table({"area": [f"A{place:02}" for place in range(len(rows))],
                                "population": [float(row[2]) for row in rows]}))  # fmt: skip
    for function in (sigma_change, gap_change):
        there, back = (
            function(scores, people, first=first, last=last, settings=DivergenceSettings(draws=100, seed=seed))
            .to_pyarrow().to_pylist()[0] for first, last in (("2012", "2016"), ("2016", "2012"))
        )  # fmt: skip
        assert there["change"] == pytest.approx(-back["change"], abs=1e-9)
        assert there["p_growing"] == pytest.approx(1 - back["p_growing"], abs=1e-9)
