"""The plane of change as SVG: change of vulnerability against change of problems, the dead band around zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from veerkracht.reports.axis import Axis, axis_over
from veerkracht.reports.content import Language, PlanePicture, PlanePoint
from veerkracht.reports.forms import format_value
from veerkracht.reports.map_legend import EDGE
from veerkracht.reports.palette import INK, LINE, PAPER, SOFT, style_of
from veerkracht.reports.plane_labels import Box, place_labels
from veerkracht.reports.svg import coordinate, line, picture, polyline, text, text_width, titled, wrapped
from veerkracht.reports.translation import mark as _
from veerkracht.reports.words import CLASS_WORDS, plain, translate

__all__ = ["draw_plane"]

WITHIN_BAND: Final = _("within the band: no change")
_SIZE = 13.0
_NAME_SIZE = 12.0
_TELLING = ("under_pressure", "shows_resilience")
_FAR = 3.0
"""A point further than this many times the middle half of all points from that half lies off the axes."""
_MUCH = 1.5
"""How many times longer all points make an axis before the far ones lie off it."""
_INSET = 9.0
_PER_NAME = 18000.0
"""Square pixels of the plane for each name on it."""


@dataclass(frozen=True)
class _Plane:
    left: float
    right: float
    top: float
    bottom: float
    x_axis: Axis
    y_axis: Axis

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.x_axis.place(x, start=self.left, end=self.right),
            self.y_axis.place(y, start=self.bottom, end=self.top),
        )

    @property
    def frame(self) -> Box:
        return Box(self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True)
class _Spot:
    """A point at its place; `beyond` is the direction in which it lies off the axes, (0, 0) for on them."""

    point: PlanePoint
    x: float
    y: float
    beyond: tuple[int, int]


def draw_plane(shown: PlanePicture, language: Language, *, width: float, label: str) -> str:
    """Draw the plane `width` pixels wide; each class has its own mark as well as its colour."""
    plane = _plane(shown, width)
    spots = [_spot(point, plane) for point in shown.points]
    corners, taken = _quadrants(plane, language)
    parts = [_ticks(plane, language), _zero_lines(plane), _band(shown, plane), corners]
    parts += [_mark(spot) for spot in spots]
    parts += [_names(shown, spots, plane, taken, language), _axis_words(shown, plane, language)]
    return picture("".join(parts), width=width, height=plane.bottom + 52, label=label)


def _plane(shown: PlanePicture, width: float) -> _Plane:
    x_axis = _both_sides([point.x for point in shown.points], shown.band_x)
    y_axis = _both_sides([point.y for point in shown.points], shown.band_y)
    height = min(width * 0.72, 460.0)
    return _Plane(48, width - 8, 34, 34 + height, x_axis, y_axis)


def _both_sides(values: list[float], band: float) -> Axis:
    """Return an axis that shows zero and the whole dead band, and no more beyond the points than it must.

    A few points far from all others would squeeze those together; the axis ends before them.
    """
    low, high = _fences(values)
    spread = [1.08 * value for value in values if low <= value <= high]
    return axis_over([*spread, -1.6 * band, 1.6 * band, *([] if band else [-1.0, 1.0])], steps=6)


def _fences(values: Sequence[float]) -> tuple[float, float]:
    """Return between which values an axis runs: between all, unless a few would make it much longer."""
    least, most = min(values, default=0.0), max(values, default=0.0)
    if len(values) < 4:
        return least, most
    lower, _median, upper = quantiles(values, n=4, method="inclusive")
    low, high = max(least, lower - _FAR * (upper - lower)), min(most, upper + _FAR * (upper - lower))
    return (low, high) if most - least > _MUCH * (high - low) else (least, most)


def _spot(point: PlanePoint, plane: _Plane) -> _Spot:
    x, y = plane.at(point.x, point.y)
    beyond = (x > plane.right) - (x < plane.left), (y > plane.bottom) - (y < plane.top)
    if beyond[0]:
        x = min(max(x, plane.left + _INSET), plane.right - _INSET)
    if beyond[1]:
        y = min(max(y, plane.top + _INSET), plane.bottom - _INSET)
    return _Spot(point, x, y, beyond)


def _ticks(plane: _Plane, language: Language) -> str:
    def below(tick: float) -> str:
        x, _y = plane.at(tick, 0)
        words = format_value(tick, language, decimals=plane.x_axis.decimals)
        rule = line((x, plane.top), (x, plane.bottom), stroke=LINE)
        return rule + text(words, x, plane.bottom + 18, anchor="middle", size=_SIZE, fill=SOFT)

    def beside(tick: float) -> str:
        _x, y = plane.at(0, tick)
        words = format_value(tick, language, decimals=plane.y_axis.decimals)
        rule = line((plane.left, y), (plane.right, y), stroke=LINE)
        return rule + text(words, plane.left - 8, y + 4.5, anchor="end", size=_SIZE, fill=SOFT)

    return "".join(map(below, plane.x_axis.ticks)) + "".join(map(beside, plane.y_axis.ticks))


def _zero_lines(plane: _Plane) -> str:
    x, y = plane.at(0, 0)
    across = line((plane.left, y), (plane.right, y), stroke=SOFT)
    return across + line((x, plane.top), (x, plane.bottom), stroke=SOFT)


def _band(shown: PlanePicture, plane: _Plane) -> str:
    left, top = plane.at(-shown.band_x, shown.band_y)
    right, bottom = plane.at(shown.band_x, -shown.band_y)
    size = f'width="{coordinate(right - left)}" height="{coordinate(bottom - top)}"'
    box = f'<rect x="{coordinate(left)}" y="{coordinate(top)}" {size} fill="{LINE}" fill-opacity="0.6" '
    return f'{box}stroke="{SOFT}" stroke-width="1" stroke-dasharray="4 3"/>'


def _quadrants(plane: _Plane, language: Language) -> tuple[str, list[Box]]:
    """Name the four corners, and tell what room that takes; on a narrow drawing the words go on a second line."""
    corners = (
        ("under_pressure", plane.right - 6, "end", True),
        ("shows_resilience", plane.right - 6, "end", False),
        ("other_cause", plane.left + 6, "start", True),
        ("no_signal", plane.left + 6, "start", False),
    )
    room = (plane.right - plane.left) / 2 - 20
    drawn, taken = [], []
    for code, x, anchor, above in corners:
        lines = wrapped(translate(CLASS_WORDS[code], language), width=room, size=15)
        top = plane.top + 16 if above else plane.bottom - 8 - 16 * (len(lines) - 1)
        wide = max(text_width(words, 15) for words in lines)
        left = x - wide if anchor == "end" else x
        taken.append(Box(left, top - 14, left + wide, top + 16 * len(lines) - 12))
        drawn += [
            text(words, x, top + 16 * row, anchor=anchor, size=14, fill=INK, bold=True, halo=True)
            for row, words in enumerate(lines)
        ]
    return "".join(drawn), taken


def _names(shown: PlanePicture, spots: list[_Spot], plane: _Plane, taken: list[Box], language: Language) -> str:
    """Name the points off the axes, then those that tell most: under pressure first, the furthest first."""
    full = [*taken, *(Box(spot.x - 5, spot.y - 5, spot.x + 5, spot.y + 5) for spot in spots)]
    outside = [spot for spot in spots if not _in_band(spot.point, shown)]
    first = sorted(outside, key=lambda spot: (not any(spot.beyond), _rank(spot.point), -_distance(spot, plane)))
    most = int((plane.right - plane.left) * (plane.bottom - plane.top) / _PER_NAME)
    wanted = [(_name(spot, language), spot.x, spot.y, any(spot.beyond)) for spot in first[:most]]
    placed = place_labels(wanted, taken=full, frame=plane.frame, size=_NAME_SIZE)
    return "".join(text(one.words, one.x, one.y, size=_NAME_SIZE, anchor=one.anchor, halo=True) for one in placed)


def _in_band(point: PlanePoint, shown: PlanePicture) -> bool:
    return abs(point.x) <= shown.band_x and abs(point.y) <= shown.band_y


def _rank(point: PlanePoint) -> int:
    return _TELLING.index(point.style) if point.style in _TELLING else len(_TELLING)


def _distance(spot: _Spot, plane: _Plane) -> float:
    x, y = plane.at(0, 0)
    return (spot.x - x) ** 2 + (spot.y - y) ** 2


def _name(spot: _Spot, language: Language) -> str:
    if not any(spot.beyond):
        return spot.point.name
    x, y = (format_value(value, language, decimals=1) for value in (spot.point.x, spot.point.y))
    return f"{spot.point.name} ({x}; {y})"


def _axis_words(shown: PlanePicture, plane: _Plane, language: Language) -> str:
    across, up = plain(shown.x_label, language), plain(shown.y_label, language)
    words = text(f"↑ {up}", 2, 18, size=14)
    words += text(f"{across} →", plane.right, plane.bottom + 42, anchor="end", size=14)
    key = translate(WITHIN_BAND, language)
    if text_width(key, _SIZE) + text_width(across, 14) + 60 > plane.right - plane.left:
        return words
    box = f'<rect x="{plane.left:g}" y="{coordinate(plane.bottom + 31)}" width="22" height="13" fill="{LINE}" '
    box += f'stroke="{SOFT}" stroke-dasharray="4 3"/>'
    return words + box + text(key, plane.left + 30, plane.bottom + 42, size=_SIZE, fill=SOFT)


def _mark(spot: _Spot) -> str:
    style = style_of(spot.point.style)
    arrow = _arrow(spot) if any(spot.beyond) else ""
    return arrow + titled(_MARKS[style.mark](spot.x, spot.y, style.fill), spot.point.name)


def _arrow(spot: _Spot) -> str:
    """Draw the head of an arrow from a point at the edge to where it lies."""
    dx, dy = spot.beyond
    length = (dx * dx + dy * dy) ** 0.5
    along, aside = (dx / length, dy / length), (-dy / length, dx / length)
    tip = (spot.x + 9 * along[0], spot.y + 9 * along[1])
    feet = [(tip[0] - 4 * along[0] + side * aside[0], tip[1] - 4 * along[1] + side * aside[1]) for side in (-4, 4)]
    return f'<path d="{polyline([feet[0], tip, feet[1]])}" fill="none" stroke="{INK}" stroke-width="1.5"/>'


def _circle(x: float, y: float, fill: str) -> str:
    return f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="4.2" fill="{fill}" stroke="{PAPER}"/>'


def _ring(x: float, y: float, fill: str) -> str:
    return f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="3.4" fill="{fill}" stroke="{EDGE}"/>'


def _square(x: float, y: float, fill: str) -> str:
    place = f'x="{coordinate(x - 3.9)}" y="{coordinate(y - 3.9)}"'
    return f'<rect {place} width="7.8" height="7.8" fill="{fill}" stroke="{PAPER}"/>'


def _triangle(x: float, y: float, fill: str) -> str:
    path = "".join((f"M{coordinate(x)},{coordinate(y - 5.2)}", "l5,8.8h-10Z"))
    return f'<path d="{path}" fill="{fill}" stroke="{PAPER}"/>'


def _triangle_down(x: float, y: float, fill: str) -> str:
    path = "".join((f"M{coordinate(x)},{coordinate(y + 5.2)}", "l5,-8.8h-10Z"))
    return f'<path d="{path}" fill="{fill}" stroke="{PAPER}"/>'


def _cross(x: float, y: float, fill: str) -> str:
    path = f"M{coordinate(x - 3.5)},{coordinate(y - 3.5)}l7,7m0,-7l-7,7"
    return f'<path d="{path}" fill="{fill}" stroke="{SOFT}" stroke-width="1.3"/>'


_MARKS: Final[dict[str, Callable[[float, float, str], str]]] = {
    "circle": _circle,
    "ring": _ring,
    "square": _square,
    "triangle": _triangle,
    "triangle_down": _triangle_down,
    "cross": _cross,
}
