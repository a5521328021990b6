"""An initiative is handed to another city as a whole file, and taken over with what differs there."""

import json

import pytest
from django.test import Client

from veerkracht.catalogue import Words
from veerkracht.errors import InputError, UsageError
from veerkracht.web.exchange.handing import VERSION, bundle_of, digest_of, read_bundle
from veerkracht.web.exchange.models import Handover
from veerkracht.web.exchange.receiving import preview, receive
from veerkracht.web.registers import records

TABLE = {"name": {"nl": "Buurttafel", "en": "Neighbourhood table"}, "status": "running", "track": "existing"}
HAGUE = Words("Den Haag", "The Hague")


@pytest.fixture
def bundle(make_record):
    heat = make_record("risks", external_id="heat", name={"nl": "Hitte"}, kind="shock", published=True)
    table = make_record("initiatives", external_id="table", **TABLE, risks=[str(heat.pk)], sensitive_note="CANARY",
                        areas=["WK051801"], published=True)  # fmt: skip
    return bundle_of(table, city=HAGUE, address="https://monitor.example.org/nl/registers/initiatives/table/")


def sent(bundle):
    return json.dumps(bundle).encode()


def test_a_bundle_holds_what_is_published_and_nothing_confidential(bundle):
    assert bundle["record"]["values"]["risks"] == [{"id": "heat", "title": "Hitte"}]
    assert "CANARY" not in json.dumps(bundle)
    assert read_bundle(sent(bundle), file="x.json") == bundle


def test_what_is_not_published_is_not_handed_over(make_record):
    with pytest.raises(UsageError):
        bundle_of(make_record("initiatives", **TABLE), city=HAGUE, address="")


def test_taking_over_makes_a_working_record_with_its_origin(bundle, officer):
    record = receive(bundle, differs="Wij hebben geen buurthuis.", actor=officer)

    assert (record.state, record.external_id) == ("working", "the-hague-table")
    assert record.values == {**TABLE}
    assert record.handover.city == "The Hague"
    assert preview(bundle).left == ("areas", "risks")


def test_it_must_be_told_what_differs_and_a_bundle_comes_once(bundle, officer):
    with pytest.raises(UsageError):
        receive(bundle, differs=" ", actor=officer)
    receive(bundle, differs="Alles.", actor=officer)
    with pytest.raises(UsageError):
        receive(bundle, differs="Alles.", actor=officer)
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: {**b, "record": {**b["record"], "id": "other"}}, "not whole"),
        (lambda b: {**b, "version": VERSION + 1}, "newer version"),
        (lambda b: {"format": "else"}, "no bundle"),
        (lambda b: [], "no bundle"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_with_what_to_do(bundle, change, words):
    with pytest.raises(InputError, match=words):
        read_bundle(sent(change(bundle)), file="x.json")


def test_a_register_that_cannot_be_handed_over_is_refused(bundle):
    changed = {**bundle, "record": {**bundle["record"], "register": "interviews"}}
    with pytest.raises(InputError, match="cannot be handed over"):
        read_bundle(sent({**changed, "sha256": digest_of(changed)}), file="x.json")


def test_an_address_of_another_kind_does_not_become_a_link(bundle, officer):
    changed = {**bundle, "from": {"city": "X", "address": "javascript:alert(1)"}}
    record = receive({**changed, "sha256": digest_of(changed)}, differs="Alles.", actor=officer)

    assert record.handover.address == ""


def test_the_public_can_take_the_file_and_residents_cannot_take_over(bundle, person):
    answer = Client().get("/nl/exchange/initiatives/table.json")
    assert read_bundle(answer.content, file="x")["record"]["id"] == "table"
    resident = Client()
    resident.force_login(person())
    assert resident.get("/nl/exchange/receive/").status_code == 403


def test_what_is_only_true_in_the_other_city_stays_behind(make_record, officer):
    given = make_record("initiatives", external_id="other", **TABLE, in_strategy="yes", place={"nl": "Laakweg"},
                        published=True)  # fmt: skip
    shown = preview(bundle_of(given, city=HAGUE, address=""))

    assert shown.left == ("in_strategy", "place")
    assert shown.values == TABLE


def test_erasing_takes_the_origin_along(bundle, officer):
    record = receive(bundle, differs="Alles.", actor=officer)
    records.erase(record, actor=officer, reason="fout")

    assert not Handover.objects.exists()


def test_what_was_told_on_the_way_is_for_who_works_on_the_record(bundle, officer, person):
    record = receive(bundle, differs="Hier kookt mevrouw Kanarie.", actor=officer)
    records.move(record, "approved", actor=officer)

    def page(*roles):
        client = Client()
        client.force_login(person(*roles))
        return client.get(f"/nl/registers/initiatives/{record.external_id}/").content.decode()

    assert "Kanarie" not in page("resident")
    assert "Kanarie" in page("analyst")


def test_there_is_no_bundle_of_a_register_that_is_not_there(db):
    assert Client().get("/nl/exchange/nothing/x.json").status_code == 404


@pytest.mark.parametrize(
    ("version", "city", "dutch", "english"),
    [(2, {"nl": "Den Haag", "en": "The Hague"}, "Den Haag", "The Hague"), (1, "The Hague", "The Hague", "The Hague"),
     (2, {"nl": "Den Haag"}, "Den Haag", "Den Haag")],
)  # fmt: skip
def test_the_city_has_its_name_in_the_language_of_the_reader(bundle, officer, person, version, city, dutch, english):
    told = {**bundle, "version": version, "from": {**bundle["from"], "city": city}}
    told = sent({**told, "sha256": digest_of(told)})
    client = Client()
    client.force_login(person("officer"))

    def preview_in(language):
        return client.post(f"/{language}/exchange/receive/", {"content": told.decode()}).content.decode()

    assert f"Wat brengt {dutch}?" in preview_in("nl") and f"What does {english} bring?" in preview_in("en")
    record = receive(read_bundle(told, file="x.json"), differs="Alles.", actor=officer)
    page = f"registers/initiatives/{record.external_id}/"
    assert f"Dit kwam van {dutch}," in client.get(f"/nl/{page}").content.decode()
    assert f"This came from {english}," in client.get(f"/en/{page}").content.decode()


def test_the_file_of_a_city_names_it_in_both_languages(bundle):
    assert read_bundle(Client().get("/en/exchange/initiatives/table.json").content, file="x")["from"]["city"] == {
        "nl": "Den Haag", "en": "The Hague",
    }  # fmt: skip
