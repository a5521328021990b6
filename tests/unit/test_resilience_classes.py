"""The resilience map, the focus map and what they hang on, by hand."""

import numpy as np
import pyarrow as pa
import pytest

from veerkracht.analysis.resilience import (
    ResilienceSettings,
    classify_change,
    classify_draws,
    expected_false,
    focus_levels,
    settings_sensitivity,
    shrink_changes,
)
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import memtable

SETTINGS = ResilienceSettings(band_vulnerability=1.0, band_problems=2.0, min_population=100)


def _changes(*rows, municipality=None):
    names = ("area", "vulnerability_change", "problem_change", "vulnerability_se", "problem_se", "population")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    numbers = {name: pa.array(columns[name], type=pa.float64()) for name in names[1:]}
    own = {"municipality": municipality} if municipality else {}
    return memtable(pa.table({"area": columns["area"], **numbers, **own}))


def _rows(table):
    return {row["area"]: row for row in table.to_pyarrow().to_pylist()}


def _classes(*rows, settings=SETTINGS, **options):
    return {
        area: row["class"]
        for area, row in _rows(classify_change(_changes(*rows, **options), settings=settings)).items()
    }


def test_the_four_cells_follow_from_both_changes():
    assert _classes(
        ("A", 5.0, 5.0, 0.0, 0.0, 500), ("B", 5.0, -5.0, 0.0, 0.0, 500),
        ("C", -5.0, 5.0, 0.0, 0.0, 500), ("D", -5.0, -5.0, 0.0, 0.0, 500),
    ) == {"A": "under_pressure", "B": "shows_resilience", "C": "other_cause", "D": "no_signal"}  # fmt: skip


def test_a_change_as_large_as_the_dead_band_is_not_a_rise():
    assert _classes(("A", 1.0, 2.0, 0.0, 0.0, 500), ("B", 1.01, 2.01, 0.0, 0.0, 500)) == {
        "A": "no_signal", "B": "under_pressure",
    }  # fmt: skip


def test_no_change_with_no_band_and_no_error_is_no_signal_for_certain():
    settings = ResilienceSettings(band_vulnerability=0.0, band_problems=0.0)
    row = _rows(classify_change(_changes(("A", 0.0, 0.0, 0.0, 0.0, 500)), settings=settings))["A"]
    assert (row["class"], row["probability"], row["certainty"]) == ("no_signal", 1.0, "very_likely")


def test_the_probability_is_that_of_the_class_shown():
    row = _rows(classify_change(_changes(("A", 3.0, 2.0, 2.0, 1.0, 500)), settings=SETTINGS))["A"]
    # P(vulnerable rose) = Phi((3 - 1) / 2) = 0.841345; P(problems rose) = Phi(0) = 0.5
    assert (row["class"], row["certainty"]) == ("shows_resilience", "uncertain")
    assert row["probability"] == row["p_shows_resilience"] == pytest.approx(0.841345 * 0.5, abs=1e-6)
    assert row["p_under_pressure"] == pytest.approx(0.841345 * 0.5, abs=1e-6)
    assert row["p_other_cause"] == pytest.approx(0.158655 * 0.5, abs=1e-6)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("A", None, 5.0, 1.0, 1.0, 500), "missing_vulnerability"),
        (("A", 5.0, None, 1.0, 1.0, 500), "missing_problems"),
        (("A", None, None, 1.0, 1.0, 500), "missing_both"),
        (("A", 5.0, 5.0, 1.0, 1.0, 99), "small_population"),
        (("A", 5.0, 5.0, 1.0, 1.0, None), "missing_population"),
    ],
)
def test_what_cannot_be_known_is_unknown_with_its_reason(row, reason):
    found = _rows(classify_change(_changes(row), settings=SETTINGS))["A"]
    assert (found["class"], found["probability"], found["p_no_signal"]) == ("unknown", None, None)
    assert (found["certainty"], found["reason"]) == ("unknown", reason)


