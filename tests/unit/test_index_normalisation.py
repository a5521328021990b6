"""Indicators of different units come to one scale, on which higher is better."""

import numpy as np
import pytest

from veerkracht.analysis.indicators import (
    as_load,
    normalise_above_mean,
    normalise_borda,
    normalise_cyclical,
    normalise_distance_to_maximum,
    normalise_distance_to_reference,
    normalise_distance_to_target,
    normalise_fraction_of_maximum,
    normalise_goalposts,
    normalise_imd,
    normalise_linear,
    normalise_minmax,
    normalise_percentile_rank,
    normalise_range,
    normalise_rank,
    normalise_robust_z,
    normalise_z,
)
from veerkracht.errors import CatalogueError, SettingError, TableError
from veerkracht.tables import INDICATORS, memtable, table_of

INCOME = table_of(INDICATORS, [{"indicator": "income", "direction": 1}])
NOISE = table_of(INDICATORS, [{"indicator": "noise", "direction": -1}])
BOTH = table_of(INDICATORS, [{"indicator": "income", "direction": 1}, {"indicator": "noise", "direction": -1}])


def _rows(values, *, indicator="income", period="2020", **columns):
    areas = [f"A{number:02}" for number in range(len(values))]
    return {"area": areas, "period": [period] * len(values), "indicator": [indicator] * len(values), "value": values,
            **columns}  # fmt: skip


def _table(*parts):
    return memtable({name: [cell for part in parts for cell in part[name]] for name in parts[0]})


def _scores(table):
    return [row["score"] for row in table.order_by("indicator", "period", "area").to_pyarrow().to_pylist()]


def _posts(**ends):
    return memtable({"indicator": ["income"], "worst": [ends["worst"]], "best": [ends["best"]]})


def test_the_range_runs_from_worst_to_best_either_way():
    table = _table(_rows([10.0, 15.0, 20.0]), _rows([10.0, 15.0, 20.0], indicator="noise"))
    assert _scores(normalise_range(table, BOTH)) == [0.0, 50.0, 100.0, 100.0, 50.0, 0.0]
    assert _scores(normalise_range(table, BOTH, lowest=1.0, highest=3.0)) == [1.0, 2.0, 3.0, 3.0, 2.0, 1.0]


def test_goalposts_stop_what_lies_beyond_and_the_line_does_not():
    table = _table(_rows([-10.0, 5.0, 30.0]))
    assert _scores(normalise_goalposts(table, _posts(worst=0.0, best=20.0))) == [0.0, 25.0, 100.0]
    assert _scores(normalise_linear(table, _posts(worst=0.0, best=20.0))) == [-50.0, 25.0, 150.0]
    assert _scores(normalise_goalposts(table, _posts(worst=20.0, best=0.0))) == [100.0, 75.0, 0.0]


def test_goalposts_score_as_the_function_that_was_there():
    rows = _rows([-10.0, 5.0, None, 30.0], status=["A", "A", "Q", "A"])
    posts = _posts(worst=0.0, best=20.0)
    assert _scores(normalise_goalposts(_table(rows), posts)) == _scores(normalise_minmax(_table(rows), posts))


def test_z_scores_have_the_mean_and_spread_that_are_asked():
    scores = _scores(normalise_z(_table(_rows([1.0, 2.0, 3.0])), INCOME, mean=10.0, sd=2.0))
    assert scores == pytest.approx([8.0, 10.0, 12.0])


def test_a_strange_area_does_not_move_the_robust_z_of_the_others():
    before = _scores(normalise_robust_z(_table(_rows([1.0, 2.0, 3.0, 4.0, 5.0])), INCOME))
    after = _scores(normalise_robust_z(_table(_rows([1.0, 2.0, 3.0, 4.0, 5e6])), INCOME))
    assert before[:4] == after[:4] == pytest.approx([-2 / 1.4826, -1 / 1.4826, 0.0, 1 / 1.4826])


def test_the_robust_z_stands_when_more_than_half_are_equal():
    scores = _scores(normalise_robust_z(_table(_rows([2.0, 2.0, 2.0, 6.0])), INCOME))
    assert scores == pytest.approx([0.0, 0.0, 0.0, 4.0 / np.sqrt(np.pi / 2)])


def test_ranks_give_equal_values_the_lowest_place():
    table = _table(_rows([7.0, 3.0, 7.0, 9.0]))
    assert _scores(normalise_rank(table, INCOME)) == [2.0, 1.0, 2.0, 4.0]
    assert _scores(normalise_borda(table, INCOME)) == [1.0, 0.0, 1.0, 3.0]
    assert _scores(normalise_percentile_rank(table, INCOME)) == pytest.approx([1 / 3, 0.0, 1 / 3, 1.0])


