"""Choosing from the registers, by hand: what an initiative costs and is worth, what lacks, frictions, and a division."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from veerkracht.analysis.redistribution import divide_budget
from veerkracht.catalogue import Kept, Recorded
from veerkracht.catalogue import division_rules as rules
from veerkracht.catalogue.division_rules import division_rule, division_rules
from veerkracht.catalogue.provincial_rules import rule_of_city
from veerkracht.connectors.workshop_sheets import Filled
from veerkracht.errors import CatalogueError, UsageError
from veerkracht.reports.content import DataTable, Figure, Label, Paragraph
from veerkracht.tables import memtable, pull, table_of
from veerkracht.tables.homes import BUDGETS, STOCK
from veerkracht.workflows.choosing.division import DivisionPart
from veerkracht.workflows.choosing.frictions import find_frictions
from veerkracht.workflows.choosing.options import Known, Options, find_options, lacking_table
from veerkracht.workflows.choosing.page_coverage import covered_table, year_table
from veerkracht.workflows.choosing.planning import years_of
from veerkracht.workflows.choosing.portfolio import choose_portfolio
from veerkracht.workflows.choosing.register_lines import budget_line, marks_of, unknown_years
from veerkracht.workflows.workshop.section import Section
from veerkracht.workflows.workshop.told_by import with_source

DAY, YEARS = "2026-11-22", (2026, 2027, 2028)
ROW = {"status": "running", "risks": "HEAT", "areas": "WK01", "goal": "G1", "reference": "plan"}


def money(parent, year, planned, **values):
    return Kept(
        f"{parent}-{year}-{values.get('kind', 'running')}", {"year": year, "planned": planned, **values}, parent
    )


def benefit(parent, risk, good, bad):
    return Kept(f"{parent}-{risk}", {"risk": risk, "good_times": good, "bad_times": bad}, parent)


def kept(**registers):
    return Recorded({name: tuple(records) for name, records in registers.items()})


def city(recorded, *names, links=(), **rows):
    """A city with two districts, a neighbourhood in the first, and initiatives of these names."""
    registered = [
        {**ROW, "initiative": one, "name_nl": f"{one} nl", "name_en": f"{one} en", **rows.get(one, {})} for one in names
    ]
    areas = memtable({"area": ["WK01", "WK02", "BU0101"], "parent": ["GM", "GM", "WK01"]})
    signs = memtable({"source": [a for a, _b in links] or ["HEAT"], "target": [b for _a, b in links] or ["FIRE"],
                      "sign": [-1 for _link in links] or [1]})  # fmt: skip
    return SimpleNamespace(
        city=SimpleNamespace(recorded=recorded, expected_initiatives=5, links=signs),
        initiatives=registered, risks={"HEAT": Label("hitte", "heat"), "FIRE": Label("brand", "fire")},
        districts=[SimpleNamespace(area=area, name=area) for area in ("WK01", "WK02")],
        gathered=SimpleNamespace(areas=areas),
    )  # fmt: skip


def sound(name, cost=10.0, good="1", bad="1", areas=("BU0101",)):
    """An initiative of which all is known, as records by register."""
    values = {"name": {"nl": name}, "risks": ["HEAT"], "goal": ["G1"], "areas": list(areas)}
    return {"initiatives": [Kept(name, values)],
            "budget_lines": [money(name, year, cost) for year in YEARS],
            "benefits": [benefit(name, "HEAT", good, bad)]}  # fmt: skip


def together(*parts):
    return kept(**{name: [one for part in parts for one in part.get(name, ())]
                   for name in ("initiatives", "budget_lines", "benefits")})  # fmt: skip


def asked(place, *, budget=100.0):
    return find_options(place, Filled({}), day=DAY, budget_eur=budget)[0]


def rows_of(table, **wanted):
    return [row for row in pull(table).to_pylist() if all(row[name] == value for name, value in wanted.items())]


def test_cost_of_a_year_is_what_is_planned_and_one_amount_spreads_over_its_years():
    told = kept(budget_lines=[money("A", 2026, 90.0, spread_until=2028), money("A", 2027, 5.0, kind="staff")])
    assert unknown_years(told, "A", YEARS) == ()
    place = city(together({**sound("A"), "budget_lines": told.of("budget_lines")}), "A")
    assert [row["cost_eur"] for row in pull(asked(place).choices.costs.order_by("year")).to_pylist()] == [
        30.0,
        35.0,
        30.0,
    ]


def test_an_amount_that_is_not_filled_in_makes_its_year_unknown_and_never_zero():
    told = kept(budget_lines=[money("A", 2026, 9.0), money("A", 2026, None, kind="staff"), money("A", 2027, 0.0)])
    assert unknown_years(told, "A", YEARS) == (2026, 2028)


def test_refused_money_and_help_in_kind_pay_for_nothing():
    told = kept(budget_lines=[money("A", 2026, 9.0, certainty="refused"), money("A", 2027, 9.0, kind="in_kind")])
    assert unknown_years(told, "A", YEARS) == YEARS


def test_worth_is_the_sum_of_marks_each_one_step_lower_or_higher_within_its_scale():
    found = marks_of(kept(benefits=[benefit("A", "HEAT", "2", "-2"), benefit("A", "FIRE", "0", "1")]), "A")
    assert (found.good, found.bad, found.value) == (2.0, -1.0, 1.0)
    assert (found.lower, found.upper) == (1 - 2 - 1 + 0, 2 - 1 + 1 + 2)


def test_one_mark_that_lacks_makes_the_worth_unknown():
    assert marks_of(kept(benefits=[benefit("A", "HEAT", "2", None)]), "A") is None
    assert marks_of(kept(), "A") is None


def test_what_is_known_is_weighed_and_of_the_others_is_named_what_lacks():
    recorded = together(sound("A"), {"budget_lines": [money("B", 2026, 1.0)]}, sound("C"))
    place = city(recorded, "A", "B", "C", B={"risks": None}, C={"status": "ended"})
    found = asked(place)
    assert found.from_registers and found.weighed == 1 and list(found.choices.names) == ["A"]
    assert {one.initiative: one.lacks for one in found.known} == {
        "A": (), "B": ("cost", "marks", "risks"), "C": ("closed",),
    }  # fmt: skip
    assert found.known[1].years == (2027, 2028)
    assert rows_of(lacking_table(found), initiative="B")[0]["lacks"] == "cost; marks; risks; 2027; 2028"


def test_a_neighbourhood_counts_for_its_district_and_names_are_in_both_languages():
    found = asked(city(together(sound("A")), "A")).choices
    assert [(row["theme"], row["area"]) for row in pull(found.covers).to_pylist()] == [("G1", "WK01")]
    assert found.names["A"] == Label("A nl", "A en")
    assert {row["times"]: row["value"] for row in pull(found.times).to_pylist()} == {"good": 1.0, "bad": 1.0}


def test_without_a_budget_nothing_is_chosen_and_that_is_told():
    found = asked(city(together(sound("A")), "A"), budget=None)
    assert found.choices is None and found.without_budget and found.weighed == 1


def test_a_city_without_registers_lacks_everything_and_no_budget_is_missed():
    found = asked(city(None, "A", "B"), budget=None)
    assert found.choices is None and not found.without_budget
    assert {one.lacks for one in found.known} == {("cost", "marks")} and found.expected == 5


def test_the_choice_from_registers_keeps_the_budget_of_each_year_and_tells_what_is_left():
    place = city(together(sound("A", cost=60.0, good="2"), sound("B", cost=60.0, areas=("WK02",))), "A", "B")
    part = choose_portfolio(asked(place).choices, seed=1, progress=lambda done, of: None)
    assert part.chosen == {"A"}
    assert [(row["year"], row["spent_eur"], row["left_eur"]) for row in pull(year_table(part)).to_pylist()] == [
        (1, 60.0, 40.0), (2, 60.0, 40.0), (3, 60.0, 40.0),
    ]  # fmt: skip
    assert pull(covered_table(part)).to_pylist() == [{"kind": "area", "name": "WK02", "able": 1}]


def options(*names):
    return Options(None, True, tuple(Known(name, name, False, ()) for name in names), 0, False)


def frictions(place, *names):
    return find_frictions(place, Filled({}), options(*names))


def test_an_initiative_that_makes_a_risk_worse_works_against_one_that_lowers_it():
    place = city(kept(benefits=[benefit("B", "HEAT", "-1", "0")]), "A", "B")
    found = frictions(place, "A", "B")
    assert rows_of(found.found) == [{"aim_a": "A", "aim_b": "B", "kind": "risk", "targets": 1, "strength": 1.0,
                                     "first_target": "HEAT", "known": False}]  # fmt: skip
    assert found.marked == 1


def test_less_of_one_risk_is_more_of_another_and_hurts_who_lowers_that():
    place = city(None, "A", "B", links=[("HEAT", "FIRE")], B={"risks": "FIRE"})
    (row,) = rows_of(frictions(place, "A", "B").found)
    assert (row["aim_a"], row["aim_b"], row["first_target"]) == ("A", "B", "FIRE")


def test_an_initiative_that_has_ended_pulls_at_nothing():
    place = city(kept(benefits=[benefit("B", "HEAT", "-1", "0")]), "A", "B", B={"status": "ended"})
    assert rows_of(frictions(place, "A", "B").found) == []


def test_aims_collide_over_one_theme_in_one_area_only_and_a_recorded_pair_is_known():
    def aim(name, direction, area, theme="housing"):
        values = {"name": {"nl": name}, "theme": theme, "direction": direction, "areas": [area]}
        return Kept(name, values)

    aims = [aim("p", "more", "WK01"), aim("q", "less", "WK01"), aim("r", "less", "WK02"), aim("s", "spread", "WK01"),
            aim("t", "less", "WK01", "mobility")]  # fmt: skip
    known = Kept("c", {"aim_a": "q", "aim_b": "p"})
    found = frictions(city(kept(policy_aims=aims, policy_conflicts=[known])))
    assert [(row["aim_a"], row["aim_b"], row["known"]) for row in rows_of(found.found)] == [("p", "q", True)]
    assert found.aims == 5


def divided(before, need, **settings):
    rows = [{"area": name, "before_eur": amount, "need": need[name]} for name, amount in before.items()]
    rule = replace(division_rule("floor-90"), **settings)
    table = divide_budget(table_of(BUDGETS, rows), total_eur=sum(before.values()), most_share=rule.most_share,
                          hold_harmless_share=rule.hold_harmless_share)  # fmt: skip
    return DivisionPart(table, None, rule, False, dict.fromkeys(before, 1.0), {}, (), "2022")


def test_a_division_holds_only_if_floor_ceiling_and_total_are_kept():
    part = divided({"A": 100.0, "B": 100.0}, {"A": 3.0, "B": 1.0})
    assert {row["area"]: row["after_eur"] for row in rows_of(part.divided)} == {"A": 110.0, "B": 90.0}
    assert part.holds
    assert not replace(part, rule=replace(part.rule, hold_harmless_share=0.95)).holds
    assert not replace(part, rule=replace(part.rule, most_share=1.05)).holds


@pytest.mark.parametrize(
    "wrong", [{"kind": "law"}, {"kind": "policy"}, {"hold_harmless_share": 1.1}, {"most_share": 0.5}]
)
def test_a_rule_of_division_without_a_source_or_with_wrong_bounds_is_refused(wrong, monkeypatch):
    sure = division_rule("floor-90")
    record = {**vars(replace(sure)), "label": sure.label._asdict(), "source": sure.source._asdict(), **wrong}
    monkeypatch.setattr(rules, "read_toml", lambda name: {"rule": [record]})
    division_rules.cache_clear()
    try:
        with pytest.raises(CatalogueError, match="not sound"):
            division_rules()
    finally:
        division_rules.cache_clear()


def test_an_unknown_rule_of_division_is_refused_with_those_that_exist():
    with pytest.raises(UsageError, match="by-need"):
        division_rule("nowhere")


def test_a_city_has_the_rule_of_its_own_province_and_another_has_none():
    assert rule_of_city("the-hague").kind == "policy" and rule_of_city("voorbeeldstad").kind == "example"
    assert rule_of_city("amsterdam") is None


def test_a_plan_year_by_year_adds_up_its_moves():
    shared = {"region": "R", "municipality": "M", "dwellings": 100.0, "turnover_share": 0.1}
    stock = [{**shared, "area": "A", "social": 60.0, "vulnerability": 0.8},
             {**shared, "area": "B", "social": 20.0, "vulnerability": 0.2}]  # fmt: skip
    moves = memtable({"source": ["A", "A"], "target": ["B", "B"], "year": [1, 2], "homes": [6.0, 4.0]})
    found = years_of(table_of(STOCK, stock), moves, years=3)
    assert [(one.year, one.homes) for one in found] == [(1, 6.0), (2, 4.0), (3, 0)]
    assert [one.peak_load for one in found] == pytest.approx([0.8 * 0.54, 0.8 * 0.5, 0.8 * 0.5])


def test_registers_stand_in_the_place_of_the_sheets_wherever_a_source_is_named():
    table = DataTable("t", (), (), ("workshop",))
    figure = Figure("f", None, "", "", ("workshop", "x"), table)
    found = with_source(
        Section((figure, table, Paragraph("p", ("x",))), sources=("workshop",)), "workshop", ("register",)
    )
    assert [block.sources for block in found.blocks] == [("register", "x"), ("register",), ("x",)]
    assert found.blocks[0].table.sources == found.sources == ("register",)


def test_a_budget_that_is_asked_for_goes_before_that_of_the_sheet():
    filled = Filled({"budget": tuple(budget_line(year, 1.0) for year in (1, 2, 3))})
    place = city(together(sound("A")), "A")
    found = [find_options(place, filled, day=DAY, budget_eur=amount)[0].choices.budgets for amount in (None, 70.0)]
    assert [rows_of(one, year=2)[0]["budget_eur"] for one in found] == [1.0, 70.0]
