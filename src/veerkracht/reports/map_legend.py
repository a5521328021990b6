"""The legend of a map: the box of each class, and what lighter and dotted fills say about certainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from veerkracht.reports.content import Doubting, Language, LegendEntry, MapArea, MapPicture
from veerkracht.reports.palette import lighter, pattern_id, patterns, style_of
from veerkracht.reports.svg import coordinate, picture, text
from veerkracht.reports.translation import mark as _
from veerkracht.reports.words import plain, translate

__all__ = [
    "DOUBT_WORDS",
    "EDGE",
    "Doubt",
    "area_look",
    "doubt_boxes",
    "doubt_picture",
    "doubts",
    "draw_legend",
    "legend_height",
    "swatch_box",
    "used_patterns",
]

Certainty = Literal["sure", "lighter", "lightest", "dotted"]

SURE: Final = 0.8
UNSURE: Final = 0.6
DOUBT_WORDS: Final = {
    "lighter": _("lighter: less than 80% sure of the class"),
    "dotted": _("dotted: less than 60% sure of the class"),
    "lightest": _("much lighter: less than 60% sure of the class"),
}
EDGE: Final = "#8894A0"
_STEPS: Final[dict[Doubting, tuple[Certainty, Certainty]]] = {
    "steps": ("lighter", "dotted"),
    "pattern": ("sure", "dotted"),
    "opacity": ("lighter", "lightest"),
}
"""How a class looks that is less than 80 % and less than 60 % sure."""
_ROW = 24.0
_SWATCH = (26.0, 15.0)
_MOST_SAMPLES: Final = 3


@dataclass(frozen=True)
class Doubt:
    """A step of certainty that occurs on a map, with the fill and pattern of some classes that have it."""

    words: str
    samples: tuple[tuple[str, str], ...]


def certainty_of(area: MapArea, shown: MapPicture) -> Certainty:
    """Return how sure the class of an area is, as it is drawn."""
    if not shown.show_certainty or area.certainty is None or area.certainty >= SURE:
        return "sure"
    below, far_below = _STEPS[shown.doubt]
    return below if area.certainty >= UNSURE else far_below


def area_look(area: MapArea, shown: MapPicture) -> tuple[str, str]:
    """Return the fill of an area and the pattern over it, empty for none."""
    return _look(area.style, certainty_of(area, shown))


def _look(style: str, certainty: Certainty) -> tuple[str, str]:
    found = style_of(style)
    fill = lighter(found.fill) if certainty in ("lighter", "lightest") else found.fill
    fill = lighter(fill) if certainty == "lightest" else fill
    return fill, found.dots if certainty == "dotted" else found.pattern


def doubts(shown: MapPicture) -> tuple[Doubt, ...]:
    """Return the steps of certainty below sure that occur on a map, each with samples from that map."""
    steps: tuple[Certainty, ...] = ("lighter", "lightest", "dotted")
    found = {step: {area.style for area in shown.areas if certainty_of(area, shown) == step} for step in steps}
    return tuple(
        Doubt(DOUBT_WORDS[step], tuple(_look(style, step) for style in _in_order(shown, styles)[:_MOST_SAMPLES]))
        for step, styles in found.items()
        if styles
    )


def _in_order(shown: MapPicture, styles: set[str]) -> list[str]:
    listed = [entry.style for entry in shown.legend if entry.style in styles]
    return listed or sorted(styles)


def used_patterns(shown: MapPicture) -> set[str]:
    """Return the patterns that the areas of a map need."""
    return {area_look(area, shown)[1] for area in shown.areas} - {""}


def legend_height(shown: MapPicture) -> float:
    """Return the height of the legend inside the picture, with the white above and below it."""
    return 20 + _ROW * (len(shown.legend) + len(doubts(shown)))


def draw_legend(shown: MapPicture, language: Language, *, top: float, name: str) -> str:
    """Draw the legend inside the picture, one row below the other."""
    rows = [(swatch_box(entry.style, top=0, left=2, name=name), _counted(entry, language)) for entry in shown.legend]
    rows += [
        (doubt_boxes(doubt, top=0, left=2, name=name), translate(doubt.words, language)) for doubt in doubts(shown)
    ]
    return "".join(_row(box, words, top + place * _ROW) for place, (box, words) in enumerate(rows))


def _counted(entry: LegendEntry, language: Language) -> str:
    words = plain(entry.text, language)
    return f"{words} ({entry.count})" if entry.count is not None else words


def _row(box: str, words: str, top: float) -> str:
    return f'<g transform="translate(0 {coordinate(top)})">{box}{text(words, 12 + _SWATCH[0], 12, size=14)}</g>'


def swatch_box(style: str, *, top: float, left: float, name: str) -> str:
    """Draw the small box of a legend; its pattern is the one defined under the prefix `name`."""
    return _box(_look(style, "sure"), left, top, _SWATCH[0], name)


def doubt_boxes(doubt: Doubt, *, top: float, left: float, name: str) -> str:
    """Draw the samples of a step of certainty side by side, as wide as one box."""
    wide = _SWATCH[0] / len(doubt.samples)
    return "".join(_box(look, left + place * wide, top, wide, name) for place, look in enumerate(doubt.samples))


def doubt_picture(doubt: Doubt, *, name: str) -> str:
    """Draw the samples of a step of certainty as a picture of their own, for paper."""
    wide, high = _SWATCH
    used = {pattern for _fill, pattern in doubt.samples} - {""}
    body = patterns(used, prefix=name) + doubt_boxes(doubt, top=1, left=1, name=name)
    return picture(body, width=wide + 2, height=high + 2, label="")


def _box(look: tuple[str, str], left: float, top: float, wide: float, name: str) -> str:
    fill, pattern = look
    place = f'<rect x="{coordinate(left)}" y="{coordinate(top)}" width="{coordinate(wide)}" height="{_SWATCH[1]:g}" '
    edge = f'stroke="{EDGE}" stroke-width="0.5"'
    over = f'{place}fill="url(#{pattern_id(name, pattern)})" {edge}/>' if pattern else ""
    return f'{place}fill="{fill}" {edge}/>{over}'