def test_a_rank_counts_only_those_who_have_a_value():
    scores = _scores(normalise_percentile_rank(_table(_rows([7.0, None, 9.0, 8.0])), INCOME))
    assert scores == [0.0, None, 1.0, 0.5]


def test_the_deprivation_scale_gives_half_to_the_worst_tenth():
    scores = _scores(as_load(normalise_imd(_table(_rows([float(x) for x in range(100)])), INCOME)))
    assert scores[0] == pytest.approx(100.0)
    assert scores[10] == pytest.approx(50.4, abs=0.05)
    assert 0.0 < scores[-1] < 0.3


def test_equal_areas_share_the_mean_of_their_places_on_the_deprivation_scale():
    scores = _scores(normalise_imd(_table(_rows([1.0, 1.0, 2.0])), INCOME))
    place = (3 / 3 + 2 / 3) / 2
    assert scores[:2] == pytest.approx([100 + 23 * np.log(1 - place * (1 - np.exp(-100 / 23)))] * 2)


def test_the_distance_to_an_area_is_a_share_of_its_own_way():
    scores = _scores(normalise_distance_to_reference(_table(_rows([0.0, 5.0, 10.0, 20.0])), INCOME, area="A02"))
    assert scores == [0.0, 0.5, 1.0, 1.0]
    free = normalise_distance_to_reference(_table(_rows([0.0, 5.0, 10.0, 20.0])), INCOME, area="A02", cap=9.0)
    assert _scores(free) == [0.0, 0.5, 1.0, 2.0]


def test_the_distance_to_a_target_stops_at_the_target():
    targets = memtable({"indicator": ["noise"], "target": [40.0]})
    table = _table(_rows([60.0, 50.0, 40.0, 20.0], indicator="noise"))
    assert _scores(normalise_distance_to_target(table, NOISE, targets=targets)) == [0.0, 0.5, 1.0, 1.0]


def test_the_distance_to_the_maximum_is_one_for_the_best():
    table = _table(_rows([60.0, 50.0, 20.0], indicator="noise"))
    assert _scores(normalise_distance_to_maximum(table, NOISE)) == pytest.approx([0.0, 0.25, 1.0])


def test_the_fraction_of_the_best_never_rewards_the_worse():
    table = _table(_rows([5.0, 10.0, 20.0]), _rows([5.0, 10.0, 20.0], indicator="noise"))
    assert _scores(normalise_fraction_of_maximum(table, BOTH)) == [0.25, 0.5, 1.0, 1.0, 0.5, 0.25]
    none = _table(_rows([0.0, 10.0], indicator="noise"))
    assert _scores(normalise_fraction_of_maximum(none, NOISE)) == [1.0, 0.0]


def test_above_and_below_the_mean_are_told_apart():
    table = _table(_rows([8.0, 9.5, 10.5, 12.0]))
    assert _scores(normalise_above_mean(table, INCOME)) == [-1.0, -1.0, 1.0, 1.0]
    assert _scores(normalise_above_mean(table, INCOME, band=0.1)) == [-1.0, 0.0, 0.0, 1.0]


def test_the_cyclical_score_is_about_the_course_of_the_area_itself():
    parts = [_rows([value, 5.0], period=period) for period, value in (("2019", 1.0), ("2020", 2.0), ("2021", 6.0))]
    scores = _scores(normalise_cyclical(_table(*parts), INCOME))
    assert scores == pytest.approx([-1.0, 0.0, -0.5, 0.0, 1.5, 0.0])


def test_development_stays_visible_when_the_scale_is_of_all_years():
    parts = [_rows([10.0, 20.0], period="2019"), _rows([20.0, 30.0], period="2020")]
    assert _scores(normalise_range(_table(*parts), INCOME)) == [0.0, 50.0, 50.0, 100.0]
    assert _scores(normalise_percentile_rank(_table(*parts), INCOME)) == pytest.approx([0.0, 1 / 3, 1 / 3, 1.0])


