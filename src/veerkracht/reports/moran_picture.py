"""The scatter of Moran as SVG: each area against the mean of its neighbours, with the slope that is Moran's I."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.reports.axis import Axis, axis_over
from veerkracht.reports.charts import MoranPicture, MoranPoint
from veerkracht.reports.content import Language
from veerkracht.reports.forms import format_value
from veerkracht.reports.map_legend import EDGE
from veerkracht.reports.palette import ACCENT, INK, LINE, PAPER, SOFT
from veerkracht.reports.plane_labels import Box, place_labels
from veerkracht.reports.svg import coordinate, line, picture, text, text_width, titled, wrapped
from veerkracht.reports.translation import mark as _
from veerkracht.reports.words import plain, translate

__all__ = ["draw_moran"]

SLOPE: Final = _("slope: Moran’s I = {statistic}")
POINT: Final = _("{area}: {value}; neighbours {lag}")
QUARTERS: Final = {
    (1, 1): _("high among high"),
    (-1, -1): _("low among low"),
    (1, -1): _("high among low"),
    (-1, 1): _("low among high"),
}
_SIZE: Final = 13.0
_PER_NAME: Final = 16000.0
"""Square pixels of the plane for each name on it."""


@dataclass(frozen=True)
class _Plane:
    left: float
    right: float
    top: float
    bottom: float
    axes: tuple[Axis, Axis]

    def at(self, x: float, y: float) -> tuple[float, float]:
        across, up = self.axes
        return across.place(x, start=self.left, end=self.right), up.place(y, start=self.bottom, end=self.top)


def draw_moran(shown: MoranPicture, language: Language, *, width: float, label: str) -> str:
    """Draw the scatter `width` pixels wide; areas that stand out are dark and, where there is room, named."""
    axes = (axis_over([-1.0, 1.0, *(p.value for p in shown.points)], steps=6),
            axis_over([-1.0, 1.0, *(p.lag for p in shown.points)], steps=6))  # fmt: skip
    plane = _Plane(44, width - 10, 34, 34 + min(width * 0.75, 460.0), axes)
    quarters, taken = _quarters(plane, language)
    parts = [_grid(plane, language), _points(shown, plane, language), _slope(shown, plane, language), quarters]
    parts += [_names(shown, plane, taken), _axis_words(shown, plane, language)]
    return picture("".join(parts), width=width, height=plane.bottom + 50, label=label)


def _grid(plane: _Plane, language: Language) -> str:
    across, up = plane.axes
    parts = []
    for tick in across.ticks:
        x, _y = plane.at(tick, 0)
        words = format_value(tick, language, decimals=across.decimals)
        parts += [line((x, plane.top), (x, plane.bottom), stroke=SOFT if tick == 0 else LINE),
                  text(words, x, plane.bottom + 18, anchor="middle", size=_SIZE, fill=SOFT)]  # fmt: skip
    for tick in up.ticks:
        _x, y = plane.at(0, tick)
        words = format_value(tick, language, decimals=up.decimals)
        parts += [line((plane.left, y), (plane.right, y), stroke=SOFT if tick == 0 else LINE),
                  text(words, plane.left - 8, y + 4.5, anchor="end", size=_SIZE, fill=SOFT)]  # fmt: skip
    return "".join(parts)


def _points(shown: MoranPicture, plane: _Plane, language: Language) -> str:
    """Draw the ordinary areas as one path of dots, so that a whole country stays small, and the others each."""
    ordinary = [plane.at(point.value, point.lag) for point in shown.points if not point.outstanding]
    dots = "".join(f"M{coordinate(x)},{coordinate(y)}h0" for x, y in ordinary)
    drawn = f'<path d="{dots}" fill="none" stroke="{EDGE}" stroke-width="5" stroke-linecap="round"/>' if dots else ""
    return drawn + "".join(_outstanding(point, plane, language) for point in shown.points if point.outstanding)


def _outstanding(point: MoranPoint, plane: _Plane, language: Language) -> str:
    x, y = plane.at(point.value, point.lag)
    value, lag = (format_value(number, language, decimals=1) for number in (point.value, point.lag))
    circle = f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="4.2" fill="{ACCENT}" stroke="{PAPER}"/>'
    return titled(circle, translate(POINT, language).format(area=point.name, value=value, lag=lag))


def _slope(shown: MoranPicture, plane: _Plane, language: Language) -> str:
    across, up = plane.axes
    reach = min(-across.low, across.high, *(abs(end / shown.statistic) for end in (up.low, up.high) if shown.statistic))
    ends = plane.at(-reach, -reach * shown.statistic), plane.at(reach, reach * shown.statistic)
    words = translate(SLOPE, language).format(statistic=format_value(shown.statistic, language, decimals=2))
    return line(*ends, stroke=INK, width=1.75, dash="7 4") + text(words, plane.left, plane.bottom + 42, size=_SIZE)


def _quarters(plane: _Plane, language: Language) -> tuple[str, list[Box]]:
    drawn, taken = [], []
    room = (plane.right - plane.left) / 2 - 16
    for (across, up), template in QUARTERS.items():
        lines = wrapped(translate(template, language), width=room, size=_SIZE)
        x = plane.right - 6 if across > 0 else plane.left + 6
        top = plane.top + 16 if up > 0 else plane.bottom - 8 - 16 * (len(lines) - 1)
        wide = max(text_width(words, 14) for words in lines)
        taken.append(Box(x - wide if across > 0 else x, top - 14, x if across > 0 else x + wide, top + 16 * len(lines)))
        drawn += [text(words, x, top + 16 * row, anchor="end" if across > 0 else "start", size=_SIZE, bold=True, halo=True)
                  for row, words in enumerate(lines)]  # fmt: skip
    return "".join(drawn), taken


def _names(shown: MoranPicture, plane: _Plane, taken: list[Box]) -> str:
    far = sorted((p for p in shown.points if p.outstanding), key=lambda p: -(p.value**2 + p.lag**2))
    most = int((plane.right - plane.left) * (plane.bottom - plane.top) / _PER_NAME)
    spots = [(point.name, *plane.at(point.value, point.lag), False) for point in far[:most]]
    full = [*taken, *(Box(x - 5, y - 5, x + 5, y + 5) for _name, x, y, _loose in spots)]
    frame = Box(plane.left, plane.top, plane.right, plane.bottom)
    placed = place_labels(spots, taken=full, frame=frame, size=12)
    return "".join(text(one.words, one.x, one.y, size=12, anchor=one.anchor, halo=True) for one in placed)


def _axis_words(shown: MoranPicture, plane: _Plane, language: Language) -> str:
    up, across = plain(shown.y_label, language), plain(shown.x_label, language)
    return text(f"↑ {up}", 2, 18, size=_SIZE) + text(
        f"{across} →", plane.right, plane.bottom + 42, anchor="end", size=_SIZE
    )
