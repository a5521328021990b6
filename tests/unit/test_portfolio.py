"""Portfolios that can be found by hand."""

from itertools import combinations

import pytest

from veerkracht.analysis.interventions import (
    best_per_draw,
    best_portfolio,
    budget_frontier,
    budget_steps,
    conflicting_limits,
    core_index,
    draw_values,
    goal_frontier,
    good_and_bad_times,
    policy_frictions,
    spending,
    unserved,
    value_of_information,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.choices import COSTS, COVERS, RULES, SYNERGIES, VALUES

BUDGETS = memtable({"year": [2027], "budget_eur": [5.0]})


def values(**worth):
    return table_of(VALUES, [{"initiative": name, "theme": "heat", "value": value} for name, value in worth.items()])


def costs(**cost):
    return table_of(COSTS, [{"initiative": name, "year": 2027, "cost_eur": value} for name, value in cost.items()])


def rules(*told):
    return table_of(RULES, [dict(zip(("kind", "source", "target"), row, strict=True)) for row in told])


def synergies(*told):
    return table_of(SYNERGIES, [dict(zip(("source", "target", "value"), row, strict=True)) for row in told])


def rows(table):
    return pull(table).to_pylist()


def chosen(*tables, **more):
    choice, _proof = best_portfolio(*tables, **{"budgets": BUDGETS, **more})
    return {row["initiative"] for row in rows(choice) if row["chosen"]}


WORTH, COST = values(a=5.0, b=4.0, c=3.0), costs(a=5.0, b=3.0, c=2.0)


def test_two_small_ones_beat_the_large_one():
    assert chosen(WORTH, COST) == {"b", "c"}


def test_a_pair_that_hurts_gives_way_to_the_large_one():
    assert chosen(WORTH, COST, synergies=synergies(("b", "c", -3.0))) == {"a"}


def test_a_need_that_cannot_be_paid_leaves_an_initiative_out():
    assert chosen(WORTH, COST, rules=rules(("needs", "b", "a"))) == {"a"}


def test_what_excludes_each_other_is_never_chosen_together():
    assert chosen(WORTH, COST, rules=rules(("excludes", "b", "c"))) == {"a"}


def test_what_must_be_is_chosen_whatever_it_is_worth():
    assert chosen(WORTH, COST, rules=rules(("must", "a", None))) == {"a"}


def test_each_area_that_is_named_gets_an_initiative():
    covers = table_of(COVERS, [{"initiative": "a", "area": "north"}])
    assert chosen(WORTH, COST, covers=covers) == {"a"}
    assert chosen(WORTH, COST, covers=covers, cover=("theme",)) == {"b", "c"}


def test_what_is_left_of_a_year_can_be_carried_into_the_next():
    late = table_of(COSTS, [{"initiative": "a", "year": 2028, "cost_eur": 5.0}])
    two = memtable({"year": [2027, 2028], "budget_eur": [3.0, 2.0]})
    assert chosen(values(a=5.0), late, budgets=two) == set()
    assert chosen(values(a=5.0), late, budgets=two, leftover="carried") == {"a"}


def test_themes_count_by_their_weight():
    worth = table_of(VALUES, [{"initiative": "a", "theme": "heat", "value": 5.0},
                              {"initiative": "b", "theme": "flood", "value": 4.0}])  # fmt: skip
    cost = costs(a=5.0, b=5.0)
    assert chosen(worth, cost) == {"a"}
    assert chosen(worth, cost, theme_weights=memtable({"theme": ["heat", "flood"], "weight": [1.0, 2.0]})) == {"b"}
    with pytest.raises(InputError, match="Theme heat has no weight"):
        chosen(worth, cost, theme_weights=memtable({"theme": ["flood"], "weight": [2.0]}))


@pytest.mark.parametrize(
    ("worth", "cost", "what"),
    [(values(a=5.0, b=None, c=3.0), COST, "value"), (WORTH, costs(a=5.0, b=None, c=2.0), "cost"),
     (WORTH, costs(a=5.0, c=2.0), "cost")],
)  # fmt: skip
def test_an_unknown_initiative_is_not_weighed_and_says_why(worth, cost, what):
    choice, _proof = best_portfolio(worth, cost, budgets=BUDGETS)
    found = {row["initiative"]: row for row in rows(choice)}
    assert (found["b"]["chosen"], found["b"]["unknown"]) == (None, what)
    assert found["a"]["chosen"] and not found["c"]["chosen"]


def test_the_proof_tells_value_bound_and_cost():
    _choice, proof = best_portfolio(WORTH, COST, budgets=BUDGETS)
    row = rows(proof)[0]
    assert (row["value"], row["bound"], row["gap"], row["proven"], row["cost_eur"]) == (7.0, 7.0, 0.0, True, 5.0)


def test_what_an_initiative_adds_counts_its_synergies():
    choice, _proof = best_portfolio(
        WORTH, COST, budgets=BUDGETS, synergies=synergies(("b", "c", 2.0), ("a", "c", -1.0))
    )
    assert {row["initiative"]: row["adds"] for row in rows(choice)} == {"a": 4.0, "b": 6.0, "c": 5.0}


def test_limits_that_contradict_each_other_are_named():
    told = rules(("must", "a", None), ("must", "b", None), ("excludes", "b", "c"))
    with pytest.raises(InputError, match="contradict each other: budget 2027; must a; must b") as caught:
        chosen(WORTH, COST, rules=told)
    assert caught.value.facts["conflict"] == "budget 2027; must a; must b"
    assert [row["kind"] for row in rows(conflicting_limits(WORTH, COST, budgets=BUDGETS, rules=told))] == [
        "budget", "must", "must"]  # fmt: skip


def test_a_must_of_unknown_cost_is_a_conflict_that_says_so():
    with pytest.raises(InputError, match="must b; unknown b cost"):
        chosen(WORTH, costs(a=5.0, c=2.0), rules=rules(("must", "b", None)))


def test_a_theme_that_nobody_serves_is_a_conflict_by_itself():
    covers = table_of(COVERS, [{"initiative": None, "theme": "flood"}])
    with pytest.raises(InputError, match="contradict each other: theme flood"):
        chosen(WORTH, COST, covers=covers)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rules": rules(("wants", "a", "b"))}, "a rule wants for a"),
        ({"rules": rules(("needs", "a", "a"))}, "with itself"),
        ({"rules": rules(("needs", "a", "z"))}, "names z, which has no value"),
        ({"rules": rules(("must", "z", None))}, "names z, which has no value"),
        ({"synergies": synergies(("a", "b", 1.0), ("b", "a", 1.0))}, "told twice"),
        ({"synergies": synergies(("a", "b", None))}, "is unknown"),
        ({"synergies": synergies(("a", "z", 1.0))}, "names z, which has no value"),
        ({"budgets": memtable({"year": [2027], "budget_eur": [-1.0]})}, r"budget of 2027 is -1\.0"),
        ({"budgets": memtable({"year": [2028], "budget_eur": [1.0]})}, "no budget"),
        ({"covers": table_of(COVERS, [{"initiative": "z", "theme": "heat"}])}, "names z, which has no value"),
    ],
)
def test_a_choice_that_is_told_wrongly_is_refused(more, words):
    with pytest.raises(InputError, match=words):
        chosen(WORTH, COST, **more)


