"""Hold every published reference against what the library computes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from veerkracht.workflows.references.reference import Reference

Result = dict[str, Any]  # Any: a JSON object of numbers and texts

MODULES: Final[tuple[str, ...]] = (
    "asem_steps",
    "asem_aggregation",
    "asem_multivariate",
    "asem_uncertainty",
    "simulated_country",
    "space",
    "disclosure",
    "risk_maps",
    "worlds",
    "choices",
    "redistribution",
    "cascades",
    "restoration",
)
"""The modules beside this one, each with a tuple `REFERENCES`."""


def references() -> list[Reference]:
    """Return every reference, in order."""
    return [reference for module in MODULES for reference in import_module(f"{__package__}.{module}").REFERENCES]


def check_references(data: Path, *, progress: Callable[[str], None] = lambda text: None) -> list[Result]:
    """Compute every published example and tell the largest difference.

    Parameters
    ----------
    data : Path
        Folder with raw data.
    progress : callable
        Told of each reference.

    Returns
    -------
    list of dict
        Name, source, difference, tolerance and verdict: ``"equal"`` or ``"differs"``.
    """
    return [_checked(reference, data, progress) for reference in references()]


def _checked(reference: Reference, data: Path, progress: Callable[[str], None]) -> Result:
    progress(reference.name)
    found = reference.difference(data)
    verdict = "equal" if found <= reference.tolerance else "differs"
    return {"name": reference.name, "source": reference.source, "difference": found,
            "tolerance": reference.tolerance, "verdict": verdict}  # fmt: skip
