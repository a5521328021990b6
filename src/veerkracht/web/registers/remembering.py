"""What was counted before, for as long as nothing was recorded since.

Every change of a record leaves an entry in the log, in the same transaction. The digest of the last entry therefore
tells whether what one process counted still holds, whichever process made the change. For the public only those
entries count after which it may see something else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Final, TypeVar, TypeVarTuple

from veerkracht.web.audit.models import last_digest
from veerkracht.web.people.access import Reader

__all__ = ["remembered"]

_MOST: Final = 512
Rest = TypeVarTuple("Rest")
Told = TypeVar("Told")


def remembered(tell: Callable[[Reader, *Rest], Told]) -> Callable[[Reader, *Rest], Told]:
    """Remember what a function tells a reader until the log grows; whoever has the same roles is told the same.

    Parameters
    ----------
    tell : callable
        Takes the reader first; what it tells depends on the records, the reader's roles and language, and its other
        arguments, which can be hashed, and on nothing else. What it returns is shared and never changed.

    Notes
    -----
    One question to the database: for the last entry of the log.
    """

    @lru_cache(maxsize=_MOST)
    def kept(state: str, reader: Reader, rest: tuple[*Rest]) -> Told:
        return tell(reader, *rest)

    def ask(reader: Reader, *rest: *Rest) -> Told:
        return kept(last_digest(seen=reader.user_id is None), _alike(reader), rest)

    return update_wrapper(ask, tell)


def _alike(reader: Reader) -> Reader:
    """Return a reader with the same roles and language, whoever it is."""
    return Reader(None if reader.user_id is None else 0, reader.assigned, reader.language)
