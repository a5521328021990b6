"""The matrix of risks as SVG: impact against probability, a number in the cell for each risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from veerkracht.reports.palette import INK, LINE, PAPER, SOFT, style_of
from veerkracht.reports.svg import coordinate, picture, text, text_width, wrapped

__all__ = ["Grid", "draw_grid", "fill_of"]

_NARROW, _WIDE = 92.0, 120.0
"""Width of a cell, in pixels: so that the longest word of a class fits where it can."""
_CELL_HEIGHT = 74.0
_LEFT, _TOP, _FOOT = 108.0, 26.0, 62.0
_SIZE = 13.0
_DOT = 11.0
"""Half the width of a number, in pixels."""
_PER_LINE, _LINES = 3, 2
_STEPS: Final = 5
"""Colours of the palette from low to high."""


@dataclass(frozen=True)
class Grid:
    """A matrix to draw.

    Parameters
    ----------
    levels : sequence of sequences of int
        Level of each cell from 1: a line per class of impact, in it one per class of probability, small to large.
    probability, impact : sequence of str
        Words of the classes, small to large; a class without words shows its number.
    names : sequence of str
        Words of the levels.
    inside : mapping of (probability, impact) to numbers
        Which numbers stand in which cell, both from 1.
    across, up : str
        Words beside the axes.
    """

    levels: Sequence[Sequence[int]]
    probability: Sequence[str]
    impact: Sequence[str]
    names: Sequence[str]
    inside: Mapping[tuple[int, int], Sequence[int]]
    across: str
    up: str


def fill_of(level: int, highest: int) -> str:
    """Return the colour of a level; the lightest is the lowest, and the highest level is always the darkest.

    Examples
    --------
    >>> fill_of(1, 3), fill_of(3, 3)
    ('#CFE0D8', '#1B3563')
    """
    step = 1 + round((level - 1) * (_STEPS - 1) / max(1, highest - 1))
    return style_of(f"level_{min(_STEPS, max(1, step))}").fill


def draw_grid(grid: Grid, *, label: str) -> str:
    """Draw a matrix as an ``<svg>``; the same grid gives the same text.

    Parameters
    ----------
    label : str
        What the picture shows, for who cannot see it.
    """
    columns = max((len(line) for line in grid.levels), default=0)
    width, height = _LEFT + columns * _wide(grid) + 2, _TOP + len(grid.levels) * _CELL_HEIGHT + _FOOT
    cells = [
        _cell(grid, impact, probability)
        for impact, line in enumerate(grid.levels, start=1)
        for probability, _level in enumerate(line, start=1)
    ]
    parts = [*cells, *_across(grid, columns), *_up(grid)]
    return picture("".join(parts), width=width, height=height, label=label)


def _wide(grid: Grid) -> float:
    """Return the width of a cell."""
    longest = max((text_width(word, _SIZE) for words in grid.probability for word in words.split()), default=0)
    return min(_WIDE, max(_NARROW, longest + 8))


def _cell(grid: Grid, impact: int, probability: int) -> str:
    wide = _wide(grid)
    left, top = _LEFT + (probability - 1) * wide, _TOP + (len(grid.levels) - impact) * _CELL_HEIGHT
    level = grid.levels[impact - 1][probability - 1]
    fill = fill_of(level, max(max(line) for line in grid.levels if line))
    box = f'<rect x="{coordinate(left)}" y="{coordinate(top)}" width="{wide:g}" height="{_CELL_HEIGHT:g}" '
    name = text(_word(grid.names, level), left + 6, top + 15, size=12, fill=_ink_on(fill))
    numbers = grid.inside.get((probability, impact), ())
    return f'{box}fill="{fill}" stroke="{PAPER}" stroke-width="2"/>{name}{_numbers(numbers, left, top)}'


def _ink_on(fill: str) -> str:
    """Return dark letters on a light fill, and white ones on a dark fill."""
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else PAPER


def _numbers(numbers: Sequence[int], left: float, top: float) -> str:
    """Place numbers in a cell; where they do not fit, the last place tells how many more there are."""
    room = _PER_LINE * _LINES
    words = [str(number) for number in numbers]
    if len(words) > room:
        words = [*words[: room - 1], f"+{len(words) - room + 1}"]
    return "".join(
        _number(word, left + 16 + (place % _PER_LINE) * 29, top + 35 + (place // _PER_LINE) * 25)
        for place, word in enumerate(words)
    )


def _number(word: str, x: float, y: float) -> str:
    wide = max(2 * _DOT, text_width(word, _SIZE) + 10)
    box = f'<rect x="{coordinate(x - wide / 2)}" y="{coordinate(y - _DOT)}" width="{coordinate(wide)}" '
    box += f'height="{2 * _DOT:g}" rx="{_DOT:g}" fill="{PAPER}" stroke="{INK}"/>'
    return box + text(word, x, y + 4.5, size=_SIZE, anchor="middle", bold=True)


def _across(grid: Grid, columns: int) -> list[str]:
    bottom, wide = _TOP + len(grid.levels) * _CELL_HEIGHT, _wide(grid)
    drawn = []
    for place in range(columns):
        lines = wrapped(_word(grid.probability, place + 1), width=wide - 6, size=_SIZE)[:2]
        x = _LEFT + (place + 0.5) * wide
        drawn += [
            text(words, x, bottom + 16 + 15 * row, size=_SIZE, anchor="middle", fill=SOFT)
            for row, words in enumerate(lines)
        ]
    return [*drawn, text(f"{grid.across} →", _LEFT + columns * wide, bottom + 52, size=14, anchor="end")]


def _up(grid: Grid) -> list[str]:
    drawn = [text(f"↑ {grid.up}", 2, 16, size=14)]
    for place in range(len(grid.levels)):
        middle = _TOP + (len(grid.levels) - place - 0.5) * _CELL_HEIGHT
        lines = wrapped(_word(grid.impact, place + 1), width=_LEFT - 14, size=_SIZE)[:3]
        first = middle + 4.5 - 7.5 * (len(lines) - 1)
        drawn += [
            text(words, _LEFT - 8, first + 15 * row, size=_SIZE, anchor="end", fill=SOFT)
            for row, words in enumerate(lines)
        ]
    edge = f'<path d="M{_LEFT:g},{_TOP:g}V{coordinate(_TOP + len(grid.levels) * _CELL_HEIGHT)}" stroke="{LINE}"/>'
    return [*drawn, edge]


def _word(words: Sequence[str], place: int) -> str:
    return words[place - 1] if place <= len(words) and words[place - 1] else str(place)
