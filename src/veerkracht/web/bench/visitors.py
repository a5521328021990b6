"""Readers at once: each opens a page, thinks for a while, and opens the next; what they waited is written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import numpy as np

__all__ = ["Opened", "Visitor", "visit"]


@dataclass(frozen=True)
class Visitor:
    """One reader: address, the cookies of the session, and the pages among which they choose, each with its kind."""

    address: str
    cookies: dict[str, str]
    pages: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Opened:
    """One page that was opened: its kind, how long it took in seconds, and the status of the answer."""

    kind: str
    seconds: float
    status: int


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
    return asyncio.run(_all(address, visitors, seconds, think, seed))


async def _all(address: str, visitors: Sequence[Visitor], seconds: float, think: float, seed: int) -> list[Opened]:
    rngs = np.random.default_rng(seed).spawn(len(visitors))
    end = time.monotonic() + seconds
    tasks = [_one(address, visitor, end, think, rng) for visitor, rng in zip(visitors, rngs, strict=True)]
    return [opened for found in await asyncio.gather(*tasks) for opened in found]


async def _one(address: str, visitor: Visitor, end: float, think: float, rng: np.random.Generator) -> list[Opened]:
    opened: list[Opened] = []
    headers = {"X-Forwarded-For": visitor.address}  # limits count per visitor
    async with httpx.AsyncClient(base_url=address, cookies=visitor.cookies, headers=headers, timeout=30) as client:
        await asyncio.sleep(think * rng.random())
        while (start := time.monotonic()) < end:
            kind, page = visitor.pages[int(rng.integers(len(visitor.pages)))]
            answer = await client.get(page)
            opened.append(Opened(kind, time.monotonic() - start, answer.status_code))
            await asyncio.sleep(max(0.0, start + think - time.monotonic()))
    return opened
