"""Colours and patterns with one meaning each, legible to colour-blind eyes and in black and white.

The values are measured: least colour difference 11 between classes and 12 between steps, under normal and
three colour-blind views; the lightness falls or rises with the meaning, and a pattern or symbol repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.errors import PublicationError

__all__ = [
    "ACCENT",
    "FONT",
    "INK",
    "LINE",
    "PAPER",
    "SOFT",
    "STYLES",
    "Style",
    "lighter",
    "pattern_id",
    "patterns",
    "style_of",
]

INK: Final = "#1A1A1A"
SOFT: Final = "#55606B"
ACCENT: Final = "#154273"
LINE: Final = "#D9DEE3"
PAPER: Final = "#FFFFFF"
FONT: Final = "'Source Sans 3', 'Source Sans Pro', sans-serif"
"""Quoted, because a bare name may not hold a word that starts with a digit."""


_KEPT: Final = 0.6
"""Share of a colour that stays when its class is less than 80 % sure."""


@dataclass(frozen=True)
class Style:
    """Fill of an area or mark: a colour, a pattern over it, and the shape of its mark in a scatter.

    `dots` is the pattern over it where the class is not sure: white, or dark on a light fill. Dots and not
    lines, because lines mean unknown.
    """

    fill: str
    pattern: str = ""
    mark: str = "circle"
    dots: str = "dots"


STYLES: Final = {
    "under_pressure": Style("#6A1B6E", "rising", "triangle"),
    "shows_resilience": Style("#1F8A8A", mark="circle"),
    "other_cause": Style("#E0A030", mark="square"),
    "no_signal": Style("#D5DCE4", mark="ring", dots="dots_dark"),
    "unknown": Style(PAPER, "unknown", "cross"),
    "level_1": Style("#CFE0D8", dots="dots_dark"),
    "level_2": Style("#93C2C4", dots="dots_dark"),
    "level_3": Style("#4F95AE"),
    "level_4": Style("#2A6491"),
    "level_5": Style("#1B3563"),
    "change_1": Style("#8C4A0B", "falling", "triangle_down"),
    "change_2": Style("#C98B3C", "falling", "triangle_down"),
    "change_3": Style("#EAD3A8", "falling_dark", "triangle_down"),
    "change_4": Style("#F4F4F2", mark="ring"),
    "change_5": Style("#B9CFE4"),
    "change_6": Style("#6293C4"),
    "change_7": Style("#1F4E8C"),
}
"""Style of every class, level and change."""

_PATTERNS: Final = {
    "rising": '<pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="1.1" height="7" fill="#FFFFFF" fill-opacity="0.5"/></pattern>',
    "falling": '<pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(135)">'
    '<rect width="1.1" height="7" fill="#FFFFFF" fill-opacity="0.55"/></pattern>',
    "falling_dark": '<pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(135)"><rect width="0.9" height="7" fill="#8C4A0B" fill-opacity="0.6"/></pattern>',
    "unknown": '<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="1.2" height="6" fill="#9AA5B1"/></pattern>',
    "dots": '<pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse"><circle cx="1.75" cy="1.75" r="1.4" '
    'fill="#FFFFFF"/><circle cx="5.25" cy="5.25" r="1.4" fill="#FFFFFF"/></pattern>',
    "dots_dark": '<pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse"><circle cx="1.75" cy="1.75" '
    'r="1" fill="#55606B"/><circle cx="5.25" cy="5.25" r="1" fill="#55606B"/></pattern>',
}


def style_of(key: str) -> Style:
    """Return the style for a key.

    Raises
    ------
    PublicationError
        If the key is not in the palette.

    Examples
    --------
    >>> style_of("no_signal").fill
    '#D5DCE4'
    """
    if key not in STYLES:
        raise PublicationError("There is no style {found} in the palette. Use one of {known}.",
                               found=key, known=", ".join(STYLES))  # fmt: skip
    return STYLES[key]


def lighter(colour: str) -> str:
    """Mix a colour with white, for a class that is not sure.

    Examples
    --------
    >>> lighter("#000000")
    '#666666'
    """
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(_KEPT * part + (1 - _KEPT) * 255):02X}" for part in parts)


def pattern_id(prefix: str, pattern: str) -> str:
    """Return the id of a pattern, unique on a page as long as the prefix is.

    Examples
    --------
    >>> pattern_id("map-1", "unknown")
    'map-1-unknown'
    """
    return f"{prefix}-{pattern}"


def patterns(names: set[str], *, prefix: str) -> str:
    """Return the SVG definitions of patterns.

    Examples
    --------
    >>> patterns(set(), prefix="map-1")
    ''
    """
    drawn = "".join(_PATTERNS[name].format(id=pattern_id(prefix, name)) for name in sorted(names))
    return f"<defs>{drawn}</defs>" if drawn else ""
