"""`veerkracht serve` as somebody starts it: it answers, stops cleanly, and says clearly why it does not start."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

UNUSED_SERVER = "postgres://nobody:hidden@127.0.0.1:9/none"


def command(port, *more):
    return [sys.executable, "-m", "veerkracht.cli", "serve", "--port", str(port), "--city", "voorbeeldstad", *more]


@contextmanager
def served(place, port, *more):
    """Serve until the block ends; yields the process and what it said once it answers."""
    clean = {name: value for name, value in place.environment.items() if name != "VEERKRACHT_INSECURE"}
    process = subprocess.Popen(
        command(port, *more), env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        yield process, said
    finally:
        if process.poll() is None:
            process.terminate()
        said += process.communicate(timeout=60)[0].splitlines()


def answer(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as response:
            return response.status, response.read().decode(), response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def with_reminders_sent(place):
    """Return the place as it is later on a day: the process that sends the reminders is no longer started."""
    (Path(place.environment["VEERKRACHT_STATE"]) / "reminded").write_text(date.today().isoformat())
    return place


def processes_of(group_parent):
    """Return the processes that were started by one, as the machine lists them."""
    shown = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(group_parent)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in shown.stdout.split()]


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pids, seconds=20):
    """Tell whether processes end within some seconds."""
    end = time.monotonic() + seconds
    while any(is_there(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.1)
    return not any(is_there(pid) for pid in pids)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_gives_the_first_link_once_and_stops_with_all_its_processes(place, free_port, number):
    with served(with_reminders_sent(place()), free_port) as (process, said):
        link = re.search(r"http://127\.0\.0\.1:\d+(/nl/invitation/\S+|/en/invitation/\S+)", "".join(said))
        assert link, said
        status, page, _ = answer(free_port, link[1])
        assert status == 200 and "<form" in page
        status, page, headers = answer(free_port, "/nl/")
        style = re.search(r'href="(/static/site/veerkracht\.[0-9a-f]{12}\.css)"', page)
        assert status == 200 and style and "default-src 'self'" in headers["Content-Security-Policy"]
        assert answer(free_port, style[1])[2]["Cache-Control"] == "max-age=315360000, public, immutable"
        assert answer(free_port, "/health")[:2] == (200, answer(free_port, "/health")[1])
        children = processes_of(process.pid)
        assert len(children) == 2, "a server, and a worker"
        below = [pid for child in children for pid in processes_of(child)]
        process.send_signal(number)
        assert process.wait(40) == 0
    assert gone([*children, *below])
    assert "Stopped." in said[-1] and not [line for line in said if "Traceback" in line]


def test_a_port_in_use_is_named_with_how_to_choose_another(place, free_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        said = place("sqlite").run(*command(free_port)[1:], code=15)
    assert f"127.0.0.1:{free_port}" in said and "--port" in said and "Traceback" not in said


def test_a_database_that_does_not_answer_is_named_without_its_password(place, free_port):
    said = place("sqlite").run(*command(free_port, "--database", UNUSED_SERVER)[1:], code=15)
    assert "cannot be reached" in said and "hidden" not in said and "Traceback" not in said


def test_an_address_that_is_no_database_is_refused(place, free_port):
    made = place("sqlite")
    assert "mysql" in made.run(*command(free_port, "--database", "mysql://a@b/c")[1:], code=9)


def test_a_database_of_a_newer_version_is_left_alone(place, free_port):
    made = place(tables=True)
    made.run("-c", "import django; django.setup()\nfrom django.db.migrations.recorder import MigrationRecorder as R\n"
                   "from django.db import connection\nR(connection).record_applied('registers', '9999_later')")  # fmt: skip
    assert "registers.9999_later" in made.run(*command(free_port)[1:], code=15)


def test_to_be_reached_from_elsewhere_the_names_must_be_given(place, free_port):
    said = place("sqlite").run(*command(free_port, "--host", "0.0.0.0")[1:], code=2)
    assert "VEERKRACHT_HOSTS" in said


def test_a_database_of_another_city_is_refused(place, free_port):
    made = place("sqlite", tables=True)
    made.run("-c", "import django; django.setup()\nfrom veerkracht.web.audit.models import log\n"
                   "log('city.load', 'the-hague', actor='system')")  # fmt: skip
    said = made.run(*command(free_port)[1:], code=2)
    assert "the-hague" in said and "voorbeeldstad" in said


def test_a_state_folder_that_cannot_be_made_is_named(place, free_port, tmp_path):
    (tmp_path / "file").write_text("")
    said = place("sqlite").run(*command(free_port)[1:], code=9, VEERKRACHT_STATE=str(tmp_path / "file" / "state"))
    assert "VEERKRACHT_STATE" in said and "Traceback" not in said
