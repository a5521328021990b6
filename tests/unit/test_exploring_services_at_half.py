"""A service at half: how kinds hang on each other, what the others lose in the end and by hour, on networks to follow by hand."""

from math import log
from types import SimpleNamespace

import pytest

from veerkracht.reports.content import Answer, DataTable
from veerkracht.reports.words import plain
from veerkracht.tables import pull, table_of
from veerkracht.tables.infrastructure import ASSETS, REPAIRS, SERVED, SUPPLIES
from veerkracht.workflows.exploring.halved import HALF_HOURS, STEPS, dependence_of, explore_halved
from veerkracht.workflows.exploring.page_halved import halved_section
from veerkracht.workflows.workshop.services import Services

KINDS = {"p1": "power", "p2": "power", "w1": "water", "w2": "water", "care": "care"}


def services(*supplies, kinds=KINDS, hours=10.0):
    """Rows of supplier, asset and service, with how many are needed."""
    rows = [{"supplier": one, "asset": two, "service": what, "needed": needed} for one, two, what, needed in supplies]
    served = [{"asset": name, "area": "X", "group": "all", "people": 100.0} for name in ("w1", "care") if name in kinds]
    return Services(
        table_of(ASSETS, [{"asset": name, "kind": kind, "area": "X"} for name, kind in kinds.items()]),
        table_of(SUPPLIES, rows), None,
        table_of(REPAIRS, [{"asset": name, "median_hours": hours, "log_sd": 0.0, "crews": 1} for name in kinds]),
        table_of(SERVED, served), {name: name for name in kinds}, kinds, dict.fromkeys(kinds, "X"), {},
    )  # fmt: skip


CHAIN = (("p1", "w1", "power", None), ("w1", "care", "water", None))
"""One of the two pumps needs power, and care needs water."""


def strengths(network):
    return {(row["sector"], row["depends_on"]): row["coefficient"] for row in pull(dependence_of(network)).to_pylist()}


def halved(network):
    return explore_halved(network, seed=1, progress=lambda done, of: None)


def section_of(network):
    grounds = SimpleNamespace(outage=SimpleNamespace(services=network), request=SimpleNamespace(seed=1))
    return halved_section(grounds, lambda stage, what: None)


def test_a_service_hangs_on_another_with_the_share_of_its_assets_that_need_it():
    assert strengths(services(*CHAIN)) == {("water", "power"): 0.5, ("care", "water"): 1.0}


@pytest.mark.parametrize(("needed", "share"), [(1, 0.5), (2, 1.0)])
def test_a_supplier_that_can_be_missed_counts_for_less(needed, share):
    both = services(("p1", "care", "power", needed), ("p2", "care", "power", needed))
    assert strengths(both) == {("care", "power"): share}


def test_what_a_service_supplies_to_itself_is_left_out():
    assert strengths(services(("p1", "p2", "power", None), *CHAIN)).keys() == {("water", "power"), ("care", "water")}


def test_what_others_lose_in_the_end_follows_the_chain():
    """Half of power takes half of half of water, and that takes a quarter of care."""
    found = {one.kind: one for one in halved(services(*CHAIN)).services}
    assert found["power"].lost == pytest.approx({"water": 0.25, "care": 0.25})
    assert found["care"].lost == pytest.approx({"water": 0.0, "power": 0.0}) and found["care"].people_hours == 0.0


@pytest.mark.parametrize("hours", [6.0, 24.0, 72.0, 168.0])
def test_for_a_day_a_service_is_at_half_however_long_its_repair_takes(hours):
    """Power at half: water lacks 0.5 x 0.5 at once, and care all that water lacks."""
    course = next(one.course for one in halved(services(*CHAIN, hours=hours)).services if one.kind == "power")
    for kind, share in (("power", 0.5), ("water", 0.25), ("care", 0.25)):
        assert course[kind][: HALF_HOURS + 1] == pytest.approx([share] * (HALF_HOURS + 1))


