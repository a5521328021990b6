"""Many readers at once, on the application as it is served, while an editor goes on changing records."""

from __future__ import annotations

import statistics
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from veerkracht.errors import ServiceError
from veerkracht.web.bench.figures import as_figures
from veerkracht.web.bench.machine import busy_seconds
from veerkracht.web.bench.tasks import OFFICER
from veerkracht.web.bench.visitors import Opened, Visitor, visit
from veerkracht.web.people.access import Role
from veerkracht.web.people.models import Assignment, User
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.records import keep
from veerkracht.web.site.security import transport
from veerkracht.web.site.serving import Serving, commands_for

__all__ = ["COUNTS", "PORT", "pages", "read_together", "session_of"]

Result = dict[str, Any]  # Any: a JSON object of numbers and texts
COUNTS: Final[Mapping[str, int]] = {
    "sources": 50, "parties": 100, "indicators": 500, "risks": 500, "initiatives": 5_000, "measurements": 100_000,
}  # fmt: skip
PEER: Final = "robots.txt"  # a page of one line without a question to the database: what the server itself costs
PORT: Final = 8_765
READY_SECONDS: Final = 60
WARM_SECONDS: Final = 15  # the first of each page compiles its template
PEER_SECONDS: Final = 10
EDIT_SECONDS: Final = (
    15  # between two changes of a record, after which nothing counted for who signed in holds any more
)


