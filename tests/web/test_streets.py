"""A worker writes down what a street asks; residents read without account what was promised and what is late."""

from datetime import date

import pytest

from veerkracht.errors import UsageError
from veerkracht.web.registers import records
from veerkracht.web.registers.daily import run_jobs
from veerkracht.web.registers.models import Record, State
from veerkracht.web.streets import facts, views, views_work
from veerkracht.web.streets.board import Tally, lines_of, public, tallies
from veerkracht.web.streets.comparing import verdict_of

AREA, OTHER = "WK051801", "WK051802"
CANARY = "kanarievogel"


@pytest.fixture(autouse=True)
def one_factor(settings):
    """Let roles count without a second factor, which is tried elsewhere."""
    settings.SECOND_FACTOR_ROLES = frozenset()


@pytest.fixture
def lab(make_record):
    """A published street lab."""
    return make_record(
        "street_labs", name={"nl": "Laakweg", "en": "Laakweg"}, state="running", areas=[AREA], starts="2026",
        contact_steps={"nl": "Wij bellen aan."}, goal={"nl": "Een straat zonder plassen."}, homes_total=200,
        homes_social_rent=120, walk_in={"nl": "dinsdag van 10 tot 12 uur"}, maintainer=f"{CANARY}@example.org",
        external_id="laakweg", published=True,
    )  # fmt: skip


@pytest.fixture
def asked(make_record, lab):
    """Make a question: ``asked("Wanneer komt de bank?", state="promised", …)``."""

    def make(question, published=True, **values):
        given = {"state": "asked", "asked_on": "2027-03-01"} | values
        return make_record("promises", parent=lab, question=question, published=published, **given)

    return make


@pytest.fixture
def on_day(monkeypatch):
    """Set the clock of the pages."""

    def set_day(day):
        for module in (views.timezone, views_work.timezone):
            monkeypatch.setattr(module, "localdate", lambda *_: date.fromisoformat(day))

    return set_day


PROMISED = {"state": "promised", "promise": {"nl": "Een bank"}, "promised_by": "hoofd beheer", "due": "2027-04-01"}


def test_residents_read_questions_and_promises_without_account(client, lab, asked, on_day):
    asked("Wanneer komt de bank?", **PROMISED)
    on_day("2027-03-20")
    page = client.get("/nl/streets/laakweg/").content.decode()

    assert "Wanneer komt de bank?" in page
    assert "hoofd beheer" in page
    assert "1 april 2027" in page
    assert "Laakweg" in client.get("/nl/streets/").content.decode()


def test_a_promise_is_late_the_day_after_its_day_without_anybody_writing_it_down(lab, asked):
    asked("Wanneer komt de bank?", **PROMISED)
    late = [lines_of(lab, public("nl"), today=date(2027, 4, day))[0].mark.code for day in (1, 2)]

    assert late == ["promised", "overdue"]
    assert tallies([lab.pk], public("nl"), today=date(2027, 4, 2))[lab.pk] == Tally(1, 1, 1, 0, 0)


def test_no_name_and_nothing_above_public_is_on_the_page(client, person, lab, asked, on_day):
    asked("Wanneer komt de bank?", asker_contact=f"{CANARY} 06", owner=f"{CANARY}@example.org", **PROMISED)
    on_day("2027-04-20")
    for address in ("/nl/streets/", "/nl/streets/laakweg/", "/en/streets/laakweg/", "/nl/streets/laakweg/poster/"):
        assert CANARY not in client.get(address).content.decode()

    client.force_login(person("officer"))
    assert CANARY not in client.get("/nl/streets/laakweg/").content.decode(), "nor when somebody signed in looks"


def test_what_is_not_published_is_not_on_the_page(client, lab, asked, make_record):
    asked("Nog niet nagekeken?", published=False)
    make_record("street_labs", name={"nl": "Geheim"}, state="preparing", areas=[AREA], external_id="geheim")

    assert "Nog niet nagekeken" not in client.get("/nl/streets/laakweg/").content.decode()
    assert client.get("/nl/streets/geheim/").status_code == 404


def test_a_withdrawn_question_is_no_longer_read(client, lab, asked):
    asked("Laat maar zitten?", state="withdrawn")

    assert "Laat maar zitten" not in client.get("/nl/streets/laakweg/").content.decode()


