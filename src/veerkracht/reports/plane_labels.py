"""Names beside points, where there is room for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from veerkracht.reports.svg import text_width

__all__ = ["Box", "Label", "place_labels"]

_NEAR = 7.0
_ROW = 1.7
_BESIDE = 4


class Box(NamedTuple):
    """A rectangle on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles overlap."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, other: Box) -> bool:
        """Tell whether this rectangle lies wholly inside another."""
        across = self.left >= other.left and self.right <= other.right
        return across and self.top >= other.top and self.bottom <= other.bottom


class Label(NamedTuple):
    """Words at a place: x and y of their base line, and which end of them stands at x."""

    words: str
    x: float
    y: float
    anchor: str


def place_labels(
    wanted: Iterable[tuple[str, float, float, bool]], *, taken: Iterable[Box], frame: Box, size: float
) -> list[Label]:
    """Place each name beside its point, in order of importance; a name without room is left out.

    Wanted are words, x and y of the point, and whether they may stand a row higher or lower.

    Examples
    --------
    >>> frame = Box(0, 0, 200, 100)
    >>> place_labels([("A", 50, 50, False), ("B", 50, 52, False)], taken=[], frame=frame, size=12)
    [Label(words='A', x=57.0, y=54.2, anchor='start'), Label(words='B', x=43.0, y=56.2, anchor='end')]
    """
    full, placed = list(taken), []
    for words, x, y, loose in wanted:
        for label, box in _places(words, x, y, size, loose=loose):
            if box.within(frame) and not any(box.meets(other) for other in full):
                full.append(box)
                placed.append(label)
                break
    return placed


def _places(words: str, x: float, y: float, size: float, *, loose: bool) -> Iterator[tuple[Label, Box]]:
    """Yield the places for a name: right of its point, left, above, below, and a row higher or lower."""
    wide, middle = text_width(words, size), y + 0.35 * size
    sides = (
        (x + _NEAR, middle, "start"),
        (x - _NEAR, middle, "end"),
        (x, y - _NEAR, "middle"),
        (x, y + _NEAR + 0.75 * size, "middle"),
        (x + _NEAR, middle - _ROW * size, "start"),
        (x - _NEAR, middle - _ROW * size, "end"),
        (x + _NEAR, middle + _ROW * size, "start"),
        (x - _NEAR, middle + _ROW * size, "end"),
    )
    for at, base, anchor in sides if loose else sides[:_BESIDE]:
        left = at - {"start": 0.0, "end": 1.0, "middle": 0.5}[anchor] * wide
        yield Label(words, at, base, anchor), Box(left, base - 0.8 * size, left + wide, base + 0.25 * size)
