"""People walk through the monitor in a real browser: an interviewee, a worker in the street, a resident.

The application runs in this process, so that its clock can be set.
"""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from in_browser import OPEN_ALL, RULES, TOO_WIDE

from veerkracht.catalogue import register
from veerkracht.web.interviews import links
from veerkracht.web.interviews.consent import publishable, publishable_quotes
from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Area, Record

AREA = "WK051801"
CANARY = "kanarievogel"
WIDTHS = [320, 768, 1280]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, settings):
    """The address of the application."""
    settings.SECOND_FACTOR_ROLES = frozenset()
    settings.RATES = dict.fromkeys(settings.RATES, "10000/m")
    cache.clear()
    Area.objects.create(code=AREA, name="Laakkwartier", level="district")
    return live_server.url


@pytest.fixture
def page(browser):
    """A page on a wide screen, in a window of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    yield context.new_page()
    context.close()


def account(role, areas=()):
    """Make an account with a role, and return who acts and the cookie of a session."""
    user = User.objects.create_user(f"{role}@example.org", "a long password 4711", function=role)
    Assignment.objects.create(user=user, role=Role(role), areas=list(areas))
    client = Client()
    client.force_login(user)
    return Actor(reader_of(user), f"user:{user.pk}"), next(iter(client.cookies.values()))


def sign_in(page, site, cookie):
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


@pytest.fixture
def officer(site):
    return account("officer")[0]


@pytest.fixture
def invited(officer):
    """An open round and the secret of a link to an interview in it."""
    given = {
        "name": {"nl": "Gesprekken 2027", "en": "Interviews 2027"}, "state": "open", "starts": "2026-01-01",
        "ends": "2099-12-31", "legal_basis": "consent", "controller": "college van burgemeester en wethouders",
        "purpose": {"nl": "Horen hoe het met elk initiatief gaat. Niet voor toezicht.", "en": "Hear how each is doing."},
        "legal_ground": {"nl": "U doet vrijwillig mee. U kunt altijd stoppen.", "en": "You take part freely."},
        "dpia_reference": "DPIA 2027-014", "privacy_contact": "functionaris gegevensbescherming", "form_version": "2027-1",
        "introduction": {"nl": "Wij horen graag hoe het met uw initiatief gaat.", "en": "We like to hear from you."},
        "questions": {"nl": "Wat is er het laatste jaar gebeurd?\nWat leerde u?", "en": "What happened?\nWhat did you learn?"},
        "consent_text": {"nl": "Kies zelf wat wij met uw woorden mogen doen."}, "retention_transcript_months": 24,
        "retention_key_months": 6,
    }  # fmt: skip
    round_ = records.create(register("interview_rounds"), given, actor=officer, external_id="R1")
    link, token = links.invite(round_, function_role="projectleider buurtkeuken", by=officer)
    return link.record_id, token


@pytest.fixture
def lab(officer):
    """A published street lab with a question."""
    given = {"name": {"nl": "Laakweg", "en": "Laakweg"}, "areas": [AREA], "state": "running", "starts": "2026",
             "contact_steps": {"nl": "Wij bellen aan."}, "goal": {"nl": "Een straat zonder plassen op de stoep."},
             "walk_in": {"nl": "dinsdag van 10 tot 12 uur in de keet"}, "homes_total": 200, "homes_social_rent": 120,
             "maintainer": f"{CANARY}@example.org"}  # fmt: skip
    made = records.create(register("street_labs"), given, actor=officer, external_id="laakweg")
    for part, values in (
        ("promises", {"question": "Kan de lamp weer aan?", "asked_on": "2026-03-01", "state": "kept",
                      "answer": {"nl": "De lamp brandt weer."}, "answered_on": "2026-03-09"}),
        ("promises", {"question": "Mogen wij een eigen parkeerplaats?", "asked_on": "2026-03-02", "state": "refused",
                      "refused_reason": {"nl": "De straat is te smal. Vraag het bij parkeren."}, "answered_on": "2026-03-09"}),
        ("participation", {"activity": {"nl": "Soep"}, "held_on": "2026-03-01", "channel": "meeting", "reached": 31}),
        ("street_themes", {"theme": "health", "street_question": {"nl": "Durven mensen bij elkaar aan te bellen?"},
                           "trend_wanted": "up", "baseline_value": 4.2, "later_value": 5.5, "answers_count": 40}),
    ):  # fmt: skip
        records.create(register(part), values, actor=officer, parent=made)
    return records.move(made, "approved", actor=officer)


def at(days):
    """Set the clock of the application some days ahead."""
    later = date.today() + timedelta(days=days)  # the clock of the machine, which is not set
    return lambda *_: later


def test_an_interviewee_answers_by_link_and_approves_and_nothing_came_out_before(site, invited, officer, page):
    key, token = invited
    page.goto(f"{site}/nl/i/{token}/")
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("U mag mijn antwoorden gebruiken om de monitor te schrijven.").check()
    page.get_by_role("button", name="Verder naar de vragen").click()
    page.get_by_label(re.compile("Wat is er het laatste jaar gebeurd")).fill(f"Wij hebben een {CANARY}.")
    page.locator("#saved", has_text="Bewaard om").wait_for()
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    page.get_by_role("heading", name="Dank u voor uw antwoorden").wait_for()

    record = Record.objects.get(pk=key)
    text = {"nl": f"De keuken heeft een {CANARY}."}
    records.change(record, {"draft_text": text, "state": "drafted"}, actor=officer, version=record.version)
    assert not publishable(Record.objects.get(pk=key))
    assert publishable_quotes() == []
    anonymous = Client()
    for address in ("/nl/", "/nl/streets/", "/nl/registers/", "/nl/registers/interviews/", "/nl/registers/quotes/"):
        assert CANARY not in anonymous.get(address, follow=True).content.decode()

    page.get_by_role("link", name="Lees de tekst").or_(page.locator("h1")).first.wait_for()
    page.goto(f"{site}/nl/i/{token}/")
    page.get_by_role("link", name="Lees de tekst").click()
    page.get_by_role("button", name="Ja, deze tekst klopt").click()
    page.get_by_role("heading", name="Dank u. U zei ja tegen de tekst").wait_for()
    assert publishable(Record.objects.get(pk=key))


def test_somebody_stops_and_reads_that_everything_is_gone(site, invited, page):
    key, token = invited
    page.goto(f"{site}/nl/i/{token}/")
    page.get_by_role("link", name="Stop en haal alles weg").click()
    page.get_by_label("Ja, haal alles weg").check()
    page.get_by_role("button", name="Haal nu alles weg").click()

    page.get_by_role("heading", name="Alles is weg").wait_for()
    assert Record.objects.get(pk=key).values["state"] == "withdrawn"
    assert page.goto(f"{site}/nl/i/{token}/").status == 404


def test_everything_by_link_works_without_script(site, invited, browser):
    key, token = invited
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{site}/nl/i/{token}/choose/")
    page.get_by_label("U mag mijn antwoorden gebruiken om de monitor te schrijven.").check()
    page.get_by_role("button", name="Verder naar de vragen").click()
    page.get_by_label(re.compile("Wat leerde u")).fill("Half")
    page.get_by_role("button", name="Bewaar, ik ga later verder").click()
    page.goto(f"{site}/nl/i/{token}/answer/")
    assert page.get_by_label(re.compile("Wat leerde u")).input_value() == "Half"
    page.get_by_role("button", name="Verstuur mijn antwoorden").click()
    context.close()

    assert Record.objects.get(pk=key).values["state"] == "answered"


def test_a_worker_records_a_promise_on_a_phone_and_residents_see_later_that_it_is_late(
    site, lab, officer, browser, monkeypatch
):
    _worker, cookie = account("area_worker", [AREA])
    phone = browser.new_context(viewport={"width": 320, "height": 640}, locale="nl-NL", has_touch=True)
    page = phone.new_page()
    sign_in(page, site, cookie)
    page.goto(f"{site}/nl/streets/laakweg/keep/")
    page.get_by_role("link", name="Nieuwe vraag").click()
    page.get_by_label("Wat is er gevraagd?").fill("Wanneer komt de bank terug?")
    page.get_by_label("aan de deur").check()
    page.get_by_role("button", name="Bewaar de vraag").click()
    page.get_by_label("Wat is er beloofd?").fill("De bank staat er weer")
    page.get_by_label("Door wie (functie)").fill("stadsdeelbeheer")
    page.get_by_label("over een week").check()
    page.get_by_role("button", name="Bewaar de belofte").click()
    page.get_by_text("Bewaard en doorgestuurd om te publiceren.").wait_for()
    phone.close()

    promise = Record.objects.get(register="promises", values__state="promised")
    records.move(promise, "approved", actor=officer)
    resident = browser.new_context(viewport={"width": 320, "height": 640}, locale="nl-NL")
    page = resident.new_page()

    def stands():
        page.goto(f"{site}/nl/streets/laakweg/")
        return page.locator("article.line", has_text="Wanneer komt de bank terug?").inner_text()

    assert "beloofd" in stands()
    monkeypatch.setattr(timezone, "localdate", at(8))
    late = stands()
    assert "te laat" in late
    assert "stadsdeelbeheer" in late
    assert CANARY not in page.content()
    resident.close()


def test_a_resident_asks_without_account_and_without_script(site, lab, browser):
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{site}/streets/laakweg/")
    page.get_by_role("link", name="Stel een vraag").click()
    page.get_by_label("Uw vraag").fill("Komt er een bankje?")
    page.get_by_role("button", name="Verstuur mijn vraag").click()
    page.get_by_role("heading", name="Dank u voor uw vraag").wait_for()
    context.close()

    assert Record.objects.get(values__channel="online").values["question"] == "Komt er een bankje?"


def test_the_form_at_the_table_is_filled_in_by_keyboard(site, officer, page):
    values = {"name": {"nl": "Avond"}, "figure": "map-relative", "edition": "2021", "state": "planned", "areas": [AREA],
              "session_date": "2026-04-14"}  # fmt: skip
    session = records.create(register("interpretation_sessions"), values, actor=officer, external_id="DUI-01")
    sign_in(page, site, account("area_worker", [AREA])[1])
    page.goto(f"{site}/nl/interpretation/DUI-01/table/")
    page.get_by_label("Wie spreekt? (rol)").focus()
    for keys in ("b", "Tab", " ", "ArrowDown", "ArrowDown", "Tab"):
        page.keyboard.press(keys)
    page.keyboard.type("Niet bij ons.")
    for keys in ("Tab", "Tab", "Tab", "Enter"):  # past the area and the action, to the button
        page.keyboard.press(keys)
    page.get_by_text("Opgeschreven.").wait_for()

    said = Record.objects.get(parent=session).values
    assert (said["speaker"], said["position"], said["explanation"]) == ("resident", "disagree", {"nl": "Niet bij ons."})


@pytest.fixture
def pages(site, invited, lab, officer):
    """Every kind of page of these rooms, with who looks."""
    key, token = invited
    other = records.create(register("street_labs"), {"name": {"nl": "Zuidlaan"}, "areas": [AREA], "state": "preparing"},
                           actor=officer, external_id="zuidlaan")  # fmt: skip
    records.move(other, "approved", actor=officer)
    asked = records.create(register("promises"), {"question": "Bel mevrouw De Vries?", "asked_on": "2026-04-01",
                                                  "state": "asked"}, actor=officer, parent=lab, external_id="P9")  # fmt: skip
    values = {"name": {"nl": "Avond", "en": "Evening"}, "figure": "map-relative", "edition": "2021", "state": "planned",
              "areas": [AREA], "session_date": "2026-04-14"}  # fmt: skip
    session = records.create(register("interpretation_sessions"), values, actor=officer, external_id="DUI-01")
    said = {"figure": "map-relative", "speaker": "resident", "position": "disagree", "not_recognisable": "yes",
            "explanation": {"nl": "Niet bij ons."}}  # fmt: skip
    records.create(register("interpretations"), said, actor=officer, parent=session)
    records.move(session, "approved", actor=officer)
    record = Record.objects.get(pk=key)
    assert asked.external_id == "P9"
    everybody = [
        f"i/{token}/", f"i/{token}/choose/", f"i/{token}/withdraw/", f"i/{token}/kept/", f"i/{token}/read/", "i/gone/",
        "i/none/", "streets/", "streets/laakweg/", "streets/laakweg/ask/", "streets/laakweg/poster/",
        "streets/laakweg/asked/", "streets/compare/?a=laakweg&b=zuidlaan", "interpretation/",
        "interpretation/figures/map-relative/",
    ]  # fmt: skip
    team = [
        "interviews/R1/invite/", "interviews/R1/invite-many/", "registers/interview_rounds/R1/",
        f"registers/interviews/{record.external_id}/", "streets/keep/", "streets/laakweg/keep/",
        "streets/laakweg/keep/new/", "streets/laakweg/keep/P9/", "interpretation/DUI-01/table/",
        "registers/interpretation_sessions/DUI-01/", "registers/street_labs/laakweg/",
    ]  # fmt: skip
    return everybody, team


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_for_everybody_and_fits_its_screen(site, pages, browser, language, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="Install requirements/test.lock.").Axe()
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)  # for axe itself
    page, found = context.new_page(), {}
    officer = User.objects.get(email="officer@example.org")
    client = Client()
    client.force_login(officer)
    for place, addresses in enumerate(pages):
        if place:
            sign_in(page, site, next(iter(client.cookies.values())))
        for address in addresses:
            page.goto(f"{site}/{language}/{address}")
            page.evaluate(OPEN_ALL)
            violations = axe.run(page, options=RULES).response["violations"]
            told = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
            wide = page.evaluate(TOO_WIDE)
            if told or wide > 0:
                found[address] = [*told, *([f"{wide} px too wide"] if wide > 0 else [])]
    context.close()
    assert found == {}
