"""Laws of moved homes and divided money, for any small stock."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from veerkracht.analysis.redistribution import (
    CHECKS,
    LIMITS,
    REASONS,
    RedistributionSettings,
    certificate,
    check_plan,
    divide_budget,
    measures,
    places_for,
    redistribute,
    redistribute_projects,
    who_gains,
)
from veerkracht.errors import SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.homes import CAPS

GOALS = ("dissimilarity", "peak_load", "lexicographic")
FEW = settings(max_examples=25, deadline=None)
EXACT = 1e-6  # the solver is as exact as that


@st.composite
def stocks(draw, least=2, most=7):
    """Draw areas with homes, vulnerability and turnover, in two regions of two municipalities each."""
    count = draw(st.integers(least, most))
    numbers = st.lists(st.integers(0, 40), min_size=count, max_size=count)
    extra, social = draw(numbers), draw(numbers)
    share = st.lists(st.sampled_from([None, 0.0, 0.1, 0.3, 0.5, 0.6, 0.8, 1.0]), min_size=count, max_size=count)
    towns = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    whole = [float(more + homes + 1) for more, homes in zip(extra, social, strict=True)]
    return {
        "area": [f"a{number}" for number in range(count)], "region": [f"r{town % 2}" for town in towns],
        "municipality": [f"m{town}" for town in towns], "dwellings": whole,
        "social": [float(homes) for homes in social], "vulnerability": draw(share),
        "turnover_share": [0.1 if value is None else value for value in draw(share)],
    }  # fmt: skip


def table(rows):
    return memtable({name: np.array([np.nan if v is None else v for v in values]) if name == "vulnerability" else values
                     for name, values in rows.items()})  # fmt: skip


def caps_of(rows, new_homes=6.0):
    cost = [float(10 + number) for number in range(len(rows["area"]))]
    told = zip(rows["area"], cost, strict=True)
    return table_of(CAPS, [{"area": area, "new_homes_per_year": new_homes, "cost_eur": euro} for area, euro in told])


def reached(plan, name):
    return next(row["value"] for row in pull(plan.goals).to_pylist() if row["goal"] == name)


@FEW
@given(stocks(), st.sampled_from(GOALS), st.integers(1, 3))
def test_every_limit_holds_in_every_plan_and_losses_are_compensated(rows, goal, years):
    chosen = RedistributionSettings(years=years, budget_eur=150.0)
    plan = redistribute(table(rows), goal=goal, settings=chosen, caps=caps_of(rows))
    checks = pull(check_plan(table(rows), plan.moves, settings=chosen, caps=caps_of(rows))).to_pylist()
    assert {row["limit"] for row in checks} <= set(CHECKS)
    assert {row["limit"] for row in pull(plan.limits).to_pylist()} <= set(LIMITS)
    assert {row["reason"] for row in pull(plan.roles).to_pylist()} <= {*REASONS, ""}
    assert [row for row in checks if not row["holds"]] == []
    assert all(
        row["holds"]
        for row in pull(certificate(table(rows), plan.moves, settings=chosen, caps=caps_of(rows))).to_pylist()
    )
    net = pull(who_gains(table(rows), plan.moves)).to_pylist()
    for region in set(rows["region"]):
        inside = [rows["area"][place] for place, name in enumerate(rows["region"]) if name == region]
        assert sum(row["net"] for row in net if row["area"] in inside) == pytest.approx(0, abs=1e-5)


@FEW
@given(stocks(), st.sampled_from(GOALS), st.randoms(use_true_random=False))
def test_other_names_and_another_order_of_areas_change_nothing(rows, goal, random):
    order = list(range(len(rows["area"])))
    random.shuffle(order)
    names = [f"z{number}" for number in order]
    other = {key: [values[place] for place in order] for key, values in rows.items()} | {"area": names}
    alike = RedistributionSettings(years=2)
    first, second = (redistribute(table(each), goal=goal, settings=alike) for each in (rows, other))
    for row, twin in zip(pull(first.goals).to_pylist(), pull(second.goals).to_pylist(), strict=True):
        assert row["value"] == pytest.approx(twin["value"], abs=EXACT)
    after = [sorted((row["social_before"], row["share_before"], row["homes_out"], row["homes_in"])
                    for row in pull(who_gains(table(each), plan.moves)).to_pylist())
             for each, plan in ((rows, first), (other, second))]  # fmt: skip
    assert np.allclose(np.array(after[0]), np.array(after[1]), atol=1e-5)


@FEW
@given(stocks(), st.sampled_from(GOALS), st.floats(0, 200), st.floats(0, 200))
def test_more_budget_is_never_worse(rows, goal, first, second):
    assume(goal != "dissimilarity" or 0 < sum(rows["social"]) < sum(rows["dwellings"]))
    low, high = (
        redistribute(table(rows), goal=goal, settings=RedistributionSettings(budget_eur=budget), caps=caps_of(rows))
        for budget in sorted((first, second))
    )
    name = "dissimilarity" if goal == "dissimilarity" else "peak_load"
    assert reached(high, name) <= reached(low, name) + EXACT


@FEW
@given(stocks(), st.sampled_from(GOALS))
def test_what_the_solver_reached_is_what_the_plan_measures(rows, goal):
    assume(0 < sum(rows["social"]) < sum(rows["dwellings"]) and any(rows["vulnerability"]))
    plan = redistribute(table(rows), goal=goal, settings=RedistributionSettings(years=2))
    found = {row["measure"]: row["after"] for row in pull(measures(table(rows), plan.moves)).to_pylist()}
    for name in ("dissimilarity", "peak_load"):
        if name in [row["goal"] for row in pull(plan.goals).to_pylist()]:
            assert reached(plan, name) == pytest.approx(found[name], abs=1e-5)


@FEW
@given(stocks(), st.sampled_from(GOALS))
def test_nothing_moves_when_nothing_is_vulnerable(rows, goal):
    calm = rows | {"vulnerability": [0.0] * len(rows["area"])}
    plan = redistribute(table(calm), goal=goal, settings=RedistributionSettings(vulnerable_from=0.0))
    assert pull(plan.moves).num_rows == 0


@FEW
@given(stocks(), st.integers(1, 3))
def test_homes_that_leave_an_area_never_exceed_its_turnover(rows, years):
    plan = redistribute(table(rows), goal="lexicographic", settings=RedistributionSettings(years=years))
    gone = {row["area"]: row["homes_out"] for row in pull(who_gains(table(rows), plan.moves)).to_pylist()}
    for place, area in enumerate(rows["area"]):
        most = rows["social"][place] * (1 - (1 - rows["turnover_share"][place]) ** years)
        assert gone[area] <= most + 1e-5


def brute(rows, lot, routes, chosen):
    """Try every plan of whole lots of a small stock: the least sum of homes away from the mean share."""
    mean = sum(rows["social"]) / sum(rows["dwellings"])
    known = [(i, v) for i, v in enumerate(rows["vulnerability"]) if v is not None]
    givers = [i for i, v in known if v >= 0.5]
    takers = [i for i, v in known if v < 0.5]
    pairs = [(i, j) for i in givers for j in takers if rows["region"][i] == rows["region"][j]]
    best = np.inf
    most = {i: int(rows["social"][i] * rows["turnover_share"][i] / lot + EXACT) for i in givers}
    cap = {
        j: max(rows["social"][j], rows["dwellings"][j] * min(1.0, mean + 0.1 * (1 - rows["vulnerability"][j])))
        for j in takers
    }
    for lots in itertools.product(*(range(min(3, most[i]) + 1) for i, _ in pairs)):
        after = list(rows["social"])
        for (i, j), number in zip(pairs, lots, strict=True):
            after[i] -= lot * number
            after[j] += lot * number
        out = {i: sum(n for (k, _), n in zip(pairs, lots, strict=True) if k == i) for i in givers}
        used = {i: sum(n > 0 for (k, _), n in zip(pairs, lots, strict=True) if k == i) for i in givers}
        if all(out[i] <= most[i] and used[i] <= routes for i in givers) and all(
            after[j] <= cap[j] + EXACT for j in takers
        ):
            best = min(best, sum(abs(f - mean * t) for f, t in zip(after, rows["dwellings"], strict=True)))
    return best


@settings(max_examples=20, deadline=None)
@given(stocks(3, 5), st.integers(1, 2))
def test_projects_equal_what_trying_everything_finds(rows, routes):
    rows = rows | {"turnover_share": [0.2] * len(rows["area"])}
    lot = max(1, int(max(rows["social"]) * 0.2 / 3) + 1)  # at most three lots per giver
    assume(0 < sum(rows["social"]) < sum(rows["dwellings"]))
    chosen = RedistributionSettings()
    found = pull(
        redistribute_projects(
            table(rows), lot=lot, routes_per_giver=routes, settings=chosen, seed=1, seconds=600.0
        ).quality
    ).to_pylist()[0]
    social, whole = sum(rows["social"]), sum(rows["dwellings"])
    least = brute(rows, lot, routes, chosen) * whole / (2 * social * (whole - social))
    assert found["dissimilarity"] == pytest.approx(least, abs=1e-4)
    assert found["bound"] <= found["dissimilarity"] + 1e-9


@settings(max_examples=30, deadline=None)
@given(stocks(3, 5))
def test_the_least_unevenness_equals_that_of_a_search_over_whole_homes(rows):
    """Within a home per area of the best plan in whole homes, and never above it."""
    rows = rows | {
        "turnover_share": [0.2] * len(rows["area"]),
        "social": [min(homes, 12.0) for homes in rows["social"]],
    }
    assume(0 < sum(rows["social"]) < sum(rows["dwellings"]))
    chosen = RedistributionSettings()
    social, whole = sum(rows["social"]), sum(rows["dwellings"])
    least = brute(rows, 1, 9, chosen) * whole / (2 * social * (whole - social))
    plan = redistribute(table(rows), goal="dissimilarity", settings=chosen)
    assert reached(plan, "dissimilarity") <= least + EXACT
    assert reached(plan, "dissimilarity") >= least - 2 * len(rows["area"]) * whole / (2 * social * (whole - social))


@FEW
@given(stocks(), st.integers(1, 20))
def test_places_never_exceed_room_and_tell_what_is_left_over(rows, homes):
    giver = int(np.argmax(rows["social"]))
    assume(rows["social"][giver] >= homes)
    found = places_for(table(rows), area=rows["area"][giver], homes=homes, settings=RedistributionSettings())
    places, summary = pull(found.places).to_pylist(), pull(found.summary).to_pylist()[0]
    assert all(row["placed"] <= row["room"] for row in places)
    assert all((row["room"] > 0) == (row["reason"] == "") for row in places)
    assert sum(row["placed"] for row in places) == summary["placed"] == homes - summary["left_over"]
    assert summary["left_over"] == max(0, homes - summary["room"])


budgets = st.lists(
    st.tuples(st.integers(0, 10**7), st.floats(0, 100).map(lambda need: round(need, 3))), min_size=1, max_size=8
)


@settings(max_examples=100, deadline=None)
@given(budgets, st.integers(0, 10**8), st.sampled_from([0.0, 0.8, 1.0]), st.sampled_from([None, 1.0, 1.5]))
def test_divided_money_keeps_its_total_to_the_cent_and_its_bounds(areas, cents, floor, ceiling):
    before, need = [money / 100 for money, _ in areas], [need for _, need in areas]
    today = memtable({"area": [f"a{number}" for number in range(len(areas))], "before_eur": before, "need": need})
    try:
        found = divide_budget(today, total_eur=cents / 100, hold_harmless_share=floor, most_share=ceiling)
    except SettingError:
        return
    after = pull(found)["after_eur"].to_numpy()
    assert round(after.sum() * 100) == cents
    assert (after >= np.array(before) * floor - 0.0101).all()
    bounded = (np.array(before) > 0) & (np.array(need) > 0)
    assert ceiling is None or (after[bounded] <= np.array(before)[bounded] * ceiling + 0.0101).all()


@settings(max_examples=50, deadline=None)
@given(budgets, st.integers(0, 10**8))
def test_more_need_never_brings_less_money(areas, cents):
    assume(any(need > 0 for _, need in areas))
    today = memtable({"area": [f"a{number}" for number in range(len(areas))], "before_eur": [0.0] * len(areas),
                      "need": [need for _, need in areas]})  # fmt: skip
    found = pull(divide_budget(today, total_eur=cents / 100, hold_harmless_share=0.0, most_share=None)).to_pylist()
    order = sorted(found, key=lambda row: row["need"])
    assert all(a["after_eur"] <= b["after_eur"] + 0.0101 for a, b in itertools.pairwise(order))
