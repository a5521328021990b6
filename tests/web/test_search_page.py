"""The page of the search: with and without script, by address, with advice when nothing is found."""

import html
import re

import pytest

from veerkracht.web.registers import records


@pytest.fixture
def storm(make_record):
    return make_record(
        "risks", external_id="R-1", name={"nl": "Storm <b>op zee</b>", "en": "Storm at sea"}, kind="shock",
        description={"nl": "Golven & wind slaan over de dijk."}, published=True,
    )  # fmt: skip


def test_the_page_shows_the_hit_with_marks_and_escapes_what_people_wrote(client, storm):
    page = client.get("/nl/search/?q=storm").content.decode()

    assert "<mark>Storm</mark> &lt;b&gt;op zee&lt;/b&gt;" in page
    assert '<b class="number">1</b> resultaat' in page
    assert 'href="/nl/registers/risks/R-1/"' in page


def test_the_words_that_were_typed_come_back_escaped(client, db):
    page = client.get("/nl/search/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
    assert html.escape('"><script>alert(1)</script>') in page.replace("&#x27;", "'")


def test_script_gets_what_is_found_alone(client, storm):
    headers = {"HX-Request": "true", "HX-Target": "results"}
    part = client.get("/nl/search/?q=dijk", headers=headers)

    assert "<html" not in part.content.decode()
    assert "data-hx-swap-oob" in part.content.decode()
    assert "HX-Request" in part["Vary"]
    assert "<html" in client.get("/nl/search/?q=dijk").content.decode()


def test_nothing_found_gives_advice_and_a_way_out_of_the_register(client, storm):
    page = client.get("/nl/search/?q=tulp&register=risks").content.decode()

    assert "Er is niets gevonden." in page
    assert 'href="?q=tulp"' in page


def test_a_narrowed_search_keeps_its_register_and_offers_all(client, storm, make_record):
    make_record("initiatives", external_id="I-1", name={"nl": "Stormfonds"}, published=True)
    page = client.get("/nl/search/?q=storm&register=initiatives").content.decode()

    links = dict(re.findall(r'<a href="(\?q=storm[^"]*)"( aria-current="true")?>', page))
    assert links == {
        "?q=storm": "", "?q=storm&amp;register=initiatives": ' aria-current="true"', "?q=storm&amp;register=risks": "",
    }  # fmt: skip
    assert "I-1" in page
    assert "R-1" not in page


STRANGE = ["q=storm&page=0", "q=storm&page=99999999", "q=storm&page=x", "q=storm&register=nope", "q=%00", "page=2"]


@pytest.mark.parametrize("query", STRANGE)
def test_a_strange_address_is_still_a_page(client, storm, query):
    assert client.get(f"/nl/search/?{query}").status_code == 200


def test_the_number_of_questions_does_not_grow_with_the_hits(client, make_record, django_assert_max_num_queries):
    for number in range(12):
        make_record("risks", external_id=f"R-{number}", name={"nl": f"Storm {number}"}, kind="shock", published=True)
    with django_assert_max_num_queries(9):
        client.get("/nl/search/?q=storm")


def test_a_change_shows_on_the_page_of_the_public_only_after_approval(client, storm, officer):
    changed = records.change(storm, {"name": {"nl": "Orkaan"}}, actor=officer, version=storm.version)
    assert "R-1" not in client.get("/nl/search/?q=orkaan").content.decode()

    records.move(changed, "approved", actor=officer)
    assert "R-1" in client.get("/nl/search/?q=orkaan").content.decode()