def test_questions_are_chosen_by_where_they_stand(client, lab, asked, on_day):
    asked("Te laat?", **PROMISED)
    asked("Gedaan?", state="kept", answer={"nl": "Ja."}, answered_on="2027-03-10")
    asked("Geweigerd?", state="refused", refused_reason={"nl": "Wij gaan er niet over."}, answered_on="2027-03-10")
    on_day("2027-05-01")

    def shown(choice):
        page = client.get(f"/nl/streets/laakweg/?show={choice}").content.decode()
        return [question for question in ("Te laat?", "Gedaan?", "Geweigerd?") if question in page]

    assert [shown(choice) for choice in ("overdue", "kept", "no", "")] == [
        ["Te laat?"], ["Gedaan?"], ["Geweigerd?"], ["Te laat?", "Gedaan?", "Geweigerd?"],
    ]  # fmt: skip
    assert "Wij gaan er niet over." in client.get("/nl/streets/laakweg/").content.decode()


def test_a_resident_asks_without_account_and_nobody_reads_it_before_the_worker(client, lab):
    sent = client.post("/nl/streets/laakweg/ask/", {"question": "Kan de lamp aan?", "contact": CANARY}, follow=True)

    record = Record.objects.get(register="promises")
    assert sent.redirect_chain[-1][0] == "/nl/streets/laakweg/asked/"
    assert (record.state, record.values["state"], record.values["channel"]) == (State.WORKING, "asked", "online")
    assert record.values["asker_contact"] == CANARY
    assert "Kan de lamp aan" not in client.get("/nl/streets/laakweg/").content.decode()


def test_a_program_that_fills_in_every_field_is_told_thanks_and_nothing_is_kept(client, lab):
    client.post("/nl/streets/laakweg/ask/", {"question": "Koop nu", "website": "http://spam.example"})

    assert not Record.objects.filter(register="promises").exists()


def test_a_resident_who_writes_a_phone_number_is_asked_to_take_it_out_first(client, lab):
    first = client.post("/nl/streets/laakweg/ask/", {"question": "Bel mij op 06 12345678"})
    assert "06 12345678" in first.content.decode()
    assert not Record.objects.filter(register="promises").exists()

    client.post("/nl/streets/laakweg/ask/", {"question": "Bel mij op 06 12345678", "seen": "1"})
    assert Record.objects.filter(register="promises").count() == 1


def test_one_address_cannot_ask_endlessly(client, lab):
    answers = [client.post("/nl/streets/laakweg/ask/", {"question": f"Vraag {n}"}).status_code for n in range(7)]

    assert answers == [302] * 6 + [429]


@pytest.mark.parametrize("text", ["Bel mevrouw De Vries", "Mail x@example.org", "Bij 2532 AB 14"])
def test_a_question_that_tells_who_somebody_is_cannot_be_published(asked, officer, text):
    record = asked(text, published=False)

    for to in (State.SUBMITTED, State.APPROVED):
        with pytest.raises(UsageError):
            records.move(record, to, actor=officer)
    assert Record.objects.get(pk=record.pk).published is None


def test_a_worker_writes_down_question_promise_and_answer_in_a_few_taps(client, person, lab, on_day):
    client.force_login(person("area_worker", areas=[AREA]))
    on_day("2027-03-01")
    made = client.post("/nl/streets/laakweg/keep/new/", {"question": "Wanneer komt de bank?", "channel": "door"})
    record = Record.objects.get(register="promises")
    assert record.state == State.SUBMITTED
    given = {
        "act": "promise",
        "promise-promise": "Een bank",
        "promise-promised_by": "beheer",
        "promise-term": "two-weeks",
    }
    client.post(made["Location"], given)
    record.refresh_from_db()
    assert (record.values["state"], record.values["due"], record.values["promise"]) == (
        "promised", "2027-03-15", {"nl": "Een bank"},
    )  # fmt: skip

    client.post(made["Location"], {"act": "answer", "answer-outcome": "kept", "answer-answer": "De bank staat er."})
    record.refresh_from_db()
    assert (record.values["state"], record.values["answered_on"], record.state) == ("kept", "2027-03-01", "submitted")


def test_a_refusal_needs_a_reason(client, person, lab, asked):
    record = asked("Kan dit?", published=False)
    client.force_login(person("area_worker", areas=[AREA]))
    page = client.post(
        f"/nl/streets/laakweg/keep/{record.external_id}/", {"act": "refuse", "refuse-refused_reason": " "}
    )

    assert page.status_code == 422
    assert Record.objects.get(pk=record.pk).values["state"] == "asked"


def test_a_worker_takes_the_name_out_and_hands_the_question_on(client, person, lab, asked):
    record = asked("Vraag het aan mevrouw De Vries", published=False)
    client.force_login(person("area_worker", areas=[AREA]))
    here = f"/nl/streets/laakweg/keep/{record.external_id}/"
    client.post(here, {"act": "forward"})
    assert Record.objects.get(pk=record.pk).state == State.WORKING

    client.post(here, {"act": "question", "question": "Wie heeft de sleutel?"})
    record.refresh_from_db()
    assert (record.state, record.values["question"]) == (State.SUBMITTED, "Wie heeft de sleutel?")


