"""A curve with how far draws lie apart as SVG: a line for the middle, a dark band for half and a light one for nine in ten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.reports.axis import Axis
from veerkracht.reports.content import Language
from veerkracht.reports.forms import format_value
from veerkracht.reports.map_legend import EDGE
from veerkracht.reports.palette import INK, LINE, SOFT, style_of
from veerkracht.reports.svg import coordinate, line, picture, polyline, text, wrapped
from veerkracht.reports.systems_charts import FanPicture, FanPoint
from veerkracht.reports.words import plain

__all__ = ["draw_fan"]

_SIZE: Final = 14.0
_HIGH: Final = 220.0
_OUTER, _INNER = style_of("level_1").fill, style_of("level_2").fill
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class _Frame:
    left: float
    right: float
    top: float
    axis: Axis

    def at(self, hour: float, share: float) -> tuple[float, float]:
        return self.axis.place(hour, start=self.left, end=self.right), self.top + _HIGH * (1 - share)


def draw_fan(shown: FanPicture, language: Language, *, width: float, label: str) -> str:
    """Draw a fan of curves `width` pixels wide, shares as percentages."""
    key, top = _key(shown, language, width)
    frame = _Frame(48, width - 14, top, _axis(shown, width))
    bands = _band(shown, frame, outer=True) + _band(shown, frame, outer=False)
    middle = polyline([frame.at(point.hour, point.middle) for point in shown.points])
    curve = f'<path d="{middle}" fill="none" stroke="{INK}" stroke-width="2"/>'
    words = text(plain(shown.x_label, language), width - 14, top + _HIGH + 40, size=_SIZE, anchor="end")
    body = key + bands + _rules(frame, language) + curve + words
    return picture(body, width=width, height=top + _HIGH + 50, label=label)


def _axis(shown: FanPicture, width: float) -> Axis:
    end = max((point.hour for point in shown.points), default=1.0)
    most = 8 if width > 480 else 5  # ticks on a wide and a narrow page
    step = next((size for size in (6, 12, 24, 48, 96, 168) if end / size <= most), 336)
    return Axis(0.0, end, tuple(float(hour) for hour in range(0, int(end) + 1, step)), 0)


def _band(shown: FanPicture, frame: _Frame, *, outer: bool) -> str:
    def bounds(point: FanPoint) -> tuple[float, float]:
        return (point.lower, point.upper) if outer else (point.inner_lower, point.inner_upper)

    over = [frame.at(point.hour, bounds(point)[1]) for point in shown.points]
    under = [frame.at(point.hour, bounds(point)[0]) for point in reversed(shown.points)]
    return f'<path d="{polyline([*over, *under])}Z" fill="{_OUTER if outer else _INNER}"/>'


def _rules(frame: _Frame, language: Language) -> str:
    parts = []
    for share in _TICKS:
        y = frame.at(0, share)[1]
        parts.append(line((frame.left, y), (frame.right, y), stroke=LINE if share else SOFT))
        parts.append(
            text(f"{format_value(100 * share, language)}%", frame.left - 8, y + 5, size=13, anchor="end", fill=SOFT)
        )
    for hour in frame.axis.ticks:
        x = frame.at(hour, 0)[0]
        parts.append(text(format_value(hour, language), x, frame.top + _HIGH + 18, size=13, anchor="middle", fill=SOFT))
    return "".join(parts)


def _key(shown: FanPicture, language: Language, width: float) -> tuple[str, float]:
    parts, top = [], 2.0
    for fill, words in ((None, shown.middle_label), (_INNER, shown.inner_label), (_OUTER, shown.outer_label)):
        if fill:
            box = f'<rect x="2" y="{coordinate(top + 3)}" width="22" height="11" fill="{fill}" stroke="{EDGE}" '
            parts.append(f'{box}stroke-width="0.5"/>')
        else:
            parts.append(line((2, top + 8), (24, top + 8), stroke=INK, width=2))
        lines = wrapped(plain(words, language), width=width - 40, size=_SIZE)
        parts += [text(part, 32, top + 13 + row * 17, size=_SIZE) for row, part in enumerate(lines)]
        top += 17 * len(lines) + 4
    return "".join(parts), top + 14
