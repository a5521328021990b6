"""Measure a whole suite of works and tell on what machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from veerkracht.version import __version__
from veerkracht.workflows.benches.measuring import Result, measure
from veerkracht.workflows.benches.works import work_of, works_of

_TOLD: Final = (
    "numpy", "scipy", "numba", "duckdb", "highspy", "networkx", "esda", "tobler", "SALib", "pymannkendall", "pysail",
)  # fmt: skip
"""Packages whose version belongs beside a figure."""


def bench_suite(
    suite: str, *, only: Sequence[str] = (), runs: int = 3, progress: Callable[[str], None] = lambda text: None
) -> Result:
    """Measure the works of a suite, each side in processes of its own.

    Parameters
    ----------
    suite : str
        Name of the suite, for example ``"index"``.
    only : sequence of str
        Names of works; by default all of the suite.
    runs : int
        How often each side is run; medians are reported.
    progress : callable
        Told of each run.

    Returns
    -------
    dict
        The machine, the versions, and one result per work.

    Raises
    ------
    UsageError
        If a work of `only` does not exist.
    """
    works = [work_of(name) for name in only] or works_of(suite)
    return {"suite": suite, "runs": runs, "machine": _machine(),
            "works": [measure(work, runs=runs, progress=progress) for work in works]}  # fmt: skip


def _machine() -> Result:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "veerkracht": __version__, "python": platform.python_version(), "system": platform.system(),
        "architecture": platform.machine(), "cores": os.cpu_count(), "load_at_start": load,
        "packages": {name: _version(name) for name in _TOLD},
    }  # fmt: skip


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
