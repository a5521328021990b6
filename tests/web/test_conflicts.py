"""Two editors of one record: the second is told, sees both versions, chooses, and loses nothing."""

import re

import pytest

from veerkracht.catalogue import register
from veerkracht.web.registers import records
from veerkracht.web.registers.conflicts import chosen, differences, version_of
from veerkracht.web.registers.models import Draft
from veerkracht.web.registers.sheets import Sheet

HEAT = {"name": {"nl": "Hitte", "en": "Heat"}, "kind": "emerging"}
SENT = {"answer-name-nl": "Hitte", "answer-name-en": "Heat", "answer-kind": "emerging", "version": "1"}
CHANGE = "/nl/registers/risks/H/change/"


@pytest.fixture
def editor(person, client):
    """A browser of the second editor."""
    client.user = person("officer")
    client.force_login(client.user)
    return client


@pytest.fixture
def record(make_record):
    return make_record("risks", external_id="H", **HEAT)


def test_the_second_editor_sees_three_answers_to_each_question_that_differs(editor, record, officer):
    records.change(record, {"kind": "shock"}, actor=officer, version=1)
    page = editor.post(CHANGE, SENT | {"answer-kind": "stress"})
    words = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())

    assert page.status_code == 409
    assert "Toen u begon opkomend" in words
    assert "Van de ander, nu bewaard shock" in words and "Van u stress" in words
    assert 'name="pick-name"' not in page.content.decode()
    assert Draft.objects.get().values["answer-kind"] == ["stress"]


def test_what_only_one_of_both_changed_is_proposed(record, officer):
    now = records.change(record, {"kind": "shock", "owner_role": "hoofd"}, actor=officer, version=1)
    sheet = Sheet(register("risks"), register("risks").fields, now)
    yours = {"name": {"nl": "Warmte"}, "kind": "emerging", "owner_role": "wijkmanager"}
    found = differences(sheet, began=version_of(now, 1), yours=yours)
    assert {one.field.id: one.proposal for one in found} == {"name": "yours", "kind": "theirs", "owner_role": ""}
    assert chosen(found, {"name": "yours", "kind": "theirs"}) is None
    assert chosen(found, {"name": "yours", "kind": "theirs", "owner_role": "yours"}) == {
        "name": {"nl": "Warmte"}, "owner_role": "wijkmanager",
    }  # fmt: skip


def test_the_choice_is_saved_and_the_draft_is_gone(editor, record, officer):
    records.change(record, {"kind": "shock", "owner_role": "hoofd"}, actor=officer, version=1)
    editor.post(CHANGE, SENT | {"answer-kind": "stress", "answer-owner_role": "wijkmanager"})
    picks = {"version": "2", "pick-kind": "yours", "pick-owner_role": "theirs", "reason": "samen besloten"}
    answer = editor.post(f"{CHANGE}resolve/", picks)

    record.refresh_from_db()
    assert answer.url == "/nl/registers/risks/H/"
    assert (record.values["kind"], record.values["owner_role"], record.version) == ("stress", "hoofd", 3)
    assert record.history.first().history_change_reason == "samen besloten"
    assert not Draft.objects.exists()


def test_an_open_choice_is_asked_again_and_nothing_is_saved(editor, record, officer):
    records.change(record, {"kind": "shock"}, actor=officer, version=1)
    editor.post(CHANGE, SENT | {"answer-kind": "stress"})
    page = editor.post(f"{CHANGE}resolve/", {"version": "2"})
    assert "Kies bij elke vraag hieronder een antwoord" in page.content.decode()
    record.refresh_from_db()
    assert record.values["kind"] == "shock" and Draft.objects.exists()


def test_a_third_change_in_the_meantime_is_told_again(editor, record, officer):
    changed = records.change(record, {"kind": "shock"}, actor=officer, version=1)
    editor.post(CHANGE, SENT | {"answer-kind": "stress"})
    records.change(changed, {"kind": "compound", "compound_group": {"nl": "jeugd"}}, actor=officer, version=2)
    page = editor.post(f"{CHANGE}resolve/", {"version": "2", "pick-kind": "yours"})
    assert page.status_code == 409 and 'name="version" value="3"' in page.content.decode()
    assert Draft.objects.exists()


def test_two_editors_who_gave_the_same_answer_are_not_bothered(editor, record, officer):
    records.change(record, {"kind": "shock"}, actor=officer, version=1)
    answer = editor.post(CHANGE, SENT | {"answer-kind": "shock"})
    assert answer.status_code == 302 and record.history.count() == 2 and not Draft.objects.exists()


def test_the_own_draft_stays_to_go_on_with(editor, record, officer):
    records.change(record, {"kind": "shock"}, actor=officer, version=1)
    editor.post(CHANGE, SENT | {"answer-kind": "stress", "answer-owner_role": "wijkmanager"})
    page = editor.get(f"{CHANGE}?draft=use").content.decode()
    assert 'value="wijkmanager"' in page and 'name="version" value="1"' in page


def test_resolving_without_a_draft_goes_back_to_the_form(editor, record):
    assert editor.post(f"{CHANGE}resolve/", {"version": "1"}).url == CHANGE


def test_a_confidential_answer_of_the_other_editor_stays_hidden_and_kept(person, client, record, officer):
    secret = next(f for f in register("risks").fields if f.visibility == "confidential" and f.kind == "prose")
    records.change(record, {"kind": "shock", secret.id: "geheim"}, actor=officer, version=1)
    client.force_login(person("analyst"))
    page = client.post(CHANGE, SENT | {"answer-kind": "stress"}).content.decode()
    assert "geheim" not in page and secret.label.nl not in page
    client.post(f"{CHANGE}resolve/", {"version": "2", "pick-kind": "yours"})
    record.refresh_from_db()
    assert record.values["kind"] == "stress" and record.values[secret.id] == "geheim"


def test_a_text_that_differs_in_the_other_language_only_is_shown_in_that_language(editor, record, officer):
    records.change(record, {"name": {"nl": "Hitte", "en": "Hot weather"}}, actor=officer, version=1)
    page = editor.post(CHANGE, SENT | {"answer-name-en": "Heat wave"}).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Toen u begon Heat Van" in words and "nu bewaard Hot weather" in words and "Van u Heat wave" in words
    assert '<span lang="en">Heat wave</span>' in page
