"""The page of a record: the answer in the first screen, what the reader may see and do, and review."""

import re
from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from veerkracht.catalogue import children_of, register, registers
from veerkracht.errors import UsageError
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import panels, records
from veerkracht.web.registers.detail import MOST_PARTS, detail_of, sight_of
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.panels import Panel, add_panel
from veerkracht.web.registers.reviewing import granted, preview_of, steps_for

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "shock"}
RISKS = "/nl/registers/risks"


@pytest.fixture
def signed_in(person, client):
    """A browser in which somebody with a role is signed in."""

    def sign_in(*roles, **more):
        client.user = person(*roles, **more)
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture
def read(client):
    """The text of a page, without tags."""

    def words(address, by=client):
        page = by.get(address)
        assert page.status_code == 200, page.status_code
        main = page.content.decode().split('tabindex="-1">', 1)[1].split("</main>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").split())

    return words


def page_of(reader, name="risks", external_id="H", today=None):
    return detail_of(sight_of(name, external_id, reader), reader, today=today or timezone.localdate())


def test_the_first_screen_tells_name_kind_state_and_what_the_public_sees(signed_in, read, make_record):
    make_record("risks", external_id="H", **HEAT)
    words = read(f"{RISKS}/H/", signed_in("officer"))
    first = words.split("Wat is het risico?")[0]
    assert first.startswith("Hitte ") and "risico" in first
    assert "Nog niet gepubliceerd: alleen het team ziet dit." in first and "Soort shock" in first


def test_the_public_reads_the_published_version_and_nothing_of_the_work(client, read, make_record, officer):
    record = make_record("risks", external_id="H", published=True, **HEAT)
    records.change(record, {"name": {"nl": "Andere naam"}}, actor=officer, version=record.version)
    words = read(f"{RISKS}/H/")
    assert words.startswith("Hitte ") and "gepubliceerd op" in words
    assert "Andere naam" not in words and "Wijzigen" not in words and "Laatste wijziging" not in words


def test_the_team_is_told_when_the_public_sees_an_older_version(signed_in, read, make_record, officer):
    record = make_record("risks", external_id="H", published=True, **HEAT)
    client = signed_in("officer")
    assert "Het publiek ziet deze versie, sinds" in read(f"{RISKS}/H/", client)
    records.change(record, {"kind": "stress"}, actor=officer, version=record.version)
    assert "Het publiek ziet de versie van" in read(f"{RISKS}/H/", client)
    assert "Wat verschilt?" in read(f"{RISKS}/H/", client)


def test_a_change_in_a_confidential_answer_is_no_difference_for_the_public(signed_in, read, make_record, officer):
    secret = next(f.id for f in register("risks").fields if f.visibility == "confidential" and f.kind == "prose")
    record = make_record("risks", external_id="H", published=True, **HEAT)
    records.change(record, {secret: "geheim"}, actor=officer, version=record.version)
    assert "Het publiek ziet deze versie, sinds" in read(f"{RISKS}/H/", signed_in("analyst"))


@pytest.mark.parametrize("role", ["resident", "administrator"])
def test_what_is_not_published_is_not_there_for_who_may_not_see_it(signed_in, make_record, role):
    make_record("risks", external_id="H", **HEAT)
    assert signed_in(role).get(f"{RISKS}/H/").status_code == 404


def test_an_unknown_record_or_register_is_not_found(client, db):
    assert client.get(f"{RISKS}/none/").status_code == 404
    assert client.get("/nl/registers/nothing/none/").status_code == 404


def test_answers_that_lack_are_named_and_not_shown_as_zero(make_record, officer):
    make_record("risks", external_id="H", **HEAT)
    page = page_of(officer.reader)
    known = [answer.field.id for group in page.groups for answer in group.answers]
    lacking = sum(len(group.unknown) for group in page.groups)
    assert known == ["kind"] and lacking == len(register("risks").fields) - 2


def test_what_is_overdue_is_said_with_its_date(signed_in, read, make_record):
    make_record("risks", external_id="H", **HEAT, review_date=(timezone.localdate() - timedelta(days=1)).isoformat())
    make_record("risks", external_id="L", **HEAT | {"kind": "stress"}, review_date="2099-01-01")
    client = signed_in("officer")
    assert register("risks").late.label.nl in read(f"{RISKS}/H/", client).split("Wat is het risico?")[0]
    assert register("risks").late.label.nl not in read(f"{RISKS}/L/", client)


