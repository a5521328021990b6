"""Writers at once: each makes records and changes one that all share; nothing of it may be lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from django.db import connection

from veerkracht.catalogue import register
from veerkracht.errors import ConflictError, ServiceError
from veerkracht.web.audit.models import Entry, broken_entries
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record

__all__ = ["WRITERS", "write_beside", "write_one", "write_together"]

Result = dict[str, Any]  # Any: a JSON object of numbers and texts
WRITERS: Final = 4
TRANSACTIONS: Final = 100  # of each: half of them make a record, half of them change the one that all share
SHARED: Final = "synthetic-shared"
COMMAND: Final = (sys.executable, "-m", "django", "bench_writers")


def write_together() -> Result:
    """Let writers work at once, and return how long it took and how many of their transactions are not there."""
    entries = Entry.objects.count()
    shared = records.create(register("parties"), _answers("1"), actor=_actor("start"), external_id=SHARED)
    connection.close()
    start = time.perf_counter()
    running = [subprocess.Popen([*COMMAND, f"--one={n}"], env=os.environ.copy()) for n in range(WRITERS)]
    failed = sum(process.wait() != 0 for process in running)
    taken = time.perf_counter() - start
    half = WRITERS * TRANSACTIONS // 2
    shared.refresh_from_db()
    made = Record.objects.filter(register="parties", external_id__startswith="synthetic-writer-").count()
    lost = 2 * half - made - (min(shared.version, shared.history.count()) - 1)
    return {
        "writers": WRITERS, "transactions": 2 * half, "lost": lost, "failed_writers": failed,
        "log_entries_missing": 2 * half + 1 - (Entry.objects.count() - entries), "log_broken": len(broken_entries()),
        "wall_s": round(taken, 1), "database": connection.vendor,
    }  # fmt: skip


def write_one(number: int) -> None:
    """Work as one of the writers."""
    actor = _actor(f"writer-{number}")
    shared = Record.objects.get(register="parties", external_id=SHARED)
    for n in range(TRANSACTIONS // 2):
        name = f"synthetic-writer-{number}-{n}"
        records.create(register("parties"), _answers(name), actor=actor, external_id=name)
        while not _changed(shared, actor):
            continue


def _changed(shared: Record, actor: Actor) -> bool:
    """Tell whether a change was kept; another writer may have been first."""
    shared.refresh_from_db()
    try:
        records.change(shared, _answers(str(shared.version + 1)), actor=actor, version=shared.version)
    except ConflictError:
        return False
    return True


def write_beside(folder: Path) -> Result:
    """Let writers work at once on a new SQLite in a folder, and return what `write_together` does."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'writers.sqlite3'}"}
    _run([sys.executable, "-m", "django", "migrate", "-v0"], environment)
    found: Result = json.loads(_run(list(COMMAND), environment))
    return found


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServiceError("{command} ended with code {code}.", command=command[-1], code=done.returncode)
    return done.stdout


def _actor(name: str) -> Actor:
    return Actor(Reader(assigned=(Assigned(Role.OFFICER),)), f"system:{name}")


def _answers(name: str) -> dict[str, Any]:  # Any: JSON values
    return {"name": {"nl": name}, "kind": "department"}
