"""Weights from givers, data, judgements and experts, worked out by hand."""

import math

import numpy as np
import pytest
from statsmodels.multivariate.factor_rotation import rotate_factors

from veerkracht.analysis.indicators import (
    draw_expert_weights,
    draw_weights,
    effective_weights,
    importance,
    judgement_consistency,
    weigh_as_given,
    weigh_by_comparisons,
    weigh_by_components,
    weigh_by_critic,
    weigh_by_entropy,
    weigh_by_experts,
    weigh_by_factors,
    weigh_equally,
    weigh_to_importance,
)
from veerkracht.analysis.indicators.multivariate._arrays import components_of, varimax
from veerkracht.errors import CatalogueError, SettingError, TableError
from veerkracht.tables import FRAMEWORK, memtable, table_of

TREE = [("all", None, 1.0), ("P", "all", 1.0), ("Q", "all", 1.0), ("a", "P", 3.0), ("b", "P", 1.0), ("c", "Q", 2.0)]


def _framework(rows=TREE):
    return table_of(FRAMEWORK, [{"element": name, "parent": parent, "weight": weight} for name, parent, weight in rows])


def _flat(*names):
    return _framework([("all", None, 1.0), *((name, "all", 1.0) for name in names)])


def _scores(values):
    keys = [(f"A{row}", name, value) for name, own in values.items() for row, value in enumerate(own)]
    areas, names, numbers = zip(*keys, strict=True)
    return memtable({"area": areas, "period": ["2020"] * len(keys), "indicator": names, "score": numbers})


def _weights(framework):
    rows = framework.to_pyarrow()
    return dict(zip(rows["element"].to_pylist(), rows["weight"].to_pylist(), strict=True))


def _correlated(seed=3, rows=200):
    rng = np.random.default_rng(seed)
    one, other = rng.normal(size=(2, rows))
    return {"a": one, "b": one + 0.4 * rng.normal(size=rows), "c": other, "d": other + 0.7 * rng.normal(size=rows),
            "e": other + rng.normal(size=rows)}  # fmt: skip


def test_equal_weights_are_equal_within_groups_and_not_over_the_index():
    equal = weigh_equally(_framework())
    assert _weights(equal) == {"all": 1.0, "P": 0.5, "Q": 0.5, "a": 0.5, "b": 0.5, "c": 1.0}
    rows = effective_weights(equal).to_pyarrow().to_pylist()
    assert {row["element"]: row["effective"] for row in rows if row["level"] == 1} == {"a": 0.25, "b": 0.25, "c": 0.5}


def test_only_the_groups_named_become_equal():
    assert _weights(weigh_equally(_framework(), groups=["all"]))["a"] == 3.0
    with pytest.raises(CatalogueError, match="no group X"):
        weigh_equally(_framework(), groups=["X"])


def test_given_weights_take_the_place_of_the_old():
    assert _weights(weigh_as_given(_framework(), memtable({"element": ["a"], "weight": [9.0]})))["a"] == 9.0


@pytest.mark.parametrize(
    ("elements", "weights", "told"),
    [
        (["x"], [1.0], "x have a weight and no place"),
        (["a", "a"], [1.0, 2.0], "two weights"),
        (["a"], [None], "empty weight"),
        (["a"], [-1.0], "has weight -1"),
        (["c"], [0.0], "group Q have weight 0"),
    ],
)
def test_given_weights_that_cannot_be_are_refused(elements, weights, told):
    with pytest.raises(CatalogueError, match=told):
        weigh_as_given(
            _framework(),
            memtable(
                {"element": elements, "weight": np.array(weights, float)}
                if None not in weights
                else {"element": elements, "weight": weights}
            ),
        )


def test_two_indicators_have_equal_weights_by_their_first_component():
    found = _weights(weigh_by_components(_scores({"a": [1.0, 2.0, 4.0], "b": [0.0, 5.0, 6.0]}), _flat("a", "b")))
    assert found == pytest.approx({"all": 1.0, "a": 0.5, "b": 0.5})


