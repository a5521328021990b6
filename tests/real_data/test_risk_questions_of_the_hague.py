"""What published networks and the measurements say of the risks of The Hague, read in place."""

import pytest

from veerkracht import catalogue
from veerkracht.catalogue.risk_crosswalk import published_networks
from veerkracht.connectors.threat_networks import read_denkwerk_threats, read_wef_risks
from veerkracht.reports.words import plain
from veerkracht.tables import pull
from veerkracht.workflows.exploring.compound import explore_compound
from veerkracht.workflows.exploring.mirror import explore_mirror, links_in
from veerkracht.workflows.exploring.network import explore_network
from veerkracht.workflows.exploring.page_compound import compound_answer
from veerkracht.workflows.workshop.place import city_place

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def hague(data_dir):
    place = city_place("the-hague", data_dir)
    return place, explore_network(place, None, seed=1)


def test_every_node_of_the_crosswalk_stands_in_its_network(data_dir):
    folder = data_dir / "risk_networks"
    threats = {
        row["risk"]
        for row in pull(read_denkwerk_threats(folder / "denkwerk_weerbaarheid")).to_pylist()
        if row["category"]
    }
    news = pull(read_wef_risks(folder / "wef_global_risks_2018" / "2018W02_graph_data.json"))["risk"].to_pylist()
    networks = published_networks()
    assert set(networks["denkwerk"].risk_of) <= threats and set(networks["wef"].risk_of) <= set(news)


def test_documents_name_sixteen_links_that_the_hague_does_not_have(hague, data_dir):
    place, risks = hague
    part = explore_mirror(place, risks, data_dir)
    own = {(row["source"], row["target"]) for row in pull(risks.network).to_pylist()}
    assert len(part.links) == 16 and not own & {(one.source, one.target) for one in part.links}
    assert (part.own, part.shared) == (1, 1)  # flooding makes critical services fail
    assert len(part.together) == 3 and not any(one.closes for one in part.links)
    named = own | {(one.source, one.target) for one in part.links}
    assert all(set(links_in(chain)) <= named for chain in part.together)
    assert {frozenset((one.first, one.second)) for one in part.pairs}.isdisjoint(
        map(frozenset, own)
    ) and part.weeks == 2


def test_six_risks_have_a_figure_per_district_and_a_small_one_has_none(hague):
    place, risks = hague
    part = explore_compound(place, risks)
    assert set(part.series) == {"EM-YOUTH", "SH-HEALTH", "SH-ORDER", "ST-ECONOMY", "ST-LONELY", "ST-POV"}
    parts = pull(part.parts).to_pylist()
    assert {row["load"] for row in parts if row["bearer"] == "WK051801"} == {None}  # too few residents
    feeds = {(row["risk"], row["feeds"]) for row in parts if row["feeds"]}
    assert feeds == {("ST-ECONOMY", "EM-YOUTH")}
    assert "Schildersbuurt" in plain(compound_answer(part, place), "nl")


def test_no_series_of_a_load_is_about_origin():
    known = {row["indicator"]: row for row in pull(catalogue.indicators()).to_pylist()}
    linked = {row["indicator"] for row in pull(catalogue.risk_indicators()).to_pylist()}
    assert not any(known[name]["sensitivity"] == "forbidden" for name in linked)
