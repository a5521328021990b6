"""Business cases worked out by hand."""

import pytest

from veerkracht.analysis.interventions import (
    annuity_factor,
    attribute,
    attribute_sets,
    break_even,
    chance_of_gain,
    discount_factors,
    distribution,
    draw_net_present_values,
    expected_annual_damage,
    joint_reduction,
    life_cycle_cost,
    net_present_value,
    resilience_dividend,
    synergies_of,
    with_optimism_bias,
)
from veerkracht.catalogue.discount_rates import discount_rates, rates_on
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.choices import CASH_FLOWS, LIFE_CYCLES, PEOPLE, RATES, SHOCK_LOSSES, UNCERTAIN_FLOWS


def flat(rate):
    row = {"table": "own", "kind": "standard", "valid_from": "2026-01-01", "first_year": 0, "rate": rate}
    return table_of(RATES, [row])


def flows(*rows, shape=CASH_FLOWS):
    return table_of(shape, [{"option": "wall", **row} for row in rows])


def rows(table):
    return pull(table).to_pylist()


COST = {"year": 2026, "kind": "cost", "item": "build", "value_eur": 100.0}
GAIN = {"year": 2027, "kind": "benefit", "item": "damage", "value_eur": 121.0}


def npv(*told, base_year=2026, horizon_years=5, rate=0.1):
    return rows(net_present_value(flows(*told), flat(rate), base_year=base_year, horizon_years=horizon_years))[0]


def test_a_benefit_of_next_year_is_discounted_once_and_the_base_year_not_at_all():
    found = npv(COST, GAIN)
    assert (found["benefits_eur"], found["costs_eur"]) == pytest.approx((110.0, 100.0))
    assert (found["npv_eur"], found["bcr"]) == pytest.approx((10.0, 1.1))
    assert found["annuity_eur"] == pytest.approx(10.0 / 3.790786769408448)  # sum of 1.1 ** -t, t = 1..5


def test_an_unknown_cost_makes_the_net_present_value_unknown_and_is_named():
    found = npv({**COST, "value_eur": None}, GAIN)
    assert (found["npv_eur"], found["costs_eur"], found["bcr"]) == (None, None, None)
    assert found["benefits_eur"] == pytest.approx(110.0)
    assert (found["unknown"], found["first_unknown"]) == (1, "cost/build/2026")


def test_what_lies_beyond_the_horizon_is_left_out_and_counted():
    found = npv(COST, GAIN, {**GAIN, "year": 2040})
    assert found["npv_eur"] == pytest.approx(10.0)
    assert found["beyond_horizon"] == 1


def test_an_option_without_costs_has_no_ratio():
    assert npv(GAIN)["bcr"] is None


@pytest.mark.parametrize("years", [0, -3])
def test_a_horizon_of_no_year_is_refused(years):
    with pytest.raises(SettingError, match="horizon is"):
        npv(COST, horizon_years=years)


def test_a_cost_below_zero_is_refused_by_name():
    with pytest.raises(InputError, match=r"cost of -1\.0 for build in 2026"):
        npv({**COST, "value_eur": -1.0})


def test_an_unknown_kind_of_flow_is_refused():
    with pytest.raises(InputError, match="kind gift"):
        npv({**COST, "kind": "gift"})


def test_money_spent_before_the_base_year_is_refused():
    with pytest.raises(InputError, match="before the base year 2026"):
        npv({**COST, "year": 2025})


def test_steps_of_a_rate_multiply_year_by_year():
    steps = [{"table": "own", "kind": "standard", "valid_from": "2026-01-01", "first_year": first, "last_year": last,
              "rate": rate} for first, last, rate in ((0, 1, 0.1), (2, None, 0.05))]  # fmt: skip
    found = [row["factor"] for row in rows(discount_factors(table_of(RATES, steps), horizon_years=3))]
    assert found == pytest.approx([1, 1 / 1.1, 1 / (1.1 * 1.05), 1 / (1.1 * 1.05**2)])


