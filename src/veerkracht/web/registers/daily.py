"""Work that is done once a day; each room adds its own when it starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

__all__ = ["add_job", "run_jobs"]

Job = Callable[[date], int]
"""Given today, does the work and returns on how many things."""

_JOBS: Final[dict[str, Job]] = {}


def add_job(name: str, job: Job) -> None:
    """Add work under a name; work of the same name is replaced."""
    _JOBS[name] = job


def run_jobs(today: date) -> dict[str, int]:
    """Do all work, and return by name on how many things."""
    return {name: job(today) for name, job in sorted(_JOBS.items())}
