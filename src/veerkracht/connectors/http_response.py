"""What the head of a response says: whether it is the answer, of which form, and what to remember of it."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from veerkracht.connectors.cache_folder import Answer
from veerkracht.connectors.http_faults import fault

__all__ = ["answer_of", "check_form", "check_status", "promised_bytes"]

_TOO_MANY: Final = 429
_AGAIN: Final = (408, 425)  # time-out of the request, too early: RFC 9110 and RFC 8470 allow to repeat


def check_status(response: httpx.Response, url: str, attempt: int) -> None:
    """Let a whole answer pass.

    Raises
    ------
    NetworkError
        For any other status; one that may pass has `retry_after`, the seconds that the server asks to wait.
    """
    status = response.status_code
    if status == httpx.codes.OK:
        return
    if status == httpx.codes.NOT_MODIFIED:
        raise fault("not-changed", url)
    if status == _TOO_MANY:
        raise fault("too-many-requests", url, status=status, attempts=attempt, retry_after=_retry_after(response))
    if httpx.codes.is_server_error(status) or status in _AGAIN:
        raise fault("server-error", url, status=status, attempts=attempt, retry_after=_retry_after(response))
    raise fault("not-found" if status == httpx.codes.NOT_FOUND else "refused", url, status=status)


def check_form(response: httpx.Response, url: str, accept: str) -> None:
    """Let an answer pass that has the media type that was asked for and is packed once at most.

    Raises
    ------
    NetworkError
        Reason ``wrong-type`` or ``wrong-encoding``.
    """
    found = response.headers.get("Content-Type", "nothing").split(";")[0].strip().lower()
    related = accept == "application/json" and found.endswith("+json")
    if found != accept and not related:
        raise fault("wrong-type", url, found=found, expected=accept)
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("gzip", "identity"):  # packed twice, a small piece unpacks to gigabytes at once
        raise fault("wrong-encoding", url, found=packing)


def answer_of(response: httpx.Response, url: str, body: bytes) -> Answer:
    """Join a body with the address asked and the validators and moment of the response."""
    headers = response.headers
    return Answer(url, body, etag=headers.get("ETag", ""), last_modified=headers.get("Last-Modified", ""),
                  retrieved=_iso_moment(headers.get("Date", "")))  # fmt: skip


def promised_bytes(response: httpx.Response) -> int | None:
    """Return how many bytes the server says it will send; None when it does not."""
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _iso_moment(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return ""


def _retry_after(response: httpx.Response) -> float:
    """Seconds that the server asks to wait; a date counts from the server's own."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        gap = parsedate_to_datetime(text) - parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError):  # no date, or only one of the two with a time zone
        return 0.0
    return max(0.0, gap.total_seconds())
