"""The language of the command line: that of VEERKRACHT_LANG, else that of the system."""

from __future__ import annotations

import os

__all__ = ["_", "speaks_dutch"]


def speaks_dutch() -> bool:
    """Tell whether the user reads Dutch."""
    chosen = os.environ.get("VEERKRACHT_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return chosen.lower().startswith("nl")


def _(template: str) -> str:
    """Return words of the command line in the language of the user: VEERKRACHT_LANG, else that of the system."""
    if not speaks_dutch():
        return template
    from veerkracht.reports.translation import translate

    return translate(template, "nl")
