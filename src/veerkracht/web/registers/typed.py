"""Requests, records and answers in the types that this house gives them, for the checker and the reader."""

from __future__ import annotations

from typing import Any, Protocol, cast

from django.http import HttpRequest

from veerkracht.web.people.access import Actor, Reader
from veerkracht.web.registers.models import Record

__all__ = ["actor_in", "listed", "number_of", "reader_in", "segment_of"]

_MOST_DIGITS = 9  # more than any page or version has, and a number that every database takes


class _Read(Protocol):
    reader: Reader
    actor: Actor


class _Placed(Protocol):
    segment: int


def reader_in(request: HttpRequest) -> Reader:
    """Return who looks, as `ReaderMiddleware` found."""
    return cast(_Read, request).reader  # cast: the middleware adds it to every request


def actor_in(request: HttpRequest) -> Actor:
    """Return who acts, as `ReaderMiddleware` found."""
    return cast(_Read, request).actor  # cast: the middleware adds it to every request


def segment_of(record: Record) -> int:
    """Return the place in `segments` of a record that comes from `readable`."""
    return cast(_Placed, record).segment  # cast: an annotation of `readable`


def number_of(text: str, usual: int = 0) -> int:
    """Return the whole number that somebody sent, or another for what is no such number.

    Examples
    --------
    >>> number_of("12"), number_of("\u00b2"), number_of("-1", 1), number_of("9" * 30)
    (12, 0, 1, 0)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else usual


def listed(value: Any) -> list[Any]:  # Any: JSON
    """Return an answer as a list, whether it holds nothing, one or several.

    Examples
    --------
    >>> listed(None), listed("a"), listed(["a", "b"])
    ([], ['a'], ['a', 'b'])
    """
    return value if isinstance(value, list) else [] if value is None else [value]
