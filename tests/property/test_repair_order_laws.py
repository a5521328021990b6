"""Laws of orders of repair, against every order there is."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.restoration import (
    RULES,
    Simulation,
    compare_orders,
    fair_repair_order,
    recovery_curves,
    repair_order,
    resilience_metrics,
    rule_order,
)
from veerkracht.tables import memtable, table_of
from veerkracht.tables.infrastructure import SUPPLIES
from veerkracht.tables.restoration import ORDER

NAMES = tuple("abcdef")
few = settings(max_examples=15, deadline=None)
restarts = st.sampled_from(("needs_supply", "together"))


@st.composite
def cases(draw, most=4):
    """A network with circles; all but some of it is broken."""
    supplies = []
    for asset in NAMES:
        for service in draw(st.sets(st.sampled_from(("power", "water")), max_size=2)):
            others = [name for name in NAMES if name != asset]
            suppliers = draw(st.lists(st.sampled_from(others), min_size=1, max_size=2, unique=True))
            needed = draw(st.integers(1, len(suppliers)))
            supplies += [{"asset": asset, "service": service, "supplier": supplier, "needed": needed, "backup_hours": 0.0}
                         for supplier in suppliers]  # fmt: skip
    numbers = [draw(st.integers(1, 9)) for _ in range(3 * len(NAMES))]
    return {
        "assets": memtable({"asset": NAMES}), "supplies": table_of(SUPPLIES, supplies),
        "damaged": memtable({"asset": sorted(draw(st.sets(st.sampled_from(NAMES), min_size=1, max_size=most)))}),
        "repairs": memtable({"asset": NAMES, "median_hours": [float(n) for n in numbers[:6]], "log_sd": [0.0] * 6,
                             "crews": [1 + (n > 7) for n in numbers[6:12]]}),
        "served": memtable({"asset": NAMES, "area": list("AABBCC"), "group": ["all"] * 6,
                            "people": [float(n) for n in numbers[12:]]}),
    }  # fmt: skip


def all_orders(case):
    return list(permutations(case["damaged"].to_pyarrow()["asset"].to_pylist()))


def order_of(names):
    return table_of(ORDER, [{"asset": name, "place": place} for place, name in enumerate(names)])


def least_loss(case, crews, restart):
    orders = {" ".join(names): order_of(names) for names in all_orders(case)}
    return min(compare_orders(**case, orders=orders, crews=crews, restart=restart).to_pyarrow()["loss"].to_pylist())


def one_crew_each(case):
    return {**case, "repairs": case["repairs"].mutate(crews=1)}


@few
@given(cases(), restarts)
def test_one_crew_loses_what_the_best_of_all_orders_loses(case, restart):
    case = one_crew_each(case)
    found = repair_order(**case, crews=1, seed=1, restart=restart)
    assert found.proven
    assert found.loss == pytest.approx(least_loss(case, 1, restart), rel=1e-9)


@few
@given(cases(), restarts, st.integers(2, 3))
def test_several_crews_lose_what_the_best_of_all_orders_loses(case, restart, crews):
    for method in ("best", "search"):
        found = repair_order(**case, crews=crews, seed=1, restart=restart, method=method)
        assert found.loss == pytest.approx(least_loss(case, crews, restart), rel=1e-9)


@few
@given(cases(), restarts, st.integers(1, 3))
def test_no_order_undercuts_the_bound(case, restart, crews):
    case = one_crew_each(case)
    found = repair_order(**case, crews=crews, seed=1, restart=restart, method="search")
    assert found.bound <= least_loss(case, crews, restart) * (1 + 1e-9)


@few
@given(cases(), restarts, st.integers(2, 3))
def test_an_order_loses_what_its_recovery_curve_loses(case, restart, crews):
    order = order_of(all_orders(case)[-1])
    loss = compare_orders(**case, orders={"last": order}, crews=crews, restart=restart).to_pyarrow()["loss"][0].as_py()
    lasting = repair_order(**case, crews=crews, seed=1, restart=restart).lasting
    tables = {name: case[name] for name in ("assets", "supplies", "repairs", "served")}
    curves = recovery_curves(**tables, damage=case["damaged"].mutate(sample=0), order=order, crews=crews,
                             simulation=Simulation(horizon_hours=100, samples=1, seed=1, restart=restart)).curves  # fmt: skip
    metrics = resilience_metrics(curves, horizon_hours=100).to_pyarrow().to_pylist()[0]
    people = sum(case["served"].to_pyarrow()["people"].to_pylist())
    last = max(row["hours"] for row in curves.to_pyarrow().to_pylist())
    done = repair_end(case, order, crews)
    assert last <= done
    assert metrics["loss_hours"] * people - lasting * 100 == pytest.approx(loss, abs=1e-6)


def repair_end(case, order, crews):
    hours = dict(zip(NAMES, case["repairs"].to_pyarrow()["median_hours"].to_pylist(), strict=True))
    return sum(hours[name] for name in order.to_pyarrow()["asset"].to_pylist())


@settings(max_examples=6, deadline=None)
@given(cases(most=3), restarts, st.integers(2, 3))
def test_a_fair_order_has_the_least_worst_area_and_then_the_least_loss(case, restart, crews):
    found = fair_repair_order(**case, crews=crews, seed=1, restart=restart)
    goals = [area_goal(case, names, crews, restart) for names in all_orders(case)]
    least = min(worst for worst, _ in goals)
    assert found.worst_hours == pytest.approx(least, rel=1e-9)
    assert found.bound <= least * (1 + 1e-9)
    assert found.loss == pytest.approx(min(loss for worst, loss in goals if worst <= least * (1 + 1e-9)), rel=1e-9)


def area_goal(case, names, crews, restart):
    """Return hours per head of the worst area and the loss, each area by itself as if nobody lived elsewhere."""
    rows = case["served"].to_pyarrow().to_pylist()
    worst, orders = 0.0, {"one": order_of(names)}
    for area in "ABC":
        there = [row for row in rows if row["area"] == area]
        alone = {**case, "served": memtable({name: [row[name] for row in there] for name in rows[0]})}
        loss = compare_orders(**alone, orders=orders, crews=crews, restart=restart).to_pyarrow()["loss"][0].as_py()
        worst = max(worst, loss / sum(row["people"] for row in there))
    return worst, compare_orders(**case, orders=orders, crews=crews, restart=restart).to_pyarrow()["loss"][0].as_py()


@few
@given(cases(), st.sampled_from(RULES))
def test_no_rule_undercuts_the_proven_order(case, rule):
    case = one_crew_each(case)
    best = repair_order(**case, crews=1, seed=1)
    by_rule = rule_order(**case, rule=rule)
    compared = compare_orders(**case, orders={"best": best.order, "rule": by_rule}, crews=1).to_pyarrow()
    assert compared["gap_percent"][0].as_py() == pytest.approx(0.0, abs=1e-9)
