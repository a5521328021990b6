"""How far an import is, and whether it should stop: told in small files, which a transaction does not hold back."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["Board", "Progress", "StoppedError"]

_EVERY_SECONDS: Final = 0.3


class StoppedError(Exception):
    """Somebody asked an import to stop."""


class Progress(NamedTuple):
    """The phase, how many rows are done in it, and how many there are; 0 is not known yet."""

    phase: str
    done: int
    total: int


class Board:
    """The folder in which one job tells how far it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told = folder / "progress.json"
        self._stop = folder / "stop"
        self._last = 0.0

    def tick(self, phase: str, done: int, total: int) -> None:
        """Tell how far the job is.

        Raises
        ------
        StoppedError
            If somebody asked it to stop.
        """
        if self._stop.exists():
            raise StoppedError
        now = time.monotonic()
        if now - self._last < _EVERY_SECONDS and done:
            return
        self._last = now
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._told.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps([phase, done, total]), "ascii")
        aside.replace(self._told)

    def read(self) -> Progress:
        """Return how far the job is."""
        try:
            return Progress(*json.loads(self._told.read_text("ascii")))
        except (OSError, ValueError):
            return Progress("wait", 0, 0)

    def last_sign(self) -> datetime | None:
        """Return when something was told last."""
        try:
            return datetime.fromtimestamp(self._told.stat().st_mtime, UTC)
        except OSError:
            return None

    def ask_to_stop(self) -> None:
        """Let the job stop at its next sign."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._stop.touch()

    def clear(self) -> None:
        """Take everything off, and the folder too when nothing else is in it."""
        for file in (self._told, self._stop):
            file.unlink(missing_ok=True)
        with suppress(OSError):
            self._folder.rmdir()
