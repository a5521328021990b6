"""Drills and critical services: each kind can fail in a drill, and a list of risks with their failure foresees each."""

import pytest

from veerkracht.analysis.scenarios import make_drills
from veerkracht.catalogue import drill_elements, known_events, registers
from veerkracht.catalogue.definitions import read_toml
from veerkracht.tables import pull

HITS = {item["id"]: frozenset(item.get("services", ())) for item in read_toml("drills.toml")["hits"]}
ENERGY = {"electricity", "gas", "heat", "fuel"}


@pytest.fixture(scope="module")
def kinds():
    register = registers()["services"]
    field = next(one for one in register.fields if one.id == "kind")
    return {choice.code for choice in field.choices} - {"other"}


def foreseen_by(risk):
    return {row["hits"] for row in pull(known_events([risk])).to_pylist() if row["origin"] is None}


def test_every_kind_of_critical_service_in_the_register_can_be_hit(kinds):
    assert {kind for of in HITS.values() for kind in of} == kinds


@pytest.mark.parametrize(("risk", "wanted"), [("SH-CRITINF", None), ("SH-ENERGY", ENERGY)])
def test_a_risk_of_failing_services_foresees_that_each_of_them_fails(risk, wanted, kinds):
    foreseen = {kind for hit in foreseen_by(risk) for kind in HITS[hit]}
    assert foreseen == (wanted or kinds)


def test_a_city_that_lists_failing_services_still_has_something_to_practise():
    drills = pull(make_drills(drill_elements(), known_events(["SH-CRITINF"]), drills=300, seed=1)).to_pylist()
    assert not [row for row in drills if HITS[row["hits"]]]
    others = pull(make_drills(drill_elements(), known_events(["SH-HEAT"]), drills=300, seed=1)).to_pylist()
    assert {row["hits"] for row in others} >= set(HITS)
