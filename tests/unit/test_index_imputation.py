"""Absent values are estimated, and each fill says how."""

import numpy as np
import pytest

from veerkracht.analysis.indicators import (
    combine_draws,
    denominate,
    imputation_told,
    impute_carried_forward,
    impute_em,
    impute_group_mean,
    impute_group_median,
    impute_linear,
    impute_mean,
    impute_median,
    impute_multiple,
    impute_nearest,
    impute_parent,
    impute_regression,
    impute_with_draw,
    screen_areas,
)
from veerkracht.analysis.indicators.imputation._normal import em, fit_normal
from veerkracht.errors import CatalogueError, SettingError, TableError
from veerkracht.tables import INDICATORS, OBSERVATIONS, conform, memtable, table_of


def _rows(values, *, indicator="noise", period="2020", status=None, areas=None):
    count = len(values)
    return {
        "area": areas or [f"A{number:02}" for number in range(count)], "period": [period] * count,
        "indicator": [indicator] * count, "value": values,
        "status": status or ["O" if value is None else "A" for value in values], "source": ["police"] * count,
    }  # fmt: skip


def _table(*parts):
    return memtable({name: [cell for part in parts for cell in part[name]] for name in parts[0]})


def _listed(table, *columns):
    rows = table.order_by("indicator", "period", "area").to_pyarrow().to_pylist()
    return [tuple(row[name] for name in columns) if len(columns) > 1 else row[columns[0]] for row in rows]


def _course(values, **keys):
    return [_rows([value], period=str(2000 + place), **keys) for place, value in enumerate(values)]


def test_a_fill_is_estimated_and_carries_its_name():
    filled = impute_mean(_table(_rows([1.0, None, 5.0])))
    assert _listed(filled, "value", "status", "source") == [
        (1.0, "A", "police"), (3.0, "E", "impute_mean"), (5.0, "A", "police")]  # fmt: skip
    assert conform(filled, OBSERVATIONS).count().to_pyarrow().as_py() == 3


def test_a_cell_without_a_row_is_filled_too():
    filled = impute_median(_table(_rows([1.0, 2.0, 9.0]), _rows([4.0], indicator="trees")))
    assert _listed(filled.filter(filled.indicator == "trees"), "value", "source") == [
        (4.0, "police"), (4.0, "impute_median"), (4.0, "impute_median")]  # fmt: skip


def test_what_cannot_exist_or_counts_elsewhere_is_never_filled():
    table = _table(_rows([1.0, None, None, None, None, None], status=["A", "O", "L", "Q", "M", "K"]))
    assert _listed(impute_mean(table), "value", "status") == [
        (1.0, "A"), (1.0, "E"), (1.0, "E"), (1.0, "E"), (None, "M"), (None, "K")]  # fmt: skip


def test_a_second_way_keeps_the_name_of_the_first():
    table = _table(_rows([1.0, None, None]))
    groups = memtable({"area": ["A00", "A01", "A02"], "group": ["x", "x", "y"]})
    told = impute_mean(impute_group_mean(table, groups))
    assert _listed(told, "source") == ["police", "impute_group_mean", "impute_mean"]
    assert imputation_told(told).to_pyarrow().to_pylist() == [
        {"indicator": "noise", "cells": 3, "present": 1, "filled": 2, "absent": 0, "share_filled": pytest.approx(2 / 3),
         "methods": "impute_group_mean; impute_mean"}]  # fmt: skip


def test_what_stays_absent_is_told():
    told = imputation_told(impute_mean(_table(_rows([None, None]), _rows([1.0, 2.0], indicator="trees"))))
    assert _listed(told.mutate(period=1, area=1), "filled", "absent", "methods") == [(0, 2, None), (0, 0, None)]


def test_groups_fill_their_own_and_nothing_else():
    groups = memtable({"area": ["A00", "A01", "A02", "A03"], "group": ["x", "x", "y", None]})
    table = _table(_rows([1.0, None, None, None, 7.0]))
    assert _listed(impute_group_mean(table, groups), "value") == [1.0, 1.0, None, None, 7.0]


