"""The page on risks in connection of an edition: chains, the link to weaken, and what is not known."""

import subprocess
import sys
from dataclasses import replace
from math import sqrt
from types import SimpleNamespace

import pytest

from veerkracht import catalogue
from veerkracht.catalogue import Kept, Recorded
from veerkracht.connectors.register_bundle import BundleRecord, RegisterBundle
from veerkracht.errors import SettingError
from veerkracht.reports.checks import check_sources
from veerkracht.reports.content import DataTable, Figure, Items
from veerkracht.reports.words import plain
from veerkracht.tables import pull
from veerkracht.workflows.ask import find
from veerkracht.workflows.edition.compose import compose
from veerkracht.workflows.edition.connections import connections_of
from veerkracht.workflows.exploring.network import ASSUMED, LONGEST_LOOP
from veerkracht.workflows.registers import with_registers

LIGHT = """
import sys
from types import SimpleNamespace
from veerkracht import catalogue
from veerkracht.workflows.edition import connected
from veerkracht.workflows.edition.connections import connections_of

ends = [(a, b) for a in "ABCDEF" for b in "ABCDEF" if a != b]
links = [dict(source=a, target=b, sign=1, evidence="report", reference="s") for a, b in ends]
city = SimpleNamespace(recorded=None)
found = connections_of(SimpleNamespace(links=links, settings=catalogue.settings(), city=city))
print(len(found.chains), sorted({"numba", "scipy.linalg", "scipy.optimize"} & set(sys.modules)))
"""


def link(source, target, sign=1, **row):
    return {"source": source, "target": target, "sign": sign, "evidence": "report", "reference": "register", **row}


def recorded(source, target, **values):
    return Kept(f"{source}--{target}", {"source": source, "target": target, **values})


def opinion(number, source, target, sign, strength=None):
    return Kept(f"o{number}", {"sign": str(sign), "strength": strength}, f"{source}--{target}")


def found_in(links, *, strengths=(), opinions=(), **settings):
    """The connections of a city that has only links: ``found_in([link("A", "B")], draws=10)``."""
    kept = Recorded(
        {"risk_links": tuple(strengths), "link_opinions": tuple(opinions)}, None, (), (), None, "", "a" * 64
    )
    given = {"connections": {**catalogue.settings()["connections"], **settings}}
    return connections_of(SimpleNamespace(links=links, settings=given, city=SimpleNamespace(recorded=kept)))


def weaker(found):
    return {(row["source"], row["target"]): row for row in found.weaker}


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    """The findings of Voorbeeldstad: eight links and no chain that comes back."""
    return find("voorbeeldstad", tmp_path_factory.mktemp("empty"))


@pytest.fixture
def pages_of():
    """Compose and check an edition; return its pages by path."""

    def make(findings):
        edition = compose(findings, name="2022", date="2022-12-31", before=None, version="1")
        check_sources(edition)
        return {page.path: page for page in edition.pages}

    return make


@pytest.fixture
def registered(synthetic):
    """The synthetic city with other links: ``registered([BundleRecord(...)], [opinions])``."""

    def make(links, opinions=(), edition=None):
        registers = {"risk_links": tuple(links), "link_opinions": tuple(opinions)}
        bundle = RegisterBundle("voorbeeldstad", registers, edition, (), (), None, "2022-12-31", {})
        city = with_registers(synthetic.city, bundle)
        words = {(row["source"], row["target"]): city.wording.evidence[row["source"], row["target"]]
                 for row in pull(city.links).to_pylist()}  # fmt: skip
        rows = tuple(
            {**row, "evidence_words": words[row["source"], row["target"]]} for row in pull(city.links).to_pylist()
        )
        return replace(synthetic, city=city, links=rows)

    return make


def between(source, target, sign="1", **values):
    told = {"mechanism": {"nl": "het een geeft het ander", "en": "one gives the other"}, "evidence": {"nl": "rapport"}}
    return BundleRecord(f"{source}--{target}", {"source": source, "target": target, "sign": sign, **told, **values}, "")


def asked(number, of, sign, strength=None):
    return BundleRecord(f"o{number}", {"sign": str(sign), "strength": strength}, of)


def words_of(page, language="en"):
    lines = []
    for block in page.blocks:
        table = block.table if isinstance(block, Figure) else block
        if isinstance(table, DataTable):
            lines += [" | ".join(plain(cell, language) for cell in row) for row in table.rows]
        elif isinstance(block, Items):
            lines += [plain(item, language) for item in block.items]
        else:
            lines.append(plain(block.text, language))
    return "\n".join(lines)


def test_a_link_in_two_chains_matters_more_than_one_in_a_single_chain():
    links = [link("A", "B"), link("B", "A"), link("B", "C"), link("C", "A")]
    found = found_in(links, strengths=[recorded(row["source"], row["target"], strength=4) for row in links])
    assert (found.weaker[0]["source"], found.weaker[0]["target"], found.weaker[0]["chains"]) == ("A", "B", 2)
    assert weaker(found)["A", "B"]["drop"] > weaker(found)["B", "A"]["drop"]


