"""Rows against columns as SVG, each cell with its words and a fill that is darker where it is worse."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.content import Language
from veerkracht.reports.map_legend import EDGE
from veerkracht.reports.palette import INK, PAPER, style_of
from veerkracht.reports.svg import coordinate, picture, text, wrapped
from veerkracht.reports.systems_charts import GridCell, GridPicture
from veerkracht.reports.words import plain

__all__ = ["draw_grid"]

_SIZE: Final = 13.0
_SMALL: Final = 12.0
_LINE: Final = 15.0
_CELL: Final = 30.0
_NARROW: Final = 480.0
_TIGHT: Final = 90.0
"""Below this width of a column its heading is set smaller."""
_DARK: Final = frozenset(("level_4", "level_5", "under_pressure"))
"""Fills on which white letters are legible."""


def draw_grid(shown: GridPicture, language: Language, *, width: float, label: str) -> str:
    """Draw a grid `width` pixels wide; on a narrow page the name of a row stands above its cells."""
    above = width < _NARROW
    left = 4.0 if above else 0.32 * width
    cell = (width - left - 4) / max(len(shown.columns), 1)
    head, top = _head(shown, language, left, cell)
    parts = [head]
    for name, cells in shown.rows:
        lines = wrapped(plain(name, language), width=(width if above else left) - 12, size=_SIZE)[:2]
        start = top + (_LINE * len(lines) + 4 if above else 0)
        parts += _name(lines, left, top, above=above)
        parts += [_cell(one, language, (left + place * cell, start), cell) for place, one in enumerate(cells)]
        top = start + _CELL + 6
    return picture("".join(parts), width=width, height=top + 4, label=label)


def _head(shown: GridPicture, language: Language, left: float, cell: float) -> tuple[str, float]:
    size = _SMALL if cell < _TIGHT else _SIZE
    heads = [wrapped(plain(words, language), width=cell - 6, size=size)[:6] for words in shown.columns]
    most = max((len(lines) for lines in heads), default=0)
    drawn = "".join(
        text(part, left + (place + 0.5) * cell, 14 + (row + most - len(lines)) * _LINE, size=size, anchor="middle", bold=True)
        for place, lines in enumerate(heads) for row, part in enumerate(lines)
    )  # fmt: skip
    return drawn, most * _LINE + 8


def _name(lines: list[str], left: float, top: float, *, above: bool) -> list[str]:
    if above:
        return [text(part, 4, top + 13 + row * _LINE, size=_SIZE) for row, part in enumerate(lines)]
    first = top + _CELL / 2 + 5 - (len(lines) - 1) * _LINE / 2
    return [text(part, left - 10, first + row * _LINE, size=_SIZE, anchor="end") for row, part in enumerate(lines)]


def _cell(cell: GridCell, language: Language, corner: tuple[float, float], width: float) -> str:
    place = (
        f'x="{coordinate(corner[0])}" y="{coordinate(corner[1])}" width="{coordinate(width - 3)}" height="{_CELL:g}"'
    )
    box = f'<rect {place} fill="{style_of(cell.style).fill}" stroke="{EDGE}" stroke-width="0.5"/>'
    ink = PAPER if cell.style in _DARK else INK
    words = plain(cell.text, language)
    return box + text(
        words, corner[0] + (width - 3) / 2, corner[1] + _CELL / 2 + 5, size=_SIZE, anchor="middle", fill=ink
    )
