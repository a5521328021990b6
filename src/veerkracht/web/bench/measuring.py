"""The benchmark of the application: many records, many readers, an import, the search and writers at once."""

from __future__ import annotations

import os
import resource
import signal
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from veerkracht.errors import ServiceError
from veerkracht.web.bench.visitors import Opened, Visitor, visit
from veerkracht.web.people.access import Role
from veerkracht.web.people.models import Assignment, User
from veerkracht.web.site.security import transport
from veerkracht.web.site.serving import commands_for

__all__ = ["BARS", "COUNTS", "as_figures", "pages", "percentile", "read_together", "session_of"]

Result = dict[str, Any]  # Any: a JSON object of numbers and texts
COUNTS: Final[Mapping[str, int]] = {
    "sources": 50, "parties": 100, "indicators": 500, "risks": 500, "initiatives": 5_000, "measurements": 100_000,
}  # fmt: skip
BARS: Final = {"list_p95_ms": 150, "detail_p95_ms": 150, "search_p95_ms": 50, "import_5000_s": 20}
PEER: Final = "robots.txt"  # a page of one line without a question to the database: what the server itself costs
READY_SECONDS: Final = 60
WARM_SECONDS: Final = 4  # the first of each page compiles its template


def pages(ids: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return the pages that are read, each with its kind: lists, as many details, and a few searches."""
    lists = [
        "/nl/registers/initiatives/", "/nl/registers/initiatives/?page=40", "/nl/registers/initiatives/?status=started",
        "/nl/registers/initiatives/?sort=-start", "/nl/registers/risks/", "/nl/registers/risks/?kind=shock",
        "/en/registers/initiatives/?q=hitte", "/nl/registers/indicators/",
    ]  # fmt: skip
    details = [
        f"/nl/registers/{name}/synthetic-{name}-{number}/"
        for name, count in ids.items()
        if name in ("initiatives", "risks", "indicators")
        for number in range(0, len(count), max(1, len(count) // 40))
    ]
    searches = ["/nl/search/?q=hitte", "/nl/search/?q=energiearmoede", "/en/search/?q=water", "/nl/search/?q=vrijwill"]
    wide = max(1, len(details) // len(lists))
    return [
        *(("list", page) for page in lists for _ in range(wide)), *(("detail", page) for page in details),
        *(("search", page) for page in searches for _ in range(wide // 2)),
    ]  # fmt: skip


def session_of(role: Role, number: int) -> dict[str, str]:
    """Make an account with a role and return the cookie of a session in which it is signed in with two factors."""
    user = User.objects.create_user(f"synthetic{number}@example.org", function="synthetisch")
    Assignment.objects.create(user=user, role=role)
    store = SessionStore()
    now = time.time()
    store.update({
        "_auth_user_id": str(user.pk), "_auth_user_hash": user.get_session_auth_hash(),
        "_auth_user_backend": "allauth.account.auth_backends.AuthenticationBackend",
        "account_authentication_methods": [{"method": "password", "at": now}, {"method": "mfa", "at": now}],
    })  # fmt: skip
    store.create()
    name = transport(insecure=True, behind_proxy=True)["SESSION_COOKIE_NAME"]
    return {name: store.session_key or ""}


@contextmanager
def _served(workers: int, progress: Callable[[str], None]) -> Iterator[tuple[str, int]]:
    """Serve the application in processes of its own; yield its address and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "VEERKRACHT_INSECURE": "1", "VEERKRACHT_BEHIND_PROXY": "1"}
    process = subprocess.Popen(commands_for("127.0.0.1", port, workers)["server"], env=environment,
                               start_new_session=True)  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        progress(f"serving at {address}")
        yield address, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait_for(address: str) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/{PEER}", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise ServiceError("The server did not answer within {seconds} seconds.", seconds=READY_SECONDS)


def read_together(
    ids: Mapping[str, Sequence[str]],
    *,
    users: int,
    seconds: float,
    think: float,
    workers: int = 0,
    progress: Callable[[str], None] = lambda text: None,
) -> Result:
    """Measure pages with many readers at once, in turn with the same readers opening the peer.

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

    Returns
    -------
    dict
        Per kind of page how many were opened, the median and 95th percentile in ms; the CPU seconds of the server
        per page; the same for the peer; and the ratio of both.
    """
    roles = [Role.ANALYST, Role.OFFICER]
    known = [session_of(roles[n % 2], n) for n in range(2 * users // 5)]
    cookies = [*known, *({} for _ in range(users - len(known)))]
    readers = [Visitor(f"10.0.0.{n + 1}", cookie, pages(ids)) for n, cookie in enumerate(cookies)]
    peers = [Visitor(reader.address, reader.cookies, [("peer", f"/{PEER}")]) for reader in readers]
    connection.close()
    with _served(workers, progress) as (address, _):
        visit(address, readers, seconds=WARM_SECONDS, think=1, seed=0)
        progress(f"{users} readers for {seconds:.0f} s")
        opened = visit(address, readers, seconds=seconds, think=think, seed=1)
        peer = as_figures(visit(address, peers, seconds=min(seconds, 10), think=think, seed=2))["peer"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "users": users, "seconds": seconds, "think_s": think, "database": connection.vendor,
        "pages": as_figures(opened), "peer": peer,
        "ratio_to_peer": {
            kind: round(figures["median_ms"] / peer["median_ms"], 1) for kind, figures in as_figures(opened).items()
        },
        "server_cpu_s": round(used.ru_utime + used.ru_stime, 1), "server_peak_mb": round(used.ru_maxrss / 1024),
    }  # fmt: skip


def as_figures(opened: Sequence[Opened]) -> Result:
    """Return per kind of page how many were opened, how many failed, the median and the 95th percentile in ms."""
    kinds = sorted({one.kind for one in opened})
    return {kind: _figures([one for one in opened if one.kind == kind]) for kind in kinds}


def _figures(opened: Sequence[Opened]) -> Result:
    waited = [one.seconds * 1000 for one in opened]
    return {
        "n": len(opened), "failed": sum(one.status >= 400 for one in opened),
        "median_ms": round(statistics.median(waited), 1), "p95_ms": round(percentile(waited, 95), 1),
        "slowest_ms": round(max(waited), 1),
    }  # fmt: skip


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least a percentage of the values does not exceed.

    Examples
    --------
    >>> percentile([5, 1, 3, 2, 4], 95), percentile([1, 2, 3, 4], 50)
    (5, 2)
    """
    ranked = sorted(values)
    place = -(-len(ranked) * percent // 100)
    return ranked[max(0, int(place) - 1)]
