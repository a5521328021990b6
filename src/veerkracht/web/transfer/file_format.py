"""The JSON in which registers go out and come in: its name and version."""

from __future__ import annotations

from typing import Final

__all__ = ["FORMAT", "VERSION"]

FORMAT: Final = "veerkracht-registers"
VERSION: Final = 1
"""It grows when files of before can no longer be read."""