def test_a_cost_below_zero_of_an_initiative_is_refused():
    with pytest.raises(InputError, match=r"a costs -5\.0 in 2027"):
        chosen(values(a=5.0), costs(a=-5.0))


def made(number):
    names = [f"I{place:02}" for place in range(number)]
    worth = values(**{name: 3.0 + (7 * place % 11) for place, name in enumerate(names)})
    cost = costs(**{name: 2.0 + (5 * place % 7) for place, name in enumerate(names)})
    pairs = synergies(
        *((*pair, float((3 * at) % 7 - 3)) for at, pair in enumerate(combinations(names, 2)) if at % 5 == 0)
    )
    return worth, cost, {"synergies": pairs, "budgets": memtable({"year": [2027], "budget_eur": [2.0 * number]})}


def test_a_search_that_is_stopped_tells_an_honest_gap():
    worth, cost, more = made(30)
    _choice, best = best_portfolio(worth, cost, **more)
    _choice, proof = best_portfolio(worth, cost, **more, keep_going=lambda: False)
    stopped, full = rows(proof)[0], rows(best)[0]
    assert full["proven"]
    assert stopped["value"] <= full["value"] <= stopped["bound"] + 1e-9
    assert stopped["gap"] == pytest.approx(stopped["bound"] - stopped["value"])


def test_a_search_that_is_cancelled_raises_what_the_caller_raises():
    class Cancelled(Exception):
        pass

    def cancel(done, of):
        raise Cancelled

    worth, cost, more = made(30)
    with pytest.raises(Cancelled):
        best_per_draw(draw_values(worth, draws=2, seed=1), cost, **more, progress=cancel)


