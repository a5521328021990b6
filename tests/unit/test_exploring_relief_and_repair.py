"""Relief against what stays, and the order of repair, on networks that are small enough to follow by hand."""

from types import SimpleNamespace

import pytest

from veerkracht.catalogue import Kept, Recorded
from veerkracht.reports.content import DataTable, Figure
from veerkracht.reports.words import plain
from veerkracht.tables import pull, table_of
from veerkracht.tables.infrastructure import ASSETS, REPAIRS, SERVED, SUPPLIES
from veerkracht.workflows.exploring.measures import relief_measures
from veerkracht.workflows.exploring.mending import explore_mending
from veerkracht.workflows.exploring.outage import HORIZON_HOURS, Shock, explore_outage
from veerkracht.workflows.exploring.page_hours import hour_blocks
from veerkracht.workflows.exploring.page_mending import mending_answer, mending_blocks
from veerkracht.workflows.exploring.page_relief import people_hours, relief_answer, relief_blocks
from veerkracht.workflows.exploring.relief import HIRED_FROM, LONG_UNTIL, RESERVE_HOURS, SHORT_UNTIL, explore_relief
from veerkracht.workflows.workshop.services import Services

KINDS = {"grid": "power", "pump": "water", "mast": "data"}


PLACE = SimpleNamespace(districts=())


def no_progress(done, of):
    return None


def network(*, backup=4.0, repair=100.0, area="X", others="Y", needs=("pump", "mast")):
    """A grid that feeds a pump for 100 people and a mast for 50; repairs take always the same time."""
    areas = {"grid": area, "pump": others, "mast": others}
    hours = {"grid": repair, "pump": 10.0, "mast": 4.0}
    people = {"pump": 100.0, "mast": 50.0}
    return Services(
        table_of(ASSETS, [{"asset": name, "kind": kind, "area": areas[name]} for name, kind in KINDS.items()]),
        table_of(SUPPLIES, [{"asset": name, "service": "power", "supplier": "grid", "backup_hours": backup} for name in needs]),
        None,
        table_of(REPAIRS, [{"asset": name, "median_hours": hours[name], "log_sd": 0.0, "crews": 1} for name in KINDS]),
        table_of(SERVED, [{"asset": name, "area": "Y", "group": "all", "people": number} for name, number in people.items()]),
        {name: name for name in KINDS}, KINDS, areas, {},
    )  # fmt: skip


def relief_of(services, shock=("grid",)):
    outage = explore_outage(services, Shock(shock, "grid"), seed=1, progress=no_progress)
    return explore_relief(outage, seed=1, progress=no_progress)


@pytest.fixture(scope="module")
def relief():
    return relief_of(network())


def test_each_plan_loses_the_hours_that_can_be_counted_by_hand(relief):
    lost = {one.plan: one.lost for one in relief.effects}
    people, repair, backup = 150.0, 100.0, 4.0
    assert lost == pytest.approx({
        "base": people * (repair - backup), "no_reserve": people * repair,
        "hired_short": people * (HIRED_FROM - backup + repair - SHORT_UNTIL),
        "hired_long": people * (HIRED_FROM - backup), "hired_on": people * (HIRED_FROM - backup),
        "hired_day": people * (HIRED_FROM - backup), "reserve": people * (repair - RESERVE_HOURS),
        "more_crew": people * (repair - backup), "one_crew": people * (repair - backup),
    })  # fmt: skip
    assert repair < LONG_UNTIL


def test_help_never_makes_an_outage_worse_and_less_reserve_never_better(relief):
    changes = {one.plan: one.change for one in relief.effects[1:]}
    assert all(changes[plan] <= 0 for plan in ("hired_short", "hired_long", "reserve", "more_crew"))
    assert changes["no_reserve"] >= 0 and changes["one_crew"] >= 0 and changes["hired_long"] <= changes["hired_short"]


def test_a_reserve_that_is_longer_already_is_not_made_shorter():
    part = relief_of(network(backup=90.0))
    assert part.effect("reserve").change == 0


def test_the_answer_names_the_plan_that_saves_most_and_what_is_left_when_help_stops_early(relief):
    words = plain(relief_answer(relief), "en")
    assert words.startswith("Most is won with temporary supply from hour 12 to hour 120: 92% fewer hours")
    assert "With temporary supply that stops at hour 48 it is 38%." in words
    assert words.endswith("That all generators stop on day 10 costs nothing more: by then nobody needs them.")


def test_what_it_costs_that_all_generators_stop_on_day_ten_can_be_counted_by_hand():
    """The grid is back after 300 h: 60 h after hour 240, in which a reserve of 290 h has stopped as well."""
    people, repair = 150.0, 300.0
    for backup, without in ((4.0, HIRED_FROM - 4.0), (290.0, 0.0)):
        part = relief_of(network(backup=backup, repair=repair))
        lost = {one.plan: one.lost for one in part.effects}
        assert lost["hired_on"] == pytest.approx(people * without)
        assert lost["hired_day"] == pytest.approx(people * (without + repair - 240.0))
    assert "If all generators stop on day 10, 9,000 people-hours more are lost" in plain(relief_answer(part), "en")