def test_after_the_day_a_service_wins_back_at_its_own_speed_and_waits_for_what_it_needs():
    """k = ln(10) / 10 per hour: water goes by (1 - k), and care follows it an hour behind."""
    speed = log(10) / 10
    course = next(one.course for one in halved(services(*CHAIN)).services if one.kind == "water")
    assert course["water"][25:27] == pytest.approx((0.5 * (1 - speed), 0.5 * (1 - speed) ** 2))
    assert course["care"][25:27] == pytest.approx((0.5, 0.5 * (1 - speed**2)))
    assert course["power"] == (0.0,) * (STEPS + 1) and max(course["care"][-1], course["water"][-1]) < 1e-9


def test_people_hours_are_a_day_at_half_and_what_recovery_takes_after_it():
    """100 people in care, of which half is lost: 24 hours, and then (2 - k) / k hours more in all."""
    speed = log(10) / 10
    water = next(one for one in halved(services(*CHAIN)).services if one.kind == "water")
    assert water.people_hours == pytest.approx(100 * 0.5 * (24 + (2 - speed) / speed))


def test_a_slower_repair_costs_more_people_hours():
    found = [halved(services(*CHAIN, hours=hours)).services[0].people_hours for hours in (6.0, 24.0, 72.0, 168.0)]
    assert found == sorted(found) and len(set(found)) == 4


def test_a_service_that_hangs_on_itself_through_another_is_at_half_and_not_below():
    """Power needs half of water and water half of power: at half of power water lacks a quarter, and all stays so."""
    circle = services(("p1", "w1", "power", None), ("w1", "p1", "water", None))
    power = next(one for one in halved(circle).services if one.kind == "power")
    assert power.lost["water"] == pytest.approx(0.25)
    assert power.course["power"][HALF_HOURS] == pytest.approx(0.5)


def test_that_more_than_all_is_lost_is_told_of_half_and_not_of_what_half_would_grow_to():
    """Care needs power and water, and water all of power: care lacks all.

    Power that also lost what it needs of water would take twice that."""
    circle = services(("p1", "w1", "power", None), ("p1", "w2", "power", None), ("w1", "p1", "water", None),
                      ("p1", "care", "power", None), ("w1", "care", "water", None))  # fmt: skip
    power = next(one for one in halved(circle).services if one.kind == "power")
    assert power.lost == pytest.approx({"water": 0.5, "care": 1.0}) and power.beyond == ()


def test_the_network_itself_is_told_beside_what_is_added_up():
    """Power at half costs most, as what waits for power is back last. One of two pumps is down in half of the events, and
    that is the one that care hangs on."""
    part = halved(services(*CHAIN))
    assert part.services[0].kind == "power"
    assert part.checked == {"care": pytest.approx(0.5, abs=0.03), "water": pytest.approx(0.25, abs=0.02)}


def test_work_is_told_of_to_the_end_and_never_goes_back():
    told = []
    explore_halved(services(*CHAIN), seed=1, progress=lambda done, of: told.append(done / of))
    assert told == sorted(told) and told[2:] == [0.5, 0.5, 1.0]  # three kinds, then the draws of the check


def test_where_losses_grow_on_there_is_no_answer_and_that_is_said():
    circle = services(("p1", "w1", "power", None), ("p1", "w2", "power", None), ("w1", "p1", "water", None),
                      ("w1", "p2", "water", None), kinds={name: KINDS[name] for name in ("p1", "p2", "w1", "w2")})  # fmt: skip
    assert halved(circle).services == ()
    (answer,) = [block for block in section_of(circle).blocks if isinstance(block, Answer)]
    assert "every loss would grow on" in plain(answer.text, "en")


def test_without_services_that_hang_on_each_other_there_is_no_question():
    assert halved(services()) is None
    assert section_of(services()) is None


def test_the_page_shows_each_service_at_half_and_the_course_of_the_worst():
    section = section_of(services(*CHAIN))
    each, course = [block for block in section.blocks if isinstance(block, DataTable)]
    assert [plain(row[0], "en") for row in each.rows] == ["power", "water", "care"]
    assert [plain(row[0], "en") for row in course.rows] == ["care", "power", "water"]
    assert pull(section.tables["halved"]).num_rows == 3 * 3 * (STEPS + 1)