def test_factor_weights_follow_the_handbook_step_by_step():
    values = _correlated()
    found = _weights(weigh_by_factors(_scores(values), _flat(*values)))
    deviations, directions = components_of(np.column_stack(list(values.values())))
    assert (deviations**2 > 1).sum() == 2  # two blocks
    rotated, _ = rotate_factors(directions[:, :2] * deviations[:2], "varimax")
    squares = rotated**2
    best = squares.argmax(axis=1)
    raw = (squares / squares.sum(axis=0))[range(5), best] * (squares.sum(axis=0) / squares.sum())[best]
    assert [found[name] for name in values] == pytest.approx(list(raw / raw.sum()), rel=1e-5)
    assert sum(found[name] for name in values) == pytest.approx(1.0)


def test_more_factors_are_kept_by_a_share_of_a_tenth():
    values = dict(zip("abcde", np.random.default_rng(1).normal(size=(5, 60)), strict=True))  # eigenvalues all near 1
    one = _weights(weigh_by_factors(_scores(values), _flat(*values)))
    other = _weights(weigh_by_factors(_scores(values), _flat(*values), keep="share"))
    assert one != pytest.approx(other)


def test_varimax_reaches_what_the_peer_reaches():
    loadings = np.random.default_rng(0).normal(size=(8, 3))
    ours, theirs = varimax(loadings), rotate_factors(loadings, "varimax")[0]
    assert (ours**2).var(axis=0).sum() == pytest.approx((theirs**2).var(axis=0).sum(), rel=1e-9)
    assert ours @ ours.T == pytest.approx(loadings @ loadings.T)


def test_entropy_weighs_what_is_spread_unevenly():
    found = _weights(weigh_by_entropy(_scores({"a": [1.0, 1.0], "b": [0.0, 4.0], "c": [1.0, 3.0]}), _flat(*"abc")))
    spread = 1 + (0.25 * math.log(0.25) + 0.75 * math.log(0.75)) / math.log(2)  # b: 1, a: 0
    assert found == pytest.approx({"all": 1.0, "a": 0.0, "b": 1 / (1 + spread), "c": spread / (1 + spread)})


def test_critic_weighs_contrast_times_conflict():
    values = {"a": [0.0, 1.0, 2.0], "b": [0.0, 2.0, 4.0], "c": [4.0, 2.0, 0.0], "flat": [5.0, 5.0, 5.0]}
    found = _weights(weigh_by_critic(_scores(values), _flat(*values)))
    assert found == pytest.approx({"all": 1.0, "a": 0.25, "b": 0.25, "c": 0.5, "flat": 0.0})  # conflicts 2, 2 and 4


@pytest.mark.parametrize(
    ("weigh", "values", "told"),
    [
        (weigh_by_entropy, {"a": [-1.0, 1.0, 2.0], "b": [1.0, 2.0, 3.0]}, "first a of area A0 in 2020"),
        (weigh_by_entropy, {"a": [1.0, 1.0, 1.0], "b": [2.0, 2.0, 2.0]}, "do not differ"),
        (weigh_by_critic, {"a": [1.0, 1.0, 1.0], "b": [2.0, 2.0, 2.0]}, "do not differ"),
        (weigh_by_components, {"a": [1.0, 1.0, 1.0], "b": [1.0, 2.0, 3.0]}, "a of group all are constant"),
        (weigh_by_components, {"a": [1.0, None, 1.0], "b": [1.0, 2.0, 3.0]}, "Only 2 row"),
        (weigh_by_factors, {"a": [None, None, None], "b": [1.0, 2.0, 3.0]}, "a of group all have no score"),
        (weigh_by_components, {"a": [1.0, 2.0, 3.0]}, "b lacks first"),
    ],
)
def test_data_that_cannot_weigh_are_refused(weigh, values, told):
    with pytest.raises(TableError, match=told):
        weigh(_scores(values), _flat("a", "b"))


def test_judgements_without_contradiction_give_their_own_ratios():
    judged = memtable({"first": ["a", "b"], "second": ["b", "a"], "ratio": [3.0, 1 / 3]})
    assert _weights(weigh_by_comparisons(judged, _framework()))["a"] == pytest.approx(0.75)
    row = judgement_consistency(judged, _framework()).to_pyarrow().to_pylist()[0]
    assert (row["group"], row["consistency_ratio"]) == ("P", 0.0)