def test_the_median_of_a_group_is_not_its_mean():
    groups = memtable({"area": [f"A{number:02}" for number in range(4)], "group": ["x"] * 4})
    assert _listed(impute_group_median(_table(_rows([1.0, 2.0, 9.0, None])), groups), "value")[-1] == 2.0


def test_each_year_is_filled_from_itself_unless_all_are_asked():
    table = _table(_rows([1.0, None], period="2019"), _rows([None, 5.0], period="2020"))
    assert _listed(impute_mean(table), "value") == [1.0, 1.0, 5.0, 5.0]
    assert _listed(impute_mean(table, over="all"), "value") == [1.0, 3.0, 3.0, 5.0]


def test_the_nearest_areas_fill_by_what_is_alike():
    income = _rows([10.0, 11.0, 90.0, 91.0, 10.4], indicator="income")
    noise = _rows([1.0, 3.0, 60.0, 62.0, None])
    one = impute_nearest(_table(noise), covariates=_table(income), neighbours=1)
    two = impute_nearest(_table(income, noise), neighbours=2)
    assert _listed(one, "value")[-1] == 1.0
    assert _listed(two.filter(two.indicator == "noise"), "value")[-1] == 2.0


def test_too_few_neighbours_leave_a_cell_absent():
    income = _table(_rows([10.0, 11.0, 12.0], indicator="income"))
    assert _listed(impute_nearest(_table(_rows([1.0, None, None])), covariates=income, neighbours=2), "value")[1:] == [
        None, None]  # fmt: skip


def test_far_neighbours_count_when_the_near_ones_lack_the_indicator():
    income = _table(_rows([float(x) for x in range(12)], indicator="income"))
    noise = _table(_rows([None] * 10 + [5.0, 7.0]))
    assert _listed(impute_nearest(noise, covariates=income, neighbours=1), "value")[:10] == [5.0] * 10


def test_a_regression_fills_what_lies_on_the_line():
    income = _table(_rows([1.0, 2.0, 3.0, 4.0, 5.0, None], indicator="income"))
    noise = _table(_rows([3.0, 5.0, 7.0, 9.0, None, None]))
    found = _listed(impute_regression(noise, income), "value")
    assert found[4] == pytest.approx(11.0)
    assert found[5] is None


def test_a_regression_with_too_few_areas_fills_nothing():
    income = _table(_rows([1.0, 2.0, 3.0, 4.0], indicator="income"))
    assert _listed(impute_regression(_table(_rows([3.0, 5.0, 7.0, None])), income), "value")[3] is None


def test_expectation_maximisation_finds_the_factored_likelihood_of_a_monotone_pattern():
    # With one indicator complete the likelihood splits: the regression of the other on it gives the answer.
    rng = np.random.default_rng(5)
    first = rng.normal(10.0, 3.0, 60)
    second = 2.0 + 0.5 * first + rng.normal(0.0, 1.0, 60)
    absent = rng.random(60) < 0.3
    slope, start = np.polyfit(first[~absent], second[~absent], 1)
    filled = em(np.column_stack([first, np.where(absent, np.nan, second)]))
    assert filled[absent, 1] == pytest.approx(start + slope * first[absent], rel=1e-4)  # the ridge shrinks by 1e-6
    assert np.array_equal(filled[~absent, 1], second[~absent])


def test_expectation_maximisation_keeps_the_variance_of_what_is_absent():
    rng = np.random.default_rng(6)
    first = rng.normal(size=4000)
    second = first + rng.normal(size=4000)
    normal = fit_normal(np.column_stack([first, np.where(first > 0.0, np.nan, second)]))
    variance = normal.covariance[1, 1] * normal.scale[1] ** 2
    assert variance == pytest.approx(2.0, rel=0.1)  # that of the half that is present alone is 1.4


