"""Loops of risks as SVG: each a ring of names with an arrow and a sign from each to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import Final

from veerkracht.reports.content import Language
from veerkracht.reports.palette import INK, LINE, PAPER, SOFT, style_of
from veerkracht.reports.svg import coordinate, picture, polyline, text, wrapped
from veerkracht.reports.systems_charts import LoopPicture, LoopRing
from veerkracht.reports.words import plain

__all__ = ["draw_loops"]

_SIZE: Final = 13.0
_LINE: Final = 15.0
_ROOMS: Final = {1: 280.0, 2: 300.0, 3: 340.0, 4: 280.0, 5: 418.0, 6: 440.0}
"""Least width of a ring by its risks, so that no two boxes touch."""
_WIDEST: Final = 480.0
_PAIR: Final = 400.0
_BOX: Final = 130.0
_TITLE: Final = 40.0
_ARCH: Final = 40.0
"""How far the arrows of a pair reach beyond their boxes."""
_COLOURS: Final = {
    "reinforcing": (style_of("under_pressure").fill, ""),
    "balancing": (style_of("shows_resilience").fill, "6,4"),
    "unknown": (SOFT, "2,3"),
}
Point = tuple[float, float]


@dataclass(frozen=True)
class _Node:
    x: float
    y: float
    lines: tuple[str, ...]

    @property
    def half(self) -> Point:
        """Half the width and height of the box."""
        return _BOX / 2, (_LINE * len(self.lines) + 10) / 2

    def edge(self, towards: Point) -> Point:
        """Return where a line to a point leaves the box, with a little room."""
        dx, dy = towards[0] - self.x, towards[1] - self.y
        wide, high = self.half[0] + 3, self.half[1] + 3
        scale = min(wide / abs(dx) if dx else 9e9, high / abs(dy) if dy else 9e9)
        return self.x + dx * scale, self.y + dy * scale


def draw_loops(shown: LoopPicture, language: Language, *, width: float, label: str) -> str:
    """Draw loops `width` pixels wide, as many beside each other as their names leave room for."""
    parts, top = [], 0.0
    for row in _rows(shown.rings, width):
        height = max(_height(ring) for ring in row)
        left, spare = 0.0, (width - sum(_room(ring) for ring in row)) / len(row)
        for ring in row:
            cell = _room(ring) + spare
            parts.append(_ring(ring, language, (left, top), (cell, height)))
            left += cell
        top += height
    return picture("".join(parts), width=width, height=top, label=label)


def _rows(rings: Sequence[LoopRing], width: float) -> list[list[LoopRing]]:
    """Return the rings line by line, in their order, each line as full as there is room."""
    rows: list[list[LoopRing]] = []
    for ring in rings:
        if rows and sum(_room(one) for one in (*rows[-1], ring)) <= width:
            rows[-1].append(ring)
        else:
            rows.append([ring])
    return rows


def _room(ring: LoopRing) -> float:
    """Return how wide a ring is at the least: with five risks two boxes lie beside each other off the middle."""
    return _ROOMS.get(len(ring.nodes), _WIDEST)


def _height(ring: LoopRing) -> float:
    return _TITLE + 130 + 42 * max(0, len(ring.nodes) - 2)


def _ring(ring: LoopRing, language: Language, corner: Point, size: Point) -> str:
    centre = (corner[0] + size[0] / 2, corner[1] + _TITLE + (size[1] - _TITLE) / 2)
    wide = min(size[0], _WIDEST if len(ring.nodes) > 2 else _PAIR)
    radius = (wide / 2 - _BOX / 2 - (4 if len(ring.nodes) > 2 else 12), (size[1] - _TITLE) / 2 - 34)
    nodes = _nodes(ring, language, centre, radius)
    pairs = [(node, nodes[(place + 1) % len(nodes)]) for place, node in enumerate(nodes)]
    arrows = "".join(_arrow(pair, sign, ring, centre) for pair, sign in zip(pairs, ring.signs, strict=True))
    title = "".join(
        text(part, corner[0] + 8, corner[1] + 15 + place * 17, size=14, bold=True)
        for place, part in enumerate(wrapped(plain(ring.title, language), width=size[0] - 16, size=14)[:2])
    )
    return title + arrows + "".join(_box(node) for node in nodes)


def _nodes(ring: LoopRing, language: Language, centre: Point, radius: Point) -> list[_Node]:
    count = len(ring.nodes)
    start = pi if count == 2 else -pi / 2  # two lie beside each other, more start on top
    found = []
    for place, words in enumerate(ring.nodes):
        angle = start + 2 * pi * place / count
        lines = wrapped(plain(words, language), width=_BOX - 8, size=_SIZE)[:4]
        found.append(_Node(centre[0] + radius[0] * cos(angle), centre[1] + radius[1] * sin(angle), tuple(lines)))
    return found


def _box(node: _Node) -> str:
    wide, high = node.half
    box = f'<rect x="{coordinate(node.x - wide)}" y="{coordinate(node.y - high)}" width="{coordinate(2 * wide)}" '
    drawn = f'{box}height="{coordinate(2 * high)}" rx="4" fill="{PAPER}" stroke="{LINE}"/>'
    first = node.y - high + 5 + _SIZE - 1
    return drawn + "".join(
        text(part, node.x, first + place * _LINE, size=_SIZE, anchor="middle") for place, part in enumerate(node.lines)
    )


def _arrow(pair: tuple[_Node, _Node], sign: int, ring: LoopRing, centre: Point) -> str:
    """Draw a bent arrow that keeps clear of the middle, with its sign halfway."""
    source, target = pair
    colour, dash = _COLOURS[ring.kind]
    if source is target:
        return _turn(source, sign, colour, dash)
    if len(ring.nodes) == 2:
        return _over(source, target, sign, colour, dash)
    bend = _bend(source, target, centre)
    start, end = source.edge(bend), target.edge(bend)
    path = f"M{_at(start)}Q{_at(bend)} {_at(end)}"
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    line = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
    middle = tuple((start[axis] + 2 * bend[axis] + end[axis]) / 4 for axis in (0, 1))
    return line + _head(bend, end, colour) + _sign(sign, (middle[0], middle[1]), colour)


def _turn(node: _Node, sign: int, colour: str, dash: str) -> str:
    """Draw an arrow from a risk back to itself, below its box."""
    low = node.y + node.half[1] + 3
    start, end, deep = (node.x + 34, low), (node.x - 34, low), low + 66
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    path = f"M{_at(start)}C{_at((node.x + 34, deep))} {_at((node.x - 34, deep))} {_at(end)}"
    line = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
    return line + _head((end[0], end[1] + 10), end, colour) + _sign(sign, (node.x, low + 50), colour)


def _over(source: _Node, target: _Node, sign: int, colour: str, dash: str) -> str:
    """Draw an arrow between two risks side by side: there from top to top, back from below to below."""
    side = -1 if source.x < target.x else 1
    start, end = ((node.x, node.y + side * (node.half[1] + 3)) for node in (source, target))
    far = source.y + side * (max(source.half[1], target.half[1]) + _ARCH)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    path = f"M{_at(start)}C{_at((start[0], far))} {_at((end[0], far))} {_at(end)}"
    line = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
    middle = (start[0] + end[0]) / 2, (start[1] + end[1] + 6 * far) / 8
    return line + _head((end[0], end[1] + side * 10), end, colour) + _sign(sign, middle, colour)


def _bend(source: _Node, target: _Node, centre: Point) -> Point:
    middle = ((source.x + target.x) / 2, (source.y + target.y) / 2)
    away = (middle[0] - centre[0], middle[1] - centre[1])
    return middle[0] + 0.25 * away[0], middle[1] + 0.25 * away[1]


def _at(point: Point) -> str:
    return f"{coordinate(point[0])},{coordinate(point[1])}"


def _head(before: Point, end: Point, colour: str) -> str:
    length = hypot(end[0] - before[0], end[1] - before[1]) or 1.0
    along = ((end[0] - before[0]) / length, (end[1] - before[1]) / length)
    base = (end[0] - 9 * along[0], end[1] - 9 * along[1])
    corners = [
        end,
        (base[0] - 4.5 * along[1], base[1] + 4.5 * along[0]),
        (base[0] + 4.5 * along[1], base[1] - 4.5 * along[0]),
    ]
    return f'<path d="{polyline(corners)}Z" fill="{colour}"/>'


def _sign(sign: int, at: Point, colour: str) -> str:
    mark = {1: "+", -1: "\u2212"}.get(sign, "?")
    disc = f'<circle cx="{coordinate(at[0])}" cy="{coordinate(at[1])}" r="9" fill="{PAPER}" stroke="{colour}"/>'
    return disc + text(mark, at[0], at[1] + 5, size=15, anchor="middle", bold=True, fill=INK)
