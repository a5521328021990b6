"""Pages of the public are kept ready, never a page of anybody, and never longer than the records stay as they are."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from veerkracht.web.audit.models import broken_entries, last_digest, log
from veerkracht.web.people.access import Role
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.web.site.public_pages import PublicPageMiddleware

pytestmark = pytest.mark.django_db
PAGES = (
    "/nl/",
    "/nl/registers/",
    "/nl/registers/risks/",
    "/nl/registers/risks/R-1/",
    "/nl/search/?q=hitte",
    "/nl/streets/",
)


@pytest.fixture
def heat(make_record):
    return make_record("risks", external_id="R-1", name={"nl": "Hitte", "en": "Heat"}, kind="shock", published=True)


@pytest.mark.parametrize("page", PAGES)
def test_the_second_reader_gets_the_same_page_for_one_look_at_the_log(page, heat):
    first = Client().get(page)
    with CaptureQueriesContext(connection) as asked:
        second = Client().get(page)
    looked = [one["sql"] for one in asked if "FROM" in one["sql"] and "site_cache" not in one["sql"]]

    assert (first.status_code, second.content) == (200, first.content)
    assert len(looked) <= 2, looked  # the last entry, or where the log was cut when there is none
    assert all("audit_" in sql for sql in looked)
    for name in ("Content-Security-Policy", "Vary", "X-Frame-Options", "Cache-Control", "Content-Language"):
        assert second.headers[name] == first.headers[name], name
    assert not second.cookies


def test_a_page_holds_until_the_next_change(heat, officer):
    before = Client().get("/nl/registers/risks/R-1/").content.decode()
    changed = records.change(heat, {"name": {"nl": "Droogte"}}, actor=officer, version=heat.version)
    assert Client().get("/nl/registers/risks/R-1/").content.decode().count("Hitte") == before.count("Hitte")

    records.erase(changed, actor=officer, reason="op verzoek")
    assert Client().get("/nl/registers/risks/R-1/").status_code == 404
    assert b"Hitte" not in Client().get("/nl/registers/risks/").content


def _in_memory():
    return b"".join(caches["pages"]._cache.values())


def test_what_was_taken_back_is_no_longer_in_memory(heat, officer):
    Client().get("/nl/registers/risks/R-1/")
    assert b"Hitte" in _in_memory()
    records.erase(heat, actor=officer, reason="op verzoek")
    Client().get("/nl/")

    assert b"Hitte" not in _in_memory()


def test_who_signed_in_neither_gets_nor_leaves_a_page(heat, person):
    account = person(Role.OFFICER)
    client = Client()
    client.force_login(account)
    public = Client().get("/nl/registers/risks/").content
    own = client.get("/nl/registers/risks/").content

    assert own != public
    assert Client().get("/nl/registers/risks/").content == public


def test_each_language_address_and_part_has_its_own_page(heat):
    dutch, english = (Client().get(f"/{code}/registers/risks/R-1/").content for code in ("nl", "en"))
    assert b"Heat" in english and dutch != english
    whole = Client().get("/nl/registers/risks/")
    part = Client().get("/nl/registers/risks/", headers={"HX-Request": "true", "HX-Target": "list"})
    assert len(part.content) < len(whole.content)
    assert Client().get("/nl/registers/risks/").content == whole.content


@pytest.mark.parametrize("page", ["/robots.txt", "/.well-known/security.txt"])
def test_what_is_no_page_asks_the_database_nothing(page):
    with CaptureQueriesContext(connection) as asked:
        Client().get(page)

    assert not list(asked)


@pytest.mark.parametrize("page", ["/nl/account/login/", "/nl/i/unknown/", "/nl/nowhere/"])
def test_a_page_with_a_form_of_its_own_or_an_error_is_made_each_time(page):
    Client().get(page)

    assert b"<html" not in _in_memory()


def test_a_reader_who_only_looks_gets_no_cookie(heat):
    client = Client()
    for page in PAGES:
        client.get(page)

    assert not client.cookies


def test_a_page_stays_ready_while_people_sign_in_and_write_what_is_not_published(heat, make_record, officer):
    before = last_digest(seen=True)
    log("account.sign_in", "user:1", actor="user:1")
    changed = records.change(heat, {"name": {"nl": "Droogte"}}, actor=officer, version=heat.version)
    make_record("risks", external_id="R-2", name={"nl": "Storm"}, kind="shock")

    assert last_digest(seen=True) == before != last_digest()
    records.archive(changed, actor=officer, reason="oud")
    assert last_digest(seen=True) != before


def test_what_somebody_said_always_ends_the_pages(make_example, heat):
    round_ = make_example("interview_rounds")
    before = last_digest(seen=True)
    make_example("interviews", parent=round_)

    assert last_digest(seen=True) != before


def test_a_page_made_from_what_was_taken_back_meanwhile_is_not_kept(heat, officer):
    def slow(request):
        response = HttpResponse(b"Hitte")
        request.resolver_match = resolve("/nl/registers/risks/")
        records.erase(heat, actor=officer, reason="op verzoek")
        Client().get("/nl/")  # another reader, who finds the pages at an end
        return response

    PublicPageMiddleware(slow)(RequestFactory().get("/nl/registers/risks/"))
    assert b"Hitte" not in _in_memory()


def test_what_is_published_shows_at_once(make_record, officer):
    storm = make_record("risks", external_id="R-2", name={"nl": "Storm"}, kind="shock")
    assert b"Storm" not in Client().get("/nl/registers/risks/").content

    submitted = records.move(storm, "submitted", actor=officer)
    records.move(submitted, "approved", actor=officer)
    assert (b"Storm" in Client().get("/nl/registers/risks/").content) == bool(Record.objects.get(pk=storm.pk).published)


def test_an_entry_of_which_the_public_sees_nothing_is_in_the_chain_like_any_other(heat):
    log("account.sign_in", "user:1", actor="user:1")
    log("test.act", "x", True, actor="system")

    assert broken_entries() == []
