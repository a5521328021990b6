"""An import that is killed while it writes: nothing of it is there afterwards, and it can be done again."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[1] / "plugins"

START = """
import json, os, signal, sys, warnings
warnings.simplefilter("ignore")
import django
django.setup()
from django.core.management import call_command
from veerkracht.web.registers.models import Record
from veerkracht.web.transfer import applying
"""
KILLED = (
    START
    + """
call_command("migrate", verbosity=0)
kept, batches = applying.keep, []

def keep_and_die(*arguments, **more):
    kept(*arguments, **more)
    batches.append(Record.objects.count())
    if len(batches) == 2:
        print(json.dumps(batches), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

applying.keep, applying._BATCH = keep_and_die, 20
call_command("registers", "import", "initiatives", file=sys.argv[1], json=True)
"""
)
AFTER = (
    START
    + """
print(json.dumps([Record.objects.count(), Record.history.count()]))
call_command("registers", "import", "initiatives", file=sys.argv[1], json=True)
print(json.dumps([Record.objects.count(), Record.history.count()]))
"""
)

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path):
    """Run a program on a database of its own, with a list of 100 initiatives."""
    lines = ["Nummer;Naam;Spoor", *(f"A{n};Buurttafel {n};nieuw" for n in range(100))]
    (tmp_path / "list.csv").write_text("\n".join(lines), "utf-8")
    path = os.pathsep.join([str(PLUGINS), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {
        "VEERKRACHT_STATE": str(tmp_path / "state"), "DJANGO_SETTINGS_MODULE": "web_settings", "PYTHONPATH": path,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'killed.sqlite3'}",
    }  # fmt: skip
    (tmp_path / "state").mkdir()

    def start(program):
        command = [sys.executable, "-c", program, str(tmp_path / "list.csv")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)

    return start


def test_a_killed_import_leaves_nothing_and_can_be_done_again(run):
    killed = run(KILLED)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert json.loads(killed.stdout.splitlines()[-1]) == [20, 40]
    after = run(AFTER)
    assert after.returncode == 0, after.stderr
    before, told, now = (json.loads(line) for line in after.stdout.splitlines())
    assert (before, told["rows"]["new"], now) == ([0, 0], 100, [100, 100])
