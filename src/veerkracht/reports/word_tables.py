"""Tables of the Word edition: a repeated header row, row headers, and a title for who cannot see them.

They are parsed as a whole, because python-docx fills large tables slowly and knows no repeated header or title.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.oxml.text.paragraph import CT_P
from docx.shared import Mm

from veerkracht.reports.word_xml import put_last, visible

__all__ = ["LANDSCAPE_MM", "LINE_MM", "add_table", "cell"]

LINE_MM: Final = 162
"""Width of the text on an A4 page."""

LANDSCAPE_MM: Final = 249
"""Width of the text on an A4 page on its side."""


def cell(*styles: str, numeric: bool = False, keep: bool = False) -> str:
    """Return what a cell holds: an empty paragraph of each style, kept with the next row where asked."""
    looks = ("<w:keepNext/>" if keep else "") + ('<w:jc w:val="right"/>' if numeric else "")
    return "".join(f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{looks}</w:pPr></w:p>' for style in styles)


def add_table(
    document: Document, title: str, rows: Sequence[Sequence[str]], *, widths: Sequence[float], width_mm: float
) -> list[CT_P]:
    """Add a table at the end of a document, where a paragraph must follow it.

    Parameters
    ----------
    document : Document
        Grows by the table.
    title : str
        Of the table, for who cannot see it.
    rows : sequence of rows
        What each cell holds, made by `cell`; the first row is the header.
    widths : sequence of float
        Share of the table that each column takes.
    width_mm : float
        Of the whole table.

    Returns
    -------
    list of CT_P
        The paragraphs in the cells, row by row, to be filled.
    """
    columns = [Mm(share * width_mm).twips for share in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    lines = _row(rows[0], columns, "<w:tblHeader/>") + "".join(_row(row, columns) for row in rows[1:])
    made = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="EditionTable"/><w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(visible(title))}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"
    )
    put_last(document.element.body, made)
    return list(made.xpath(".//w:p"))


def _row(cells: Sequence[str], columns: Sequence[int], more: str = "") -> str:
    shown = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{held}</w:tc>'
        for held, width in zip(cells, columns, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{shown}</w:tr>"