def test_two_people_meet_in_the_geometric_mean():
    judged = memtable({"first": ["a", "a"], "second": ["b", "b"], "ratio": [9.0, 1.0]})
    assert _weights(weigh_by_comparisons(judged, _framework()))["a"] == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", "c", 2.0)], "a and c are not two elements of one group"),
        ([("a", "a", 2.0)], "a and a are not two"),
        ([("a", "x", 2.0)], "a and x are not two"),
        ([("a", "b", 0.0)], "a against b has ratio 0.0"),
        ([("P", "Q", None)], "P against Q has ratio None"),
    ],
)
def test_judgements_that_cannot_be_are_refused(rows, told):
    first, second, ratio = (list(column) for column in zip(*rows, strict=True))
    with pytest.raises(CatalogueError, match=told):
        weigh_by_comparisons(memtable({"first": first, "second": second, "ratio": ratio}), _framework())


def test_a_pair_that_nobody_judged_is_named():
    judged = memtable({"first": ["a", "a"], "second": ["b", "c"], "ratio": [2.0, 2.0]})
    with pytest.raises(CatalogueError, match="b and c of group all are not compared"):
        weigh_by_comparisons(judged, _flat(*"abc"))


def test_judgements_that_go_round_in_a_circle_are_refused():
    judged = memtable({"first": ["a", "b", "c"], "second": ["b", "c", "a"], "ratio": [5.0, 5.0, 5.0]})
    with pytest.raises(CatalogueError, match="contradict each other"):
        weigh_by_comparisons(judged, _flat(*"abc"))
    found = _weights(weigh_by_comparisons(judged, _flat(*"abc"), most_inconsistency=math.inf))
    assert found == pytest.approx({"all": 1.0, "a": 1 / 3, "b": 1 / 3, "c": 1 / 3})


EXPERTS = {"expert": ["E", "E", "F", "F", "G", "G"], "element": ["a", "b"] * 3,
           "weight": [20.0, 80.0, 5.0, 5.0, 0.8, 0.2]}  # fmt: skip


def test_experts_count_alike_whatever_scale_they_use():
    assert _weights(weigh_by_experts(memtable(EXPERTS), _framework()))["a"] == pytest.approx(0.5)


def test_drawn_experts_are_experts_and_a_seed_repeats_them():
    one, other = (draw_expert_weights(memtable(EXPERTS), _framework(), draws=40, seed=7).to_pyarrow() for _ in range(2))
    assert one.equals(other)
    firsts = {round(row["weight"], 9) for row in one.to_pylist() if row["element"] == "a"}
    assert firsts == {0.2, 0.5, 0.8}
    assert len(one) == 80 and set(one["draw"].to_pylist()) == set(range(1, 41))


def test_dirichlet_draws_have_the_mean_and_the_variance_of_the_experts():
    table = draw_expert_weights(memtable(EXPERTS), _framework(), draws=20_000, seed=1, method="dirichlet")
    drawn = table.filter(table.element == "a").weight.to_pyarrow().to_numpy()
    assert drawn.mean() == pytest.approx(0.5, abs=0.01)
    assert drawn.std() == pytest.approx(0.3, abs=0.01)  # of 0.2, 0.5 and 0.8


def test_draws_around_the_framework_keep_zeros_and_add_up():
    rows = [("all", None, 1.0), ("a", "all", 1.0), ("b", "all", 3.0), ("c", "all", 0.0)]
    drawn = draw_weights(_framework(rows), draws=20_000, seed=1, concentration=100.0).weight.to_pyarrow().to_numpy()
    sets = drawn.reshape(-1, 3)
    assert sets.sum(axis=1) == pytest.approx(1.0) and (sets[:, 2] == 0).all()
    assert sets[:, 0].mean() == pytest.approx(0.25, abs=0.002)
    assert sets[:, 0].std() == pytest.approx(math.sqrt(0.25 * 0.75 / 101), rel=0.02)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"element": ["a", "x"] * 3}, "weighs x"),
        ({"weight": [0.0, 0.0, 5.0, 5.0, 0.8, 0.2]}, "Expert E gives no weight to a, b"),
        ({"weight": [-1.0, 0.0, 5.0, 5.0, 0.8, 0.2]}, "gives a weight -1.0"),
        ({"expert": ["E", "E", "F", "F", "G", "H"]}, "Expert G gives no weight to b"),
    ],
)
def test_sets_of_experts_that_cannot_be_are_refused(changed, told):
    with pytest.raises(CatalogueError, match=told):
        weigh_by_experts(memtable(EXPERTS | changed), _framework())


