"""Answers in JSON: whole documents, lists of records, and links to a next page that stay on the same host."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from veerkracht.connectors.cache_folder import Answer
from veerkracht.connectors.http_faults import fault

__all__ = ["JSON", "MAX_PAGES", "Record", "next_address", "read_object", "records"]

JSON: Final = "application/json"
MAX_PAGES: Final = 1_000
"""More pages than any table has: ten million rows. A service that names more is in a circle."""

Record = dict[str, object]


def read_object(answer: Answer) -> Record:
    """Return the JSON object of an answer.

    Raises
    ------
    NetworkError
        Reason ``no-json`` if the document is not whole, or holds numbers that are none (NaN).
    """
    try:
        document = json.loads(answer.content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise fault("no-json", answer.url, detail=str(error)) from error
    if not isinstance(document, dict):
        raise fault("no-json", answer.url, detail=f"a {type(document).__name__} instead of an object")
    return document


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def records(document: Record, *, field: str, url: str) -> list[Record]:
    """Return the list of records of a document.

    Raises
    ------
    NetworkError
        Reason ``no-envelope`` if the field is absent, is no list, or holds something else than records.
    """
    found = document.get(field)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise fault("no-envelope", url, field=field)
    return found


def next_address(link: object, *, url: str) -> str:
    """Return the address of the next page, by the scheme of the page it stands on.

    Raises
    ------
    NetworkError
        Reason ``foreign-link`` if the link leads to another host.

    Examples
    --------
    >>> next_address("http://example.org/a?skip=2", url="https://example.org/a")
    'https://example.org/a?skip=2'
    """
    here, there = urlsplit(url), urlsplit(urljoin(url, str(link)))
    if there.hostname != here.hostname:
        raise fault("foreign-link", url, link=str(link))
    return urlunsplit(there._replace(scheme=here.scheme, netloc=here.netloc))
