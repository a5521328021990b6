"""Keeps the passages in step with the records, in the transaction in which these change."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.db import connection, transaction

from veerkracht.web.registers.models import Area, Record
from veerkracht.web.registers.records import erased, saved
from veerkracht.web.search.models import Passage, Wording
from veerkracht.web.search.texts import codes_of, passages_of

__all__ = ["connect", "index_passages", "reindex"]

_BATCH: Final = 500
_MANY: Final = 100
_STREAM: Final = "COPY search_wording (passage_id, title_words, words, word_order) FROM STDIN"


def connect() -> None:
    """Follow every change of the records."""
    saved.connect(_on_saved, dispatch_uid="search.saved")
    erased.connect(_on_erased, dispatch_uid="search.erased")


def index_passages(records: Sequence[Record]) -> int:
    """Bring the passages of some records in step with them, and return how many there are now."""
    codes = {code for record in records for code in codes_of(record)}
    areas = dict(Area.objects.filter(pk__in=codes).values_list("code", "name"))
    _forget([record.pk for record in records])
    found = [pair for record in records for pair in passages_of(record, areas)]
    Passage.objects.bulk_create([passage for passage, _ in found], batch_size=_BATCH)
    for passage, wording in found:
        wording.passage = passage
    _write([wording for _, wording in found])
    return len(found)


def _write(wordings: Sequence[Wording]) -> None:
    """Store what passages are found by; PostgreSQL takes long texts much quicker as one stream."""
    if connection.vendor != "postgresql":
        Wording.objects.bulk_create(wordings, batch_size=_BATCH)
        return
    with connection.cursor() as cursor:
        with cursor.copy(_STREAM) as stream:
            for one in wordings:
                stream.write_row((one.passage_id, one.title_words, one.words, one.word_order))
        if len(wordings) >= _MANY:  # a search looks through all that waits
            cursor.execute("SELECT gin_clean_pending_list('search_wording_vector')")


def _forget(ids: Sequence[uuid.UUID]) -> None:
    # Asked for first: a join that is planned on what was counted of an empty table takes minutes once it is full.
    passages = list(Passage.objects.filter(record__in=ids).values_list("pk", flat=True))
    if passages:
        Wording.objects.filter(passage__in=passages).delete()
        Passage.objects.filter(pk__in=passages).delete()


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
