"""Requests and records with what this house adds to them, for the type checker and the reader."""

from __future__ import annotations

from typing import Protocol, cast

from django.http import HttpRequest

from veerkracht.web.people.access import Actor, Reader
from veerkracht.web.registers.models import Record

__all__ = ["actor_in", "reader_in", "segment_of"]


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
