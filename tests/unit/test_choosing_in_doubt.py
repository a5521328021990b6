"""What may make a choice wrong, by hand: worlds in which it fails, tipping points, stress, knowing more, and who gains."""

from types import SimpleNamespace

import pytest

from veerkracht.analysis.redistribution import RedistributionSettings, places_for
from veerkracht.connectors.forms import Choice
from veerkracht.connectors.workshop_sheets import Lists, read_folder, write_book
from veerkracht.reports.content import Items
from veerkracht.reports.words import plain
from veerkracht.tables import memtable, pull
from veerkracht.workflows.choosing.business import weigh_portfolio
from veerkracht.workflows.choosing.failing import WORLDS, driver_of, find_failures
from veerkracht.workflows.choosing.fairness import weigh_fairly
from veerkracht.workflows.choosing.grounds import ChooseRequest, lay_grounds
from veerkracht.workflows.choosing.homes import HomesRequest
from veerkracht.workflows.choosing.learning import value_learning
from veerkracht.workflows.choosing.money_model import packages_of
from veerkracht.workflows.choosing.moving import follow_homes
from veerkracht.workflows.choosing.page_worlds import business_blocks
from veerkracht.workflows.choosing.portfolio import choose_portfolio
from veerkracht.workflows.choosing.stressing import stress_choice
from veerkracht.workflows.choosing.worlds import choose_in_worlds
from veerkracht.workflows.workshop.answers import RefusedCellsError
from veerkracht.workflows.workshop.choices import choices_of

DAY = "2026-11-22"
LISTS = Lists(
    (Choice("A", "armoede", "poverty"), Choice("B", "hitte", "heat")),
    (Choice("WK01", "Wijk 1", "Wijk 1"), Choice("WK02", "Wijk 2", "Wijk 2")),
)


def no_progress(done, of):
    return None


def option(name, *, cost, value, low=None, high=None, **more):
    return {"option": name, "name": name, "cost_1": cost, "cost_2": 0.0, "cost_3": 0.0, "value": value,
            "value_lower": value if low is None else low, "value_upper": value if high is None else high,
            "running_cost": 0.0, "benefit_without_shock": 0.0, "damage_avoided": 0.0, "recovery_faster": 0.0, **more}  # fmt: skip


def choices(folder, *options, budget=100.0, shocks=True):
    told = [{"shock": "B", "return_period": 10.0, "damage": 100.0, "recovery": 10.0},
            {"shock": "B", "return_period": 100.0, "damage": 1000.0, "recovery": 100.0}]  # fmt: skip
    rows = {"options": options, "shocks": told if shocks else [],
            "budget": [{"year": str(year), "amount": budget} for year in (1, 2, 3)]}  # fmt: skip
    write_book(folder / "c.xlsx", "choices", language="nl", lists=LISTS, rows=rows)
    found, wrong = choices_of(read_folder(folder, LISTS), ["A", "B"])
    assert wrong == []
    return found


def chosen(found):
    portfolio = choose_portfolio(found, seed=1, progress=no_progress)
    return portfolio, choose_in_worlds(portfolio, None)


def failures(found):
    portfolio, regret = chosen(found)
    return find_failures(portfolio, regret, None, seed=1, progress=no_progress)


def stressed(found):
    portfolio, regret = chosen(found)
    business = weigh_portfolio(found, portfolio.chosen, day=DAY, seed=1)
    packages = packages_of(portfolio, regret.packages, business, day=DAY)
    return packages, stress_choice(packages, seed=1, progress=no_progress), business


def rows_of(table, **wanted):
    return [row for row in pull(table).to_pylist() if all(row[name] == value for name, value in wanted.items())]


def test_the_rule_names_the_one_value_that_makes_the_choice_fail(tmp_path):
    two = (option("I1", cost=40.0, value=60.0, low=0.0, high=100.0), option("I2", cost=40.0, value=60.0))
    part = failures(choices(tmp_path, *two))
    assert part.enough == pytest.approx(0.8 * 120)
    assert part.failed / part.worlds == pytest.approx(36**2 / (60 * 100), abs=0.03)  # the triangle below 36
    (limit,) = pull(part.rule.limits).to_pylist()
    assert driver_of(limit["driver"]) == ("value", "I1") and limit["side"] == "high"
    assert limit["limit"] == pytest.approx(36.0, abs=3.0) and limit["repeated"] == 1.0
    assert part.rule.density > 0.9 and part.rule.coverage > 0.9


def test_sure_values_never_fail_and_give_no_rule(tmp_path):
    part = failures(choices(tmp_path, option("I1", cost=40.0, value=60.0)))
    assert (part.worlds, part.failed, part.rule) == (WORLDS, 0, None)
    assert pull(part.tipping).num_rows == 0


def test_too_few_failures_give_no_rule(tmp_path):
    part = failures(choices(tmp_path, option("I1", cost=40.0, value=60.0, low=47.0, high=100.0)))
    assert 0 < part.failed < 20 and part.rule is None


