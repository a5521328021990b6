"""Reading confidential answers of interviews leaves a line in the log; pages, files and machines call it here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import HttpRequest

from veerkracht.catalogue import Field, Register
from veerkracht.web.audit.models import log
from veerkracht.web.audit.reading import log_read
from veerkracht.web.people.access import Actor, Reader
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import Segment, visible_fields
from veerkracht.web.registers.typed import reader_in

__all__ = ["WATCHED", "is_watched", "note_answers", "note_fields", "note_file", "note_reading", "note_versions"]

WATCHED: Final = ("spoken", "quote")
"""Classes of registers whose confidential fields are read under watch."""


def is_watched(item: Register, field: Field) -> bool:
    """Tell whether reading a field is logged each time; lists and searches leave such a field out."""
    return item.access in WATCHED and field.visibility == "confidential"


def note_reading(request: HttpRequest, record: Record, segment: Segment) -> None:
    """Log that a page shows confidential answers of a record; call it once, before the answers are shown."""
    note_answers(reader_in(request), record, segment)


def note_answers(reader: Reader, record: Record, segment: Segment) -> None:
    """Log that a reader is shown a record.

    Nothing is logged where the record holds no confidential answer, or the reader does not see it.
    """
    held = record.face(segment.face)
    _note(reader, record, (field for field in visible_fields(record.definition, segment) if field.id in held))


def note_versions(request: HttpRequest, record: Record, segment: Segment) -> None:
    """Log that a page shows earlier versions of a record, in which confidential answers may stand."""
    note_fields(request, record, visible_fields(record.definition, segment))


def note_fields(request: HttpRequest, record: Record, fields: Iterable[Field]) -> None:
    """Log that a page shows some answers of a record, as far as they are watched."""
    _note(reader_in(request), record, fields)


def _note(reader: Reader, record: Record, fields: Iterable[Field]) -> None:
    names = [field.id for field in fields if is_watched(record.definition, field)]
    if names:
        log_read(reader, record, names)


def note_file(actor: Actor, item: Register, fields: Iterable[Field], *, records: int) -> None:
    """Log that a list, file or answer to a machine holds confidential answers of many records at once."""
    names = sorted(field.id for field in fields if is_watched(item, field))
    if names and records:
        log("transcript.read", item.id, actor=actor.label, fields=names, n=records)
