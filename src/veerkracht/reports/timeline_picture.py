"""People without service by hour as SVG: a row per service, all on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from veerkracht.reports.axis import Axis, axis_over
from veerkracht.reports.content import Language
from veerkracht.reports.forms import format_value
from veerkracht.reports.palette import ACCENT, LINE, SOFT, style_of
from veerkracht.reports.svg import line, picture, polyline, text, text_width, titled
from veerkracht.reports.systems_charts import TimelinePicture, TimelineRow
from veerkracht.reports.words import plain

__all__ = ["draw_timeline"]

_SIZE: Final = 14.0
_BESIDE_WIDTH: Final = 480.0
_ROW: Final = 44.0
_GAP: Final = 14.0
_FILL: Final = style_of("level_2").fill


@dataclass(frozen=True)
class _Frame:
    left: float
    right: float
    axis: Axis
    most: float
    above: float

    def x(self, hour: float) -> float:
        return self.axis.place(hour, start=self.left, end=self.right)


def draw_timeline(shown: TimelinePicture, language: Language, *, width: float, label: str) -> str:
    """Draw rows of steps `width` pixels wide; the highest number of each row stands beside it."""
    frame = _frame(shown, language, width)
    row = _ROW + _GAP + frame.above
    bottom = 6 + row * len(shown.rows)
    rules = "".join(line((frame.x(tick), 6), (frame.x(tick), bottom), stroke=LINE) for tick in frame.axis.ticks)
    drawn = "".join(_row(one, shown, frame, language, 6 + place * row) for place, one in enumerate(shown.rows))
    ticks = "".join(
        text(format_value(tick, language), frame.x(tick), bottom + 18, size=13, anchor="middle", fill=SOFT)
        for tick in frame.axis.ticks
    )
    words = text(plain(shown.x_label, language), frame.right, bottom + 40, size=_SIZE, anchor="end")
    return picture(rules + drawn + ticks + words, width=width, height=bottom + 48, label=label)


def _frame(shown: TimelinePicture, language: Language, width: float) -> _Frame:
    most = max((value for row in shown.rows for _hour, value in row.steps), default=0.0) or 1.0
    room = text_width(format_value(most, language), 13) + 12
    step = next((size for size in (6, 12, 24, 48, 96, 168) if shown.end / size <= 8), 336)  # ticks
    ticks = tuple(float(hour) for hour in range(0, int(shown.end) + 1, step))
    axis = Axis(0.0, max(shown.end, 1.0), ticks, 0)
    if width < _BESIDE_WIDTH:
        return _Frame(8, width - room, axis, axis_over([0.0, most]).high, 18)
    longest = max((text_width(plain(row.label, language), _SIZE) for row in shown.rows), default=0.0)
    return _Frame(min(longest + 16, 0.35 * width), width - room, axis, axis_over([0.0, most]).high, 0)


def _row(row: TimelineRow, shown: TimelinePicture, frame: _Frame, language: Language, top: float) -> str:
    base = top + frame.above + _ROW
    corners = _corners(row, shown.end, frame, base)
    most = max((value for _hour, value in row.steps), default=0.0)
    told = f"{plain(row.label, language)}: {format_value(most, language)} {plain(shown.unit, language)}"
    area = titled(f'<path d="{polyline(corners)}Z" fill="{_FILL}" stroke="{ACCENT}" stroke-width="1.2"/>', told)
    return (
        area
        + line((frame.left, base), (frame.right, base), stroke=SOFT)
        + _words(row, frame, language, (top, base, most))
    )


def _corners(row: TimelineRow, end: float, frame: _Frame, base: float) -> list[tuple[float, float]]:
    found = [(frame.x(0), base)]
    for (hour, value), (until, _next) in pairwise([*row.steps, (end, 0.0)]):
        high = base - _ROW * value / frame.most
        found += [(frame.x(min(hour, end)), high), (frame.x(min(until, end)), high)]
    return [*found, (frame.x(end), base)]


def _words(row: TimelineRow, frame: _Frame, language: Language, places: tuple[float, float, float]) -> str:
    top, base, most = places
    named = plain(row.label, language)
    label = text(named, frame.left, top + 13, size=_SIZE, halo=True) if frame.above else text(
        named, frame.left - 10, base - 6, size=_SIZE, anchor="end")  # fmt: skip
    return label + text(format_value(most, language), frame.right + 6, base - 4, size=13, fill=SOFT)