def test_spending_is_told_by_year():
    cost = table_of(
        COSTS, [{"initiative": "a", "year": 2027, "cost_eur": 2.0}, {"initiative": "a", "year": 2028, "cost_eur": 3.0}]
    )
    two = memtable({"year": [2027, 2028], "budget_eur": [4.0, 3.0]})
    choice, _proof = best_portfolio(values(a=1.0), cost, budgets=two)
    assert [(row["spent_eur"], row["left_eur"], row["left_so_far_eur"]) for row in rows(spending(choice, cost, budgets=two))] == [
        (2.0, 2.0, 2.0), (3.0, 0.0, 2.0)]  # fmt: skip


def test_the_frontier_names_every_budget_at_which_more_can_be_had():
    frontier, members = budget_steps(WORTH, COST, budgets=BUDGETS)
    assert [row["share"] for row in rows(frontier)] == pytest.approx([0.0, 0.4, 0.6, 1.0])
    assert [row["value"] for row in rows(frontier)] == [0.0, 3.0, 4.0, 7.0]
    assert [row["initiative"] for row in rows(members) if row["share"] == 0.6] == ["b"]


def test_a_share_below_every_musts_cost_is_told_as_impossible():
    frontier, _members = budget_frontier(
        WORTH, COST, budgets=BUDGETS, shares=[0.5, 1.0], rules=rules(("must", "a", None))
    )
    assert [(row["share"], row["feasible"], row["value"]) for row in rows(frontier)] == [
        (0.5, False, None),
        (1.0, True, 5.0),
    ]


def test_a_share_below_zero_is_refused():
    with pytest.raises(SettingError, match="shares"):
        budget_frontier(WORTH, COST, budgets=BUDGETS, shares=[-0.1])


def goals_of(told):
    return table_of(VALUES, [{"initiative": name, "theme": theme, "value": value}
                             for name, worth in told.items() for theme, value in worth.items()])  # fmt: skip


def every_point(told, cost, budget, goals):
    sets = [some for size in range(len(told) + 1) for some in combinations(told, size)]
    paid = [some for some in sets if sum(cost[name] for name in some) <= budget]
    points = {tuple(sum(told[name][goal] for name in some) for goal in goals) for some in paid}
    return sorted(point for point in points if not any(beats(other, point) for other in points))


def beats(other, point):
    return other != point and all(reached >= least for reached, least in zip(other, point, strict=True))


@pytest.mark.parametrize("goals", [("heat", "flood"), ("heat", "flood", "care")])
def test_goals_give_every_point_that_no_other_beats_also_in_a_dent(goals):  # heat 22, flood 16
    told = {f"I{at}": {"heat": float(7 * at % 11), "flood": float(3 * at * at % 13), "care": float((5 * at + at * at) % 9)}
            for at in range(1, 9)}  # fmt: skip
    cost = {name: 1.0 + place % 3 for place, name in enumerate(told)}
    frontier, _members = goal_frontier(goals_of(told), costs(**cost), goals=goals, budgets=BUDGETS)
    found = rows(frontier)
    points = [tuple(row["value"] for row in found[at : at + len(goals)]) for at in range(0, len(found), len(goals))]
    assert sorted(points) == every_point(told, cost, 5.0, goals)


@pytest.mark.parametrize("goals", [("heat",), ("heat", "heat"), ("a", "b", "c", "d")])
def test_one_goal_or_four_are_refused(goals):
    with pytest.raises(SettingError, match="two or three"):
        goal_frontier(WORTH, COST, goals=goals, budgets=BUDGETS)


def test_a_goal_that_nobody_serves_is_refused():
    with pytest.raises(InputError, match="goal flood"):
        goal_frontier(WORTH, COST, goals=("heat", "flood"), budgets=BUDGETS)


def test_more_points_than_asked_for_are_refused():
    with pytest.raises(SettingError, match="more than 1 points"):
        budget_steps(WORTH, COST, budgets=BUDGETS, most=1)


UNSURE = memtable(
    {"draw": [0, 0, 0, 1, 1, 1], "initiative": ["a", "b", "c"] * 2, "value": [9.0, 4.0, 3.0, 1.0, 4.0, 3.0]}
)


def test_the_core_is_in_every_draw_and_the_rest_is_worth_a_study():
    taken, proof = best_per_draw(UNSURE, COST, budgets=BUDGETS)
    assert {row["initiative"]: (row["core_index"], row["state"]) for row in rows(core_index(taken))} == {
        "a": (0.5, "between"), "b": (0.5, "between"), "c": (0.5, "between")}  # fmt: skip
    assert [(row["value"], row["value_of_mean"], row["proven"]) for row in rows(proof)] == [
        (9.0, 7.0, True),
        (7.0, 7.0, True),
    ]


