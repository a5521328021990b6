"""Writing what was made: what the disk refuses is told as an error that names the folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from veerkracht.errors import StoreError

__all__ = ["told_where"]


@contextmanager
def told_where(out: Path) -> Iterator[None]:
    """Name the folder that cannot be written.

    Parameters
    ----------
    out : Path
        Folder in which the files are written.

    Raises
    ------
    StoreError
        If the disk refuses: no such folder can be made, a file stands in its place, no permission, or no room.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(
            "Nothing can be written in {folder}: {reason}. Give another folder with --out.",
            folder=out, reason=error.strerror or str(error),
        ) from error  # fmt: skip
