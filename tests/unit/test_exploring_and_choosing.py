"""The steps of exploring and choosing by hand: hours without service, what stops, registers, money and worlds."""

from types import SimpleNamespace

import pytest

from veerkracht.catalogue import Kept, Recorded
from veerkracht.connectors.forms import Choice
from veerkracht.connectors.generator.services import District, draw_services
from veerkracht.connectors.workshop_sheets import Lists, read_folder, write_book
from veerkracht.errors import UsageError
from veerkracht.reports.content import DataTable, Label
from veerkracht.reports.words import plain
from veerkracht.tables import memtable, pull
from veerkracht.workflows.choosing.business import HORIZON_YEARS, weigh_portfolio
from veerkracht.workflows.choosing.portfolio import choose_portfolio
from veerkracht.workflows.choosing.worlds import choose_in_worlds
from veerkracht.workflows.exploring.hours import people_by_hour, shown
from veerkracht.workflows.exploring.outage import explore_outage, shock_of
from veerkracht.workflows.exploring.page_hours import hour_blocks
from veerkracht.workflows.workshop.choices import choices_of
from veerkracht.workflows.workshop.registers import register_judgements, register_services
from veerkracht.workflows.workshop.services import services_of

DISTRICTS = tuple(District(f"WK{n:02}", f"Wijk {n}", {"young": 100.0, "adult": 200.0, "old": 4.0}) for n in range(1, 9))
LISTS = Lists((Choice("A", "armoede", "poverty"), Choice("B", "hitte", "heat")),
              tuple(Choice(one.area, one.name, one.name) for one in DISTRICTS))  # fmt: skip
PLACE = SimpleNamespace(districts=DISTRICTS, risks={"A": Label("armoede", "poverty"), "B": Label("hitte", "heat")})


def no_progress(done, of):
    return None


def outages(*rows):
    names = ("asset", "start_hours", "end_hours")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    return memtable({"sample": [0] * len(rows), **{name: list(values) for name, values in columns.items()},
                     "restored": [True] * len(rows)})  # fmt: skip


def test_people_are_counted_per_service_area_and_group_from_each_change_on():
    served = memtable({"asset": ["p", "q", "p"], "area": ["X", "X", "Y"], "group": ["all", "all", "all"],
                       "people": [50.0, 30.0, 20.0]})  # fmt: skip
    found = people_by_hour(
        outages(("p", 4.0, 10.0), ("q", 6.0, 24.0)), served, kinds={"p": "water", "q": "water"}, horizon=24.0
    )
    assert found.hours == (0.0, 4.0, 6.0, 10.0, 24.0)
    assert found.of_kind("water") == (0.0, 70.0, 100.0, 30.0, 0.0)
    assert found.people["water", "X", "all"] == (0.0, 50.0, 80.0, 30.0, 0.0)


def test_few_people_are_withheld_and_others_rounded():
    assert [shown(count) for count in (0.0, 1.0, 9.0, 10.0, 14.0, 16.0)] == [0.0, None, None, 10.0, 10.0, 20.0]


def test_the_page_tells_per_district_and_group_who_is_without_what_by_hour(services):
    part = explore_outage(services, shock_of(services, PLACE, "EL-00"), seed=1, progress=no_progress)
    tables = {plain(block.caption, "en"): block for block in hour_blocks(part, PLACE) if isinstance(block, DataTable)}
    listed = tables["People without power, by district and group: 24 of 24 rows"]
    assert [plain(head.header, "en") for head in listed.columns][:3] == ["District", "Group", "From hour 0"]
    first = [plain(cell, "en") for cell in listed.rows[0]]
    assert first[:3] == ["Wijk 1", "25 to 65", "200"] and {len(row) for row in listed.rows} == {len(listed.columns)}
    old = next(row for row in listed.rows if plain(row[1], "en") == "65 and over")
    assert "4" not in plain(old[2], "en")  # fewer than ten are withheld
    assert len(tables) >= 2 + len(part.people.kinds)


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    folder = tmp_path_factory.mktemp("services")
    write_book(
        folder / "s.xlsx", "services", language="nl", lists=LISTS, rows=draw_services(DISTRICTS, language="nl", seed=1)
    )
    found, wrong = services_of(read_folder(folder, LISTS))
    assert wrong == []
    return found


