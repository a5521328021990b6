"""Versions: who changed what when and why, without what the reader may not see; and what changed since."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from veerkracht.catalogue import register
from veerkracht.web.audit.models import Entry
from veerkracht.web.people.access import Reader
from veerkracht.web.people.models import User
from veerkracht.web.registers import records
from veerkracht.web.registers.detail import sight_of
from veerkracht.web.registers.history import PAGE, comparison_of, timeline_of
from veerkracht.web.registers.models import Record, Seen
from veerkracht.web.registers.since import changed_since, last_visit, mark_seen

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "shock"}
RISKS = "/nl/registers/risks"
LONG_AGO = timedelta(days=30)


@pytest.fixture
def signed_in(person, client):
    """A browser in which somebody with a role is signed in."""

    def sign_in(*roles, **more):
        client.user = person(*roles, **more)
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture
def secret():
    """A question of a risk that only few may see."""
    return next(f.id for f in register("risks").fields if f.visibility == "confidential" and f.kind == "prose")


def line(reader, **more):
    return timeline_of(sight_of("risks", "H", reader, action="history"), reader, **more)


def told(change):
    return (change.field.id, *(tuple(piece.words for piece in side.pieces) for side in (change.before, change.after)))


def test_a_version_tells_when_who_why_and_what_changed(make_record, officer):
    record = make_record("risks", external_id="H", **HEAT)
    records.change(record, {"kind": "stress"}, actor=officer, version=1, reason="bleek sluipend")
    newest, first = line(officer.reader).versions
    assert (newest.who, newest.reason, newest.current) == ("tester", "bleek sluipend", True)
    assert list(map(told, newest.changes)) == [("kind", ("shock",), ("stress",))]
    assert first.first and [change.field.id for change in first.changes] == ["name", "kind"]


def test_a_version_that_changed_only_confidential_answers_is_left_out(make_record, officer, actor, secret):
    record = make_record("risks", external_id="H", **HEAT)
    records.change(record, {secret: "geheim"}, actor=officer, version=1, reason="vertrouwelijk gesprek")
    assert len(line(officer.reader).versions) == 2
    assert len(line(actor("analyst").reader).versions) == 1


def test_no_page_of_the_history_shows_confidential_answers_or_addresses(signed_in, make_record, officer, secret):
    record = make_record("risks", external_id="H", **HEAT, **{secret: "kanarie een"})
    records.change(record, {"kind": "stress", secret: "kanarie twee"}, actor=officer, version=1, reason="gewoon")
    client = signed_in("analyst")
    first = record.history.last().history_id
    for path in ("", f"compare/?first={first}&second=working", f"{first}/restore/"):
        page = client.get(f"{RISKS}/H/history/{path}").content.decode()
        assert "kanarie" not in page and "@example.org" not in page.split("<main")[1]
    assert "gewoon" in client.get(f"{RISKS}/H/history/").content.decode()


@pytest.mark.parametrize("role", [None, "resident", "administrator"])
def test_the_history_is_not_for_the_public(signed_in, client, make_record, role):
    make_record("risks", external_id="H", published=True, **HEAT)
    if role:
        signed_in(role)
    for path in ("history/", "history/compare/", "history/1/restore/"):
        assert client.get(f"{RISKS}/H/{path}").status_code == 404


def test_a_step_of_review_is_a_version_with_its_state(make_record, officer):
    record = make_record("risks", external_id="H", **HEAT)
    records.move(record, "submitted", actor=officer)
    newest = line(officer.reader).versions[0]
    assert newest.moved and newest.state == "submitted" and newest.changes == ()


def test_a_long_history_goes_on_on_a_next_page(make_record, officer):
    record = make_record("risks", external_id="H", **HEAT)
    for n in range(PAGE + 2):
        record = records.change(record, {"owner_role": f"rol {n}"}, actor=officer, version=record.version)
    first = line(officer.reader)
    rest = line(officer.reader, before=first.older)
    assert (len(first.versions), len(rest.versions), rest.older) == (PAGE, 3, 0)
    assert first.versions[-1].number == rest.versions[0].number + 1


def test_the_history_asks_the_database_as_often_for_few_as_for_many_versions(
    signed_in, make_record, officer, django_assert_num_queries, django_assert_max_num_queries
):
    record = make_record("risks", external_id="H", **HEAT)
    record = records.change(record, {"owner_role": "rol"}, actor=officer, version=1)
    client = signed_in("officer")
    client.get(f"{RISKS}/H/history/")
    with django_assert_max_num_queries(25) as few:
        client.get(f"{RISKS}/H/history/")
    for n in range(20):
        record = records.change(record, {"owner_role": f"rol {n}"}, actor=officer, version=record.version)
    with django_assert_num_queries(len(few)):
        client.get(f"{RISKS}/H/history/")


def test_two_versions_are_compared_in_what_differs(make_record, officer):
    record = make_record("risks", external_id="H", published=True, **HEAT)
    record = records.change(record, {"kind": "stress"}, actor=officer, version=record.version)
    sight = sight_of("risks", "H", officer.reader, action="history")
    both = comparison_of(sight, officer.reader, "published", "working")
    assert list(map(told, both.changes)) == [("kind", ("shock",), ("stress",))]
    oldest = str(record.history.last().history_id)
    assert comparison_of(sight, officer.reader, oldest, "published").changes == ()


def test_a_version_is_brought_back_with_a_reason(signed_in, make_record, officer, secret):
    record = make_record("risks", external_id="H", **HEAT, **{secret: "blijft"})
    first = record.history.get().history_id
    records.change(record, {"kind": "stress"}, actor=officer, version=1)
    client = signed_in("analyst")
    lacking = client.post(f"{RISKS}/H/history/{first}/restore/", {"reason": ""}).content.decode()
    assert "Vertel waarom" in lacking
    client.post(f"{RISKS}/H/history/{first}/restore/", {"reason": "vergissing"})
    record.refresh_from_db()
    assert record.values == HEAT | {secret: "blijft"} and record.version == 3
    assert client.get(f"{RISKS}/H/history/999999/restore/").status_code == 404


def test_bringing_back_is_not_for_who_may_only_read(signed_in, make_record):
    record = make_record("risks", external_id="H", **HEAT)
    first = record.history.get().history_id
    client = signed_in("reviewer")
    assert client.post(f"{RISKS}/H/history/{first}/restore/", {"reason": "x"}).status_code == 403


def test_what_changed_is_told_with_its_kind_and_questions(make_record, officer):
    old = make_record("risks", external_id="H", **HEAT)
    _age(old)
    records.change(old, {"kind": "stress"}, actor=officer, version=1)
    make_record("risks", external_id="N", name={"nl": "Nieuw"}, kind="shock")
    news = changed_since(officer.reader, timezone.now() - timedelta(days=1))[0].news
    assert {(one.title, one.kind, one.fields) for one in news} == {
        ("Hitte", "changed", ("Soort",)),
        ("Nieuw", "new", ()),
    }


def _age(record):
    """Make a record and its versions a month old."""
    then = timezone.now() - LONG_AGO
    Record.objects.filter(pk=record.pk).update(changed_at=then, created_at=then)
    record.history.update(history_date=then)


def test_a_change_that_one_may_not_see_is_no_news(make_record, officer, actor, secret):
    record = make_record("risks", external_id="H", **HEAT)
    _age(record)
    records.change(record, {secret: "geheim"}, actor=officer, version=1)
    yesterday = timezone.now() - timedelta(days=1)
    assert changed_since(actor("analyst").reader, yesterday) == []
    assert len(changed_since(officer.reader, yesterday)) == 1


def test_the_public_gets_news_of_what_was_published_only(make_record):
    make_record("risks", external_id="H", **HEAT)
    make_record("risks", external_id="P", published=True, name={"nl": "Publiek"}, kind="shock")
    batches = changed_since(Reader(), timezone.now() - timedelta(days=1))
    assert [(one.title, one.kind) for batch in batches for one in batch.news] == [("Publiek", "published")]


def test_news_is_filtered_by_register_and_kind(signed_in, make_record):
    make_record("risks", external_id="H", **HEAT)
    make_record("sources", external_id="S", title="Krant", published=True)
    client = signed_in("officer")
    page = client.get("/nl/changes/?since=2020-01-01&register=sources").content.decode()
    assert "Krant" in page and "Hitte" not in page
    assert "Hitte" not in client.get("/nl/changes/?since=2020-01-01&kind=archived").content.decode()
    assert client.get("/nl/changes/?since=31-31&register=x&kind=y").status_code == 200


@pytest.mark.parametrize("mark", [{}, {"register": "risks"}, {"register": "risks", "record": "H"}])
def test_what_is_marked_as_seen_is_news_no_more(signed_in, make_record, mark):
    make_record("risks", external_id="H", **HEAT)
    client = signed_in("officer")
    assert "Hitte" in client.get("/nl/changes/").content.decode()
    client.post("/nl/changes/seen/", mark | {"until": timezone.now().isoformat()})
    assert "Hitte" not in client.get("/nl/changes/").content.decode()
    assert Seen.objects.count() == 1


def test_what_was_there_before_the_account_is_no_news(make_record, actor):
    reader = actor("officer").reader
    make_record("risks", external_id="H", **HEAT)
    assert len(changed_since(reader, last_visit(reader))) == 1
    User.objects.filter(pk=reader.user_id).update(joined_at=timezone.now())
    assert changed_since(reader, last_visit(reader)) == []


def test_what_changes_after_the_page_was_made_stays_news(make_record, actor):
    reader = actor("officer").reader
    made = timezone.now()
    make_record("risks", external_id="H", **HEAT)
    mark_seen(reader, made)
    assert last_visit(reader) == made
    assert len(changed_since(reader, last_visit(reader))) == 1


def test_news_asks_the_database_as_often_for_few_as_for_many(
    make_record, officer, django_assert_num_queries, django_assert_max_num_queries
):
    make_record("risks", external_id="H", **HEAT)
    since = timezone.now() - timedelta(days=1)
    with django_assert_max_num_queries(6) as few:
        changed_since(officer.reader, since)
    for n in range(15):
        make_record("risks", external_id=f"N{n}", name={"nl": f"Nieuw {n}"}, kind="shock")
    with django_assert_num_queries(len(few)):
        changed_since(officer.reader, since)


def test_the_page_of_changes_is_whole_for_everybody(client, signed_in, make_record):
    make_record("risks", external_id="P", published=True, **HEAT)
    page = client.get("/en/changes/").content.decode()
    assert "Heat" in page and "Mark everything as seen" not in page
    assert re.search(r"Since you were here last: .*\.", signed_in("officer").get("/en/changes/").content.decode())


@pytest.mark.parametrize("path", ["", "change/", "history/", "history/compare/"])
def test_reading_confidential_answers_of_an_interview_leaves_a_line_in_the_log(signed_in, make_record, path):
    asked = register("interviews")
    secret = next(
        f for f in asked.fields if f.visibility == "confidential" and f.kind in ("text", "prose") and not f.many
    )
    words = {"nl": "geheim"} if secret.languages else "geheim"
    record = make_record("interview_rounds", external_id="R1", **_needed("interview_rounds")) if asked.part_of else None
    make_record("interviews", external_id="I1", parent=record, **_needed("interviews") | {secret.id: words})
    client = signed_in("officer")
    before = Entry.objects.filter(action="transcript.read").count()
    assert client.get(f"/nl/registers/interviews/I1/{path}").status_code == 200
    assert Entry.objects.filter(action="transcript.read").count() == before + 1


def _needed(name):
    """Answers to the required questions of a register."""
    numbers = ("integer", "decimal", "money")
    return {
        field.id: {"nl": "woorden"} if field.languages
        else field.choices[0].code if field.choices
        else "5" if field.kind in numbers
        else "2027-03-15" if field.kind == "day"
        else "2027"
        for field in register(name).fields if field.required
    }  # fmt: skip


@pytest.mark.parametrize("path", ["?before=\u00b2", "compare/?first=\u00b2", f"compare/?first={'9' * 40}"])
def test_a_number_that_is_none_is_passed_over(signed_in, make_record, path):
    make_record("risks", external_id="R-1", **HEAT)
    assert signed_in("officer").get(f"/nl/registers/risks/R-1/history/{path}").status_code == 200


def test_who_approves_what_was_changed_meanwhile_is_shown_it_first(signed_in, make_record, officer):
    record = make_record("risks", external_id="R-1", **HEAT)
    records.change(record, {"kind": "stress"}, actor=officer, version=1)

    page = signed_in("officer").post("/nl/registers/risks/R-1/move/", {"to": "approved", "version": "1"})

    assert "intussen veranderd" in page.content.decode()
    assert Record.objects.get(external_id="R-1").published is None
