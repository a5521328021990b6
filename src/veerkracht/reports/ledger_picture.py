"""What goes and what comes as SVG: bars to the left and to the right of one line, a row per area."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.content import Language
from veerkracht.reports.forms import MINUS, format_value
from veerkracht.reports.map_legend import EDGE
from veerkracht.reports.palette import INK, SOFT, pattern_id, patterns, style_of
from veerkracht.reports.svg import coordinate, line, picture, text, text_width, wrapped
from veerkracht.reports.systems_charts import LedgerPicture, LedgerRow
from veerkracht.reports.words import plain

__all__ = ["draw_ledger"]

_SIZE: Final = 14.0
_ROW: Final = 24.0
_NARROW: Final = 480.0
_ABOVE: Final = 18.0
_OUT, _IN = style_of("under_pressure"), style_of("shows_resilience")
_TOP: Final = 34.0
_FIGURE: Final = 46.0
"""Pixels for the figure left of the longest bar."""


def draw_ledger(shown: LedgerPicture, language: Language, *, width: float, name: str, label: str) -> str:
    """Draw a ledger `width` pixels wide; the pattern of a bar repeats what its side says."""
    name = f"{name}-{width:.0f}"  # a page holds a wide and a narrow drawing, and shows one of them
    above = width < _NARROW
    longest = max((text_width(plain(row.label, language), _SIZE) for row in shown.rows), default=0.0)
    left = 40.0 if above else min(longest + _FIGURE + 10, 0.5 * width)
    middle, most = (left + width - 40) / 2, max((abs(row.change) for row in shown.rows), default=1.0) or 1.0
    scale = (width - 40 - left) / 2 / most
    high = _ROW + (_ABOVE if above else 0)
    rows = "".join(_row(row, language, (left, middle, scale), _TOP + place * high, (name, above))
                   for place, row in enumerate(shown.rows))  # fmt: skip
    bottom = _TOP + high * len(shown.rows)
    heads = text(plain(shown.out_label, language), middle - 10, 18, size=_SIZE, anchor="end", bold=True)
    heads += text(plain(shown.in_label, language), middle + 10, 18, size=_SIZE, bold=True)
    zero = line((middle, _TOP - 8), (middle, bottom), stroke=SOFT)
    body = patterns({_OUT.pattern}, prefix=name) + heads + rows + zero
    return picture(body, width=width, height=bottom + 8, label=label)


def _row(
    row: LedgerRow, language: Language, frame: tuple[float, float, float], top: float, look: tuple[str, bool]
) -> str:  # fmt: skip
    (left, middle, scale), (name, above) = frame, look
    y = top + (_ABOVE if above else 0)
    start, end = sorted((middle, middle + row.change * scale))
    place = f'x="{coordinate(start)}" y="{coordinate(y + 2)}" width="{coordinate(end - start)}" height="{_ROW - 8:g}"'
    style = _OUT if row.change < 0 else _IN
    bar = f'<rect {place} fill="{style.fill}" stroke="{EDGE}" stroke-width="0.5"/>'
    if style.pattern:
        bar += f'<rect {place} fill="url(#{pattern_id(name, style.pattern)})"/>'
    figure = f"{MINUS if row.change < 0 else '+'}{format_value(abs(row.change), language)}"
    told = text(figure, start - 5 if row.change < 0 else end + 5, y + 14, size=13, fill=INK,
                anchor="end" if row.change < 0 else "start")  # fmt: skip
    named = plain(row.label, language)
    words = named if above else wrapped(named, width=left - _FIGURE, size=_SIZE)[0]
    at = (
        text(words, 2, top + 14, size=_SIZE)
        if above
        else text(words, left - _FIGURE + 4, y + 15, size=_SIZE, anchor="end")
    )
    return bar + told + at
