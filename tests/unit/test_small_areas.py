"""What can be said of areas with few people."""

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes

from veerkracht.analysis.small_areas import (
    benchmark_to_parents,
    beta_binomial,
    empirical_bayes,
    fay_herriot,
    poisson_gamma,
)
from veerkracht.errors import MissingDataError, SettingError, TableError
from veerkracht.tables import arrays, memtable


def names(count):
    return [f"A{number:04d}" for number in range(count)]


def counted(events, base):
    count = len(events)
    return memtable({"area": names(count), "period": ["2020"] * count, "indicator": ["fire"] * count,
                     "events": list(map(float, events)) if None not in events else events,
                     "base": list(map(float, base))})  # fmt: skip


def found(table):
    return arrays(table, order=["area"])


@pytest.fixture
def city():
    rng = np.random.default_rng(2)
    base = rng.integers(20, 3000, size=800).astype(float)
    truth = rng.gamma(4.0, 0.01, size=800)
    return rng.poisson(truth * base).astype(float), base, truth


def test_the_global_estimate_is_that_of_the_oracle(city):
    events, base, _ = city
    assert found(empirical_bayes(counted(events, base)))["value"] == pytest.approx(
        Empirical_Bayes(events, base).r.ravel(), rel=1e-12
    )


def test_small_areas_are_drawn_in_further_than_large_ones():
    rows = found(empirical_bayes(counted([0, 100, 400, 90], [10, 1000, 2000, 1000])))
    assert rows["shrinkage"][0] > rows["shrinkage"][1] > rows["shrinkage"][2] > 0
    assert rows["value"][0] > rows["raw"][0]


def test_without_spread_beyond_chance_all_areas_have_the_mean_and_its_error():
    rows = found(empirical_bayes(counted([10, 10, 10], [100, 100, 100])))
    assert rows["value"] == pytest.approx([0.1] * 3) and rows["shrinkage"] == pytest.approx([1.0] * 3)
    assert rows["standard_error"] == pytest.approx([np.sqrt(0.1 / 300)] * 3)


def test_neighbours_draw_towards_themselves_and_who_has_none_keeps_its_rate():
    links = memtable({"source": ["A0000", "A0001"], "target": ["A0001", "A0000"], "weight": [1.0, 1.0]})
    rows = found(empirical_bayes(counted([1, 3, 50], [100, 100, 100]), links))
    assert rows["value"] == pytest.approx([0.02, 0.02, 0.5])  # 0.02 and no spread beyond chance among the two
    assert rows["shrinkage"][2] == 0.0 and rows["standard_error"][2] == pytest.approx(np.sqrt(50) / 100)


def test_an_area_without_a_count_gets_no_rate_and_does_not_move_the_others():
    with_gap, without = counted([1, 3, 50, None], [100, 100, 100, 50]), counted([1, 3, 50], [100, 100, 100])
    rows = found(empirical_bayes(with_gap))
    assert (
        np.isnan(rows["value"][3]) and rows["value"][:3].tolist() == found(empirical_bayes(without))["value"].tolist()
    )


@pytest.mark.parametrize(("events", "base", "words"), [
    ([1, -2, 3], [9, 9, 9], "Column events is -2.0 in area A0001"), ([1, 2, 3], [9, 9, 0], "Column base is 0.0 in area A0002"),
])  # fmt: skip
def test_impossible_counts_are_refused_by_area(events, base, words):
    with pytest.raises(TableError, match=words):
        empirical_bayes(counted(events, base))


def test_shares_follow_the_beta_distribution_of_the_area():
    rng = np.random.default_rng(3)
    base = rng.integers(10, 500, size=2000)
    truth = rng.beta(3.0, 12.0, size=2000)
    rows = found(beta_binomial(counted(rng.binomial(base, truth), base)))
    inside = np.mean((truth >= rows["lower"]) & (truth <= rows["upper"]))
    assert 0.87 < inside < 0.93
    assert np.mean((rows["value"] - truth) ** 2) < np.mean((rows["raw"] - truth) ** 2)
    # shrinkage = (a + b) / (a + b + n): what was fitted can be read off it, and it was 15
    assert rows["shrinkage"] * base / (1 - rows["shrinkage"]) == pytest.approx(np.full(2000, 15.0), rel=0.15)


def test_rates_follow_the_gamma_distribution_of_the_area(city):
    events, base, truth = city
    rows = found(poisson_gamma(counted(events, base)))
    assert 0.87 < np.mean((truth >= rows["lower"]) & (truth <= rows["upper"])) < 0.93
    assert np.mean((rows["value"] - truth) ** 2) < np.mean((rows["raw"] - truth) ** 2)


def test_areas_that_differ_no_more_than_chance_get_one_share():
    rows = found(beta_binomial(counted([10, 10, 10], [100, 100, 100]), per=100))
    assert rows["value"] == pytest.approx([10.0] * 3, rel=0.05) and (rows["shrinkage"] > 0.99).all()


def test_more_events_than_people_is_no_share():
    with pytest.raises(TableError, match="Area A0001 has more events than base"):
        beta_binomial(counted([1, 12, 3], [10, 10, 10]))
    with pytest.raises(SettingError):
        poisson_gamma(counted([1, 12, 3], [10, 10, 10]), interval=1.0)


