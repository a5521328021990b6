"""Keeps the passages in step with the records, in the transaction in which these change."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import connection, transaction

from veerkracht.web.registers.models import Area, Record
from veerkracht.web.registers.records import erased, saved
from veerkracht.web.registers.storing import insert
from veerkracht.web.search.models import Passage
from veerkracht.web.search.texts import Found, codes_of, passages_of

__all__ = ["connect", "index_passages", "reindex"]

_BATCH: Final = 500
_MANY: Final = 100


def connect() -> None:
    """Follow every change of the records."""
    saved.connect(_on_saved, dispatch_uid="search.saved")
    erased.connect(_on_erased, dispatch_uid="search.erased")


def index_passages(records: Sequence[Record]) -> int:
    """Bring the passages of some records in step with them, and return how many there are now."""
    codes = {code for record in records for code in codes_of(record)}
    areas = dict(Area.objects.filter(pk__in=codes).values_list("code", "name"))
    _forget([record.pk for record in records])
    made = insert(Passage, Found._fields, (found for record in records for found in passages_of(record, areas)))
    if made >= _MANY and connection.vendor == "postgresql":
        transaction.on_commit(_put_in_place, robust=True)
    return made


def _put_in_place() -> None:
    """Let PostgreSQL put in its index what waits to be, because a search looks through all that waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_passage_vector')")


def _forget(ids: Sequence[uuid.UUID]) -> None:
    Passage.objects.filter(record__in=ids).delete()


def reindex() -> Iterator[int]:
    """Make all passages anew, and yield how many records are done after each batch.

    Notes
    -----
    Each batch is one transaction; the search keeps finding meanwhile.
    """
    records, done = Record.objects.order_by("pk").iterator(chunk_size=_BATCH), 0
    while batch := list(islice(records, _BATCH)):
        with transaction.atomic():
            index_passages(batch)
        done += len(batch)
        yield done


def _on_saved(records: Sequence[Record], **told: Any) -> None:  # Any: what else the signal carries
    index_passages(records)


def _on_erased(ids: Sequence[uuid.UUID], **told: Any) -> None:  # Any: what else the signal carries
    _forget(ids)