def test_draws_that_cannot_be_are_refused():
    alone = memtable({"expert": ["E", "E"], "element": ["a", "b"], "weight": [1.0, 2.0]})
    with pytest.raises(SettingError, match="one expert"):
        draw_expert_weights(alone, _framework(), draws=5, seed=1, method="dirichlet")
    with pytest.raises(SettingError, match="draws is 0"):
        draw_expert_weights(alone, _framework(), draws=0, seed=1)
    with pytest.raises(SettingError, match="concentration is 0"):
        draw_weights(_framework(), draws=5, seed=1, concentration=0.0)


def test_what_varies_more_is_more_important_by_equal_weights():
    rng = np.random.default_rng(5)
    one, other = rng.normal(size=(2, 4000))
    scores = _scores({"a": 3 * one, "b": other, "all": (3 * one + other) / 2})
    rows = {row["element"]: row for row in importance(scores, _flat("a", "b")).to_pyarrow().to_pylist()}
    assert rows["a"]["weight"] == 0.5
    assert rows["a"]["main_effect"] == pytest.approx(0.9, abs=0.02)  # 9 of 10 parts of the variance
    assert rows["a"]["correlation"] == pytest.approx(math.sqrt(0.9), abs=0.02)
    assert rows["a"]["relative"] + rows["b"]["relative"] == pytest.approx(1.0)


def test_a_bent_relation_is_found_by_the_main_effect_and_not_by_the_correlation():
    x = np.linspace(-1, 1, 201)
    rows = (
        importance(_scores({"a": x, "b": 0 * x + np.sin(9 * x), "all": x**2}), _flat("a", "b")).to_pyarrow().to_pylist()
    )
    found = next(row for row in rows if row["element"] == "a")
    assert found["correlation"] == pytest.approx(0.0, abs=1e-9) and found["main_effect"] == pytest.approx(1.0)


def test_optimised_weights_give_the_importance_that_was_asked():
    rng = np.random.default_rng(5)
    one, other, third = rng.normal(size=(3, 500))
    values = {"a": 10 * one, "b": other, "c": one + third}
    targets = memtable({"element": ["a", "b", "c"], "importance": [3.0, 2.0, 4.0]})
    found = _weights(weigh_to_importance(_scores(values), _flat(*"abc"), targets=targets))
    index = sum(found[name] * values[name] for name in values)
    rho = np.array([np.corrcoef(index, values[name])[0, 1] for name in values])
    assert rho / rho.sum() == pytest.approx([3 / 9, 2 / 9, 4 / 9], abs=1e-12)


def test_an_importance_that_cannot_be_reached_is_told():
    rng = np.random.default_rng(5)
    one, noise = rng.normal(size=(2, 300))
    values = {"a": one, "b": one + 0.01 * noise}
    targets = memtable({"element": ["a", "b"], "importance": [9.0, 1.0]})
    with pytest.raises(TableError, match="No weights give the elements of group all"):
        weigh_to_importance(_scores(values), _flat("a", "b"), targets=targets)
    with pytest.raises(TableError, match="no importance above 0"):
        weigh_to_importance(_scores(values), _flat("a", "b"), targets=targets.limit(1))
    with pytest.raises(TableError, match="Only 1 row"):
        weigh_to_importance(_scores({"a": [1.0], "b": [2.0]}), _flat("a", "b"))
    with pytest.raises(TableError, match="b of group all are constant"):
        weigh_to_importance(_scores({"a": range(9), "b": [2] * 9}), _flat("a", "b"))
