"""A push on the network of risks, and what a city could set against the events to practise."""

from types import SimpleNamespace

import pytest

from veerkracht.analysis.scenarios import make_drills
from veerkracht.catalogue import Kept, Recorded
from veerkracht.catalogue.drills import drill_elements, known_events
from veerkracht.reports.content import Label
from veerkracht.reports.words import plain
from veerkracht.tables import LINKS, pull, table_of
from veerkracht.tables.risk_network import JUDGEMENTS
from veerkracht.workflows.exploring.helpers import explore_helpers
from veerkracht.workflows.exploring.network import explore_network
from veerkracht.workflows.exploring.page_helpers import helper_answer, helper_blocks
from veerkracht.workflows.exploring.page_pushes import push_answer, push_blocks
from veerkracht.workflows.exploring.pushes import explore_push

NAMES = {"A": Label("armoede", "poverty"), "B": Label("hitte", "heat"), "C": Label("zorg", "care")}


def judged(*links, strength=3):
    rows = [{"respondent": "arts", "source": source, "target": target, "sign": 1, "strength": strength,
             "evidence": "opinion"} for source, target in links]  # fmt: skip
    return table_of(JUDGEMENTS, rows)


def place_of(*initiatives, recorded=None):
    city = SimpleNamespace(links=table_of(LINKS, []), recorded=recorded)
    return SimpleNamespace(risks=NAMES, initiatives=initiatives, city=city, districts=())


def network_of(judgements):
    return explore_network(place_of(), judgements, seed=1)


def test_a_push_reaches_by_way_of_others_and_is_weaker_there():
    part = explore_push(network_of(judged(("A", "B"), ("B", "C"))), seed=1)
    assert part.pushed == "A" and part.verdict == "fixed_point" and part.distance < 1e-6
    near, far = part.rises
    assert (near.risk, near.direct, far.risk, far.direct) == ("B", True, "C", False)
    assert 1 > near.rise > far.rise > 0
    assert near.lower <= near.rise <= near.upper and near.share_up == 1


def test_the_answer_counts_what_nobody_linked_directly():
    risks = network_of(judged(("A", "B"), ("B", "C")))
    part = explore_push(risks, seed=1)
    assert plain(push_answer(part, place_of()), "en") == (
        "When poverty rises, 2 other risks rise too, most of all heat; 1 of them without a direct link."
    )
    assert "dat is bewezen" in plain(push_blocks(part, risks, place_of())[-1].text, "nl")


def test_without_respondents_nothing_is_pushed():
    links = table_of(LINKS, [{"source": "A", "target": "B", "sign": 1, "evidence": "report", "reference": "x"}])
    place = place_of()
    place.city.links = links
    assert explore_push(explore_network(place, None, seed=1), seed=1) is None


def test_one_seed_repeats_the_draws_of_a_push():
    two = table_of(JUDGEMENTS, [{"respondent": name, "source": "A", "target": "B", "sign": 1, "strength": strength,
                                 "evidence": "opinion"} for name, strength in (("x", 1), ("y", 3), ("z", 5))])  # fmt: skip
    drawn = [explore_push(network_of(two), seed=seed).rises for seed in (3, 3, 4)]
    assert drawn[0] == drawn[1] != drawn[2]


def initiative(name, risks, *, status="running", lesson=None):
    return {"initiative": name, "name_nl": name, "name_en": name, "risks": risks, "status": status, "lesson_nl": lesson,
            "lesson_en": lesson}  # fmt: skip


@pytest.fixture(scope="module")
def drills():
    return make_drills(drill_elements(), known_events(["SH-HEAT"]), drills=6, seed=1)


def covered(part):
    return {row["covered"] for row in pull(part.scores).to_pylist() if row["asked"]}


def test_a_city_of_which_nothing_is_known_is_not_told_that_nothing_helps(drills):
    assert explore_helpers(place_of(), drills) is None


def test_an_initiative_without_a_quality_leaves_open_what_it_brings(drills):
    every = "; ".join(sorted({row["risk"] for row in pull(known_events()).to_pylist()}))
    part = explore_helpers(place_of(initiative("I1", every)), drills)
    assert covered(part) == {None} and (part.initiatives, part.unrated, part.unplaced) == (1, 1, 0)
    words = plain(helper_answer(part), "en")
    assert "0 times the city is known to bring it, 0 times it is known to lack it" in words
    assert helper_blocks(part, drills)


def test_noted_qualities_count_and_what_nobody_brings_is_lacking(drills):
    every = "; ".join(sorted({row["risk"] for row in pull(known_events()).to_pylist()}))
    kept = Recorded({"initiatives": (Kept("I1", {"qualities": ["inclusive"]}),)})
    part = explore_helpers(place_of(initiative("I1", every), recorded=kept), drills)
    of = {(row["drill"], row["quality"]): row["covered"] for row in pull(part.scores).to_pylist() if row["initiatives"]}
    assert of and all(quality == "inclusive" for _drill, quality in of)
    assert covered(part) >= {True, False} and part.unrated == 0


def test_an_initiative_that_fits_no_event_may_still_help_so_nothing_counts_as_lacking(drills):
    kept = Recorded({"initiatives": (Kept("I1", {"qualities": ["inclusive"]}),)})
    part = explore_helpers(
        place_of(initiative("I1", "SH-HEAT", lesson="Vraag het."), initiative("I2", ""), recorded=kept), drills
    )
    assert part.unplaced == 1
    assert " 0 times it is known to lack it" in plain(helper_answer(part), "en")


def test_what_ended_brings_its_lesson_only(drills):
    every = "; ".join(sorted({row["risk"] for row in pull(known_events()).to_pylist()}))
    part = explore_helpers(place_of(initiative("I1", every, status="ended", lesson="Vraag het.")), drills)
    assert {row["sort"] for row in pull(part.fitting).to_pylist()} == {"lesson"} and part.initiatives == 0


def test_a_lesson_of_the_register_has_the_theme_that_was_noted_with_it(drills):
    kept = Recorded({"lessons": (Kept("L1", {"lesson": {"nl": "Bel eerst", "en": "Call first"}, "theme": "health"}),)})
    part = explore_helpers(place_of(recorded=kept), drills)
    rows = pull(part.fitting).to_pylist()
    assert rows and {(row["helper"], row["themes"]) for row in rows} == {("L1", "health")}
    assert part.names["lesson", "L1"].en == "Call first"