def test_the_drop_of_a_chain_of_two_is_that_of_a_root():
    found = found_in([link("A", "B"), link("B", "A")],
                     strengths=[recorded("A", "B", strength=4), recorded("B", "A", strength=2)])  # fmt: skip
    assert found.chains[0]["gain"] == pytest.approx(0.8 * 0.4)
    assert [row["drop"] for row in found.weaker] == pytest.approx([1 - sqrt(0.9)] * 2)
    assert not any(row["assumed"] for row in found.weaker)


def test_a_strength_that_nobody_told_stays_unknown_in_the_chain_and_is_marked_where_it_is_assumed():
    found = found_in([link("A", "B"), link("B", "A")], strengths=[recorded("A", "B", strength=4)])
    assert (found.chains[0]["gain"], found.chains[0]["unknown_links"]) == (None, 1)
    assert weaker(found)["B", "A"]["assumed"]
    assert not weaker(found)["A", "B"]["assumed"]
    assert [row["source"] for row in found.unknown] == ["B"]


def test_the_range_of_a_drop_holds_the_drop_of_the_middle_strengths():
    found = found_in([link("A", "B"), link("B", "A"), link("A", "C"), link("C", "A")])
    assert all(row["lower"] <= row["drop"] <= row["upper"] and row["lower"] < row["upper"] for row in found.weaker)


def test_links_of_one_chain_share_the_first_place_and_none_stands_out():
    found = found_in([link("A", "B"), link("B", "A")])
    assert ([row["first"] for row in found.weaker], found.leaders) == ([0.5, 0.5], 2)


def test_a_link_that_comes_first_in_nearly_all_draws_stands_out():
    links = [link("A", "B"), link("B", "A"), link("B", "C"), link("C", "A")]
    assert found_in(links, strengths=[recorded(row["source"], row["target"], strength=4) for row in links]).leaders == 1


def test_a_risk_that_works_on_itself_loses_what_its_link_loses_however_strong_that_is():
    (row,) = found_in([link("A", "A")]).weaker
    assert (row["drop"], row["lower"], row["upper"]) == pytest.approx((0.1, 0.1, 0.1))


def test_a_chain_that_holds_itself_back_gives_no_link_to_weaken():
    found = found_in([link("A", "B"), link("B", "A", -1)])
    assert ([chain["kind"] for chain in found.chains], found.weaker) == (["balancing"], ())


def test_a_link_that_also_holds_something_back_is_marked():
    found = found_in([link("A", "B"), link("B", "A"), link("B", "C"), link("C", "A", -1)])
    assert (weaker(found)["A", "B"]["brakes"], weaker(found)["B", "A"]["brakes"]) == (1, 0)


def test_links_in_a_chain_that_hangs_together_less_stand_apart():
    known = [recorded("A", "B", strength=5), recorded("B", "A", strength=5), recorded("C", "C", strength=1)]
    found = found_in([link("A", "B"), link("B", "A"), link("C", "C")], strengths=known)
    assert (found.apart, len(found.weaker)) == ((("C", "C"),), 2)


def test_a_link_without_evidence_is_in_no_chain():
    found = found_in([link("A", "B"), link("B", "A", evidence="")])
    assert (found.bare, found.chains) == ((("B", "A"),), ())


def test_links_of_which_none_names_evidence_form_no_chain():
    found = found_in([link("A", "B", evidence=""), link("B", "A", evidence=None)])
    assert (found.links, found.chains, len(found.bare)) == ((), (), 2)


def test_the_kind_of_evidence_is_evidence():
    found = found_in([link("A", "B", evidence="")], strengths=[recorded("A", "B", evidence_type="survey")])
    assert (found.bare, found.links[0]["evidence"]) == ((), "survey")


@pytest.mark.parametrize(("answers", "weight"), [(2, 1.0), (3, 0.4)])
def test_opinions_take_the_place_of_the_register_from_three_on(answers, weight):
    opinions = [opinion(number, "A", "B", 1, 2) for number in range(answers)]
    found = found_in([link("A", "B")], strengths=[recorded("A", "B", strength=5)], opinions=opinions)
    assert found.links[0]["weight"] == weight


def test_opinions_that_oppose_each_other_come_first():
    opinions = [opinion(0, "A", "B", 1, 3), opinion(1, "A", "B", 1, 3), opinion(2, "A", "B", 1, 3),
                opinion(3, "C", "D", 1, 3), opinion(4, "C", "D", -1, 3), opinion(5, "C", "D", 1, 3)]  # fmt: skip
    strengths = [recorded("A", "B"), recorded("C", "D")]
    found = found_in([link("A", "B"), link("C", "D")], strengths=strengths, opinions=opinions)
    assert [(row["source"], row["opposed"]) for row in found.opinions] == [("C", True), ("A", False)]


