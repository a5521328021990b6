"""The first page and the index: what the city can tell, for whoever looks."""

import pytest

from veerkracht.catalogue import families, first_questions, menu_registers, register, registers
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.tallying import latest_year, tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, person):
    """Sign somebody with roles in: ``signed_in("officer")``; returns the account."""

    def enter(*roles, **more):
        user = person(*roles, **more)
        client.force_login(user)
        return user

    return enter


@pytest.fixture
def risks(make_record):
    """Three risks, of which one is published, and overdue."""
    return [
        make_record("risks", external_id="R-1", name={"nl": "Extreme hitte"}, kind="shock", review_date="2020-03-01",
                    published=True),
        make_record("risks", external_id="R-2", name={"nl": "Armoede"}, kind="stress"),
        make_record("risks", external_id="R-3", name={"nl": "Cyberaanval"}, kind="shock"),
    ]  # fmt: skip


def test_every_register_stands_in_one_family_and_the_first_of_each_is_whole():
    placed = [item.id for family in families() for item in family.registers]
    assert sorted(placed) == sorted(registers())
    assert [family.registers[0].part_of for family in families()] == [""] * len(families())


def test_parts_stand_behind_what_they_are_part_of():
    for family in families():
        open_ones = []
        for item in family.registers:
            while open_ones and open_ones[-1] != item.part_of:
                open_ones.pop()
            assert not item.part_of or open_ones or item.part_of not in {one.id for one in family.registers}, item.id
            open_ones.append(item.id)


def test_the_questions_of_the_first_page_count_a_choice_that_is_there():
    for question in first_questions():
        assert register(question.of).field(question.by).kind == "choice"
        assert not question.latest or register(question.of).field(question.latest).kind == "year"
    assert set(menu_registers()) <= set(registers())


def test_a_count_per_choice_holds_what_the_reader_sees(officer, risks):
    assert tally(register("risks"), "kind", officer.reader) == {"shock": 2, "stress": 1}
    assert tally(register("risks"), "kind", Reader()) == {"shock": 1}
    assert tally(register("risks"), "sensitive_note", Reader()) == {"": 1}


def test_only_the_last_year_is_counted_where_a_question_says_so(officer, risks, make_record):
    for year, development in ((2024, "falling"), (2025, "rising")):
        make_record("risk_statements", parent=risks[0], external_id=f"S-{year}", year=year, development=development,
                    statement={"nl": "Zo staat het."})  # fmt: skip
    item = register("risk_statements")
    assert latest_year(item, "year", officer.reader) == "2025"
    assert latest_year(item, "year", Reader()) == ""
    assert tally(item, "development", officer.reader, where={"year": "2025"}) == {"rising": 1}


def test_the_first_page_answers_with_numbers_and_where_they_come_from(client, signed_in, risks, make_record):
    make_record("initiatives", name={"nl": "Tafel"}, track="new", status="idea")
    signed_in("officer")
    page = client.get("/nl/").content.decode()
    assert 'href="/nl/registers/initiatives/?status=idea"' in page
    assert "Hoe gaat het met de initiatieven?" in page


def test_what_changed_by_others_is_told_and_what_one_changed_oneself_is_not(client, signed_in, risks):
    signed_in("officer")
    assert "/nl/changes/" in client.get("/nl/").content.decode().split("<main")[1]
    client.force_login(risks[0].changed_by)
    assert "/nl/changes/" not in client.get("/nl/").content.decode().split("<main")[1]


def test_the_public_sees_what_is_published_and_no_empty_shelves(client, risks):
    page = client.get("/nl/").content.decode().split("<main")[1]
    assert "Wat is gepubliceerd?" in page
    assert "Wat vraagt aandacht?" not in page
    assert "/nl/registers/goals/" not in page


@pytest.mark.parametrize("path", ["", "registers/", "registers/risks/", "accessibility/", "privacy/", "nothing/"])
def test_each_page_says_its_language_and_offers_the_other(client, path):
    for code, other in (("nl", "en"), ("en", "nl")):
        page = client.get(f"/{code}/{path}").content.decode()
        assert f'<html lang="{code}">' in page
        assert f'href="/{other}/{path}"' in page or path == "nothing/"


def test_a_page_asks_nothing_of_another_site_and_holds_no_inline_script_or_style(client, signed_in, risks):
    signed_in("officer")
    for path in ("/nl/", "/nl/registers/", "/nl/registers/risks/"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<style" not in page
        assert (
            "//" not in page.replace("http://testserver", "").replace("://", "", 0).split("<main")[1].split("</main")[0]
        )


def test_the_index_shows_each_register_the_reader_may_see(client, signed_in, risks):
    public = client.get("/nl/registers/").content.decode()
    assert "/nl/registers/risks/" in public
    assert "/nl/registers/services/" not in public
    signed_in("officer")
    assert "/nl/registers/services/" in client.get("/nl/registers/").content.decode()


def test_the_first_page_counts_what_asks_for_attention(client, signed_in, officer, risks):
    records.move(risks[2], "submitted", actor=officer)
    signed_in("officer")
    page = client.get("/nl/").content.decode()
    assert "/nl/registers/risks/?late=1" in page
    assert "/nl/registers/risks/?review=submitted" in page
    client.logout()
    assert "?review=submitted" not in client.get("/nl/").content.decode()