@pytest.mark.parametrize("roles", [("area_worker",), ("resident",), ()], ids=["another area", "resident", "nobody"])
def test_nobody_else_writes_in_a_street(client, person, lab, asked, roles):
    record = asked("Wanneer komt de bank?")
    if roles:
        client.force_login(person(*roles, areas=[OTHER]))

    for address in ("", "new/", f"{record.external_id}/"):
        assert client.get(f"/nl/streets/laakweg/keep/{address}").status_code in (403, 404)


def test_how_to_reach_the_asker_goes_a_month_after_the_answer(lab, asked):
    asked("Gedaan?", state="kept", answer={"nl": "Ja."}, answered_on="2027-03-10", asker_contact=CANARY)

    assert run_jobs(date(2027, 4, 9))["streets.contacts"] == 0
    assert run_jobs(date(2027, 4, 10))["streets.contacts"] == 1
    assert CANARY not in str(
        [*Record.objects.filter(register="promises").values(), *Record.history.filter(register="promises").values()]
    )


def test_reach_counts_what_is_known_and_never_takes_unknown_for_zero(lab, make_record):
    for number, values in enumerate(({"invited": 40, "reached": 10}, {"invited": 20}, {})):
        make_record("participation", parent=lab, activity={"nl": f"Ronde {number}"}, held_on="2027-03-01", channel="letter",
                    published=True, **values)  # fmt: skip
    found = facts.reach_of(lab, public("nl"))[0]

    assert (found.activities, found.invited, found.reached, found.took_part, found.unknown) == (3, 60, 10, None, 2)
    assert found.share == 0.25


@pytest.mark.parametrize(
    ("wanted", "first", "later", "verdict"),
    [("up", 10, 12, "better"), ("down", 10, 12, "worse"), ("up", 10, 10, "same"), ("none", 1, 2, ""), ("up", 10, None, "")],
)  # fmt: skip
def test_a_later_value_is_judged_by_the_direction_that_is_wanted(lab, make_record, wanted, first, later, verdict):
    values = {"later_value": later} if later is not None else {}
    make_record("street_themes", parent=lab, theme="health", street_question={"nl": "Durven mensen aan te bellen?"},
                trend_wanted=wanted, baseline_value=first, answers_count=9, published=True, **values)  # fmt: skip
    found = facts.measured_in(lab, public("nl"))[0]

    assert (found.verdict, found.few) == (verdict, True)


def test_two_streets_stand_side_by_side_with_what_follows_from_the_conditions(client, lab, make_record):
    make_record("street_labs", name={"nl": "Zuidlaan"}, state="preparing", areas=[OTHER], external_id="zuidlaan",
                published=True)  # fmt: skip
    same = dict.fromkeys(("tenure_mix", "size", "active_residents", "meeting_place", "trust", "association_present",
                          "urgency", "team_and_time"), "same")  # fmt: skip
    check = make_record(
        "transfer_checks", parent=lab, other_street="Zuidlaan", judgement="likely", published=True, **same
    )
    page = client.get("/nl/streets/compare/?a=laakweg&b=zuidlaan").content.decode()

    assert "Zuidlaan" in page
    assert "60 %" in page
    assert verdict_of(check, check.values, "nl").verdict == "likely"


def test_what_is_unknown_counts_against_the_transfer(lab, make_record):
    check = make_record("transfer_checks", parent=lab, other_street="Zuidlaan", judgement="likely", size="same")

    assert verdict_of(check, check.values, "nl").verdict == "unknown"


def test_a_comparison_does_not_tell_that_a_street_that_is_not_published_exists(make_example, client):
    mine = make_example(
        "street_labs", external_id="onze", name={"nl": "Onze straat"}, state="preparing", published=True
    )
    make_example("street_labs", external_id="geheime", name={"nl": "De andere"}, state="preparing")
    make_example(
        "transfer_checks",
        external_id="t1",
        parent=mine,
        other_street="De andere",
        what_differs={"nl": "alles"},
        published=True,
    )

    assert "geheime" not in client.get("/nl/registers/transfer_checks/t1/").content.decode()


def test_the_contact_of_a_question_that_was_taken_back_goes_too(asked):
    asked("Toch niet?", state="withdrawn", asker_contact=CANARY)

    assert run_jobs(date(2026, 1, 1))["streets.contacts"] == 0
    assert run_jobs(date(2099, 1, 1))["streets.contacts"] == 1
    questions = (Record.objects.filter(register="promises"), Record.history.filter(register="promises"))
    assert CANARY not in str([list(found.values()) for found in questions])
