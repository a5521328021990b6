"""Redistribution where the city is large, all or none of its homes are social, routes tell the cost, or years are several."""

import numpy as np
import pytest

from veerkracht.analysis.redistribution import (
    RedistributionSettings,
    check_plan,
    projects,
    redistribute,
    redistribute_projects,
    what_blocks,
)
from veerkracht.errors import SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.homes import CAPS, ROUTES

PLAIN = RedistributionSettings()


def homes(times=1.0, **changes):
    """Two areas of 100 dwellings: a vulnerable one with 60 social homes, and another with 20."""
    rows = {"area": ["A", "B"], "region": ["R", "R"], "municipality": ["M", "M"], "dwellings": [100.0, 100.0],
            "social": [60.0, 20.0], "vulnerability": [0.8, 0.2], "turnover_share": [0.1, 0.1]} | changes  # fmt: skip
    return memtable(rows | {name: [times * count for count in rows[name]] for name in ("dwellings", "social")})


def rows(table):
    return pull(table).to_pylist()


def goals(plan):
    return {row["goal"]: row["value"] for row in rows(plan.goals)}


# nothing to be uneven


@pytest.mark.parametrize("social", [[0.0, 0.0], [100.0, 100.0]])
def test_dissimilarity_of_none_or_all_is_unknown_and_not_even(social):
    stock = homes(social=social)
    assert goals(redistribute(stock, goal="dissimilarity", settings=PLAIN))["dissimilarity"] is None
    found = goals(redistribute(stock, goal="lexicographic", settings=PLAIN))
    assert found["dissimilarity"] is None and found["peak_load"] is not None
    (quality,) = rows(redistribute_projects(stock, lot=1, routes_per_giver=1, settings=PLAIN, seed=1).quality)
    assert {name: quality[name] for name in quality if name not in ("homes", "routes")} == dict.fromkeys(
        ("dissimilarity_before", "dissimilarity", "bound", "gap", "bound_of_parts", "gap_of_parts")
    )


# who blocks, in a city of any size


@pytest.mark.parametrize("goal", ["dissimilarity", "peak_load"])
@pytest.mark.parametrize("times", [1.0, 1e3, 1e7])
def test_what_blocks_a_small_city_blocks_a_large_one(goal, times):
    """All homes times as many: the same limits bind, and a home counts so much less."""
    small, large = (
        [(row["limit"], row["place"], row["price"] * factor)
         for row in rows(redistribute(homes(factor), goal=goal, settings=PLAIN).limits)]
        for factor in (1.0, times)
    )  # fmt: skip
    assert small and [row[:2] for row in small] == [row[:2] for row in large]
    assert [row[2] for row in large] == pytest.approx([row[2] for row in small])
    assert len(rows(what_blocks(homes(times), goal=goal, settings=PLAIN))) == len(small)


def test_a_budget_blocks_a_country_as_it_blocks_a_city():
    """A euro counts little where homes cost 300,000 of them, and there are 20 million homes."""
    room = table_of(CAPS, [{"area": "B", "new_homes_per_year": 1e8, "cost_eur": 3e5}])
    for times in (1.0, 1e5):
        settings = RedistributionSettings(budget_eur=9e5 * times)
        plan = redistribute(homes(times), goal="dissimilarity", settings=settings, caps=room)
        (limit,) = rows(plan.limits)
        assert limit["limit"] == "budget"
        assert limit["price"] * times * 3e5 == pytest.approx((54 / 80 - 46 / 120 - 60 / 80 + 40 / 120) / -6)


# what a home costs, by its route


def routes(cost, target="B"):
    return table_of(ROUTES, [{"source": "A", "target": target, "cost_eur": cost, "allowed": True}])


BUDGET = RedistributionSettings(budget_eur=300.0)


def test_a_route_with_a_cost_needs_none_of_its_receiver():
    room = table_of(CAPS, [{"area": "B", "new_homes_per_year": 50.0}])
    for caps in (None, room):
        plan = redistribute(homes(), goal="dissimilarity", settings=BUDGET, caps=caps, routes=routes(100.0))
        assert rows(plan.moves) == [{"source": "A", "target": "B", "year": 1, "homes": pytest.approx(3.0)}]
        assert {row["area"]: row["role"] for row in rows(plan.roles)} == {"A": "gives", "B": "receives"}


def test_a_route_without_a_cost_takes_that_of_its_receiver_or_is_not_used_under_a_budget():
    room = table_of(CAPS, [{"area": "B", "new_homes_per_year": 50.0, "cost_eur": 150.0}])
    plan = redistribute(homes(), goal="dissimilarity", settings=BUDGET, caps=room, routes=routes(None))
    assert rows(plan.moves)[0]["homes"] == pytest.approx(2.0)
    with pytest.raises(SettingError, match="no cost per home"):
        redistribute(homes(), goal="dissimilarity", settings=BUDGET, routes=routes(None))


# whole lots, year by year


def held(stock, found, **asked):
    return [row for row in rows(check_plan(stock, found.moves, **asked)) if not row["holds"]]


def lots(found):
    """Return the homes of each pair over all years."""
    pairs = {}
    for row in rows(found.moves):
        pairs[row["source"], row["target"]] = pairs.get((row["source"], row["target"]), 0.0) + row["homes"]
    return pairs