def test_a_district_stands_for_its_assets_of_one_service_and_an_asset_for_itself(services):
    assert shock_of(services, PLACE, "wijk 1").assets == shock_of(services, PLACE, "WK01").assets == ("EL-01", "ES-01")
    assert shock_of(services, PLACE, "TE-01").assets == ("TE-01",)
    assert shock_of(services, PLACE, "").assets == ("EL-00",)  # all others hang on the grid


@pytest.mark.parametrize(("asked", "service"), [("Nergens", "power"), ("WK03", "water")])
def test_what_does_not_exist_cannot_stop(services, asked, service):
    with pytest.raises(UsageError):
        shock_of(services, PLACE, asked, service=service)


def test_no_shock_gives_no_outage_and_a_shock_spreads_over_the_circle(services):
    quiet = explore_outage(services, shock_of(services, PLACE, "BR-01"), seed=1, progress=no_progress)
    assert quiet.people.kinds == ()
    found = explore_outage(services, shock_of(services, PLACE, "EL-00"), seed=1, progress=no_progress)
    assert set(found.people.kinds) == {"power", "water", "data"}  # hospitals have a reserve for a day
    assert max(found.people.of_kind("power")) == 8 * (100 + 200 + 5)  # the four of 65 and over are withheld
    trapped = {row["asset"] for row in pull(found.trapped).to_pylist() if row["loop"] is not None}
    assert {"ES-01", "EL-01", "TE-01"} <= trapped


def test_one_seed_repeats_the_draws_of_an_outage(services):
    shock = shock_of(services, PLACE, "EL-00")
    drawn = [explore_outage(services, shock, seed=seed, progress=no_progress) for seed in (3, 3, 4)]
    numbers = [pull(found.metrics).to_pylist() for found in drawn]
    assert numbers[0] == numbers[1] != numbers[2]


def a_city(**registers):
    return SimpleNamespace(city=SimpleNamespace(recorded=Recorded(registers)), risks=PLACE.risks)


def test_opinions_of_the_register_are_judgements_and_the_last_round_counts():
    link = Kept("L1", {"source": "A", "target": "B", "evidence_type": "research"})
    said = [Kept("O1", {"respondent_role": "arts", "sign": "1", "strength": 2, "given_on": "2025-01-01"}, "L1"),
            Kept("O2", {"respondent_role": "arts", "sign": "-1", "strength": 4, "lag": 2, "lag_unit": "days",
                        "given_on": "2026-01-01"}, "L1")]  # fmt: skip
    rows = pull(register_judgements(a_city(risk_links=(link,), link_opinions=tuple(said)))).to_pylist()
    assert rows == [{"respondent": "arts", "source": "A", "target": "B", "sign": -1, "strength": 4, "lag_days": 2.0,
                     "certainty": None, "evidence": "research"}]  # fmt: skip
    assert register_judgements(a_city()) is None


def test_services_of_the_register_need_a_time_of_repair_each():
    power = Kept(
        "S1", {"name": {"nl": "stroom", "en": "power"}, "kind": "electricity", "repair_hours": 8, "people_served": 70}
    )
    water = Kept("S2", {"name": {"nl": "water", "en": "water"}, "kind": "drinking_water"})
    need = Kept(
        "D1", {"from_service": "S1", "to_service": "S2", "supply": "power", "threshold": 60, "backup_hours": 4.0}
    )
    found, lacking = register_services(a_city(services=(power, water), dependencies=(need,)))
    assert found is None and lacking == ("water",)
    whole = Kept("S2", {**water.values, "repair_hours": 5})
    found, lacking = register_services(a_city(services=(power, whole), dependencies=(need,)))
    assert lacking == () and found.failures is None and found.kinds == {"S1": "power", "S2": "water"}
    assert pull(found.supplies).to_pylist()[0]["threshold"] == 0.6


