"""On what is measured: the machine, its load, the versions and the size of the database."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any, Final

from django.db import connection

from veerkracht.version import __version__

__all__ = ["busy_seconds", "surroundings"]

_STAT: Final = Path("/proc/stat")
_INFO: Final = Path("/proc/cpuinfo")


def surroundings() -> dict[str, Any]:  # Any: a JSON object
    """Return what figures depend on besides the software."""
    return {
        "veerkracht": __version__, "python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(), "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load_before": [round(load, 2) for load in os.getloadavg()], "database": _database(),
    }  # fmt: skip


def busy_seconds() -> float:
    """Return how many seconds the processors of the machine were busy since it started; nan where it does not tell."""
    if not _STAT.is_file():
        return float("nan")
    user, nice, system, _idle, _wait, *others = map(int, _STAT.read_text("ascii").splitlines()[0].split()[1:])
    return (user + nice + system + sum(others[:2])) / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    lines = _INFO.read_text("utf-8").splitlines() if _INFO.is_file() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def _database() -> dict[str, Any]:  # Any: a JSON object
    if connection.vendor == "postgresql":
        told, size = _one("SHOW server_version"), _one("SELECT pg_database_size(current_database())")
    else:
        told = _one("SELECT sqlite_version()")
        size = int(_one("PRAGMA page_count")) * int(_one("PRAGMA page_size"))
    return {"kind": connection.vendor, "version": str(told), "size_mb": round(int(size) / 1e6)}


def _one(statement: str) -> Any:  # Any: one value out of the database
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