def test_a_horizon_beyond_the_last_step_is_refused():
    short = memtable({"table": ["own"], "kind": ["standard"], "valid_from": ["2026-01-01"], "first_year": [0],
                      "last_year": [10], "rate": [0.02]})  # fmt: skip
    with pytest.raises(InputError, match="no single rate for year 11"):
        annuity_factor(short, years=20)


def test_rates_of_two_kinds_at_once_are_refused():
    with pytest.raises(InputError, match="kinds or dates"):
        annuity_factor(discount_rates(), years=20)


def test_a_payment_at_the_start_of_the_year_is_worth_more():
    assert annuity_factor(flat(0.1), years=2, paid="start") == pytest.approx(1 + 1 / 1.1)
    assert annuity_factor(flat(0.1), years=2) == pytest.approx(1 / 1.1 + 1 / 1.21)


@pytest.mark.parametrize(("day", "rate"), [("2020-12-31", 0.03), ("2021-01-01", 0.0225), ("2016-04-01", 0.03)])
def test_the_dutch_rate_is_that_of_the_day(day, rate):
    assert rates_on(day, table="nl").rate.to_pyarrow().to_pylist() == [rate]


@pytest.mark.parametrize(("day", "rate"), [("2025-04-08", 0.07), ("2025-04-07", 0.031), ("2023-06-01", 0.07)])
def test_the_american_rate_fell_and_rose_again(day, rate):
    assert rates_on(day, table="fema").rate.to_pyarrow().to_pylist() == [rate]


def test_a_day_before_the_first_rate_is_refused_with_the_first_date():
    with pytest.raises(InputError, match="holds on 2010-01-01; the first holds from 2016-04-01"):
        rates_on("2010-01-01", table="nl")


def test_a_kind_that_no_longer_holds_is_refused():
    with pytest.raises(InputError, match="physical_investment of table nl holds on 2026"):
        rates_on("2026-11-22", table="nl", kind="physical_investment")


def test_an_unknown_table_of_rates_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="fema standard"):
        rates_on("2026-11-22", table="moon")


def test_rates_of_an_own_file_are_read(tmp_path):
    file = tmp_path / "rates.toml"
    file.write_text('[[rates]]\ntable = "own"\nkind = "standard"\nfrom = "2026-01-01"\nsteps = [[0, 9, 0.02], [10, 0.01]]\n'
                    'source = "council"\n', encoding="utf-8")  # fmt: skip
    found = rows(rates_on("2026-05-01", table="own", path=str(file)))
    assert [(row["first_year"], row["last_year"], row["rate"]) for row in found] == [(0, 9, 0.02), (10, None, 0.01)]


@pytest.mark.parametrize("text", ["[[rates]\n", '[[rates]]\ntable = "own"\n'])
def test_an_own_file_of_rates_that_is_wrong_is_refused(tmp_path, text):
    file = tmp_path / "rates.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        discount_rates(str(file))