def test_links_bear_the_name_of_what_they_point_to(signed_in, make_record):
    source = make_record("sources", external_id="S1", title="Buurtkrant")
    make_record("risks", external_id="H", **HEAT, sources=[str(source.pk)])
    page = signed_in("officer").get(f"{RISKS}/H/").content.decode()
    assert '<a href="/nl/registers/sources/S1/">Buurtkrant</a>' in page and str(source.pk) not in page


def test_a_record_tells_what_points_to_it(make_record, officer):
    source = make_record("sources", external_id="S1", title="Buurtkrant")
    make_record("risks", external_id="H", **HEAT, sources=[str(source.pk)])
    pointing = page_of(officer.reader, "sources", "S1").pointing
    assert [(one.item.id, [piece.words for piece in one.pieces]) for one in pointing] == [("risks", ["Hitte"])]


def test_what_points_here_unpublished_does_not_show_to_the_public(make_record, officer):
    source = make_record("sources", external_id="S1", title="Buurtkrant", published=True)
    make_record("risks", external_id="H", **HEAT, sources=[str(source.pk)])
    assert page_of(Reader(), "sources", "S1").pointing == ()
    records.move(Record.objects.get(external_id="H"), State.APPROVED, actor=officer)
    assert [piece.words for one in page_of(Reader(), "sources", "S1").pointing for piece in one.pieces] == ["Hitte"]


def test_parts_stand_in_small_tables_and_empty_ones_can_be_added(signed_in, make_record):
    parent = make_record("risks", external_id="H", **HEAT)
    child = register("risk_statements")
    needed = {field.id: _an_answer(field) for field in child.fields if field.required}
    part = make_record(child.id, parent=parent, external_id="D1", **needed)
    page = signed_in("officer").get(f"{RISKS}/H/").content.decode()
    assert f'href="/nl/registers/{child.id}/D1/"' in page
    for other in children_of("risks"):
        assert f"/nl/registers/{other.id}/new/?parent=H" in page
    below = signed_in("officer").get(f"/nl/registers/{child.id}/{part.external_id}/").content.decode()
    assert '<a href="/nl/registers/risks/H/">Hitte</a>' in below


def _an_answer(field):
    answers = {"choice": field.choices[0].code if field.choices else "", "yes_no": "yes", "day": "2027-03-15"}
    numbers = ("integer", "decimal", "money")
    return {"nl": "woorden"} if field.languages else answers.get(field.kind, "5" if field.kind in numbers else "2027")


def test_findings_on_quality_are_for_who_may_mend_them(signed_in, read, make_record):
    item, rule = next(
        (item, rule)
        for item in registers().values()
        for rule in item.rules
        if rule.warning
        and rule.kind == "required_when"
        and not item.part_of
        and rule.when_values
        and item.access == "open"
    )
    needed = {field.id: _an_answer(field) for field in item.fields if field.required}
    record = make_record(item.id, external_id="X", **needed)
    value = rule.when_values[0]
    trigger = item.field(rule.when_field)
    kept = [value] if trigger.many else {"yes": True, "no": False}.get(value, value)
    Record.objects.filter(pk=record.pk).update(values=record.values | {rule.when_field: kept})
    words = read(f"/nl/registers/{item.id}/X/", signed_in("officer"))
    assert "Wat nog beter kan" in words and rule.message.nl in words
    assert rule.message.nl not in read(f"/nl/registers/{item.id}/X/", signed_in("reviewer"))


def test_the_page_asks_the_database_as_often_for_few_as_for_many(
    signed_in, make_record, django_assert_num_queries, django_assert_max_num_queries
):
    source = make_record("sources", external_id="S0", title="Bron 0")
    parent = make_record("risks", external_id="H", **HEAT, sources=[str(source.pk)])
    child = register("risk_statements")
    needed = {field.id: _an_answer(field) for field in child.fields if field.required}
    first = make_record(child.id, parent=parent, **needed)
    make_record("risks", name={"nl": "Ander"}, kind="stress", parts=[str(parent.pk)])
    client = signed_in("officer")
    client.get(f"{RISKS}/H/")
    with django_assert_max_num_queries(45) as few:
        client.get(f"{RISKS}/H/")
    more = [make_record("sources", external_id=f"S{n}", title=f"Bron {n}") for n in range(1, 12)]
    Record.objects.filter(pk=parent.pk).update(values=parent.values | {"sources": [str(one.pk) for one in more]})
    for n in range(1, 12):
        Record.objects.create(register=child.id, external_id=f"C{n}", parent=parent, values=first.values)
        make_record("risks", name={"nl": f"Ander {n}"}, kind="stress", parts=[str(parent.pk)])
    with django_assert_num_queries(len(few)):
        client.get(f"{RISKS}/H/")


