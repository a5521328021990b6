"""Chromium, and applications of their own to look at with it, for the tests that open pages."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
"""What is asked of axe: WCAG 2.2, levels A and AA."""

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true; })"

_DJANGO = (sys.executable, "-W", "ignore", "-m", "django")
_WORKER = ("db_worker", "--queue-name", "*", "--interval", "0.2", "-v", "0")
_START_SECONDS = 60


@pytest.fixture(scope="module")
def browser():
    """The Chromium of this machine; where there is none CI fails and other places skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        reason = "No Chromium on this machine: install the package chromium to test pages in a browser."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    api = pytest.importorskip("playwright.sync_api", reason="Install requirements/test.lock.")
    with pytest.MonkeyPatch.context() as patch, api.sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # browser and records may be used in one thread
        started = playwright.chromium.launch(executable_path=found)
        yield started
        started.close()


@dataclass(frozen=True)
class Application:
    """An application that runs: where, with which settings, and what its script told when it was made."""

    address: str
    environment: dict
    made: object


@pytest.fixture(scope="module")
def application(tmp_path_factory):
    """Start an application that ends with the module: ``application(MAKE, worker=True, VEERKRACHT_CITY="asem")``.

    The script makes its tables and what is in them, and prints as JSON what the tests need, as a session.
    """
    with ExitStack() as ends:

        def start(script, *, worker=False, **settings):
            environment = _environment(tmp_path_factory.mktemp("state")) | settings
            made = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
            assert made.returncode == 0, made.stderr
            address = f"127.0.0.1:{_free_port()}"
            for command in (("runserver", address, "--noreload"), *((_WORKER,) if worker else ())):
                ends.enter_context(_running([*_DJANGO, *command], environment))
            _wait_for(f"http://{address}/robots.txt")
            return Application(f"http://{address}", environment, json.loads(made.stdout.splitlines()[-1]))

        yield start


@contextmanager
def windows(browser, address, *, on_purpose=()):
    """Open pages in windows of their own: ``open_page("/nl/", session=…)``; width and language can be given too.

    No script and no content security policy may have complained at the end, but for words that are there `on_purpose`,
    and nothing may have been asked elsewhere.
    """
    contexts, complaints = [], []

    def open_page(path, *, session="", **more):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "session", "value": session, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.on("request", lambda sent: complaints.append(sent.url) if not sent.url.startswith(address) else None)
        assert page.goto(address + path).status == 200
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [told for told in complaints if not any(words in told for words in on_purpose)] == []


def _environment(state):
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    return os.environ | {
        "VEERKRACHT_STATE": str(state), "DJANGO_SETTINGS_MODULE": "web_settings", "PYTHONPATH": path,
        "DATABASE_URL": f"sqlite:///{state / 'own.sqlite3'}", "VEERKRACHT_INSECURE": "1",
    }  # fmt: skip


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def _running(command, environment):
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address):
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            return urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"The application does not answer at {address}.")
