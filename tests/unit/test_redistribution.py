"""Moves of homes on stocks so small that the answer can be worked out by hand."""

import pytest

from veerkracht.analysis.redistribution import (
    RedistributionSettings,
    cautions,
    certificate,
    check_plan,
    measures,
    redistribute,
    what_blocks,
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


def three(**changes):
    """The same with a third area in another region."""
    rows = {"area": ["A", "B", "C"], "region": ["R", "R", "Q"], "municipality": ["M", "M", "N"],
            "dwellings": [100.0] * 3, "social": [60.0, 20.0, 10.0], "vulnerability": [0.8, 0.2, 0.1],
            "turnover_share": [0.1] * 3}  # fmt: skip
    return memtable({**rows, **changes})


def caps(areas=("A", "B"), **columns):
    plain = {name: [None] * len(areas) for name in CAPS.columns if name != "area"}
    return table_of(CAPS, [dict(zip(("area", *plain), values, strict=True))
                           for values in zip(areas, *{**plain, **columns}.values(), strict=True)])  # fmt: skip


def rows(table):
    return pull(table).to_pylist()


def moved(plan):
    return {(row["source"], row["target"], row["year"]): pytest.approx(row["homes"]) for row in rows(plan.moves)}


def goal(plan, name):
    return next(row["value"] for row in rows(plan.goals) if row["goal"] == name)


def test_only_homes_that_tenants_leave_can_move():
    plan = redistribute(homes(), goal="dissimilarity", settings=PLAIN)
    assert moved(plan) == {("A", "B", 1): 6.0}
    # a/A - b/B: |54/80 - 46/120| halves to 0.2917 with its mirror in B
    assert goal(plan, "dissimilarity") == pytest.approx(54 / 80 - 46 / 120)


def test_turnover_in_a_later_year_is_of_what_is_left():
    plan = redistribute(homes(), goal="dissimilarity", settings=RedistributionSettings(years=2))
    assert moved(plan) == {("A", "B", 1): 6.0, ("A", "B", 2): 5.4}


def test_the_pace_of_the_city_holds_when_it_is_less_than_turnover():
    plan = redistribute(homes(), goal="dissimilarity", settings=RedistributionSettings(pace_share=0.05))
    assert moved(plan) == {("A", "B", 1): 3.0}
    assert {row["limit"] for row in rows(plan.limits)} == {"pace"}


def test_no_more_homes_move_than_evenness_asks():
    plan = redistribute(homes(turnover_share=[1.0, 1.0]), goal="dissimilarity", settings=PLAIN)
    assert moved(plan) == {("A", "B", 1): 20.0}
    assert goal(plan, "dissimilarity") == pytest.approx(0.0, abs=1e-9)


def test_a_receiver_stops_at_its_cap():
    """P + k (1 - v) = 0.4 + 0 x 0.8: B may have 40 homes."""
    settings = RedistributionSettings(tolerance=0.0)
    plan = redistribute(homes(turnover_share=[1.0, 1.0]), goal="peak_load", settings=settings)
    assert moved(plan) == {("A", "B", 1): 20.0}
    assert goal(plan, "peak_load") == pytest.approx(0.8 * 0.4)


def test_an_own_cap_replaces_the_formula():
    own = caps(cap_homes=[None, 25.0], new_homes_per_year=[None, 100.0])
    plan = redistribute(homes(turnover_share=[1.0, 1.0]), goal="dissimilarity", settings=PLAIN, caps=own)
    assert moved(plan) == {("A", "B", 1): 5.0}


def test_new_homes_of_a_year_bound_that_year():
    own = caps(new_homes_per_year=[None, 4.0])
    plan = redistribute(homes(), goal="dissimilarity", settings=RedistributionSettings(years=2), caps=own)
    assert moved(plan) == {("A", "B", 1): 4.0, ("A", "B", 2): 4.0}


def test_unknown_new_homes_are_not_without_end():
    plan = redistribute(homes(), goal="dissimilarity", settings=PLAIN, caps=caps())
    assert moved(plan) == {}
    assert {row["area"]: row["reason"] for row in rows(plan.roles)}["B"] == "new_homes_unknown"


def test_a_budget_buys_so_many_homes():
    own = caps(new_homes_per_year=[None, 100.0], cost_eur=[None, 200_000.0])
    plan = redistribute(homes(), goal="dissimilarity", settings=RedistributionSettings(budget_eur=500_000), caps=own)
    assert moved(plan) == {("A", "B", 1): 2.5}


def test_a_loss_is_compensated_in_its_own_region_only():
    plan = redistribute(three(turnover_share=[1.0] * 3), goal="dissimilarity", settings=PLAIN)
    assert {key[1] for key in moved(plan)} == {"B"}
    everywhere = RedistributionSettings(within="everywhere")
    wide = redistribute(three(turnover_share=[1.0] * 3), goal="dissimilarity", settings=everywhere)
    assert {key[1] for key in moved(wide)} == {"B", "C"}


def test_a_band_keeps_homes_in_the_municipality():
    bands = memtable({"municipality": ["M"], "least_homes": [75.0], "most_homes": [1000.0]})
    settings = RedistributionSettings(within="everywhere")
    stock = three(social=[60.0, 20.0, 0.0], dwellings=[100.0, 20.0, 100.0], turnover_share=[1.0] * 3)
    plan = redistribute(stock, goal="dissimilarity", settings=settings, bands=bands)
    assert moved(plan) == {("A", "C", 1): 5.0}
    assert any(row["limit"] == "municipality_least" and row["place"] == "M" for row in rows(plan.limits))


def test_only_allowed_routes_are_used_and_their_cost_counts():
    routes = memtable({"source": ["A", "A"], "target": ["B", "C"], "cost_eur": [100.0, 50.0], "allowed": [True, False]})
    settings = RedistributionSettings(within="everywhere", budget_eur=400.0)
    own = caps(("A", "B", "C"), new_homes_per_year=[100.0] * 3, cost_eur=[1.0] * 3)
    plan = redistribute(three(), goal="dissimilarity", settings=settings, caps=own, routes=routes)
    assert moved(plan) == {("A", "B", 1): 4.0}


def test_the_largest_load_goes_first_and_evenness_second():
    stock = three(
        region=["R"] * 3, vulnerability=[0.9, 0.6, 0.1], social=[60.0, 50.0, 0.0], turnover_share=[0.1, 1.0, 0.0]
    )
    peak = redistribute(stock, goal="peak_load", settings=PLAIN)
    both = redistribute(stock, goal="lexicographic", settings=PLAIN)
    assert moved(peak) == {("A", "C", 1): 6.0}  # B carries 0.3, far below the 0.486 of A
    assert goal(both, "peak_load") == pytest.approx(0.9 * 0.54)
    assert sum(row["homes"] for row in rows(both.moves)) > 6.0
    uneven = [{row["measure"]: row["after"] for row in rows(measures(stock, plan.moves))}["dissimilarity"]
              for plan in (peak, both)]  # fmt: skip
    assert uneven[1] < uneven[0] and uneven[1] == pytest.approx(goal(both, "dissimilarity"))


def test_nothing_moves_when_nothing_is_vulnerable():
    plan = redistribute(homes(vulnerability=[0.0, 0.0]), goal="dissimilarity",
                        settings=RedistributionSettings(vulnerable_from=0.0))  # fmt: skip
    assert moved(plan) == {}


def test_an_area_of_unknown_vulnerability_is_left_out_and_told():
    stock = three(vulnerability=[0.8, None, 0.1], region=["R"] * 3)
    plan = redistribute(stock, goal="dissimilarity", settings=PLAIN)
    assert {key[:2] for key in moved(plan)} == {("A", "C")}
    assert {row["area"]: row["reason"] for row in rows(plan.roles)}["B"] == "vulnerability_unknown"
    told = {row["caution"]: row["value"] for row in rows(cautions(stock, plan.moves, settings=PLAIN))}
    assert told["areas_left_out"] == 1


def test_unknown_vulnerability_can_stop_the_work():
    settings = RedistributionSettings(unknown_vulnerability="refuse")
    with pytest.raises(InputError, match="not known for 1 area"):
        redistribute(homes(vulnerability=[0.8, None]), goal="dissimilarity", settings=settings)


@pytest.mark.parametrize(("changes", "told"), [
    ({"social": [60.0, None]}, "number of social is not known for 1 area.*first B"),
    ({"dwellings": [100.0, None]}, "number of dwellings is not known"),
    ({"social": [60.0, 101.0]}, "Area B has 101 social homes of 100"),
    ({"vulnerability": [0.8, 1.2]}, "vulnerability of area B is 1.2"),
    ({"turnover_share": [-0.1, 0.1]}, "turnover_share of area A is -0.1"),
    ({"area": ["A", "A"]}, "area A more than once"),
    ({"region": ["R", None]}, "no region for area B"),
])  # fmt: skip
def test_a_stock_that_cannot_be_is_refused_by_name(changes, told):
    with pytest.raises(InputError, match=told):
        redistribute(homes(**changes), goal="dissimilarity", settings=PLAIN)


@pytest.mark.parametrize("changes", [
    {"years": 0}, {"tolerance": -0.1}, {"vulnerable_from": 1.5}, {"budget_eur": -1.0}, {"within": "street"},
])  # fmt: skip
def test_a_setting_out_of_bounds_is_refused(changes):
    with pytest.raises(SettingError, match=next(iter(changes))):
        RedistributionSettings(**changes)


def test_a_budget_without_costs_is_refused():
    with pytest.raises(SettingError, match="no cost per home"):
        redistribute(homes(), goal="dissimilarity", settings=RedistributionSettings(budget_eur=1e6))


def test_limits_that_conflict_are_named_with_what_they_lack():
    asked = memtable({"area": ["A"], "homes": [10.0]})
    with pytest.raises(SettingError) as told:
        redistribute(homes(), goal="dissimilarity", settings=PLAIN, required=asked)
    assert set(told.value.limits) == {"required", "turnover"}
    assert told.value.lacking["required"] == pytest.approx(4.0)
    assert told.value.places == {"required": ("A",), "turnover": ("A",)}
    assert "required (4: A)" in str(told.value)


def test_a_budget_too_small_for_what_is_required_is_named_in_euro():
    own = caps(new_homes_per_year=[None, 100.0], cost_eur=[None, 100.0])
    asked = memtable({"area": ["A"], "homes": [5.0]})
    with pytest.raises(SettingError) as told:
        redistribute(
            homes(), goal="dissimilarity", settings=RedistributionSettings(budget_eur=300.0), caps=own, required=asked
        )
    assert "budget" in told.value.limits and told.value.lacking["budget"] == pytest.approx(200.0)


def test_where_limits_conflict_is_told_for_three_places_and_counted_for_more():
    """Five pairs of areas, each in its own region, and each vulnerable one must give a home more than tenants leave."""
    pairs = range(5)
    stock = homes(area=[f"{side}{n}" for side in "AB" for n in pairs], region=[f"R{n}" for n in [*pairs, *pairs]],
                  municipality=["M"] * 10, dwellings=[100.0] * 10, social=[60.0] * 5 + [20.0] * 5,
                  vulnerability=[0.8] * 5 + [0.2] * 5, turnover_share=[0.1] * 10)  # fmt: skip
    asked = memtable({"area": [f"A{n}" for n in pairs], "homes": [7.0] * 5})
    with pytest.raises(SettingError) as told:
        redistribute(stock, goal="dissimilarity", settings=PLAIN, required=asked)
    assert told.value.lacking["required"] == pytest.approx(5.0)
    assert set(told.value.places["required"]) == {f"A{n}" for n in pairs}
    assert str(told.value).count("required (5: ") == 1 and " + 2)" in str(told.value)


def test_a_peak_that_cannot_be_reached_is_named():
    with pytest.raises(SettingError) as told:
        redistribute(homes(), goal="dissimilarity", settings=RedistributionSettings(peak_at_most=0.1))
    assert "peak" in told.value.limits


def test_the_price_of_a_home_more_is_what_it_brings():
    """T / (2 S (T - S)) x 2 = 200 / (80 x 120): each home more brings both areas one nearer the mean."""
    plan = redistribute(homes(), goal="dissimilarity", settings=PLAIN)
    price = rows(plan.limits)
    assert [(row["limit"], row["place"]) for row in price] == [("turnover", "A")]
    assert price[0]["price"] == pytest.approx(200 / (80 * 120))
    checked = rows(what_blocks(homes(), goal="dissimilarity", settings=PLAIN))
    assert checked[0]["gain"] == pytest.approx(checked[0]["promised"])


def test_a_price_that_holds_for_less_than_a_home_shows_it():
    stock = homes(social=[60.0, 20.0], turnover_share=[0.33, 0.1])  # 19.8 of the 20 that evenness asks
    checked = rows(what_blocks(stock, goal="dissimilarity", settings=PLAIN))
    assert checked[0]["gain"] == pytest.approx(0.2 * checked[0]["promised"], rel=1e-6)


def test_the_certificate_shows_load_cap_and_margin():
    plan = redistribute(homes(), goal="dissimilarity", settings=PLAIN)
    shown = rows(certificate(homes(), plan.moves, settings=PLAIN))
    assert shown == [{"area": "B", "before": 20.0, "received": 6.0, "after": 26.0, "cap": pytest.approx(48.0),
                      "margin": pytest.approx(22.0), "load_before": pytest.approx(0.04), "load_after": pytest.approx(0.052),
                      "holds": True}]  # fmt: skip


@pytest.mark.parametrize(("move", "broken"), [
    (("A", "B", 1, 30.0), {"receiver_cap", "turnover"}),
    (("B", "A", 1, 1.0), {"giver_is_vulnerable", "receiver_is_not_vulnerable", "receiver_cap"}),
])  # fmt: skip
def test_a_plan_that_breaks_a_limit_is_found_out(move, broken):
    plan = memtable(dict(zip(("source", "target", "year", "homes"), ([part] for part in move), strict=True)))
    checks = rows(check_plan(homes(), plan, settings=PLAIN))
    assert {row["limit"] for row in checks if not row["holds"]} == broken


def test_a_plan_outside_its_region_budget_route_and_band_is_found_out():
    stock = three()
    plan = memtable({"source": ["A"], "target": ["C"], "year": [1], "homes": [5.0]})
    own = caps(("A", "B", "C"), new_homes_per_year=[None, 1.0, 1.0], cost_eur=[1.0, 1.0, 100.0])
    routes = memtable({"source": ["A"], "target": ["B"], "cost_eur": [1.0], "allowed": [True]})
    bands = memtable({"municipality": ["M", "N"], "least_homes": [78.0, 0.0], "most_homes": [100.0, 12.0]})
    asked = memtable({"area": ["A"], "homes": [6.0]})
    settings = RedistributionSettings(budget_eur=400.0, peak_at_most=0.4)
    checks = rows(check_plan(stock, plan, settings=settings, caps=own, routes=routes, bands=bands, required=asked))
    assert {row["limit"] for row in checks if not row["holds"]} == {
        "compensation", "new_homes", "route", "budget", "municipality_least", "municipality_most", "required", "peak",
    }  # fmt: skip


def test_who_moves_who_gains_and_what_stays_add_up():
    tenants = memtable({"area": ["A", "B"], "vulnerable_share": [0.5, 0.1]})
    plan = redistribute(homes(), goal="dissimilarity", settings=PLAIN)
    first, second = rows(who_gains(homes(), plan.moves, tenants=tenants))
    assert (first["homes_out"], first["homes_stay"], first["net"], second["homes_in"]) == (6.0, 54.0, -6.0, 6.0)
    assert (first["vulnerable_keep"], first["vulnerable_lose"], second["vulnerable_gain"]) == (27.0, 3.0, 3.0)


def test_vulnerable_households_stay_unknown_without_their_share():
    plan = redistribute(homes(), goal="dissimilarity", settings=PLAIN)
    assert {row["vulnerable_keep"] for row in rows(who_gains(homes(), plan.moves))} == {None}


def test_every_plan_is_told_that_ratios_alone_can_disperse():
    plan = redistribute(homes(), goal="dissimilarity", settings=PLAIN)
    told = {row["caution"]: row["value"] for row in rows(cautions(homes(), plan.moves, settings=PLAIN))}
    assert told["ratios_alone_can_disperse"] == 6.0 and told["receivers_more_loaded"] == 1.0
    assert told["share_in_vulnerable_areas_that_stays"] == pytest.approx(0.9)


def test_moves_of_more_homes_than_there_are_are_refused():
    plan = memtable({"source": ["A"], "target": ["B"], "year": [1], "homes": [61.0]})
    with pytest.raises(InputError, match="would lose 61 of its 60"):
        who_gains(homes(), plan)