def test_generators_can_stop_on_another_day():
    outage = explore_outage(network(repair=300.0), Shock(("grid",), "grid"), seed=1, progress=no_progress)
    part = explore_relief(outage, seed=1, progress=no_progress, day=2)
    assert part.effect("hired_day").lost == part.effect("hired_short").lost and part.horizon == HORIZON_HOURS
    assert "all stop on day 2" in plain(part_row(part, "hired_day"), "en")


def part_row(part, plan):
    listed = next(block for block in relief_blocks(part) if isinstance(block, DataTable))
    return listed.rows[[one.plan for one in part.effects].index(plan)][0]


def relief_place(*measures):
    initiative = Kept("I1", {"name": {"nl": "nieuw net", "en": "new grid"}})
    return SimpleNamespace(
        city=SimpleNamespace(recorded=Recorded({"relief_measures": measures, "initiatives": (initiative,)}))
    )


def test_measures_of_the_registers_stand_in_for_what_they_supply_and_tell_what_comes_after():
    running = {"name": {"nl": "aggregaat", "en": "generator"}, "kind": "generator", "service": "pump", "state": "in_use",
               "must_end": "2027-05-01", "successor_initiative": "I1"}  # fmt: skip
    found = relief_measures(relief_place(
        Kept("M1", running), Kept("M2", {**running, "state": "ended"}),
        Kept("M3", {"name": {"nl": "opvang"}, "kind": "shelter", "must_end": "2027-01-01"}),
    ))  # fmt: skip
    assert [one.name.nl for one in found] == ["opvang", "aggregaat"] and found[1].successor.en == "new grid"
    outage = explore_outage(network(backup=0.0, repair=300.0), Shock(("grid",), "grid"), seed=1, progress=no_progress)
    part = explore_relief(outage, seed=1, progress=no_progress, measures=found)
    lost = {one.plan: one.lost for one in part.effects}
    assert part.followed == 1 and part.unplaced == 1  # a shelter supplies nothing that is known
    assert lost["measures"] == pytest.approx(50.0 * 300.0)  # the mast has none
    assert lost["measures_day"] == pytest.approx(50.0 * 300.0 + 100.0 * 60.0)
    tables = [block for block in relief_blocks(part) if isinstance(block, DataTable)]
    assert [plain(cell, "en") for cell in tables[1].rows[0]] == ["opvang", "2027-01-01", "nothing"]


def test_where_nothing_is_lost_no_plan_is_praised():
    part = relief_of(network(repair=2.0))
    assert part.effects[0].lost == 0
    assert plain(relief_answer(part), "en").startswith("None of the plans saves people an hour")
    assert relief_blocks(part)


def test_without_anybody_who_needs_the_service_only_crews_are_compared():
    part = relief_of(network(), shock=("pump",))
    assert [one.plan for one in part.effects] == ["base", "more_crew", "one_crew"] and part.fed == 0


def test_people_hours_are_told_in_three_figures():
    assert [people_hours(lost) for lost in (0.0, 999.4, 12_345.0)] == [0.0, 999.0, 12_300.0]


def mending_of(services, shock=("grid",)):
    outage = explore_outage(services, Shock(shock, "grid"), seed=1, progress=no_progress)
    return explore_mending(outage, seed=1, progress=no_progress), outage


def test_all_that_stands_where_the_shock_hits_is_repaired_in_the_best_order():
    """The grid takes 20 h; then the mast 4 h (50 people) before the pump 10 h (100): 150 x 20 + 150 x 4 + 100 x 10."""
    part, outage = mending_of(network(repair=20.0, others="X"))
    assert part.damaged == ("grid", "mast", "pump") and part.best.proven
    assert part.best.loss == pytest.approx(3000 + 600 + 1000)
    losses = {row["rule"]: row["loss"] for row in pull(part.compared).to_pylist()}
    assert min(losses.values()) == losses["best"] and losses["fair"] >= losses["best"]
    assert "dat is bewezen" in plain(mending_blocks(part, outage, PLACE)[-1].text, "nl")


def test_one_broken_asset_has_no_order():
    assert mending_of(network())[0] is None


def test_an_asset_without_a_known_place_draws_nothing_else_into_the_damage():
    assert mending_of(network(area="", others=""))[0] is None


def test_where_every_order_is_as_good_the_answer_says_so():
    part, outage = mending_of(network(repair=20.0, others="X", needs=()), shock=("grid",))
    words = plain(mending_answer(part, outage), "en")
    worst = max(row["loss"] for row in pull(part.compared).to_pylist())
    assert ("no difference" in words) == (worst == part.best.loss)


def test_a_picture_of_hours_goes_on_to_the_end_where_service_does_not_come_back():
    ends = {}
    for repair in (20.0, 1000.0):
        outage = explore_outage(network(repair=repair), Shock(("grid",), "grid"), seed=1, progress=no_progress)
        ends[repair] = next(block for block in hour_blocks(outage, PLACE) if isinstance(block, Figure)).picture.end
    assert ends == {20.0: 24.0, 1000.0: HORIZON_HOURS}
