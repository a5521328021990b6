"""The plane of change as SVG: change of vulnerability against change of problems, the dead band around zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from veerkracht.reports.axis import Axis, axis_over
from veerkracht.reports.content import Language, PlanePicture, PlanePoint
from veerkracht.reports.forms import format_value
from veerkracht.reports.palette import INK, LINE, PAPER, SOFT, style_of
from veerkracht.reports.svg import coordinate, line, picture, text, text_width, titled, wrapped
from veerkracht.reports.translation import mark as _
from veerkracht.reports.words import CLASS_WORDS, plain, translate

__all__ = ["draw_plane"]

WITHIN_BAND: Final = _("within the band: no change")
_SIZE = 13.0
_EDGE = "#8894A0"


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


def draw_plane(shown: PlanePicture, language: Language, *, width: float, label: str) -> str:
    """Draw the plane `width` pixels wide; each class has its own mark as well as its colour."""
    plane = _plane(shown, width)
    parts = [_ticks(plane, language), _zero_lines(plane), _band(shown, plane), _quadrants(plane, language)]
    parts += [_point(point, plane) for point in shown.points]
    parts += [_axis_words(shown, plane, language)]
    return picture("".join(parts), width=width, height=plane.bottom + 52, label=label)


def _plane(shown: PlanePicture, width: float) -> _Plane:
    x_axis = _both_sides([point.x for point in shown.points], shown.band_x)
    y_axis = _both_sides([point.y for point in shown.points], shown.band_y)
    height = min(width * 0.72, 460.0)
    return _Plane(48, width - 8, 34, 34 + height, x_axis, y_axis)


def _both_sides(values: list[float], band: float) -> Axis:
    """Return an axis that shows zero and the whole dead band, and no more beyond the points than it must."""
    spread = [1.08 * value for value in values]
    return axis_over([*spread, -1.6 * band, 1.6 * band, *([] if band else [-1.0, 1.0])], steps=6)


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


def _quadrants(plane: _Plane, language: Language) -> str:
    """Name the four corners; on a narrow drawing the words go on a second line."""
    corners = (
        ("under_pressure", plane.right - 6, "end", True),
        ("shows_resilience", plane.right - 6, "end", False),
        ("other_cause", plane.left + 6, "start", True),
        ("no_signal", plane.left + 6, "start", False),
    )
    room = (plane.right - plane.left) / 2 - 20
    drawn = []
    for code, x, anchor, above in corners:
        lines = wrapped(translate(CLASS_WORDS[code], language), width=room, size=15)
        top = plane.top + 16 if above else plane.bottom - 8 - 16 * (len(lines) - 1)
        drawn += [
            text(words, x, top + 16 * row, anchor=anchor, size=14, fill=INK, bold=True, halo=True)
            for row, words in enumerate(lines)
        ]
    return "".join(drawn)


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


def _point(point: PlanePoint, plane: _Plane) -> str:
    style = style_of(point.style)
    x, y = plane.at(point.x, point.y)
    return titled(_MARKS[style.mark](x, y, style.fill), point.name)


def _circle(x: float, y: float, fill: str) -> str:
    return f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="4.2" fill="{fill}" stroke="{PAPER}"/>'


def _ring(x: float, y: float, fill: str) -> str:
    return f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="3.4" fill="{fill}" stroke="{_EDGE}"/>'


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
