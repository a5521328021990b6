"""How wide the columns of a table on paper must be, estimated from their text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from veerkracht.reports.content import Chance, ClassMark, DataTable, Inline, Language, Number
from veerkracht.reports.words import plain

__all__ = ["TableShape", "shape_table"]

Size = Literal["normal", "small", "landscape"]

LINE_LENGTH: Final[dict[Size, float]] = {"normal": 96, "small": 126, "landscape": 190}
"""Characters of table text, padding included, that fit on a line of an A4 page: in its usual type, in small
type, and in small type on a page on its side."""

_NEARLY_FULL: Final = 0.8
"""A table that is nearly as wide as the line is set to the full line, so that edges align."""

_COMFORT: Final = 0.5
"""Share of the wish of its columns beyond their least that a table must get to stay in its usual type."""

_PADDING: Final = 3
_LONGEST_LINE: Final = 44
_LONGEST_WORD: Final = 14
"""Longer words are hyphenated."""

_BAR: Final = 9
_SWATCH: Final = 3


@dataclass(frozen=True)
class TableShape:
    """How a table stands on paper.

    Parameters
    ----------
    widths : tuple of float
        Width of each column, as a share of the table; they add up to 1.
    width : float
        Width of the table as a share of the line.
    size : Size
        Usual type, small type, or small type on a page on its side.
    """

    widths: tuple[float, ...]
    width: float
    size: Size


def shape_table(table: DataTable, language: Language) -> TableShape:
    """Find the largest type in which a table fits and divide the line among its columns.

    No column gets narrower than its longest word; what is left goes to the columns that would need more
    than one line.

    Examples
    --------
    >>> from veerkracht.reports.content import Column
    >>> table = DataTable("", (Column("Area"), Column("Score", numeric=True)), (("Escamp", "12"),), ())
    >>> shape_table(table, "en").size
    'normal'
    """
    bounds = [_bounds(table, place, language) for place in range(len(table.columns))]
    least, most = [low for low, _ in bounds], [high for _, high in bounds]
    size = _size(sum(least), sum(most))
    room = LINE_LENGTH[size]
    wanted = _share_out(least, most, room)
    share = min(1.0, sum(wanted) / room)
    total = sum(wanted)
    return TableShape(tuple(one / total for one in wanted), 1.0 if share > _NEARLY_FULL else share, size)


def _size(least: int, most: int) -> Size:
    if least + _COMFORT * (most - least) <= LINE_LENGTH["normal"]:
        return "normal"
    return "small" if least <= LINE_LENGTH["small"] else "landscape"


def _share_out(least: list[int], most: list[int], room: float) -> list[float]:
    """Give every column its least, and divide the room that is left in the proportion of what is asked."""
    asked = sum(most) - sum(least)
    given = max(0.0, min(1.0, (room - sum(least)) / asked)) if asked else 0.0
    return [low + given * (high - low) for low, high in zip(least, most, strict=True)]


def _bounds(table: DataTable, place: int, language: Language) -> tuple[int, int]:
    """Return the least and the most characters that a column asks for."""
    header = plain(table.columns[place].header, language)
    cells = [_cell(row[place], language) for row in table.rows]
    least = max([_longest_word(header), *(low for low, _ in cells)])
    most = max([least, *(high for _, high in cells)])
    return least + _PADDING, most + _PADDING


def _cell(cell: Inline, language: Language) -> tuple[int, int]:
    text = plain(cell, language)
    if isinstance(cell, Number):
        return _longest_piece(text.replace(" (", "\n(")), len(text)
    if isinstance(cell, ClassMark):
        return len(text) + _SWATCH, len(text) + _SWATCH
    mark = _BAR if isinstance(cell, Chance) and cell.value is not None else 0
    return _longest_word(text) + mark, min(len(text), _LONGEST_LINE) + mark


def _longest_piece(text: str) -> int:
    return max(len(piece) for piece in text.split("\n"))


def _longest_word(text: str) -> int:
    return max((min(len(word), _LONGEST_WORD) for word in text.split(" ")), default=0)
