"""Where signs coincide and whom they meet, by hand."""

import pyarrow as pa
import pytest

from veerkracht.analysis.exposure import ExposureSettings, coincidence, people_exposed
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import OBSERVATIONS, memtable, table_of

SETTINGS = ExposureSettings()


def _table(names, rows):
    return memtable(pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)}))


def _coincidence(levels, classes, scores):
    return coincidence(
        _table(("area", "level"), levels), _table(("area", "class"), classes),
        exposure_scores=_table(("area", "shock", "score"), scores), settings=SETTINGS,
    )  # fmt: skip


LEVELS = [("A", 90.0), ("B", 80.0), ("C", 20.0), ("D", 10.0), ("E", 10.0), ("F", None)]
CLASSES = [("A", "under_pressure"), ("B", "unknown"), ("C", "under_pressure"), ("D", "no_signal"), ("F", "no_signal")]
HEAT = [("A", "heat", 7.0), ("B", "heat", 9.0), ("C", "heat", 1.0), ("D", "heat", 1.0), ("E", "heat", 2.0),
        ("F", "heat", 3.0)]  # fmt: skip


def _by_area(table, shock="heat"):
    return {row["area"]: row for row in table.to_pyarrow().to_pylist() if row["shock"] == shock}


def test_signs_coincide_where_level_and_exposure_are_both_high_whatever_the_pressure():
    # A is under pressure, the class of B is unknown, C is under pressure but low
    rows = _by_area(_coincidence(LEVELS, CLASSES, HEAT))
    assert [rows[area]["coincides"] for area in "ABCDEF"] == [True, True, False, False, False, False]
    assert [rows[area]["under_pressure"] for area in "ABC"] == [True, None, True]


def test_pressure_beside_a_coincidence_is_told_and_counted_as_a_third_sign():
    rows = _by_area(_coincidence(LEVELS, CLASSES, HEAT))
    assert [rows[area]["signals"] for area in "ABCDEF"] == [3, 2, 1, 0, 0, 0]
    assert (rows["E"]["class"], rows["E"]["under_pressure"]) == (None, None)


def test_the_rank_of_a_level_is_shared_by_equals_and_absent_when_unknown():
    rows = _by_area(_coincidence(LEVELS, CLASSES, HEAT))
    assert [rows[area]["level_rank"] for area in "ABCDEF"] == [1, 2, 3, 4, 4, None]


def test_each_shock_has_its_own_rows_and_an_absent_exposure_is_unknown():
    rows = _by_area(_coincidence(LEVELS, CLASSES, [*HEAT, ("A", "flood", 1.0), ("B", "flood", 2.0)]), "flood")
    assert len(rows) == 6
    assert [rows[area]["high_exposure"] for area in "ABC"] == [False, True, None]
    assert [rows[area]["coincides"] for area in "ABCF"] == [False, True, False, None]


def test_none_is_high_where_all_are_equal():
    rows = _by_area(_coincidence([("A", 5.0), ("B", 5.0)], CLASSES, HEAT))
    assert [row["high_level"] for row in rows.values()] == [False, False]


def test_two_levels_for_one_area_are_refused():
    with pytest.raises(TableError, match="2 rows stand for 1"):
        _coincidence([("A", 5.0), ("A", 6.0)], CLASSES, HEAT)


def _people(counts, flags, groups=("elderly",)):
    names = ("area", "indicator", "value")
    rows = [{**dict(zip(names, row, strict=True)), "period": "2019", "source": "s"} for row in counts]
    signs = memtable(pa.table({
        "shock": ["heat"] * len(flags), "area": list(flags), "coincides": pa.array(flags.values(), type=pa.bool_()),
    }))  # fmt: skip
    table = people_exposed(table_of(OBSERVATIONS, rows), signs, groups=groups, period="2019")
    return {row["group"]: row for row in table.to_pyarrow().to_pylist()}


def test_people_are_counted_where_signs_coincide_and_as_share_of_the_city():
    counts = [("A", "elderly", 30.0), ("B", "elderly", 50.0), ("C", "elderly", 20.0), ("GM", "elderly", 100.0)]
    row = _people(counts, {"A": True, "B": False, "C": True})["elderly"]
    assert (row["people"], row["share_of_city"], row["areas"], row["missing_areas"]) == (50.0, 0.5, 2, 0)


def test_an_absent_count_is_told_and_is_not_zero():
    counts = [("A", "elderly", 30.0), ("B", "elderly", 70.0), ("C", "elderly", None)]
    row = _people(counts, {"A": True, "B": False, "C": True, "D": None})["elderly"]
    assert (row["people"], row["missing_areas"], row["unknown_areas"]) == (30.0, 1, 1)


def test_a_group_without_any_count_where_signs_coincide_is_unknown():
    rows = _people([("B", "elderly", 70.0)], {"A": True, "B": False}, groups=("elderly", "poor"))
    assert (rows["elderly"]["people"], rows["elderly"]["missing_areas"]) == (None, 1)
    assert (rows["poor"]["people"], rows["poor"]["share_of_city"]) == (None, None)


def test_nobody_is_exposed_where_no_area_coincides():
    row = _people([("A", "elderly", 30.0)], {"A": False})["elderly"]
    assert (row["people"], row["share_of_city"], row["areas"]) == (0.0, 0.0, 0)


def test_two_counts_of_one_group_are_refused():
    with pytest.raises(TableError, match="2 counts stand for 1"):
        _people([("A", "elderly", 1.0), ("A", "elderly", 2.0)], {"A": True})


@pytest.mark.parametrize("wrong", [{"high_level_share": 0.0}, {"high_exposure_share": 1.0}])
def test_shares_outside_their_bounds_are_refused(wrong):
    with pytest.raises(SettingError, match=next(iter(wrong))):
        ExposureSettings(**wrong)
