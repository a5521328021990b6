"""A polite client for live sources: asks whether something changed, waits when told to, and keeps what it got.

An answer is kept only when the caller says that it is good, so that a fault never replaces an earlier answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import httpx
import numpy as np

from veerkracht.connectors.cache_folder import Answer, read_answer, write_answer
from veerkracht.connectors.http_faults import fault, may_ask_again, reason_of
from veerkracht.connectors.http_response import answer_of, check_form, check_status, promised_bytes
from veerkracht.errors import NetworkError

__all__ = ["Answer", "Client", "HttpCache", "Limits", "open_http_cache", "wait_seconds"]


@dataclass(frozen=True)
class Limits:
    """How much, how long and how often.

    Parameters
    ----------
    download_bytes, unpacked_bytes : int
        Largest answer as sent, and after unpacking.
    connect_s, read_s, total_s : float
        Longest wait for a connection, for the next piece, and for one whole answer, in seconds.
    redirects : int
        How often a server may send us on.
    attempts : int
        How often the same question is asked at most.
    first_wait_s, longest_wait_s : float
        Bound of the wait before the second attempt, which doubles with each, up to the longest, in seconds.
    """

    download_bytes: int = 200_000_000
    unpacked_bytes: int = 400_000_000
    connect_s: float = 10.0
    read_s: float = 60.0
    total_s: float = 600.0
    redirects: int = 5
    attempts: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0


class Client(Protocol):
    """Whoever can be asked for the content of an address."""

    def ask(self, url: str, *, params: Mapping[str, str] | None = None, accept: str, edition: str = "") -> Answer:
        """Return the answer without keeping it."""

    def keep(self, answer: Answer) -> None:
        """Put a good answer in the cache."""

    def fetch(self, url: str, *, params: Mapping[str, str] | None = None, accept: str, edition: str = "") -> bytes:
        """Ask, keep, and return the content."""


@dataclass(frozen=True)
class HttpCache:
    """A client with a cache on disk; `open_http_cache` makes one.

    Parameters
    ----------
    folder : Path
        Where answers are kept; made when the first is kept.
    http : httpx.Client
        The open connection.
    rng : numpy Generator
        Draws the waits between attempts.
    offline : bool
        Use the cache only.
    limits : Limits
        How much, how long and how often.
    sleep, clock : callable
        Wait some seconds; tell the seconds that have passed.
    on_progress : callable or None
        Told the bytes received so far and, when known, how many there will be.
    """

    folder: Path
    http: httpx.Client
    rng: np.random.Generator
    offline: bool = False
    limits: Limits = Limits()
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    on_progress: Callable[[int, int | None], None] | None = None

    def ask(self, url: str, *, params: Mapping[str, str] | None = None, accept: str, edition: str = "") -> Answer:
        """Return what an address answers, without keeping it.

        Parameters
        ----------
        url : str
            Address.
        params : mapping of str to str, optional
            Query, added to that of the address.
        accept : str
            The media type that is asked for; any other is a fault.
        edition : str
            Name of the state of the source, such as its date of change. What was kept under the same edition
            is used without asking: so a broken-off series of pages goes on where it stopped.

        Returns
        -------
        Answer
            From the cache when it is of the same edition, unchanged since, or the client is offline.

        Raises
        ------
        NetworkError
            With `url` and `reason`, a code of `http_faults.FAULTS`.
        """
        address = _whole_address(url, params)
        earlier = read_answer(self.folder, address, edition=edition)
        if earlier and (self.offline or edition):
            return earlier
        if self.offline:
            raise fault("offline", address)
        return replace(self._insist(address, accept, earlier), edition=edition)

    def keep(self, answer: Answer) -> None:
        """Put a good answer in the cache, in place of the earlier one; one that comes from there stays."""
        if not answer.kept:
            write_answer(self.folder, answer)

    def fetch(self, url: str, *, params: Mapping[str, str] | None = None, accept: str, edition: str = "") -> bytes:
        """Return the content of an address and keep it; see `ask`."""
        answer = self.ask(url, params=params, accept=accept, edition=edition)
        self.keep(answer)
        return answer.content

    def _insist(self, url: str, accept: str, earlier: Answer | None) -> Answer:
        for attempt in range(1, self.limits.attempts):
            try:
                return self._ask_once(url, accept, earlier, attempt)
            except NetworkError as error:
                if not may_ask_again(error):
                    raise
                self.sleep(wait_seconds(attempt, limits=self.limits, rng=self.rng) + _told_wait(error, self.limits))
        return self._ask_once(url, accept, earlier, self.limits.attempts)

    def _ask_once(self, url: str, accept: str, earlier: Answer | None, attempt: int) -> Answer:
        headers = {"Accept": accept, **_validators(earlier)}
        try:
            with self.http.stream("GET", url, headers=headers) as response:
                if response.status_code == httpx.codes.NOT_MODIFIED and earlier:
                    return earlier
                check_status(response, url, attempt)
                check_form(response, url, accept)
                return answer_of(response, url, self._read_body(response, url, attempt))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise fault(reason_of(error), url, attempts=attempt, detail=str(error) or type(error).__name__,
                        limit=self.limits.redirects) from error  # fmt: skip

    def _read_body(self, response: httpx.Response, url: str, attempt: int) -> bytes:
        body, until = bytearray(), self.clock() + self.limits.total_s
        expected = promised_bytes(response)
        for piece in response.iter_bytes():
            body += piece
            self._check_size(max(response.num_bytes_downloaded, expected or 0), len(body), url)
            if self.clock() > until:
                raise fault("time-out", url, attempts=attempt)
            if self.on_progress:
                self.on_progress(response.num_bytes_downloaded, expected)
        if not body:
            raise fault("empty", url)
        return bytes(body)

    def _check_size(self, downloaded: int, unpacked: int, url: str) -> None:
        if downloaded > self.limits.download_bytes:
            raise fault("too-large", url, limit=self.limits.download_bytes)
        if unpacked > self.limits.unpacked_bytes:
            raise fault("unpacks-too-large", url, limit=self.limits.unpacked_bytes)


@contextmanager
def open_http_cache(
    folder: Path,
    *,
    user_agent: str,
    rng: np.random.Generator,
    offline: bool = False,
    trust_env: bool = True,
    limits: Limits | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> Iterator[HttpCache]:
    """Open a client for live sources, and close its connections at the end.

    Parameters
    ----------
    folder : Path
        Where answers are kept.
    user_agent : str
        Who asks, for example ``"veerkracht/0.1.0 (+resilience monitor; contact see publiccode)"``.
    rng : numpy Generator
        Draws the waits between attempts; no result depends on it.
    offline : bool
        Use the cache only.
    trust_env : bool
        Use the proxy and certificates that the machine's environment names.
    limits : Limits, optional
        How much, how long and how often.
    sleep, clock : callable
        Wait some seconds; tell the seconds that have passed.
    on_progress : callable, optional
        Told the bytes received so far and, when known, how many there will be.
    """
    bounds = limits or Limits()
    headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip"}
    timeout = httpx.Timeout(bounds.read_s, connect=bounds.connect_s)
    with httpx.Client(headers=headers, timeout=timeout, trust_env=trust_env, follow_redirects=True,
                      max_redirects=bounds.redirects) as http:  # fmt: skip
        yield HttpCache(folder, http, rng, offline, bounds, sleep, clock, on_progress)


def wait_seconds(attempt: int, *, limits: Limits, rng: np.random.Generator) -> float:
    """Draw how long to wait after a failed attempt: exponential back-off with full jitter.

    Parameters
    ----------
    attempt : int
        Number of the attempt that failed, from 1.
    limits : Limits
        First and longest bound.
    rng : numpy Generator
        Draws the wait.

    Returns
    -------
    float
        Seconds, uniform between 0 and the bound, which doubles with each attempt.

    References
    ----------
    .. [1] Brooker (2015), "Exponential backoff and jitter", AWS Architecture Blog.
    """
    bound = min(limits.longest_wait_s, limits.first_wait_s * 2.0 ** (attempt - 1))
    return float(rng.uniform(0, bound))


def _whole_address(url: str, params: Mapping[str, str] | None) -> str:
    try:
        return str(httpx.URL(url).copy_merge_params(dict(params or {})))
    except httpx.InvalidURL as error:
        raise fault("bad-address", url, detail=str(error)) from error


def _validators(earlier: Answer | None) -> dict[str, str]:
    known = {"If-None-Match": earlier.etag, "If-Modified-Since": earlier.last_modified} if earlier else {}
    return {name: value for name, value in known.items() if value}


def _told_wait(error: NetworkError, limits: Limits) -> float:
    told = error.facts.get("retry_after", 0.0)
    seconds = told if isinstance(told, float) else 0.0
    if seconds > limits.longest_wait_s:
        raise fault("wait-too-long", str(error.facts["url"]), retry_after=seconds) from error
    return seconds
