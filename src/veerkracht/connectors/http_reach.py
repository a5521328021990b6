"""Which live services answer at all: all are asked at once, so that a dead network costs seconds and no more.

A name server that says nothing cannot be given a time limit; therefore each question has a thread of its own, which
is left behind when its time is over.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from threading import Thread

import httpx

from veerkracht.connectors.http_faults import fault, reason_of
from veerkracht.errors import NetworkError

__all__ = ["silent_services"]


def silent_services(
    addresses: Iterable[str], *, user_agent: str, within_s: float, trust_env: bool = True
) -> dict[str, NetworkError]:
    """Return the services that give no answer in time, each with its fault.

    Parameters
    ----------
    addresses : iterable of str
        One address of each service. Any answer counts, whatever its status.
    user_agent : str
        Who asks.
    within_s : float
        How long to wait for all of them together, in seconds.
    trust_env : bool
        Use the proxy and certificates that the machine's environment names.

    Returns
    -------
    dict of str to NetworkError
        By address; empty when all answer.
    """
    asked = sorted(set(addresses))
    answers: dict[str, NetworkError | None] = {}
    until = time.monotonic() + within_s
    threads = [
        Thread(target=_knock, args=(address, user_agent, within_s, trust_env, answers), daemon=True)
        for address in asked
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    found = {address: answers.get(address, fault("time-out", address)) for address in asked}
    return {address: error for address, error in found.items() if error is not None}


def _knock(
    address: str, user_agent: str, within_s: float, trust_env: bool, answers: dict[str, NetworkError | None]
) -> None:
    try:
        httpx.head(address, headers={"User-Agent": user_agent}, timeout=within_s, trust_env=trust_env)
        answers[address] = None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        answers[address] = fault(reason_of(error), address, detail=str(error) or type(error).__name__)
