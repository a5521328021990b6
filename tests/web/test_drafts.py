"""Drafts: what somebody filled in and did not save is kept for them alone, and offered again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from veerkracht.web.registers import records
from veerkracht.web.registers.drafts import KEPT_DAYS
from veerkracht.web.registers.models import Draft, Record

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "shock"}
SENT = {"answer-name-nl": "Hitte", "answer-name-en": "Heat", "answer-kind": "shock"}
RISKS = "/nl/registers/risks"


@pytest.fixture
def signed_in(person, client):
    """A browser in which somebody with a role is signed in."""

    def sign_in(*roles, **more):
        client.user = person(*roles, **more)
        client.force_login(client.user)
        return client

    return sign_in


def test_a_draft_is_kept_offered_again_and_thrown_away(signed_in, make_record):
    make_record("risks", external_id="H", **HEAT)
    client = signed_in("officer")
    kept = client.post(f"{RISKS}/H/change/draft/", SENT | {"answer-review_date": "31-2", "version": "1", "reason": "w"})
    assert kept.json()["saved"].startswith("Concept bewaard ")

    offer = client.get(f"{RISKS}/H/change/").content.decode()
    assert "U hebt een concept van" in offer and 'value="31-2"' not in offer
    used = client.get(f"{RISKS}/H/change/?draft=use").content.decode()
    assert 'value="31-2"' in used and 'name="reason" value="w"' in used and "Dit is uw concept" in used
    client.post(f"{RISKS}/H/change/draft/", {"drop": "yes"})
    assert "U hebt een concept van" not in client.get(f"{RISKS}/H/change/").content.decode()


def test_saving_takes_the_draft_away(signed_in, make_record):
    make_record("risks", external_id="H", **HEAT)
    client = signed_in("officer")
    client.post(f"{RISKS}/H/change/", SENT | {"version": "1", "keep": "yes", "answer-kind": "stress"})
    assert Draft.objects.count() == 1
    client.post(f"{RISKS}/H/change/", SENT | {"version": "1", "answer-kind": "stress"})
    assert Draft.objects.count() == 0 and Record.objects.get().values["kind"] == "stress"


def test_nobody_sees_the_draft_of_somebody_else(signed_in, make_record, person):
    record = make_record("risks", external_id="H", **HEAT)
    Draft.objects.create(user=person("officer"), register="risks", record=record, values={"answer-kind": ["stress"]})
    page = signed_in("officer").get(f"{RISKS}/H/change/?draft=use").content.decode()
    assert "concept van" not in page and "Dit is uw concept" not in page


def test_erasing_a_record_takes_its_drafts_with_it(make_record, person, officer):
    record = make_record("risks", external_id="H", **HEAT)
    Draft.objects.create(user=person("officer"), register="risks", record=record, values={"answer-kind": ["stress"]})
    records.erase(record, actor=officer, reason="op verzoek")
    assert not Draft.objects.exists()


def test_a_draft_that_nobody_came_back_for_is_thrown_away(signed_in, make_record, person):
    record = make_record("risks", external_id="H", **HEAT)
    then = timezone.now() - timedelta(days=KEPT_DAYS + 1)
    Draft.objects.create(user=person("officer"), register="risks", record=record, saved_at=then)
    client = signed_in("officer")
    client.post(f"{RISKS}/H/change/draft/", SENT | {"version": "1"})
    assert [draft.user for draft in Draft.objects.all()] == [client.user]


def test_a_draft_of_a_new_part_is_kept_with_what_it_belongs_to(signed_in, make_record):
    for key in ("A", "B"):
        make_record("risks", external_id=key, **HEAT | {"name": {"nl": f"Hitte {key}"}})
    client = signed_in("officer")
    part = "/nl/registers/risk_statements/new"
    client.post(f"{part}/draft/", {"parent": "A", "answer-year": "twintig"})
    assert 'value="twintig"' in client.get(f"{part}/?parent=A&draft=use").content.decode()
    assert "concept van" not in client.get(f"{part}/?parent=B").content.decode()


def test_nothing_is_kept_for_who_may_not_fill_in(signed_in, make_record):
    make_record("risks", external_id="H", **HEAT)
    assert signed_in("reviewer").post(f"{RISKS}/H/change/draft/", SENT).status_code == 403
    assert not Draft.objects.exists()
