"""Every area weighed as it suits it best: by hand, and against the plain linear program of each area."""

import numpy as np
import pytest
from scipy.optimize import linprog

from veerkracht.analysis.indicators import benefit_of_the_doubt, doubt_shares, robust_doubt
from veerkracht.analysis.indicators.weights._doubt import doubt, doubt_within
from veerkracht.errors import CatalogueError, SettingError, TableError
from veerkracht.tables import FRAMEWORK, Status, memtable, table_of

EQUAL_TO_LP = 1e-9
STRICT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def _flat(*names):
    rows = [{"element": "all", "weight": 1.0}, *({"element": name, "parent": "all", "weight": 1.0} for name in names)]
    return table_of(FRAMEWORK, rows)


def _scores(values, period="2020"):
    keys = [(chr(65 + row), name, value) for name, own in values.items() for row, value in enumerate(own)]
    areas, names, numbers = zip(*keys, strict=True)
    return memtable({"area": areas, "period": [period] * len(keys), "indicator": names, "score": numbers})


def _column(table, name="score"):
    return table.order_by("period", "area").to_pyarrow()[name].to_pylist()


def _linear_program(unit, peers, least=None, most=None):
    """The textbook program, solved by another's solver."""
    rows, limits = [peers], [np.ones(len(peers))]
    if least is not None:
        share = np.diag(unit)
        rows += [least[:, None] * unit[None, :] - share, share - most[:, None] * unit[None, :]]
        limits += [np.zeros(2 * len(unit))]
    found = linprog(-unit, A_ub=np.vstack(rows), b_ub=np.concatenate(limits), method="highs", options=STRICT)
    return -found.fun


def _country(rng, areas, children, *, zeros=0.0, step=None):
    values = 0.7 * rng.normal(size=(areas, 1)) + rng.normal(size=(areas, children))
    values = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    values[rng.random(values.shape) < zeros] = 0.0
    return values if step is None else np.round(values / step) * step


CASES = {"smooth": {}, "with zeros": {"zeros": 0.15}, "with many ties": {"step": 0.25}}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_every_area_equals_its_linear_program(case):
    values = _country(np.random.default_rng(2), 120, 5, **case)
    found, weights = doubt(values, values)
    assert found == pytest.approx([_linear_program(unit, values) for unit in values], abs=EQUAL_TO_LP)
    assert (weights >= -EQUAL_TO_LP).all() and (weights @ values.T <= 1 + EQUAL_TO_LP).all()


@pytest.mark.parametrize("limits", [(0.1, 0.5), (0.0, 0.3), (0.2, 0.2), (0.05, 1.0)])
@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_every_area_equals_its_linear_program_with_limits_on_shares(case, limits):
    values = _country(np.random.default_rng(3), 80, 5, **case)
    least, most = np.full(5, limits[0]), np.full(5, limits[1])
    found, weights = doubt_within(values, values, np.tile(least, (80, 1)), np.tile(most, (80, 1)))
    expected = [_linear_program(unit, values, least, most) for unit in values]
    assert found == pytest.approx(expected, abs=EQUAL_TO_LP)
    parts = weights * values
    assert (parts <= most * parts.sum(axis=1, keepdims=True) + EQUAL_TO_LP).all()


def test_twenty_indicators_with_many_ties_equal_their_linear_programs():
    values = np.round(np.random.default_rng(6).random((250, 20)), 2)
    some = values[::10]
    found, _ = doubt(some, values)
    assert found == pytest.approx([_linear_program(unit, values) for unit in some], abs=EQUAL_TO_LP)


def test_scores_of_very_different_size_keep_their_digits():
    rng = np.random.default_rng(6)
    values = np.exp(3 * rng.normal(size=(60, 4)))
    values /= values.max(axis=0)
    most = 0.4
    found, _ = doubt_within(values, values, np.zeros((60, 4)), np.full((60, 4), most))
    for unit, score in zip(values, found, strict=True):  # the same as a game: shares against the worst peer
        ratio = values / unit * score
        game = linprog(np.r_[np.zeros(4), 1.0], A_ub=np.c_[ratio, -np.ones(60)], b_ub=np.zeros(60),
                       A_eq=[[1, 1, 1, 1, 0]], b_eq=[1.0], bounds=[(0, most)] * 4 + [(None, None)],
                       method="highs", options=STRICT)  # fmt: skip
        assert game.fun == pytest.approx(1.0, rel=EQUAL_TO_LP)


def test_the_best_on_one_thing_scores_full_and_the_dominated_less():
    scores = _scores({"x": [10.0, 5.0, 0.0], "y": [2.0, 1.5, 4.0]})
    assert _column(benefit_of_the_doubt(scores, _flat("x", "y"))) == pytest.approx(
        [100.0, 62.5, 100.0]
    )  # by w = (1/20, 1/4)


def test_shares_add_up_to_one_and_stay_within_limits():
    rng = np.random.default_rng(4)
    scores = _scores({name: column.tolist() for name, column in zip("xyz", 1 + _country(rng, 20, 3).T, strict=True)})
    rows = doubt_shares(scores, _flat(*"xyz"), least_share=0.2, most_share={"x": 0.4}).to_pyarrow().to_pylist()
    shares = np.array([row["share"] for row in rows]).reshape(-1, 3)
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert (shares >= 0.2 - 1e-9).all() and (shares[:, 0] <= 0.4 + 1e-9).all()
    free = doubt_shares(scores, _flat(*"xyz")).share.to_pyarrow().to_pylist()
    assert min(free) == pytest.approx(0.0)


