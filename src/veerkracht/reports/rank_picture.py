"""Ranks with their intervals as SVG: one row per area, best on top, on one axis from the first to the last rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from veerkracht.reports.axis import Axis, axis_over
from veerkracht.reports.charts import RankPicture, RankRow
from veerkracht.reports.content import Language
from veerkracht.reports.forms import format_value
from veerkracht.reports.map_legend import EDGE
from veerkracht.reports.palette import INK, LINE, PAPER, SOFT, style_of
from veerkracht.reports.svg import coordinate, line, picture, text, text_width, titled
from veerkracht.reports.translation import mark as _
from veerkracht.reports.translation import translate_plural
from veerkracht.reports.words import plain, translate

__all__ = ["draw_ranks"]

RANK: Final = _("{area}: rank {rank} (90% interval: {lower} to {upper})")
NO_RANKS: Final = _("no areas with a rank")
LEFT_OUT: Final = _("{n} area in between")
LEFT_OUT_MANY: Final = _("{n} areas in between")
_SIZE: Final = 14.0
_BESIDE_WIDTH: Final = 480.0
"""From this width on a name stands beside its row; below it, above."""
_ROW: Final = 23.0
_HIGH_ROW: Final = 38.0
_GAP: Final = 26.0
_TOP: Final = 8.0


@dataclass(frozen=True)
class _Frame:
    left: float
    right: float
    axis: Axis
    row: float
    above: float

    def x(self, rank: float) -> float:
        return self.axis.place(rank, start=self.left, end=self.right)


def draw_ranks(shown: RankPicture, language: Language, *, width: float, label: str) -> str:
    """Draw ranks `width` pixels wide; each row tells its numbers on hover, and the table beside it tells them all."""
    if not any(shown.groups):
        empty = text(translate(NO_RANKS, language), width / 2, 40, anchor="middle", fill=SOFT)
        return picture(empty, width=width, height=70, label=label)
    frame = _frame(shown, width)
    drawn, bottom = _rows(shown, frame, language)
    rules = "".join(line((frame.x(tick), _TOP), (frame.x(tick), bottom), stroke=LINE) for tick in frame.axis.ticks)
    height = bottom + 46
    return picture(rules + drawn + _below(shown, frame, bottom, language), width=width, height=height, label=label)


def _frame(shown: RankPicture, width: float) -> _Frame:
    axis = _axis(shown.total)
    last = text_width(f"{shown.total:,}", _SIZE) / 2 + 4
    if width < _BESIDE_WIDTH:
        return _Frame(8, width - last, axis, _HIGH_ROW, 16)
    longest = max(text_width(row.name, _SIZE) for group in shown.groups for row in group)
    return _Frame(min(longest + 14, 0.45 * width), width - last, axis, _ROW, 0)


def _axis(total: int) -> Axis:
    """Return an axis that ends at the last place, so that the reader sees how many there are."""
    even = axis_over([0.0, float(total)])
    step = even.ticks[1] - even.ticks[0]
    inner = (tick for tick in even.ticks if 0 < tick < total - 0.6 * step)
    return Axis(1.0, float(max(total, 2)), (1.0, *inner, float(max(total, 2))), 0)


def _rows(shown: RankPicture, frame: _Frame, language: Language) -> tuple[str, float]:
    """Draw the groups below each other; return the drawing and where it ends."""
    parts, top, told = [], _TOP, 0
    full = [group for group in shown.groups if group]
    for place, group in enumerate(full):
        for row in group:
            parts.append(_row(row, frame, top, language))
            top += frame.row
        told += len(group)
        if place < len(full) - 1:
            parts.append(_between(int(full[place + 1][0].value - group[-1].value) - 1, frame, top, language))
            top += _GAP
    return "".join(parts), top


def _between(count: int, frame: _Frame, top: float, language: Language) -> str:
    if count <= 0:
        return ""
    words = translate_plural(LEFT_OUT, LEFT_OUT_MANY, count, language).format(n=format_value(count, language))
    return text(f"⋮ {words}", frame.left, top + 17, size=13, fill=SOFT)


def _row(row: RankRow, frame: _Frame, top: float, language: Language) -> str:
    y = top + frame.above + _ROW / 2
    words = translate(RANK, language).format(
        area=row.name, rank=format_value(row.value, language),
        lower=format_value(row.lower, language), upper=format_value(row.upper, language),
    )  # fmt: skip
    low, high = frame.x(row.lower), frame.x(row.upper)
    reach = f'<rect x="{coordinate(low)}" y="{coordinate(y - 4)}" width="{coordinate(max(high - low, 1))}" height="8" '
    reach = titled(f'{reach}fill="{style_of(row.style).fill}" stroke="{EDGE}" stroke-width="0.5"/>', words)
    at = f'<circle cx="{coordinate(frame.x(row.value))}" cy="{coordinate(y)}" r="4.2" fill="{INK}" stroke="{PAPER}"/>'
    return reach + titled(at, words) + _name(row.name, frame, y)


def _name(name: str, frame: _Frame, y: float) -> str:
    if frame.above:
        return text(name, frame.left, y - 9, size=_SIZE)
    fits = int((frame.left - 12) / text_width("n", _SIZE))
    shown = name if len(name) <= fits else f"{name[: fits - 1].rstrip()}…"
    return text(shown, frame.left - 10, y + 5, size=_SIZE, anchor="end")


def _below(shown: RankPicture, frame: _Frame, bottom: float, language: Language) -> str:
    ticks = "".join(
        text(format_value(tick, language), frame.x(tick), bottom + 18, size=13, anchor="middle", fill=SOFT)
        for tick in frame.axis.ticks
    )
    words = text(plain(shown.x_label, language), frame.right, bottom + 40, size=_SIZE, anchor="end")
    return ticks + words
