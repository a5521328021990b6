"""Counts of people worked out by hand, and what is refused."""

import math

import pytest

from veerkracht.analysis.population import (
    banded,
    check_households,
    check_rows,
    count_groups,
    count_memberships,
    count_unknown,
    estimate_groups,
    overlap_of_groups,
    roll_up,
    together,
    with_households,
    with_members,
)
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import memtable

OLD = {"column": "age", "is": ">=", "value": 75}
ALONE = {"column": "alone", "value": True}
POOR = {"column": "income", "is": "<", "value": 20.0}

PEOPLE = {
    "person": [1, 2, 3, 4, 5, 6],
    "household": [1, 2, 2, 3, 4, 4],
    "area": ["A", "A", "A", "B", "B", "B"],
    "age": [80, 75, 40, 90, None, 10],
    "alone": [True, False, False, True, False, False],
    "income": [10.0, float("nan"), 30.0, 15.0, 19.0, None],
    "kind": ["x", "y", "y", "x", None, "y"],
}


@pytest.fixture
def people():
    return memtable(PEOPLE)


def counted(table, value="count"):
    """Return the counts by area and group."""
    return {(row["area"], row["group"]): row[value] for row in table.to_pyarrow().to_pylist()}


@pytest.mark.parametrize(
    ("condition", "in_a", "in_b"),
    [
        (OLD, 2, 1),
        ({"not": OLD}, 1, 1),  # the one of unknown age is in neither
        ({"all": [OLD, ALONE]}, 1, 1),
        ({"any": [OLD, ALONE]}, 2, 1),
        (POOR, 1, 2),  # what is no number is not known
        ({"not": POOR}, 1, 0),
        ({"column": "kind", "is": "in", "value": ["x", "z"]}, 1, 1),
        ({"column": "kind", "is": "not in", "value": ["x", "z"]}, 2, 1),
        ({"column": "kind", "is": "!=", "value": "x"}, 2, 1),
        ({"column": "age", "is": "between", "value": [40, 75]}, 2, 0),
        ({"column": "age", "is": "<", "value": 75}, 1, 1),
        ({"column": "age", "is": "<=", "value": 75}, 2, 1),
        ({"column": "age", "is": ">", "value": 75}, 1, 1),
        ({"column": "income", "is": "known"}, 2, 2),
        ({"column": "income", "is": "unknown"}, 1, 1),
    ],
)
def test_each_construct_counts_whom_it_certainly_holds_for(people, condition, in_a, in_b):
    found = counted(count_groups(people, groups={"group": condition}))
    assert found == {("A", "group"): in_a, ("B", "group"): in_b}


def test_what_is_unknown_is_counted_apart(people):
    found = counted(count_unknown(people, groups={"old": OLD, "poor or old": {"any": [POOR, OLD]}}))
    assert found == {("A", "old"): 0, ("A", "poor or old"): 0, ("B", "old"): 1, ("B", "poor or old"): 1}


def test_a_person_in_two_groups_counts_once_in_both_together(people):
    groups = {"old": OLD, "alone": ALONE}
    found = counted(count_groups(people, groups={**groups, "vulnerable": together(groups)}))
    assert [found["A", name] for name in ("old", "alone", "vulnerable")] == [2, 1, 2]
    assert [found["B", name] for name in ("old", "alone", "vulnerable")] == [1, 1, 1]


def test_areas_without_people_get_zeros_and_everybody_is_the_base(people):
    found = (
        count_groups(people, groups={"old": OLD}, areas=memtable({"area": ["C", "B", "A"]})).to_pyarrow().to_pylist()
    )
    assert [(row["area"], row["count"], row["people"]) for row in found] == [("A", 2, 3), ("B", 1, 3), ("C", 0, 0)]


def test_counts_are_split_by_category_with_the_unknown_last(people):
    found = count_groups(people, groups={"old": OLD}, by=["kind"]).to_pyarrow().to_pylist()
    assert [(row["area"], row["kind"], row["count"], row["people"]) for row in found] == [
        ("A", "x", 1, 1), ("A", "y", 1, 2), ("A", None, 0, 0), ("B", "x", 1, 1), ("B", "y", 0, 1), ("B", None, 0, 1),
    ]  # fmt: skip


def test_two_categories_cross(people):
    found = count_groups(people, groups={"old": OLD}, by=["kind", "alone"]).to_pyarrow()
    assert found.num_rows == 2 * 3  # areas by combinations that occur
    assert sum(found["people"].to_pylist()) == 6


