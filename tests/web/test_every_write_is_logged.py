"""Each way to write ends what was remembered: it leaves an entry in the log, in the same transaction."""

from datetime import date

import pytest

from veerkracht.catalogue import register
from veerkracht.web.audit.models import broken_entries, last_digest
from veerkracht.web.conversation.comments import say, settle
from veerkracht.web.interviews import answering, links
from veerkracht.web.registers import bulk, records
from veerkracht.web.streets.asking import ask_as_resident, write_down
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


def test_questions_on_a_street_are_logged(logged, make_record, officer):
    street = make_record(
        "street_labs", name={"nl": "Laakweg", "en": "Laakweg"}, state="running", areas=["WK051811"], starts="2026",
        contact_steps={"nl": "Wij bellen aan."}, goal={"nl": "Een straat zonder plassen."}, homes_total=200,
    )  # fmt: skip
    logged(ask_as_resident, street, "Wanneer komt er een bankje?", "")
    logged(write_down, street, {"question": "En een boom?", "channel": "online"}, actor=officer)


def test_links_to_interviews_are_logged(logged, make_record, officer):
    round_ = make_record(
        "interview_rounds", name={"nl": "Gesprekken", "en": "Interviews"}, purpose={"nl": "Horen hoe het gaat."},
        state="open", starts="2026-01-01", ends="2099-12-31", legal_basis="consent",
        legal_ground={"nl": "U doet vrijwillig mee."}, controller="college", dpia_reference="DPIA 1",
        privacy_contact="functionaris gegevensbescherming", form_version="2027-1",
        questions={"nl": "Wat is er gebeurd?", "en": "What happened?"}, consent_text={"nl": "Kies zelf."},
        retention_transcript_months=24, retention_key_months=6,
    )  # fmt: skip
    link, _ = logged(links.invite, round_, function_role="kok", by=officer)
    logged(answering.choose, link, ["analysis"], language="nl", today=TODAY)
    logged(answering.send, link, {1: "Wij koken nu twee dagen."}, language="nl", today=TODAY)
    logged(links.revoke, link, by=officer)
