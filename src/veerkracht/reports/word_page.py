"""Pages of the Word edition: size and margins, running header, and pages on their side for wide tables."""

from __future__ import annotations

from typing import Final

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.text.paragraph import CT_P
from docx.shared import Twips

from veerkracht.reports.word_xml import add_run, wrap

__all__ = ["add_section", "set_page"]

_SHORT: Final = Twips(11906)
_LONG: Final = Twips(16838)
"""Sides of an A4 page."""


def set_page(document: Document, title: str, label: str) -> None:
    """Set the first page, which has no header, and the header of the others: title, page and a label if any."""
    page = document.sections[0]
    page.page_width, page.page_height = _SHORT, _LONG
    page.top_margin, page.bottom_margin = Twips(1600), Twips(1250)
    page.left_margin = page.right_margin = Twips(1361)
    page.header_distance, page.footer_distance = Twips(850), Twips(600)
    page.different_first_page_header_footer = True
    line: CT_P = page.header.part.element.p_lst[0]
    add_run(line, title)
    line.add_r().add_tab()
    wrap(add_run(line, "1"), "w:fldSimple", {"w:instr": "PAGE"})
    if label:
        page.header.add_paragraph(label, "Label")


def add_section(document: Document, *, landscape: bool = False) -> None:
    """Go on at a new page, upright or on its side."""
    page = document.add_section()
    document.element.body[-2].style = "Break"
    page.different_first_page_header_footer = False
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
