"""Protection of small cells, worked by hand."""

import numpy as np
import pyarrow as pa
import pytest

from veerkracht.analysis.disclosure import ProtectionSettings, audit, protect, suppressed_share
from veerkracht.analysis.disclosure.attack import bounds
from veerkracht.analysis.disclosure.hierarchy import hierarchy_of
from veerkracht.errors import SettingError, TableError
from veerkracht.tables import INDICATORS, OBSERVATIONS, Status, memtable, table_of

PARENTS = memtable(pa.table({
    "area": ["B1", "B2", "B3", "C1", "C2", "C3", "W1", "W2", "G"],
    "parent": ["W1", "W1", "W1", "W2", "W2", "W2", "G", "G", None],
}))  # fmt: skip
UNROUNDED = ProtectionSettings(rounding_base=1)


def indicators(**changes):
    base = {"indicator": "people", "kind": "count", "sensitivity": "limited"}
    share = {"indicator": "lonely", "kind": "percentage", "sensitivity": "limited", "denominator": "inhabitants"}
    inhabitants = {"indicator": "inhabitants", "kind": "count", "sensitivity": "open"}
    mean = {"indicator": "income", "kind": "mean", "sensitivity": "open", "denominator": "inhabitants"}
    return table_of(INDICATORS, [base | changes, share, inhabitants, mean])


def observed(values, indicator="people", source="own", status=Status.NORMAL):
    return [
        {"area": area, "period": "2020", "indicator": indicator, "source": source, "value": value,
         "status": status if value is not None else Status.MISSING}
        for area, value in values.items()
    ]  # fmt: skip


def cells(table):
    return {(row["indicator"], row["area"]): row["value"] for row in table.to_pyarrow().to_pylist()}


def statuses(table):
    return {row["area"]: row["status"] for row in table.to_pyarrow().to_pylist()}


CITY = {"B1": 3, "B2": 40, "B3": 50, "C1": 60, "C2": 70, "C3": 80, "W1": 93, "W2": 210, "G": 303}


def shown(values, settings=UNROUNDED, **changes):
    table = protect(table_of(OBSERVATIONS, observed(values)), indicators(**changes), parents=PARENTS, settings=settings)
    return {area: value for (_, area), value in cells(table).items()}


def test_a_small_limited_count_and_its_smallest_sibling_are_hidden():
    assert shown(CITY) == CITY | {"B1": None, "B2": None}


def test_a_small_open_count_below_five_is_hidden_and_seven_is_shown():
    found = shown(CITY | {"B1": 7, "W1": 97, "G": 307}, sensitivity="open")
    assert found["B1"] == 7
    assert shown(CITY, sensitivity="open")["B1"] is None


def test_a_zero_of_an_open_count_is_shown_and_of_a_limited_count_hidden():
    none = CITY | {"B1": 0, "W1": 90, "G": 300}
    assert shown(none, sensitivity="open")["B1"] == 0
    assert shown(none)["B1"] is None


def test_two_small_counts_that_add_up_to_little_take_a_third_along():
    few = CITY | {"B1": 2, "B2": 3, "W1": 55, "G": 265}
    assert [area for area, value in shown(few).items() if value is None] == ["B1", "B2", "B3"]


def test_a_hidden_district_hides_another_district_and_parts_of_both():
    small = {"B1": 2, "B2": 3, "B3": 1, "C1": 60, "C2": 70, "C3": 80, "W1": 6, "W2": 210, "G": 216}
    hidden = {area for area, value in shown(small).items() if value is None}
    assert hidden == {"B1", "B2", "B3", "W1", "W2", "C1", "C2"}


def test_a_forbidden_indicator_is_hidden_even_when_it_is_public():
    settings = ProtectionSettings(already_public_sources=("own",))
    assert set(shown(CITY, settings, sensitivity="forbidden").values()) == {None}