def test_a_class_without_a_known_error_has_no_probability():
    found = _rows(classify_change(_changes(("A", 5.0, 5.0, None, 1.0, 500)), settings=SETTINGS))["A"]
    assert (found["class"], found["probability"], found["reason"]) == ("under_pressure", None, "missing_error")


def test_relative_to_the_mean_an_area_that_improves_less_than_the_rest_can_be_under_pressure():
    settings = ResilienceSettings(band_vulnerability=1.0, band_problems=1.0, reference="mean")
    # weighted means: (-9 * 900 - 1 * 100) / 1000 = -8.2
    rows = (("A", -9.0, -9.0, 0.0, 0.0, 900), ("B", -1.0, -1.0, 0.0, 0.0, 100))
    assert _classes(*rows, settings=settings) == {"A": "no_signal", "B": "under_pressure"}
    assert _classes(*rows) == {"A": "no_signal", "B": "no_signal"}


def test_relative_to_the_median_one_extreme_area_does_not_move_the_others():
    settings = ResilienceSettings(band_vulnerability=1.0, band_problems=1.0, reference="median")
    rows = [(name, 4.0, 4.0, 0.0, 0.0, 500) for name in "ABC"] + [("D", 90.0, 90.0, 0.0, 0.0, 500)]
    assert _classes(*rows, settings=settings) == {
        "A": "no_signal", "B": "no_signal", "C": "no_signal", "D": "under_pressure",
    }  # fmt: skip


def test_each_municipality_is_its_own_reference():
    settings = ResilienceSettings(band_vulnerability=1.0, band_problems=1.0, reference="mean")
    rows = [("A", 10.0, 10.0, 0.0, 0.0, 500), ("B", 0.0, 0.0, 0.0, 0.0, 500), ("C", 10.0, 10.0, 0.0, 0.0, 500)]
    found = _classes(*rows, settings=settings, municipality=["P", "Q", "P"])
    assert found == {"A": "no_signal", "B": "no_signal", "C": "no_signal"}
    assert _classes(*rows, settings=settings)["A"] == "under_pressure"


def test_areas_below_the_least_number_of_residents_do_not_move_the_reference():
    settings = ResilienceSettings(band_vulnerability=1.0, band_problems=1.0, reference="median")
    rows = [("A", 4.0, 4.0, 0.0, 0.0, 500), ("B", -50.0, -50.0, 0.0, 0.0, 20), ("C", -60.0, -60.0, 0.0, 0.0, 20)]
    assert _classes(*rows, settings=settings)["A"] == "no_signal"


def test_two_rows_for_one_area_are_refused():
    with pytest.raises(TableError, match="2 rows stand for 1"):
        _classes(("A", 1.0, 1.0, 0.0, 0.0, 500), ("A", 1.0, 1.0, 0.0, 0.0, 500))


def _drawn(vulnerable, problems, settings=SETTINGS, population=None, **options):
    areas = [f"A{place}" for place in range(vulnerable.shape[1])]
    people = np.full(len(areas), 500.0) if population is None else population
    return _rows(classify_draws(areas, vulnerable, problems, population=people, settings=settings, **options))


def test_draws_of_independent_normals_give_the_analytic_probabilities():
    rng = np.random.default_rng(4)
    vulnerable, problems = (rng.normal(3, 2, (40000, 1)) for _ in range(2))
    found = _drawn(vulnerable, problems)["A0"]
    analytic = _rows(classify_change(_changes(("A0", 3.0, 3.0, 2.0, 2.0, 500)), settings=SETTINGS))["A0"]
    # error of a share in 40,000 draws is at most 0.0025
    for name in ("p_under_pressure", "p_shows_resilience", "p_other_cause", "p_no_signal"):
        assert found[name] == pytest.approx(analytic[name], abs=0.01)


def test_draws_that_move_together_make_both_rises_likelier():
    together = np.random.default_rng(4).normal(2.0, 2.0, (20000, 1))
    settings = ResilienceSettings(band_vulnerability=1.0, band_problems=1.0)
    found = _drawn(together, together, settings)["A0"]
    assert (found["p_shows_resilience"], found["p_other_cause"]) == (0.0, 0.0)
    assert found["p_under_pressure"] == pytest.approx(0.691, abs=0.015)


