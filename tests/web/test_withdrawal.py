"""Who withdraws leaves nothing behind, in no table of the database; who takes back a part keeps the rest."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.utils import timezone

from veerkracht.catalogue import register
from veerkracht.web.audit.models import Entry
from veerkracht.web.conversation.comments import say
from veerkracht.web.conversation.models import Comment
from veerkracht.web.interviews import answering, links
from veerkracht.web.interviews.models import InterviewLink, Proposal
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Draft, Record

CANARY = "kanarievogel"


@pytest.fixture
def everything():
    """Read every row of every table as text."""

    def dump():
        tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        sessions = [session.get_decoded() for session in Session.objects.all()]
        return " ".join(str(row) for model in tables for row in [*model._default_manager.values()]) + str(sessions)

    return dump


@pytest.fixture
def told(make_record, officer):
    """Somebody who told a word that stands in answers, texts, a quote, a proposal, drafts and versions."""
    round_ = make_record(
        "interview_rounds", name={"nl": "Gesprekken"}, purpose={"nl": "Horen."}, state="open", starts="2026-01-01",
        ends="2099-12-31", legal_basis="consent", legal_ground={"nl": "Vrijwillig."}, controller="college",
        dpia_reference="1", form_version="1", questions={"nl": "Wat?"}, consent_text={"nl": "Kies."},
        retention_transcript_months=24, retention_key_months=6,
    )  # fmt: skip
    link, token = links.invite(round_, function_role=f"hoofd {CANARY}", by=officer, email=f"{CANARY}@example.org")
    today = timezone.localdate()
    answering.choose(link, ["analysis", "anonymous_quote", "quote_with_role"], language="nl", today=today)
    answering.keep_draft(link, {1: f"{CANARY} bijna"})
    answering.send(link, {1: f"Mijn {CANARY}."}, language="nl", today=today)
    record = Record.objects.get(pk=link.record_id)
    text = {"nl": f"Er is een {CANARY} in de straat."}
    given = {"draft_text": text, "state": "drafted", "transcript": CANARY, "transcript_state": "kept"}
    record = records.change(record, given, actor=officer, version=record.version, reason=CANARY)
    answering.object_to(link, Proposal.Kind.CHANGE, CANARY, version=record.version, language="nl")
    record = Record.objects.get(pk=record.pk)
    record = records.change(record, {"state": "drafted"}, actor=officer, version=record.version)
    answering.approve(link, version=record.version, language="nl", today=today)
    for place, attribution in enumerate(("anonymous", "role")):
        quote = {"text": {"nl": f"een {CANARY} in de straat"}, "attribution": attribution, "state": "draft",
                 "attribution_text": {"nl": f"hoofd {CANARY}"}}  # fmt: skip
        records.create(register("quotes"), quote, actor=officer, parent=record, external_id=f"q{place}")
    say(record, f"Let op de {CANARY}.", actor=officer)
    Draft.objects.create(user_id=officer.user_id, register="interviews", record=record, values={"x": [CANARY]})
    return record, token


def test_withdrawal_leaves_no_trace_anywhere(told, client, everything):
    _record, token = told
    assert CANARY in everything()

    asked = client.post(f"/nl/i/{token}/withdraw/", {})
    assert CANARY in everything(), "without the tick nothing goes"
    answer = client.post(f"/nl/i/{token}/withdraw/", {"sure": "yes"}, follow=True)

    assert asked.status_code == 200
    assert answer.redirect_chain[-1][0] == "/nl/i/gone/"
    assert CANARY not in everything()
    assert client.get(f"/nl/i/{token}/").status_code == 404


def test_after_withdrawal_only_a_row_and_a_line_in_the_log_say_that_it_was_done(told, client):
    _record, token = told
    client.post(f"/nl/i/{token}/withdraw/", {"sure": "yes"})

    left = Record.objects.get(register="interviews")
    assert set(left.values) == {"function_role", "state", "withdrawn_on"}
    assert left.values["function_role"] == "-"
    assert left.history.count() == 1
    assert not Record.objects.filter(parent=left).exists()
    entry = Entry.objects.get(action="interview.withdraw")
    assert (entry.actor, entry.detail) == ("link:interview", {})


def test_a_withdrawal_written_down_by_the_officer_removes_as_much(told, officer, everything):
    record, _token = told
    record = Record.objects.get(pk=record.pk)
    records.change(record, {"state": "withdrawn", "withdrawn_on": "2027-06-02"}, actor=officer, version=record.version)

    assert CANARY not in everything()
    assert not InterviewLink.objects.exists()


def test_taking_back_the_quote_with_role_removes_that_quote_only(told, client):
    _record, token = told
    client.post(f"/nl/i/{token}/choose/", {"level": ["analysis", "anonymous_quote"]})

    assert [one.external_id for one in Record.objects.filter(register="quotes")] == ["q0"]
    assert not Record.history.filter(external_id="q1").exists()


def test_taking_back_the_analysis_removes_answers_and_transcript_with_their_versions(told, client):
    record, token = told
    client.post(f"/nl/i/{token}/choose/", {"level": ["anonymous_quote", "quote_with_role"]})

    assert not Record.objects.filter(register="interview_answers").exists()
    assert not Record.history.filter(register="interview_answers").exists()
    versions = [Record.objects.get(pk=record.pk).values, *(one.values for one in Record.history.filter(id=record.pk))]
    assert not any("transcript" in values for values in versions)
    assert not Comment.objects.exists(), "a comment may repeat what was said"
    assert Record.objects.filter(register="quotes").count() == 2


def test_taking_back_every_level_for_the_words_removes_everything(told, client, everything):
    _record, token = told
    answer = client.post(f"/nl/i/{token}/choose/", {"level": ["contact_again"]})

    assert answer["Location"] == "/nl/i/gone/"
    assert CANARY not in everything()


def test_somebody_can_take_along_all_that_is_kept(told, client):
    _record, token = told
    kept = client.get(f"/nl/i/{token}/kept/interview.json").json()

    assert kept["answers"][0]["answer"] == f"Mijn {CANARY}."
    assert kept["interview"]["transcript"] == CANARY
    assert len(kept["quotes"]) == 2
    assert kept["why"]["controller"] == "college"
    assert client.get(f"/nl/i/{token}/kept/").status_code == 200


def test_taking_back_all_there_is_to_tick_removes_everything(told, client, everything):
    _record, token = told
    answer = client.post(f"/nl/i/{token}/choose/", {})

    assert (answer.status_code, answer.get("Location")) == (302, "/nl/i/gone/")
    assert CANARY not in everything()