def test_a_value_tips_where_another_package_is_worth_as_much(tmp_path):
    """One of two fits: I1 is best as expected, I2 at low values; I1 may fall from 60 to the 50 of I2."""
    two = (
        option("I1", cost=60.0, value=60.0, low=20.0, high=90.0),
        option("I2", cost=60.0, value=50.0, low=45.0, high=55.0),
    )
    found = {row["driver"]: row for row in pull(failures(choices(tmp_path, *two)).tipping).to_pylist()}
    assert found["I1"]["at"] == pytest.approx(50.0, abs=0.01) and found["I1"]["other"] == "cautious"
    assert found["I2"]["at"] is None  # 55 at most is still less than 60


def test_the_model_of_money_gives_the_worth_of_the_page_if_nothing_is_off(tmp_path):
    one = option("I1", cost=60.0, value=50.0, risks="B", damage_avoided=50.0, recovery_faster=20.0, running_cost=2.0,
                 benefit_without_shock=3.0, lifetime=10.0)  # fmt: skip
    packages, part, business = stressed(choices(tmp_path, one))
    (worth,) = rows_of(part.expected, option="best", target="worth")
    assert worth["value"] == pytest.approx(pull(business.worth).to_pylist()[0]["npv_eur"])
    (loss,) = rows_of(part.expected, option="nothing", target="loss")
    assert loss["value"] == pytest.approx(packages.loss_now) == pytest.approx(0.09 * (550 + 55))


def test_a_combination_moves_its_drivers_and_unknown_ones_are_left_out(tmp_path):
    found = choices(tmp_path, option("I1", cost=60.0, value=50.0, risks="B", damage_avoided=50.0))
    packages, part, _business = stressed(found)
    assert rows_of(part.stressed, combination="late_and_weak", option="best", target="value")[0]["value"] == 25.0
    twice = rows_of(part.stressed, combination="two_shocks_in_a_year", option="nothing", target="loss")[0]["value"]
    assert twice == pytest.approx(2 * 0.09 * (550 + 55 * 1.625))  # repair at three quarters between 0.5 and 2
    (cut,) = rows_of(part.stressed, combination="budget_cut_in_a_crisis", option="best", target="value")
    assert cut["value"] == pytest.approx(50 * 0.5 / 0.6)  # 60 of 100 is spent, and 50 is left
    (hot,) = rows_of(part.stressed, combination="hot_and_dark", option="best", target="value")
    assert hot["value"] is None and hot["left_out"] == "heat_days; power_outage_hours"
    assert packages.points == {"nothing": 0.0, "best": 50.0}


def test_the_smallest_change_that_breaks_the_value_is_a_fifth_of_the_effect(tmp_path):
    _packages, part, business = stressed(choices(tmp_path, option("I1", cost=10.0, value=50.0), shocks=False))
    assert business is None and part.tipping is None
    (row,) = rows_of(part.breaks)  # a tenth of the budget is used, so that half a budget is enough
    assert (row["target"], row["driver"], row["status"]) == ("value", "effect", "breaks")
    assert row["value"] == pytest.approx(0.8, abs=1e-3)


def test_wrong_cells_on_judgements_stop_a_choice_as_they_stop_an_exploration(tmp_path):
    write_book(tmp_path / "j.xlsx", "judgements", language="nl", lists=LISTS,
               rows={"judgements": [{"number": "1", "source": "A", "target": "B", "sign": "-1"}]})  # fmt: skip
    place = SimpleNamespace(lists=LISTS, risks={"A": "armoede", "B": "hitte"}, initiatives=[], districts=[],
                            gathered=SimpleNamespace(areas=memtable({"area": ["WK01"], "parent": ["GM"]})),
                            city=SimpleNamespace(recorded=None, expected_initiatives=0))  # fmt: skip
    asked = ChooseRequest("stad", 1, DAY, sheets=tmp_path, homes=HomesRequest(0))
    with pytest.raises(RefusedCellsError) as caught:
        lay_grounds(asked, lambda stage, what: None, place)
    assert [one.facts["column"] for one in caught.value.refused] == ["Waar blijkt dat uit"]


def test_an_unknown_amount_leaves_points_only(tmp_path):
    packages, _part, _business = stressed(choices(tmp_path, option("I1", cost=10.0, value=50.0, running_cost=None)))
    assert packages.costed is None and {row["target"] for row in rows_of(packages.targets)} == {"value"}


def test_the_page_names_the_rate_of_another_country_with_its_date(tmp_path):
    found = choices(tmp_path, option("I1", cost=10.0, value=50.0, risks="B", damage_avoided=50.0))
    part = weigh_portfolio(found, frozenset({"I1"}), day="2024-06-01", seed=1, rates="fema")
    items = next(block for block in business_blocks(part) if isinstance(block, Items))
    assert "3.10% per year" in plain(items.items[0], "en") and "FEMA that holds since 2024-05-01" in plain(
        items.items[0], "en"
    )
    assert pull(weigh_portfolio(found, frozenset({"I1"}), day=DAY, seed=1).rates).to_pylist()[0]["table"] == "nl"