def test_an_area_without_draws_is_unknown_and_does_not_harm_the_reference():
    settings = ResilienceSettings(band_vulnerability=1.0, band_problems=1.0, reference="mean")
    vulnerable = np.array([[5.0, np.nan, 9.0], [5.0, np.nan, 9.0]])
    found = _drawn(vulnerable, vulnerable, settings)
    assert [found[name]["class"] for name in ("A0", "A1", "A2")] == ["no_signal", "unknown", "under_pressure"]
    assert found["A1"]["reason"] == "missing_both"


def test_draws_are_measured_against_their_own_municipality_in_any_order():
    settings = ResilienceSettings(band_vulnerability=1.0, band_problems=1.0, reference="median")
    draws = np.array([[5.0, 0.0, 5.0]])
    found = _drawn(draws, draws, settings, municipality=["P", "Q", "P"])
    assert {row["class"] for row in found.values()} == {"no_signal"}


def test_draws_of_another_shape_are_refused():
    with pytest.raises(TableError, match="do not fit 2 areas"):
        _drawn(np.zeros((3, 2)), np.zeros((3, 1)))


def test_the_expected_number_of_false_alarms_counts_only_areas_under_pressure():
    classes = memtable(pa.table({
        "area": ["A", "B", "C", "D"], "class": ["under_pressure", "under_pressure", "no_signal", "under_pressure"],
        "probability": [0.9, 0.6, 0.5, None],
    }))  # fmt: skip
    assert expected_false(classes) == pytest.approx(0.5)


def test_sensitivity_counts_the_areas_that_change_class():
    changes = _changes(
        ("A", 3.0, 3.0, 1.0, 1.0, 500), ("B", 1.5, 9.0, 1.0, 1.0, 500), ("C", 9.0, 9.0, 1.0, 1.0, 80),
        ("D", None, 9.0, 1.0, 1.0, 500),
    )  # fmt: skip
    table = settings_sensitivity(
        changes, settings=SETTINGS,
        alternatives={"band_vulnerability": [1.0, 2.0, 4.0], "min_population": [50]},
    )  # fmt: skip
    rows = [tuple(row.values()) for row in table.to_pyarrow().to_pylist()]
    assert rows == [
        ("band_vulnerability", "1.0", 0, 2), ("band_vulnerability", "2.0", 1, 2),
        ("band_vulnerability", "4.0", 2, 2), ("min_population", "50", 1, 3),
    ]  # fmt: skip


def test_sensitivity_to_a_setting_that_does_not_exist_is_refused():
    with pytest.raises(SettingError, match="no setting weather"):
        settings_sensitivity(_changes(), settings=SETTINGS, alternatives={"weather": [1.0]})


def _levels(*rows, errors=False):
    names = ("area", "vulnerability", "problems", "population", "vulnerability_se", "problems_se")
    chosen = names if errors else names[:4]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(chosen)}
    return memtable(pa.table({
        name: column if name == "area" else pa.array(column, type=pa.float64()) for name, column in columns.items()
    }))  # fmt: skip


def test_focus_is_measured_against_the_mean_of_residents():
    levels = _levels(("A", 90.0, 90.0, 100), ("B", 60.0, 10.0, 100), ("C", 10.0, 60.0, 100), ("D", 10.0, 10.0, 700))
    rows = _rows(focus_levels(levels, settings=SETTINGS))
    assert [rows[area]["focus"] for area in "ABCD"] == ["both_high", "vulnerability_high", "problems_high", "neither"]
    assert (rows["B"]["vulnerability_high"], rows["B"]["problems_high"]) == (True, False)


