"""What can be reached at each cost as SVG: steps that rise, with a mark at the chosen one."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from veerkracht.reports.axis import Axis, axis_over
from veerkracht.reports.content import Language
from veerkracht.reports.forms import format_value
from veerkracht.reports.palette import ACCENT, LINE, PAPER, SOFT, style_of
from veerkracht.reports.svg import coordinate, line, picture, polyline, text, titled
from veerkracht.reports.systems_charts import FrontierPicture, FrontierPoint
from veerkracht.reports.words import plain

__all__ = ["draw_frontier"]

_SIZE: Final = 14.0
_HIGH: Final = 240.0
_TOP: Final = 34.0
_CHOSEN: Final = style_of("under_pressure").fill
Axes = tuple[Axis, Axis]


def draw_frontier(shown: FrontierPicture, language: Language, *, width: float, label: str) -> str:
    """Draw a frontier `width` pixels wide."""
    axes = axis_over([0.0, *(p.cost for p in shown.points)]), axis_over([0.0, *(p.value for p in shown.points)])
    ordered = sorted(shown.points, key=lambda point: (point.cost, point.value))
    steps = [corner for one, other in pairwise(ordered) for corner in (_at(one, axes, width), (_at(other, axes, width)[0],
             _at(one, axes, width)[1]))]  # fmt: skip
    path = polyline([*steps, _at(ordered[-1], axes, width)]) if ordered else ""
    curve = f'<path d="{path}" fill="none" stroke="{ACCENT}" stroke-width="1.6"/>' if ordered else ""
    marks = "".join(_mark(point, shown, axes, language, width) for point in ordered)
    words = text(plain(shown.x_label, language), width - 14, _TOP + _HIGH + 42, size=_SIZE, anchor="end")
    title = text(plain(shown.y_label, language), 4, 16, size=_SIZE)
    body = _rules(axes, language, width) + curve + marks + words + title
    return picture(body, width=width, height=_TOP + _HIGH + 52, label=label)


def _at(point: FrontierPoint, axes: Axes, width: float) -> tuple[float, float]:
    x = axes[0].place(point.cost, start=58, end=width - 22)
    return x, axes[1].place(point.value, start=_TOP + _HIGH, end=_TOP)


def _rules(axes: Axes, language: Language, width: float) -> str:
    parts = []
    for tick in axes[1].ticks:
        y = axes[1].place(tick, start=_TOP + _HIGH, end=_TOP)
        parts.append(line((58, y), (width - 22, y), stroke=LINE))
        parts.append(
            text(format_value(tick, language, decimals=axes[1].decimals), 50, y + 5, size=13, anchor="end", fill=SOFT)
        )
    for tick in axes[0].ticks:
        x = axes[0].place(tick, start=58, end=width - 22)
        words = format_value(tick, language, decimals=axes[0].decimals)
        parts.append(text(words, x, _TOP + _HIGH + 20, size=13, anchor="middle", fill=SOFT))
    return "".join(parts)


def _mark(point: FrontierPoint, shown: FrontierPicture, axes: Axes, language: Language, width: float) -> str:
    x, y = _at(point, axes, width)
    told = f"{format_value(point.cost, language, decimals=2)}: {format_value(point.value, language, decimals=1)}"
    if not point.chosen:
        place = f'cx="{coordinate(x)}" cy="{coordinate(y)}"'
        return titled(f'<circle {place} r="4" fill="{ACCENT}" stroke="{PAPER}"/>', told)
    corners = polyline([(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)])
    drawn = titled(f'<path d="{corners}Z" fill="{_CHOSEN}" stroke="{PAPER}"/>', told)
    words = plain(shown.chosen_label, language)
    if x > width / 2:  # steps rise to the right, so there is nothing above on the left, nor below on the right
        return drawn + text(words, x - 6, y - 12, size=13, bold=True, halo=True, anchor="end")
    return drawn + text(words, x + 12, y + 22, size=13, bold=True, halo=True)