def surveyed(values, errors):
    count = len(values)
    return memtable({"area": names(count), "period": ["2020"] * count, "indicator": ["lonely"] * count,
                     "value": values, "standard_error": errors})  # fmt: skip


def known(**columns):
    rows = [
        (area, name, value)
        for name, values in columns.items()
        for area, value in zip(names(len(values)), values, strict=True)
    ]
    return memtable({"area": [r[0] for r in rows], "indicator": [r[1] for r in rows], "value": [r[2] for r in rows]})


@pytest.fixture
def survey():
    rng = np.random.default_rng(4)
    x, errors = rng.normal(size=400), np.sqrt(rng.uniform(0.5, 8.0, size=400))
    truth = 40 + 3 * x + rng.normal(0, 1.5, size=400)
    return x, errors, truth, truth + rng.normal(0, errors)


@pytest.mark.parametrize("method", ["reml", "prasad_rao"])
def test_the_spread_of_areas_is_found_back_and_the_error_is_what_it_says(survey, method):
    x, errors, truth, direct = survey
    rows = found(fay_herriot(surveyed(direct.tolist(), errors.tolist()), known(income=x.tolist()), method=method))
    assert rows["model_variance"][0] == pytest.approx(1.5**2, rel=0.35)
    inside = np.abs(rows["value"] - truth) <= 1.645 * rows["standard_error"]
    assert 0.86 < inside.mean() < 0.94
    assert np.mean((rows["value"] - truth) ** 2) < 0.6 * np.mean((direct - truth) ** 2)


def test_the_restricted_likelihood_is_largest_at_the_spread_found(survey):
    x, errors, _, direct = survey
    found_spread = found(fay_herriot(surveyed(direct.tolist(), errors.tolist()), known(income=x.tolist())))[
        "model_variance"
    ][0]
    design = np.column_stack([np.ones(400), x])

    def likelihood(spread):
        variance = spread + errors**2
        crossed = design.T @ (design / variance[:, None])
        rest = direct - design @ np.linalg.solve(crossed, design.T @ (direct / variance))
        return -0.5 * (np.log(variance).sum() + np.linalg.slogdet(crossed)[1] + (rest**2 / variance).sum())

    assert likelihood(found_spread) > max(likelihood(found_spread * 0.99), likelihood(found_spread * 1.01))


def test_an_area_without_an_estimate_gets_the_prediction_with_a_larger_error(survey):
    x, errors, _, direct = survey
    values = [None, *direct[1:].tolist()]
    rows = found(fay_herriot(surveyed(values, errors.tolist()), known(income=x.tolist())))
    assert rows["weight"][0] == 0.0 and rows["value"][0] == pytest.approx(40 + 3 * x[0], abs=0.7)
    assert rows["standard_error"][0] > np.sqrt(rows["model_variance"][0])


def test_what_cannot_be_modelled_is_refused():
    estimates = surveyed([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0] * 6)
    with pytest.raises(TableError, match="the same in every area"):
        fay_herriot(estimates, known(income=[2.0] * 6))
    with pytest.raises(MissingDataError, match="first income of area A0005"):
        fay_herriot(estimates, known(income=[1.0, 2.0, 3.0, 4.0, 6.0]))
    with pytest.raises(TableError, match="no standard error above 0, first lonely of area A0001"):
        fay_herriot(surveyed([1.0, 2.0], [1.0, 0.0]), known(income=[1.0, 2.0]))
    with pytest.raises(MissingDataError, match="too few"):
        fay_herriot(surveyed([1.0, 2.0], [1.0, 1.0]), known(income=[1.0, 2.0]))


AREAS = memtable({"area": names(3), "parent": ["W", "W", "V"], "population": [100.0, 300.0, 50.0]})
TOTALS = memtable({"area": ["W", "V"], "period": ["2020"] * 2, "indicator": ["lonely"] * 2, "value": [50.0, 30.0]})


@pytest.mark.parametrize("method", ["ratio", "difference"])
def test_areas_agree_with_what_is_published_of_their_parent(method):
    rows = found(benchmark_to_parents(surveyed([40.0, 44.0, 20.0], [2.0] * 3), TOTALS, areas=AREAS, method=method))
    assert (rows["value"][0] * 100 + rows["value"][1] * 300) / 400 == pytest.approx(50.0)
    assert rows["value"][2] == pytest.approx(30.0)
    assert rows["standard_error"][2] == pytest.approx(3.0 if method == "ratio" else 2.0)


def test_what_has_nothing_to_agree_with_is_refused():
    with pytest.raises(MissingDataError, match="lack published, first lonely of area A0002"):
        benchmark_to_parents(surveyed([1.0, 2.0, 3.0], [1.0] * 3), TOTALS.limit(1), areas=AREAS)
    with pytest.raises(TableError, match="areas of V have a mean of 0"):
        benchmark_to_parents(surveyed([1.0, 2.0, 0.0], [1.0] * 3), TOTALS, areas=AREAS)
