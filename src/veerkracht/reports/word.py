"""The edition as a Word file that an office can edit: headings, tables and pictures that stay what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document as new_document
from docx.document import Document

from veerkracht.reports.content import Edition, Figure, Heading, Language
from veerkracht.reports.imprint import colophon, edition_title, report_title, synthetic_label
from veerkracht.reports.paper_order import Placed, known_sources, place_edition, targets
from veerkracht.reports.pictures import draw, paper_width
from veerkracht.reports.printing import print_pictures
from veerkracht.reports.word_blocks import Drawn, WordBlocks
from veerkracht.reports.word_fonts import embed_fonts
from veerkracht.reports.word_inline import WordInline, bookmark_name
from veerkracht.reports.word_page import add_section, set_page
from veerkracht.reports.word_styles import LOCALES, set_styles
from veerkracht.reports.word_xml import add_field_mark, add_run, link_to_place, visible
from veerkracht.reports.words import plain, translate

__all__ = ["render_docx"]

PIXELS_PER_INCH: Final = 144
"""Of the pictures at the size they are drawn, which gives about 150 on paper."""

_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the first moment a ZIP can hold, because the time of making is not part of the input."""


def render_docx(edition: Edition, language: Language) -> bytes:
    """Return the whole edition as a Word file.

    Parameters
    ----------
    edition : Edition
        All pages; the first must be a chapter.
    language : Language
        Of the reader; also the language of the file.

    Returns
    -------
    bytes
        A4, with heading styles, contents, bookmarks, alternative texts, repeated table headers and figures
        in the character style "Number". The same edition gives the same bytes.
    """
    document, placed = _prepared(edition, language), place_edition(edition)
    inline = WordInline(document.part, language, targets(edition))
    blocks = WordBlocks(document, inline, known_sources(edition), _drawn(placed, language))
    _add_cover(blocks, edition)
    _add_contents(blocks, placed)
    for item in placed:
        blocks.add(item)
    blocks.new("Heading1", translate("Sources", language)).get_or_add_pPr().pageBreakBefore_val = True
    for source in edition.sources:
        blocks.add_source(source)
    return _sealed(document)


def _prepared(edition: Edition, language: Language) -> Document:
    """Return an empty document with the looks of the edition, its running header and what it says of itself."""
    document = new_document()
    title = visible(f"{report_title(edition, language)} · {edition_title(edition, language)}")
    set_styles(document, language)
    set_page(document, title, synthetic_label(language) if edition.synthetic else "")
    embed_fonts(document)
    about = document.core_properties
    about.title, about.author, about.comments = title, visible(plain(edition.publisher, language)), ""
    about.language = LOCALES[language]
    about.created = about.modified = datetime.fromisoformat(edition.date)
    return document


def _drawn(placed: Sequence[Placed], language: Language) -> Iterator[Drawn]:
    """Yield the picture of each figure; equal ones are turned into pixels once."""
    pictures = [item.block.picture for item in placed if isinstance(item.block, Figure)]
    shown = [draw(picture, language, width=paper_width(picture)) for picture in pictures]
    unique = list(dict.fromkeys(shown))
    made = dict(zip(unique, print_pictures(unique, pixels_per_inch=PIXELS_PER_INCH), strict=True))
    yield from (Drawn(svg, made[svg]) for svg in shown)


def _add_cover(blocks: WordBlocks, edition: Edition) -> None:
    blocks.new("Title", report_title(edition, blocks.language, unbroken_city=True))
    blocks.new("Subtitle", edition_title(edition, blocks.language))
    if edition.synthetic:
        blocks.new("Label", synthetic_label(blocks.language))
    for line in colophon(edition, blocks.language):
        blocks.new("Soft", line)
    add_section(blocks.document)


def _add_contents(blocks: WordBlocks, placed: Sequence[Placed]) -> None:
    """List chapters and parts as links; updating the field in Word adds their pages."""
    listed = [item for item in placed if item.level in (1, 2) and isinstance(item.block, Heading) and item.anchor]
    blocks.new("ContentsTitle", translate("Contents", blocks.language))
    for place, item in enumerate(listed):
        line = blocks.new(f"toc{item.level}")
        if place == 0:
            add_field_mark(line, "begin", r'TOC \o "1-2" \h \z')
            add_field_mark(line, "separate")
        words = plain(item.block.text, blocks.language) if isinstance(item.block, Heading) else ""
        link_to_place(add_run(line, words), bookmark_name(item.anchor))
    add_field_mark(blocks.new("toc2"), "end")


def _sealed(document: Document) -> bytes:
    """Return the file with the same moment on every part, because the library writes the time of making."""
    saved, sealed = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as source, ZipFile(sealed, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, _MOMENT)
            entry.create_system = 0
            target.writestr(entry, source.read(name), ZIP_DEFLATED)
    return sealed.getvalue()
