"""The first page and lists in a real browser: for everybody, by keyboard, without script, and on paper.

The application runs by itself on this machine, with a database of its own.
"""

from urllib.parse import parse_qs, urlsplit

import pytest
from in_browser import OPEN_ALL, RULES, TOO_WIDE, windows

WIDTHS = [320, 768, 1280]
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"
SHOWN = "getComputedStyle(document.activeElement).outlineStyle"
NAMES = "[...document.querySelectorAll('#list tbody th')].map(name => name.textContent.trim())"

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
from veerkracht.web.registers.models import Area, Record
Area.objects.create(code="WK051801", name="Duindorp", level="district")
user = User.objects.create_user("officer@example.org", "a long password 4711", function="programmamanager")
Assignment.objects.create(user=user, role=Role.OFFICER)
client = Client()
client.force_login(user)
actor = Actor(reader_of(user), f"user:{user.pk}")
for number, name in enumerate(("Hitte", "Armoede", "Eenzaamheid")):
    made = records.create(register("risks"), {"name": {"nl": name, "en": f"{name} (en)"},
        "kind": "shock" if number == 0 else "stress", "review_date": "2020-01-01"}, actor=actor, external_id=f"R-{number}")
    if number == 0:
        records.move(made, "approved", actor=actor)
records.keep([
    Record(register="initiatives", external_id=f"I-{number:02}", values={"name": {"nl": f"Buurttafel {number:02}"},
        "track": "new" if number % 2 else "existing", "status": "idea" if number % 3 else "running",
        "areas": ["WK051801"], "next_review": "2020-01-01" if number % 5 == 0 else "2090-01-01"})
    for number in range(60)
], [], actor=actor, reason="")
print(json.dumps(next(iter(client.cookies.values())).value))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(application):
    """An application with some records, and the session of an officer."""
    return application(MAKE)


@pytest.fixture
def visit(browser, running):
    """Open a page as the officer or as the public."""
    with windows(browser, running.address) as open_page:
        yield lambda path, *, public=False, **more: open_page(path, session="" if public else running.made, **more)


def shows(page, selector, n):
    """Wait until a page shows so many parts; the content security policy keeps script of tests from waiting inside it."""
    sync = pytest.importorskip("playwright.sync_api", reason="Install requirements/test.lock.")
    sync.expect(page.locator(selector)).to_have_count(n)


