"""The database keeps what it is given: tables can be made and unmade, and writers that meet lose nothing."""

import subprocess
import sys

import pytest

WRITER = """
import sys
import django; django.setup()
from veerkracht.catalogue import register
from veerkracht.errors import ConflictError
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record
writer, times = sys.argv[1], int(sys.argv[2])
actor = Actor(Reader(assigned=(Assigned(Role.OFFICER),)), f"system:{writer}")
shared = Record.objects.get(external_id="shared")
for number in range(times):
    answers = {"name": {"nl": f"{writer} {number}"}, "kind": "department"}
    records.create(register("parties"), answers, actor=actor, external_id=f"{writer}-{number}")
    while True:
        shared.refresh_from_db()
        try:
            records.change(shared, {"name": {"nl": f"{shared.version + 1}"}}, actor=actor, version=shared.version)
        except ConflictError:
            continue
        break
"""
START = """
import django; django.setup()
from veerkracht.catalogue import register
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers import records
actor = Actor(Reader(assigned=(Assigned(Role.OFFICER),)), "system")
records.create(register("parties"), {"name": {"nl": "1"}, "kind": "department"}, actor=actor, external_id="shared")
"""
COUNT = """
import django; django.setup()
from veerkracht.web.audit.models import Entry, broken_entries
from veerkracht.web.registers.models import Record
shared = Record.objects.get(external_id="shared")
print(Record.objects.count(), shared.version, shared.history.count(), Entry.objects.count(), len(broken_entries()))
"""
ADD_UP = """
import django; django.setup()
from django.core.cache import cache
[cache.incr("count") for _ in range(50)]
"""
UNMAKE = """
import django; django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
own = [app.label for app in apps.get_app_configs() if app.name.startswith("veerkracht.")]
for label in [label for label in own if label in MigrationLoader(connection).migrated_apps]:
    call_command("migrate", label, "zero", verbosity=0)
    left = [name for name in connection.introspection.table_names() if name.startswith(f"{label}_")]
    assert not left, left
    print(label)
call_command("migrate", verbosity=0)
"""
KINDS = ["sqlite", "postgres"]


@pytest.fixture(scope="module", params=KINDS)
def made(place, request):
    """A place with all tables, on each kind of database."""
    return place(request.param, tables=True)


def at_once(place, number, *arguments):
    """Run a script in several processes at the same time, and return their errors."""
    commands = [
        [sys.executable, "-c", *map(str, arguments[:1]), f"w{n}", *map(str, arguments[1:])] for n in range(number)
    ]
    running = [
        subprocess.Popen(command, env=place.environment, stderr=subprocess.PIPE, text=True) for command in commands
    ]
    return [process.communicate()[1] for process in running if process.wait() or True]


@pytest.mark.slow
def test_four_writers_of_a_hundred_changes_each_lose_nothing(made):
    made.run("-c", START)
    errors = at_once(made, 4, WRITER, 50)  # each makes a record and changes the one that all share
    assert errors == ["", "", "", ""]
    records, version, versions, entries, broken = map(int, made.run("-c", COUNT).split())
    assert (records, version, versions) == (201, 201, 201)
    assert (entries, broken) == (401, 0)


def test_counts_of_several_processes_add_up(made):
    made.run("-c", "import django; django.setup()\nfrom django.core.cache import cache\ncache.set('count', 0)")
    assert at_once(made, 3, ADD_UP) == ["", "", ""]
    told = made.run(
        "-c", "import django; django.setup()\nfrom django.core.cache import cache\nprint(cache.get('count'))"
    )
    assert told.strip() == "150"


def test_models_and_migrations_agree(made):
    assert "No changes detected" in made.manage("makemigrations", "--check", "--dry-run")


def test_tables_of_every_room_can_be_unmade_and_made_again(made):
    told = made.run("-c", UNMAKE)
    assert {"people", "audit", "registers"} <= set(told.split())
    assert "[ ]" not in made.manage("showmigrations")


def test_a_sqlite_file_has_a_log_ahead_of_it_and_holds_to_its_links(place):
    found = place("sqlite")
    asked = ("import django; django.setup()\nfrom django.db import connection as c\nk = c.cursor()\n"
             "print(*(k.execute(f'PRAGMA {name}').fetchone()[0] for name in ('journal_mode', 'foreign_keys')), "
             "c.transaction_mode)")  # fmt: skip
    assert found.run("-c", asked).split() == ["wal", "1", "IMMEDIATE"]
