"""Redistribution where the city is large, all or none of its homes are social, routes tell the cost, or years are several."""

import pytest

from veerkracht.analysis.redistribution import (
    RedistributionSettings,
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
