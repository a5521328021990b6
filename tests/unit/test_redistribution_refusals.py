"""What cannot be is refused by name, and what is unknown stays unknown, in tables beside the stock of homes."""

import pytest

from veerkracht.analysis.redistribution import (
    RedistributionSettings,
    certificate,
    check_plan,
    divide_budget,
    measures,
    places_for,
    projects,
    redistribute,
    redistribute_projects,
    who_gains,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.homes import CAPS

PLAIN = RedistributionSettings()


def homes(**changes):
    """Two areas of 100 dwellings: a vulnerable one with 60 social homes, and another with 20."""
    rows = {"area": ["A", "B"], "region": ["R", "R"], "municipality": ["M", "M"], "dwellings": [100.0, 100.0],
            "social": [60.0, 20.0], "vulnerability": [0.8, 0.2], "turnover_share": [0.1, 0.1]}  # fmt: skip
    return memtable({**rows, **changes})


def plan(**changes):
    return memtable({"source": ["A"], "target": ["B"], "year": [1], "homes": [5.0], **changes})


def caps(*rows):
    return table_of(CAPS, rows)


def rows(table):
    return pull(table).to_pylist()


def route(target, cost=1.0):
    return {"source": "A", "target": target, "cost_eur": cost, "allowed": True}


def columns(*records):
    return memtable({name: [record[name] for record in records] for name in records[0]})


@pytest.mark.parametrize(("tables", "told"), [
    ({"required": columns({"area": "A", "homes": 2.0}, {"area": "A", "homes": 3.0})}, "required has more than one row for A"),
    ({"required": columns({"area": "A", "homes": 70.0})}, "70 homes are asked of area A, which has 60"),
    ({"bands": columns(*[{"municipality": "M", "least_homes": 70.0, "most_homes": 90.0}] * 2)}, "bands has more than one row"),
    ({"bands": columns({"municipality": "M", "least_homes": -9.0, "most_homes": 90.0})}, "asks -9 homes of area M"),
    ({"routes": columns(route("B"), route("B", 2.0))}, "routes has more than one row for A - B"),
    ({"caps": caps({"area": "Z", "new_homes_per_year": 5.0})}, "caps names Z"),
    ({"caps": caps(*[{"area": "B", "new_homes_per_year": 5.0}] * 2)}, "caps has more than one row for B"),
])  # fmt: skip
def test_a_table_beside_the_stock_that_cannot_be_is_refused_by_name(tables, told):
    with pytest.raises(InputError, match=told):
        redistribute(homes(), goal="dissimilarity", settings=PLAIN, **tables)


@pytest.mark.parametrize(("changes", "told"), [
    ({"source": ["Z"]}, "moves names Z"),
    ({"homes": [-5.0]}, "is of -5 homes"),
    ({"homes": [float("nan")]}, "is of nan homes"),
    ({"year": [0]}, "in year 0. Choose 1 to 1"),
    ({"year": [9]}, "in year 9. Choose 1 to 1"),
])  # fmt: skip
@pytest.mark.parametrize("proof", [certificate, check_plan])
def test_a_proof_of_moves_that_cannot_be_is_refused(proof, changes, told):
    with pytest.raises(InputError, match=told):
        proof(homes(), plan(**changes), settings=PLAIN)


def test_a_vulnerable_area_that_gives_as_much_as_it_receives_is_found_out():
    stock = homes(vulnerability=[0.8, 0.8])
    both = plan(source=["A", "B"], target=["B", "A"], year=[1, 1], homes=[2.0, 2.0])
    broken = {row["place"] for row in rows(check_plan(stock, both, settings=PLAIN))
              if row["limit"] == "receiver_is_not_vulnerable" and not row["holds"]}  # fmt: skip
    assert broken == {"A", "B"}


def test_an_area_without_dwellings_has_no_load_in_the_certificate():
    shown = rows(certificate(homes(dwellings=[100.0, 0.0], social=[60.0, 0.0]), plan(), settings=PLAIN))[0]
    assert (shown["load_before"], shown["load_after"], shown["holds"]) == (None, None, False)


@pytest.mark.parametrize(("told", "cost"), [
    (None, None),
    ({"area": "B", "new_homes_per_year": 9.0}, None),
    ({"area": "B", "new_homes_per_year": 9.0, "cost_eur": 100.0}, 500.0),
])  # fmt: skip
def test_homes_of_unknown_cost_do_not_come_back_for_nothing(told, cost):
    found = places_for(homes(), area="A", homes=5, settings=PLAIN, caps=None if told is None else caps(told))
    assert rows(found.summary)[0]["placed"] == 5
    assert rows(found.summary)[0]["cost_eur"] == cost


def test_a_route_of_unknown_cost_is_still_a_route():
    found = places_for(homes(), area="A", homes=5, settings=PLAIN, routes=columns(route("B", float("nan"))))
    assert (rows(found.summary)[0]["placed"], rows(found.summary)[0]["cost_eur"]) == (5, None)


@pytest.mark.parametrize("weight", [float("nan"), -1.0])
def test_a_weight_of_neighbours_that_is_none_is_refused(weight):
    links = memtable({"source": ["A", "B"], "target": ["B", "A"], "weight": [weight, 1.0]})
    with pytest.raises(InputError, match="weight between A and B"):
        measures(homes(), plan(), neighbours=links)


def test_tenants_of_an_area_that_is_not_there_are_refused():
    with pytest.raises(InputError, match="tenants names Z"):
        who_gains(homes(), plan(), tenants=memtable({"area": ["Z"], "vulnerable_share": [0.5]}))


def test_money_and_need_without_end_are_refused():
    today = {"area": ["A"], "before_eur": [1.0], "need": [1.0]}
    with pytest.raises(InputError, match="need of area A is inf"):
        divide_budget(memtable(today | {"need": [float("inf")]}), total_eur=5, hold_harmless_share=0, most_share=None)
    with pytest.raises(SettingError, match="total_eur is inf"):
        divide_budget(memtable(today), total_eur=float("inf"), hold_harmless_share=0, most_share=None)


def test_a_search_goes_on_when_all_that_a_giver_reaches_are_above_the_mean(monkeypatch):
    """P = 110 / 300, B is above it, and C lies in another region: nothing that A could do brings anything."""
    monkeypatch.setattr(projects, "EXACT_PAIRS", 0)
    stock = homes(area=["A", "B", "C"], region=["R", "R", "Q"], municipality=["M"] * 3, dwellings=[100.0] * 3,
                  social=[60.0, 50.0, 0.0], vulnerability=[0.8, 0.2, 0.1], turnover_share=[0.5] * 3)  # fmt: skip
    room = caps({"area": "B", "cap_homes": 80.0, "new_homes_per_year": 20.0})
    found = redistribute_projects(stock, lot=5, routes_per_giver=1, settings=PLAIN, seed=1, caps=room, gap=0.0)
    quality = rows(found.quality)[0]
    assert quality["homes"] == 0
    assert quality["dissimilarity"] == pytest.approx(quality["dissimilarity_before"])
