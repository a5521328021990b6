"""Readers at once: each opens a page, thinks for a while, and opens the next; what they waited is written down.

A reader is a thread that mostly sleeps, with a connection of its own: on a machine that also serves the pages, who
measures must take little of it.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import numpy as np

__all__ = ["Opened", "Visitor", "visit"]

PATIENCE: Final = 30  # seconds


@dataclass(frozen=True)
class Visitor:
    """One reader: address, the cookies of the session, and the pages among which they choose, each with its kind."""

    address: str
    cookies: dict[str, str]
    pages: Sequence[tuple[str, str]]

    @property
    def headers(self) -> dict[str, str]:
        """Return what the reader's browser sends; limits count per address."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"X-Forwarded-For": self.address, **({"Cookie": cookies} if cookies else {})}


@dataclass(frozen=True)
class Opened:
    """One page that was opened: its kind, how long it took in seconds, and the status of the answer."""

    kind: str
    seconds: float
    status: int
    page: str = ""


def visit(address: str, visitors: Sequence[Visitor], *, seconds: float, think: float, seed: int) -> list[Opened]:
    """Let visitors read for a while.

    Parameters
    ----------
    address : str
        Where the application answers, for example ``http://127.0.0.1:8000``.
    visitors : sequence of Visitor
        Who reads.
    seconds : float
        How long, in seconds.
    think : float
        Seconds from opening one page to opening the next.
    seed : int
        Chooses pages and first moments.
    """
    rngs = np.random.default_rng(seed).spawn(len(visitors))
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(len(visitors)) as pool:
        found = pool.map(lambda visitor, rng: _read(address, visitor, end, think, rng), visitors, rngs)
        return [opened for read in found for opened in read]


def _read(address: str, visitor: Visitor, end: float, think: float, rng: np.random.Generator) -> list[Opened]:
    opened: list[Opened] = []
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    time.sleep(think * rng.random())
    while (start := time.monotonic()) < end:
        kind, page = visitor.pages[int(rng.integers(len(visitor.pages)))]
        status = _open(connection, page, visitor.headers)
        opened.append(Opened(kind, time.monotonic() - start, status, page))
        time.sleep(max(0.0, start + think - time.monotonic()))
    connection.close()
    return opened


def _open(connection: http.client.HTTPConnection, page: str, headers: dict[str, str]) -> int:
    """Open a page and read all of it; 599 where nothing comes back."""
    try:
        connection.request("GET", page, headers=headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return 599
    return answer.status
