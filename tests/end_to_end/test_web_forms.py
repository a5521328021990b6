"""Filling in and looking back in a real browser: drafts, two editors, keyboard, no script, and for everybody.

The application runs by itself on this machine, with a database of its own.
"""

import re
from html.parser import HTMLParser

import pytest
from in_browser import OPEN_ALL, RULES, TOO_WIDE, windows

WIDTHS = [320, 768, 1280]
KEPT = re.compile(r"Concept bewaard \d\d:\d\d")

MAKE = """
import json, warnings
warnings.simplefilter("ignore")
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from django.test import Client
from veerkracht.catalogue import register
from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Area
Area.objects.create(code="WK051801", name="Duindorp", level="district")
for number in range(20):
    Area.objects.create(code=f"BU051801{number:02}", name=f"Buurt {number}", level="neighbourhood", parent="WK051801")
sessions = {}
for name in ("officer", "second"):
    user = User.objects.create_user(f"{name}@example.org", "a long password 4711", function=f"functie {name}")
    Assignment.objects.create(user=user, role=Role.OFFICER)
    client = Client()
    client.force_login(user)
    sessions[name] = next(iter(client.cookies.values())).value
    actor = Actor(reader_of(user), f"user:{user.pk}")
source = records.create(register("sources"), {"title": "Buurtkrant"}, actor=actor, external_id="S1")
for key in ("H", "D", "C", "K", "L", "N", "P", "V"):
    record = records.create(register("risks"), {"name": {"nl": f"Hitte {key}", "en": f"Heat {key}"}, "kind": "emerging",
        "sources": [str(source.pk)], "review_date": "2020-01-01"}, actor=actor, external_id=key)
    if key in "PV":
        record = records.move(record, "approved", actor=actor)
        records.change(record, {"owner_role": "wijkmanager"}, actor=actor, version=record.version, reason="nieuw")
print(json.dumps(sessions))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(application):
    """An application with some records, and the sessions of two officers."""
    return application(MAKE)


@pytest.fixture
def visit(browser, running):
    """Open a page as somebody, or as the public; the page of two versions has its status on purpose."""
    with windows(browser, running.address, on_purpose=["the server responded with a status of 409"]) as open_page:
        yield lambda path, who="officer", **more: open_page(path, session=running.made.get(who, ""), **more)


def fill_in(page, name, nl="Storm", en="Storm"):
    page.fill("#id_answer-name-nl", nl)
    page.fill("#id_answer-name-en", en)


def press(page, words):
    """Press a button and wait for the page that follows; a draft on its way goes first."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


def test_something_new_is_made_and_changed(visit):
    page = visit("/nl/registers/risks/new/")
    fill_in(page, "name", "Storm op zee", "Storm at sea")
    page.get_by_label("stress", exact=True).check()
    page.fill("#reason", "uit het overleg")
    press(page, "Opslaan")
    assert page.locator("h1").inner_text() == "Storm op zee"
    assert re.search(r"Opgeslagen \d\d:\d\d", page.locator(".saved").inner_text())

    page.get_by_role("link", name="Wijzigen").click()
    page.get_by_label("shock", exact=True).check()
    press(page, "Opslaan")
    assert "shock" in page.locator("dl.key").inner_text()
    press(page, "Ongedaan maken")
    assert "stress" in page.locator("dl.key").inner_text()


def test_what_is_wrong_shows_beside_the_question_while_one_types(visit):
    page = visit("/nl/registers/risks/new/")
    page.get_by_label("stress", exact=True).check()
    accepted = page.locator("#id_answer-sources_field")
    assert accepted.count() == 1
    page.fill("#id_answer-owner", "geen adres")
    page.locator("#id_answer-owner").blur()
    page.locator("#id_answer-owner_problem .error").wait_for()
    assert page.locator("#id_answer-owner").get_attribute("aria-invalid") == "true"
    assert page.locator("#id_answer-owner").input_value() == "geen adres"
    page.fill("#id_answer-owner", "iemand@example.org")
    page.locator("#id_answer-owner").blur()
    page.locator("#id_answer-owner_problem .error").wait_for(state="detached")
    assert page.locator("#id_answer-owner").get_attribute("aria-invalid") is None


