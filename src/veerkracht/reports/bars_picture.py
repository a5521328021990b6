"""Bars from zero as SVG, with intervals, in groups, and if asked with a second bar behind each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from veerkracht.reports.axis import Axis, axis_over
from veerkracht.reports.charts import Bar, BarsPicture
from veerkracht.reports.content import Language
from veerkracht.reports.forms import format_value
from veerkracht.reports.map_legend import EDGE
from veerkracht.reports.palette import ACCENT, INK, LINE, SOFT, style_of
from veerkracht.reports.svg import coordinate, line, picture, text, text_width, titled, wrapped
from veerkracht.reports.words import plain

__all__ = ["draw_bars"]

_SIZE: Final = 14.0
_BESIDE_WIDTH: Final = 480.0
"""From this width on words stand beside their bar; below it, above."""
_LINE: Final = 17.0
_BAR: Final = 13.0
_SECOND: Final = style_of("level_2").fill
_ROOM: Final = 46.0
"""Pixels right of the axis for the figure of the longest bar."""


@dataclass(frozen=True)
class _Frame:
    left: float
    right: float
    axis: Axis
    above: bool
    two: bool

    def x(self, share: float) -> float:
        return self.axis.place(share * 100, start=self.left, end=self.right)

    @property
    def high(self) -> float:
        """Height of a bar, or of the two below each other."""
        return _BAR * (2 if self.two else 1) + 11


def draw_bars(shown: BarsPicture, language: Language, *, width: float, label: str) -> str:
    """Draw bars `width` pixels wide; values are shares, told as percentages."""
    frame = _frame(shown, language, width)
    key, top = _key(shown, language, width)
    parts, bottom = _rows(shown, frame, language, top)
    rules = "".join(line((frame.x(t / 100), top), (frame.x(t / 100), bottom), stroke=LINE) for t in frame.axis.ticks)
    zero = line((frame.x(0), top), (frame.x(0), bottom), stroke=SOFT)
    body = key + rules + zero + "".join(parts) + _ticks(frame, bottom, language)
    return picture(body, width=width, height=bottom + 26, label=label)


def _frame(shown: BarsPicture, language: Language, width: float) -> _Frame:
    found = [value for bar in shown.bars for value in _values(bar)]
    axis = axis_over([0.0, *(value * 100 for value in found)])
    above, two = width < _BESIDE_WIDTH, bool(shown.second_label)
    longest = max((text_width(plain(bar.label, language), _SIZE) for bar in shown.bars), default=0.0)
    left = 12.0 if above else min(longest + 14, 0.4 * width)
    return _Frame(left + (14 if axis.low < 0 else 0), width - _ROOM, axis, above, two)


def _values(bar: Bar) -> Iterator[float]:
    every = (bar.value, bar.lower, bar.upper, bar.second, bar.second_lower, bar.second_upper)
    return (value for value in every if value is not None)


def _key(shown: BarsPicture, language: Language, width: float) -> tuple[str, float]:
    entries = [(ACCENT, shown.label), (_SECOND, shown.second_label)]
    parts, top = [], 4.0
    for fill, words in entries:
        if plain(words, language):
            box = f'<rect x="2" y="{coordinate(top + 3)}" width="22" height="11" fill="{fill}" stroke="{EDGE}" '
            lines = wrapped(plain(words, language), width=width - 40, size=_SIZE)
            parts += [f'{box}stroke-width="0.5"/>']
            parts += [text(part, 32, top + 13 + row * _LINE, size=_SIZE) for row, part in enumerate(lines)]
            top += _LINE * len(lines) + 5
    return "".join(parts), top + 8


def _rows(shown: BarsPicture, frame: _Frame, language: Language, top: float) -> tuple[list[str], float]:
    parts, group = list[str](), ""
    for bar in shown.bars:
        above = plain(bar.group, language)
        if above != group:
            parts.append(text(above, 2, top + 15, size=_SIZE, bold=True, halo=True))
            group, top = above, top + 22
        drawn, top = _row(bar, frame, language, top)
        parts.append(drawn)
    return parts, top


def _row(bar: Bar, frame: _Frame, language: Language, top: float) -> tuple[str, float]:
    lines = wrapped(plain(bar.label, language), width=(frame.right if frame.above else frame.left - 10), size=_SIZE)
    words = _words(lines, frame, top)
    start = top + (_LINE * len(lines) + 2 if frame.above else 3)
    name = plain(bar.label, language)
    drawn = _bar(name, (bar.value, bar.lower, bar.upper), frame, start, ACCENT, language)
    if frame.two and bar.second is not None:
        second = (bar.second, bar.second_lower, bar.second_upper)
        drawn += _bar(name, second, frame, start + _BAR + 1, _SECOND, language)
    return words + drawn, max(start + frame.high, top + (0 if frame.above else _LINE * len(lines) + 5))


def _words(lines: list[str], frame: _Frame, top: float) -> str:
    if frame.above:
        return "".join(text(part, 2, top + 13 + row * _LINE, size=_SIZE, halo=True) for row, part in enumerate(lines))
    return "".join(
        text(part, frame.left - 10, top + 14 + row * _LINE, size=_SIZE, anchor="end") for row, part in enumerate(lines)
    )


def _bar(
    name: str, value: tuple[float, float | None, float | None], frame: _Frame, top: float, fill: str, language: Language
) -> str:  # fmt: skip
    share, lower, upper = value
    start, end = sorted((frame.x(0), frame.x(share)))
    shown = f"{format_value(share * 100, language, decimals=_decimals(frame))}%"
    box = f'<rect x="{coordinate(start)}" y="{coordinate(top)}" width="{coordinate(end - start)}" height="{_BAR:g}" '
    drawn = titled(f'{box}fill="{fill}" stroke="{EDGE}" stroke-width="0.5"/>', f"{name}: {shown}")
    middle, far = top + _BAR / 2, end
    if lower is not None and upper is not None:
        far = max(end, frame.x(upper))
        drawn += line((frame.x(lower), middle), (frame.x(upper), middle), stroke=INK, width=1.5)
        drawn += "".join(line((x, middle - 4), (x, middle + 4), stroke=INK, width=1.5)
                         for x in (frame.x(lower), frame.x(upper)))  # fmt: skip
    return drawn + text(shown, far + 5, middle + 4.5, size=13, fill=SOFT, halo=True)


def _decimals(frame: _Frame) -> int:
    """Return one decimal where the axis is short, so that figures side by side differ."""
    return 1 if frame.axis.high <= 20 else 0


def _ticks(frame: _Frame, bottom: float, language: Language) -> str:
    return "".join(
        text(f"{format_value(tick, language, decimals=frame.axis.decimals)}%", frame.x(tick / 100), bottom + 18,
             size=13, anchor="middle", fill=SOFT)
        for tick in frame.axis.ticks
    )  # fmt: skip