def test_a_lot_leaves_as_tenants_leave_and_not_at_the_end():
    """Of 60 homes 6 are left in the first year and 5.4 in the second: a lot of 10 takes both."""
    settings = RedistributionSettings(years=2)
    found = redistribute_projects(homes(), lot=10, routes_per_giver=1, settings=settings, seed=1)
    assert [(row["year"], row["homes"]) for row in rows(found.moves)] == [(1, 6.0), (2, 4.0)]
    assert held(homes(), found, settings=settings) == []


def test_lots_do_not_pile_up_new_homes_that_one_year_cannot_build():
    """B takes 5 homes a year. Over 4 years that is 20, but tenants of A leave 40, 24, 14.4 and 8.6 homes: all years fit."""
    stock, settings = homes(social=[100.0, 0.0], turnover_share=[0.4, 0.1]), RedistributionSettings(years=4)
    room = table_of(CAPS, [{"area": "B", "cap_homes": 90.0, "new_homes_per_year": 5.0}])
    found = redistribute_projects(stock, lot=4, routes_per_giver=1, settings=settings, seed=1, caps=room)
    assert [row["homes"] for row in rows(found.moves)] == pytest.approx([5.0] * 4)
    assert held(stock, found, settings=settings, caps=room) == []


def test_what_can_only_leave_early_and_only_come_late_is_not_planned():
    """A gives 32 homes at once and then ever fewer (48 in 2 years), B takes 24 a year: 24 and 20, or 40 in lots of 10."""
    stock = homes(dwellings=[100.0, 200.0], social=[64.0, 0.0], turnover_share=[0.5, 0.1])
    settings = RedistributionSettings(years=2, tolerance=1.0)
    room = table_of(CAPS, [{"area": "B", "cap_homes": 100.0, "new_homes_per_year": 24.0}])
    found = redistribute_projects(stock, lot=10, routes_per_giver=1, settings=settings, seed=1, caps=room)
    assert lots(found) == {("A", "B"): pytest.approx(40.0)}
    assert held(stock, found, settings=settings, caps=room) == []


def made(areas, seed):
    """A city of two regions in which new homes and turnover bind together."""
    rng = np.random.default_rng(seed)
    dwellings = rng.integers(200, 2_000, areas).astype(float)
    columns = {
        "area": [f"a{number:03}" for number in range(areas)], "region": [f"r{number % 2}" for number in range(areas)],
        "municipality": ["m"] * areas, "dwellings": dwellings, "social": np.round(dwellings * rng.uniform(0.05, 0.9, areas)),
        "vulnerability": rng.uniform(0, 1, areas).round(3), "turnover_share": rng.uniform(0.05, 0.4, areas).round(3),
    }  # fmt: skip
    told = [{"area": area, "new_homes_per_year": float(homes), "cost_eur": 1e5}
            for area, homes in zip(columns["area"], rng.integers(0, 60, areas), strict=True)]  # fmt: skip
    return memtable(columns), table_of(CAPS, told)


@pytest.mark.parametrize(("areas", "lot", "seed"), [(12, 10, 1), (12, 25, 2), (60, 10, 3), (60, 15, 4)])
def test_every_limit_holds_in_every_year_of_a_plan_of_lots(areas, lot, seed):
    stock, room = made(areas, seed)
    settings = RedistributionSettings(years=4, budget_eur=areas * 5e6)
    found = redistribute_projects(stock, lot=lot, routes_per_giver=2, settings=settings, seed=1, caps=room, rounds=20)
    assert held(stock, found, settings=settings, caps=room) == []
    whole = np.array(list(lots(found).values())) / lot
    assert whole == pytest.approx(np.round(whole), abs=1e-6) and whole.min() > 0.5
    (quality,) = rows(found.quality)
    assert quality["homes"] == pytest.approx(sum(lots(found).values()))
    assert quality["bound_of_parts"] <= quality["bound"] <= quality["dissimilarity"] < quality["dissimilarity_before"]
    plan = redistribute(stock, goal="dissimilarity", settings=settings, caps=room)
    assert quality["bound_of_parts"] == pytest.approx(goals(plan)["dissimilarity"])


def test_searching_in_parts_finds_years_for_lots_within_half_a_percent_of_the_whole_programme(monkeypatch):
    for seed in (1, 2, 3):
        stock, room = made(24, seed)
        asked = {"lot": 10, "routes_per_giver": 2, "settings": RedistributionSettings(years=4), "seed": 1, "caps": room}
        (whole,) = rows(redistribute_projects(stock, **asked, seconds=600.0).quality)
        with monkeypatch.context() as patched:
            patched.setattr(projects, "EXACT_PAIRS", 0)
            found = redistribute_projects(stock, **asked, gap=0.0, rounds=20)
        (parts,) = rows(found.quality)
        assert whole["dissimilarity"] - 1e-4 <= parts["dissimilarity"] <= whole["dissimilarity"] * 1.005
        assert parts["bound"] <= whole["dissimilarity"] + 1e-9
        assert held(stock, found, settings=asked["settings"], caps=room) == []
