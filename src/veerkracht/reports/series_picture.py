"""A series over the years as SVG: thin line, points, interval band, gaps and breaks left open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.reports.axis import Axis, axis_over
from veerkracht.reports.content import Language, Number, SeriesPicture, SeriesPoint
from veerkracht.reports.forms import format_value
from veerkracht.reports.palette import ACCENT, LINE, PAPER, SOFT
from veerkracht.reports.svg import coordinate, line, picture, polyline, text, text_width, titled, wrapped
from veerkracht.reports.translation import mark as _
from veerkracht.reports.words import format_number, plain, translate

__all__ = ["draw_series"]

BREAK: Final = _("break in the series")
NOT_AT_ZERO: Final = _("The axis starts at {start}, not at zero.")
NO_VALUES: Final = _("no values")
_SIZE = 14.0
_TOP = 26.0
_BOTTOM = 30.0


@dataclass(frozen=True)
class _Frame:
    left: float
    right: float
    top: float
    bottom: float
    years: tuple[float, float]
    axis: Axis
    label_room: float

    def at(self, year: float, value: float) -> tuple[float, float]:
        return self.x(year), self.axis.place(value, start=self.bottom, end=self.top)

    def x(self, year: float) -> float:
        first, last = self.years
        share = (year - first) / (last - first) if last > first else 0.5
        return self.left + share * (self.right - self.left)


def draw_series(shown: SeriesPicture, language: Language, *, width: float, label: str) -> str:
    """Draw a series `width` pixels wide; a value that is absent or comes after a break is not joined."""
    if not any(point.value is not None for point in shown.points):
        empty = text(translate(NO_VALUES, language), width / 2, 40, anchor="middle", fill=SOFT)
        return picture(empty, width=width, height=70, label=label)
    frame = _frame(shown, language, width)
    note = _axis_note(shown, frame, language)
    parts = [_grid(shown, frame, language), _years(shown, frame), _breaks(shown, frame, language)]
    parts += [_band(shown, frame), _compared(shown, frame, language), _line_and_points(shown, frame, language)]
    parts += [_end_label(shown, frame, language), note]
    height = frame.bottom + _BOTTOM + (20 if note else 0)
    return picture("".join(parts), width=width, height=height, label=label)


def _frame(shown: SeriesPicture, language: Language, width: float) -> _Frame:
    everything = [*shown.points, *shown.compare]
    bounds = [bound for point in everything for bound in (point.value, point.lower, point.upper) if bound is not None]
    scale = 100 if shown.unit == "probability" else 1
    axis = axis_over([bound * scale for bound in bounds])
    ticks = max(text_width(_tick(tick, axis, shown, language), _SIZE) for tick in axis.ticks)
    labels = [_end_words(shown, language), _compare_words(shown, language)]
    room = min(max(text_width(words, _SIZE) for words in labels), width * 0.28) + 20
    years = [point.year for point in everything]
    height = min(300.0, max(160.0, width * 0.42))
    return _Frame(ticks + 18, width - room, _TOP, _TOP + height, (min(years), max(years)), axis, room - 14)


def _tick(value: float, axis: Axis, shown: SeriesPicture, language: Language) -> str:
    figure = format_value(value, language, decimals=axis.decimals)
    return f"{figure}%" if shown.unit in ("percent", "probability") else figure


def _scaled(shown: SeriesPicture, value: float) -> float:
    return value * 100 if shown.unit == "probability" else value


def _grid(shown: SeriesPicture, frame: _Frame, language: Language) -> str:
    def row(tick: float) -> str:
        y = frame.axis.place(tick, start=frame.bottom, end=frame.top)
        words = _tick(tick, frame.axis, shown, language)
        rule = line((frame.left, y), (frame.right, y), stroke=SOFT if tick == frame.axis.low else LINE)
        return rule + text(words, frame.left - 8, y + 5, anchor="end", size=_SIZE, fill=SOFT)

    return "".join(row(tick) for tick in frame.axis.ticks)


def _years(shown: SeriesPicture, frame: _Frame) -> str:
    first, last = (int(year) for year in frame.years)
    fitting = max(1, int((frame.right - frame.left) / 52))
    step = max(1, -(-(last - first) // fitting))
    shown_years = range(last, first - 1, -step)
    return "".join(
        text(str(year), frame.x(year), frame.bottom + 20, anchor="middle", size=_SIZE, fill=SOFT)
        for year in reversed(shown_years)
    )


def _breaks(shown: SeriesPicture, frame: _Frame, language: Language) -> str:
    pairs = zip(shown.points, shown.points[1:], strict=False)
    places = [frame.x((before.year + after.year) / 2) for before, after in pairs if after.broken]
    rules = (line((x, frame.top - 8), (x, frame.bottom), stroke=SOFT, dash="4 3") for x in places)
    words = [text(translate(BREAK, language), x, frame.top - 13, anchor="middle", size=13, fill=SOFT) for x in places]
    return "".join(rules) + "".join(words[:1])


def _stretches(points: tuple[SeriesPoint, ...]) -> list[list[SeriesPoint]]:
    """Split a series where a value is absent or a break lies."""
    stretches: list[list[SeriesPoint]] = [[]]
    for point in points:
        if point.value is None or point.broken:
            stretches.append([])
        if point.value is not None:
            stretches[-1].append(point)
    return [stretch for stretch in stretches if stretch]


def _band(shown: SeriesPicture, frame: _Frame) -> str:
    return "".join(_band_of(shown, stretch, frame) for stretch in _stretches(shown.points))


def _band_of(shown: SeriesPicture, stretch: list[SeriesPoint], frame: _Frame) -> str:
    bounds = [(point.year, point.lower, point.upper) for point in stretch]
    sides = [(year, low, high) for year, low, high in bounds if low is not None and high is not None]
    lower = [frame.at(year, _scaled(shown, low)) for year, low, _high in sides]
    upper = [frame.at(year, _scaled(shown, high)) for year, _low, high in sides]
    if len(sides) == 1:
        return line(lower[0], upper[0], stroke=ACCENT, width=1.5)
    ring = polyline([*upper, *reversed(lower)]) if sides else ""
    return f'<path d="{ring}Z" fill="{ACCENT}" fill-opacity="0.14"/>' if ring else ""


def _line_and_points(shown: SeriesPicture, frame: _Frame, language: Language) -> str:
    drawn = _lines(shown, shown.points, frame, stroke=ACCENT, width=1.75)
    return drawn + "".join(_point(shown, point, frame, language) for point in shown.points if point.value is not None)


def _lines(
    shown: SeriesPicture, points: tuple[SeriesPoint, ...], frame: _Frame, *, stroke: str, width: float, dash: str = ""
) -> str:  # fmt: skip
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    places = (
        [frame.at(point.year, _scaled(shown, point.value)) for point in stretch if point.value is not None]
        for stretch in _stretches(points)
    )
    return "".join(
        f'<path d="{polyline(place)}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{dashed}/>'
        for place in places
        if len(place) > 1
    )


def _point(shown: SeriesPicture, point: SeriesPoint, frame: _Frame, language: Language) -> str:
    x, y = frame.at(point.year, _scaled(shown, point.value or 0.0))
    number = Number(point.value, shown.unit, shown.decimals, point.lower, point.upper)
    circle = f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="3.2" fill="{ACCENT}" stroke="{PAPER}"/>'
    return titled(circle, f"{point.year:g}: {format_number(number, language)}")


def _compared(shown: SeriesPicture, frame: _Frame, language: Language) -> str:
    drawn = _lines(shown, shown.compare, frame, stroke=SOFT, width=1.25, dash="5 3")
    return drawn + _label_at_end(shown, shown.compare, _compare_words(shown, language), frame, fill=SOFT)


def _end_label(shown: SeriesPicture, frame: _Frame, language: Language) -> str:
    return _label_at_end(shown, shown.points, _end_words(shown, language), frame, fill=ACCENT)


def _end_words(shown: SeriesPicture, language: Language) -> str:
    """Return what stands at the end of the line: its last value, and its name where there are two lines."""
    last = _last_value(shown, shown.points, language)
    return f"{plain(shown.label, language)} {last}" if shown.compare else last


def _compare_words(shown: SeriesPicture, language: Language) -> str:
    last = _last_value(shown, shown.compare, language)
    return f"{plain(shown.compare_label, language)} {last}" if last else ""


def _last_value(shown: SeriesPicture, points: tuple[SeriesPoint, ...], language: Language) -> str:
    values = [point.value for point in points if point.value is not None]
    return format_number(Number(values[-1], shown.unit, shown.decimals), language) if values else ""


def _label_at_end(
    shown: SeriesPicture, points: tuple[SeriesPoint, ...], words: str, frame: _Frame, *, fill: str
) -> str:
    present = [point for point in points if point.value is not None]
    if not present or not words:
        return ""
    x, y = frame.at(present[-1].year, _scaled(shown, present[-1].value or 0.0))
    lines = wrapped(words, width=frame.label_room, size=_SIZE)
    top = min(max(y + 5 - (len(lines) - 1) * 8, frame.top), frame.bottom - (len(lines) - 1) * 16)
    bold = fill == ACCENT
    return "".join(
        text(part, x + 9, top + row * 16, size=_SIZE, fill=fill, bold=bold) for row, part in enumerate(lines)
    )


def _axis_note(shown: SeriesPicture, frame: _Frame, language: Language) -> str:
    if frame.axis.low <= 0:
        return ""
    start = _tick(frame.axis.low, frame.axis, shown, language)
    words = translate(NOT_AT_ZERO, language).format(start=start)
    return text(words, frame.left, frame.bottom + 42, size=13, fill=SOFT)
