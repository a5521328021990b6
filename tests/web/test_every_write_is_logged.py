"""Each way to write ends what was remembered: it leaves an entry in the log, in the same transaction."""

from datetime import date, timedelta
from inspect import isfunction

import pytest
from django.utils import timezone

from veerkracht.catalogue import register
from veerkracht.web.audit.models import broken_entries, last_digest
from veerkracht.web.conversation.comments import say, settle
from veerkracht.web.interviews import answering, consent, links, many, retention
from veerkracht.web.interviews.models import InterviewLink, Proposal
from veerkracht.web.registers import bulk, records
from veerkracht.web.registers.models import Record
from veerkracht.web.streets import checking
from veerkracht.web.streets.asking import ask_as_resident, put_forward, record_step, write_down
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.importing import plan_file
from veerkracht.web.transfer.plans import Choices

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def logged():
    """Tell of a way to write whether it left an entry, and return what it made."""

    def check(write, *arguments, **more):
        before = last_digest()
        made = write(*arguments, **more)
        assert last_digest() != before, f"{write.__name__} left no entry in the log"
        return made

    yield check
    assert broken_entries() == []


def test_all_that_is_done_with_a_record_is_logged(logged, officer):
    made = logged(records.create, register("parties"), {"name": {"nl": "Een"}, "kind": "department"}, actor=officer)
    made = logged(records.change, made, {"name": {"nl": "Twee"}}, actor=officer, version=made.version)
    made = logged(records.undo, made, actor=officer)
    first = made.history.order_by("history_id").first()
    made = logged(records.restore, made, first.history_id, actor=officer, reason="terug")
    made = logged(records.move, made, "approved", actor=officer)
    field = register("parties").field("kind")
    planned = bulk.plan(
        register("parties"), [bulk.Ticked(str(made.external_id), made.version)], field, "fund", actor=officer
    )
    logged(bulk.carry_out, planned, field, "fund", actor=officer, reason="in één keer")
    made.refresh_from_db()
    made = logged(records.archive, made, actor=officer, reason="oud")
    logged(records.erase, made, actor=officer, reason="weg")


def test_an_import_is_logged_per_batch_and_as_a_whole(logged, officer, tmp_path):
    (tmp_path / "list.csv").write_text("Nummer;Naam;Spoor\nA1;Tafel;nieuw\n", "utf-8")
    plan = plan_file(tmp_path / "list.csv", "initiatives", Choices(), actor=officer)
    logged(apply_plan, plan, actor=officer, reason="lijst")


def test_what_is_said_and_settled_is_logged(logged, make_record, officer):
    made = make_record("parties", name={"nl": "Een"}, kind="department")
    comment = logged(say, made, "Klopt dit?", actor=officer)
    logged(settle, comment, actor=officer)
    logged(settle, comment, actor=officer)


def test_what_points_to_something_erased_is_logged(logged, make_record, officer):
    heat = make_record("risks", name={"nl": "Hitte"}, kind="shock")
    make_record("initiatives", name={"nl": "Tafel"}, risks=[str(heat.pk)])
    logged(records.unlink, [heat.pk], actor=officer)


@pytest.fixture
def street(make_record):
    """A street in which residents ask."""
    return make_record(
        "street_labs", name={"nl": "Laakweg", "en": "Laakweg"}, state="running", areas=["WK051811"], starts="2026",
        contact_steps={"nl": "Wij bellen aan."}, goal={"nl": "Een straat zonder plassen."}, homes_total=200,
    )  # fmt: skip


def test_questions_on_a_street_are_logged(logged, street, officer):
    logged(ask_as_resident, street, "Wanneer komt er een bankje?", "")
    made = logged(write_down, street, {"question": "En een boom?", "channel": "online"}, actor=officer)
    told = {
        "state": "refused",
        "refused_reason": "Geen plek.",
        "answered_on": timezone.localdate().isoformat(),
        "asker_contact": "06 12345678",
    }
    made = logged(record_step, made, told, actor=officer, language="nl")
    logged(put_forward, made, actor=officer)
    logged(checking.erase_contacts, timezone.localdate() + timedelta(days=60))


@pytest.fixture
def round_(make_record):
    """An open round of interviews."""
    return make_record(
        "interview_rounds", name={"nl": "Gesprekken", "en": "Interviews"}, purpose={"nl": "Horen hoe het gaat."},
        state="open", starts="2026-01-01", ends="2026-12-31", legal_basis="consent",
        legal_ground={"nl": "U doet vrijwillig mee."}, controller="college", dpia_reference="DPIA 1",
        privacy_contact="functionaris gegevensbescherming", form_version="2027-1",
        questions={"nl": "Wat is er gebeurd?", "en": "What happened?"}, consent_text={"nl": "Kies zelf."},
        retention_transcript_months=24, retention_key_months=6,
    )  # fmt: skip