def test_bands_hold_their_lower_bound(people):
    table = banded(people, column="age", bounds=[18, 75], name="band").order_by("person")
    assert table.band.to_pyarrow().to_pylist() == ["75+", "75+", "18-<75", "75+", None, "<18"]


def test_overlaps_and_memberships_add_up(people):
    groups = {"old": OLD, "alone": ALONE, "poor": POOR}
    found = {
        (row["group"], row["other"]): row["count"]
        for row in overlap_of_groups(people, groups=groups).to_pyarrow().to_pylist()
    }
    assert found == {("old", "old"): 3, ("old", "alone"): 2, ("old", "poor"): 2, ("alone", "alone"): 2,
                     ("alone", "poor"): 2, ("poor", "poor"): 3}  # fmt: skip
    members = count_memberships(people, groups=groups).to_pyarrow().to_pydict()
    assert members == {"groups": [0, 1, 2, 3], "count": [2, 2, 0, 2]}


def test_persons_take_the_columns_of_their_household():
    persons = memtable({"person": [1, 2, 3], "household": [7, 7, 9]})
    homes = memtable({"household": [7, 8], "area": ["A", "B"]})
    found = with_households(persons, homes).order_by("person").to_pyarrow().to_pydict()
    assert found == {"person": [1, 2, 3], "household": [7, 7, 9], "area": ["A", "A", None]}


SOME_CHILD = {"some_member": {"column": "age", "is": "<", "value": 18}}
ALL_OLD = {"every_member": {"column": "age", "is": ">=", "value": 75}}


@pytest.mark.parametrize(
    ("ages", "child", "old"),
    [
        ([80, 76], (0, 0), (1, 0)),  # (certainly, not known)
        ([10, 40], (1, 0), (0, 0)),
        ([10, None], (1, 0), (0, 0)),  # the child settles both
        ([80, None], (0, 1), (0, 1)),
        ([None, None], (0, 1), (0, 1)),
        ([], (0, 1), (0, 1)),
    ],
)
def test_members_tell_of_their_household_as_far_as_they_are_known(ages, child, old):
    homes = memtable({"household": [1, 2], "area": ["A", "A"]})
    rows = {"household": [1] * len(ages) + [2], "age": [*ages, 50]}
    groups = {"child": SOME_CHILD, "old": ALL_OLD}
    marked = with_members(homes, memtable(rows), groups=groups)
    certain, open_still = counted(count_groups(marked, groups=groups)), counted(count_unknown(marked, groups=groups))
    assert (certain["A", "child"], open_still["A", "child"]) == child
    assert (certain["A", "old"], open_still["A", "old"]) == old


def test_counts_are_added_up_to_every_area_above(people):
    areas = memtable({"area": ["A", "B", "W", "G"], "parent": ["W", "W", "G", None]})
    found = counted(roll_up(count_groups(people, groups={"old": OLD}), areas))
    assert found == {("A", "old"): 2, ("B", "old"): 1, ("W", "old"): 3, ("G", "old"): 3}


def test_estimates_carry_the_spread_of_drawing():
    sample = {"area": ["A", "A", "B"], "old": [True, False, True], "weight": [2.0, 3.0, 4.0]}
    found = estimate_groups(memtable(sample), groups={"old": {"column": "old", "value": True}}, survey_weights="weight",
                            areas=memtable({"area": ["A", "B", "C"]}))  # fmt: skip
    assert counted(found, "estimate") == {("A", "old"): 2.0, ("B", "old"): 4.0, ("C", "old"): None}
    errors = counted(found, "standard_error")
    assert errors["A", "old"] == pytest.approx(math.sqrt(3 / 2 * (4 - 4 / 3)), rel=1e-14)
    assert errors["B", "old"] == pytest.approx(math.sqrt(3 / 2 * (16 - 16 / 3)), rel=1e-14)


def test_one_row_per_person_passes_and_tells_how_many(people):
    assert check_rows(people, key="person") == 6


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([1, 1, 2], "1 of 3 rows repeat a person"),
        ([], "no rows with a person"),
        ([1, None, 2], "1 of 3 rows have no person"),
    ],
)
def test_a_key_that_is_absent_or_twice_there_is_refused_without_naming_it(keys, said):
    with pytest.raises(TableError, match=said) as caught:
        check_rows(memtable({"person": keys}), key="person")
    assert set(caught.value.facts) <= {"empty", "twice", "total", "key"}


