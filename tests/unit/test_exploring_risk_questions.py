"""What drives, who names what, where futures pull to, what others see, what holds a chain, and what comes together."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from veerkracht import catalogue
from veerkracht.analysis.risks import attractors
from veerkracht.catalogue import Kept, Recorded
from veerkracht.catalogue.risk_crosswalk import published_networks
from veerkracht.reports.content import DataTable, Heading, Label
from veerkracht.reports.words import plain
from veerkracht.tables import LINKS, pull, table_of
from veerkracht.tables.risk_network import CROSS_IMPACTS, JUDGEMENTS
from veerkracht.workflows.exploring.compound import explore_compound
from veerkracht.workflows.exploring.drivers import explore_drivers
from veerkracht.workflows.exploring.futures import explore_futures
from veerkracht.workflows.exploring.grounds import ExploreRequest
from veerkracht.workflows.exploring.holding import explore_holding
from veerkracht.workflows.exploring.make import explore
from veerkracht.workflows.exploring.mirror import explore_mirror
from veerkracht.workflows.exploring.named import explore_named
from veerkracht.workflows.exploring.network import explore_network
from veerkracht.workflows.exploring.page_compound import compound_answer, compound_blocks
from veerkracht.workflows.exploring.page_drivers import driver_answer, driver_blocks
from veerkracht.workflows.exploring.page_holding import holding_answer, holding_blocks
from veerkracht.workflows.exploring.page_mirror import mirror_answer, mirror_blocks, mirror_section
from veerkracht.workflows.exploring.page_named import named_answer, named_blocks
from veerkracht.workflows.exploring.page_pull import pull_answer, pull_blocks
from veerkracht.workflows.exploring.page_risks import disagreement_blocks, weaken_answer, weaken_blocks
from veerkracht.workflows.exploring.pull import Basin, PullPart, explore_pull
from veerkracht.workflows.workshop.answers import Futures
from veerkracht.workflows.workshop.place import city_place

NAMES = {"A": Label("armoede", "poverty"), "B": Label("hitte", "heat"), "C": Label("zorg", "care")}
STATES = ("low", "high")
ROLES = ("arts", "wijkmanager", "brandweer")


def judged(*links, roles=ROLES):
    rows = [{"respondent": role, "source": source, "target": target, "sign": 1, "strength": strength, "evidence": "opinion"}
            for source, target, strength in links for role in roles]  # fmt: skip
    return table_of(JUDGEMENTS, rows)


def place_of(*initiatives, risks=NAMES, synthetic=False, links=()):
    city = SimpleNamespace(links=table_of(LINKS, [*links]), recorded=None)
    return SimpleNamespace(risks=risks, initiatives=initiatives, city=city, districts=(), synthetic=synthetic)


def network(*links, roles=ROLES):
    return explore_network(place_of(), judged(*links, roles=roles), seed=1)


def tables(blocks):
    return [block for block in blocks if isinstance(block, DataTable)]


def no_progress(done, of):
    return None


def test_what_only_gives_drives_and_what_only_receives_is_driven_by_both_ways():
    risks = network(("A", "B", 5), ("B", "C", 4), ("A", "C", 2), ("C", "B", 1))
    part = explore_drivers(risks, seed=1)
    verdicts = {one.risk: one.verdict for one in part.drivers}
    assert verdicts["A"] == "drives" and "drives" not in (verdicts["B"], verdicts["C"])
    assert part.drivers[0].share_cause == 1  # all three respondents agree, so each draw is the same
    assert sum(one.relation for one in part.drivers) == pytest.approx(0)  # all that is given is received
    words = plain(driver_answer(part, place_of()), "en")
    assert "poverty drives" in words and "of all risks on which they agree, DEMATEL puts these two at the ends" in words
    assert driver_blocks(part, risks, place_of())


def test_nothing_drives_where_fewer_than_three_told_how_strong_a_link_is():
    assert explore_drivers(network(("A", "B", 5), roles=ROLES[:2]), seed=1) is None


def test_a_connection_counts_once_per_respondent_and_no_link_is_no_name():
    rows = [("arts", "A", "B", 1), ("arts", "B", "A", -1), ("wijkmanager", "A", "B", 0), ("brandweer", "B", "C", 1)]
    given = [
        {"respondent": who, "source": source, "target": target, "sign": sign} for who, source, target, sign in rows
    ]
    part = explore_named(table_of(JUDGEMENTS, given))
    found = {(row["first"], row["second"]): (row["count"], row["respondents"]) for row in pull(part.pairs).to_pylist()}
    assert found == {("A", "B"): (1, 3), ("B", "C"): (1, 3)}
    assert plain(named_answer(part, place_of()), "en") == (
        "Of 2 connections 2 are named by 1 of 3 respondents, and none by more. 2 connections were named by one respondent only."
    )
    shares = tables(named_blocks(part, place_of()))[0].rows[0]
    assert [plain(cell, "nl") for cell in shares] == ["armoede – hitte", "1 van 3", "33% (6 tot 79)"]


def test_a_connection_that_two_of_four_name_is_not_named_by_most():
    named = (("a", "A", "B"), ("b", "B", "A"), ("c", "B", "C"), ("d", "A", "C"))
    given = [{"respondent": who, "source": source, "target": target, "sign": 1} for who, source, target in named]
    part = explore_named(table_of(JUDGEMENTS, given))
    words = {language: plain(named_answer(part, place_of()), language) for language in ("nl", "en")}
    assert words["en"].startswith("Named most is the connection of poverty with heat: by 2 of 4 respondents")
    assert words["nl"].startswith("Het vaakst genoemd is") and "meeste deelnemers" not in words["nl"]


def test_nobody_named_anything_without_respondents():
    assert explore_named(None) is None
    assert explore_named(judged(("A", "B", 5), roles=ROLES[:2])) is None  # a share of two tells what one of them said


def test_the_section_on_disagreement_tells_how_many_named_each_link():
    rows = tables(disagreement_blocks(network(("A", "B", 5)), place_of()))[0].rows
    assert plain(rows[0][2], "en") == "3 of 3"


def impacts(*pushes):
    """Two uncertainties with states low and high; a push is (from, state, to, state, judgement)."""
    told = {push[:4]: push[4] for push in pushes}
    ways = [
        (one, state, other, aim)
        for one, other in (("sea", "dike"), ("dike", "sea"))
        for state in STATES
        for aim in STATES
    ]
    rows = [{"respondent": None, "descriptor": way[0], "state": way[1], "target": way[2], "target_state": way[3],
             "judgement": float(told.get(way, 0))} for way in ways]  # fmt: skip
    return Futures(table_of(CROSS_IMPACTS, rows), {})


def test_each_future_ends_in_one_place_under_both_ways():
    given = impacts(("sea", "high", "dike", "high", 2), ("sea", "low", "dike", "low", 2), ("dike", "high", "sea", "high", 2),
                    ("dike", "low", "sea", "low", 2))  # fmt: skip
    futures = explore_futures(given, seed=1, progress=no_progress)
    part = explore_pull(futures, seed=1, progress=no_progress)
    assert sum(one.together for one in part.basins) == pytest.approx(1) == sum(one.one_by_one for one in part.basins)
    goes_round = {one.place: (one.together, one.one_by_one) for one in part.basins}[0]
    assert goes_round == (0.5, 0.0)  # high and low change places for ever when both move at once
    words = plain(pull_blocks(part, futures)[-1].text, "en")
    assert words.startswith("Both ways") and plain(pull_answer(part), "nl").startswith("Naar 2 toekomsten even hard")


def test_where_futures_are_drawn_the_page_says_so_and_counts_those_that_no_draw_reached(monkeypatch):
    """Two futures fit, high with high and low with low; one draw ends in one of them, one thing at a time."""
    given = impacts(("sea", "high", "dike", "high", 2), ("sea", "low", "dike", "low", 2), ("dike", "high", "sea", "high", 2),
                    ("dike", "low", "sea", "low", 2))  # fmt: skip
    futures = explore_futures(given, seed=1, progress=no_progress)
    monkeypatch.setattr("veerkracht.workflows.exploring.pull.attractors",
                        lambda table, **asked: attractors(table, **{**asked, "starts": 1, "exact_up_to": 1}))  # fmt: skip
    part = explore_pull(futures, seed=1, progress=no_progress)
    assert part.sampled and {one.place for one in part.basins if one.place} == {1, 2}
    assert sorted(one.one_by_one for one in part.basins if one.place) == [0.0, 1.0]
    words = plain(pull_answer(replace(part, followed=10_000)), "en")
    assert "of 10,000 drawn futures" in words and "all" not in words
    assert "1 future that fits together pulls hardly" in words
    assert (
        plain(tables(pull_blocks(part, futures))[0].caption, "en")
        == "Of the futures that were drawn, the share that ends in each"
    )


def test_where_all_drawn_futures_go_round_none_pulls():
    part = PullPart(
        (Basin(1, 0.0, 0.0), Basin(0, 1.0, 1.0)), table_of(CROSS_IMPACTS, []), table_of(CROSS_IMPACTS, []), 500, True
    )
    assert plain(pull_answer(part), "en") == "To no future: all 500 that were drawn go round and come to no rest."


def test_a_section_on_the_best_link_says_why_it_cannot_name_one():
    place = place_of(links=[{"source": "A", "target": "B", "sign": 1, "evidence": "report", "reference": "x"}])
    cases = {
        "of no link the strength is known": explore_network(place, None, seed=1),
        "no chain of risks comes back": network(("A", "B", 5)),
    }
    for words, part in cases.items():
        assert words in plain(weaken_answer(part, place_of()), "en")
        assert weaken_blocks(part, place_of())
    assert "heat" in plain(weaken_answer(network(("A", "B", 5), ("B", "A", 2)), place_of()), "en")


def write_threats(folder, *edges):
    threats = folder / "risk_networks" / "denkwerk_weerbaarheid"
    threats.mkdir(parents=True)
    nodes = sorted({end for edge in edges for end in edge})
    (threats / "nodes.json").write_text(json.dumps([{"id": name} for name in nodes]), "utf-8")
    quotes = [{"title": "Kamerbrief", "document_link": "x"}]
    (threats / "edges.json").write_text(
        json.dumps([{"source": source, "target": target, "citaat_relaties": quotes} for source, target in edges]),
        "utf-8",
    )
    return folder


DUTCH = {risk: Label(risk, risk) for risk in ("SH-HEAT", "SH-PANDEMIC", "SH-ENERGY", "ST-POV")}
OURS = [{"source": "SH-PANDEMIC", "target": "ST-POV", "sign": 1, "evidence": "report", "reference": "x"},
        {"source": "ST-POV", "target": "SH-HEAT", "sign": 1, "evidence": "report", "reference": "x"}]  # fmt: skip


def test_others_name_a_link_that_closes_a_chain_of_ours(tmp_path):
    edges = [("hitte/droogte", "griep pandemie"), ("griep pandemie", "pandemie door een mens overdraagbaar virus"),
             ("landelijke black-out", "tweespalt in de eu")]  # fmt: skip
    place = place_of(risks=DUTCH, links=OURS)
    part = explore_mirror(place, explore_network(place, None, seed=1), write_threats(tmp_path, *edges))
    assert [(one.source, one.target, one.documents) for one in part.links] == [
        ("SH-HEAT", "SH-PANDEMIC", ("Kamerbrief",))
    ]
    assert part.links[0].closes == ("SH-HEAT > SH-PANDEMIC > ST-POV",) and part.together == ()
    assert (part.own, part.shared, part.weeks) == (0, 0, 0) and part.matched["denkwerk"] == 3
    assert "Kamerbrief" not in plain(mirror_answer(part), "en")
    assert len(tables(mirror_blocks(part, place))) == 1


def test_a_link_that_we_have_too_is_shared_and_not_news(tmp_path):
    ours = [{"source": "SH-HEAT", "target": "SH-PANDEMIC", "sign": 1, "evidence": "report", "reference": "x"}]
    place = place_of(risks=DUTCH, links=ours)
    folder = write_threats(tmp_path, ("hitte/droogte", "griep pandemie"))
    part = explore_mirror(place, explore_network(place, None, seed=1), folder)
    assert part.links == () and (part.own, part.shared) == (1, 1)


def test_there_is_no_mirror_without_files_or_for_a_city_that_does_not_exist(tmp_path):
    assert explore_mirror(place_of(), None, tmp_path) is None
    folder = write_threats(tmp_path, ("hitte/droogte", "griep pandemie"))
    assert explore_mirror(place_of(risks=DUTCH, synthetic=True), None, folder) is None


def write_news(folder, week, *pairs):
    news = folder / "risk_networks" / "wef_global_risks_2018"
    news.mkdir(parents=True, exist_ok=True)
    links = [{"source": one, "target": other, "weight": 0.1} for one, other in pairs]
    told = {"nodes": {name: {} for pair in pairs for name in pair}, "links": links}
    (news / f"2018W{week:02}_graph_data.json").write_text(json.dumps(told), "utf-8")
    return folder


WORLD = {risk: Label(risk, risk) for risk in ("SH-CYBER", "SH-PANDEMIC", "SH-ATTACK")}


@pytest.mark.parametrize("begun", [False, True])
def test_documents_that_were_not_read_name_an_unknown_number_of_links_and_are_no_source(tmp_path, begun):
    folder = write_news(tmp_path, 2, ("CYBERATTACKS", "INFECTIOUSDISEASES"))
    if begun:  # a folder with half of what it should hold tells as little
        (folder / "risk_networks" / "denkwerk_weerbaarheid").mkdir()
        (folder / "risk_networks" / "denkwerk_weerbaarheid" / "nodes.json").write_text("[]", "utf-8")
    part = explore_mirror(place_of(risks=WORLD), None, folder)
    assert (
        part.links is None
        and dict(part.matched) == {"wef": 3}
        and list(part.files) == ["risk_networks/wef_global_risks_2018/2018W02_graph_data.json"]
    )
    assert plain(mirror_answer(part), "en") == (
        "The news of 2018 tells of 1 pair of our risks together that we did not link. Documents of the government were not read."
    )
    assert "zijn niet gelezen" in plain(mirror_answer(part), "nl")
    blocks = mirror_blocks(part, place_of(risks=WORLD))
    assert {source for block in blocks for source in getattr(block, "sources", ())} == {"wef-global-risks-2018"}
    section = mirror_section(SimpleNamespace(place=place_of(risks=WORLD), risks=None, request=SimpleNamespace(data=folder)),
                             lambda stage, what: None)  # fmt: skip
    assert section.sources == ("wef-global-risks-2018",) and list(section.tables) == ["mirror_pairs"]


def test_news_that_was_not_read_is_no_source(tmp_path):
    folder = write_threats(tmp_path, ("hitte/droogte", "griep pandemie"))
    part = explore_mirror(place_of(risks=DUTCH), None, folder)
    assert list(part.matched) == ["denkwerk"] and part.pairs == ()
    blocks = mirror_blocks(part, place_of(risks=DUTCH))
    assert {source for block in blocks for source in getattr(block, "sources", ())} == {"denkwerk-resilience"}


def test_a_week_counts_once_for_a_pair_also_where_several_nodes_are_one_risk(tmp_path, monkeypatch):
    risk_of = {"BANKS": "SH-CYBER", "PHONES": "SH-CYBER", "FLU": "SH-PANDEMIC"}
    known = published_networks()
    both = {**known, "wef": replace(known["wef"], risk_of=risk_of)}
    monkeypatch.setattr("veerkracht.workflows.exploring.mirror.published_networks", lambda: both)
    write_news(tmp_path, 2, ("BANKS", "FLU"), ("PHONES", "FLU"))
    write_news(tmp_path, 3, ("BANKS", "FLU"))
    (pair,) = explore_mirror(place_of(risks=WORLD), None, tmp_path).pairs
    assert (pair.first, pair.second, pair.weeks) == ("SH-CYBER", "SH-PANDEMIC", 2)


def test_every_risk_of_the_crosswalk_is_one_of_the_hague():
    known = set(pull(catalogue.load_city("the-hague").risks)["risk"].to_pylist())
    for network_read in published_networks().values():
        assert set(network_read.risk_of.values()) <= known
        assert network_read.source in set(pull(catalogue.sources())["source"].to_pylist())


def initiative(name, risks, status="running"):
    return {"initiative": name, "name_nl": name, "name_en": name, "risks": risks, "status": status, "reference": "x"}


def test_an_initiative_touches_the_chains_through_its_risks_and_its_effect_stays_unknown():
    risks = network(("A", "B", 5), ("B", "A", 4))
    place = place_of(
        initiative("I1", "A; B"), initiative("I2", "C"), initiative("I3", "A", status="ended"), initiative("I4", None)
    )
    part = explore_holding(risks, place, seed=1, progress=no_progress)
    assert [chain.initiatives for chain in part.chains] == [("I1",)]
    assert (part.initiatives, part.without_risk) == (3, 1)
    (row,) = pull(part.weakened).to_pylist()
    assert row["gain"] == pytest.approx(0.8) and 0.8 * 0.64 <= row["lower"] <= row["gain_after"] <= row["upper"] <= 0.8
    assert plain(holding_answer(part), "nl").endswith("heeft niemand genoteerd: dat is niet bekend.")
    tried = tables(holding_blocks(part, risks, place))[1]
    assert plain(tried.rows[0][-1], "en") == "unknown"


def test_without_strengths_chains_are_touched_and_nothing_is_computed():
    links = [{"source": source, "target": target, "sign": 1, "evidence": "report", "reference": "x"}
             for source, target in ("AB", "BA")]  # fmt: skip
    place = place_of(initiative("I1", "A"), links=links)
    part = explore_holding(explore_network(place, None, seed=1), place, seed=1, progress=no_progress)
    assert part.weakened is None and part.chains[0].gain is None and part.chains[0].initiatives == ("I1",)


@pytest.fixture(scope="module")
def made():
    place = city_place("voorbeeldstad", None)
    return place, explore_compound(place, None)


def test_loads_stand_side_by_side_and_what_is_not_known_is_no_zero(made):
    place, part = made
    rows = pull(part.parts).to_pylist()
    assert {row["bearer"] for row in rows} <= {one.area for one in place.districts} and len(part.series) > 2
    assert all(0 <= row["lower"] <= row["load"] <= row["upper"] <= 1 for row in rows if row["load"] is not None)
    unknown = {row["bearer"] for row in rows if row["load"] is None}
    assert part.small and unknown
    assert not unknown & {row["bearer"] for row in pull(part.loads).to_pylist() if row["known"] == len(part.series)}


def test_only_series_of_which_more_is_worse_are_loads_and_none_is_a_count_or_about_origin(made):
    _, part = made
    known = {row["indicator"]: row for row in pull(catalogue.indicators()).to_pylist()}
    used = {name for names in part.series.values() for name in names}
    assert all(known[name]["kind"] != "count" and known[name]["direction"] for name in used)
    assert not any("origin" in name for name in used) and "ST-GROWTH" not in part.series


def test_the_page_names_the_heavy_risks_and_shows_no_sum(made):
    place, part = made
    blocks = compound_blocks(part, place)
    heads = [plain(column.header, "en") for block in tables(blocks) for column in block.columns]
    assert "Which risks" in heads and not any("sum" in head.lower() for head in heads)
    answer = plain(compound_answer(part, place), "nl")
    heavy = max(pull(part.loads).to_pylist(), key=lambda row: (row["heavy"], row["sum"] or 0))
    assert next(one.name for one in place.districts if one.area == heavy["bearer"]) in answer


def named_sources(section):
    return {source for block in section.blocks for source in getattr(block, "sources", ())}


def test_what_the_registers_tell_names_the_registers_and_not_the_sheets(made):
    place, _ = made
    area, power = place.districts[0].area, {"nl": "stroom", "en": "power"}
    kept = Kept("S1", {"name": power, "kind": "electricity", "repair_hours": 8, "people_served": 700, "areas": [area]})
    recorded = replace(place.city.recorded or Recorded(), registers={"services": (kept,)})
    city = replace(place, city=replace(place.city, recorded=recorded))
    found = explore(ExploreRequest("voorbeeldstad", 7), place=city)
    told = {block.anchor: named_sources(section) for section in found.sections for block in section.blocks
            if isinstance(block, Heading) and block.anchor}  # fmt: skip
    assert told["hours"] == told["restart"] == {"register"}
    assert not any("workshop" in sources for sources in told.values())
