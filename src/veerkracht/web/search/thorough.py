"""After an erasure the index of SQLite is written anew: until then its old parts hold words of what is gone."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from veerkracht.web.registers.records import erased

__all__ = ["connect"]


def connect() -> None:
    """Listen to what is erased."""
    erased.connect(_on_erased, dispatch_uid="search.thorough")


def _on_erased(sender: object, **told: Any) -> None:  # Any: what the signal carries
    if connection.vendor == "sqlite":
        transaction.on_commit(_write_anew)


def _write_anew() -> None:
    """Merge all parts of the index into one, which drops the words of rows that were deleted."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_index(search_index) VALUES('optimize')")
