"""Neighbourhoods of today on the boundaries of 2014: only where the code still stands for the same place."""

from types import SimpleNamespace

import pytest

from veerkracht.workflows.indexing.outlines import municipality_names, outlines_of

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def outlines(data_dir):
    finding = SimpleNamespace(definition=SimpleNamespace(level="neighbourhood"), figures=SimpleNamespace(areas=None))
    return outlines_of(finding, folder=data_dir)


def test_a_code_that_was_given_to_another_place_has_no_outline_and_the_name_of_today(outlines):
    assert outlines.former["BU04849103"][0] == "Rietveld" and outlines.names["BU04849103"] == "Hazerswoude-Dorp-West"
    assert "BU04849103" not in outlines.shapes


def test_a_place_that_only_spells_its_name_otherwise_keeps_its_outline(outlines):
    assert "BU00030008" in outlines.shapes  # Verspreide huizen, then Verspr.h.


def test_every_code_of_the_map_has_an_outline_or_a_reason_why_not(outlines):
    parts = (set(outlines.shapes), set(outlines.former), outlines.too_small)
    assert sum(map(len, parts)) == len(set().union(*parts)) == 11_691


def test_municipalities_have_the_names_of_today_or_else_the_last_they_had(data_dir):
    names = municipality_names(data_dir)
    assert (names["GM0518"], names["GM1949"], names["GM0003"]) == ("'s-Gravenhage", "Waadhoeke", "Appingedam")
