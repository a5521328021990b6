"""The published networks of risks as they are read, and what the analyses make of them."""

import pytest

from veerkracht.analysis.risks import assume_strength, find_loops, indirect_ranks
from veerkracht.connectors.threat_networks import (
    read_denkwerk_links,
    read_denkwerk_threats,
    read_wef_pairs,
    read_wef_risks,
)
from veerkracht.tables import pull


@pytest.fixture(scope="module")
def threats(data_dir):
    return data_dir / "risk_networks" / "denkwerk_weerbaarheid"


@pytest.fixture(scope="module")
def weeks(data_dir):
    folder = data_dir / "risk_networks" / "wef_global_risks_2018"
    return {week: folder / f"2018W{week}_graph_data.json" for week in ("02", "31")}


@pytest.mark.real_data
def test_all_threats_to_the_netherlands_are_read(threats):
    links, impacts = pull(read_denkwerk_links(threats)).to_pylist(), pull(read_denkwerk_threats(threats)).to_pylist()
    assert (len(links), len({end for row in links for end in (row["source"], row["target"])})) == (177, 53)
    assert {(row["sign"], row["weight"]) for row in links} == {(1, None)}
    assert all(row["evidence"] and row["reference"].startswith("https://") for row in links)
    assert (len(impacts), sum(row["category"] is None for row in impacts)) == (73, 20)
    worst = {row["risk"] for row in impacts if row["impact"] == "catastrophic"}
    assert worst == {"overstroming zee", "pandemie door een mens overdraagbaar virus"}


@pytest.mark.real_data
def test_loops_of_the_threats_have_a_kind_and_no_gain_until_a_strength_is_assumed(threats):
    links = read_denkwerk_links(threats)
    loops = pull(find_loops(links, seed=1, draws=0, longest=4)).to_pylist()
    assert {(row["kind"], row["gain"]) for row in loops} == {("reinforcing", None)}
    assumed = pull(find_loops(assume_strength(links, weight=0.5), seed=1, draws=0, longest=4)).to_pylist()
    assert {row["gain"] for row in assumed} == {0.25, 0.125, 0.0625}
    assert len(assumed) == len(loops) == 283


@pytest.mark.real_data
def test_each_risk_of_the_news_lists_its_eight_strongest_pairs(weeks):
    counts = {week: (pull(read_wef_risks(path)).num_rows, pull(read_wef_pairs(path)).num_rows)
              for week, path in weeks.items()}  # fmt: skip
    assert counts == {"02": (29, 164), "31": (30, 165)}


@pytest.mark.real_data
def test_pairs_without_direction_give_equal_influence_and_dependence(weeks):
    pairs = read_wef_pairs(weeks["02"])
    both = pairs.select(source="first", target="second", weight="weight").union(
        pairs.select(source="second", target="first", weight="weight"))  # fmt: skip
    rows = pull(indirect_ranks(both)).to_pylist()
    assert len(rows) == 29
    assert [row["influence"] for row in rows] == pytest.approx([row["dependence"] for row in rows])
