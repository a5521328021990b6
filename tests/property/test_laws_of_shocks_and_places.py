"""Laws that hold in every room: no shock no loss, more money never worse, other names of areas, and chance within its error."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from veerkracht.analysis.interventions import (
    attribute,
    distribution,
    expected_annual_damage,
    resilience_dividend,
    together,
)
from veerkracht.analysis.redistribution import (
    RedistributionSettings,
    check_plan,
    divide_budget,
    places_for,
    redistribute_projects,
)
from veerkracht.analysis.restoration import (
    Simulation,
    concentration_of_hours,
    fair_repair_order,
    hours_without_service,
    people_without_by_hour,
    recovery_curves,
    resilience_metrics,
    worst_to_mean,
)
from veerkracht.analysis.restoration.metrics import mean_with_interval
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.choices import CASH_FLOWS, DAMAGES, LOSSES, PEOPLE, RATES, REDUCTIONS, SHOCK_LOSSES
from veerkracht.tables.homes import CAPS
from veerkracht.tables.infrastructure import SERVED, SUPPLIES

FEW = settings(max_examples=12, deadline=None)
RATE = table_of(
    RATES, [{"table": "nl", "kind": "standard", "valid_from": "2021-01-01", "first_year": 0, "rate": 0.0225}]
)
ASSETS = ("a", "b", "c", "d")
AREAS = ("north", "east", "south")
people = st.lists(st.integers(1, 500), min_size=4, max_size=4)
hours = st.lists(st.integers(1, 40), min_size=4, max_size=4)


def rows(table):
    return pull(table).to_pylist()


# no shock, no loss


@FEW
@given(st.lists(st.floats(0.01, 0.9), min_size=2, max_size=5, unique=True))
def test_events_without_damage_cost_nothing_a_year(chances):
    told = [{"option": "none", "exceedance_probability": chance, "damage_eur": 0.0} for chance in chances]
    (found,) = rows(expected_annual_damage(table_of(DAMAGES, told), rare_tail="constant"))
    assert found["ead_eur"] == 0.0


@FEW
@given(st.floats(0, 1), st.floats(0, 1e6), st.floats(-1e3, 1e3))
def test_where_no_shock_can_come_the_dividend_is_what_comes_without_one(loss_share, loss, benefit):
    losses = [{"option": option, "shock": "flood", "probability": 0.0, "loss_eur": loss * share, "recovery_loss_eur": loss}
              for option, share in (("none", 1.0), ("dike", loss_share))]  # fmt: skip
    flows = [{"option": "dike", "item": "park", "kind": "benefit", "year": 2027, "value_eur": benefit}]
    (found,) = rows(resilience_dividend(table_of(SHOCK_LOSSES, losses), table_of(CASH_FLOWS, flows), rates=RATE,
                                        without="none", base_year=2026, horizon_years=5))  # fmt: skip
    assert (found["avoided_loss_eur"], found["faster_recovery_eur"]) == (0.0, 0.0)
    assert found["dividend_eur"] == found["co_benefit_eur"] == pytest.approx(benefit / 1.0225)


# other names of areas


def followed(names, served, lasts, *, sd=0.0, samples=1):
    """All four break; a crew repairs them one by one."""
    areas = dict(zip(AREAS, names, strict=True))
    told = [{"asset": asset, "area": areas[AREAS[number % 3]], "group": "all", "people": float(served[number])}
            for number, asset in enumerate(ASSETS)]  # fmt: skip
    tables = {
        "repairs": memtable(
            {"asset": ASSETS, "median_hours": [float(n) for n in lasts], "log_sd": [sd] * 4, "crews": [1] * 4}
        ),
        "served": table_of(SERVED, told),
    }
    damage = [(sample, asset) for sample in range(samples) for asset in ASSETS]
    found = recovery_curves(
        memtable({"asset": ASSETS}), table_of(SUPPLIES, []), **tables, crews=1,
        damage=memtable({"sample": [sample for sample, _ in damage], "asset": [asset for _, asset in damage]}),
        order=memtable({"asset": ASSETS, "place": [1, 2, 3, 4]}),
        simulation=Simulation(horizon_hours=10_000, samples=samples, seed=5),
    )  # fmt: skip
    return found, tables, areas


@FEW
@given(st.permutations(AREAS), people, hours)
def test_other_names_of_areas_move_no_hour_without_service(names, served, lasts):
    base, other = (followed(order, served, lasts) for order in (AREAS, names))
    measured = []
    for found, tables, areas in (base, other):
        lost = hours_without_service(found.outages, tables["served"], samples=1)
        of = {row["area"]: row["people_hours"] for row in rows(lost)}
        ranks = memtable({"area": [areas[name] for name in AREAS], "value": [1.0, 2.0, 3.0]})
        by_hour = rows(people_without_by_hour(found.outages, tables["served"], samples=1, horizon_hours=20))
        measured.append((
            [of[areas[name]] for name in AREAS], worst_to_mean(lost), concentration_of_hours(lost, ranks),
            *({row["hour"]: row["people_without"] for row in by_hour if row["area"] == areas[name]} for name in AREAS),
        ))  # fmt: skip
    assert measured[0][0] == pytest.approx(measured[1][0])
    assert measured[0][1:3] == pytest.approx(measured[1][1:3])
    for one, twin in zip(measured[0][3:], measured[1][3:], strict=True):
        assert one == pytest.approx(twin)


@FEW
@given(st.permutations(AREAS), people, hours)
def test_other_names_of_areas_leave_the_fair_order_as_fair(names, served, lasts):
    found = []
    for order in (AREAS, names):
        _, tables, _ = followed(order, served, lasts)
        fair = fair_repair_order(memtable({"asset": ASSETS}), table_of(SUPPLIES, []), damaged=memtable({"asset": ASSETS}),
                                 **tables, crews=1, seed=1)  # fmt: skip
        found.append((fair.worst_hours, fair.loss))
    assert found[0] == pytest.approx(found[1])


@st.composite
def cities(draw):
    """A vulnerable area or two, and others that take so many homes a year."""
    count = draw(st.integers(3, 5))
    numbers = st.lists(st.integers(0, 30), min_size=count, max_size=count)
    social, extra = draw(numbers), draw(numbers)
    vulnerable = [
        draw(st.sampled_from([0.6, 0.8, 1.0])),
        *[draw(st.sampled_from([0.0, 0.1, 0.4, 0.7])) for _ in social[1:]],
    ]
    return {
        "area": [f"a{number}" for number in range(count)], "region": ["r"] * count, "municipality": ["m"] * count,
        "dwellings": [float(homes + more + 5) for homes, more in zip(social, extra, strict=True)],
        "social": [float(homes) for homes in social], "vulnerability": vulnerable, "turnover_share": [0.3] * count,
    }  # fmt: skip


def projects(city, *, budget=None, years=2, rename=None):
    names = rename or {name: name for name in city["area"]}
    stock = memtable(city | {"area": [names[name] for name in city["area"]]})
    told = [{"area": names[name], "new_homes_per_year": 4.0 + number, "cost_eur": 10.0 + number}
            for number, name in enumerate(city["area"])]  # fmt: skip
    asked = RedistributionSettings(years=years, budget_eur=budget)
    caps = table_of(CAPS, told)
    found = redistribute_projects(stock, lot=2, routes_per_giver=2, settings=asked, seed=1, caps=caps, seconds=600.0)
    assert [row for row in rows(check_plan(stock, found.moves, settings=asked, caps=caps)) if not row["holds"]] == []
    return found


def uneven(found):
    return rows(found.quality)[0]["dissimilarity"]


@FEW
@given(cities(), st.floats(0, 400), st.floats(0, 400))
def test_more_budget_and_more_years_never_leave_lots_worse(city, first, second):
    assume(0 < sum(city["social"]) < sum(city["dwellings"]))
    low, high = sorted((first, second))
    assert uneven(projects(city, budget=high)) <= uneven(projects(city, budget=low)) + 1e-4
    assert uneven(projects(city, budget=low, years=3)) <= uneven(projects(city, budget=low, years=2)) + 1e-4


@FEW
@given(cities(), st.randoms(use_true_random=False))
def test_other_names_of_areas_change_no_lots_and_no_places(city, random):
    assume(0 < sum(city["social"]) < sum(city["dwellings"]))
    mixed = list(city["area"])
    random.shuffle(mixed)
    names = dict(zip(city["area"], [f"z{name}" for name in mixed], strict=True))
    base, other = projects(city), projects(city, rename=names)
    assert uneven(base) == pytest.approx(uneven(other), abs=1e-6)
    giver = city["area"][int(np.argmax(city["social"]))]
    homes = max(1, int(max(city["social"])))
    taken = []
    for renamed in ({name: name for name in city["area"]}, names):
        stock = memtable(city | {"area": [renamed[name] for name in city["area"]]})
        found = rows(places_for(stock, area=renamed[giver], homes=homes, settings=RedistributionSettings()).places)
        taken.append(sorted((row["placed"], row["room"], row["social_before"]) for row in found))
    assert taken[0] == taken[1]


@FEW
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 50)), min_size=2, max_size=5), st.integers(0, 10**7))
def test_other_names_of_areas_move_no_money(areas, total):
    found = []
    for names in ("abcde", "vwxyz"):
        today = memtable({"area": list(names[: len(areas)]), "before_eur": [float(money) for money, _ in areas],
                          "need": [float(need) for _, need in areas]})  # fmt: skip
        done = rows(divide_budget(today, total_eur=float(total), hold_harmless_share=0.0, most_share=None))
        found.append([row["after_eur"] for row in sorted(done, key=lambda row: row["area"])])
    assert found[0] == pytest.approx(found[1])
    assert sum(found[0]) == pytest.approx(total)


@FEW
@given(st.permutations(AREAS), st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=3))
def test_other_names_of_areas_gain_and_lose_the_same(names, amounts):
    worth = []
    for order in (AREAS, names):
        flows = [{"option": "x", "item": f"i{number}", "kind": "benefit", "year": 2027, "area": area, "group": None,
                  "value_eur": amount} for number, (area, amount) in enumerate(zip(order, amounts, strict=True))]  # fmt: skip
        incomes = [{"name": area, "income_eur": 20_000.0 + 5_000.0 * number, "people": 100.0 * (number + 1)}
                   for number, area in enumerate(order)]  # fmt: skip
        told = rows(distribution(table_of(CASH_FLOWS, flows), table_of(PEOPLE, incomes), by="area", rates=RATE,
                                 base_year=2026, horizon_years=3))  # fmt: skip
        of = {(row["elasticity"], row["name"]): row["weighted_npv_eur"] for row in told}
        worth.append([of[elasticity, area] for elasticity in (0.0, 1.0, 1.3) for area in order])
    assert worth[0] == pytest.approx(worth[1])


# chance within its error


def test_orders_that_are_drawn_lie_within_four_standard_errors_of_all_orders(monkeypatch):
    rng = np.random.default_rng(3)
    reductions = [{"initiative": f"i{number}", "item": item, "share": float(rng.uniform(0, 0.9))}
                  for number in range(8) for item in ("heat", "flood", "power")]  # fmt: skip
    losses = [{"item": item, "loss_eur": loss} for item, loss in (("heat", 1e5), ("flood", 4e5), ("power", 2e5))]
    asked = {"seed": 4, "samples": 2_000}
    exact = rows(attribute(table_of(REDUCTIONS, reductions), table_of(LOSSES, losses), **asked))
    monkeypatch.setattr(together, "MOST_EXACT", 0)
    drawn = rows(attribute(table_of(REDUCTIONS, reductions), table_of(LOSSES, losses), **asked))
    for true, found in zip(exact, drawn, strict=True):
        assert true["error_eur"] == 0.0 < found["error_eur"]
        assert abs(found["attributed_eur"] - true["attributed_eur"]) <= 4 * found["error_eur"]


def test_repairs_that_are_drawn_last_their_mean_within_four_standard_errors():
    """One crew, four repairs of median 10 hours, log sd 0.5: those who hang on the last wait 40 exp(0.125) hours."""
    samples, spread = 2_000, 0.5
    found, _, _ = followed(AREAS, (0, 0, 0, 100), (10, 10, 10, 10), sd=spread, samples=samples)
    lost = np.array([row["loss_hours"] for row in rows(resilience_metrics(found.curves, horizon_hours=10_000))])
    assert abs(lost.mean() - 40 * math.exp(spread**2 / 2)) <= 4 * lost.std(ddof=1) / math.sqrt(samples)


def test_intervals_of_mean_metrics_hold_the_truth_as_often_as_they_say():
    """400 means of 100 samples, of hours that are drawn from a normal distribution around 50."""
    rng, held = np.random.default_rng(8), 0
    for _ in range(400):
        _, low, high = mean_with_interval(rng.normal(50.0, 12.0, 100), 0.95)
        held += low <= 50.0 <= high
    assert 0.93 <= held / 400 <= 0.97