def test_a_model_of_all_indicators_needs_more_areas_than_indicators():
    table = _table(_rows([1.0, None]), _rows([2.0, 3.0], indicator="trees"))
    with pytest.raises(TableError, match="2 areas with values for 2 indicators"):
        impute_em(table)


def test_a_line_in_time_joins_what_is_before_and_after():
    assert _listed(impute_linear(_table(*_course([None, 1.0, None, None, 7.0, None]))), "value") == [
        None, 1.0, 3.0, 5.0, 7.0, None]  # fmt: skip


def test_a_line_in_time_knows_how_long_a_month_is():
    parts = [_rows([value], period=period) for period, value in (("2020", 0.0), ("2020-04", None), ("2021", 12.0))]
    assert _listed(impute_linear(_table(*parts)), "value") == [0.0, 3.0, 12.0]


def test_a_break_in_the_series_is_not_bridged():
    parts = [*_course([1.0, None]), _rows([9.0], period="2002", status=["B"]), _rows([None], period="2003")]
    assert _listed(impute_linear(_table(*parts)), "value") == [1.0, None, 9.0, None]
    assert _listed(impute_carried_forward(_table(*parts), limit_years=5.0), "value") == [1.0, 1.0, 9.0, 9.0]


def test_a_value_is_carried_no_further_than_its_limit():
    course = _table(*_course([None, 4.0, None, None, None]))
    assert _listed(impute_carried_forward(course, limit_years=2.0), "value") == [None, 4.0, 4.0, 4.0, None]


def test_the_parent_fills_by_its_value_or_by_the_ratio():
    areas = memtable({"area": ["WK01", "BU01", "BU02"], "parent": [None, "WK01", "WK01"]})
    names = ["WK01", "BU01", "BU02"]
    table = _table(_rows([10.0, 5.0, None], areas=names, period="2019"), _rows([20.0, None, None], areas=names))
    by_value, by_ratio = (impute_parent(table, areas, method=method) for method in ("value", "ratio"))
    assert _listed(by_value, "value") == [5.0, 10.0, 10.0, 20.0, 20.0, 20.0]
    assert _listed(by_ratio, "value") == [5.0, None, 10.0, 10.0, None, 20.0]
    assert _listed(by_ratio, "source")[3] == "impute_parent_ratio"


def test_of_two_years_that_are_equally_near_the_earlier_gives_the_ratio():
    areas = memtable({"area": ["WK01", "BU01"], "parent": [None, "WK01"]})
    names = ["WK01", "BU01"]
    years = [_rows(values, areas=names, period=period)
             for period, values in (("2018", [10.0, 1.0]), ("2019", [10.0, None]), ("2020", [10.0, 9.0]))]  # fmt: skip
    assert _listed(impute_parent(_table(*years), areas, method="ratio"), "value")[2] == 1.0


def test_the_unit_of_a_covariate_does_not_make_it_heavier():
    income = _rows([20000.0, 30000.0, 40000.0, 30100.0], indicator="income")
    share = _rows([0.5, 0.1, 0.9, 0.5], indicator="share")
    noise = _table(_rows([1.0, 50.0, 9.0, None]))
    found = impute_nearest(noise, covariates=_table(income, share), neighbours=2)
    assert _listed(found, "value")[-1] == (1.0 + 50.0) / 2
    nearer = _rows([29000.0, 30000.0, 40000.0, 30100.0], indicator="income")
    found = impute_nearest(noise, covariates=_table(nearer, share), neighbours=1)
    assert _listed(found, "value")[-1] == 1.0  # 1,100 of income is less than 0.4 of a share


def test_draws_far_from_all_that_is_known_differ_by_the_doubt_about_the_slope():
    rng = np.random.default_rng(2)
    income = [*rng.normal(size=24), 8.0]
    noise = [*(np.array(income[:24]) + 0.5 * rng.normal(size=24)).tolist(), None]
    drawn = impute_multiple(_table(_rows(income, indicator="income"), _rows(noise)), draws=80, seed=1).to_pyarrow()
    assert drawn["value"].to_numpy().std() > 0.8  # 0.5 around the line alone, and about 1 with the slope


