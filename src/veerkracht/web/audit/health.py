"""What must hold for the application to be well; each room adds its own check when it starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["Check", "add_check", "failing"]

Check = Callable[[], bool]
"""Tells whether something is well; an error counts as not well."""

_CHECKS: Final[dict[str, Check]] = {}


def add_check(name: str, check: Check) -> None:
    """Add a check under a name; a check of the same name is replaced."""
    _CHECKS[name] = check


def failing() -> dict[str, bool]:
    """Run every check, and return by name whether it fails."""
    return {name: not _is_well(check) for name, check in sorted(_CHECKS.items())}


def _is_well(check: Check) -> bool:
    try:
        return check()
    except Exception:  # whatever goes wrong in a check is what it is there to find
        return False
