"""Roles and the log on the command line, as somebody runs it."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest

from veerkracht.catalogue import registers
from veerkracht.web.people.access import Action, Role


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a command on an empty system of its own."""
    state = tmp_path_factory.mktemp("state")
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    environment = {**kept, "VEERKRACHT_STATE": str(state), "VEERKRACHT_LANG": "en", "VEERKRACHT_INSECURE": "1"}

    def start(*arguments):
        command = [sys.executable, "-m", "veerkracht.cli", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)

    start.state = state
    return start


@pytest.fixture(scope="module")
def migrated(run):
    """The same, with its database."""
    done = run("manage", "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return run


def test_roles_are_told_for_every_role_register_and_action(run):
    told = json.loads(run("roles", "--json").stdout)

    assert {(cell["role"], cell["register"]) for cell in told} == {(str(r), name) for r in Role for name in registers()}
    assert all(set(cell["actions"]) == set(map(str, Action)) for cell in told)


def test_roles_are_printed_in_dutch(run):
    done = run("roles", "--lang", "nl")

    assert done.returncode == 0
    assert "Gebiedswerker" in done.stdout
    assert "Interviews" in done.stdout


def test_the_first_link_is_printed_and_the_log_is_whole_until_somebody_changes_it(migrated):
    link = migrated("manage", "first_link", "--address", "https://monitor.example")
    assert link.stdout.startswith("https://monitor.example/")
    whole = migrated("audit", "--json")
    assert (whole.returncode, json.loads(whole.stdout)["whole"]) == (0, True)

    database = sqlite3.connect(next(migrated.state.glob("*.sqlite3")))
    with database:
        for name in ("audit_entry_keep", "audit_entry_hold"):
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE audit_entry SET actor = 'somebody else' WHERE number = 1")
    database.close()
    broken = migrated("audit")

    assert broken.returncode == 11
    assert "1 entries: 1." in broken.stderr
