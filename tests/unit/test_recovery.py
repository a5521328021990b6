"""The balance of recovery and the staff for it, worked by hand."""

import pytest

from veerkracht.analysis.recovery import balance, within_capacity
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Shape, table_of

PROJECTS = Shape("projects", {
    "project": "string", "recover": "float64", "protect": "float64", "build_forward": "float64", "cost_eur": "float64",
    "fte": "float64", "transformation": "int64", "first_year": "int64", "last_year": "int64",
}, ("project",))  # fmt: skip
CAPACITY = Shape("capacity", {"year": "int64", "fte": "float64"}, ("year",))

SCHOOL = {"project": "school", "recover": 80, "protect": 20, "build_forward": 0, "cost_eur": 1e6, "fte": 1,
          "transformation": 1}  # fmt: skip
GRID = {
    "project": "grid",
    "recover": 20,
    "protect": 20,
    "build_forward": 60,
    "cost_eur": 3e6,
    "fte": 1,
    "transformation": 5,
}


def projects(*rows):
    return table_of(PROJECTS, rows)


def row_of(table, name):
    return next(row for row in table.to_pyarrow().to_pylist() if row["weighted_by"] == name)


def test_shares_differ_by_count_and_by_cost():
    found = balance(projects(SCHOOL, GRID))
    once, cost, staff = (row_of(found, name) for name in ("projects", "cost", "capacity"))
    shares = ("recover", "protect", "build_forward")
    assert [once[name] for name in shares] == pytest.approx([0.5, 0.2, 0.3])
    assert [cost[name] for name in shares] == pytest.approx([0.35, 0.2, 0.45])  # (0.8 + 3 x 0.2) / 4 and so on
    assert [staff[name] for name in shares] == pytest.approx([0.5, 0.2, 0.3])


def test_the_gap_is_the_aim_less_the_mean_transformation():
    found = balance(projects(SCHOOL, GRID), aim=3.5)
    assert row_of(found, "projects")["gap"] == pytest.approx(0.5)
    assert row_of(found, "cost")["transformation"] == pytest.approx(4)
    assert row_of(found, "cost")["gap"] == pytest.approx(-0.5)


def test_a_project_of_unknown_cost_is_in_no_mean_by_cost_and_told():
    found = balance(projects(SCHOOL, GRID | {"cost_eur": None}))
    cost = row_of(found, "cost")
    assert (cost["recover"], cost["shares_known"], cost["shares_unknown"]) == (pytest.approx(0.8), 1, 1)
    assert (cost["transformation"], cost["scored"], cost["unscored"]) == (1, 1, 1)


def test_a_mean_over_nothing_is_unknown():
    row = row_of(balance(projects({"project": "idea"})), "projects")
    assert (row["recover"], row["transformation"], row["gap"], row["shares_unknown"]) == (None, None, None, 1)


@pytest.mark.parametrize(("change", "words"), [
    ({"recover": 90}, "add up to 100"), ({"recover": None}, "add up to 100"), ({"protect": -20, "recover": 120}, "add up"),
    ({"transformation": 6}, "transformation 6"), ({"fte": -1}, "below 0"),
])  # fmt: skip
def test_a_project_that_cannot_be_is_named(change, words):
    with pytest.raises(TableError, match=words):
        balance(projects(SCHOOL | change))


def test_an_aim_off_the_scale_is_refused():
    with pytest.raises(SettingError, match="aim is 0"):
        balance(projects(), aim=0)


def years(*pairs):
    return table_of(CAPACITY, [{"year": year, "fte": fte} for year, fte in pairs])


def test_staff_is_compared_year_by_year():
    planned = projects({"project": "a", "first_year": 2026, "last_year": 2027, "fte": 2.0},
                       {"project": "b", "first_year": 2027, "last_year": 2028, "fte": 1.5})  # fmt: skip
    found = within_capacity(planned, years((2026, 3), (2027, 3), (2028, 3))).to_pyarrow().to_pylist()
    assert [(row["needed_fte"], row["left_fte"], row["fits"]) for row in found] == [
        (2, 1, True), (3.5, -0.5, False), (1.5, 1.5, True),
    ]  # fmt: skip


def test_unknown_staff_never_fits_for_sure_but_can_be_too_much_already():
    planned = projects({"project": "a", "fte": 4.0}, {"project": "b"})
    found = within_capacity(planned, years((2026, 5), (2027, 3), (2028, None))).to_pyarrow().to_pylist()
    assert [row["fits"] for row in found] == [None, False, None]
    assert [(row["needed_fte"], row["known_fte"], row["unknown"]) for row in found] == [(None, 4, 1)] * 3


@pytest.mark.parametrize(("planned", "available", "words"), [
    ([{"project": "a", "first_year": 2028, "last_year": 2027}], [(2026, 1)], "ends in 2027"),
    ([{"project": "a", "fte": -1}], [(2026, 1)], "below 0"),
    ([], [(2026, 1), (2026, 2)], "stands twice"),
])  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(planned, available, words):
    capacity = Shape("capacity", CAPACITY.columns, ("fte",))
    table = table_of(capacity, [{"year": year, "fte": fte} for year, fte in available])
    with pytest.raises(TableError, match=words):
        within_capacity(projects(*planned), table)
