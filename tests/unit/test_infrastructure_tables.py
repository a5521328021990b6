"""Networks that contradict themselves are refused with the place; those that do not are laid out as arrays."""

import pyarrow as pa
import pytest

from veerkracht.errors import InputError
from veerkracht.networks import network_of
from veerkracht.tables import empty, memtable, table_of
from veerkracht.tables.infrastructure import (
    ASSETS,
    FAILURES,
    REPAIRS,
    SERVED,
    SUPPLIES,
    TRANSMISSIONS,
    check_infrastructure,
)


def _assets(*names):
    return table_of(ASSETS, [{"asset": name} for name in names])


def _supplies(*rows):
    names = ("asset", "service", "supplier", "needed")
    return table_of(SUPPLIES, [dict(zip(names, row, strict=False)) for row in rows])


def _refused(match, *, assets=None, supplies=None, **tables):
    with pytest.raises(InputError, match=match):
        check_infrastructure(
            _assets("a", "b") if assets is None else assets, empty(SUPPLIES) if supplies is None else supplies, **tables
        )


def test_an_asset_with_two_rows_is_refused():
    _refused("Asset a has 2 rows", assets=_assets("a", "b", "a"))


def test_an_asset_without_a_name_is_refused():
    _refused("1 asset.s. have no name", assets=memtable({"asset": ["a", None]}))


@pytest.mark.parametrize("row", [("a", "power", "x"), ("x", "power", "a")])
def test_a_supply_that_names_an_unknown_asset_is_refused(row):
    _refused("Table supplies names asset x, which is not among the 2", supplies=_supplies(row))


def test_an_unknown_asset_in_another_table_is_refused():
    _refused("Table failures names asset x", failures=table_of(FAILURES, [{"asset": "x", "probability": 0.1}]))


def test_an_asset_that_supplies_itself_is_refused():
    _refused("Asset a supplies itself .power", supplies=_supplies(("a", "power", "a")))


def test_a_service_without_a_supplier_is_refused_and_not_taken_as_always_there():
    _refused("Asset a needs power and no supplier is known", supplies=_supplies(("a", "power", None)))


def test_a_supply_of_a_service_without_a_name_is_refused():
    """Two such rows would count as each other's spare."""
    supplies = memtable({"asset": ["a"], "service": pa.array([None], pa.string()), "supplier": ["b"]})
    _refused("Asset a is supplied by b and the service has no name", supplies=supplies)


def test_a_supplier_and_a_half_is_refused():
    rows = memtable({"asset": ["a", "a"], "service": ["power"] * 2, "supplier": ["b", "c"], "needed": [1.5, 1.5]})
    _refused("Asset a needs 1.5 suppliers of power, and 2 are", assets=_assets("a", "b", "c"), supplies=rows)


@pytest.mark.parametrize("needed", [0, 2])
def test_more_suppliers_than_are_listed_and_none_at_all_are_refused(needed):
    _refused(f"Asset a needs {needed} suppliers of power, and 1 are", supplies=_supplies(("a", "power", "b", needed)))


def test_a_supplier_listed_twice_is_refused():
    _refused("Table supplies has 2 rows of a, power, b", supplies=_supplies(("a", "power", "b"), ("a", "power", "b")))


def test_rows_of_a_group_that_differ_about_the_group_are_refused():
    rows = _supplies(("a", "power", "b", 1), ("a", "power", "c", 2))
    _refused("suppliers of power to asset a differ in needed: 1, 2", assets=_assets("a", "b", "c"), supplies=rows)


def test_a_number_on_some_rows_of_a_group_only_is_refused():
    rows = _supplies(("a", "power", "b", 1), ("a", "power", "c", None))
    _refused("differ in needed: 1, -", assets=_assets("a", "b", "c"), supplies=rows)


@pytest.mark.parametrize("column", ["backup_hours", "time_to_fail_hours"])
def test_a_negative_reserve_is_refused(column):
    supplies = table_of(SUPPLIES, [{"asset": "a", "service": "power", "supplier": "b", column: -1.0}])
    _refused(f"{column} of asset a is -1.0. Give 0.0 or more", supplies=supplies)


@pytest.mark.parametrize("column", ["median_hours", "log_sd"])
def test_a_negative_time_of_repair_is_refused(column):
    row = {"asset": "a", "median_hours": 4.0, "log_sd": 0.5, "crews": 1, column: -2.0}
    _refused(f"Table repairs: {column} of asset a is -2.0", repairs=table_of(REPAIRS, [row]))


def test_a_repair_without_a_duration_is_refused():
    _refused("median_hours of asset a is not filled in", repairs=table_of(REPAIRS, [{"asset": "a"}]))


@pytest.mark.parametrize("chance", [-0.1, 1.5])
def test_a_probability_outside_0_to_1_is_refused(chance):
    _refused("probability of asset a is", failures=table_of(FAILURES, [{"asset": "a", "probability": chance}]))
    row = {"supplier": "b", "asset": "a", "probability": chance}
    _refused("Table transmissions: probability of asset a is", transmissions=table_of(TRANSMISSIONS, [row]))


@pytest.mark.parametrize("absent", [None, float("nan")])
def test_a_probability_that_is_not_filled_in_is_refused(absent):
    _refused("unknown is not 0", failures=memtable({"asset": ["a", "b"], "probability": [absent, 0.5]}))


def test_a_threshold_outside_0_to_1_is_refused():
    supplies = table_of(SUPPLIES, [{"asset": "a", "service": "power", "supplier": "b", "threshold": 60.0}])
    _refused("threshold of asset a is 60.0", supplies=supplies)


def test_people_that_were_not_counted_are_refused():
    _refused("people of asset a is not filled in", served=table_of(SERVED, [{"asset": "a", "area": "A", "group": "g"}]))


def test_fewer_than_no_people_are_refused():
    row = {"asset": "a", "area": "A", "group": "g", "people": -5.0}
    _refused("people of asset a is -5.0", served=table_of(SERVED, [row]))


def test_a_network_is_laid_out_in_both_directions():
    supplies = _supplies(("c", "power", "a", 1), ("c", "power", "b", 1), ("c", "water", "b"), ("b", "data", "c"))
    network = network_of(_assets("c", "b", "a"), supplies)
    assert network.assets == ("a", "b", "c")
    assert (network.group_asset.tolist(), network.group_service) == ([1, 2, 2], ("data", "power", "water"))
    assert network.group_starts.tolist() == [0, 0, 1, 3]
    assert network.suppliers.tolist() == [2, 0, 1, 1]
    assert network.supplier_starts.tolist() == [0, 1, 3, 4]
    assert network.supplied_starts.tolist() == [0, 1, 3, 4]
    assert network.supplied.tolist() == [1, 1, 2, 0]


@pytest.mark.parametrize(("threshold", "needed"), [(None, 1), (0.0, 1), (0.2, 1), (0.25, 2), (0.6, 3), (1.0, 5)])
def test_a_threshold_asks_for_its_share_of_equal_suppliers(threshold, needed):
    rows = [{"asset": "a", "service": "power", "supplier": name, "threshold": threshold} for name in "bcdef"]
    network = network_of(_assets(*"abcdef"), table_of(SUPPLIES, rows))
    assert network.group_needed.tolist() == [needed]


def test_a_share_that_floats_round_up_asks_for_no_supplier_more():
    names = [f"s{number:02d}" for number in range(25)]
    rows = [{"asset": "a", "service": "power", "supplier": name, "threshold": 0.28} for name in names]
    assert network_of(_assets("a", *names), table_of(SUPPLIES, rows)).group_needed.tolist() == [7]
