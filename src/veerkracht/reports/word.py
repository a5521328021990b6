"""The edition as a Word file that an office can edit: headings, tables and pictures that stay what they are."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Final
from xml.sax.saxutils import escape

from veerkracht.reports.content import Edition, Heading, Language
from veerkracht.reports.imprint import colophon, edition_title, report_title, synthetic_label
from veerkracht.reports.palette import ACCENT, INK, LINE, SOFT
from veerkracht.reports.paper_colours import WARNING, WASH
from veerkracht.reports.paper_order import Placed, known_sources, place_edition, targets
from veerkracht.reports.printing import print_pictures
from veerkracht.reports.word_blocks import WordBlocks
from veerkracht.reports.word_fonts import FAMILY, embedded_fonts, font_relations, font_table
from veerkracht.reports.word_inline import WordInline, bookmark_name
from veerkracht.reports.word_package import Relations, pack
from veerkracht.reports.word_page import NAMESPACES, closing_section, cover_end, running_header
from veerkracht.reports.word_xml import field_parts, internal_link, paragraph, run
from veerkracht.reports.words import plain, translate

__all__ = ["render_docx"]

PIXELS_PER_INCH: Final = 144
"""Of the pictures at the size they are drawn, which gives about 150 on paper."""

_LOCALES: Final = {"nl": "nl-NL", "en": "en-GB"}
RIGHT_EDGE: Final = 9184
"""Right edge of the text in twentieths of a point: 162 mm."""

_PARTS: Final = {
    "styles": "styles.xml",
    "numbering": "numbering.xml",
    "settings": "settings.xml",
    "fontTable": "fontTable.xml",
}


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
    relations = Relations()
    relations.to_part("header", "header.xml")
    for kind, name in _PARTS.items():
        relations.to_part(kind, name)
    blocks = WordBlocks(language, WordInline(language, targets(edition), relations), known_sources(edition))
    body = "".join(_body(edition, language, blocks))
    pictures = print_pictures(list(blocks.pictures), pixels_per_inch=PIXELS_PER_INCH)
    parts = _parts(edition, language, body) | embedded_fonts()
    parts |= {f"word/media/picture-{number}.png": made for number, made in enumerate(pictures, start=1)}
    return pack(parts, relations)


def _body(edition: Edition, language: Language, blocks: WordBlocks) -> Iterator[str]:
    placed = place_edition(edition)
    yield from _cover(edition, language)
    yield from _contents(placed, language)
    yield from (blocks.xml(item) for item in placed)
    yield paragraph(run(translate("Sources", language)), "Heading1", properties="<w:pageBreakBefore/>")
    yield from (blocks.source(source) for source in edition.sources)
    yield closing_section()


def _cover(edition: Edition, language: Language) -> Iterator[str]:
    yield paragraph(run(report_title(edition, language, unbroken_city=True)), "Title")
    yield paragraph(run(edition_title(edition, language)), "Subtitle")
    if edition.synthetic:
        yield paragraph(run(synthetic_label(language)), "Label")
    yield from (paragraph(run(line), "Soft") for line in colophon(edition, language))
    yield cover_end()


def _contents(placed: tuple[Placed, ...], language: Language) -> Iterator[str]:
    """List chapters and parts as links; updating the field in Word adds their pages."""
    listed = [item for item in placed if item.level in (1, 2) and isinstance(item.block, Heading) and item.anchor]
    opening, closing = field_parts(r'TOC \o "1-2" \h \z')
    yield paragraph(run(translate("Contents", language)), "ContentsTitle")
    for place, item in enumerate(listed):
        linked = internal_link(run(_words(item, language)), bookmark_name(item.anchor))
        yield paragraph((opening if place == 0 else "") + linked, f"TOC{item.level}")
    yield paragraph(closing, "TOC2")


def _words(item: Placed, language: Language) -> str:
    return plain(item.block.text, language) if isinstance(item.block, Heading) else ""


def _parts(edition: Edition, language: Language, body: str) -> dict[str, str | bytes]:
    title = f"{report_title(edition, language)} · {edition_title(edition, language)}"
    label = synthetic_label(language) if edition.synthetic else ""
    return {
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": _template("word_styles.xml", language),
        "word/numbering.xml": _template("word_numbering.xml", language),
        "word/settings.xml": _template("word_settings.xml", language),
        "word/fontTable.xml": font_table(),
        "word/_rels/fontTable.xml.rels": font_relations(),
        "word/header.xml": running_header(title, label),
        "docProps/core.xml": _metadata(edition, language, title),
    }


def _template(name: str, language: Language) -> str:
    """Return a part that is the same for every edition, with its colours and language filled in."""
    text = files("veerkracht.reports").joinpath("paper", name).read_text(encoding="utf-8")
    colours = {"ink": INK, "soft": SOFT, "accent": ACCENT, "line": LINE, "wash": WASH, "warning": WARNING}
    return text.format(
        **{key: value.lstrip("#") for key, value in colours.items()},
        font=FAMILY, locale=_LOCALES[language], right=RIGHT_EDGE,
    )  # fmt: skip


def _metadata(edition: Edition, language: Language, title: str) -> str:
    publisher = escape(plain(edition.publisher, language))
    moment = f'xsi:type="dcterms:W3CDTF">{edition.date}T00:00:00Z<'
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{publisher}</dc:creator>"
        f"<dc:language>{_LOCALES[language]}</dc:language>"
        f"<dcterms:created {moment}/dcterms:created><dcterms:modified {moment}/dcterms:modified>"
        "</cp:coreProperties>"
    )