def test_a_long_table_of_parts_is_cut_and_says_so(make_record, officer):
    parent = make_record("risks", external_id="H", **HEAT)
    child = register("risk_statements")
    Record.objects.bulk_create(
        Record(register=child.id, external_id=f"C{n}", parent=parent) for n in range(MOST_PARTS + 3)
    )
    part = next(part for part in page_of(officer.reader).parts if part.item == child)
    assert len(part.rows) == MOST_PARTS and part.more


def test_a_room_adds_its_own_panel(signed_in, make_record, monkeypatch):
    monkeypatch.setattr(panels, "_PANELS", {})
    add_panel(
        "risks", "detail", Panel("site/parts/notice.html", lambda request, item, record: {"words": f"Over {record}"})
    )
    add_panel("risks", "detail", Panel("site/parts/notice.html", lambda request, item, record: None, order=-1))
    make_record("risks", external_id="H", **HEAT)
    assert "Over Hitte" in signed_in("officer").get(f"{RISKS}/H/").content.decode()


def test_one_can_undo_for_a_minute(signed_in, read, make_record):
    record = make_record("risks", external_id="H", **HEAT)
    client = signed_in("officer")
    sent = {"answer-name-nl": "Hitte", "answer-name-en": "Heat", "answer-kind": "stress", "version": "1"}
    assert "Opgeslagen" in client.post(f"{RISKS}/H/change/", sent, follow=True).content.decode()
    assert "Ongedaan maken" in read(f"{RISKS}/H/", client)
    client.post(f"{RISKS}/H/undo/")
    record.refresh_from_db()
    assert record.values["kind"] == "shock"

    Record.objects.update(changed_at=timezone.now() - timedelta(minutes=2))
    record.history.update(history_date=timezone.now() - timedelta(minutes=2))
    assert "Ongedaan maken" not in read(f"{RISKS}/H/", client)
    assert client.post(f"{RISKS}/H/undo/").status_code == 400


def test_what_was_just_made_can_be_undone_too(signed_in, read):
    client = signed_in("officer")
    sent = {"answer-name-nl": "Hitte", "answer-name-en": "Heat", "answer-kind": "stress"}
    client.post(f"{RISKS}/new/", sent)
    made = Record.objects.get(register="risks")
    assert "Ongedaan maken" in read(f"{RISKS}/{made.external_id}/", client)
    client.post(f"{RISKS}/{made.external_id}/undo/")
    made.refresh_from_db()
    assert made.state == "archived"


def test_steps_are_offered_only_to_who_may_take_them(make_record, actor):
    record = make_record("risks", external_id="H", **HEAT)
    offered = {}
    for role in ("analyst", "officer", "reviewer", "privacy_officer"):
        reader = actor(role).reader
        offered[role] = {step.to for step in steps_for(record, reader, granted(record, reader))}
    assert offered == {
        "analyst": {"submitted", "archived"}, "officer": {"submitted", "approved", "archived"},
        "reviewer": {"approved"}, "privacy_officer": set(),
    }  # fmt: skip


def test_review_goes_from_submitting_over_returning_to_approving(signed_in, read, make_record, client):
    record = make_record("risks", external_id="H", **HEAT)
    signed_in("analyst").post(f"{RISKS}/H/move/", {"to": "submitted"})
    record.refresh_from_db()
    assert record.state == State.SUBMITTED
    assert "Een controleur kijkt hier nu naar" in read(f"{RISKS}/H/", client)

    signed_in("reviewer")
    again = client.post(f"{RISKS}/H/move/", {"to": "returned", "reason": " "}).content.decode()
    assert "Vertel waarom. Zonder reden kan dit niet." in again
    client.post(f"{RISKS}/H/move/", {"to": "returned", "reason": "Noem de bron"})
    record.refresh_from_db()
    assert record.state == State.RETURNED and record.history.first().history_change_reason == "Noem de bron"

    client.post(f"{RISKS}/H/move/", {"to": "approved"})
    record.refresh_from_db()
    assert record.published == record.values


