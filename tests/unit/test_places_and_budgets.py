"""Where homes can come back, and how money is divided, worked out by hand."""

import pytest

from veerkracht.analysis.redistribution import RedistributionSettings, divide_budget, places_for
from veerkracht.errors import InputError, SettingError, UsageError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.homes import CAPS

PLAIN = RedistributionSettings()


def homes(**changes):
    """A vulnerable area, two that can take homes, one of unknown vulnerability and one in another region."""
    rows = {"area": list("ABCDE"), "region": ["R"] * 4 + ["Q"], "municipality": ["M"] * 5, "dwellings": [100.0] * 5,
            "social": [60.0, 20.0, 30.0, 10.0, 10.0], "vulnerability": [0.8, 0.2, 0.4, None, 0.1],
            "turnover_share": [0.1] * 5}  # fmt: skip
    return memtable({**rows, **changes})


def places(found):
    return {row["area"]: row for row in pull(found.places).to_pylist()}


def summary(found):
    return pull(found.summary).to_pylist()[0]


def test_homes_come_back_where_least_of_a_cap_is_used():
    """The mean share is 0.26: B may have 34 homes and C 32. B takes 12, C comes to 31 of 32, and B fills up."""
    found = places_for(homes(), area="A", homes=15, settings=PLAIN)
    assert {area: row["placed"] for area, row in places(found).items()} == {"B": 14, "C": 1, "D": 0, "E": 0}
    assert places(found)["B"]["rank"] == 1 and places(found)["B"]["cap"] == pytest.approx(34.0)


def test_what_does_not_fit_is_told_with_the_reason_of_every_area():
    found = places_for(homes(), area="A", homes=40, settings=PLAIN)
    assert (summary(found)["placed"], summary(found)["left_over"]) == (16, 24)
    reasons = {area: row["reason"] for area, row in places(found).items()}
    assert reasons == {"B": "", "C": "", "D": "vulnerability_unknown", "E": "other_region"}


def test_the_years_that_turnover_takes_are_told():
    """60 x (1 - 0.9^y) reaches 11.4 in two years."""
    assert summary(places_for(homes(), area="A", homes=11, settings=PLAIN))["years_needed"] == 2
    assert summary(places_for(homes(), area="A", homes=6, settings=PLAIN))["years_needed"] == 1
    unknown = homes(turnover_share=[None, 0.1, 0.1, 0.1, 0.1])
    assert summary(places_for(unknown, area="A", homes=6, settings=PLAIN))["years_needed"] is None


def test_new_homes_and_budget_bound_what_comes_back():
    rows = [
        {"area": "B", "new_homes_per_year": 3.0, "cost_eur": 100.0},
        {"area": "C", "new_homes_per_year": 9.0, "cost_eur": 10.0},
    ]
    caps = table_of(CAPS, rows)
    two = RedistributionSettings(years=2, budget_eur=450.0)
    found = places_for(homes(), area="A", homes=10, settings=two, caps=caps)
    assert {area: places(found)[area]["placed"] for area in "BC"} == {"B": 4, "C": 2}  # 400 + 20; C is full at 32
    assert summary(found)["cost_eur"] == pytest.approx(420.0)


def test_without_a_route_no_home_comes_back():
    routes = memtable({"source": ["A"], "target": ["C"], "cost_eur": [1.0], "allowed": [True]})
    found = places_for(homes(), area="A", homes=5, settings=PLAIN, routes=routes)
    assert places(found)["B"]["reason"] == "no_route" and places(found)["C"]["placed"] == 2


def test_a_vulnerable_area_is_no_place_for_homes_of_another():
    found = places_for(homes(vulnerability=[0.8, 0.9, 0.4, 0.1, 0.1]), area="A", homes=5, settings=PLAIN)
    assert places(found)["B"]["reason"] == "vulnerable"


def test_an_unknown_area_and_too_many_homes_are_refused():
    with pytest.raises(UsageError, match="No area Z"):
        places_for(homes(), area="Z", homes=1, settings=PLAIN)
    with pytest.raises(SettingError, match="homes is 61"):
        places_for(homes(), area="A", homes=61, settings=PLAIN)


def budget(**changes):
    return memtable({"area": ["A", "B", "C"], "before_eur": [100.0, 100.0, 100.0], "need": [6.0, 3.0, 1.0]} | changes)


def divided(table, **settings):
    plain = {"total_eur": 300.0, "hold_harmless_share": 0.0, "most_share": None}
    return pull(divide_budget(table, **{**plain, **settings})).to_pylist()


def test_money_follows_need():
    assert [row["after_eur"] for row in divided(budget())] == [180.0, 90.0, 30.0]


def test_nobody_falls_through_the_floor_and_others_pay_for_it():
    """C keeps 80; A and B share 220 as 6 to 3, and B would fall to 73.33 but keeps 80; so A has 140."""
    found = divided(budget(), hold_harmless_share=0.8)
    assert [row["after_eur"] for row in found] == [140.0, 80.0, 80.0]
    assert [row["bound"] for row in found] == ["", "", "floor"]  # by need alone B would have 90


def test_nobody_rises_above_the_ceiling():
    """A stops at 150; B and C share 150 as 3 to 1."""
    found = divided(budget(), most_share=1.5)
    assert [row["after_eur"] for row in found] == [150.0, 112.5, 37.5]
    assert found[0]["bound"] == "ceiling" and found[0]["difference_eur"] == 50.0


def test_cents_that_rounding_leaves_go_somewhere():
    found = divided(budget(need=[1.0, 1.0, 1.0]), total_eur=100.0)
    assert sorted(row["after_eur"] for row in found) == [33.33, 33.33, 33.34]


@pytest.mark.parametrize("changes", [{"need": [6.0, None, 1.0]}, {"before_eur": [100.0, -1.0, 100.0]}])
def test_unknown_need_and_money_below_zero_are_refused(changes):
    with pytest.raises(InputError, match="area B"):
        divided(budget(**changes))


def test_floors_above_the_total_and_ceilings_below_it_are_refused():
    with pytest.raises(SettingError, match=r"floors add up to 300\.00"):
        divided(budget(), total_eur=250.0, hold_harmless_share=1.0)
    with pytest.raises(SettingError, match=r"ceilings .* add up to 300\.00"):
        divided(budget(), total_eur=400.0, most_share=1.0)
