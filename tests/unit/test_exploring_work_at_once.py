"""What crews and staff can do at once: crews that repair needs, and recovery projects within the staff there is."""

from types import SimpleNamespace

import pytest

from veerkracht.catalogue import Kept, Recorded
from veerkracht.reports.content import Answer, DataTable, Items
from veerkracht.reports.words import plain
from veerkracht.tables import pull, table_of
from veerkracht.tables.infrastructure import ASSETS, REPAIRS, SERVED, SUPPLIES
from veerkracht.workflows.exploring.at_once import explore_crews, explore_projects
from veerkracht.workflows.exploring.outage import CREWS, Shock, explore_outage
from veerkracht.workflows.exploring.page_at_once import at_once_section
from veerkracht.workflows.workshop.services import Services


def outage(pumps, *, hours=10.0):
    """So many pumps in one district, each for 100 people, all broken; repairs take always the same time."""
    names = [f"pump {number}" for number in range(pumps)]
    services = Services(
        table_of(ASSETS, [{"asset": name, "kind": "water", "area": "X"} for name in names]), table_of(SUPPLIES, []), None,
        table_of(REPAIRS, [{"asset": name, "median_hours": hours, "log_sd": 0.0, "crews": 1} for name in names]),
        table_of(SERVED, [{"asset": name, "area": "X", "group": "all", "people": 100.0} for name in names]),
        {name: name for name in names}, dict.fromkeys(names, "water"), dict.fromkeys(names, "X"), {},
    )  # fmt: skip
    return explore_outage(services, Shock((names[0],), names[0]), seed=1, progress=lambda done, of: None)


def crews_of(pumps):
    return explore_crews(outage(pumps), seed=1, progress=lambda done, of: None)


def project(name, *, first=2027, last=2027, fte=2.0, shares=(50.0, 30.0, 20.0), transformation=2, **more):
    recover, protect, forward = shares or (None, None, None)
    return Kept(name, {"name": {"nl": name, "en": name}, "share_recover": recover, "share_protect": protect,
                       "share_build_forward": forward, "capacity_fte": fte, "first_year": first, "last_year": last,
                       "transformation": transformation, **more})  # fmt: skip


def place(*projects):
    return SimpleNamespace(city=SimpleNamespace(recorded=Recorded({"recovery_projects": projects})))


def section_of(*projects, staff=None, crews=None):
    request = SimpleNamespace(seed=1, staff=staff)
    return at_once_section(
        SimpleNamespace(place=place(*projects), request=request, outage=crews), lambda stage, what: None
    )


def words_of(section, kind=Answer):
    return [plain(block.text, "en") for block in section.blocks if isinstance(block, kind)]


def test_people_hours_with_each_number_of_crews_can_be_counted_by_hand():
    """Two pumps of ten hours: one crew mends them after 10 and 20 hours, two crews both after 10."""
    part = crews_of(2)
    assert part.lost == pytest.approx((100 * 30.0, 100 * 20.0, 100 * 20.0, 100 * 20.0))
    assert part.enough == 2 and part.damaged == 2


def test_where_there_is_more_to_repair_than_crews_all_of_them_are_needed():
    assert crews_of(CREWS + 1).enough == CREWS
    (words,) = words_of(section_of(crews=outage(CREWS + 1)))
    assert words.startswith("Repair needs all 4 crews") and "Nobody is left" in words


def test_free_crews_can_protect_and_what_is_not_known_of_projects_is_said():
    section = section_of(crews=outage(1))
    assert words_of(section)[0].startswith("Repair needs 1 of the 4 crews")
    assumed = [plain(one, "en") for block in section.blocks if isinstance(block, Items) for one in block.items]
    assert any("the registers hold no recovery projects" in one for one in assumed)


def test_projects_are_balanced_and_what_falls_short_of_a_transformation_comes_first():
    section = section_of(
        project("dijk", transformation=1, whole_system="none"), project("plein", transformation=5, whole_system="fully")
    )
    assert "20% goes to building forward" in words_of(section)[0] and "stand at 3.0" in words_of(section)[0]
    tables = [block for block in section.blocks if isinstance(block, DataTable)]
    assert [plain(row[0], "en") for row in tables[1].rows] == ["dijk", "plein"]
    assert [plain(row[3], "en") for row in tables[1].rows] == ["2.0", "−2.0"]


def test_with_staff_as_many_projects_as_fit_are_taken_up_and_unknown_staff_is_none():
    part = explore_projects(place(project("a", fte=3.0), project("b", fte=2.0), project("c", fte=2.0), project("d", fte=None)),
                            staff=4.0)  # fmt: skip
    reasons = {row["project"]: row["reason"] for row in pull(part.choice.projects).to_pylist()}
    assert reasons == {"a": "room", "b": None, "c": None, "d": "unknown_fte"}
    assert explore_projects(place(project("a")), staff=None).choice is None


def test_what_is_done_or_stopped_is_left_out_and_without_projects_or_outage_there_is_no_question():
    assert explore_projects(place(project("a", state="done"), project("b", state="stopped")), staff=1.0) is None
    assert section_of() is None


def test_what_nobody_noted_is_counted_and_not_taken_as_zero():
    part = explore_projects(place(project("a", shares=None, fte=None, transformation=None)), staff=None)
    assert [part.unknown(name) for name in ("recover", "fte", "transformation", "cost_eur")] == [1, 1, 1, 1]
    (year,) = pull(part.years).to_pylist()
    assert year["needed_fte"] is None and year["unknown"] == 1
