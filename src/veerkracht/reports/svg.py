"""Small pieces of SVG text: presentation attributes only, so that browsers and print makers read it alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from textwrap import wrap
from typing import Final

from veerkracht.reports.palette import FONT, INK, PAPER

__all__ = ["coordinate", "line", "picture", "polyline", "text", "text_width", "titled", "wrapped"]

_WIDTH_PER_SIZE = 0.5
"""Mean width of a letter of Source Sans, as a share of the font size."""


def coordinate(value: float) -> str:
    """Write a coordinate with at most one decimal.

    Examples
    --------
    >>> coordinate(12.04), coordinate(-0.04), coordinate(3.16)
    ('12', '0', '3.2')
    """
    rounded = round(value, 1) + 0.0
    return f"{rounded:g}" if abs(rounded) < 1e5 else f"{rounded:.0f}"


def picture(content: str, *, width: float, height: float, label: str) -> str:
    """Wrap drawn content in an SVG element that reads aloud as one picture with a label."""
    size = f'width="{coordinate(width)}" height="{coordinate(height)}"'
    box = f'viewBox="0 0 {coordinate(width)} {coordinate(height)}"'
    name = f'role="img" aria-label="{escape(label)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {size} font-family="{FONT}" {name}>{content}</svg>'


def text(
    words: str, x: float, y: float, *, size: float = 14, anchor: str = "start", fill: str = INK, bold: bool = False,
    halo: bool = False,
) -> str:  # fmt: skip
    """Draw one line of text; a halo keeps it legible on a fill."""
    weight = ' font-weight="600"' if bold else ""
    around = (
        f' stroke="{PAPER}" stroke-width="{0.28 * size:.1f}" stroke-linejoin="round" paint-order="stroke"'
        if halo
        else ""
    )
    place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text {place} font-size="{coordinate(size)}" fill="{fill}"{at}{weight}{around}>{escape(words)}</text>'


def line(start: tuple[float, float], end: tuple[float, float], *, stroke: str, width: float = 1, dash: str = "") -> str:
    """Draw a straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    (x1, y1), (x2, y2) = ([coordinate(value) for value in point] for point in (start, end))
    return f'<path d="M{x1},{y1}L{x2},{y2}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{dashed}/>'


def polyline(points: list[tuple[float, float]]) -> str:
    """Return path data through points.

    Examples
    --------
    >>> polyline([(0, 0), (1.25, 2)])
    'M0,0L1.2,2'
    """
    return "M" + "L".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)


def titled(element: str, title: str) -> str:
    """Give a self-closing element a title that shows on hover.

    Examples
    --------
    >>> titled('<path d="M0,0"/>', "Transvaal")
    '<path d="M0,0"><title>Transvaal</title></path>'
    """
    name = element[1 : element.index(" ")]
    return f"{element[:-2]}><title>{escape(title)}</title></{name}>"


_LEAST: Final = 3
_SYLLABLE: Final = re.compile(
    r"(?<=[a-z\u00e0-\u00ff])(?:[bcdfgkptvw][rl]|sch|[bcdfghjklmnpqrstvwxz])(?=[aeiouy\u00e0-\u00ff])"
)
"""One consonant, or two that are said together, before a vowel: good enough for a hyphen in Dutch and in English."""


def text_width(words: str, size: float) -> float:
    """Estimate the width of words, in the unit of the font size."""
    return len(words) * size * _WIDTH_PER_SIZE


def wrapped(words: str, *, width: float, size: float) -> list[str]:
    """Break words into lines that fit the width; a word that is too long for a line is broken with a hyphen.

    Examples
    --------
    >>> wrapped("hoge energieprijs", width=60, size=12)
    ['hoge', 'energie-', 'prijs']
    """
    most = max(6, int(width / (size * _WIDTH_PER_SIZE)))
    parts = (part for word in words.split() for part in _broken(word, most))
    return wrap(" ".join(parts), most) or [""]


def _broken(word: str, most: int) -> Iterator[str]:
    """Yield the parts of a word; no two that follow each other fit on one line, so each ends its line."""
    while len(word) > most and "-" not in word[:most]:
        at = _syllable(word, most - 1)
        yield f"{word[:at]}-"
        word = word[at:]
    yield word


def _syllable(word: str, most: int) -> int:
    """Return the last place, with three letters on both sides, where a syllable seems to begin; else the last that fits."""
    found = [found.start() for found in _SYLLABLE.finditer(word.casefold())]
    return max((place for place in found if _LEAST <= place <= min(most, len(word) - _LEAST)), default=most)