@pytest.fixture
def talk(round_, officer):
    """Bring an interview by link to a stage: invited, chosen, answered, drafted or approved."""
    text = {"draft_text": {"nl": "Er is nu een keuken."}, "state": "drafted"}
    steps = {
        "chosen": lambda link: answering.choose(link, ["analysis", "anonymous_quote"], language="nl", today=TODAY),
        "answered": lambda link: answering.send(link, {1: "Wij koken nu."}, language="nl", today=TODAY),
        "drafted": lambda link: records.change(found(link), text, actor=officer, version=found(link).version),
        "approved": lambda link: answering.approve(link, version=found(link).version, language="nl", today=TODAY),
    }

    def at(stage):
        link, _ = links.invite(round_, function_role="kok", by=officer, email="kok@example.org")
        for step in list(steps)[: ["invited", *steps].index(stage)]:
            steps[step](link)
        return InterviewLink.objects.select_related("record").get(pk=link.pk)

    return at


def found(link):
    return Record.objects.get(pk=link.record_id)


SAID = {"language": "nl", "today": TODAY}
BEFORE = ["analysis", "anonymous_quote", "quote_with_role"]
WAYS = {
    answering.choose: ("invited", lambda link, by: (link, ["analysis"]), SAID),
    answering.send: ("chosen", lambda link, by: (link, {1: "Wij koken."}), SAID),
    answering.approve: ("drafted", lambda link, by: (link,), {"version": 4, **SAID}),
    answering.object_to: (
        "approved",
        lambda link, by: (link, Proposal.Kind.CHANGE, "Anders."),
        {"version": 5, "language": "nl"},
    ),
    consent.take_back: ("answered", lambda link, by: (as_if_lowered(found(link)), BEFORE), {"label": "link:interview"}),
    consent.withdraw: ("answered", lambda link, by: (found(link),), {"label": "link:interview"}),
    retention.erase_expired: ("answered", lambda link, by: (date(2029, 1, 1),), {}),
    retention.forget_keys: ("invited", lambda link, by: (date(2029, 1, 1),), {}),
    links.revoke: ("invited", lambda link, by: (link,), {"by": ...}),
    links.mail_link: (
        "invited",
        lambda link, by: (link, "kok@example.org"),
        {"by": ..., "kind": "reminder", "address": str},
    ),
}
"""Per way to write: the stage it needs, and what it is given; ``...`` stands for whoever does it."""

LEAVES_NOTHING = {"keep_draft", "new_token", "on_behalf"}
"""What is not sent yet is nobody's record; a fresh secret goes with a mail, which is logged."""


def as_if_lowered(interview):
    """Return an interview as it is just after the analysis was no longer allowed."""
    interview.values = {**interview.values, "consent": ["anonymous_quote"]}
    return interview


@pytest.mark.parametrize("write", WAYS, ids=lambda write: write.__name__)
def test_what_is_done_with_an_interview_is_logged(logged, talk, officer, write):
    stage, given, more = WAYS[write]
    link = talk(stage)
    logged(write, *given(link, officer), **{name: officer if value is ... else value for name, value in more.items()})


def test_inviting_one_and_many_is_logged(logged, round_, officer):
    logged(links.invite, round_, function_role="kok", by=officer)
    rows = [many.Row(1, "tuin@example.org", "", "tuinier", "nl")]
    told = {"by": officer, "address": lambda secret, language: secret, "contact": "{initiative}"}
    assert logged(many.send_rows, round_, rows, **told).invited == 1
    assert logged(many.send_rows, round_, rows, **told).reminded == 1


READS = {"answers_of", "text_digest", "problems_of", "publishable", "publishable_quotes", "is_approved", "expired", "is_kept",
         "address_digest", "speaker", "invite", "read_rows", "unknown_in", "send_rows"}  # fmt: skip
"""What only tells something; inviting has a test of its own."""


@pytest.mark.parametrize("room", [answering, consent, links, many, retention], ids=lambda room: room.__name__)
def test_no_way_to_write_in_interviews_is_forgotten_here(room):
    public = {name for name in room.__all__ if isfunction(getattr(room, name))}
    assert public - READS - LEAVES_NOTHING - {write.__name__ for write in WAYS} == set()