def test_knowing_is_worth_something_only_where_it_turns_the_choice(tmp_path):
    two = (
        option("I1", cost=60.0, value=60.0, low=20.0, high=90.0),
        option("I2", cost=60.0, value=10.0, low=5.0, high=15.0),
    )
    three = (*two, option("I3", cost=60.0, value=50.0))
    portfolio, _regret = chosen(choices(tmp_path, *three))
    found = {row["initiative"]: row for row in pull(value_learning(portfolio, seed=1).information).to_pylist()}
    assert found["I1"]["information"] > 0 and 0 < found["I1"]["switch"] < 0.5
    assert found["I1"]["threshold"] == pytest.approx(50.0)
    assert (found["I2"]["information"], found["I2"]["switch"]) == (0.0, 0.0)


def place(**incomes):
    rows = [(name, area, value) for area, (income, people) in incomes.items()
            for name, value in (("mean_income", income), ("population", people))]  # fmt: skip
    told = memtable({"indicator": [row[0] for row in rows], "area": [row[1] for row in rows],
                     "period": ["2020"] * len(rows), "value": [row[2] for row in rows]})  # fmt: skip
    districts = tuple(SimpleNamespace(area=area, name=area.lower()) for area in incomes)
    return SimpleNamespace(gathered=SimpleNamespace(observations=told), districts=districts)


def test_benefits_land_where_the_sheet_says_and_a_euro_weighs_by_income(tmp_path):
    one = option("I1", cost=60.0, value=50.0, benefit_without_shock=4.0, districts="WK01; WK02")
    found = choices(tmp_path, one)
    portfolio, regret = chosen(found)
    business = weigh_portfolio(found, portfolio.chosen, day=DAY, seed=1)
    part = weigh_fairly(portfolio, regret.packages, business, place(WK01=(10.0, 300.0), WK02=(30.0, 100.0)), day=DAY)
    gains = {row["name"]: row for row in rows_of(part.split, option="best", elasticity=1.0)}
    assert gains["WK01"]["npv_eur"] == pytest.approx(3 * gains["WK02"]["npv_eur"])
    assert (gains["WK01"]["weight"], gains["WK02"]["weight"], gains[None]["weight"]) == pytest.approx((1.5, 0.5, 1.0))
    plain = sum(row["weighted_npv_eur"] for row in rows_of(part.split, option="best", elasticity=0.0))
    assert plain == pytest.approx(pull(business.worth).to_pylist()[0]["npv_eur"])


def test_without_a_known_income_nobody_is_said_to_gain(tmp_path):
    found = choices(tmp_path, option("I1", cost=60.0, value=50.0, benefit_without_shock=4.0, districts="WK01"))
    portfolio, regret = chosen(found)
    business = weigh_portfolio(found, portfolio.chosen, day=DAY, seed=1)
    assert weigh_fairly(portfolio, regret.packages, business, place(), day=DAY) is None
    assert weigh_fairly(portfolio, regret.packages, None, place(WK01=(10.0, 300.0)), day=DAY) is None


def test_homes_that_go_and_come_balance_and_no_receiver_is_overloaded():
    stock = memtable({"area": ["A", "B", "C"], "region": ["R"] * 3, "municipality": ["M"] * 3, "dwellings": [100.0] * 3,
                      "social": [60.0, 20.0, 30.0], "vulnerability": [0.8, 0.2, 0.2], "turnover_share": [0.1] * 3})  # fmt: skip
    settings = RedistributionSettings(years=10)
    places = places_for(stock, area="A", homes=12, settings=settings)
    part = follow_homes(stock, places, area="A", settings=settings)
    net = {row["area"]: row["net"] for row in pull(part.gains).to_pylist()}
    assert net == {"A": -12.0, "B": 11.0, "C": 1.0}
    assert all(row["holds"] for row in pull(part.proof).to_pylist())
    stays = {row["caution"]: row["value"] for row in pull(part.warned).to_pylist()}
    assert stays["share_in_vulnerable_areas_that_stays"] == pytest.approx(0.8)


def test_homes_that_fit_nowhere_change_nothing():
    stock = memtable({"area": ["A", "B"], "region": ["R"] * 2, "municipality": ["M"] * 2, "dwellings": [100.0] * 2,
                      "social": [60.0, 90.0], "vulnerability": [0.8, 0.2], "turnover_share": [0.1] * 2})  # fmt: skip
    settings = RedistributionSettings(years=10)
    part = follow_homes(stock, places_for(stock, area="A", homes=5, settings=settings), area="A", settings=settings)
    assert pull(part.proof).num_rows == 0
    assert all(row["net"] == 0 for row in pull(part.gains).to_pylist())


def test_a_budget_for_nothing_compares_no_package_with_itself(tmp_path):
    portfolio, regret = chosen(choices(tmp_path, option("I1", cost=60.0, value=50.0), budget=1.0))
    assert portfolio.chosen == frozenset() and list(regret.packages) == ["best"]
    assert rows_of(regret.measured, measure="minimax_regret")[0]["value"] == 0