def test_a_refused_form_leads_to_each_mistake(visit):
    page = visit("/nl/registers/risks/new/")
    page.fill("#id_answer-owner_role", "hoofd")
    press(page, "Opslaan")
    assert page.evaluate("document.activeElement.id") == "summary"
    page.locator("#summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_answer-name-nl"
    assert page.locator("#id_answer-owner_role").input_value() == "hoofd"


def test_leaving_with_changes_warns_and_the_draft_comes_back(visit, running):
    page = visit("/nl/registers/risks/D/change/")
    page.locator("#id_answer-owner_role").press_sequentially("wijkregisseur")
    page.get_by_text(KEPT).wait_for(timeout=15_000)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{running.address}/nl/registers/risks/D/")
    assert asked == ["beforeunload"]
    assert "wijkregisseur" not in page.locator("main").inner_text()

    page.get_by_role("link", name="Wijzigen").click()
    assert "U hebt een concept van" in page.locator(".offered").inner_text()
    assert page.locator("#id_answer-owner_role").input_value() == ""
    page.get_by_role("link", name="Verder met het concept").click()
    assert page.locator("#id_answer-owner_role").input_value() == "wijkregisseur"
    press(page, "Opslaan")
    assert "wijkregisseur" in page.locator("main").inner_text()
    page.get_by_role("link", name="Wijzigen").click()
    assert page.locator(".offered").count() == 0


def test_what_was_typed_just_before_leaving_is_kept_too(visit, running):
    page = visit("/nl/registers/risks/L/change/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("#id_answer-owner_role", "laatste woord")
    page.goto(f"{running.address}/nl/")
    kept = page.locator("#id_answer-owner_role")
    for _ in range(40):  # what is sent on leaving may arrive after the next page is asked for
        page.goto(f"{running.address}/nl/registers/risks/L/change/?draft=use")
        if kept.input_value():
            break
        page.wait_for_timeout(250)
    assert kept.input_value() == "laatste woord"


def test_leaving_a_form_without_changes_does_not_warn(visit, running):
    page = visit("/nl/registers/risks/H/change/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_answer-owner_role").click()
    page.goto(f"{running.address}/nl/")
    assert asked == []


def test_two_editors_in_two_browsers_lose_nothing(visit):
    first, second = (visit("/nl/registers/risks/C/change/", who) for who in ("officer", "second"))
    first.get_by_label("shock", exact=True).check()
    press(first, "Opslaan")
    second.get_by_label("stress", exact=True).check()
    second.fill("#id_answer-owner_role", "wijkmanager")
    press(second, "Opslaan")

    assert second.locator("h1").inner_text() == "Iemand anders heeft dit ook gewijzigd"
    both = second.locator("fieldset", has_text="Van de ander").filter(has_text="opkomend")
    assert "shock" in both.inner_text() and "stress" in both.inner_text()
    assert second.locator("input[value=yours]:checked").count() == 1
    press(second, "Deze antwoorden opslaan")
    assert "Kies bij elke vraag" in second.locator(".notice.error").inner_text()
    both.locator("input[value=yours]").check()
    press(second, "Deze antwoorden opslaan")
    words = second.locator("main").inner_text()
    assert "stress" in words and "wijkmanager" in words


def test_a_form_is_filled_in_by_keyboard_only(visit):
    page = visit("/nl/registers/risks/K/change/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_answer-name-nl":
            break
    page.keyboard.press("End")
    page.keyboard.type(" met toetsen")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    chosen = page.locator("input[name=answer-kind]:checked").get_attribute("value")
    page.keyboard.press("Enter")
    page.locator(".saved").wait_for()
    assert page.locator("h1").inner_text() == "Hitte K met toetsen" and chosen != "emerging"


def test_all_works_without_script(visit):
    page = visit("/nl/registers/risks/N/change/", java_script_enabled=False)
    page.fill("#id_answer-owner_role", "zonder script")
    press(page, "Bewaar als concept")
    assert "Dit is uw concept" in page.locator("main").inner_text()
    assert page.locator("#id_answer-owner_role").input_value() == "zonder script"
    page.fill("#id_answer-owner", "geen adres")
    press(page, "Opslaan")
    assert "Schrijf een e-mailadres" in page.locator("#summary").inner_text()
    page.fill("#id_answer-owner", "")
    press(page, "Opslaan")
    assert "zonder script" in page.locator("main").inner_text()
    press(page, "Indienen")
    assert "wacht op controle" in page.locator(".standing").inner_text()


def test_a_long_list_is_narrowed_by_typing(visit):
    page = visit("/nl/registers/initiatives/new/")
    areas = page.locator("#id_answer-areas_field .options")
    areas.locator("summary", has_text="Buurten").click()
    assert areas.locator(".boxes label:visible").count() >= 20
    areas.locator("input[type=search]").fill("buurt 7")
    assert areas.locator(".boxes label:visible").all_inner_texts() == ["Buurt 7 (Duindorp)"]


def test_an_earlier_version_is_compared_and_brought_back(visit):
    page = visit("/nl/registers/risks/V/history/")
    assert "wijkmanager" in page.locator(".timeline").inner_text()
    assert "example.org" not in page.locator("main").inner_text()
    page.get_by_role("link", name="Deze versie terughalen").first.click()
    page.fill("#reason", "vergissing")
    press(page, "Terughalen")
    assert "wijkmanager" not in page.locator("main").inner_text()


PAGES = {
    "detail": "registers/risks/P/", "public": "registers/risks/P/", "new": "registers/risks/new/",
    "change": "registers/risks/H/change/", "initiative": "registers/initiatives/new/",
    "recovery": "registers/recovery_projects/new/", "trip": "registers/trips/new/", "promise": "registers/street_labs/new/",
    "compensation": "registers/planned_changes/new/", "parent": "registers/milestones/new/",
    "approve": "registers/risks/P/move/?to=approved", "archive": "registers/risks/P/move/?to=archived",
    "history": "registers/risks/P/history/", "compare": "registers/risks/P/history/compare/", "changes": "changes/",
}  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits_its_screen(visit, name, language):
    """Dutch is judged narrow and wide, English in between: the languages share their templates."""
    from axe_playwright_python.sync_playwright import Axe

    page = visit(f"/{language}/{PAGES[name]}", None if name == "public" else "officer")
    page.evaluate(OPEN_ALL)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (width == 768) == (language == "en"):
            violations = Axe().run(page, options=RULES).response["violations"]
            found += [(width, one["id"], node["html"]) for one in violations for node in one["nodes"]]
        assert page.evaluate(TOO_WIDE) <= 0, f"{name} is wider than a screen of {width} pixels"
    assert found == []


class Tags(HTMLParser):
    """Names of the start tags of a page, in order."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)


@pytest.mark.parametrize("name", PAGES)
def test_a_browser_builds_each_page_as_its_tags_are_written(visit, name):
    page = visit(f"/nl/{PAGES[name]}", java_script_enabled=False)
    written = page.context.request.get(page.url).text()
    built = page.locator("*").evaluate_all("all => all.map(one => one.tagName.toLowerCase())")
    assert built == Tags(written).found


def test_a_refused_form_and_two_versions_are_accessible(visit):
    from axe_playwright_python.sync_playwright import Axe

    page = visit("/nl/registers/risks/new/")
    press(page, "Opslaan")
    assert page.locator("#summary").count() == 1
    assert Axe().run(page, options=RULES).response["violations"] == []

    first, second = (visit("/nl/registers/risks/H/change/", who) for who in ("officer", "second"))
    for editor, words in ((first, "een"), (second, "twee")):
        editor.fill("#id_answer-owner_role", words)
        press(editor, "Opslaan")
    for width in WIDTHS:
        second.set_viewport_size({"width": width, "height": 900})
        assert second.evaluate(TOO_WIDE) <= 0
        assert Axe().run(second, options=RULES).response["violations"] == []
