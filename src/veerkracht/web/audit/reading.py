"""Reading what somebody said in confidence is an act, and stands in the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from veerkracht.web.audit.models import Entry, log

__all__ = ["log_read"]


class _Reader(Protocol):
    @property
    def user_id(self) -> int | None:
        """Account; None for who comes by a link."""


class _Record(Protocol):
    register: str
    pk: UUID


def log_read(reader: _Reader, record: _Record, fields: Sequence[str]) -> Entry:
    """Log that somebody read confidential fields of a record; which fields, never what they hold."""
    actor = f"user:{reader.user_id}" if reader.user_id is not None else "link"
    return log("transcript.read", f"{record.register}/{record.pk}", actor=actor, fields=sorted(fields))