def test_an_own_file_of_rates_that_is_absent_is_refused(tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        discount_rates(str(tmp_path / "none.toml"))


def life_cycle(**changed):
    row = {"option": "wall", "capex_eur": 100.0, "lifetime_years": 2, "opex_eur": 10.0, "opex_interval_years": 1}
    return table_of(LIFE_CYCLES, [{**row, **changed}])


def test_a_year_of_renewal_has_no_upkeep():
    found = rows(life_cycle_cost(life_cycle(), flat(0.0), horizon_years=3))[0]
    assert found["life_cycle_cost_eur"] == 100 + 10 + 100 + 10


def test_an_unknown_upkeep_makes_the_life_cycle_cost_unknown():
    assert (
        rows(life_cycle_cost(life_cycle(opex_eur=None), flat(0.0), horizon_years=3))[0]["life_cycle_cost_eur"] is None
    )


@pytest.mark.parametrize("changed", [{"capex_eur": -1.0}, {"lifetime_years": 0}, {"opex_interval_years": None}])
def test_a_life_cycle_that_cannot_be_is_refused(changed):
    with pytest.raises(InputError, match="Option wall has"):
        life_cycle_cost(life_cycle(**changed), flat(0.0), horizon_years=3)


def damages(*pairs):
    p, damage = (list(column) for column in zip(*pairs, strict=True))
    return memtable({"option": ["none"] * len(p), "exceedance_probability": p, "damage_eur": damage})


def test_tails_of_expected_damage_are_told_apart():
    table = damages((0.01, 1000.0), (0.1, 200.0))
    found = rows(expected_annual_damage(table, rare_tail="constant", no_damage_above=0.5))[0]
    assert found["rare_tail_eur"] == pytest.approx(10.0)
    assert found["frequent_tail_eur"] == pytest.approx((0.5 - 0.1) * 100)
    assert found["ead_eur"] == pytest.approx(0.09 * 600 + 10 + 40)
    assert rows(expected_annual_damage(table, rare_tail="none"))[0]["ead_eur"] == pytest.approx(54.0)


def test_one_unknown_damage_makes_the_expected_damage_unknown():
    found = rows(expected_annual_damage(damages((0.01, None), (0.1, 200.0)), rare_tail="constant"))[0]
    assert found["ead_eur"] is None


@pytest.mark.parametrize("wrong", [0.0, 1.5, -0.1, None])
def test_a_probability_outside_its_range_is_refused(wrong):
    with pytest.raises(InputError, match="exceedance probability"):
        expected_annual_damage(damages((wrong, 5.0), (0.1, 2.0)), rare_tail="none")


def test_a_single_event_gives_no_expected_damage():
    with pytest.raises(InputError, match="two or more events"):
        expected_annual_damage(damages((0.1, 5.0)), rare_tail="none")


def test_damage_below_zero_is_refused():
    with pytest.raises(InputError, match=r"damage -5\.0"):
        expected_annual_damage(damages((0.1, -5.0), (0.2, 1.0)), rare_tail="none")


def test_a_point_without_damage_below_the_most_frequent_event_is_refused():
    with pytest.raises(SettingError, match="no_damage_above"):
        expected_annual_damage(damages((0.1, 5.0), (0.01, 9.0)), rare_tail="none", no_damage_above=0.05)


def shocks(*told):
    columns = ("option", "shock", "probability", "loss_eur", "recovery_loss_eur")
    return table_of(SHOCK_LOSSES, [dict(zip(columns, row, strict=True)) for row in told])


def dividend(*told, extra=()):
    return rows(resilience_dividend(shocks(*told), flows(*extra), rates=flat(0.0), without="none", base_year=2026,
                                    horizon_years=10))  # fmt: skip


def test_a_dividend_is_split_in_three_parts_of_which_one_is_below_zero():
    lost = {"year": 2027, "kind": "benefit", "item": "trees", "value_eur": -30.0}
    found = dividend(("none", "flood", 0.1, 100.0, 50.0), ("wall", "flood", 0.1, 40.0, 45.0), extra=[lost])[0]
    assert found["avoided_loss_eur"] == pytest.approx(60.0)
    assert found["faster_recovery_eur"] == pytest.approx(5.0)
    assert found["co_benefit_eur"] == pytest.approx(-30.0)
    assert found["dividend_eur"] == pytest.approx(35.0)


def test_an_unknown_loss_in_one_shock_makes_the_dividend_unknown():
    found = dividend(("none", "flood", 0.1, 100.0, 0.0), ("wall", "flood", 0.1, None, 0.0))[0]
    assert (found["dividend_eur"], found["unknown_shocks"]) == (None, 1)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([("none", "flood", 1.5, 1.0, 0.0), ("wall", "flood", 1.5, 1.0, 0.0)], r"probability 1\.5"),
        ([("none", "flood", 0.1, 1.0, 0.0), ("wall", "flood", 0.2, 1.0, 0.0)], "different probabilities"),
        ([("none", "flood", 0.1, 1.0, 0.0), ("wall", "heat", 0.1, 1.0, 0.0)], "no row for shock"),
        ([("wall", "flood", 0.1, 1.0, 0.0)], "doing nothing"),
        ([("none", "flood", 0.1, -1.0, 0.0), ("wall", "flood", 0.1, 1.0, 0.0)], "losses as 0 or more"),
    ],
)
def test_losses_that_do_not_fit_together_are_refused(told, words):
    with pytest.raises(InputError, match=words):
        dividend(*told)


