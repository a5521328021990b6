"""The framework of an index is one tree with usable weights, or an error says what is wrong."""

import pytest

from veerkracht.analysis.indicators import check_framework, effective_weights
from veerkracht.errors import CatalogueError
from veerkracht.tables import FRAMEWORK, table_of

GOOD = [("all", None, 1.0), ("P", "all", 1.0), ("Q", "all", 1.0), ("a", "P", 3.0), ("b", "P", 1.0), ("c", "Q", 2.0)]


def _framework(rows):
    return table_of(FRAMEWORK, [{"element": name, "parent": parent, "weight": weight} for name, parent, weight in rows])


def _column(table, name):
    rows = table.to_pyarrow()
    return dict(zip(rows["element"].to_pylist(), rows[name].to_pylist(), strict=True))


def test_an_indicator_has_level_one_and_a_group_stands_above_its_children():
    assert _column(check_framework(_framework(GOOD)), "level") == {"all": 3, "P": 2, "Q": 2, "a": 1, "b": 1, "c": 1}


def test_a_group_beside_an_indicator_counts_the_highest_child():
    rows = [("all", None, 1.0), ("P", "all", 1.0), ("x", "all", 1.0), ("a", "P", 1.0)]
    assert _column(check_framework(_framework(rows)), "level") == {"all": 3, "P": 2, "x": 1, "a": 1}


def test_effective_weights_are_products_of_shares_and_add_up_to_one():
    found = _column(effective_weights(_framework(GOOD)), "effective")
    assert found == {"all": 1.0, "P": 0.5, "Q": 0.5, "a": 0.375, "b": 0.125, "c": 0.5}


def test_the_weight_of_the_index_itself_may_be_absent():
    rows = [("all", None, None), *GOOD[1:]]
    assert _column(effective_weights(_framework(rows)), "effective")["c"] == 0.5


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "no elements"),
        ([(None, "all", 1.0), *GOOD], "without an element"),
        ([*GOOD, ("a", "Q", 1.0)], "a stand more than once"),
        ([*GOOD, ("d", "nowhere", 1.0)], r"nowhere \(of d\)"),
        ([*GOOD, ("other", None, 1.0)], "2 elements without a parent"),
        ([("all", None, 1.0), ("x", "all", 1.0), ("P", "Q", 1.0), ("Q", "P", 1.0)], "circle"),
        ([("P", "Q", 1.0), ("Q", "P", 1.0)], r"0 elements without a parent \(none\)"),
        ([*GOOD, ("d", "P", -1.0)], "Element d of group P has weight -1.0"),
        ([*GOOD, ("d", "P", None)], "has weight None"),
        ([*GOOD, ("d", "P", float("inf"))], "has weight inf"),
        ([*GOOD[:5], ("c", "Q", 0.0)], "group Q have weight 0"),
        ([("all", None, 1.0)], "has no parts"),
    ],
)
def test_what_is_no_tree_is_refused_with_the_place(rows, told):
    with pytest.raises(CatalogueError, match=told):
        check_framework(_framework(rows))
