"""An analyst books homes out, another city takes an initiative over, and an officer reads the matrix and the network.

The application runs in this process; the second city is the same database after the first one has left it.
"""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from in_browser import RULES, TOO_WIDE

from veerkracht.catalogue import register
from veerkracht.web.people.access import Actor, Role
from veerkracht.web.people.models import Assignment, User, reader_of
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Area, Record

WIDTHS = [320, 768, 1280]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, settings):
    """The address of the application."""
    settings.SECOND_FACTOR_ROLES = frozenset()
    settings.RATES = dict.fromkeys(settings.RATES, "10000/m")
    settings.CITY = "the-hague"
    cache.clear()
    for code, name in (("WK051801", "Moerwijk"), ("WK051802", "Binckhorst")):
        Area.objects.create(code=code, name=name, level="district")
    return live_server.url


@pytest.fixture
def officer(site):
    """Somebody with the role of resilience officer."""
    user = User.objects.create_user("officer@example.org", "a long password 4711", function="officer")
    Assignment.objects.create(user=user, role=Role.OFFICER)
    return Actor(reader_of(user), f"user:{user.pk}")


@pytest.fixture
def visit(browser, site, officer):
    """Open a page in a window of its own: ``visit("/nl/", role="analyst")``."""
    contexts = []

    def open_page(path, role="officer", **more):
        user = User.objects.filter(email=f"{role}@example.org").first()
        if user is None:
            user = User.objects.create_user(f"{role}@example.org", "a long password 4711", function=role)
            Assignment.objects.create(user=user, role=Role(role))
        client = Client()
        client.force_login(user)
        cookie = next(iter(client.cookies.values()))
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "nl-NL", **more})
        contexts.append(context)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        page = context.new_page()
        assert page.goto(site + path).status == 200
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def keep(officer):
    """Make a record of which the required answers are those of the examples, unless given otherwise."""

    def make(register_id, *, parent=None, external_id="", **more):
        item = register(register_id)
        needed = {field.id: field.example.nl for field in item.fields if field.required and field.kind != "link"}
        return records.create(item, {**needed, **more}, actor=officer, parent=parent, external_id=external_id)

    return make


def book(page, words, **answers):
    """Fill in an entry of the ledger and keep it."""
    page.locator("[name=answer-name-nl]").fill(words)
    for name, value in answers.items():
        question = page.locator(f"[name=answer-{name}]")
        kind = question.first.evaluate("asked => asked.type")
        if kind == "radio":
            page.locator(f"[name=answer-{name}][value={value}]").check()
        elif kind.startswith("select"):
            question.select_option(
                label=next(one for one in question.locator("option").all_inner_texts() if value in one)
            )
        else:
            question.fill(value)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_text("Opgeslagen").wait_for()


def test_an_analyst_books_homes_out_and_sees_the_debt_until_they_are_put_back(visit, keep):
    keep("parties", name={"nl": "Haag Wonen"})
    keep("parties", name={"nl": "Gemeente"})
    both = {"tenure": "social_rent", "owed_by": "Haag Wonen", "owed_to": "Gemeente", "state": "open"}
    page = visit("/nl/registers/compensation_entries/new/", role="analyst")
    new, debt = page.url, page.url.replace("registers/compensation_entries/new", "answers/debt")
    book(page, "Sloop", kind="debit", date="2025-01-15", homes="120", area_out="Moerwijk", due="2025-06-01", **both)
    page.goto(debt)
    assert "120 woningen moeten nog terugkomen, waarvan 120 te laat." in page.inner_text("main")

    page.goto(new)
    book(page, "Nieuwbouw", kind="credit", date="2026-01-15", homes="50", area_in="Binckhorst", matches="Sloop", **both)
    page.goto(debt)
    told = page.inner_text("main")
    assert "70 woningen moeten nog terugkomen" in told
    assert re.search(r"Binckhorst\s+0\s+50\s+50", told)


def test_another_city_takes_an_initiative_over_and_tells_what_differs(visit, keep, officer, settings, tmp_path):
    values = {"name": {"nl": "Buurtkeuken", "en": "Kitchen"}, "in_strategy": "yes", "place": {"nl": "Laakweg"},
              "track": "existing", "status": "running"}  # fmt: skip
    made = records.move(keep("initiatives", external_id="KEUKEN", **values), "approved", actor=officer)
    page = visit("/nl/registers/initiatives/KEUKEN/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Geef dit door").click()
    file = tmp_path / "keuken.json"
    coming.value.save_as(file)
    records.erase(made, actor=officer, reason="the first city leaves")
    settings.CITY = "amsterdam"

    page.goto(page.url.split("/nl/")[0] + "/nl/registers/")
    page.get_by_role("link", name="Overnemen van een andere stad").click()
    page.get_by_label("Bestand van de andere stad").set_input_files(file)
    page.get_by_role("button", name="Bekijk wat erin zit").click()
    assert "Blijft achter" in page.inner_text("main")
    page.get_by_label("Wat is in uw stad anders").fill("Hier is geen keuken in de buurt.")
    page.get_by_role("button", name="Overnemen").click()
    page.get_by_text("Hier is geen keuken in de buurt.").wait_for()
    taken = Record.objects.get(register="initiatives")
    assert (taken.external_id, taken.values.get("in_strategy"), taken.state) == ("the-hague-KEUKEN", None, "working")


@pytest.fixture
def judged(keep):
    """Three risks: two with a link, and one that was assessed off its matrix."""
    matrix = keep("risk_matrices", name={"nl": "Drie"}, version="1", state="draft", grid="1,1,2;1,2,3;2,3,3",
                  probability_classes={"nl": "zelden; soms; vaak"}, impact_classes={"nl": "klein; groot; zeer groot"},
                  levels={"nl": "laag; midden; hoog"})  # fmt: skip
    heat, flood, storm = (
        keep("risks", name={"nl": name, "en": name}, kind="shock") for name in ("Hitte", "Water", "Wind")
    )
    for risk, place in ((heat, 3), (flood, 1), (storm, 5)):
        keep("risk_assessments", parent=risk, matrix=str(matrix.pk), date="2026-01-01", inherent_probability=place,
             inherent_impact=3, current_probability=place, current_impact=2)  # fmt: skip
    keep("risk_links", source=str(heat.pk), target=str(flood.pk), sign="-1", strength=3)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_drawings_of_risks_are_for_everybody_and_fit_their_screen(visit, judged, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="Install requirements/test.lock.").Axe()
    page = visit("/nl/answers/", viewport={"width": width, "height": 800}, bypass_csp=True)  # for axe itself
    for question, words in (
        ("Hoe hoog zijn de risico", "Buiten deze matrix: 3."),
        ("Welk risico werkt door", "minder erg"),
    ):
        page.goto(page.url.split("answers/")[0] + "answers/")
        page.get_by_role("link", name=question).click()
        page.locator("figure svg").first.wait_for()
        assert words in page.inner_text("main")
        found = axe.run(page, options=RULES).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
        assert page.evaluate(TOO_WIDE) <= 0


def test_what_was_just_made_is_undone_and_brought_back(visit):
    page = visit("/nl/registers/risks/new/")
    page.locator("[name=answer-name-nl]").fill("Per ongeluk")
    page.locator("[name=answer-kind][value=shock]").check()
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("button", name="Ongedaan maken").click()
    page.get_by_text("Weer in gebruik nemen").wait_for()
    assert Record.objects.get().state == "archived"
    page.get_by_role("button", name="Ongedaan maken").click()
    page.get_by_text("in bewerking").first.wait_for()
    assert Record.objects.get().state == "working"