def test_break_even_is_where_the_net_present_value_is_zero():
    parts = memtable(
        {"option": ["wall"], "avoided_loss_eur": [60.0], "faster_recovery_eur": [20.0], "co_benefit_eur": [10.0]}
    )
    costs = memtable({"option": ["wall"], "costs_eur": [170.0]})
    found = rows(break_even(parts, costs, rates=flat(0.0), horizon_years=10))[0]
    assert found["npv_eur"] == pytest.approx(-80.0)
    assert found["break_even_co_benefit_eur"] == pytest.approx(8.0)
    assert found["break_even_frequency"] == pytest.approx(2.0)  # 2 x 80 + 10 = 170


def test_no_frequency_breaks_even_where_shocks_bring_nothing():
    parts = memtable(
        {"option": ["park"], "avoided_loss_eur": [0.0], "faster_recovery_eur": [0.0], "co_benefit_eur": [10.0]}
    )
    costs = memtable({"option": ["park"], "costs_eur": [20.0]})
    assert rows(break_even(parts, costs, rates=flat(0.0), horizon_years=10))[0]["break_even_frequency"] is None


def reductions(*told):
    one, item, share = (list(column) for column in zip(*told, strict=True))
    return memtable({"initiative": one, "item": item, "share": share})


def test_two_halves_leave_a_quarter_and_share_what_they_avoid():
    both = reductions(("dike", "flood", 0.5), ("pump", "flood", 0.5))
    assert rows(joint_reduction(both)) == [{"item": "flood", "share": 0.75}]
    found = rows(attribute(both, memtable({"item": ["flood"], "loss_eur": [100.0]}), seed=1))
    assert [row["attributed_eur"] for row in found] == pytest.approx([37.5, 37.5])
    assert [(row["alone_eur"], row["last_eur"]) for row in found] == [(50.0, 25.0)] * 2


@pytest.mark.parametrize("share", [-0.1, 1.2])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(InputError, match="takes away a share"):
        joint_reduction(reductions(("dike", "flood", share)))


def test_an_unknown_share_makes_the_joint_one_unknown():
    assert rows(joint_reduction(reductions(("dike", "flood", None), ("pump", "flood", 0.5))))[0]["share"] is None


def test_an_unknown_loss_cannot_be_shared_out():
    with pytest.raises(InputError, match="Loss flood is None"):
        attribute(reductions(("dike", "flood", 0.5)), memtable({"item": ["heat"], "loss_eur": [1.0]}), seed=1)


def test_simulations_of_every_set_are_shared_out_to_the_last_euro():
    sets = memtable({"members": ["", "a", "b", "a; b"], "value": [0.0, 10.0, 20.0, 24.0]})
    found = rows(attribute_sets(sets))
    assert [row["attributed_eur"] for row in found] == pytest.approx([7.0, 17.0])
    assert [row["value"] for row in rows(synergies_of(sets))] == [-6.0]


def test_a_set_that_was_not_simulated_is_named():
    with pytest.raises(InputError, match="value of none together"):
        attribute_sets(memtable({"members": ["a", "b", "a; b"], "value": [10.0, 20.0, 24.0]}))


PEOPLE_OF = table_of(PEOPLE, [{"name": "poor", "income_eur": 10_000.0, "people": 100.0},
                              {"name": "rich", "income_eur": 30_000.0, "people": 100.0}])  # fmt: skip


