"""Blocks of an edition, written one after the other into a Word document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.shape import CT_Inline
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm

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
from veerkracht.reports.map_legend import doubts
from veerkracht.reports.paper_order import Placed
from veerkracht.reports.table_widths import shape_table
from veerkracht.reports.typeset import picture_share, steepness
from veerkracht.reports.word_inline import NUMBER, WordInline, add_swatch, bookmark_name
from veerkracht.reports.word_page import add_section
from veerkracht.reports.word_tables import LANDSCAPE_MM, LINE_MM, add_table, cell
from veerkracht.reports.word_xml import add_bookmark, add_line, add_run, link_to_place, visible, wrap
from veerkracht.reports.words import format_value, plain, translate

__all__ = ["Drawn", "WordBlocks"]

_DOT: Final = "●"


@dataclass(frozen=True)
class Drawn:
    """A picture as SVG text, which tells its size, and as PNG."""

    svg: str
    png: bytes


@dataclass
class WordBlocks:
    """Adds blocks at the end of a document.

    Parameters
    ----------
    document : Document
        With the styles of the edition.
    inline : WordInline
        Writes the words.
    sources : Mapping of str to Source
        By id.
    drawn : Iterator of Drawn
        The pictures of the figures, in the order of the figures.
    """

    document: Document
    inline: WordInline
    sources: Mapping[str, Source]
    drawn: Iterator[Drawn]
    _last: int = 0

    @property
    def language(self) -> Language:
        """The language of the reader."""
        return self.inline.language

    def new(self, style: str, text: Inline = "", *, anchor: str = "") -> CT_P:
        """Add a paragraph, given the id of its style, and return it; links can lead to its anchor."""
        made = add_line(self.document.element.body, style)
        if anchor:
            add_bookmark(made, bookmark_name(anchor), self._next())
        self.inline.write(made, text)
        return made

    def add(self, item: Placed) -> None:
        """Add one block with the sources named below it."""
        match item.block:
            case Heading(text):
                made = self.new(f"Heading{item.level}", text, anchor=item.anchor)
                made.get_or_add_pPr().pageBreakBefore_val = item.fresh or None
            case Answer(text):
                self.new("Answer", text)
            case Notice(text):
                self.new("Notice", text)
            case Paragraph(text):
                self.new("Soft" if item.block.soft else "Normal", text)
            case Items(items):
                for one in items:
                    self.new("ListBullet", one)
            case Flow():
                self._add_flow(item.block)
            case Figure():
                self._add_figure(item.block, item.anchor)
            case DataTable():
                self._add_table(item.block, item)
                return
        self._add_sources(item.sources)

    def add_source(self, source: Source) -> None:
        """Add an entry of the list of sources, where source marks lead to."""
        named = self.new("Normal", anchor=f"source-{source.source}")
        named.get_or_add_pPr().keepNext_val = True
        add_run(named, source.titled(self.language), strong=True)
        add_run(named, f" {source.source}")
        self.new("Soft", " · ".join(source_facts(source, self.language)))
        if source.url:
            relation = self.document.part.relate_to(source.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            wrap(add_run(self.new("Soft"), source.url), "w:hyperlink", {"r:id": relation, "w:history": "1"})

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _add_sources(self, named: tuple[str, ...]) -> None:
        known = [self.sources[one] for one in named if one in self.sources]
        if not known:
            return
        word = translate("Source:" if len(known) == 1 else "Sources:", self.language)
        line = self.new("Source", f"{word} ")
        for place, one in enumerate(known):
            if place:
                add_run(line, "; ")
            link_to_place(add_run(line, one.titled(self.language)), bookmark_name(f"source-{one.source}"))

    def _add_caption(self, caption: Inline, anchor: str = "") -> None:
        if anchor or plain(caption, self.language):
            self.new("Caption", caption, anchor=anchor)

    def _add_table(self, shown: DataTable, item: Placed) -> None:
        """Add a table, on a page on its side if it is wide; a paragraph always follows it."""
        shape = shape_table(shown, self.language)
        landscape = shape.size == "landscape" and bool(shown.rows)
        if landscape:
            add_section(self.document, landscape=True)
        self._add_caption(shown.caption, item.anchor)
        if shown.rows:
            width = shape.width * (LANDSCAPE_MM if landscape else LINE_MM)
            self._add_rows(shown, "Cell" if shape.size == "normal" else "SmallCell", shape.widths, width)
        else:
            self.new("Soft", translate("Nothing to list.", self.language))
        self._add_sources(item.sources)
        if shown.rows and not item.sources:
            self.new("Source")
        if landscape:
            add_section(self.document)

    def _add_rows(self, shown: DataTable, style: str, widths: Sequence[float], width_mm: float) -> None:
        """Add header and rows; the last row is kept with the sources below it."""
        loose = [cell(style, numeric=column.numeric) for column in shown.columns]
        kept = [cell(style, numeric=column.numeric, keep=True) for column in shown.columns]
        rows = [kept, *[loose] * (len(shown.rows) - 1), kept]
        title = plain(shown.caption, self.language)
        lines = add_table(self.document, title, rows, widths=widths, width_mm=width_mm)
        contents = [column.header for column in shown.columns] + [one for row in shown.rows for one in row]
        for line, content in zip(lines, contents, strict=True):
            self.inline.write(line, content)

    def _add_flow(self, flow: Flow) -> None:
        states = len(flow.states)
        self._add_caption(flow.caption)
        rows = [[cell("Cell")] * states, [cell("Count", "Dots")] * states]
        title = plain(flow.caption, self.language)
        lines = add_table(self.document, title, rows, widths=[1 / states] * states, width_mm=LINE_MM)
        for place, (text, count) in enumerate(flow.states):
            self.inline.write(lines[place], text)
            add_run(lines[states + 2 * place], format_value(count, self.language), style=NUMBER)
            add_run(lines[states + 2 * place + 1], _DOT * count)
        self.new("Dots")

    def _add_figure(self, figure: Figure, anchor: str) -> None:
        drawn = next(self.drawn)
        relation, _ = self.document.part.get_or_add_image(BytesIO(drawn.png))
        width = LINE_MM * picture_share(drawn.svg)
        size = Mm(width), Mm(width * steepness(drawn.svg))
        self._add_caption(figure.caption, anchor)
        made = CT_Inline.new_pic_inline(self._next(), relation, visible(figure.name), *size)
        made.docPr.set("descr", visible(plain(figure.alt, self.language)))
        made.attrib.update(dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
        self.new("Picture").add_r().add_drawing(made)
        self._add_key(figure.picture)

    def _add_key(self, shown: Picture) -> None:
        if not isinstance(shown, MapPicture):
            return
        for entry in shown.legend:
            line = self.new("Key")
            add_swatch(line, entry.style)
            add_run(line, plain(entry.text, self.language))
            if entry.count is not None:
                line.add_r().add_tab()
                add_run(line, format_value(entry.count, self.language), style=NUMBER, strong=True)
        for doubt in doubts(shown):
            self.new("Soft", translate(doubt.words, self.language))
        if plain(shown.settings, self.language):
            self.new("Soft", shown.settings)
