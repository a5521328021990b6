"""A service at half: how kinds hang on each other, what the others lose in the end and by hour, on networks to follow by hand."""

from types import SimpleNamespace

import pytest

from veerkracht.reports.content import Answer, DataTable
from veerkracht.reports.words import plain
from veerkracht.tables import pull, table_of
from veerkracht.tables.infrastructure import ASSETS, REPAIRS, SERVED, SUPPLIES
from veerkracht.workflows.exploring.halved import STEPS, dependence_of, explore_halved
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


def test_by_hour_a_service_never_loses_more_than_in_the_end_and_all_is_won_back():
    for one in halved(services(*CHAIN)).services:
        for kind, share in one.lost.items():
            course = one.course[kind]
            assert course[0] == 0.0 and max(course) <= share + 1e-12 and course[STEPS] < 0.01


def test_a_slower_repair_never_costs_fewer_people_hours_after_the_day():
    quick, slow = (halved(services(*CHAIN, hours=hours)) for hours in (5.0, 20.0))
    assert quick.services[0].course["water"][36] < slow.services[0].course["water"][36]


def test_the_network_itself_is_told_beside_what_is_added_up():
    """Water at half costs most; care hangs on one pump, and that is down in half of the events."""
    part = halved(services(*CHAIN))
    assert part.services[0].kind == "water"
    assert part.checked == {"care": pytest.approx(0.5, abs=0.03), "power": 0.0}


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
    assert [plain(row[0], "en") for row in each.rows] == ["water", "power", "care"]
    assert [plain(row[0], "en") for row in course.rows] == ["care", "water"]
    assert pull(section.tables["halved"]).num_rows == 3 * 3 * (STEPS + 1)
