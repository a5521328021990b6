"""Styles of the Word edition, set on the plain document that python-docx starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle

from veerkracht.reports.content import Language
from veerkracht.reports.palette import ACCENT, INK, LINE, SOFT
from veerkracht.reports.paper_colours import WARNING, WASH
from veerkracht.reports.word_fonts import FAMILY
from veerkracht.reports.word_inline import NUMBER
from veerkracht.reports.word_tables import LINE_MM
from veerkracht.reports.word_xml import colour_of

__all__ = ["LOCALES", "set_styles"]

LOCALES: Final = {"nl": "nl-NL", "en": "en-GB"}


@dataclass(frozen=True)
class _Look:
    """A paragraph style; sizes and spaces in points, `line` in lines or as a length."""

    name: str
    size: float = 10.5
    before: float = 0
    after: float = 0
    line: float | Length = 1.15
    colour: str = INK
    bold: bool = False
    keep: bool | None = None
    """Keep with the next paragraph."""
    whole: bool | None = None
    """Keep its lines on one page."""
    level: int | None = None
    """In the outline, from 0."""
    left: float | None = None
    right: float | None = None
    first: float | None = None
    tab: Length | None = None
    """Where text after a tab ends."""
    extra: str = ""
    """Border or ground, as XML."""


def _ground(colour: str) -> str:
    return f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour.lstrip("#")}"/>'


def _rule(side: str, colour: str, *, size: int, space: int) -> str:
    line = f'w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour.lstrip("#")}"'
    return f"<w:pBdr {nsdecls('w')}><w:{side} {line}/></w:pBdr>"


_LOOKS: Final = (
    _Look("Normal", after=6),
    _Look("Title", 34, 100, 4, 1.0, bold=True, extra=_rule("top", ACCENT, size=24, space=60)),
    _Look("Subtitle", 18, 0, 24, 1.0, SOFT),
    _Look("Heading 1", 22, 0, 10, 1.0, bold=True, keep=True, whole=True, level=0),
    _Look("Heading 2", 15, 20, 6, 1.0, bold=True, keep=True, whole=True, level=1),
    _Look("Heading 3", 12, 16, 5, bold=True, keep=True, whole=True, level=2),
    _Look("Heading 4", 10.5, 12, 4, bold=True, keep=True, whole=True, level=3),
    _Look("Caption", 10.5, 12, 5, bold=True, keep=True),
    _Look("List Bullet", 10.5, 0, 4, left=11.35, first=-11.35),
    _Look("Header", 8.5, 0, 0, 1.1, SOFT, tab=Mm(LINE_MM), extra=_rule("bottom", LINE, size=4, space=4)),
    _Look("toc 1", 10.5, 8, 1, 1.1, bold=True),
    _Look("toc 2", 10.5, 0, 1, 1.1, left=14),
    _Look("Contents Title", 22, 0, 10, 1.0, bold=True, keep=True),
    _Look("Answer", 13, 4, 8, keep=True),
    _Look("Soft", 9, 0, 6, colour=SOFT),
    _Look("Notice", 10.5, 10, 10, whole=True, left=5.65, right=5.65, extra=_ground(WASH)),
    _Look("Source", 8, 4, 10, 1.1, SOFT),
    _Look("Picture", 10.5, 0, 4, keep=True),
    _Look("Key", 9.5, 0, 1.5, keep=True, tab=Pt(210)),
    _Look("Cell", 9.5, 2, 2, 1.0),
    _Look("Small Cell", 8, 1.5, 1.5, 1.0),
    _Look("Count", 15, 3, 0, 1.0, bold=True, keep=True),
    _Look("Dots", 7, 0, 2, colour=ACCENT),
    _Look("Label", 8.5, 4, 0, extra=_ground(WARNING)),
    _Look("Break", 1, line=Pt(1)),
)
_TABLE: Final = "Edition Table"
_TABLE_XML: Final = (
    f"""<w:tblPr {nsdecls("w")}>
      <w:tblBorders>
        <w:bottom w:val="single" w:sz="4" w:space="0" w:color="{LINE.lstrip("#")}"/>
        <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE.lstrip("#")}"/>
      </w:tblBorders>
      <w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="115" w:type="dxa"/></w:tblCellMar>
    </w:tblPr>""",
    f"""<w:tblStylePr {nsdecls("w")} w:type="firstRow">
      <w:rPr><w:b/><w:color w:val="{SOFT.lstrip("#")}"/></w:rPr>
      <w:tcPr>
        <w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT.lstrip("#")}"/></w:tcBorders>
        <w:vAlign w:val="bottom"/>
      </w:tcPr>
    </w:tblStylePr>""",
)


def set_styles(document: Document, language: Language) -> None:
    """Give a new document the styles of the edition and no others, its language, and its habits."""
    styles, known = document.styles, {look.name for look in _LOOKS}
    for style in list(styles):
        if style.name not in known and not style.element.default:
            style.delete()
    for look in _LOOKS:
        _apply(look, _style(document, look.name))
    styles.add_style(NUMBER, WD_STYLE_TYPE.CHARACTER).quick_style = True
    table = styles.add_style(_TABLE, WD_STYLE_TYPE.TABLE)
    table.base_style = styles["Normal Table"]
    table.element.extend([parse_xml(part) for part in _TABLE_XML])
    _set_defaults(document, LOCALES[language])
    _set_bullet(document)
    _set_habits(document)


def _style(document: Document, name: str) -> ParagraphStyle:
    """Return a style of the library without its looks but for the bullet of a list, or else a new style."""
    style: ParagraphStyle
    if name not in document.styles:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
        style.base_style = document.styles["Normal"]
        return style
    style = document.styles[name]
    for found in style.element.xpath("w:rPr | w:link | w:pPr/*[not(self::w:numPr)]"):
        found.getparent().remove(found)
    return style


def _apply(look: _Look, style: ParagraphStyle) -> None:
    style.hidden, style.quick_style = False, True
    layout, font = style.paragraph_format, style.font
    if look.extra:
        style.element.get_or_add_pPr().append(parse_xml(look.extra))
    layout.space_before, layout.space_after, layout.line_spacing = Pt(look.before), Pt(look.after), look.line
    layout.keep_with_next, layout.keep_together = look.keep, look.whole
    layout.left_indent, layout.right_indent = _points(look.left), _points(look.right)
    layout.first_line_indent = _points(look.first)
    if look.tab:
        layout.tab_stops.add_tab_stop(look.tab, WD_TAB_ALIGNMENT.RIGHT)
    if look.level is not None:
        style.element.pPr.append(OxmlElement("w:outlineLvl", {qn("w:val"): str(look.level)}))
    font.size, font.color.rgb, font.bold = Pt(look.size), colour_of(look.colour), look.bold or None


def _points(length: float | None) -> Length | None:
    return None if length is None else Pt(length)


def _set_defaults(document: Document, locale: str) -> None:
    (fonts,) = document.styles.element.xpath("w:docDefaults//w:rFonts")
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FAMILY)
    (spoken,) = document.styles.element.xpath("w:docDefaults//w:lang")
    spoken.set(qn("w:val"), locale)


def _set_bullet(document: Document) -> None:
    """Show a bullet that can be read aloud, and forget the lists of which the style is gone."""
    numbering = document.part.numbering_part.element
    bullets = "//w:lvl[w:pStyle/@w:val = 'ListBullet']"
    for gone in numbering.xpath(f"//w:lvl/w:pStyle[@w:val != 'ListBullet'] | {bullets}/w:rPr"):
        gone.getparent().remove(gone)
    for mark in numbering.xpath(f"{bullets}/w:lvlText"):
        mark.set(qn("w:val"), "•")


def _set_habits(document: Document) -> None:
    """Hyphenate, keep the font in the file when it is saved again, and open as a file of today."""
    settings = document.settings.element
    for before, added in (("zoom", "embedTrueTypeFonts"), ("defaultTabStop", "autoHyphenation")):
        settings.xpath(f"w:{before}")[0].addnext(OxmlElement(f"w:{added}"))
    for mode in settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")