def test_equal_and_fixed_shares_give_the_geometry_of_one_point():
    scores = _scores({"x": [4.0, 2.0], "y": [4.0, 4.0]})
    found = _column(benefit_of_the_doubt(scores, _flat("x", "y"), least_share=0.5, most_share=0.5))
    assert found == pytest.approx([100.0, 200 / 3])  # w = (1/4, 1/8) up to a factor; A scores 1.5 by it, B 1


def test_an_absent_child_helps_neither_the_area_nor_holds_others_down():
    scores = _scores({"x": [None, 5.0, 10.0], "y": [2.0, 1.0, None], "z": [1.0, 1.0, 1.0]})
    table = benefit_of_the_doubt(scores, _flat("x", "y", "z"), least_coverage=0.6)
    assert _column(table) == pytest.approx([100.0, 100.0, 100.0])
    assert _column(table, "coverage") == pytest.approx([2 / 3, 1.0, 2 / 3])
    strict = benefit_of_the_doubt(scores, _flat("x", "y", "z"), least_coverage=1.0)
    assert _column(strict) == [None, pytest.approx(100.0), None]
    assert _column(strict, "status") == [Status.MISSING, Status.NORMAL, Status.MISSING]


def test_what_is_present_must_be_able_to_fill_the_whole():
    scores = _scores({"x": [None, 5.0], "y": [2.0, 1.0]})
    found = _column(benefit_of_the_doubt(scores, _flat("x", "y"), most_share=0.8, least_coverage=0.5))
    assert found == [None, pytest.approx(100.0)]


def test_an_area_that_has_nothing_of_what_must_count_scores_zero():
    scores = _scores({"x": [0.0, 5.0], "y": [2.0, 1.0]})
    assert _column(benefit_of_the_doubt(scores, _flat("x", "y"), least_share=0.1))[0] == 0.0
    assert _column(benefit_of_the_doubt(scores, _flat("x", "y")))[0] == pytest.approx(100.0)


def test_areas_of_zeros_and_children_of_zeros_do_no_harm():
    scores = _scores({"x": [0.0, 5.0, 10.0], "y": [0.0, 0.0, 0.0]})
    assert _column(benefit_of_the_doubt(scores, _flat("x", "y"))) == pytest.approx([0.0, 50.0, 100.0])


def test_periods_have_frontiers_of_their_own_unless_all_are_held_together():
    scores = _scores({"x": [10.0, 5.0]}).union(_scores({"x": [20.0, 5.0]}, period="2021"))
    assert _column(benefit_of_the_doubt(scores, _flat("x"))) == pytest.approx([100, 50, 100, 25])
    assert _column(benefit_of_the_doubt(scores, _flat("x"), frontier="all")) == pytest.approx([50, 25, 100, 25])


def test_one_strange_area_presses_nobody_down_among_drawn_peers():
    values = {"x": [10.0] * 30 + [100.0], "y": [10.0] * 30 + [100.0]}
    plain = _column(benefit_of_the_doubt(_scores(values), _flat("x", "y")))
    robust = robust_doubt(_scores(values), _flat("x", "y"), peers=5, draws=200, seed=3)
    assert plain[0] == pytest.approx(10.0)
    assert _column(robust)[0] > 70.0  # in 5 of 6 draws the strange area is not among the 5
    assert _column(robust, "upper")[0] == pytest.approx(100.0)
    assert max(_column(robust)) > 500.0
    again = robust_doubt(_scores(values), _flat("x", "y"), peers=5, draws=200, seed=3)
    assert _column(again) == _column(robust)


def test_robust_scores_come_close_to_plain_ones_with_very_many_peers():
    rng = np.random.default_rng(4)
    scores = _scores({name: column.tolist() for name, column in zip("xyz", 1 + _country(rng, 20, 3).T, strict=True)})
    robust = _column(robust_doubt(scores, _flat(*"xyz"), peers=2000, draws=3, seed=1))
    assert robust == pytest.approx(_column(benefit_of_the_doubt(scores, _flat(*"xyz"))))


@pytest.mark.parametrize(
    ("settings", "error", "told"),
    [
        ({"least_share": 0.6}, SettingError, "shares can add up to 1"),
        ({"most_share": 0.4}, SettingError, "shares can add up to 1"),
        ({"least_share": {"x": 0.7}, "most_share": {"x": 0.3}}, SettingError, "shares can add up to 1"),
        ({"least_share": -0.1}, SettingError, "least_share is"),
        ({"most_share": 1.1}, SettingError, "most_share is"),
        ({"group": "X"}, CatalogueError, "no group X"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, error, told):
    with pytest.raises(error, match=told):
        benefit_of_the_doubt(_scores({"x": [1.0, 2.0], "y": [2.0, 1.0]}), _flat("x", "y"), **settings)


def test_scores_that_cannot_be_are_refused():
    with pytest.raises(TableError, match="first y of area B in 2020"):
        benefit_of_the_doubt(_scores({"x": [1.0, 2.0], "y": [2.0, -1.0]}), _flat("x", "y"))
    with pytest.raises(TableError, match="y of group all have no score"):
        benefit_of_the_doubt(_scores({"x": [1.0, 2.0]}), _flat("x", "y"))
    with pytest.raises(SettingError, match="peers is 0"):
        robust_doubt(_scores({"x": [1.0]}), _flat("x"), peers=0, draws=1, seed=1)
    with pytest.raises(SettingError, match="no peer is above 0 on x"):
        robust_doubt(_scores({"x": [1.0] + [0.0] * 20, "y": [1.0] * 21}), _flat("x", "y"), peers=1, draws=20, seed=1)
