"""A cache in the database whose counts are right when several processes count at once."""

from __future__ import annotations

import zlib

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction

__all__ = ["CountingCache"]


class CountingCache(DatabaseCache):
    """Django's cache in the database, which adds up one at a time."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a count that is there.

        Raises
        ------
        ValueError
            If there is no such count.
        """
        using = router.db_for_write(self.cache_model_class)
        with transaction.atomic(using=using):
            self._wait_for_turn(key, using)
            return super().incr(key, delta, version)

    def _wait_for_turn(self, key: str, using: str) -> None:
        """Let one process at a time add to a count; a write transaction of SQLite is alone by itself."""
        if connections[using].vendor == "postgresql":
            with connections[using].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(key.encode())])
