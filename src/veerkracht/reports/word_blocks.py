"""Blocks of an edition as WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from veerkracht.reports.content import (
    Answer,
    DataTable,
    Figure,
    Flow,
    Heading,
    Inline,
    Items,
    Language,
    MapPicture,
    Notice,
    Paragraph,
    Picture,
    Source,
)
from veerkracht.reports.imprint import source_facts
from veerkracht.reports.map_picture import HATCHED, LIGHTER, is_unsure
from veerkracht.reports.paper_order import Placed
from veerkracht.reports.pictures import draw
from veerkracht.reports.table_widths import shape_table
from veerkracht.reports.typeset import picture_share, steepness
from veerkracht.reports.word_inline import NUMBER, WordInline, bookmark_name, swatch
from veerkracht.reports.word_page import turn
from veerkracht.reports.word_tables import LANDSCAPE_MM, LINE_MM, Cells, table
from veerkracht.reports.word_xml import bookmark, external_link, internal_link, paragraph, picture, run
from veerkracht.reports.words import format_value, plain, translate

__all__ = ["WordBlocks"]

_RIGHT: Final = '<w:jc w:val="right"/>'
_KEEP: Final = "<w:keepNext/>"
_FRESH: Final = "<w:pageBreakBefore/>"
_DOT: Final = "●"


@dataclass
class WordBlocks:
    """Writes blocks one after the other, collecting the pictures they show.

    Parameters
    ----------
    language : Language
        Of the reader.
    inline : WordInline
        Writes the words.
    sources : Mapping of str to Source
        By id.
    """

    language: Language
    inline: WordInline
    sources: Mapping[str, Source]
    pictures: dict[str, int] = field(default_factory=dict)
    """Number of each picture by its SVG text, from 1."""
    _last: int = 0

    def xml(self, item: Placed) -> str:
        """Return one block with the sources named below it."""
        if isinstance(item.block, DataTable):
            return self._table(item.block, item)
        return self._shape(item) + self._sources(item.sources)

    def source(self, source: Source) -> str:
        """Return an entry of the list of sources, where source marks lead to."""
        named = self._place(f"source-{source.source}") + run(source.title, strong=True) + run(f" {source.source}")
        facts = "".join(paragraph(run(fact), "Soft") for fact in (" · ".join(source_facts(source, self.language)),))
        url = source.url and paragraph(
            external_link(run(source.url), self.inline.relations.to_address(source.url)), "Soft"
        )
        return paragraph(named, properties="<w:keepNext/>") + facts + url

    def _shape(self, item: Placed) -> str:
        match item.block:
            case Heading(text):
                words = self._place(item.anchor) + self.inline.xml(text)
                return paragraph(words, f"Heading{item.level}", properties=_FRESH if item.fresh else "")
            case Answer(text):
                return paragraph(self.inline.xml(text), "Answer")
            case Notice(text):
                return paragraph(self.inline.xml(text), "Notice")
            case Paragraph(text):
                return paragraph(self.inline.xml(text), "Soft" if item.block.soft else "")
            case Items(items):
                return "".join(paragraph(self.inline.xml(one), "ListBullet") for one in items)
            case Flow():
                return self._flow(item.block)
            case Figure():
                return self._figure(item.block, item.anchor)
        return ""

    def _place(self, anchor: str) -> str:
        return bookmark(bookmark_name(anchor), self._next()) if anchor else ""

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _sources(self, named: tuple[str, ...]) -> str:
        known = [self.sources[one] for one in named if one in self.sources]
        if not known:
            return ""
        word = translate("Source:" if len(known) == 1 else "Sources:", self.language)
        links = (internal_link(run(one.title), bookmark_name(f"source-{one.source}")) for one in known)
        return paragraph(run(f"{word} ") + run("; ").join(links), "Source")

    def _caption(self, caption: Inline, anchor: str = "") -> str:
        words = self.inline.xml(caption)
        return paragraph(self._place(anchor) + words, "Caption") if words or anchor else ""

    def _table(self, shown: DataTable, item: Placed) -> str:
        shape = shape_table(shown, self.language)
        small, landscape = shape.size != "normal", shape.size == "landscape"
        made = self._caption(shown.caption, item.anchor)
        if not shown.rows:
            return (
                made
                + paragraph(run(translate("Nothing to list.", self.language)), "Soft")
                + self._sources(item.sources)
            )
        style = "SmallCell" if small else "Cell"
        cells = Cells(
            plain(shown.caption, self.language), [self._cell(one.header, one.numeric, style) for one in shown.columns],
            [self._row(row, shown, style, keep=row is shown.rows[-1]) for row in shown.rows],
            shape.widths,
        )  # fmt: skip
        made += table(cells, width_mm=shape.width * (LANDSCAPE_MM if landscape else LINE_MM))
        made += self._sources(item.sources) or paragraph("", "Source")
        return turn(made) if landscape else made

    def _row(self, row: tuple[Inline, ...], shown: DataTable, style: str, *, keep: bool) -> list[str]:
        """Return the cells of a row; the last row is kept with the sources below it."""
        pairs = zip(row, shown.columns, strict=True)
        return [self._cell(cell, column.numeric, style, keep=keep) for cell, column in pairs]

    def _cell(self, content: Inline, numeric: bool, style: str, *, keep: bool = True) -> str:
        looks = (_KEEP if keep else "") + (_RIGHT if numeric else "")
        return paragraph(self.inline.xml(content), style, properties=looks)

    def _flow(self, flow: Flow) -> str:
        header = [paragraph(self.inline.xml(text), "Cell") for text, _ in flow.states]
        counts = [
            paragraph(run(format_value(count, self.language), style=NUMBER), "Count")
            + paragraph(run(_DOT * count), "Dots")
            for _, count in flow.states
        ]
        widths = [1 / len(flow.states)] * len(flow.states)
        cells = Cells(plain(flow.caption, self.language), header, [counts], widths)
        return self._caption(flow.caption) + table(cells, width_mm=LINE_MM) + paragraph("", "Dots")

    def _figure(self, figure: Figure, anchor: str) -> str:
        svg = draw(figure.picture, self.language)
        number = self.pictures.setdefault(svg, len(self.pictures) + 1)
        relation = self.inline.relations.to_part("image", f"media/picture-{number}.png")
        width = LINE_MM * picture_share(svg)
        shown = picture(
            relation, number=self._next(), name=figure.name, alt=plain(figure.alt, self.language),
            width_mm=width, height_mm=width * steepness(svg),
        )  # fmt: skip
        return self._caption(figure.caption, anchor) + paragraph(shown, "Picture") + "".join(self._key(figure.picture))

    def _key(self, shown: Picture) -> Iterator[str]:
        if not isinstance(shown, MapPicture):
            return
        for entry in shown.legend:
            count = "" if entry.count is None else format_value(entry.count, self.language)
            words = swatch(entry.style) + run(plain(entry.text, self.language))
            yield paragraph(words + (run("\t") + run(count, style=NUMBER, strong=True) if count else ""), "Key")
        if is_unsure(shown):
            yield from (paragraph(run(translate(note, self.language)), "Soft") for note in (LIGHTER, HATCHED))
        settings = self.inline.xml(shown.settings)
        yield paragraph(settings, "Soft") if settings else ""
