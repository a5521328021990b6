"""Business cases and portfolios at their edges: told twice, told by half, nothing to spend, nothing to choose."""

from itertools import combinations

import numpy as np
import pytest

from veerkracht.analysis.interventions import (
    attribute,
    best_per_draw,
    best_portfolio,
    break_even,
    budget_frontier,
    budget_steps,
    draw_net_present_values,
    draw_values,
    expected_annual_damage,
    goal_frontier,
    joint_reduction,
    resilience_dividend,
    synergies_of,
    value_of_information,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.choices import CASH_FLOWS, COSTS, RATES, SHOCK_LOSSES, SYNERGIES, UNCERTAIN_FLOWS, VALUES

FLAT = table_of(RATES, [{"table": "own", "kind": "standard", "valid_from": "2026-01-01", "first_year": 0, "rate": 0.0}])


def rows(table):
    return pull(table).to_pylist()


def values(*told):
    return table_of(VALUES, [{"initiative": name, "theme": "heat", "value": value} for name, value in told])


def costs(*told):
    return table_of(COSTS, [{"initiative": name, "year": 2027, "cost_eur": cost} for name, cost in told])


def budget(*amounts):
    return memtable({"year": [2027] * len(amounts), "budget_eur": list(amounts)})


def test_steps_are_found_where_one_initiative_costs_a_thousand_times_another():
    frontier, _members = budget_steps(
        values(("small", 1.0), ("large", 9.0)),
        costs(("small", 1.0), ("large", 1000.0)),
        budgets=budget(1000.0),
        most=50,
    )
    assert [(row["share"], row["value"]) for row in rows(frontier)] == [(0.0, 0.0), (0.001, 1.0), (1.0, 9.0)]


def test_without_a_budget_only_what_is_free_and_helps_is_chosen():
    choice, proof = best_portfolio(
        values(("free", 2.0), ("harm", -1.0), ("paid", 5.0)), costs(("free", 0.0), ("harm", 0.0), ("paid", 1.0)),
        budgets=budget(0.0),
    )  # fmt: skip
    assert {row["initiative"] for row in rows(choice) if row["chosen"]} == {"free"}
    assert (rows(proof)[0]["value"], rows(proof)[0]["proven"]) == (2.0, True)


def test_a_goal_for_which_nobody_does_anything_leaves_the_best_for_the_other():
    both = table_of(VALUES, [{"initiative": name, "theme": theme, "value": value} for name, theme, value in
                             (("a", "heat", 3.0), ("a", "flood", 0.0), ("b", "heat", 2.0), ("b", "flood", 0.0))])  # fmt: skip
    for goals in (("heat", "flood"), ("flood", "heat")):
        frontier, members = goal_frontier(
            both, costs(("a", 1.0), ("b", 1.0)), goals=goals, budgets=budget(1.0), most=50
        )
        assert {row["goal"]: row["value"] for row in rows(frontier)} == {"heat": 3.0, "flood": 0.0}
        assert [row["initiative"] for row in rows(members)] == ["a"]


@pytest.mark.parametrize("number", [6, 14])
def test_a_portfolio_whose_whole_value_lies_in_pairs_is_found(number):
    names = [f"I{place:02}" for place in range(number)]
    pairs = list(combinations(range(number), 2))
    worth = [round(0.1 * ((7 * one + 3 * other) % 9 - 3), 1) for one, other in pairs]
    told = [{"source": names[one], "target": names[other], "value": value}
            for (one, other), value in zip(pairs, worth, strict=True) if value]  # fmt: skip
    _choice, proof = best_portfolio(
        values(*((name, 0.0) for name in names)), costs(*((name, 1.0) for name in names)), budgets=budget(number / 2),
        synergies=table_of(SYNERGIES, told),
    )  # fmt: skip
    sets = (np.arange(2**number)[:, None] >> np.arange(number)) & 1
    total = sum(value * sets[:, one] * sets[:, other] for (one, other), value in zip(pairs, worth, strict=True))
    assert rows(proof)[0]["proven"]
    assert rows(proof)[0]["value"] == pytest.approx(total[sets.sum(axis=1) <= number / 2].max())


def test_one_value_told_twice_is_refused():
    with pytest.raises(InputError, match="value of a for heat is told twice"):
        best_portfolio(values(("a", 1.0), ("a", 2.0)), costs(("a", 1.0)), budgets=budget(1.0))


def test_one_cost_told_twice_is_refused():
    with pytest.raises(InputError, match="cost of a in 2027 is told twice"):
        best_portfolio(values(("a", 1.0)), costs(("a", 1.0), ("a", 1.0)), budgets=budget(1.0))


def test_one_budget_told_twice_is_refused():
    with pytest.raises(InputError, match="budget of 2027 is told twice"):
        best_portfolio(values(("a", 1.0)), costs(("a", 1.0)), budgets=budget(1.0, 5.0))


def test_draws_in_which_one_initiative_stands_twice_and_another_lacks_are_refused():
    draws = memtable({"draw": [0, 0, 1, 1], "initiative": ["a", "a", "b", "b"], "value": [1.0, 2.0, 3.0, 4.0]})
    with pytest.raises(InputError, match="one value in each draw"):
        best_per_draw(draws, costs(("a", 1.0), ("b", 1.0)), budgets=budget(1.0))


def test_a_share_that_is_no_number_is_refused():
    with pytest.raises(SettingError, match="shares"):
        budget_frontier(values(("a", 1.0)), costs(("a", 1.0)), budgets=budget(1.0), shares=[float("nan")])


def test_one_draw_tells_no_standard_error():
    draws = memtable({"draw": [0, 0], "initiative": ["a", "b"], "value": [1.0, 2.0]})
    found = rows(value_of_information(draws, costs(("a", 1.0), ("b", 1.0)), budgets=budget(1.0)))
    assert [(row["information"], row["error"]) for row in found] == [(0.0, None), (0.0, None)]


@pytest.mark.parametrize("ends", [{"lower": 1.0}, {"upper": 9.0}])
def test_half_a_range_of_a_value_is_refused(ends):
    told = table_of(VALUES, [{"initiative": "a", "theme": "heat", "value": 5.0, **ends}])
    with pytest.raises(InputError, match="range"):
        draw_values(told, draws=3, seed=1)


def test_a_theme_of_unknown_weight_is_refused_when_values_are_drawn():
    weights = memtable({"theme": ["heat", "flood"], "weight": [None, 1.0]})
    with pytest.raises(InputError, match="Theme heat has no weight"):
        draw_values(values(("a", 5.0)), draws=3, seed=1, theme_weights=weights)


@pytest.mark.parametrize("ends", [{"lower_eur": 1.0}, {"upper_eur": 200.0}])
def test_half_a_range_of_a_cost_is_refused(ends):
    told = table_of(UNCERTAIN_FLOWS, [{"option": "wall", "year": 2026, "kind": "cost", "item": "build", "value_eur": 100.0,
                                       **ends}])  # fmt: skip
    with pytest.raises(InputError, match="range"):
        draw_net_present_values(told, FLAT, base_year=2026, horizon_years=5, draws=3, seed=1)


def losses(*told):
    columns = ("option", "shock", "probability", "loss_eur", "recovery_loss_eur")
    return table_of(SHOCK_LOSSES, [dict(zip(columns, row, strict=True)) for row in told])


def test_a_shock_told_twice_for_one_option_is_refused():
    told = losses(("none", "flood", 0.1, 9.0, 0.0), ("wall", "flood", 0.1, 1.0, 0.0), ("wall", "flood", 0.1, 2.0, 0.0))
    with pytest.raises(InputError, match="shock flood of option wall is told twice"):
        resilience_dividend(
            told, table_of(CASH_FLOWS, []), rates=FLAT, without="none", base_year=2026, horizon_years=10
        )


def test_co_benefits_that_come_without_the_option_too_are_not_its_own():
    told = losses(("none", "flood", 0.1, 9.0, 0.0), ("wall", "flood", 0.1, 9.0, 0.0))
    gains = table_of(CASH_FLOWS, [{"option": option, "year": 2027, "kind": "benefit", "item": "trees", "value_eur": value}
                                  for option, value in (("none", 10.0), ("wall", 25.0))])  # fmt: skip
    found = rows(resilience_dividend(told, gains, rates=FLAT, without="none", base_year=2026, horizon_years=10))[0]
    assert found["co_benefit_eur"] == pytest.approx(15.0)


def test_an_option_that_worsens_shocks_breaks_even_at_the_frequency_that_eats_its_co_benefits():
    parts = memtable(
        {"option": ["dig"], "avoided_loss_eur": [-20.0], "faster_recovery_eur": [0.0], "co_benefit_eur": [90.0]}
    )
    found = rows(break_even(parts, memtable({"option": ["dig"], "costs_eur": [50.0]}), rates=FLAT, horizon_years=10))[0]
    assert found["break_even_frequency"] == pytest.approx(2.0)  # 90 - 50 = 2 x 20


def test_a_return_period_of_no_year_is_refused():
    table = memtable({"option": ["none"] * 2, "return_period_years": [0.0, 10.0], "damage_eur": [1.0, 2.0]})
    with pytest.raises(InputError, match="return period of 1 year or more"):
        expected_annual_damage(table, rare_tail="none")


def test_damage_is_told_by_area_and_group_apart():
    table = memtable({"option": ["none"] * 4, "area": ["north", "north", None, None], "group": ["young"] * 4,
                      "exceedance_probability": [0.1, 0.01, 0.01, 0.1], "damage_eur": [10.0, 20.0, 200.0, 100.0]})  # fmt: skip
    found = {row["area"]: row["ead_eur"] for row in rows(expected_annual_damage(table, rare_tail="constant"))}
    assert found == pytest.approx({"north": 0.09 * 15 + 0.2, None: 0.09 * 150 + 2.0})


def test_one_reduction_told_twice_is_refused():
    twice = memtable({"initiative": ["dike"] * 2, "item": ["flood"] * 2, "share": [0.5, 0.4]})
    with pytest.raises(InputError, match="dike and flood is told twice"):
        joint_reduction(twice)


def test_shares_of_thirteen_initiatives_add_up_to_what_they_avoid_together():
    names = [f"I{place:02}" for place in range(13)]
    told = memtable({"initiative": names, "item": ["flood"] * 13, "share": [0.02 * place for place in range(1, 14)]})
    found = rows(attribute(told, memtable({"item": ["flood"], "loss_eur": [100.0]}), seed=2, samples=40))
    together = rows(joint_reduction(told))[0]["share"] * 100
    assert sum(row["attributed_eur"] for row in found) == pytest.approx(together)
    assert all(row["last_eur"] <= row["attributed_eur"] <= row["alone_eur"] for row in found)


def test_a_joint_value_that_is_unknown_gives_no_synergy():
    with pytest.raises(InputError, match="value of a; b together"):
        synergies_of(memtable({"members": ["a", "b", "a; b"], "value": [1.0, 2.0, None]}))
