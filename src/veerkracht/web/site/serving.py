"""The processes of the application: the server, and one that works in the background; both stop together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Final

from django.conf import settings
from django.core.management import get_commands
from django.db import connection
from django.utils import timezone

from veerkracht.errors import ServiceError

__all__ = ["Serving", "address", "commands_for", "serve_until_stopped"]

THREADS: Final = 4  # per process; more only wait for one another on two cores
READY_SECONDS: Final = 60
GRACE_SECONDS: Final = 30  # an import of 5,000 rows may end what it does
RESTART_SECONDS: Final = 5
REMIND_HOUR: Final = 7  # mail is there when the working day begins
WORKERS: Final[Mapping[str, int]] = MappingProxyType({"postgresql": 2, "sqlite": 1})


def commands_for(host: str, port: int, workers: int) -> dict[str, list[str]]:
    """Return the command of each process.

    Parameters
    ----------
    workers : int
        Processes that answer; 0 chooses by the database.
    """
    processes = workers or WORKERS.get(connection.vendor, 1)
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws",
        "--workers", str(processes), "--blocking-threads", str(THREADS), "--blocking-threads-idle-timeout", "600",
        "--respawn-failed-workers", "--workers-kill-timeout", str(GRACE_SECONDS), "--log-level", "warning",
        "veerkracht.web.site.wsgi:application",
    ]  # fmt: skip
    return {"server": server, "worker": [sys.executable, "-m", "django", "db_worker", "--queue-name", "*", "-v", "0"]}


def address(host: str, port: int) -> str:
    """Return the address of the first page: of this machine, or of the host where TLS is in front."""
    if settings.INSECURE:
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    return f"https://{settings.ALLOWED_HOSTS[0].lstrip('.')}/"


class Serving:
    """The processes that run, by name."""

    def __init__(self, commands: Mapping[str, Sequence[str]]) -> None:
        self.commands = commands
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}

    def start(self, name: str) -> None:
        """Start a process, in a group of its own so that Ctrl-C reaches it through here only."""
        self.started[name] = time.monotonic()
        self.running[name] = subprocess.Popen(self.commands[name], start_new_session=True)

    def look_after(self) -> None:
        """Start the worker again when it fell over.

        Raises
        ------
        ServiceError
            If the server is gone.
        """
        for name, process in self.running.items():
            code = process.poll()
            if code is None or time.monotonic() - self.started[name] < RESTART_SECONDS:
                continue
            if name == "server":
                raise ServiceError("The server stopped by itself (code {code}). The lines above tell why.", code=code)
            self.start(name)

    def stop(self) -> None:
        """Ask every process to end what it does and stop; after a while, make it."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        end = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def serve_until_stopped(host: str, port: int, workers: int, *, ready: Callable[[], None]) -> None:
    """Run the application until Ctrl-C or a signal to stop.

    Parameters
    ----------
    ready : callable
        Called once, when the application answers.

    Raises
    ------
    ServiceError
        If the server does not come up, or stops by itself.
    """
    stopping = _stop_on_signal()
    serving = Serving(commands_for(host, port, workers))
    connection.close()
    try:
        for name in serving.commands:
            serving.start(name)
        if _wait_until_it_answers(host, port, serving, stopping):
            ready()
        while not stopping.wait(1.0):
            serving.look_after()
            _remind_when_due()
    finally:
        serving.stop()


def _stop_on_signal() -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopping


def _wait_until_it_answers(host: str, port: int, serving: Serving, stopping: threading.Event) -> bool:
    """Tell whether the server answers, unless it is stopped before that."""
    end = time.monotonic() + READY_SECONDS
    while not stopping.wait(0.1):
        if _answers(host, port):
            return True
        gone = serving.running["server"].poll()
        if gone is not None or time.monotonic() > end:
            raise ServiceError("The server did not start (code {code}). The lines above tell why.", code=gone)
    return False


def _answers(host: str, port: int) -> bool:
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    url = f"http://{f'[{near}]' if ':' in near else near}:{port}/health"
    name = settings.ALLOWED_HOSTS[0].lstrip(".") or "localhost"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Host": name}), timeout=5):
            return True
    except urllib.error.HTTPError:
        return True  # it answers, if only to say that something is not well
    except OSError:
        return False


def _remind_when_due() -> None:
    """Send the reminders once a day, in a process of its own."""
    now, kept = timezone.localtime(), Path(settings.STATE) / "reminded"
    if now.hour < REMIND_HOUR or "remind" not in get_commands() or _last_day(kept) >= now.date():
        return
    kept.write_text(now.date().isoformat(), encoding="ascii")
    subprocess.Popen([sys.executable, "-m", "django", "remind"], env=os.environ.copy(), start_new_session=True)


def _last_day(kept: Path) -> date:
    try:
        return date.fromisoformat(kept.read_text("ascii").strip())
    except (OSError, ValueError):
        return date.min
