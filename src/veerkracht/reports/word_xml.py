"""Pieces of WordprocessingML that python-docx has no function for: links, bookmarks, fields and loose runs."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import Final

from docx.oxml.document import CT_Body
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import RGBColor
from docx.text.font import Font

__all__ = [
    "add_bookmark",
    "add_field_mark",
    "add_line",
    "add_run",
    "colour_of",
    "link_to_place",
    "put_last",
    "visible",
    "wrap",
]

_SPACE: Final = qn("xml:space")
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow."""


def visible(text: str) -> str:
    """Return text without the characters that XML does not allow.

    Examples
    --------
    >>> visible("a < b\\x07")
    'a < b'
    """
    return _FORBIDDEN.sub("", text)


def colour_of(hexadecimal: str) -> RGBColor:
    """Return a colour of the palette, such as ``#1A2B3C``, as the library wants it."""
    return RGBColor.from_string(hexadecimal.lstrip("#"))


def add_run(line: CT_P, text: str, *, style: str = "", strong: bool = False, colour: str = "", font: str = "") -> CT_R:
    """Add a run to a paragraph; `style` is an id, because looking up names is slow in long documents.

    Examples
    --------
    >>> from docx import Document
    >>> line = Document().element.body.add_p()
    >>> made = add_run(line, "9", strong=True)
    >>> line.text, Font(made).bold
    ('9', True)
    """
    made = deepcopy(_blank_run(style, strong, colour, font))
    held, shown = made[-1], visible(text)
    held.text = shown
    if len(shown.strip()) < len(shown):
        held.set(_SPACE, "preserve")
    line.append(made)
    return made


@cache
def _blank_run(style: str, strong: bool, colour: str, font: str) -> CT_R:
    """Return a run to copy, because an edition has few looks and many thousands of runs."""
    made: CT_R = OxmlElement("w:r")
    made.style = style or None
    look = Font(made)
    look.bold, look.name = strong or None, font or None
    if colour:
        look.color.rgb = colour_of(colour)
    made.add_t("")
    return made


def add_line(body: CT_Body, style: str) -> CT_P:
    """Add an empty paragraph at the end of a document, given the id of its style.

    Examples
    --------
    >>> from docx import Document
    >>> body = Document().element.body
    >>> add_line(body, "Normal").style, [part.tag.rpartition("}")[2] for part in body]
    ('Normal', ['p', 'sectPr'])
    """
    made = deepcopy(_blank_line(style))
    put_last(body, made)
    return made


@cache
def _blank_line(style: str) -> CT_P:
    """Return a paragraph to copy, as with runs."""
    made: CT_P = OxmlElement("w:p")
    made.style = style
    return made


def put_last(body: CT_Body, made: BaseOxmlElement) -> None:
    """Put a paragraph or table at the end: before the page of the last section, which the library looks for from the top."""
    body[-1].addprevious(made)


def wrap(run: CT_R, tag: str, attributes: dict[str, str]) -> None:
    """Put a run, where it stands, inside a new element such as a link or a simple field."""
    outer = OxmlElement(tag, {qn(name): value for name, value in attributes.items()})
    run.addprevious(outer)
    outer.append(run)


def link_to_place(run: CT_R, bookmark: str) -> None:
    """Let a run lead to a bookmark."""
    wrap(run, "w:hyperlink", {"w:anchor": bookmark, "w:history": "1"})


def add_bookmark(line: CT_P, name: str, number: int) -> None:
    """Add a place that links can lead to; number and name are unique in the document."""
    line.append(OxmlElement("w:bookmarkStart", {qn("w:id"): str(number), qn("w:name"): name}))
    line.append(OxmlElement("w:bookmarkEnd", {qn("w:id"): str(number)}))


def add_field_mark(line: CT_P, kind: str, code: str = "") -> None:
    """Add the begin (with its code), the separator or the end of a field that spans paragraphs."""
    line.add_r().append(OxmlElement("w:fldChar", {qn("w:fldCharType"): kind}))
    if code:
        instruction = OxmlElement("w:instrText")
        instruction.text = code
        line.add_r().append(instruction)
