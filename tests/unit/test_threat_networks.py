"""Published networks of risks: what is read of them, and files that are not what they should be."""

import json

import pytest

from veerkracht.connectors.threat_networks import (
    read_denkwerk_links,
    read_denkwerk_threats,
    read_wef_pairs,
    read_wef_risks,
)
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import pull

QUOTE = {"title": "Brief  over\n weerbaarheid", "document_link": "https://example.org/brief", "citaat": "…"}
NODES = [
    {"id": "overstroming", "category": "Ecologisch", "nr_citations": 4},
    {"id": "stroomuitval", "category": "Economisch"},
]
EDGE = {
    "source": "overstroming",
    "target": "stroomuitval",
    "weight": 1,
    "raw_count": 40,
    "citaat_relaties": [QUOTE, QUOTE],
}
WEEK = {
    "nodes": {
        "HEAT": {"label": "Heat", "category": "Environmental", "description": "Hot"},
        "WATER": {"label": "Water", "category": "Societal", "description": "Dry"},
    },
    "links": [
        {"source": "WATER", "target": "HEAT", "weight": 0.1},
        {"source": "HEAT", "target": "WATER", "weight": 0.1},
    ],
}


def folder(tmp_path, **files):
    given = {
        "nodes": NODES,
        "edges": [EDGE],
        "threat_impact": {"overstroming": "Zeer ernstig", "oorlog": "Beperkt"},
        **files,
    }
    for name, document in given.items():
        text = document if isinstance(document, str) else json.dumps(document)
        (tmp_path / f"{name}.json").write_text(text, "utf-8")
    return tmp_path


def test_a_link_has_a_sign_and_no_weight(tmp_path):
    (row,) = pull(read_denkwerk_links(folder(tmp_path))).to_pylist()
    assert (row["source"], row["target"], row["sign"], row["weight"]) == ("overstroming", "stroomuitval", 1, None)
    assert (row["evidence"], row["reference"]) == ("Brief over weerbaarheid", "https://example.org/brief")


def test_threats_outside_the_network_keep_their_impact(tmp_path):
    rows = pull(read_denkwerk_threats(folder(tmp_path))).to_pylist()
    assert [(row["risk"], row["category"], row["impact"], row["citations"]) for row in rows] == [
        ("oorlog", None, "limited", None), ("overstroming", "Ecologisch", "very_serious", 4),
        ("stroomuitval", "Economisch", None, None)]  # fmt: skip


def test_a_pair_that_stands_there_both_ways_is_read_once(tmp_path):
    (row,) = pull(read_wef_pairs(folder(tmp_path, week=WEEK) / "week.json")).to_pylist()
    assert row == {"first": "HEAT", "second": "WATER", "weight": 0.1, "reference": "week.json"}


def test_global_risks_have_their_labels(tmp_path):
    rows = pull(read_wef_risks(folder(tmp_path, week=WEEK) / "week.json")).to_pylist()
    assert [(row["risk"], row["label_en"], row["category"]) for row in rows] == [
        ("HEAT", "Heat", "Environmental"), ("WATER", "Water", "Societal")]  # fmt: skip


@pytest.mark.parametrize(("files", "told"), [
    ({"edges": "[{"}, "no whole JSON"), ({"edges": {}}, "holds no list"), ({"nodes": [{}]}, "no id"),
    ({"edges": [{"source": "overstroming"}]}, "no citaat_relaties"),
    ({"edges": [{**EDGE, "target": "hitte"}]}, "names hitte"),
])  # fmt: skip
def test_links_that_are_not_what_they_should_be_are_refused(tmp_path, files, told):
    with pytest.raises(InputError, match=told):
        read_denkwerk_links(folder(tmp_path, **files))


@pytest.mark.parametrize(("impact", "told"), [({"overstroming": "Erg"}, "impact Erg"), ([], "no object")])
def test_impacts_that_are_not_what_they_should_be_are_refused(tmp_path, impact, told):
    with pytest.raises(InputError, match=told):
        read_denkwerk_threats(folder(tmp_path, threat_impact=impact))


@pytest.mark.parametrize(("links", "told"), [
    ([{"source": "HEAT", "target": "WAR", "weight": 0.1}], "names WAR"),
    ([*WEEK["links"], {"source": "HEAT", "target": "WATER", "weight": 0.2}], "two weights"),
    ([{"source": "HEAT", "target": "WATER", "weight": "much"}], "weight much is no number"),
    ([{"source": "HEAT", "target": "WATER", "weight": None}], "weight None is no number"),
])  # fmt: skip
def test_pairs_that_are_not_what_they_should_be_are_refused(tmp_path, links, told):
    with pytest.raises(InputError, match=told):
        read_wef_pairs(folder(tmp_path, week={**WEEK, "links": links}) / "week.json")


def test_an_absent_file_is_missing(tmp_path):
    with pytest.raises(MissingDataError):
        read_wef_pairs(tmp_path / "week.json")