def findings(page):
    """What axe finds, and how far the page is too wide."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="Install requirements/test.lock.")
    page.evaluate(OPEN_ALL)
    found = axe.Axe().run(page, options=RULES).response["violations"]
    told = [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
    return told, page.evaluate(TOO_WIDE)


PAGES = {
    "first page": "", "all registers": "registers/", "a list": "registers/initiatives/?late=1&track=new",
    "an empty list": "registers/lessons/", "a list without hits": "registers/initiatives/?q=zeemeermin",
    "a part": "registers/promises/", "a name for a view": "views/initiatives/new/?late=1", "views": "views/initiatives/",
    "accessibility": "accessibility/", "privacy": "privacy/",
}  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_for_everybody_and_fits_its_screen(visit, kind, language, width):
    page = visit(f"/{language}/{PAGES[kind]}", viewport={"width": width, "height": 800})
    assert findings(page) == ([], 0)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/nl/", "/en/registers/", "/nl/registers/risks/", "/en/registers/initiatives/"])
def test_what_the_public_sees_is_for_everybody(visit, path, width):
    page = visit(path, public=True, viewport={"width": width, "height": 800})
    assert findings(page) == ([], 0)


@pytest.mark.parametrize("width", WIDTHS)
def test_changing_rows_is_for_everybody(visit, width):
    page = visit("/nl/registers/initiatives/?rows=25", viewport={"width": width, "height": 800})
    page.locator("tbody input[type=checkbox]").nth(0).check()
    page.get_by_role("button", name="Wijzig de aangevinkte rijen").click()
    assert findings(page) == ([], 0)
    page.get_by_label("Welke vraag?").select_option("status")
    page.get_by_role("button", name="Volgende").click()
    assert findings(page) == ([], 0)
    page.locator("#id_answer").select_option("started")
    page.get_by_role("button", name="Bekijk wat er verandert").click()
    assert findings(page) == ([], 0)
    assert page.locator("ins").all_inner_texts() == ["gestart"]


def test_a_filter_changes_the_list_the_address_and_what_is_said(visit):
    page = visit("/nl/registers/initiatives/")
    page.locator("#filter-track").select_option("new")
    page.wait_for_url("**/?track=new")
    shows(page, "#count b:text-is('30')", 1)
    assert page.locator("#count").get_attribute("role") == "status"
    assert len(page.evaluate(NAMES)) == 30
    assert page.locator(".chips a").first.inner_text().split("\n")[-1] == "Spoor: nieuw ×"
    page.go_back()
    shows(page, "#count b:text-is('60')", 1)
    assert len(page.evaluate(NAMES)) == 50


def test_words_are_found_while_typing_and_the_input_keeps_the_focus(visit):
    page = visit("/nl/registers/initiatives/")
    page.get_by_label("Woorden in de naam").press_sequentially("tafel 07")
    page.wait_for_url("**/?q=tafel+07")
    shows(page, "#list tbody th", 1)
    assert page.evaluate("document.activeElement.id") == "words"


def test_a_filter_keeps_the_order_that_was_chosen_before(visit):
    page = visit("/nl/registers/initiatives/")
    page.locator("#sort-name").click()
    page.wait_for_url("**/?sort=-name")
    page.locator("#filter-track").select_option("new")
    page.wait_for_url("**/?track=new&sort=-name")
    shows(page, "#list tbody th", 30)
    assert page.evaluate(NAMES)[0] == "Buurttafel 59"


def test_pages_turn_without_script_and_with_it(visit):
    for script in (True, False):
        page = visit("/nl/registers/initiatives/", java_script_enabled=script)
        first = page.locator("#list tbody th").first.inner_text()
        page.get_by_role("link", name="Volgende").click()
        page.wait_for_url("**/?page=2")
        shows(page, "#list tbody th", 10)
        assert page.locator("#list tbody th").first.inner_text() != first
        assert page.locator("#list tbody th").count() == 10


def test_a_list_is_filtered_without_script(visit):
    page = visit("/nl/registers/initiatives/", java_script_enabled=False)
    page.locator("#filter-track").select_option("new")
    page.get_by_label("alleen: controle te laat").check()
    page.get_by_role("button", name="Toon").first.click()
    assert parse_qs(urlsplit(page.url).query) == {"track": ["new"], "late": ["1"]}
    assert page.locator("#list tbody th").count() == 6


def test_another_filter_and_another_column_are_added_without_script(visit):
    page = visit("/nl/registers/initiatives/?track=new", java_script_enabled=False)
    page.locator("details.how summary").click()
    page.get_by_label("Nog een filter").select_option("pace")
    page.get_by_role("button", name="Voeg dit filter toe").click()
    assert parse_qs(urlsplit(page.url).query) == {"track": ["new"], "add": ["pace"]}
    page.get_by_label("Hoe snel te doen", exact=True).first.select_option("-")
    page.get_by_role("button", name="Toon").first.click()
    assert page.locator("#list tbody th").count() == 30


def test_the_keyboard_comes_first_to_the_content_and_sees_where_it_is(visit):
    page = visit("/nl/registers/initiatives/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        assert page.evaluate(SHOWN) != "none"
    assert seen[:2] == ["Initiatief toevoegen", "Inlezen"]
    assert seen.index("words") < seen.index("filter-track") < seen.index("filter-status")


def test_a_column_is_sorted_by_keyboard_and_keeps_the_focus(visit):
    page = visit("/nl/registers/initiatives/")
    page.locator("#sort-status").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?sort=status")
    page.wait_for_selector("th[aria-sort=ascending] #sort-status")
    shows(page, "#sort-status:focus", 1)


def test_rows_are_ticked_together_and_changed_by_keyboard(visit):
    page = visit("/nl/registers/initiatives/?q=tafel+1&status=running")
    page.locator("thead .pick input").focus()
    page.keyboard.press("Space")
    ticked = page.locator("tbody .pick input:checked").count()
    assert ticked == page.locator("tbody tr").count() > 1
    page.get_by_role("button", name="Wijzig de aangevinkte rijen").press("Enter")
    page.get_by_label("Welke vraag?").select_option("pace")
    page.get_by_role("button", name="Volgende").press("Enter")
    page.get_by_label("een paar jaar").check()
    page.get_by_role("button", name="Bekijk wat er verandert").press("Enter")
    page.get_by_label("Waarom?").fill("na het overleg")
    page.get_by_role("button", name=f"Wijzig {ticked} rijen").press("Enter")
    assert f"{ticked} rijen zijn gewijzigd." in page.locator("#messages").inner_text()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["tafel 1"], "status": ["running"]}


def test_a_view_is_kept_and_opened_again(visit):
    page = visit("/nl/registers/initiatives/?track=new&sort=-name")
    page.get_by_role("link", name="Bewaar deze weergave").click()
    page.get_by_label("Hoe noemt u deze weergave?").fill("Nieuw spoor")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("link", name="Hele lijst").click()
    page.get_by_role("link", name="Nieuw spoor").click()
    assert parse_qs(urlsplit(page.url).query) == {"track": ["new"], "sort": ["-name"]}
    assert page.locator(".views [aria-current=page]").inner_text() == "Nieuw spoor"


def test_the_language_switch_keeps_the_list(visit):
    page = visit("/nl/registers/initiatives/?track=new&late=1")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/registers/initiatives/?track=new&late=1")
    assert page.locator("html").get_attribute("lang") == "en"


def test_paper_shows_the_list_and_its_address_and_nothing_to_press(visit):
    page = visit("/nl/registers/initiatives/?track=new")
    page.emulate_media(media="print")
    for hidden in (".menu", "#filters", ".tools button", ".pages", ".pick", ".skip"):
        assert all(not part.is_visible() for part in page.locator(hidden).all()), hidden
    assert page.locator(".foot .here").is_visible()
    assert "track=new" in page.locator(".foot .here").inner_text()
    assert page.locator(".top .name").is_visible()
    assert page.locator("#list tbody tr").first.is_visible()


def test_everything_to_press_is_large_enough(visit):
    page = visit("/nl/registers/initiatives/", viewport={"width": 320, "height": 800})
    page.evaluate(OPEN_ALL)
    small = page.evaluate("""[...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]
        .map(part => part.closest('label') ?? part)
        .map(part => [part.outerHTML.slice(0, 120), part.getBoundingClientRect()])
        .filter(([words, box]) => box.height && (box.height < 24 || box.width < 24))
        .map(([words, box]) => `${box.width} x ${box.height} ${words}`)""")
    assert small == []


def test_motion_is_left_out_for_who_asks(visit):
    page = visit("/nl/registers/initiatives/", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