def _correlated(count=40):
    rng = np.random.default_rng(8)
    income = rng.normal(size=count)
    noise = [None if place < 6 else float(x) for place, x in enumerate(income + 0.5 * rng.normal(size=count))]
    return _table(_rows(income.tolist(), indicator="income"), _rows(noise))


def test_draws_repeat_with_the_seed_and_begin_alike():
    few, many = (impute_multiple(_correlated(), draws=draws, seed=3).to_pyarrow().to_pylist() for draws in (2, 4))
    assert few == many[: len(few)] and len(few) == 2 * 6
    other = impute_multiple(_correlated(), draws=2, seed=4).to_pyarrow().to_pylist()
    assert [row["value"] for row in other] != [row["value"] for row in few]


def test_draws_differ_by_as_much_as_is_not_known():
    drawn = impute_multiple(_correlated(400), draws=60, seed=1).to_pyarrow()
    values = drawn["value"].to_numpy().reshape(60, 6)
    assert values.std(axis=0) == pytest.approx(np.full(6, 0.5), rel=0.35)  # the noise that was added; 60 draws


def test_one_draw_completes_the_observations():
    observed = _correlated()
    drawn = impute_multiple(observed, draws=2, seed=3)
    filled = impute_with_draw(observed, drawn, draw=1)
    chosen = drawn.filter((drawn.draw == 1) & (drawn.area == "A00")).to_pyarrow()["value"].to_pylist()
    noise = filled.filter(filled.indicator == "noise")
    assert _listed(noise, "value", "status", "source")[0] == (chosen[0], "E", "impute_multiple")
    with pytest.raises(TableError, match="no draw 2"):
        impute_with_draw(observed, drawn, draw=2)


def test_draws_are_combined_by_the_rules_of_rubin():
    estimates = memtable({"name": ["a"] * 3 + ["b"] * 2, "draw": [0, 1, 2, 0, 1], "estimate": [1.0, 2.0, 3.0, 5.0, 5.0],
                          "variance": [0.5, 0.5, 2.0, 1.0, 3.0]})  # fmt: skip
    first, second = combine_draws(estimates).to_pyarrow().to_pylist()
    assert (first["within"], first["between"], first["total"]) == pytest.approx((1.0, 1.0, 1.0 + 4 / 3))
    assert first["degrees"] == pytest.approx(2 * (1 + 1 / (4 / 3)) ** 2)
    assert first["share_missing"] == pytest.approx((4 / 3) / (7 / 3))
    assert (second["total"], second["degrees"], second["share_missing"]) == (2.0, None, 0.0)
    assert second["upper"] == pytest.approx(5.0 + 1.6448536269514722 * np.sqrt(2.0))