def option(name, *, cost, value, **more):
    return {"option": name, "name": name, "cost_1": cost, "cost_2": 0.0, "cost_3": 0.0, "value": value,
            "value_lower": value - 10, "value_upper": value + 10, "running_cost": 0.0, "benefit_without_shock": 0.0,
            "damage_avoided": 0.0, "recovery_faster": 0.0, **more}  # fmt: skip


def choices(folder, *options, budget=100.0):
    shocks = [{"shock": "B", "return_period": 10.0, "damage": 100.0, "recovery": 10.0},
              {"shock": "B", "return_period": 100.0, "damage": 1000.0, "recovery": 100.0}]  # fmt: skip
    rows = {"options": options, "shocks": shocks,
            "budget": [{"year": str(year), "amount": budget} for year in (1, 2, 3)]}  # fmt: skip
    write_book(folder / "c.xlsx", "choices", language="nl", lists=LISTS, rows=rows)
    found, wrong = choices_of(read_folder(folder, LISTS), ["A", "B"])
    assert wrong == []
    return found


def test_a_line_with_a_name_only_is_no_choice(tmp_path):
    found = choices(tmp_path, option("I1", cost=60.0, value=50.0), {"option": "I2", "name": "niet ingevuld"})
    assert list(found.names) == ["I1"]


def test_the_frontier_never_falls_and_the_budget_is_kept(tmp_path):
    three = [option(f"I{n}", cost=40.0 + n, value=50.0 + n) for n in range(3)]
    part = choose_portfolio(choices(tmp_path, *three), seed=1, progress=no_progress)
    assert len(part.chosen) == 2
    values = [reach.value for reach in part.frontier]
    assert values == sorted(values) and part.frontier[-1].chosen == {"I0", "I1", "I2"}
    assert part.frontier[0].chosen == frozenset()


def test_the_best_package_of_one_world_has_no_regret_in_it(tmp_path):
    part = choose_portfolio(choices(tmp_path, *[option(f"I{n}", cost=50.0, value=40.0 + n) for n in range(4)]), seed=1,
                            progress=no_progress)  # fmt: skip
    rows = pull(choose_in_worlds(part, None).regrets).to_pylist()
    for world in {row["world"] for row in rows}:
        assert min(row["regret"] for row in rows if row["world"] == world) == 0
    assert all(row["regret"] == row["best"] for row in rows if row["option"] == "nothing")


def test_avoided_damage_is_the_expected_damage_of_a_year_times_the_annuity(tmp_path):
    found = choices(tmp_path, option("I1", cost=60.0, value=50.0, risks="B", damage_avoided=50.0, recovery_faster=20.0))
    part = weigh_portfolio(found, frozenset({"I1"}), day="2026-11-22", seed=1)
    annuity = (1 - 1.0225**-HORIZON_YEARS) / 0.0225
    dividend = pull(part.dividend).to_pylist()[0]
    assert dividend["avoided_loss_eur"] == pytest.approx(0.5 * 0.09 * 550 * annuity)
    assert dividend["faster_recovery_eur"] == pytest.approx(0.2 * 0.09 * 55 * annuity)
    assert pull(part.worth).to_pylist()[0]["costs_eur"] == pytest.approx(60.0)


def test_two_that_prevent_the_same_damage_do_not_count_it_twice(tmp_path):
    two = [option(name, cost=10.0, value=50.0, risks="B", damage_avoided=50.0) for name in ("I1", "I2")]
    part = weigh_portfolio(choices(tmp_path, *two), frozenset({"I1", "I2"}), day="2026-11-22", seed=1)
    shares = {row["item"]: row["share"] for row in pull(part.reductions).to_pylist()}
    assert shares["B damage"] == pytest.approx(0.75)


def test_an_unknown_running_cost_leaves_the_worth_unknown(tmp_path):
    found = choices(tmp_path, option("I1", cost=10.0, value=50.0, running_cost=None))
    assert (
        pull(weigh_portfolio(found, frozenset({"I1"}), day="2026-11-22", seed=1).worth).to_pylist()[0]["npv_eur"]
        is None
    )


def test_nothing_chosen_has_no_business_case(tmp_path):
    found = choices(tmp_path, option("I1", cost=10.0, value=50.0))
    assert weigh_portfolio(found, frozenset(), day="2026-11-22", seed=1) is None
