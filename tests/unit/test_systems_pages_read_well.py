"""What people read on the pages on risks in connection: titles in their own language, and sentences that say what is so."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from veerkracht.analysis.scenarios import measure_agreement, robustness
from veerkracht.reports.content import Answer, Edition, Figure, Heading, Label, Page, say
from veerkracht.reports.imprint import edition_title
from veerkracht.reports.one_page import render_one_page
from veerkracht.reports.systems_charts import FanPoint
from veerkracht.reports.words import plain
from veerkracht.tables import memtable, table_of
from veerkracht.tables.choices import RULES
from veerkracht.workflows.choosing.page_homes import homes_answer
from veerkracht.workflows.choosing.page_plan import blockers
from veerkracht.workflows.choosing.page_portfolio import portfolio_answer
from veerkracht.workflows.choosing.page_worlds import regret_answer, regret_blocks
from veerkracht.workflows.choosing.worlds import MEASURES, RegretPart
from veerkracht.workflows.exploring.page_outage import told_moments
from veerkracht.workflows.workshop.pages import SHEETS, sources_named


@pytest.mark.parametrize(
    ("language", "told", "not_told"), [("nl", "Ingevulde bladen", "Sheets"), ("en", "Sheets that", "bladen")]
)
def test_the_sheets_have_a_title_in_the_language_of_the_reader(language, told, not_told):
    page = Page("index", say("Risks in connection"), (Heading(say("Which risks make each other worse?")),
                                                      Answer(say("unknown"), (SHEETS,))))  # fmt: skip
    edition = Edition(Label("Stad", "City"), "2026", "2026-11-22", False, (page,), (), tuple(sources_named([SHEETS])))
    content = render_one_page(edition, language)[f"index_{language}.html"]
    html = content if isinstance(content, str) else content.decode()
    assert told in html and not_told not in html


@pytest.mark.parametrize("count", [7, 8])
def test_a_long_page_begins_with_its_questions_and_each_leads_to_its_section(count):
    asked = tuple(Heading(f"Question {number}?", anchor=f"q{number}") for number in range(count))
    edition = Edition("City", "2026", "2026-11-22", False, (Page("index", "Title", asked),), (), ())
    html = render_one_page(edition, "en")["index_en.html"].decode()
    places = re.findall(r'<li><a href="#(q\d-part)">', html)
    assert places == ([f"q{number}-part" for number in range(8)] if count == 8 else [])
    assert all(f'<section id="{place}">' in html for place in places)


def test_paper_tells_what_it_is_about_and_not_the_edition_of_a_year():
    made = Edition(Label("Stad", "City"), "2026", "2026-11-22", False, (), (), (), about=say("Risks in connection"))
    assert edition_title(made, "nl") == "Risico’s in samenhang · 22 november 2026"
    assert edition_title(replace(made, about=""), "en") == "Edition 2026"


def test_the_table_beside_a_curve_tells_its_dip():
    flat = [FanPoint(float(hour), 1.0, 0.5, 1.0, 0.9, 1.0) for hour in range(169)]
    dip = [replace(one, middle=0.6) if 8 <= one.hour < 11 else one for one in flat]
    told = told_moments(dip)
    assert [(one.hour, one.middle) for one in told] == [(0.0, 1.0), (8.0, 0.6), (11.0, 1.0), (168.0, 1.0)]


def test_a_table_beside_a_long_curve_stays_short_and_keeps_its_lowest_point():
    slow = [FanPoint(float(hour), 0.2 + abs(hour - 77) / 200, 0.1, 1.0, 0.2, 1.0) for hour in range(169)]
    told = told_moments(slow)
    assert len(told) <= 16 and min(one.middle for one in told) == 0.2


def regret_of(values):
    rows = [{"target": "value", "option": option, "world": world, "value": value}
            for option, worth in values.items() for world, value in enumerate(worth)]  # fmt: skip
    outcomes = memtable({name: [row[name] for row in rows] for name in ("world", "option", "target", "value")})
    targets = memtable({"target": ["value"], "direction": [1], "threshold": [5.0], "unit": ["points"]})
    measured = robustness(outcomes, targets)
    packages = {option: frozenset() for option in values}
    return RegretPart(packages, measured, measured, measure_agreement(measured, measures=MEASURES), 3, 0)


def test_a_package_that_is_best_everywhere_is_called_the_best_and_no_measure_says_otherwise():
    part = regret_of({"nothing": [0.0, 0.0, 0.0], "best": [6.0, 9.0, 7.0]})
    assert plain(regret_answer(part), "nl") == (
        "Het pakket ‘beste bij verwachte waarden’ is in elk van 3 werelden het beste van de 2 die zijn vergeleken."
    )
    doubt = plain(regret_blocks(part)[-1].text, "en")
    assert "1.00" in doubt and doubt.endswith("All five put the same package first.")


def test_packages_that_differ_are_not_called_one_winner():
    part = regret_of({"cautious": [5.0, 5.0, 5.0], "best": [1.0, 9.0, 9.0]})
    assert "never loses more than 4 points" in plain(regret_answer(part), "en")
    assert "2 packages come first by one of them or more" in plain(regret_blocks(part)[-1].text, "en")


def test_a_regret_below_half_a_point_is_told_and_not_rounded_to_the_best_everywhere():
    part = regret_of({"cautious": [5.0, 5.0, 5.4], "best": [5.3, 5.0, 5.0]})
    assert "never loses more than 0.3 points" in plain(regret_answer(part), "en")
    grid = next(block for block in regret_blocks(part) if isinstance(block, Figure))
    assert {plain(row[0], "en"): plain(row[1], "en") for row in grid.table.rows} == {
        "cautious: best at low values": "0.3", "best at expected values": "0.4",
    }  # fmt: skip


def test_one_package_alone_is_not_called_the_best():
    assert "only one package" in plain(regret_answer(regret_of({"best": [0.0, 0.0, 0.0]})), "en")


def choice_of_none(*, budget, needs=()):
    """An empty choice of two initiatives that cost 10 and 20 in the one year."""
    choices = SimpleNamespace(
        names={"A": "a", "B": "b"}, budgets=memtable({"year": [1], "budget_eur": [budget]}),
        costs=memtable({"initiative": ["A", "B"], "year": [1, 1], "cost_eur": [10.0, 20.0]}),
        rules=table_of(RULES, [{"kind": "needs", "source": one, "target": other} for one, other in needs]),
    )  # fmt: skip
    return SimpleNamespace(chosen=frozenset(), proof=memtable({"proven": [True]}), choices=choices)


def test_a_budget_for_nothing_is_said_and_not_counted():
    told = "Het budget is voor geen van de 2 initiatieven genoeg."
    assert plain(portfolio_answer(choice_of_none(budget=9.0)), "nl") == told
    needed = choice_of_none(budget=20.0, needs=[("A", "B"), ("B", "A")])
    assert plain(portfolio_answer(needed), "nl") == told  # each fits alone, and neither without the other


def test_a_choice_of_nothing_that_could_be_paid_is_not_laid_to_the_budget():
    told = plain(portfolio_answer(choice_of_none(budget=10.0)), "nl")
    assert told == "Kies geen van de 2 initiatieven: geen keuze binnen het budget is meer waard dan niets doen."


@pytest.mark.parametrize(
    ("rooms", "told"), [((12,), "in 1 andere buurt."), ((6, 6), "verspreid over 2 andere buurten.")]
)
def test_one_other_neighbourhood_that_receives_is_not_told_as_several(rooms, told):
    places = SimpleNamespace(places=memtable({"placed": list(rooms)}),
                             summary=memtable({"asked": [12], "placed": [12], "left_over": [0]}))  # fmt: skip
    part = SimpleNamespace(places=places, area="BU1", names={"BU1": "Haven"})
    assert plain(homes_answer(part), "nl").endswith(told)


def blockers_of(*rows):
    """What holds a plan back, from rows of (limit, place, price) on an even spread."""
    limits = [{"goal": "dissimilarity", "limit": limit, "place": place, "price": price} for limit, place, price in rows]
    plan = SimpleNamespace(limits=memtable({name: [row[name] for row in limits] for name in limits[0]}))
    part = SimpleNamespace(plan=plan, blocks=memtable({name: [] for name in ("limit", "place", "gain")}),
                           names={"BU1": "Haven", "BU2": "Duin"})  # fmt: skip
    _lead, listed = blockers(part, ())
    return [plain(item, "nl") for item in listed.items]


def test_one_neighbourhood_that_holds_a_spread_back_is_not_told_as_several():
    (one,) = blockers_of(("turnover", "BU1", 0.01))
    assert one.startswith("1 buurt houdt een gelijke spreiding tegen:") and one.endswith("punten dichterbij: Haven.")
    (two,) = blockers_of(("turnover", "BU1", 0.01), ("turnover", "BU2", 0.02))
    assert two.startswith("2 buurten houden") and two.endswith("het meest in Duin.")


@pytest.mark.parametrize(("limit", "told"), [("municipality_most", "de provincie"), ("compensation", "dezelfde regio")])
def test_a_limit_of_a_municipality_or_a_region_is_not_called_a_neighbourhood(limit, told):
    (one,) = blockers_of((limit, "Duinstad", 0.01))
    assert "buurt" not in one and "Duinstad" in one and told in one