def test_intervals_of_combined_draws_hold_the_truth_as_often_as_they_say():
    # Every period is a survey of its own; a value is absent more often where the other indicator is high.
    rng, surveys, areas, draws = np.random.default_rng(9), 48, 80, 5
    known = rng.normal(size=(surveys, areas))
    wanted = 0.8 * known + 0.6 * rng.normal(size=(surveys, areas))
    seen = np.where(rng.random((surveys, areas)) < 1 / (1 + np.exp(-1.5 * known)), np.nan, wanted)
    periods = [str(1900 + survey) for survey in range(surveys)]
    drawn = impute_multiple(memtable({
        "area": np.tile([f"A{area:02}" for area in range(areas)], 2 * surveys).tolist(),
        "period": np.tile(np.repeat(periods, areas), 2).tolist(),
        "indicator": ["known"] * known.size + ["wanted"] * seen.size,
        "value": [None if np.isnan(value) else value for value in [*known.ravel().tolist(), *seen.ravel().tolist()]],
    }), draws=draws, seed=1)  # fmt: skip
    filled = np.tile(seen, (draws, 1, 1))
    filled[np.isnan(filled)] = drawn.order_by("draw", "period", "area").to_pyarrow()["value"].to_numpy()
    found = combine_draws(memtable({
        "name": periods * draws, "draw": np.repeat(np.arange(draws), surveys).tolist(),
        "estimate": filled.mean(axis=2).ravel().tolist(),
        "variance": (filled.var(axis=2, ddof=1) / areas).ravel().tolist(),
    })).to_pyarrow()  # fmt: skip
    inside = (found["lower"].to_numpy() <= 0.0) & (found["upper"].to_numpy() >= 0.0)
    told, real = np.sqrt(found["total"].to_numpy().mean()), found["estimate"].to_numpy().std()
    assert np.nanmean(seen) < -0.2 and abs(filled.mean()) < 0.06  # fills take the bias away
    assert told == pytest.approx(real, rel=0.22)  # 2.2 deviations of a spread of 48; that within alone is 26 % less
    assert inside.mean() == pytest.approx(0.9, abs=0.1)  # 2.3 deviations of a share of 48


def test_bad_input_is_named():
    table = _table(_rows([1.0, None]))
    twice = memtable({"area": ["A00", "A00"], "group": ["x", "y"], "parent": ["A01", "A02"]})
    with pytest.raises(TableError, match="group of 1 areas"):
        impute_group_mean(table, twice)
    with pytest.raises(TableError, match="parent of 1 areas"):
        impute_parent(table, twice, method="value")
    with pytest.raises(SettingError, match="neighbours is 0"):
        impute_nearest(table, neighbours=0)
    with pytest.raises(SettingError, match="is 0 years"):
        impute_carried_forward(table, limit_years=0)
    with pytest.raises(SettingError, match="draws is 1"):
        impute_multiple(table, draws=1, seed=0)
    with pytest.raises(TableError, match="Period spring is no year"):
        impute_linear(_table(_rows([1.0], period="spring")))
    with pytest.raises(TableError, match="a has a draw twice"):
        combine_draws(memtable({"name": ["a"], "draw": [0], "estimate": [1.0], "variance": [1.0]}))


def test_indicators_are_divided_by_what_the_catalogue_names():
    catalogue = table_of(INDICATORS, [{"indicator": "noise", "denominator": None},
                                      {"indicator": "patents", "denominator": "people"}])  # fmt: skip
    table = _table(_rows([1.0, 2.0, 3.0]), _rows([6.0, 8.0, None], indicator="patents"))
    below = _table(_rows([2.0, 0.0, 4.0], indicator="people"))
    divided = denominate(table, below, indicators=catalogue)
    assert _listed(divided, "value", "status") == [
        (1.0, "A"), (2.0, "A"), (3.0, "A"), (3.0, "A"), (None, "M"), (None, "O")]  # fmt: skip
    with pytest.raises(CatalogueError, match="noise are not in the catalogue"):
        denominate(table, below, indicators=table_of(INDICATORS, [{"indicator": "patents", "denominator": "people"}]))
    with pytest.raises(TableError, match="people have no value"):
        denominate(table, _table(_rows([2.0], indicator="cars")), indicators=catalogue)


def test_areas_of_which_too_little_is_known_are_left_out_and_told():
    table = _table(_rows([1.0, None, None]), _rows([1.0, 2.0, None], indicator="trees"))
    screened = screen_areas(table, least_present=0.5)
    assert set(_listed(screened.observations, "area")) == {"A00", "A01"}
    assert screened.told.to_pyarrow().to_pylist()[1] == {"area": "A01", "share_present": 0.5, "kept": True}
    later = screen_areas(_table(_rows([1.0, 2.0]), _rows([3.0, None], period="2021")))
    assert set(_listed(later.observations, "area")) == {"A00"}
    with pytest.raises(SettingError, match="must be present is 2"):
        screen_areas(table, least_present=2.0)
