"""What can go wrong between us and a live source: a reason code, a sentence, and whether to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import httpx

from veerkracht.errors import NetworkError

__all__ = ["FAULTS", "Fault", "fault", "may_ask_again", "reason_of"]

_CACHE: Final = " What was fetched before is still in the cache."


@dataclass(frozen=True)
class Fault:
    """A sentence with named places, and whether the same question may succeed a moment later."""

    template: str
    ask_again: bool = False


FAULTS: Final[dict[str, Fault]] = {
    "time-out": Fault("{url} did not answer in time, after {attempts} attempt(s). Try again later.", True),
    "no-connection": Fault("{url} cannot be reached ({detail}). Check the connection or work offline.", True),
    "broken-off": Fault("{url} broke off its answer ({detail}). Try again later.", True),
    "server-error": Fault("{url} answers with fault {status}, after {attempts} attempt(s). Try again later.", True),
    "too-many-requests": Fault("{url} asks for fewer questions (status {status}). Try again later.", True),
    "wait-too-long": Fault("{url} asks to wait {retry_after:.0f} seconds. Try again after that."),
    "not-found": Fault("{url} does not exist. Check the identifier of the table or collection."),
    "refused": Fault("{url} refuses the question with status {status}. Check the identifiers and the filter."),
    "not-changed": Fault("{url} says that nothing changed, but nothing was fetched before. Try again later."),
    "redirect-loop": Fault("{url} sends us on more than {limit} times. Check the address of the service."),
    "bad-address": Fault("{url} is no address that can be asked ({detail}). Give one that starts with https://."),
    "wrong-type": Fault("{url} gives {found} instead of {expected}. Open the address in a browser to see why."),
    "wrong-encoding": Fault("{url} packs its answer as {found}, which was not asked for. Try again later."),
    "damaged": Fault("{url} gives an answer that cannot be unpacked ({detail}). Try again later.", True),
    "too-large": Fault("{url} gives more than {limit} bytes. Ask for one municipality, or raise the limit."),
    "unpacks-too-large": Fault("{url} unpacks to more than {limit} bytes. Do not trust it, or raise the limit."),
    "empty": Fault("{url} gives an empty answer. Try again later."),
    "no-json": Fault("{url} gives no whole JSON document ({detail}). Try again later."),
    "no-envelope": Fault("{url} gives JSON without a list `{field}`. Check whether the service has changed."),
    "foreign-link": Fault("{url} sends us on to {link}, on another host. Check the address of the service."),
    "endless-pages": Fault("{url} keeps naming a next page ({pages} so far). Check whether the service has changed."),
    "incomplete": Fault("{url} promised {expected} items and gave {found}. Try again later."),
    "offline": Fault("{url} is not in the cache. Fetch it once with a connection."),
}  # fmt: skip
"""By reason code. The codes are stable; a shell may word them in another language."""

# the most special class first
_REASONS: Final = (
    (httpx.TimeoutException, "time-out"),
    (httpx.TooManyRedirects, "redirect-loop"),
    (httpx.DecodingError, "damaged"),
    ((httpx.InvalidURL, httpx.UnsupportedProtocol), "bad-address"),
    ((httpx.RemoteProtocolError, httpx.ReadError), "broken-off"),
)


def fault(reason: str, url: str, **facts: object) -> NetworkError:
    """Make the error for a reason code.

    Parameters
    ----------
    reason : str
        A code of `FAULTS`.
    url : str
        The address that was asked.
    **facts : object
        Values for the other places of the sentence.

    Examples
    --------
    >>> error = fault("empty", "https://example.org/a")
    >>> error.reason, str(error)[:60]
    ('empty', 'https://example.org/a gives an empty answer. Try again later')
    """
    known = {"attempts": 1, "detail": "", **facts}
    return NetworkError(FAULTS[reason].template + _CACHE, url=url, reason=reason, **known)


def may_ask_again(error: NetworkError) -> bool:
    """Tell whether the same question may succeed a moment later."""
    return FAULTS[str(error.facts["reason"])].ask_again


def reason_of(error: Exception) -> str:
    """Return the reason code of an exception of the HTTP library.

    Examples
    --------
    >>> reason_of(httpx.ReadTimeout("")), reason_of(httpx.ConnectError(""))
    ('time-out', 'no-connection')
    """
    return next((reason for kinds, reason in _REASONS if isinstance(error, kinds)), "no-connection")