def test_the_plain_figure_comes_first_and_weights_stand_beside_it():
    told = [{**GAIN, "group": "poor", "value_eur": 10.0}, {**GAIN, "group": "rich", "value_eur": 30.0, "item": "other"}]
    found = rows(distribution(flows(*told), PEOPLE_OF, by="group", rates=flat(0.0), base_year=2026, horizon_years=2,
                              elasticities=(1.0,)))  # fmt: skip
    assert [(row["elasticity"], row["name"], row["npv_eur"], row["weighted_npv_eur"]) for row in found] == [
        (0.0, "poor", 10.0, 10.0), (0.0, "rich", 30.0, 30.0),
        (1.0, "poor", 10.0, 20.0), (1.0, "rich", 30.0, 20.0)]  # fmt: skip
    assert found[0]["npv_per_person_eur"] == pytest.approx(0.1)


def test_what_no_group_is_told_of_keeps_its_weight():
    found = rows(distribution(flows(GAIN), PEOPLE_OF, by="group", rates=flat(0.0), base_year=2026, horizon_years=2))
    assert {(row["name"], row["weight"]) for row in found} == {(None, 1.0)}


def test_a_group_without_income_is_refused():
    with pytest.raises(InputError, match="income and number of people for nobody"):
        distribution(
            flows({**GAIN, "group": "nobody"}), PEOPLE_OF, by="group", rates=flat(0.0), base_year=2026, horizon_years=2
        )


def test_an_income_of_zero_is_refused():
    none = table_of(PEOPLE, [{"name": "poor", "income_eur": 0.0, "people": 10.0}])
    with pytest.raises(InputError, match="above 0"):
        distribution(flows(GAIN), none, by="group", rates=flat(0.0), base_year=2026, horizon_years=2)


def drawn(*told, draws=2000, seed=1):
    return draw_net_present_values(flows(*told, shape=UNCERTAIN_FLOWS), flat(0.0), base_year=2026, horizon_years=5,
                                   draws=draws, seed=seed)  # fmt: skip


def test_a_sure_case_has_the_same_net_present_value_in_every_draw():
    assert {row["npv_eur"] for row in rows(drawn(COST, GAIN, draws=5))} == {21.0}


def test_the_first_draws_are_the_same_however_many_follow():
    wide = {**GAIN, "lower_eur": 0.0, "upper_eur": 200.0}
    few, many = rows(drawn(COST, wide, draws=5)), rows(drawn(COST, wide, draws=50))
    assert few == many[:5]


def test_the_chance_of_gain_is_that_of_the_triangle():
    wide = {**GAIN, "value_eur": 100.0, "lower_eur": 0.0, "upper_eur": 200.0}
    found = rows(chance_of_gain(drawn(COST, wide)))[0]
    assert found["lower"] < 0.5 < found["upper"]  # seed 1; a symmetric triangle around the cost
    assert found["mean_eur"] == pytest.approx(0.0, abs=4 * found["error_eur"])


def test_an_unknown_cost_leaves_the_chance_unknown():
    assert rows(chance_of_gain(drawn({**COST, "value_eur": None}, GAIN, draws=5)))[0]["chance"] is None


def test_a_value_outside_its_range_is_refused():
    with pytest.raises(InputError, match="outside its range"):
        drawn(COST, {**GAIN, "lower_eur": 130.0, "upper_eur": 200.0})


def test_no_draw_at_all_is_refused():
    with pytest.raises(SettingError, match="Ask for 1 or more"):
        drawn(COST, draws=0)


def test_optimism_raises_the_costs_it_names_and_nothing_else():
    raised = with_optimism_bias(flows(COST, GAIN), memtable({"item": ["build"], "uplift": [0.4]}))
    assert {row["item"]: row["value_eur"] for row in rows(raised)} == pytest.approx({"build": 140.0, "damage": 121.0})


@pytest.mark.parametrize(("item", "uplift"), [("build", -0.1), ("damage", 0.4)])
def test_optimism_below_zero_or_of_no_cost_is_refused(item, uplift):
    with pytest.raises(InputError, match=f"uplift of {item}"):
        with_optimism_bias(flows(COST, GAIN), memtable({"item": [item], "uplift": [uplift]}))
