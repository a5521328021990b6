"""An officer freezes, builds, looks at, publishes and withdraws an edition in a real browser; the public reads it.

The application and its worker run by themselves on this machine, with the registers of the synthetic city.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from veerkracht.workflows.publish import latest_edition

PLUGINS = Path(__file__).parents[1] / "plugins"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
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
def environment(tmp_path_factory):
    state = tmp_path_factory.mktemp("state")
    path = os.pathsep.join([str(PLUGINS), os.environ.get("PYTHONPATH", "")])
    return os.environ | {
        "VEERKRACHT_STATE": str(state), "DJANGO_SETTINGS_MODULE": "web_settings", "PYTHONPATH": path,
        "DATABASE_URL": f"sqlite:///{state / 'editions.sqlite3'}", "VEERKRACHT_INSECURE": "1",
        "VEERKRACHT_CITY": "voorbeeldstad", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip


@pytest.fixture(scope="module")
def cookie(environment):
    """The session of an officer, in an application with the registers of the synthetic city and a draft edition."""
    made = subprocess.run([sys.executable, "-c", MAKE], env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def address(environment, cookie):
    """Where the application answers; its worker runs beside it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    django = [sys.executable, "-W", "ignore", "-m", "django"]
    commands = [
        [*django, "runserver", f"127.0.0.1:{port}", "--noreload"],
        [*django, "db_worker", "--queue-name", "*", "-v0"],
    ]
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=2).close()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    yield f"http://127.0.0.1:{port}"
    for process in started:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def browser():
    """The Chromium of this machine; where there is none CI fails and other places skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        reason = "No Chromium on this machine: install the package chromium to test pages in a browser."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    api = pytest.importorskip("playwright.sync_api", reason="Install requirements/test.lock.")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found)
        yield started
        started.close()


@pytest.fixture
def look(browser, address, cookie):
    """Open pages as the officer or the public; nothing may complain but the status that a page has on purpose."""
    complaints, contexts = [], []

    def context(*, officer=False):
        made = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(made)
        if officer:
            made.add_cookies([{**cookie, "url": address}])
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


def test_an_edition_goes_from_the_registers_to_the_public_and_away_again(look, address, environment):
    officer, anybody = look(officer=True), look()
    detail = f"{address}/nl/registers/editions/monitor-2022/"
    assert anybody.goto(f"{address}/editions/monitor-2022/").status == 404

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
    assert anybody.goto(f"{address}/editions/monitor-2022/index.html").status == 404
    officer.goto(f"{address}/nl/editions/monitor-2022/compare/")
    assert "alles is nieuw" in officer.inner_text("main")
    check(officer)
    officer.goto(detail)
    officer.get_by_role("button", name="Publiceer").click()
    officer.get_by_text("De editie is gepubliceerd").wait_for()

    anybody.goto(f"{address}/nl/editions/")
    check(anybody)
    anybody.get_by_role("link", name="Monitor 2022").click()
    assert "Een voorwoord van de stad." in anybody.inner_text("main")
    anybody.goto(f"{address}/editions/monitor-2022/risks/ST-LONELY.html")
    assert "Het oordeel is anders dan de cijfers" in anybody.inner_text("main")
    assert anybody.evaluate("document.styleSheets[0].cssRules.length") > 10
    made = latest_edition(Path(environment["VEERKRACHT_STATE"]) / "media" / "editions" / "voorbeeldstad")
    assert made is not None
    assert (
        anybody.goto(f"{address}/editions/monitor-2022/manifest.json").body() == (made / "manifest.json").read_bytes()
    )

    officer.goto(f"{address}/nl/editions/monitor-2022/withdraw/")
    check(officer)
    officer.get_by_label("Waarom, in het Nederlands").fill("Een cijfer was fout. Wacht op de nieuwe editie.")
    officer.get_by_role("button", name="Intrekken").click()
    officer.get_by_text("De editie is ingetrokken").wait_for()
    gone = anybody.goto(f"{address}/editions/monitor-2022/risks/ST-LONELY.html")
    assert gone.status == 410
    assert "Een cijfer was fout." in anybody.inner_text("main")
    check(anybody)


def test_the_main_job_reads_the_registers_of_the_database(environment, cookie, tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", "veerkracht.cli", "monitor", "voorbeeldstad", "--lang", "nl",
               "--database", environment["DATABASE_URL"], "--out", str(tmp_path)]  # fmt: skip
    quiet = {name: value for name, value in environment.items() if name not in ("DATABASE_URL", "VEERKRACHT_CITY")}
    made = subprocess.run(command, env=quiet | {"VEERKRACHT_LANG": "nl"}, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert "De registers van de database zijn gebruikt" in made.stderr
    assert "Meer mensen doen mee." in (latest_edition(tmp_path) / "risks" / "ST-LONELY.html").read_text("utf-8")


def test_a_bundle_and_a_database_at_once_are_refused(environment, tmp_path):
    command = [sys.executable, "-m", "veerkracht.cli", "monitor", "--registers", "x.json", "--database", "sqlite:///x"]
    made = subprocess.run(command, env=environment | {"VEERKRACHT_LANG": "en"}, capture_output=True, text=True)
    assert made.returncode == 2
    assert "Give --registers or --database, not both." in made.stderr