def test_public_figures_pass_unchanged():
    settings = ProtectionSettings(already_public_sources=("own",))
    assert shown(CITY, settings) == CITY


def test_counts_are_rounded_to_five_but_the_city_total_is_not():
    found = shown({"B1": 42, "B2": 43, "W1": 85, "G": 85 + 21, "W2": 21}, ProtectionSettings())
    assert found == {"B1": 40, "B2": 45, "W1": 85, "W2": 20, "G": 106}


def test_every_rounded_count_is_marked_also_one_that_was_a_multiple_or_a_reader_would_know_it_exactly():
    table = protect(table_of(OBSERVATIONS, observed({"B1": 42, "B2": 45, "W1": 87})), indicators(), parents=PARENTS)
    assert statuses(table) == {"B1": Status.ESTIMATED, "B2": Status.ESTIMATED, "W1": Status.NORMAL}  # a total is exact


def test_a_base_of_one_marks_only_what_was_no_whole_number():
    settings = ProtectionSettings(rounding_base=1)
    given = table_of(OBSERVATIONS, observed({"B1": 42.4, "B2": 45}))
    assert statuses(protect(given, indicators(), parents=PARENTS, settings=settings)) == {
        "B1": Status.ESTIMATED, "B2": Status.NORMAL}  # fmt: skip


def test_missing_stays_missing_and_is_not_zero():
    table = protect(table_of(OBSERVATIONS, observed(CITY | {"C1": None})), indicators(), parents=PARENTS)
    assert statuses(table)["C1"] == Status.MISSING
    assert cells(table)["people", "C1"] is None


def test_a_missing_district_does_not_open_the_way_from_the_city_to_a_hidden_neighbourhood():
    found = shown({"B1": 3, "B2": 40, "W1": None, "W2": 210, "G": 253})
    assert {area for area, value in found.items() if value is None} == {"B1", "B2", "W1"}


def test_an_only_part_hides_its_whole():
    parents = memtable(pa.table({"area": ["B", "W", "V", "U"], "parent": ["W", "G", "G", "G"]}))
    rows = table_of(OBSERVATIONS, observed({"B": 3, "W": 30, "V": 40, "U": 50, "G": 120}))
    table = protect(rows, indicators(), parents=parents, settings=UNROUNDED)
    assert {area for area, status in statuses(table).items() if status == Status.SUPPRESSED} == {"B", "W", "V"}


@pytest.mark.parametrize(("percentage", "people", "visible"), [
    (50, 99, False), (50, 100, True), (9, 100, False), (10, 100, True), (91, 100, False), (90, 100, True),
    (0, 500, False), (100, 500, False),
])  # fmt: skip
def test_a_limited_percentage_needs_a_hundred_people_and_ten_on_both_sides(percentage, people, visible):
    rows = observed({"B1": percentage}, "lonely") + observed({"B1": people}, "inhabitants", "register")
    settings = ProtectionSettings(rounding_base=1)
    table = protect(table_of(OBSERVATIONS, rows), indicators(), parents=PARENTS, settings=settings)
    assert cells(table)["lonely", "B1"] == (percentage if visible else None)


def test_a_limited_percentage_of_an_unknown_number_is_hidden_and_an_open_mean_is_not():
    rows = table_of(OBSERVATIONS, observed({"B1": 50}, "lonely") + observed({"B1": 24.5}, "income"))
    found = cells(protect(rows, indicators(), parents=PARENTS))
    assert found == {("lonely", "B1"): None, ("income", "B1"): 24.5}


def test_a_mean_of_nine_people_is_hidden():
    rows = observed({"B1": 24.5}, "income") + observed({"B1": 9}, "inhabitants")
    assert cells(protect(table_of(OBSERVATIONS, rows), indicators(), parents=PARENTS))["income", "B1"] is None


