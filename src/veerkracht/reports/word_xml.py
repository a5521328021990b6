"""Small pieces of WordprocessingML as text: runs, links, paragraphs and pictures."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "bookmark",
    "external_link",
    "field",
    "field_parts",
    "internal_link",
    "paragraph",
    "picture",
    "run",
    "visible",
]

EMU_PER_MM: Final = 36_000
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow."""


def visible(text: str) -> str:
    """Return text as XML content, without the characters that XML does not allow.

    Examples
    --------
    >>> visible("a < b\\x07")
    'a &lt; b'
    """
    return escape(_FORBIDDEN.sub("", text))


def run(text: str, *, style: str = "", strong: bool = False, colour: str = "", font: str = "") -> str:
    """Return a run of text.

    Examples
    --------
    >>> run("9", style="Number", strong=True)
    '<w:r><w:rPr><w:rStyle w:val="Number"/><w:b/></w:rPr><w:t xml:space="preserve">9</w:t></w:r>'
    """
    looks = f'<w:rStyle w:val="{style}"/>' if style else ""
    looks += f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>' if font else ""
    looks += "<w:b/>" if strong else ""
    looks += f'<w:color w:val="{colour.lstrip("#")}"/>' if colour else ""
    shown = f'<w:t xml:space="preserve">{visible(text)}</w:t>'
    return f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else ''}{shown}</w:r>"


def internal_link(content: str, target: str) -> str:
    """Return runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor="{target}" w:history="1">{content}</w:hyperlink>'


def external_link(content: str, relation: str) -> str:
    """Return runs that lead to an address outside the file."""
    return f'<w:hyperlink r:id="{relation}" w:history="1">{content}</w:hyperlink>'


def bookmark(name: str, number: int) -> str:
    """Return a place that links can lead to."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'


def paragraph(content: str, style: str = "", *, properties: str = "") -> str:
    """Return a paragraph; `properties` is XML of direct formatting, in the order of the standard."""
    looks = (f'<w:pStyle w:val="{style}"/>' if style else "") + properties
    return f"<w:p>{f'<w:pPr>{looks}</w:pPr>' if looks else ''}{content}</w:p>"


def field_parts(code: str) -> tuple[str, str]:
    """Return the opening and closing of a field that spans paragraphs; what stands between is shown."""
    opening = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    return opening, '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field(code: str, shown: str) -> str:
    """Return a field, such as the number of the page, with the run shown until it is worked out."""
    opening, closing = field_parts(code)
    return opening + shown + closing


def picture(relation: str, *, number: int, name: str, alt: str, width_mm: float, height_mm: float) -> str:
    """Return a run with a picture and its alternative text."""
    size = f'cx="{round(width_mm * EMU_PER_MM)}" cy="{round(height_mm * EMU_PER_MM)}"'
    label = f'id="{number}" name={_quoted(name)} descr={_quoted(alt)}'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {size}/><wp:docPr {label}/>"
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {label}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _quoted(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", text))
