"""Clients that ask the service on this machine."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from live_service import json_reply, publish3, publish4, reply, server

from veerkracht.connectors.http_cache import HttpCache, Limits, open_http_cache

__all__ = ["json_reply", "make_client", "publish3", "publish4", "reply", "server", "slept"]


@pytest.fixture
def slept() -> list[float]:
    """The waits that clients asked for, in seconds; nobody really waits."""
    return []


@pytest.fixture
def make_client(tmp_path: Path, slept: list[float]) -> Iterator[Callable[..., HttpCache]]:
    """Open a client on the cache of this test; the proxies of this machine are left out."""
    with ExitStack() as stack:

        def make(*, offline: bool = False, limits: Mapping[str, float] | None = None, **others: object) -> HttpCache:
            bounds = Limits(**{"attempts": 3, "read_s": 5.0, **(limits or {})})
            options = {"user_agent": "veerkracht/0 (test)", "rng": np.random.default_rng(7), "sleep": slept.append}
            return stack.enter_context(
                open_http_cache(tmp_path / "cache", trust_env=False, offline=offline, limits=bounds, **options | others)
            )

        yield make