def test_a_hidden_percentage_cannot_be_worked_out_from_district_and_siblings():
    people = table_of(OBSERVATIONS, observed({"B1": 50, "B2": 200, "B3": 250, "W1": 500}, "inhabitants"))
    rows = table_of(OBSERVATIONS, observed({"B1": 40, "B2": 30, "B3": 40, "W1": 36}, "lonely"))
    table = protect(rows, indicators(), parents=PARENTS, denominators=people)
    assert cells(table) == {("lonely", "B1"): None, ("lonely", "B2"): None, ("lonely", "B3"): 40, ("lonely", "W1"): 36}
    found = (
        audit(table, PARENTS, indicators=indicators(), denominators=people).order_by("area").to_pyarrow().to_pydict()
    )
    assert found["upper"] == [80, 80]
    assert found["safe"] == [True, True]


def test_the_audit_finds_a_cell_that_can_be_subtracted():
    rows = observed({area: CITY[area] for area in ("B2", "B3", "W1")})
    rows.append({"area": "B1", "period": "2020", "indicator": "people", "source": "own", "status": Status.SUPPRESSED})
    found = audit(table_of(OBSERVATIONS, rows), PARENTS, indicators=indicators(), settings=UNROUNDED)
    assert found.to_pyarrow().to_pylist() == [{"area": "B1", "period": "2020", "indicator": "people", "source": "own",
                                               "lower": 3, "upper": 3, "safe": False}]  # fmt: skip


def test_the_audit_does_not_call_an_untested_mean_safe():
    row = {"area": "B1", "period": "2020", "indicator": "income", "source": "own", "status": Status.SUPPRESSED}
    found = audit(table_of(OBSERVATIONS, [row]), PARENTS, indicators=indicators()).to_pyarrow().to_pylist()[0]
    assert (found["lower"], found["upper"], found["safe"]) == (None, None, None)


def test_the_share_of_hidden_cells_is_told_per_indicator():
    table = protect(table_of(OBSERVATIONS, observed(CITY)), indicators(), parents=PARENTS)
    assert suppressed_share(table).to_pyarrow().to_pylist() == [
        {"indicator": "people", "cells": 9, "suppressed": 2, "share": 2 / 9}
    ]


def test_an_undescribed_indicator_cannot_pass():
    with pytest.raises(TableError, match="first secret"):
        protect(table_of(OBSERVATIONS, observed(CITY, "secret")), indicators(), parents=PARENTS)


def test_an_area_with_two_parents_is_refused():
    parents = memtable(pa.table({"area": ["B1", "B1"], "parent": ["W1", "W2"]}))
    with pytest.raises(TableError, match="B1 has two parents"):
        protect(table_of(OBSERVATIONS, observed(CITY)), indicators(), parents=parents)


def test_an_area_inside_itself_is_refused():
    parents = memtable(pa.table({"area": ["B1", "W1"], "parent": ["W1", "B1"]}))
    with pytest.raises(TableError, match="part of itself"):
        protect(table_of(OBSERVATIONS, observed(CITY)), indicators(), parents=parents)


def test_a_rounding_base_of_zero_is_refused():
    with pytest.raises(SettingError, match="rounding_base is 0"):
        ProtectionSettings(rounding_base=0)


def test_an_empty_table_stays_empty():
    assert protect(table_of(OBSERVATIONS, []), indicators(), parents=PARENTS).count().to_pyarrow().as_py() == 0


def test_bounds_follow_the_sums_over_two_levels():
    forest = hierarchy_of(["a", "b", "c", "W", "V", "G"], {"a": "W", "b": "W", "c": "V", "W": "G", "V": "G"})
    lower = np.array([0.0, 0.0, 30.0, 0.0, 0.0, 100.0])
    upper = np.array([np.inf, 50.0, 30.0, np.inf, np.inf, 100.0])
    low, high = bounds(forest, lower, upper)
    assert low.tolist() == [20, 0, 30, 70, 30, 100]
    assert high.tolist() == [70, 50, 30, 70, 30, 100]
