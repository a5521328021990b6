"""Orders of repair by hand: complements, black starts, fairness, rules and refusals."""

from importlib import import_module

import pytest

from veerkracht.analysis.restoration import _tasks, compare_orders, fair_repair_order, repair_order, rule_order
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, table_of
from veerkracht.tables.infrastructure import SUPPLIES
from veerkracht.tables.restoration import ORDER

ordering = import_module("veerkracht.analysis.restoration.repair_order")  # the package has a function of that name
NAMES = ["grid", "mast", "pump", "well"]


def case(
    edges=(), *, hours=(4.0, 3.0, 2.0, 5.0), people=(0.0, 10.0, 60.0, 1.0), damaged=NAMES, log_sd=0.0, crews_each=1
):
    rows = [
        {"asset": asset, "service": service, "supplier": supplier, "backup_hours": 0.0}
        for asset, service, supplier in edges
    ]
    return {
        "assets": memtable({"asset": NAMES}), "supplies": table_of(SUPPLIES, rows),
        "damaged": memtable({"asset": list(damaged)}),
        "repairs": memtable({"asset": NAMES, "median_hours": list(hours), "log_sd": [log_sd] * 4, "crews": [crews_each] * 4}),
        "served": memtable({"asset": NAMES, "area": list("AABB"), "group": ["all"] * 4, "people": list(people)}),
    }  # fmt: skip


CHAIN = (("pump", "power", "grid"), ("pump", "water", "well"))
CIRCLE = (("grid", "data", "mast"), ("mast", "power", "grid"))


def placed(found):
    return found.order.to_pyarrow().sort_by("place")["asset"].to_pylist()


def test_parts_that_help_only_together_come_first_although_none_helps_alone():
    found = repair_order(**case(CHAIN), crews=1, seed=1)
    assert set(placed(found)[:3]) == {"grid", "pump", "well"}
    assert (found.loss, found.proven) == (60.0 * 11 + 10.0 * 14 + 1.0 * 5, True)


def test_begin_and_end_are_told_of_each_repair():
    rows = repair_order(**case(damaged=["grid", "mast"]), crews=1, seed=1).order.to_pyarrow().to_pylist()
    assert [(row["asset"], row["start_hours"], row["end_hours"]) for row in rows] == [
        ("mast", 0.0, 3.0),
        ("grid", 3.0, 7.0),
    ]


def test_two_crews_work_side_by_side():
    found = repair_order(**case(people=(1.0, 1.0, 1.0, 1.0)), crews=2, seed=1)
    assert (found.loss, found.proven) == (2.0 + 3.0 + 6.0 + 8.0, True)


def test_mean_durations_count_for_the_order():
    found = repair_order(**case(damaged=["mast"], log_sd=1.0), crews=1, seed=1)
    assert found.loss == pytest.approx(10.0 * 3.0 * 2.718281828459045**0.5)


def test_what_no_repair_brings_back_is_told_beside_the_loss():
    waiting, together = (repair_order(**case(CIRCLE, damaged=["grid"]), crews=1, seed=1, restart=restart)
                         for restart in ("needs_supply", "together"))  # fmt: skip
    assert (waiting.lasting, waiting.loss) == (10.0, 0.0)
    assert (together.lasting, together.loss) == (0.0, 40.0)


def test_the_total_decides_where_the_worst_area_loses_the_same():
    tables = case(people=(100.0, 0.0, 0.0, 2.0), damaged=["grid", "well"])
    fair = fair_repair_order(**tables, crews=1, seed=1)
    assert (placed(fair), fair.loss) == (["grid", "well"], 418.0)
    assert (fair.worst_area, fair.worst_hours, fair.proven) == ("B", 9.0, True)


def test_fairness_counts_per_head_and_may_cost_hours_in_all():
    tables = case(people=(50.0, 50.0, 4.0, 4.0), hours=(2.0, 2.0, 1.0, 1.0), damaged=["grid", "mast", "pump", "well"])
    quick, fair = (order(**tables, crews=1, seed=1) for order in (repair_order, fair_repair_order))
    assert quick.loss <= fair.loss
    assert fair.worst_hours < 5.5


def test_rules_order_by_what_they_say():
    tables = case(CHAIN)
    assert placed_by("shortest", tables) == ["pump", "mast", "grid", "well"]
    assert placed_by("most_people", tables)[0] == "pump"
    assert placed_by("degree", tables)[0] == "pump"
    assert placed_by("most_affected", tables)[0] == "well"
    assert placed_by("most_affected_per_hour", tables)[0] == "pump"
    assert placed_by("betweenness", case((("mast", "power", "grid"), ("pump", "data", "mast"))))[0] == "mast"