def test_the_scale_may_be_that_of_a_base_year():
    parts = [_rows([10.0, 20.0], period="2019"), _rows([20.0, 30.0], period="2020")]
    assert _scores(normalise_range(_table(*parts), INCOME, base="2019")) == [0.0, 100.0, 100.0, 200.0]
    assert _scores(normalise_rank(_table(*parts), INCOME, base="2019")) == [1.0, 2.0, 2.0, 3.0]
    assert _scores(normalise_percentile_rank(_table(*parts), INCOME, base="2019")) == [0.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(("normalise", "middle"), [
    (normalise_range, 50.0), (normalise_z, 0.0), (normalise_robust_z, 0.0), (normalise_percentile_rank, 0.5),
    (normalise_rank, 2.0), (normalise_borda, 1.0), (normalise_distance_to_maximum, 0.5), (normalise_above_mean, 0.0),
    (normalise_cyclical, 0.0), (normalise_fraction_of_maximum, 1.0),
])  # fmt: skip
def test_a_constant_indicator_scores_the_middle_and_is_never_absent(normalise, middle):
    constant = _table(_rows([0.1, 0.1, 0.1]))  # whose mean is not 0.1 in binary
    assert _scores(normalise(constant, INCOME)) == [middle] * 3


def test_a_constant_indicator_is_in_the_middle_of_the_way_to_anywhere_it_is_already():
    constant = _table(_rows([3.0, 3.0]))
    assert _scores(normalise_distance_to_reference(constant, INCOME, area="A00")) == [0.5, 0.5]
    assert _scores(normalise_goalposts(constant, _posts(worst=3.0, best=3.0))) == [50.0, 50.0]


def test_absence_travels_with_its_reason_and_counts_as_no_coverage():
    rows = _rows([1.0, None, 3.0], status=["A", "Q", "E"])
    found = normalise_range(_table(rows), INCOME).order_by("area").to_pyarrow().to_pylist()
    assert [(row["score"], row["status"], row["coverage"]) for row in found] == [
        (0.0, "A", 1.0), (None, "Q", 0.0), (100.0, "E", 1.0)]  # fmt: skip
    assert {(row["lower"], row["upper"]) for row in found} == {(None, None)}


def test_an_indicator_without_direction_is_named():
    for direction in (0, None):
        catalogue = table_of(INDICATORS, [{"indicator": "income", "direction": direction}])
        with pytest.raises(CatalogueError, match="income have no direction"):
            normalise_range(_table(_rows([1.0, 2.0])), catalogue)


def test_goalposts_against_the_direction_are_named():
    with pytest.raises(CatalogueError, match="Goalposts of income are against"):
        normalise_goalposts(_table(_rows([1.0])), _posts(worst=5.0, best=0.0), indicators=INCOME)


def test_bad_input_is_named():
    table = _table(_rows([1.0, 2.0]))
    with pytest.raises(CatalogueError, match="income are not in the catalogue"):
        normalise_z(table, NOISE)
    with pytest.raises(CatalogueError, match="income stand twice"):
        normalise_z(table, table_of(INDICATORS, [{"indicator": "income", "direction": 1}] * 2))
    with pytest.raises(TableError, match="income have no value at all"):
        normalise_rank(_table(_rows([None, None])), INCOME)
    with pytest.raises(TableError, match="income come in more than one unit"):
        normalise_rank(_table(_rows([1.0, 2.0], unit=["EUR", "%"])), INCOME)
    with pytest.raises(TableError, match="no goalposts for indicator"):
        normalise_goalposts(table, memtable({"indicator": ["noise"], "worst": [0.0], "best": [1.0]}))
    with pytest.raises(TableError, match="two rows of one indicator"):
        normalise_goalposts(table, memtable({"indicator": ["income"] * 2, "worst": [0.0] * 2, "best": [1.0] * 2}))
    with pytest.raises(TableError, match="no period 1999"):
        normalise_range(table, INCOME, base="1999")


def test_a_place_to_look_up_to_that_is_the_worst_is_named():
    table = _table(_rows([1.0, None, 2.0]))
    with pytest.raises(TableError, match=r"No way leads from the worst value of indicator\(s\) income"):
        normalise_distance_to_reference(table, INCOME, area="A00")
    with pytest.raises(TableError, match=r"Area A01 has no value of indicator\(s\) income in 2020"):
        normalise_distance_to_reference(table, INCOME, area="A01")
    with pytest.raises(TableError, match="no area A99"):
        normalise_distance_to_reference(table, INCOME, area="A99")
    with pytest.raises(TableError, match="There are 2 periods"):
        normalise_distance_to_reference(_table(_rows([1.0]), _rows([1.0], period="2021")), INCOME, area="A00")
    with pytest.raises(TableError, match="No way leads"):
        normalise_distance_to_target(table, INCOME, targets=memtable({"indicator": ["income"], "target": [0.5]}))


def test_a_fraction_of_what_is_below_zero_is_refused():
    with pytest.raises(TableError, match="income no fraction can be taken"):
        normalise_fraction_of_maximum(_table(_rows([-2.0, -1.0])), INCOME)
    with pytest.raises(TableError, match="noise no fraction can be taken"):
        normalise_fraction_of_maximum(_table(_rows([-2.0, 1.0], indicator="noise")), NOISE)


def test_settings_outside_their_bounds_are_named():
    table = _table(_rows([1.0, 2.0]))
    with pytest.raises(SettingError, match="lowest score, 9"):
        normalise_range(table, INCOME, lowest=9.0, highest=1.0)
    with pytest.raises(SettingError, match="standard deviation of the scores is 0"):
        normalise_z(table, INCOME, sd=0.0)
    with pytest.raises(SettingError, match="band around the mean is -1"):
        normalise_above_mean(table, INCOME, band=-1.0)