def pages(ids: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return the pages that are read, each with its kind: lists, as many details, half as many searches."""
    lists = [
        "/nl/registers/initiatives/", "/nl/registers/initiatives/?page=40", "/nl/registers/initiatives/?status=started",
        "/nl/registers/initiatives/?sort=-start", "/nl/registers/initiatives/?late=1&sort=-start",
        "/nl/registers/risks/", "/nl/registers/risks/?kind=shock", "/en/registers/initiatives/?q=hitte",
        "/nl/registers/indicators/", "/nl/registers/measurements/",
    ]  # fmt: skip
    details = [
        f"/nl/registers/{name}/synthetic-{name}-{number}/"
        for name, count in ids.items()
        if name in ("initiatives", "risks", "indicators")
        for number in range(0, len(count), max(1, len(count) // 40))
    ]
    searches = ["/nl/search/?q=hitte", "/nl/search/?q=energiearmoede", "/en/search/?q=water", "/nl/search/?q=vrijwill"]
    others = [("first page", "/nl/"), ("first page", "/nl/registers/")]
    wide = max(1, len(details) // len(lists))
    return [
        *(("list", page) for page in lists for _ in range(wide)), *(("detail", page) for page in details),
        *(("search", page) for page in searches for _ in range(wide)), *(pair for pair in others for _ in range(wide)),
    ]  # fmt: skip


def session_of(role: Role, number: int) -> dict[str, str]:
    """Make an account with a role and return the cookie of a session in which it is signed in with two factors."""
    user = User.objects.create_user(f"synthetic{number}-{time.time_ns()}@example.org", function="synthetisch")
    Assignment.objects.create(user=user, role=role)
    store = SessionStore()
    now = time.time()
    store.update({
        "_auth_user_id": str(user.pk), "_auth_user_hash": user.get_session_auth_hash(),
        "_auth_user_backend": "allauth.account.auth_backends.AuthenticationBackend",
        "account_authentication_methods_user": str(user.pk),
        "account_authentication_methods": [{"method": "password", "at": now}, {"method": "mfa", "at": now}],
    })  # fmt: skip
    store.create()
    name = transport(insecure=True, behind_proxy=True)["SESSION_COOKIE_NAME"]
    return {name: store.session_key or ""}


@contextmanager
def _served(port: int, workers: int) -> Iterator[str]:
    """Serve the application in processes of its own, as `serve` does; yield its address."""
    serving = Serving(commands_for("127.0.0.1", port, workers))
    connection.close()
    address = f"http://127.0.0.1:{port}"
    try:
        for name in serving.commands:
            serving.start(name)
        _wait_for(address)
        yield address
    finally:
        serving.stop()


def _wait_for(address: str) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/{PEER}", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise ServiceError("The server did not answer within {seconds} seconds.", seconds=READY_SECONDS)


@contextmanager
def _edited(changed: list[int]) -> Iterator[None]:
    """Go on changing a record, as an editor would, and add the version to a list each time."""
    stop = threading.Event()
    editor = threading.Thread(target=_edit, args=(stop, changed))
    editor.start()
    try:
        yield
    finally:
        stop.set()
        editor.join()


def _edit(stop: threading.Event, changed: list[int]) -> None:
    while not stop.wait(EDIT_SECONDS):
        found = Record.objects.get(register="initiatives", external_id="synthetic-initiatives-0")
        found.values = {
            **found.values,
            "name": {"nl": f"Synthetisch {found.version}", "en": f"Synthetic {found.version}"},
        }
        with transaction.atomic():
            keep([], [found], actor=OFFICER, reason="synthetic")
        changed.append(found.version)
    connection.close()


def read_together(
    ids: Mapping[str, Sequence[str]], *, users: int, seconds: float, think: float, runs: int, port: int = PORT,
    workers: int = 0, tell: Callable[[str], None] = lambda text: None,
) -> Result:  # fmt: skip
    """Measure pages with many readers at once, a few times, and then the same readers opening the peer.

    Parameters
    ----------
    ids : Mapping
        Records that are there, by register.
    users : int
        Readers at once: a fifth of them analysts, a fifth officers, the others the public.
    seconds : float
        How long each run takes.
    think : float
        Seconds between two pages of one reader.
    runs : int
        How often.

    Returns
    -------
    dict
        Per kind of page how many were opened, the median and 95th percentile in ms, each the median over the runs;
        CPU seconds per page of the whole machine and of who measures; the same for the peer; the ratio of both.
    """
    readers = _readers(ids, users)
    with _served(port, workers) as address:
        visit(address, readers, seconds=WARM_SECONDS, think=think, seed=0)
        found = []
        for run in range(runs):
            found.append(_run(address, readers, seconds, think, seed=run + 1))
            tell(f"{users} readers, {run + 1} of {runs}: {found[-1]['pages']}")
        alone = [Visitor(reader.address, reader.cookies, [("peer", f"/{PEER}")]) for reader in readers]
        peer = as_figures(visit(address, alone, seconds=PEER_SECONDS, think=think, seed=0))["peer"]
    kinds = _medians([one["pages"] for one in found])
    ratio = {kind: round(figures["median_ms"] / peer["median_ms"], 1) for kind, figures in kinds.items()}
    return {
        "users": users,
        "seconds": seconds,
        "think_s": think,
        "pages": kinds,
        "runs": found,
        "peer": peer,
        "ratio_to_peer": ratio,
    }


def _readers(ids: Mapping[str, Sequence[str]], users: int) -> list[Visitor]:
    roles = [Role.ANALYST, Role.OFFICER]
    known = [session_of(roles[n % 2], n) for n in range(2 * users // 5)]
    cookies = [*known, *({} for _ in range(users - len(known)))]
    return [Visitor(f"10.0.0.{n + 1}", cookie, pages(ids)) for n, cookie in enumerate(cookies)]


def _run(address: str, readers: Sequence[Visitor], seconds: float, think: float, *, seed: int) -> Result:
    changed: list[int] = []
    own, busy = time.process_time(), busy_seconds()
    with _edited(changed):
        opened = visit(address, readers, seconds=seconds, think=think, seed=seed)
    own, busy, n = time.process_time() - own, busy_seconds() - busy, len(opened)
    return {
        "pages": as_figures(opened), "opened_per_s": round(n / seconds, 1), "changes": len(changed),
        "machine_cpu_ms_per_page": round(1000 * busy / n, 1), "measuring_cpu_ms_per_page": round(1000 * own / n, 2),
        "machine_busy_share": round(busy / seconds, 2), "slowest": _slowest(opened),
    }  # fmt: skip


def _slowest(opened: Sequence[Opened]) -> list[tuple[str, float]]:
    """Return the addresses that took longest in the middle of their times, in ms."""
    waited: dict[str, list[float]] = {}
    for one in opened:
        waited.setdefault(one.page, []).append(one.seconds * 1000)
    medians = sorted(((statistics.median(times), page) for page, times in waited.items()), reverse=True)
    return [(page, round(median, 1)) for median, page in medians[:8]]


def _medians(found: Sequence[Result]) -> Result:
    """Return per kind and figure the median over runs; of what is counted the sum."""
    summed = ("n", "failed")
    return {
        kind: {
            name: (sum if name in summed else statistics.median)(one[kind][name] for one in found)
            for name in found[0][kind]
        }
        for kind in found[0]
    }  # fmt: skip
