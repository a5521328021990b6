"""Bringing in a workbook of 41 initiatives in a real browser, with three wrong cells on the way.

The application runs by itself on this machine, with a database of its own and background work that is done at once.
"""

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest
from in_browser import OPEN_ALL, RULES, TOO_WIDE, windows
from openpyxl import Workbook, load_workbook

WIDTHS = [320, 768, 1280]
HEADS = ["Nummer", "Naam", "Spoor", "Status", "Begin", "Trekker"]
WRONG = {"D4": "vliegt", "E7": "voorjaar", "C12": "oud en nieuw"}

MAKE = """
import json, warnings
warnings.simplefilter("ignore")
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from django.test import Client
from veerkracht.web.people.access import Role
from veerkracht.web.people.models import Assignment, User
user = User.objects.create_user("officer@example.org", "a long password 4711", function="programmamanager")
Assignment.objects.create(user=user, role=Role.OFFICER)
client = Client()
client.force_login(user)
print(json.dumps(next(iter(client.cookies.values())).value))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(application):
    """An empty application with the session of an officer, and a worker beside it."""
    return application(MAKE, worker=True)


@pytest.fixture
def visit(browser, running):
    """Open a page as the officer."""
    with windows(browser, running.address) as open_page:

        def as_officer(path, **more):
            page = open_page(path, session=running.made, **more)
            page.set_default_timeout(60_000)
            return page

        yield as_officer


def initiatives(path, wrong):
    book = Workbook()
    book.active.title = "Initiatieven"
    book.active.append(HEADS)
    for number in range(1, 42):
        track = "nieuw" if number % 2 else "bestaand"
        status = "gestart" if number % 2 else "loopt"
        book.active.append([f"DH-{number:02}", f"Buurttafel {number:02}", track, status, 2018 + number % 6, "gemeente"])
    for cell, value in wrong.items():
        book.active[cell] = value
    book.save(path)
    return path


def findings(page):
    """What axe finds, and how far the page is too wide."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="Install requirements/test.lock.")
    page.evaluate(OPEN_ALL)
    found = axe.Axe().run(page, options=RULES).response["violations"]
    told = [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
    return told, page.evaluate(TOO_WIDE)


def send(page, file):
    page.get_by_label("Bestand").set_input_files(file)
    page.get_by_role("button", name="Bekijk de wijzigingen").click()


def heading(page, words):
    page.get_by_role("heading", level=1, name=words).wait_for()


def look(page, width, folder, name):
    """Hold a page to the rules at a width, and keep a picture of it where one is asked for."""
    page.set_viewport_size({"width": width, "height": 900})
    assert findings(page) == ([], 0)
    if folder := os.environ.get("VEERKRACHT_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_an_officer_imports_41_initiatives_and_mends_three_cells(visit, tmp_path):
    page = visit("/nl/registers/initiatives/")
    page.get_by_role("link", name="Inlezen", exact=True).click()
    for width in WIDTHS:
        look(page, width, tmp_path, "choose")
    send(page, initiatives(tmp_path / "initiatieven.xlsx", WRONG))
    heading(page, "Wat zou dit bestand veranderen?")
    told = page.locator("#content").inner_text()
    for cell, value in WRONG.items():
        assert f"cel {cell}" in told and value in told
    assert "38 nieuw" in told and "3 rijen kloppen niet" in told
    for width in WIDTHS:
        look(page, width, tmp_path, "wrong")
    page.get_by_role("button", name="Niet inlezen").click()
    heading(page, "Het inlezen is gestopt")
    page.get_by_role("link", name="Kies opnieuw een bestand").click()
    send(page, initiatives(tmp_path / "initiatieven.xlsx", {}))
    heading(page, "Wat zou dit bestand veranderen?")
    assert "41 nieuw" in page.locator("#content").inner_text()
    page.get_by_label("Waarom?").fill("De lijst van de strategie")
    page.get_by_role("button", name="Sla deze wijzigingen op").click()
    heading(page, "Het inlezen is klaar")
    for width in WIDTHS:
        look(page, width, tmp_path, "done")
    page.get_by_role("link", name="Naar: initiatieven").click()
    assert page.locator("#count").inner_text().startswith("41")


def test_what_was_downloaded_is_the_same_and_a_change_in_it_shows_before_and_after(visit, tmp_path):
    page = visit("/nl/registers/initiatives/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel", exact=True).click()
    waiting.value.save_as(tmp_path / "mine.xlsx")
    page.get_by_role("link", name="Inlezen", exact=True).click()
    send(page, tmp_path / "mine.xlsx")
    heading(page, "Wat zou dit bestand veranderen?")
    assert "0 wijzigingen: alle 41 rijen zijn gelijk" in page.locator("#content").inner_text()
    book = load_workbook(tmp_path / "mine.xlsx")
    heads = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(2, heads.index("Trekker") + 1).value = "bewoners"
    book.save(tmp_path / "changed.xlsx")
    page.get_by_role("link", name="Kies opnieuw een bestand").click()
    send(page, tmp_path / "changed.xlsx")
    heading(page, "Wat zou dit bestand veranderen?")
    changes = page.locator("article.line dl")
    assert changes.locator("dt").all_inner_texts() == ["Trekker"]
    assert (changes.locator("del").inner_text(), changes.locator("ins").inner_text()) == ("gemeente", "bewoners")
    for width in WIDTHS:
        look(page, width, tmp_path, "changed")


def test_files_follow_the_filters_of_the_list(visit):
    page = visit("/nl/registers/initiatives/")
    page.locator("#filter-track").select_option("new")
    page.wait_for_url("**/?track=new")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    text = Path(waiting.value.path()).read_bytes()
    if text.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(text)) as archive:
            text = archive.read("Initiatieven.csv")
    assert len(list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))) == 1 + 21


def test_an_import_works_without_script(visit, tmp_path):
    page = visit("/nl/registers/initiatives/import/", java_script_enabled=False)
    send(page, initiatives(tmp_path / "again.xlsx", {"B2": "Andere naam"}))
    for _ in range(60):
        if page.get_by_role("heading", level=1, name="Wat zou dit bestand veranderen?").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert "1 gewijzigd" in page.locator("#content").inner_text()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_of_a_whole_city_is_for_everybody(visit, language, width):
    page = visit(f"/{language}/registers/import/", viewport={"width": width, "height": 800})
    assert findings(page) == ([], 0)
