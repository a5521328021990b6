"""Colours that only paper needs, beside those of the palette."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.palette import STYLES

__all__ = ["EDGE", "EMPTY", "PATTERN", "WARNING", "WASH"]

WASH: Final = "#F6F7F8"
"""Ground of a notice."""

WARNING: Final = "#FFF3D0"
"""Ground of the label of generated data."""

EMPTY: Final = STYLES["no_signal"].fill
"""Part of a bar that is not filled."""

EDGE: Final = "#8894A0"
"""Border of a swatch, and lines to write on."""

PATTERN: Final = STYLES["change_1"].fill
"""Lines over the lightest step of falling change."""
