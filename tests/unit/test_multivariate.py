"""A look at all indicators together, worked out by hand and against numpy and scipy."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from veerkracht.analysis.indicators import (
    ScreeningLimits,
    component_loadings,
    correlations,
    cronbach_alpha,
    importance,
    principal_components,
    screen_framework,
)
from veerkracht.analysis.indicators.multivariate._arrays import correlations_of
from veerkracht.tables import FRAMEWORK, memtable, table_of


def _flat(*names):
    rows = [{"element": "all", "weight": 1.0}, *({"element": name, "parent": "all", "weight": 1.0} for name in names)]
    return table_of(FRAMEWORK, rows)


def _scores(values):
    keys = [(f"A{row:03}", name, value) for name, own in values.items() for row, value in enumerate(own)]
    areas, names, numbers = zip(*keys, strict=True)
    return memtable({"area": areas, "period": ["2020"] * len(keys), "indicator": names, "score": numbers})


def _rows(table):
    return table.to_pyarrow().to_pylist()


@pytest.mark.parametrize("ranked", [False, True])
def test_pairs_are_correlated_over_the_rows_that_both_have(ranked):
    rng = np.random.default_rng(1)
    values = rng.normal(size=(40, 4)).round(1)
    values[rng.random(values.shape) < 0.2] = np.nan
    found, counts = correlations_of(values, ranked=ranked)
    for one, other in ((0, 1), (2, 3), (1, 3)):
        both = values[~np.isnan(values[:, [one, other]]).any(axis=1)]
        expected = (
            spearmanr(both[:, one], both[:, other])[0] if ranked else np.corrcoef(both[:, one], both[:, other])[0, 1]
        )
        assert found[one, other] == pytest.approx(expected, abs=1e-12)
        assert counts[one, other] == len(both)
    assert (found == found.T).all() and np.diag(found) == pytest.approx(1.0)


def test_complete_columns_are_correlated_as_by_numpy():
    values = np.random.default_rng(1).normal(size=(40, 4))
    assert correlations_of(values)[0] == pytest.approx(np.corrcoef(values.T), abs=1e-12)


def test_no_correlation_is_told_of_two_points_or_of_a_constant():
    rows = _rows(correlations(_scores({"x": [1.0, 2.0, None], "y": [1.0, 2.0, 3.0], "z": [0.1, 0.1, 0.1]})))
    assert {(row["first"], row["second"]): (row["correlation"], row["pairs"]) for row in rows} == {
        ("x", "y"): (None, 2), ("x", "z"): (None, 2), ("y", "z"): (None, 3),
    }  # fmt: skip


def test_alpha_is_one_for_copies_and_follows_its_formula():
    copies = _rows(cronbach_alpha(_scores({"x": [1.0, 2.0, 4.0], "y": [1.0, 2.0, 4.0]}), _flat("x", "y")))[0]
    assert (copies["alpha"], copies["elements"], copies["rows"]) == (pytest.approx(1.0), 2, 3)
    other = _rows(cronbach_alpha(_scores({"x": [1.0, 2.0, 3.0], "y": [1.0, 3.0, 2.0]}), _flat("x", "y")))[0]
    assert other["alpha"] == pytest.approx(2 * (1 - 2 / 3))  # variances 1 and 1, of the sum 3


def test_alpha_is_absent_for_one_element_and_uses_complete_rows():
    assert _rows(cronbach_alpha(_scores({"x": [1.0, 2.0]}), _flat("x")))[0]["alpha"] is None
    row = _rows(cronbach_alpha(_scores({"x": [1.0, 2.0, 4.0, None], "y": [1.0, 2.0, 4.0, 9.0]}), _flat("x", "y")))[0]
    assert row["rows"] == 3


def test_components_hold_all_variance_and_point_along_the_common_line():
    scores = _scores({"x": [1.0, 2.0, 4.0, 3.0], "y": [2.0, 4.0, 8.0, 6.0]})
    rows = _rows(principal_components(scores, _flat("x", "y")))
    assert [row["share"] for row in rows] == pytest.approx([1.0, 0.0], abs=1e-12)
    assert [row["cumulative"] for row in rows] == pytest.approx([1.0, 1.0])
    assert rows[0]["deviation"] == pytest.approx(2**0.5)
    loadings = [row["loading"] for row in _rows(component_loadings(scores, _flat("x", "y"))) if row["component"] == 1]
    assert loadings == pytest.approx([0.5**0.5] * 2)


def test_a_group_that_has_no_components_is_left_out():
    assert _rows(principal_components(_scores({"x": [1.0, 2.0, 3.0], "y": [1.0, 1.0, 1.0]}), _flat("x", "y"))) == []
    assert _rows(component_loadings(_scores({"x": [1.0, 2.0, 3.0]}), _flat("x"))) == []


def _codes(values, **settings):
    names = [name for name in values if name != "all"]
    rows = _rows(screen_framework(_scores(values), _flat(*names), **settings))
    return {(row["code"], row["element"], row["other"]) for row in rows}


LINE = np.arange(20.0)
NOISE = np.random.default_rng(8).normal(size=20)


def test_each_warning_is_given_for_what_it_is_about():
    gaps = [value if row < 10 else None for row, value in enumerate(LINE)]
    assert ("low_coverage", "x", None) in _codes({"x": gaps, "y": LINE})
    assert ("high_correlation", "x", "y") in _codes({"x": LINE, "y": LINE + 0.01 * NOISE})
    against = _codes({"x": LINE, "y": -LINE + NOISE})
    assert {("negative_correlation", "x", "y"), ("low_alpha", None, None)} <= against
    three = dict(zip("xyz", np.random.default_rng(1).normal(size=(3, 20)), strict=True))
    assert ("weak_first_component", None, None) in _codes(three)
    assert ("constant", "y", None) in _codes({"x": LINE, "y": 0 * LINE})


def test_an_element_that_rules_the_group_beyond_its_weight_is_told():
    values = {"x": 100 * LINE, "y": NOISE, "all": 50 * LINE + NOISE / 2}
    assert ("importance_far_from_weight", "y", None) in _codes(values)
    assert _codes(values, limits=ScreeningLimits(coverage=0, correlation=1, alpha=-9, first_component=0, importance=1e9)) \
        <= {("negative_correlation", "x", "y")}  # fmt: skip


def test_a_sound_group_gets_no_warning():
    rng = np.random.default_rng(2)
    common = rng.normal(size=200)
    values = {name: common + 0.6 * rng.normal(size=200) for name in "xyz"}
    assert _codes(values | {"all": sum(values.values())}) == set()


def test_a_table_without_rows_has_nothing_to_look_at():
    none = _scores({"x": [1.0]}).limit(0)
    assert (
        _rows(correlations(none))
        == _rows(cronbach_alpha(none, _flat("x")))
        == _rows(importance(none, _flat("x")))
        == []
    )
    assert {row["code"] for row in _rows(screen_framework(none, _flat("x")))} == {"low_coverage"}