def placed_by(rule, tables):
    return rule_order(**tables, rule=rule).to_pyarrow()["asset"].to_pylist()


def test_gaps_are_told_against_the_best_order_given():
    tables = case(CHAIN)
    best = repair_order(**tables, crews=1, seed=1)
    rows = compare_orders(
        **tables, orders={"best": best.order, "shortest": rule_order(**tables, rule="shortest")}, crews=1
    )
    gap = rows.to_pyarrow().to_pylist()[1]
    assert gap["gap_percent"] == pytest.approx(100 * (gap["loss"] / best.loss - 1)) and gap["gap_percent"] > 0.0


def test_the_search_tells_its_progress():
    told = []
    repair_order(**case(CHAIN), crews=2, seed=1, method="search", progress=lambda done, of: told.append((done, of)))
    assert told == [(done, 9) for done in range(1, 10)]


def test_a_seed_repeats_the_order():
    first, again = (placed(repair_order(**case(CHAIN), crews=2, seed=5, method="search")) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(("changed", "told"), [
    ({"damaged": []}, "No asset is damaged"), ({"damaged": ["grid", "grid"]}, "stands twice"),
    ({"damaged": ["plant"]}, "names asset plant"), ({"people": (0.0,) * 4}, "Nobody is served"),
    ({"crews_each": 3}, "takes 3 crews at once"), ({"hours": (-1.0, 1.0, 1.0, 1.0)}, "median_hours of asset grid"),
])  # fmt: skip
def test_repairs_that_cannot_be_ordered_are_refused_by_name(changed, told):
    with pytest.raises(InputError, match=told):
        repair_order(**case(**{"damaged": NAMES, **changed}), crews=1, seed=1)


def test_an_order_that_lacks_a_damaged_asset_is_refused():
    with pytest.raises(InputError, match="not in table order, first well"):
        compare_orders(
            **case(damaged=["grid", "well"]), orders={"one": table_of(ORDER, [{"asset": "grid", "place": 1}])}, crews=1
        )


def test_no_crews_are_refused_by_name():
    with pytest.raises(SettingError, match="crews"):
        repair_order(**case(), crews=0, seed=1)


@pytest.mark.parametrize("restart", ["needs_supply", "together"])
def test_machine_code_and_plain_python_prove_the_same(monkeypatch, restart):
    tables = case((*CHAIN, *CIRCLE))
    plain = [repair_order(**tables, crews=crews, seed=1, restart=restart) for crews in (1, 2)]
    monkeypatch.setattr(_tasks, "_PLAIN_SETS", -1)
    monkeypatch.setattr(ordering, "_PLAIN_LISTS", -1)
    fast = [repair_order(**tables, crews=crews, seed=1, restart=restart) for crews in (1, 2)]
    assert [placed(found) for found in fast] == [placed(found) for found in plain]
    assert [(found.loss, found.bound) for found in fast] == [(found.loss, found.bound) for found in plain]


def test_jobs_of_two_chains_come_in_the_order_found_by_hand():
    names = [f"job {job}" for job in range(1, 8)]
    hours, people = [3.0, 6.0, 6.0, 5.0, 4.0, 8.0, 10.0], [6.0, 18.0, 12.0, 8.0, 8.0, 17.0, 18.0]
    after = [("job 2", "job 1"), ("job 3", "job 2"), ("job 4", "job 3"), ("job 6", "job 5"), ("job 7", "job 6")]
    jobs = memtable({"asset": names})
    found = repair_order(
        jobs, table_of(SUPPLIES, [{"asset": asset, "service": "chain", "supplier": before, "backup_hours": 0.0}
                                  for asset, before in after]),
        damaged=jobs, repairs=memtable({"asset": names, "median_hours": hours, "log_sd": [0.0] * 7, "crews": [1] * 7}),
        served=memtable({"asset": names, "area": ["A"] * 7, "group": ["all"] * 7, "people": people}), crews=1, seed=1,
    )  # fmt: skip
    # people per hour of what begins a chain: 24/9, then 25/12 before 12/6, then 18/10 before 8/5
    assert placed(found) == ["job 1", "job 2", "job 5", "job 6", "job 3", "job 7", "job 4"]
    assert found.loss == 6 * 3 + 18 * 9 + 8 * 13 + 17 * 21 + 12 * 27 + 18 * 37 + 8 * 42