def test_an_opinion_on_a_link_that_the_edition_does_not_show_is_left_out():
    found = found_in([link("A", "B")], strengths=[recorded("C", "D")], opinions=[opinion(0, "C", "D", 1, 3)])
    assert found.opinions == ()


def test_a_lag_is_told_in_days():
    told = {"strength": 4, "lag": 2, "lag_unit": "years"}
    found = found_in([link("A", "A")], strengths=[recorded("A", "A", **told)])
    assert found.chains[0]["lag_days"] == pytest.approx(730.5)


def test_the_same_links_give_the_same_ranges():
    links = [link("A", "B"), link("B", "A"), link("A", "C"), link("C", "A")]
    assert found_in(links).weaker == found_in(links[::-1]).weaker
    assert found_in(links).weaker != found_in(links, seed=7).weaker


@pytest.mark.parametrize("setting", [{"draws": 0}, {"longest_chain": 0}, {"strength": 0.1}])
def test_a_setting_that_cannot_be_used_is_refused(setting):
    with pytest.raises(SettingError):
        found_in([link("A", "B"), link("B", "A")], **setting)


def test_an_edition_assumes_the_strength_and_length_that_exploring_assumes():
    given = catalogue.settings()["connections"]
    assert (given["strength_lower"], given["strength"], given["strength_upper"]) == ASSUMED
    assert given["longest_chain"] == LONGEST_LOOP


def test_the_page_waits_for_no_large_library():
    told = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "409 []"  # six risks all linked: 15 + 40 + 90 + 144 + 120 chains of two to six


def test_a_city_without_links_has_no_page_and_no_way_to_it(synthetic, pages_of):
    pages = pages_of(replace(synthetic, links=()))
    assert "risks/connected" not in pages
    assert "feed each other" not in words_of_all(pages["risks/index"])


def words_of_all(page):
    return "\n".join(plain(block.text, "en") for block in page.blocks if hasattr(block, "text"))


def test_an_edition_without_the_chapter_on_links_has_no_page(registered, pages_of):
    chosen = BundleRecord("e", {"period": "2022", "chapters": ["risks"]}, "")
    pages = pages_of(registered([between("ST-POV", "SH-HEAT")], edition=chosen))
    assert "risks/connected" not in pages
    assert "feed each other" not in words_of_all(pages["risks/index"])


def test_a_city_of_which_no_chain_comes_back_says_so(synthetic, pages_of):
    pages = pages_of(synthetic)
    assert "no chain of links comes back where it began" in words_of(pages["risks/connected"])
    assert "feed each other" in words_of_all(pages["risks/index"])


def test_the_page_tells_chains_strengths_and_disagreement_of_the_registers(registered, pages_of):
    pair = [
        between("ST-POV", "ST-LONELY", strength=4),
        between("ST-LONELY", "ST-POV", "-1"),
        between("SH-HEAT", "SH-HEAT"),
    ]
    said = [
        asked(0, "ST-POV--ST-LONELY", 1, 4),
        asked(1, "ST-POV--ST-LONELY", -1, 2),
        asked(2, "ST-POV--ST-LONELY", 1, 5),
    ]
    words = words_of(pages_of(registered(pair, said))["risks/connected"])
    assert "Make themselves worse: 1; hold themselves back: 1; unknown: 0." in words
    assert "On 1 of the 1 links that people judged, some say that it makes things worse" in words
    assert "| 3 | 67% | 33% | 0% | 4.0 (2.0 to 5.0)" in words
    assert "That is not known of 2 of the 3 links." in words


def test_what_fewer_than_three_people_say_is_not_told(registered, pages_of):
    said = [asked(0, "ST-POV--ST-LONELY", 1, 4), asked(1, "ST-POV--ST-LONELY", -1, 2)]
    words = words_of(pages_of(registered([between("ST-POV", "ST-LONELY")], said))["risks/connected"])
    assert "| 2 | – | – | – | –" in words


def test_an_answer_is_no_source_of_its_own(registered, pages_of):
    said = [asked(number, "ST-POV--ST-LONELY", 1, 4) for number in range(3)]
    page = pages_of(registered([between("ST-POV", "ST-LONELY")], said))["risks/connected"]
    sources = {source for block in page.blocks for source in getattr(block, "sources", ())}
    assert "register.risk_links.ST-POV--ST-LONELY" in sources
    assert not [source for source in sources if "link_opinions" in source]


def test_a_link_without_evidence_is_named_on_the_page(registered, pages_of):
    page = pages_of(registered([between("ST-POV", "ST-LONELY", evidence={})]))["risks/connected"]
    assert "1 link names no evidence in the register" in words_of(page)