def test_a_step_that_one_may_not_take_is_refused(signed_in, make_record):
    record = make_record("risks", external_id="H", **HEAT)
    client = signed_in("analyst")
    assert client.post(f"{RISKS}/H/move/", {"to": "approved"}).status_code == 403
    assert client.post(f"{RISKS}/H/move/", {"to": "nonsense"}).status_code == 404
    record.refresh_from_db()
    assert record.state == State.WORKING and record.published is None


def test_before_approving_one_sees_what_the_public_will_see(make_record, officer):
    secret = next(f.id for f in register("risks").fields if f.visibility == "confidential" and f.kind == "prose")
    record = make_record("risks", external_id="H", published=True, **HEAT)
    changed = records.change(record, {"kind": "stress", secret: "geheim"}, actor=officer, version=record.version)
    preview = preview_of(changed, register("risks"), officer.reader)
    assert [(change.field.id, change.after.pieces[0].words) for change in preview.changes] == [("kind", "stress")]
    assert preview.seen and not preview.first


def test_what_is_spoken_needs_a_second_person(signed_in, read, make_record):
    client = signed_in("officer")
    needed = {field.id: _an_answer(field) for field in register("interview_rounds").fields if field.required}
    sent = {f"answer-{key}" + ("-nl" if isinstance(value, dict) else ""): value["nl"] if isinstance(value, dict) else value
            for key, value in needed.items()}  # fmt: skip
    client.post("/nl/registers/interview_rounds/new/", sent)
    key = Record.objects.get().external_id
    words = read(f"/nl/registers/interview_rounds/{key}/", client)
    assert "Daarom moet iemand anders dit goedkeuren" in words and "Goedkeuren" not in words


def test_archiving_asks_why_and_takes_it_out_of_sight(signed_in, make_record, client):
    record = make_record("risks", external_id="H", published=True, **HEAT)
    signed_in("officer")
    client.post(f"{RISKS}/H/move/", {"to": "archived", "reason": "dubbel"})
    record.refresh_from_db()
    assert record.state == State.ARCHIVED
    client.logout()
    assert client.get(f"{RISKS}/H/").status_code == 404


def test_erasing_says_what_vanishes_and_needs_a_reason(signed_in, read, make_record, monkeypatch):
    monkeypatch.setattr("veerkracht.web.people.dangerous.is_recent", lambda request, user: True)
    source = make_record("sources", external_id="S1", title="Buurtkrant")
    make_record("risks", external_id="H", **HEAT, sources=[str(source.pk)])
    client = signed_in("officer")
    words = read("/nl/registers/sources/S1/erase/", client)
    assert "Versies in de geschiedenis 1" in words and "hun verwijzing ernaar verliezen 1" in words
    client.post("/nl/registers/sources/S1/erase/", {"sure": "yes"})
    client.post("/nl/registers/sources/S1/erase/", {"reason": "op verzoek"})
    assert Record.objects.filter(register="sources").exists()
    client.post("/nl/registers/sources/S1/erase/", {"reason": "op verzoek", "sure": "yes"})
    assert not Record.objects.filter(register="sources").exists()


def test_erasing_asks_again_who_one_is(signed_in, make_record):
    make_record("sources", external_id="S1", title="Buurtkrant")
    answer = signed_in("officer").post("/nl/registers/sources/S1/erase/", {"reason": "x", "sure": "yes"})
    assert answer.status_code == 302 and "sources" not in answer.url.split("?")[0]
    assert Record.objects.exists()


def test_undoing_without_a_change_of_ones_own_tells_why_not(make_record, actor):
    record = make_record("risks", external_id="H", **HEAT)
    with pytest.raises(UsageError):
        records.undo(record, actor=actor("officer"))


def test_sight_of_what_is_not_there_is_not_found(db):
    with pytest.raises(Http404):
        sight_of("risks", "none", Reader())


@pytest.mark.parametrize(("role", "may"), [("officer", True), ("analyst", False), ("owner", False)])
def test_who_may_invite_owners_does_so_from_the_page_of_the_record(client, person, make_record, role, may):
    record = make_record("initiatives", external_id="I-1", name={"nl": "Soep"})
    client.force_login(person(role, record=record.pk))

    page = client.get("/nl/registers/initiatives/I-1/").content.decode()

    assert (f"/people/invite/?record={record.pk}" in page) == may