def test_persons_without_a_household_of_the_list_are_told():
    with pytest.raises(TableError, match="1 persons stand in a household that is not"):
        check_households(memtable({"household": [1, 2]}), memtable({"household": [2]}))


@pytest.mark.parametrize(
    ("condition", "kind", "said"),
    [
        ({"column": "agee", "value": 1}, TableError, "asks for column agee; there are person"),
        ({"column": "age", "value": "old"}, TableError, "column age of type int64"),
        ({"column": "kind", "is": ">", "value": "a"}, TableError, "only numbers have an order"),
        ({"column": "kind", "value": 3}, TableError, "column kind of type string"),
        ({"column": "alone", "value": 1}, TableError, "column alone of type boolean"),
        ({"column": "age", "value": True}, TableError, "column age of type int64"),
        ({"column": "age", "is": "~", "value": 1}, SettingError, "no known comparison"),
        ({"column": "age", "is": "in", "value": 1}, SettingError, "a list for in"),
        ({"column": "age", "is": "in", "value": []}, SettingError, "a list for in"),
        ({"column": "age", "is": "between", "value": [1]}, SettingError, "two numbers for between"),
        ({"column": "age", "is": "known", "value": 1}, SettingError, "nothing for known"),
        ({"column": "age", "is": ">="}, SettingError, "one number or text"),
        ({"column": "age", "is": "=", "value": 1, "valeu": 2}, SettingError, "no known form"),
        ({"all": []}, SettingError, "needs a list"),
        ({"all": [OLD], "any": [OLD]}, SettingError, "no known form"),
        ({"sql": "1 = 1"}, SettingError, "no known form"),
        ("age > 75", SettingError, "no known form"),
    ],
)
def test_a_condition_that_does_not_fit_is_named(people, condition, kind, said):
    with pytest.raises(kind, match=said):
        count_groups(people, groups={"group": condition})


@pytest.mark.parametrize(
    ("areas", "known", "said"),
    [
        (["A", None, None], ["A"], "2 rows have no area"),
        (["A", "X", "Y"], ["A"], r"2 area\(s\) of the rows are not in the list of areas, first X, Y"),
        ([1, 2, 3], ["A"], "column area is of type int64"),
    ],
)
def test_rows_outside_the_areas_are_refused(areas, known, said):
    rows = memtable({"area": areas, "age": [80, 80, 80]})
    with pytest.raises(TableError, match=said):
        count_groups(rows, groups={"old": OLD}, areas=memtable({"area": known}))


def test_other_requests_that_cannot_be_met_are_named(people):
    with pytest.raises(SettingError, match="no group to count"):
        count_groups(people, groups={})
    with pytest.raises(SettingError, match="cannot be split by people"):
        count_groups(people.mutate(people=1), groups={"old": OLD}, by=["people"])
    with pytest.raises(TableError, match="income of type float64 holds no categories"):
        count_groups(people, groups={"old": OLD}, by=["income"])
    with pytest.raises(TableError, match="no column street"):
        count_groups(people, groups={"old": OLD}, by=["street"])
    with pytest.raises(TableError, match="There is no column area"):
        count_groups(people.drop("area"), groups={"old": OLD})
    with pytest.raises(SettingError, match="each above the one before"):
        banded(people, column="age", bounds=[18, 18], name="band")
    with pytest.raises(TableError, match="kind of type string holds no numbers"):
        banded(people, column="kind", bounds=[18], name="band")
    with pytest.raises(TableError, match="both have age"):
        with_households(people, memtable({"household": [1], "age": [3]}))
    with pytest.raises(TableError, match="joined by a column household"):
        with_households(people, memtable({"home": [1]}))
    with pytest.raises(TableError, match="part of itself"):
        roll_up(count_groups(people, groups={"old": OLD}), memtable({"area": ["A", "B"], "parent": ["B", "A"]}))


@pytest.mark.parametrize("weights", [[1.0, -1.0], [1.0, None], [1.0, float("nan")], [1.0, float("inf")]])
def test_survey_weights_below_zero_or_absent_are_refused(weights):
    sample = memtable({"area": ["A", "A"], "age": [80, 20], "weight": weights})
    with pytest.raises(TableError, match="1 of 2 rows have no weight"):
        estimate_groups(sample, groups={"old": OLD}, survey_weights="weight")