def test_core_and_out_are_told_from_what_lies_between():
    draws = memtable({"draw": [0, 0, 1, 1], "initiative": ["a", "b"] * 2, "value": [1.0, 9.0, 2.0, 8.0]})
    taken, _proof = best_per_draw(draws, costs(a=5.0, b=5.0), budgets=BUDGETS)
    assert [row["state"] for row in rows(core_index(taken))] == ["out", "core"]


def test_knowing_a_value_is_worth_what_the_switch_brings():
    found = {row["initiative"]: row for row in rows(value_of_information(UNSURE, COST, budgets=BUDGETS))}
    # a is worth 9 or 1 (mean 5) against b + c = 7: knowing it gains 2 in one draw of two
    assert (found["a"]["threshold"], found["a"]["switch"], found["a"]["information"]) == pytest.approx((7.0, 0.5, 1.0))
    assert found["b"]["information"] == pytest.approx(0.0)


def test_an_initiative_that_must_be_is_not_worth_a_study():
    found = rows(value_of_information(UNSURE, COST, budgets=BUDGETS, rules=rules(("must", "a", None))))
    assert [(row["threshold"], row["information"]) for row in found if row["initiative"] == "a"] == [(None, 0.0)]


def test_draws_stay_the_same_when_others_are_added():
    def of(*names):
        table = table_of(
            VALUES, [{"initiative": name, "theme": "heat", "value": 5.0, "lower": 1.0, "upper": 9.0} for name in names]
        )
        return [row["value"] for row in rows(draw_values(table, draws=4, seed=3)) if row["initiative"] == "a"]

    assert of("a") == of("a", "b")
    assert len(set(of("a"))) == 4


def test_a_value_outside_its_own_range_is_refused():
    wrong = table_of(VALUES, [{"initiative": "a", "theme": "heat", "value": 5.0, "lower": 6.0, "upper": 9.0}])
    with pytest.raises(InputError, match="outside its range"):
        draw_values(wrong, draws=3, seed=1)


def test_a_draw_without_one_of_the_initiatives_is_refused():
    with pytest.raises(InputError, match="5 values for 2 draws of 3 initiatives"):
        best_per_draw(memtable(pull(UNSURE).slice(0, 5)), COST, budgets=BUDGETS)


def test_an_unknown_initiative_stays_unknown_in_every_draw():
    taken, _proof = best_per_draw(UNSURE, costs(a=5.0, c=2.0), budgets=BUDGETS)
    found = {row["initiative"]: row["state"] for row in rows(core_index(taken))}
    assert found["b"] is None


def test_risks_that_no_chosen_initiative_serves_are_listed():
    covers = table_of(
        COVERS, [{"initiative": "a", "theme": "heat"}, {"initiative": "b", "theme": "flood", "area": "north"}]
    )
    found = rows(unserved(covers, memtable({"initiative": ["a", "b"], "chosen": [True, None]})))
    assert [(row["kind"], row["name"], row["able"]) for row in found] == [("theme", "flood", 1), ("area", "north", 1)]


@pytest.mark.parametrize(
    ("good", "bad", "kind"),
    [
        (1.0, 1.0, "both"),
        (0.0, 1.0, "only_insurance"),
        (1.0, -1.0, "only_nice"),
        (0.0, 0.0, "neither"),
        (None, 1.0, None),
    ],
)
def test_initiatives_are_told_by_the_times_they_are_good_for(good, bad, kind):
    told = memtable({"initiative": ["a", "a"], "times": ["good", "bad"], "value": [good, bad]})
    assert rows(good_and_bad_times(told))[0]["kind"] == kind


def test_other_times_than_good_and_bad_are_refused():
    with pytest.raises(InputError, match="ugly times"):
        good_and_bad_times(memtable({"initiative": ["a"], "times": ["ugly"], "value": [1.0]}))


def pulls(*told):
    columns = ("aim", "target", "kind", "pull")
    return memtable({name: [row[at] for row in told] for at, name in enumerate(columns)})


def test_aims_that_pull_apart_are_paired_strongest_first():
    told = pulls(("homes", "field", "area", -2.0), ("green", "field", "area", 1.0), ("green", "park", "area", 3.0),
                 ("homes", "park", "area", -1.0), ("roads", "field", "area", -5.0))  # fmt: skip
    found = rows(policy_frictions(told, memtable({"aim_a": ["roads"], "aim_b": ["green"]})))
    assert [(row["aim_a"], row["aim_b"], row["targets"], row["strength"], row["known"]) for row in found] == [
        ("green", "homes", 2, 2.0, False), ("green", "roads", 1, 1.0, True)]  # fmt: skip


def test_an_unknown_pull_is_refused():
    with pytest.raises(InputError, match="pull of aim green on park"):
        policy_frictions(pulls(("homes", "park", "area", 1.0), ("green", "park", "area", None)))
