"""Blocks of an edition as plain data for the paper templates: words, widths and pictures, no markup.

The templates in ``paper/`` walk this data. Text only ever travels as a value, so nothing a register or a
source holds can act as markup.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from veerkracht.reports.content import (
    Answer,
    Chance,
    ClassMark,
    DataTable,
    Direction,
    Figure,
    Flow,
    Heading,
    Inline,
    Items,
    Kind,
    Language,
    Link,
    MapPicture,
    Notice,
    Number,
    Paragraph,
    Picture,
    SeriesPicture,
    Source,
)
from veerkracht.reports.map_legend import doubt_picture, doubts
from veerkracht.reports.paper_order import PaperBlock, Placed, target_of
from veerkracht.reports.pictures import paper_width
from veerkracht.reports.table_widths import shape_table
from veerkracht.reports.words import Run, format_value, plain, runs, translate

__all__ = ["Draw", "Json", "Typesetter", "keep_together", "picture_share", "steepness"]

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Draw(Protocol):
    """Makes the SVG of a picture, as wide as it is shown."""

    def __call__(self, picture: Picture, /, *, width: float = ...) -> str:
        """Draw `picture` that many pixels wide."""


TALLEST: Final = 0.7
"""Height of the tallest picture as a share of the width of the line; a taller one is made smaller."""

BESIDE: Final = 0.36
"""Share of the line for a small table beside its chart."""

_BESIDE_PIXELS: Final = 400.0
_BESIDE_ROWS: Final = 18

_SIZE: Final = re.compile(r'viewBox="0 0 (\S+) (\S+)"')


@dataclass
class Typesetter:
    """Turns blocks into data for a template and collects the pictures they show.

    Parameters
    ----------
    language : Language
        Of the reader.
    draw : Draw
        Makes the SVG of a picture.
    sources : Mapping of str to Source
        By id.
    targets : Mapping of str to str
        Anchor on paper of each page and place; links to anything else stay plain text.
    """

    language: Language
    draw: Draw
    sources: Mapping[str, Source] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    """File names of the pictures by their SVG text."""

    def blocks(self, placed: Iterable[Placed]) -> list[Json]:
        """Return the blocks in order, a chart and its small table side by side."""
        made, waiting = list[Json](), deque(placed)
        while waiting:
            item = waiting.popleft()
            following = waiting[0].block if waiting else None
            if isinstance(following, DataTable) and self._fits_beside(item.block, following):
                made.append(self._pair(item, waiting.popleft()))
            else:
                leads = isinstance(item.block, Paragraph) and isinstance(following, Figure | DataTable)
                made.append(self._block(item) | {"sticky": leads})
        return made

    def spans(self, inline: Inline) -> list[Json]:
        """Return inline content as pieces with one look each."""
        return [self._span(run) for run in runs(inline, self.language) if run.text]

    def _block(self, item: Placed) -> dict[str, Json]:
        common: dict[str, Json] = {"label": item.anchor, "sources": self.marks(item.sources)}
        return common | self._shape(item.block, item)

    def _fits_beside(self, block: PaperBlock, table: DataTable) -> bool:
        if not (isinstance(block, Figure) and isinstance(block.picture, SeriesPicture)):
            return False
        return len(table.rows) <= _BESIDE_ROWS and shape_table(table, self.language).width <= BESIDE

    def _pair(self, chart: Placed, table: Placed) -> Json:
        assert isinstance(chart.block, Figure) and isinstance(table.block, DataTable)
        figure = self._figure(chart.block, width=_BESIDE_PIXELS) | {"label": chart.anchor, "sources": []}
        beside = self._table(table.block, line=BESIDE) | {"label": table.anchor, "sources": []}
        sources = self.marks(tuple(dict.fromkeys([*chart.sources, *table.sources])))
        return {"kind": "pair", "figure": figure, "table": beside, "sources": sources, "share": BESIDE}

    def marks(self, sources: tuple[str, ...]) -> list[Json]:
        """Return the sources to name below a block; they are described at the end of the report."""
        return [self.sources[one].titled(self.language) for one in sources if one in self.sources]

    def _shape(self, block: PaperBlock, item: Placed) -> dict[str, Json]:
        match block:
            case Heading():
                return self._heading(block, item)
            case Answer():
                return {"kind": "answer", "text": self.spans(block.text)}
            case Notice():
                return {"kind": "notice", "text": self.spans(block.text)}
            case Paragraph():
                return {"kind": "soft" if block.soft else "paragraph", "text": self.spans(block.text)}
            case Items():
                return {"kind": "items", "items": [self.spans(one) for one in block.items]}
            case DataTable():
                return self._table(block)
            case Flow():
                return self._flow(block)
            case Figure():
                return self._figure(block)

    def _heading(self, heading: Heading, item: Placed) -> dict[str, Json]:
        text = self.spans(heading.text)
        return {"kind": "heading", "level": item.level, "text": text, "fresh": item.fresh, "listed": item.listed}

    def _table(self, table: DataTable, *, line: float = 1.0) -> dict[str, Json]:
        """Return a table for a line that is this share of the page wide."""
        shape = shape_table(table, self.language)
        return {
            "kind": "table",
            "caption": self.spans(table.caption),
            "header": [{"text": self.spans(one.header), "numeric": one.numeric} for one in table.columns],
            "rows": [[self.spans(cell) for cell in row] for row in table.rows],
            "widths": list(shape.widths),
            "width": min(1.0, shape.width / line),
            "size": shape.size,
        }

    def _flow(self, flow: Flow) -> dict[str, Json]:
        states: list[Json] = [
            {"text": self.spans(text), "count": count, "shown": format_value(count, self.language)}
            for text, count in flow.states
        ]
        return {"kind": "flow", "caption": self.spans(flow.caption), "states": states}

    def _figure(self, figure: Figure, *, width: float | None = None) -> dict[str, Json]:
        svg = self.draw(figure.picture, width=width or paper_width(figure.picture))
        return {
            "kind": "figure",
            "picture": self.store(svg),
            "alt": plain(figure.alt, self.language),
            "caption": self.spans(figure.caption),
            "map": self.key(figure.picture) if isinstance(figure.picture, MapPicture) else None,
            "width": picture_share(svg),
        }

    def key(self, shown: MapPicture) -> dict[str, Json]:
        """Return what explains a map: its legend with counts, how sure a class is, and the settings line."""
        legend: list[Json] = [
            {"style": entry.style, "text": plain(entry.text, self.language), "count": self._count(entry.count)}
            for entry in shown.legend
        ]
        notes: list[Json] = [
            {"text": translate(doubt.words, self.language), "picture": self.store(doubt_picture(doubt, name="doubt"))}
            for doubt in doubts(shown)
        ]
        return {"legend": legend, "notes": notes, "settings": self.spans(shown.settings)}

    def _count(self, count: int | None) -> str:
        return "" if count is None else format_value(count, self.language)

    def store(self, svg: str) -> str:
        """Return the file name under which a picture is kept; equal pictures are kept once."""
        return self.pictures.setdefault(svg, f"picture-{len(self.pictures) + 1}.svg")

    def _span(self, run: Run) -> Json:
        if run.symbol:
            return {"text": run.text, "draw": run.origin.code if isinstance(run.origin, Direction | Kind) else ""}
        span: dict[str, Json] = {"text": keep_together(run.text) if run.number else run.text}
        span |= {"strong": True} if run.strong else {}
        return span | self._mark(run.origin) | self._target(run.link)

    def _mark(self, origin: Number | Direction | Kind | ClassMark | Chance | None) -> dict[str, Json]:
        if isinstance(origin, ClassMark):
            return {"swatch": origin.code}
        if isinstance(origin, Chance) and origin.value is not None:
            return {"bar": origin.value}
        return {}

    def _target(self, link: Link | None) -> dict[str, Json]:
        if link is None:
            return {}
        anchor = target_of(link, self.targets)
        return {"to": anchor} if anchor else {"url": link.url} if link.url else {}


def steepness(svg: str) -> float:
    """Return the height of a picture as a share of its width.

    Examples
    --------
    >>> steepness('<svg viewBox="0 0 640 320">')
    0.5
    """
    found = _SIZE.search(svg)
    return float(found[2]) / float(found[1]) if found else 1.0


def picture_share(svg: str) -> float:
    """Return the share of the line that a picture fills: all of it, unless it is too tall for that.

    Examples
    --------
    >>> picture_share('<svg viewBox="0 0 640 896">')
    0.5
    """
    return min(1.0, TALLEST / steepness(svg))


def keep_together(figure: str) -> str:
    """Let a figure break over lines only before its interval.

    Examples
    --------
    >>> keep_together("0.4 points (0.1 to 0.7)")
    '0.4\\xa0points (0.1\\xa0to\\xa00.7)'
    """
    return figure.replace(" ", "\N{NO-BREAK SPACE}").replace("\N{NO-BREAK SPACE}(", " (")
