"""What is asked about recovery and cannot be answered is refused by name, and extremes that can be answered are."""

import pyarrow as pa
import pytest

from veerkracht.analysis.restoration import (
    Simulation,
    curve_fan,
    fair_repair_order,
    hours_without_service,
    people_beyond,
    people_without_by_hour,
    recovery_curves,
    repair_order,
    resilience_metrics,
    rule_order,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, table_of
from veerkracht.tables.infrastructure import SUPPLIES
from veerkracht.tables.restoration import RESERVES

NAMES = ("a", "b", "c")
ASSETS = memtable({"asset": NAMES})
SUPPLY = table_of(SUPPLIES, [{"asset": "b", "service": "power", "supplier": "a", "backup_hours": 2.0}])
SERVED = memtable({"asset": NAMES, "area": ["A", "A", "B"], "group": ["all"] * 3, "people": [10.0, 20.0, 30.0]})
PEOPLE = [18.0, 13.0, 17.0, 4.0, 15.0, 18.0, 1.0, 7.0, 13.0, 3.0]  # shares add up to a little more than 1
OUTAGES = {"sample": [0, 3], "asset": ["a", "a"], "start_hours": [0.0, 1.0], "end_hours": [4.0, 5.0]}


def repairs(hours=(4.0, 3.0, 2.0), log_sd=(0.0, 0.0, 0.0), crews=(1, 1, 1)):
    return memtable(pa.table({"asset": NAMES, "median_hours": pa.array(hours, pa.float64()),
                              "log_sd": pa.array(log_sd, pa.float64()), "crews": pa.array(crews, pa.int64())}))  # fmt: skip


def followed(**other):
    given = {"damage": memtable({"sample": [0, 0], "asset": ["a", "c"]}), "repairs": repairs(), "reserves": None,
             "order": memtable({"asset": NAMES, "place": [1, 2, 3]})}  # fmt: skip
    return recovery_curves(
        ASSETS,
        SUPPLY,
        **(given | other),
        served=SERVED,
        crews=1,
        simulation=Simulation(horizon_hours=24, samples=1, seed=1),
    )


@pytest.mark.parametrize("column", ["log_sd", "crews"])
def test_what_is_not_known_of_a_repair_is_not_taken_for_none(column):
    with pytest.raises(InputError, match=f"{column} of asset b is not filled in"):
        followed(repairs=repairs(**{column: (1, None, 1)}))


def test_an_asset_that_stands_twice_in_the_order_is_refused():
    with pytest.raises(InputError, match="Table order has 2 rows of a"):
        followed(order=memtable({"asset": ["a", "a", "b", "c"], "place": [1, 4, 2, 3]}))


def test_an_asset_without_a_place_in_the_order_is_refused():
    with pytest.raises(InputError, match="place of asset b is not filled in"):
        followed(order=memtable(pa.table({"asset": NAMES, "place": pa.array([1, None, 3], pa.int64())})))


def test_damage_of_no_known_sample_is_refused_and_not_left_out():
    with pytest.raises(InputError, match="sample of asset c is not filled in"):
        followed(damage=memtable(pa.table({"sample": pa.array([0, None], pa.int64()), "asset": ["a", "c"]})))


def test_two_reserves_for_one_service_are_refused():
    rows = [{"asset": "b", "service": "power", "backup_hours": hours} for hours in (1.0, 9.0)]
    with pytest.raises(InputError, match="Table reserves has 2 rows of b, power"):
        followed(reserves=table_of(RESERVES, rows))


def test_repairs_that_take_no_time_leave_one_row_at_hour_0():
    curves = followed(repairs=repairs((0.0, 3.0, 0.0))).curves.to_pyarrow()
    assert (curves["hours"].to_pylist(), curves["service"].to_pylist()) == ([0.0], [1.0])


def test_repairs_that_take_no_time_can_be_put_in_order():
    asked = {"damaged": ASSETS, "repairs": repairs((0.0, 3.0, 0.0)), "served": SERVED}
    found = repair_order(ASSETS, SUPPLY, **asked, crews=1, seed=1, method="search")
    assert found.order.to_pyarrow()["asset"].to_pylist()[2] == "b"
    assert found.loss == 60.0  # 20 people wait for 3 hours
    order = rule_order(ASSETS, SUPPLY, rule="most_affected_per_hour", **asked)
    assert order.to_pyarrow()["asset"].to_pylist() == ["a", "c", "b"]  # without a 30 people lose service, as without c


def test_what_is_told_of_a_fair_order_is_plain_truth_or_falsehood():
    found = fair_repair_order(ASSETS, SUPPLY, damaged=ASSETS, repairs=repairs(), served=SERVED, crews=1, seed=1)
    assert found.proven is True


@pytest.mark.parametrize(("hours", "service", "told"), [
    ([0.0, 1.0], [None, 1.0], "not known"), ([0.0, None], [0.5, 0.6], "not known"), ([2.0, 3.0], [0.2, 0.3], "begins at hour 2"),
    ([], [], "There is no curve"),
])  # fmt: skip
def test_curves_that_do_not_tell_all_are_refused(hours, service, told):
    curves = memtable(pa.table({"sample": pa.array([0] * len(hours), pa.int64()), "hours": pa.array(hours, pa.float64()),
                                "service": pa.array(service, pa.float64())}))  # fmt: skip
    with pytest.raises(InputError, match=told):
        resilience_metrics(curves, horizon_hours=4)
    with pytest.raises(InputError, match=told):
        curve_fan(curves, horizon_hours=4)


def test_a_quantile_outside_its_bounds_is_refused():
    with pytest.raises(SettingError, match=r"quantiles is 1\.5"):
        curve_fan(memtable({"sample": [0], "hours": [0.0], "service": [1.0]}), horizon_hours=4, quantiles=(1.5,))


@pytest.mark.parametrize(("ask", "setting"), [
    (hours_without_service, {}), (people_without_by_hour, {"horizon_hours": 2}), (people_beyond, {"minimum_hours": 1.0}),
])  # fmt: skip
def test_outages_that_cannot_be_counted_are_refused(ask, setting):
    with pytest.raises(InputError, match="Table outages has sample 3, and samples run from 0 to 1"):
        ask(memtable(OUTAGES), SERVED, samples=2, **setting)
    endless = memtable(pa.table({**OUTAGES, "end_hours": pa.array([4.0, None])}))
    with pytest.raises(InputError, match="end_hours of asset a is not filled in"):
        ask(endless, SERVED, samples=4, **setting)


def test_nobody_beyond_is_told_in_numbers_of_people():
    found = people_beyond(memtable(OUTAGES), SERVED, samples=4, minimum_hours=10.0)
    assert found.schema()["people_hours"].is_floating()
    assert found.to_pyarrow()["people"].to_pylist() == [0.0] * 4


def test_service_is_not_below_0_when_shares_that_add_up_to_1_are_rounded():
    names = list("abcdefghij")
    found = recovery_curves(
        memtable({"asset": names}), table_of(SUPPLIES, []), damage=memtable({"sample": [0] * 10, "asset": names}),
        repairs=memtable({"asset": names, "median_hours": [1.0] * 10, "log_sd": [0.0] * 10, "crews": [1] * 10}),
        order=memtable({"asset": names, "place": range(10)}), crews=2, simulation=Simulation(horizon_hours=9, samples=1, seed=1),
        served=memtable({"asset": names, "area": ["A"] * 10, "group": ["all"] * 10, "people": PEOPLE}),
    )  # fmt: skip
    assert found.curves.to_pyarrow()["service"].to_pylist()[0] == 0.0
