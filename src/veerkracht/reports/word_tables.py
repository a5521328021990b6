"""Tables as WordprocessingML: a repeated header row, row headers, and a title for who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

__all__ = ["LANDSCAPE_MM", "LINE_MM", "Cells", "table"]

LINE_MM: Final = 162
"""Width of the text on an A4 page."""

LANDSCAPE_MM: Final = 249
"""Width of the text on an A4 page on its side."""

_TWIPS_PER_MM: Final = 1440 / 25.4


@dataclass(frozen=True)
class Cells:
    """A table of cells that hold whole paragraphs as XML; the first row is the header."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    """Share of the table that each column takes."""


def table(cells: Cells, *, width_mm: float) -> str:
    """Return a table of a given width, followed by nothing: a paragraph must come after it."""
    columns = [round(share * width_mm * _TWIPS_PER_MM) for share in cells.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    header = _row(cells.header, columns, "<w:cantSplit/><w:tblHeader/>")
    rows = "".join(_row(row, columns, "<w:cantSplit/>") for row in cells.rows)
    return f"<w:tbl>{_properties(cells.title, sum(columns))}<w:tblGrid>{grid}</w:tblGrid>{header}{rows}</w:tbl>"


def _properties(title: str, width: int) -> str:
    return (
        f'<w:tblPr><w:tblStyle w:val="EditionTable"/><w:tblW w:w="{width}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(title)}/></w:tblPr>"
    )


def _row(cells: Sequence[str], columns: Sequence[int], properties: str) -> str:
    shown = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, columns, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{shown}</w:tr>"
