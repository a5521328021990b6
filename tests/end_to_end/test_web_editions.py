"""An officer freezes, builds, looks at, publishes and withdraws an edition in a real browser; the public reads it.

The application and its worker run by themselves on this machine, with the registers of the synthetic city.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from in_browser import RULES, TOO_WIDE

from veerkracht.workflows.publish import latest_edition

BUILD_SECONDS = 240
ON_PURPOSE = tuple(f"Failed to load resource: the server responded with a status of {status}" for status in (404, 410))

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
from veerkracht.web.registers.loading import load_city
from veerkracht.web.registers.models import Record
load_city("voorbeeldstad", {})
user = User.objects.create_user("officer@example.org", "a long password 4711", function="resilience officer")
Assignment.objects.create(user=user, role=Role.OFFICER)
client = Client()
client.force_login(user)
actor = Actor(reader_of(user), f"user:{user.pk}")
edition = records.create(register("editions"), {"name": {"nl": "Monitor 2022", "en": "Monitor 2022"}, "state": "draft",
    "city": "voorbeeldstad", "period": "2022"}, actor=actor, external_id="monitor-2022")
text = records.create(register("edition_texts"), {"place": "overview.foreword", "text": {"nl": "Een voorwoord van de stad.",
    "en": "A foreword by the city."}}, actor=actor, parent=edition)
records.move(text, "approved", actor=actor)
risk = Record.objects.get(register="risks", external_id="ST-LONELY")
judged = records.create(register("risk_statements"), {"year": 2022, "development": "falling",
    "statement": {"nl": "Meer mensen doen mee."}}, actor=actor, parent=risk)
records.move(judged, "approved", actor=actor)
print(json.dumps({"name": next(iter(client.cookies)), "value": next(iter(client.cookies.values())).value}))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(application):
    """An application with the registers of the synthetic city, a draft edition and the session of an officer."""
    return application(MAKE, worker=True, VEERKRACHT_CITY="voorbeeldstad", PYTHONWARNINGS="ignore")


@pytest.fixture
def look(browser, running):
    """Open pages as the officer or the public; nothing may complain but the status that a page has on purpose."""
    complaints, contexts = [], []

    def context(*, officer=False):
        made = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(made)
        if officer:
            made.add_cookies([{**running.made, "url": running.address}])
        page = made.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        return page

    yield context
    for made in contexts:
        made.close()
    assert [words for words in complaints if not words.startswith(ON_PURPOSE)] == []


def check(page):
    """Hold a page to the rules of accessibility, on a narrow and a wide screen."""
    api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="Install requirements/test.lock.")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found = api.Axe().run(page, options=RULES).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate(TOO_WIDE) <= 0


def test_an_edition_goes_from_the_registers_to_the_public_and_away_again(look, running):
    officer, anybody = look(officer=True), look()
    detail = f"{running.address}/nl/registers/editions/monitor-2022/"
    assert anybody.goto(f"{running.address}/editions/monitor-2022/").status == 404

    officer.goto(detail)
    check(officer)
    officer.get_by_role("button", name="Zet de registers vast").click()
    officer.get_by_text("De registers zijn vastgezet").wait_for()
    officer.get_by_role("button", name="Maak de editie").click()
    officer.get_by_role("heading", name="De editie wordt gemaakt").wait_for()
    check(officer)
    officer.get_by_text("Gemaakt op").wait_for(timeout=1000 * BUILD_SECONDS)  # the page asks by itself how far it is

    officer.get_by_role("link", name="Terug naar de editie").click()
    check(officer)
    officer.get_by_role("link", name="Bekijk de editie").click()
    assert "Een voorwoord van de stad." in officer.inner_text("main")
    assert anybody.goto(f"{running.address}/editions/monitor-2022/index.html").status == 404
    officer.goto(f"{running.address}/nl/editions/monitor-2022/compare/")
    assert "alles is nieuw" in officer.inner_text("main")
    check(officer)
    officer.goto(detail)
    officer.get_by_role("button", name="Publiceer").click()
    officer.get_by_text("De editie is gepubliceerd").wait_for()

    anybody.goto(f"{running.address}/nl/editions/")
    check(anybody)
    anybody.get_by_role("link", name="Monitor 2022").click()
    assert "Een voorwoord van de stad." in anybody.inner_text("main")
    anybody.goto(f"{running.address}/editions/monitor-2022/risks/ST-LONELY.html")
    assert "Het oordeel is anders dan de cijfers" in anybody.inner_text("main")
    assert anybody.evaluate("document.styleSheets[0].cssRules.length") > 10
    made = latest_edition(Path(running.environment["VEERKRACHT_STATE"]) / "media" / "editions" / "voorbeeldstad")
    assert made is not None
    assert (
        anybody.goto(f"{running.address}/editions/monitor-2022/manifest.json").body()
        == (made / "manifest.json").read_bytes()
    )

    officer.goto(f"{running.address}/nl/editions/monitor-2022/withdraw/")
    check(officer)
    officer.get_by_label("Waarom, in het Nederlands").fill("Een cijfer was fout. Wacht op de nieuwe editie.")
    officer.get_by_role("button", name="Intrekken").click()
    officer.get_by_text("De editie is ingetrokken").wait_for()
    gone = anybody.goto(f"{running.address}/editions/monitor-2022/risks/ST-LONELY.html")
    assert gone.status == 410
    assert "Een cijfer was fout." in anybody.inner_text("main")
    check(anybody)


def test_the_main_job_reads_the_registers_of_the_database(running, tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", "veerkracht.cli", "monitor", "voorbeeldstad", "--lang", "nl",
               "--database", running.environment["DATABASE_URL"], "--out", str(tmp_path)]  # fmt: skip
    quiet = {
        name: value for name, value in running.environment.items() if name not in ("DATABASE_URL", "VEERKRACHT_CITY")
    }
    made = subprocess.run(command, env=quiet | {"VEERKRACHT_LANG": "nl"}, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert "De registers van de database zijn gebruikt" in made.stderr
    assert "Meer mensen doen mee." in (latest_edition(tmp_path) / "risks" / "ST-LONELY.html").read_text("utf-8")


def test_a_bundle_and_a_database_at_once_are_refused(running, tmp_path):
    command = [sys.executable, "-m", "veerkracht.cli", "monitor", "--registers", "x.json", "--database", "sqlite:///x"]
    made = subprocess.run(command, env=running.environment | {"VEERKRACHT_LANG": "en"}, capture_output=True, text=True)
    assert made.returncode == 2
    assert "Give --registers or --database, not both." in made.stderr
