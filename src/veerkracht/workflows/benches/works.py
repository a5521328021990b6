"""Every work that can be measured, by suite.

The modules with works are imported when asked for, for a peer may be heavy or absent.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from veerkracht.errors import UsageError
from veerkracht.workflows.benches.work import Work

SUITES: Final[dict[str, tuple[str, ...]]] = {
    "index": (
        "aggregation",
        "uncertainty",
        "trends",
        "space",
        "disclosure",
        "microdata",
        "maps",
    ),
    "scale": ("microdata_scale",),
    "systems": (
        "risk_maps",
        "cascades",
        "worlds",
        "redistribution",
        "restoration",
        "choices",
        "first_calls",
    ),
}  # fmt: skip
"""Suite (`veerkracht bench SUITE`) to the modules beside this one, each with a tuple `WORKS`."""


def works_of(suite: str) -> list[Work]:
    """Return the works of a suite, in order."""
    return [work for module in SUITES[suite] for work in _works_in(module)]


def _works_in(module: str) -> tuple[Work, ...]:
    works: tuple[Work, ...] = import_module(f"{__package__}.{module}").WORKS
    return works


def work_of(name: str) -> Work:
    """Return the work of a name.

    Raises
    ------
    UsageError
        If no work has that name.
    """
    works = {work.name: work for suite in SUITES for work in works_of(suite)}
    if name not in works:
        raise UsageError("There is no work {name}. Choose from: {names}.", name=name, names=", ".join(sorted(works)))
    return works[name]