def test_focus_on_the_top_third_takes_a_third_of_the_areas():
    levels = _levels(*((f"A{place}", float(place), 0.0, 500) for place in range(9)))
    rows = _rows(focus_levels(levels, settings=ResilienceSettings(high="top_third")))
    assert [area for area, row in sorted(rows.items()) if row["vulnerability_high"]] == ["A6", "A7", "A8"]
    assert not any(row["problems_high"] for row in rows.values())


def test_focus_without_standard_errors_has_no_probability_and_with_them_it_has():
    bare = _rows(focus_levels(_levels(("A", 2.0, 2.0, 500), ("B", 0.0, 0.0, 500)), settings=SETTINGS))
    assert bare["A"]["probability"] is None
    levels = _levels(("A", 2.0, 2.0, 500, 1.0, 1e9), ("B", 0.0, 0.0, 500, 1.0, 1e9), errors=True)
    # one above a bar of 1 with error 1: Phi(1) = 0.841345; the problems are as good as a coin
    assert _rows(focus_levels(levels, settings=SETTINGS))["A"]["probability"] == pytest.approx(0.8413447 / 2)


def test_focus_of_an_absent_level_is_unknown_and_its_other_level_still_counts():
    levels = _levels(("A", 10.0, None, 500), ("B", 4.0, 3.0, 500), ("C", 4.0, 1.0, 500), ("D", 90.0, 90.0, 10))
    rows = _rows(focus_levels(levels, settings=SETTINGS))
    assert [rows[area]["reason"] for area in "ABCD"] == ["missing_problems", "", "", "small_population"]
    assert [rows[area]["focus"] for area in "ABCD"] == ["unknown", "problems_high", "neither", "unknown"]
    assert rows["A"]["vulnerability_high"] is None


def test_shrinking_pulls_noisy_areas_more_than_sure_ones():
    changes = _changes(
        ("A", 9.0, 0.0, 3.0, 1.0, 500), ("B", 9.0, 0.0, 0.0, 1.0, 500), ("C", -9.0, 0.0, 3.0, 1.0, 500),
        ("D", -9.0, 0.0, 0.0, 1.0, 500),
    )  # fmt: skip
    rows = _rows(shrink_changes(changes))
    # mean 0; variance 324 / 3 = 108; mean noise 4.5: s2 = 103.5; A: B = 9 / 112.5 = 0.08; 9 * 0.92 = 8.28
    assert rows["A"]["vulnerability_change"] == pytest.approx(8.28)
    assert rows["B"]["vulnerability_change"] == 9.0
    # se^2 = 0.92 * 9 + 0.08^2 * (103.5 + 4.5) / 4
    assert rows["A"]["vulnerability_se"] == pytest.approx((8.28 + 0.0064 * 27) ** 0.5)


def test_shrinking_leaves_absent_changes_absent_and_unknown_errors_alone():
    rows = _rows(shrink_changes(_changes(
        ("A", None, 1.0, 1.0, 1.0, 500), ("B", 9.0, 5.0, None, 1.0, 500), ("C", 3.0, 3.0, 1.0, 1.0, 500),
    )))  # fmt: skip
    assert (rows["A"]["vulnerability_change"], rows["B"]["vulnerability_change"]) == (None, 9.0)
    assert rows["B"]["vulnerability_se"] is None


def test_changes_that_are_all_noise_shrink_to_their_mean_but_not_to_certainty():
    changes = _changes(*((f"A{place}", float(place % 3), 0.0, 50.0, 1.0, 500) for place in range(9)))
    rows = _rows(shrink_changes(changes))
    assert {row["vulnerability_change"] for row in rows.values()} == {1.0}
    assert rows["A0"]["vulnerability_se"] == pytest.approx(50 / 3)


@pytest.mark.parametrize(
    "wrong",
    [{"band_vulnerability": -1.0}, {"band_problems": -0.1}, {"reference": "best"}, {"high": "most"},
     {"min_population": -1}, {"likely": 0.9}, {"very_likely": 1.1}],
)  # fmt: skip
def test_settings_outside_their_bounds_are_refused(wrong):
    with pytest.raises(SettingError, match=next(iter(wrong))):
        ResilienceSettings(**wrong)
