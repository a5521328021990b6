"""Reading confidential answers of interviews leaves a line in the log; pages, files and machines call it here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import HttpRequest

from veerkracht.catalogue import Register
from veerkracht.web.audit.models import log
from veerkracht.web.audit.reading import log_read
from veerkracht.web.people.access import Actor
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import Segment, visible_fields

__all__ = ["OBSERVED", "note_file", "note_reading"]

OBSERVED: Final = ("spoken", "quote")
"""Classes of registers whose confidential fields are read under watch."""


def note_reading(request: HttpRequest, record: Record, segment: Segment) -> None:
    """Log that a page shows confidential answers of a record; call it once, before the answers are shown.

    Nothing is logged where the record holds no such answer, or the reader does not see it.
    """
    fields = _confidential(record.definition, segment)
    held = [name for name in fields if name in record.face(segment.face)]
    if held:
        log_read(request.reader, record, held)  # type: ignore[attr-defined]  # set by ReaderMiddleware


def note_file(actor: Actor, item: Register, parts: Iterable[Segment], *, records: int) -> None:
    """Log that a list, file or answer to a machine holds confidential answers of many records at once."""
    fields = sorted({name for segment in parts for name in _confidential(item, segment)})
    if fields and records:
        log("transcript.read", item.id, actor=actor.label, fields=fields, n=records)


def _confidential(item: Register, segment: Segment) -> list[str]:
    if item.access not in OBSERVED:
        return []
    return [field.id for field in visible_fields(item, segment) if field.visibility == "confidential"]
