"""Somebody is interviewed by a link: chooses, answers, reads, approves; and nothing unapproved comes out."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from veerkracht.catalogue import register
from veerkracht.errors import UsageError
from veerkracht.web.audit.health import failing
from veerkracht.web.interviews import answering, links, many, retention
from veerkracht.web.interviews.consent import publishable, publishable_quotes
from veerkracht.web.interviews.models import InterviewLink, Proposal, Token
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import readable

TEXT = {"nl": "De keuken draait nu twee dagen per week.", "en": "The kitchen now runs two days a week."}


@pytest.fixture(autouse=True)
def one_factor(settings):
    """Let roles count without a second factor, which is tried elsewhere."""
    settings.SECOND_FACTOR_ROLES = frozenset()


@pytest.fixture
def round_(make_record):
    """An open round with two questions."""
    return make_record(
        "interview_rounds", name={"nl": "Gesprekken 2027", "en": "Interviews 2027"}, purpose={"nl": "Horen hoe het gaat."},
        state="open", starts="2026-01-01", ends="2099-12-31", legal_basis="consent",
        legal_ground={"nl": "U doet vrijwillig mee."}, controller="college", dpia_reference="DPIA 1",
        privacy_contact="functionaris gegevensbescherming", form_version="2027-1",
        questions={"nl": "Wat is er gebeurd?\nWat leerde u?", "en": "What happened?\nWhat did you learn?"},
        consent_text={"nl": "Kies zelf."}, retention_transcript_months=24, retention_key_months=6,
    )  # fmt: skip


@pytest.fixture
def invited(round_, officer):
    """An interview, with the link and its secret."""
    link, token = links.invite(round_, function_role="kok van de buurtkeuken", by=officer, email="kok@example.org")
    return link, token


@pytest.fixture
def approved(invited, officer):
    """Bring an interview to the approved text, and a quote to the second reader."""

    def make(levels=("analysis", "anonymous_quote"), **quote):
        link, _token = invited
        today = timezone.localdate()
        answering.choose(link, levels, language="nl", today=today)
        answering.send(link, {1: "Wij koken nu twee dagen."}, language="nl", today=today)
        record = Record.objects.get(pk=link.record_id)
        record = records.change(record, {"draft_text": TEXT, "state": "drafted"}, actor=officer, version=record.version)
        answering.approve(link, version=record.version, language="nl", today=today)
        record = Record.objects.get(pk=link.record_id)
        given = {"text": {"nl": "de keuken draait nu twee dagen"}, "attribution": "anonymous", "state": "approved",
                 "recognisable": "no", "chosen_by": "a@example.org", "approved_by": "b@example.org",
                 "approved_on": today.isoformat()} | quote  # fmt: skip
        return record, records.create(register("quotes"), given, actor=officer, parent=record)

    return make


def test_the_link_is_kept_as_a_digest_only_and_the_address_not_at_all(invited, client):
    _link, token = invited

    assert client.get(f"/nl/i/{token}/").status_code == 200
    assert token not in str(list(Token.objects.values()))
    assert "kok@example.org" not in str(
        [*InterviewLink.objects.values(), *Record.objects.values(), *Record.history.values()]
    )


def test_a_link_of_somebody_else_an_old_one_and_a_revoked_one_tell_nothing(invited, client, officer):
    link, token = invited
    strange = client.get("/nl/i/aaaa/")
    links.revoke(link, by=officer)
    revoked = client.get(f"/nl/i/{token}/")

    assert strange.status_code == revoked.status_code == 404
    assert "kok" not in revoked.content.decode()
    _strip = lambda text: re.sub(r"/i/[^/]+/", "", text)  # noqa: E731
    assert _strip(strange.content.decode()) == _strip(revoked.content.decode())


def test_an_expired_link_closes_unless_there_are_answers_to_take_back(invited, client):
    _link, token = invited
    InterviewLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert client.get(f"/nl/i/{token}/").status_code == 404

    InterviewLink.objects.update(answered_at=timezone.now())
    assert client.get(f"/nl/i/{token}/withdraw/").status_code == 200


@pytest.mark.parametrize("state", ["answered", "drafted", "approved"])
@pytest.mark.parametrize("who", ["", "officer"])
def test_a_link_of_an_interview_that_was_answered_says_so_and_whom_to_ask(invited, client, officer, person, state, who):
    link, token = invited
    known = {"consent": ["analysis"], "consent_date": "2026-03-01", "form_version": "1", "interview_date": "2026-03-02"}
    steps = {
        "answered": known,
        "drafted": {"draft_text": TEXT},
        "approved": {"approved_text": TEXT, "approved_on": "2026-03-09"},
    }
    for step, given in steps.items():
        record = Record.objects.get(pk=link.record_id)
        records.change(record, {"state": step, **given}, actor=officer, version=record.version)
        if step == state:
            break
    InterviewLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    if who:
        client.force_login(person(who))
    for page in ("", "answer/"):
        answer = client.get(f"/nl/i/{token}/{page}")
        assert (answer.status_code, "2 maart 2026" in answer.content.decode()) == (200, True)
    start = client.get(f"/nl/i/{token}/").content.decode()
    assert "Wie kunt u iets vragen?" in start and "functionaris gegevensbescherming" in start
    assert (f"/nl/registers/interviews/{link.record.external_id}/" in start) == bool(who)


def test_pages_behind_a_link_stay_out_of_search_engines_and_other_sites(invited, client):
    response = client.get(f"/nl/i/{invited[1]}/")

    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"


def test_nobody_is_invited_to_a_round_that_is_not_open(round_, officer):
    closed = records.change(round_, {"state": "closed"}, actor=officer, version=round_.version)

    with pytest.raises(UsageError):
        links.invite(closed, function_role="kok", by=officer)


def test_each_level_is_a_choice_of_its_own_and_none_is_ticked_beforehand(invited, client):
    page = client.get(f"/nl/i/{invited[1]}/choose/").content.decode()

    assert page.count('type="checkbox"') == 5
    assert " checked" not in page


def test_somebody_chooses_keeps_a_draft_and_answers_without_script(invited, client):
    link, token = invited
    assert client.get(f"/nl/i/{token}/answer/")["Location"].endswith("/choose/")
    client.post(f"/nl/i/{token}/choose/", {"level": ["analysis", "contact_again"]})
    client.post(f"/nl/i/{token}/answer/", {"answer-1": "Wij verhuisden.", "act": "keep"})

    assert "Wij verhuisden." in client.get(f"/nl/i/{token}/answer/").content.decode()
    assert Record.objects.get(pk=link.record_id).values["state"] == "invited"

    client.post(f"/nl/i/{token}/answer/", {"answer-1": "Wij verhuisden.", "answer-2": "", "act": "send"})
    record = Record.objects.get(pk=link.record_id)
    answers = [
        (one.values["number"], one.values["state"], one.values.get("answer")) for one in answering.answers_of(record)
    ]
    assert answers == [(1, "answered", "Wij verhuisden."), (2, "skipped", None)]
    assert (record.values["state"], record.values["consent"], record.values["form_version"]) == (
        "answered", ["analysis", "contact_again"], "2027-1",
    )  # fmt: skip
    assert InterviewLink.objects.get().draft == {}


def test_a_draft_is_kept_while_somebody_writes(invited, client):
    _link, token = invited
    client.post(f"/nl/i/{token}/choose/", {"level": ["analysis"]})
    answer = client.post(f"/nl/i/{token}/answer/draft/", {"answer-2": "bijna"})

    assert answer.status_code == 200
    assert InterviewLink.objects.get().draft == {"2": "bijna"}


def test_without_a_choice_for_the_words_nothing_is_kept(invited, client):
    _link, token = invited
    answer = client.post(f"/nl/i/{token}/choose/", {"level": ["photo"]})

    assert answer.status_code == 422
    assert client.post(f"/nl/i/{token}/answer/draft/", {"answer-1": "toch"}).status_code == 422
    assert InterviewLink.objects.get().draft == {}


def test_a_change_is_proposed_and_the_text_is_approved_as_it_was_read(invited, client, officer):
    link, token = invited
    client.post(f"/nl/i/{token}/choose/", {"level": ["analysis"]})
    client.post(f"/nl/i/{token}/answer/", {"answer-1": "Ja.", "act": "send"})
    record = Record.objects.get(pk=link.record_id)
    record = records.change(
        record, {"draft_text": {"nl": "Drie dagen."}, "state": "drafted"}, actor=officer, version=record.version
    )

    client.post(f"/nl/i/{token}/read/", {"act": "change", "words": "Het zijn er twee.", "version": record.version})
    assert Proposal.objects.get().text == "Het zijn er twee."
    record = Record.objects.get(pk=record.pk)
    seen = records.change(record, {"draft_text": TEXT, "state": "drafted"}, actor=officer, version=record.version)
    newer = records.change(seen, {"draft_text": {"nl": "Vier."}}, actor=officer, version=seen.version)

    late = client.post(f"/nl/i/{token}/read/", {"act": "approve", "version": seen.version})
    assert late.status_code == 422
    client.post(f"/nl/i/{token}/read/", {"act": "approve", "version": newer.version})
    record = Record.objects.get(pk=record.pk)
    assert (record.values["state"], record.values["approved_text"]) == ("approved", {"nl": "Vier."})
    assert publishable(record)


def test_an_approved_text_that_is_changed_afterwards_is_not_publishable(approved, officer, actor):
    record, _quote = approved()
    assert publishable(record)

    record = records.change(record, {"approved_text": {"nl": "Iets anders."}}, actor=officer, version=record.version)
    assert not publishable(record)
    with pytest.raises(UsageError):
        records.move(record, "approved", actor=actor("reviewer"))


def test_a_quote_comes_out_only_after_all_conditions(approved, actor):
    _record, quote = approved()
    assert not publishable(quote)

    records.move(quote, "approved", actor=actor("reviewer"))
    assert [one.pk for one in publishable_quotes()] == [quote.pk]


@pytest.mark.parametrize(
    "lacking",
    [
        {"attribution": "role", "attribution_text": {"nl": "kok"}},
        {"recognisable": "yes", "refused_reason": "straat"},
        {"state": "draft"},
        {"text": {"nl": "Woorden die niemand zei."}},
    ],
    ids=["no consent for the role", "recognisable", "not looked at", "other words"],
)
def test_a_quote_that_lacks_something_is_refused_in_review(approved, actor, lacking):
    _record, quote = approved(**lacking)

    with pytest.raises(UsageError):
        records.move(quote, "approved", actor=actor("reviewer"))
    assert publishable_quotes() == []


def test_a_quote_that_is_not_ready_stays_behind_when_its_interview_is_approved(approved, actor):
    record, quote = approved(recognisable="not_checked")
    records.move(record, "approved", actor=actor("reviewer"))

    assert Record.objects.get(pk=quote.pk).published is None


def test_a_quote_stops_being_publishable_once_the_second_reader_takes_it_back(approved, actor, officer):
    _record, quote = approved()
    quote = records.move(quote, "approved", actor=actor("reviewer"))
    records.change(quote, {"state": "removed"}, actor=officer, version=quote.version)

    assert publishable_quotes() == []


def test_a_quote_is_shown_to_no_worker_once_its_speaker_objects_to_the_text(approved, actor):
    record, quote = approved(area="WK051801")
    reviewer, worker = actor("reviewer"), actor("area_worker", areas=["WK051801"])
    records.move(record, "approved", actor=reviewer)
    quote = Record.objects.get(pk=quote.pk)
    if quote.published is None:
        records.move(quote, "approved", actor=reviewer)
    assert readable(worker.reader, register("quotes")).count() == 1

    link = InterviewLink.objects.get(record=record)
    version = Record.objects.get(pk=record.pk).version
    answering.object_to(link, Proposal.Kind.REFUSAL, "", version=version, language="nl")

    assert readable(worker.reader, register("quotes")).count() == 0


def test_answers_and_rounds_never_leave_the_house(approved, round_, make_record):
    record, _quote = approved()

    assert not any(publishable(one) for one in [round_, *answering.answers_of(record)])
    assert publishable(make_record("risks", name={"nl": "Hitte"}, kind="shock"))


def test_the_mail_holds_a_link_in_the_language_of_the_reader(client, person, round_):
    client.force_login(person("officer"))
    given = {"function_role": "kok", "email": "cook@example.org", "language": "en", "initiative": "", "answer_by": ""}
    client.post(f"/nl/interviews/{round_.external_id}/invite/", given)

    assert mail.outbox[0].to == ["cook@example.org"]
    address = re.search(r"http://testserver(/en/i/\S+/)", mail.outbox[0].body)[1]
    assert client.get(address).status_code == 200


def test_a_list_of_people_is_invited_and_later_only_who_did_not_answer_is_reminded(client, person, round_):
    client.force_login(person("officer"))
    rows = "e-mail;functie\na@example.org;kok\nb@example.org;buur"
    client.post(f"/nl/interviews/{round_.external_id}/invite-many/", {"rows": rows})
    assert len(mail.outbox) == 2
    InterviewLink.objects.filter(record__values__function_role="kok").update(answered_at=timezone.now())

    client.post(f"/nl/interviews/{round_.external_id}/invite-many/", {"rows": rows})
    assert [message.to for message in mail.outbox[2:]] == [["b@example.org"]]
    assert InterviewLink.objects.count() == 2


def test_a_list_with_a_wrong_line_mails_nobody(client, person, round_):
    client.force_login(person("officer"))
    page = client.post(
        f"/nl/interviews/{round_.external_id}/invite-many/", {"rows": "a@example.org;INI-9;kok\nfout;;kok"}
    )

    assert mail.outbox == []
    assert {"1", "2"} <= set(re.findall(r"(?:Regel|Line) (\d)", page.content.decode()))


def test_who_may_not_make_interviews_cannot_invite(client, person, round_):
    client.force_login(person("analyst"))

    assert client.get(f"/nl/interviews/{round_.external_id}/invite/").status_code == 403


def test_rows_are_read_by_heading_or_in_the_usual_order():
    by_heading, _none = many.read_rows("functie,e-mail\nkok,a@example.org")
    in_order, _none = many.read_rows("a@example.org\tINI-1\tkok\ten")

    assert (by_heading[0].email, by_heading[0].function) == ("a@example.org", "kok")
    assert (in_order[0].initiative, in_order[0].language) == ("INI-1", "en")


def test_the_round_shows_how_far_its_interviews_are(client, person, invited, round_):
    client.force_login(person("officer"))
    page = client.get(f"/nl/registers/interview_rounds/{round_.external_id}/").content.decode()

    assert re.search(r"uitgenodigd</th><td class=\"n\">1<", page)


def test_answers_and_transcripts_go_when_their_time_has_passed(approved, officer):
    record, _quote = approved()
    today = timezone.localdate()
    given = {"transcript": "kanarie-woorden", "transcript_state": "kept", "delete_after": today.isoformat()}
    record = records.change(record, given, actor=officer, version=record.version)
    assert not failing()["retention"]

    assert retention.erase_expired(today) == 0
    assert retention.erase_expired(today + timedelta(days=1)) == 1
    kept = str([*Record.objects.values(), *Record.history.values()])
    assert "kanarie-woorden" not in kept
    assert "Wij koken nu" not in kept
    assert Record.objects.get(pk=record.pk).values["transcript_state"] == "deleted"


def test_data_that_are_kept_too_long_are_a_failing_check(approved, officer, monkeypatch):
    _record, _quote = approved()
    later = timezone.localdate() + timedelta(days=900)
    assert not failing()["retention"]

    monkeypatch.setattr(retention.timezone, "localdate", lambda *_: later)
    assert failing()["retention"]


def test_who_was_invited_is_forgotten_some_months_after_the_round(invited, round_, officer):
    records.change(round_, {"ends": "2027-01-31"}, actor=officer, version=round_.version)
    assert retention.forget_keys(date(2027, 7, 31)) == 0
    assert retention.forget_keys(date(2027, 8, 1)) == 1
    assert InterviewLink.objects.get().address_digest == ""


def test_an_interview_that_was_written_down_by_hand_gets_no_reminder(invited, round_, officer):
    record = Record.objects.get(pk=invited[0].record_id)
    known = {"consent": ["analysis"], "consent_date": "2026-03-01", "form_version": "1", "interview_date": "2026-03-02"}
    records.change(record, {"state": "answered", **known}, actor=officer, version=record.version)
    rows = [many.Row(1, "kok@example.org", "", "kok", "nl")]

    sent = many.send_rows(round_, rows, by=officer, address=lambda secret, language: secret, contact="{initiative}")
    assert (sent.answered, sent.reminded, mail.outbox) == (1, 0, [])
