"""Inline content in Word: figures in their own character style, symbols, swatches and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.text.paragraph import CT_P
from docx.parts.document import DocumentPart

from veerkracht.reports.content import ClassMark, Inline, Language
from veerkracht.reports.palette import ACCENT, SOFT, STYLES
from veerkracht.reports.paper_order import target_of
from veerkracht.reports.typeset import keep_together
from veerkracht.reports.word_xml import add_run, link_to_place, wrap
from veerkracht.reports.words import Run, runs

__all__ = ["NUMBER", "WordInline", "add_swatch", "bookmark_name"]

NUMBER: Final = "Number"
"""Character style of every figure."""

LONGEST_NAME: Final = 40

_SYMBOLS: Final = "Segoe UI Symbol"
"""Font with arrows and shapes; other programs choose their own."""


@dataclass(frozen=True)
class WordInline:
    """Writes inline content into paragraphs of one document.

    Parameters
    ----------
    part : DocumentPart
        Holds the addresses that are linked to.
    language : Language
        Of the reader.
    targets : Mapping of str to str
        Where links inside lead on paper.
    """

    part: DocumentPart
    language: Language
    targets: Mapping[str, str]

    def write(self, line: CT_P, inline: Inline) -> None:
        """Add inline content to a paragraph."""
        for piece in runs(inline, self.language):
            if piece.text:
                self._add(line, piece)

    def _add(self, line: CT_P, piece: Run) -> None:
        if piece.symbol:
            add_run(line, piece.text, colour=SOFT, font=_SYMBOLS)
            return
        if isinstance(piece.origin, ClassMark):
            add_swatch(line, piece.origin.code)
        self._add_linked(line, piece)

    def _add_linked(self, line: CT_P, piece: Run) -> None:
        anchor = target_of(piece.link, self.targets) if piece.link else ""
        url = piece.link.url if piece.link else ""
        text = keep_together(piece.text) if piece.number else piece.text
        style, colour = NUMBER if piece.number else "", ACCENT if anchor or url else ""
        made = add_run(line, text, style=style, strong=piece.strong, colour=colour)
        if anchor:
            link_to_place(made, bookmark_name(anchor))
        elif url:
            relation = self.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            wrap(made, "w:hyperlink", {"r:id": relation, "w:history": "1"})


def add_swatch(line: CT_P, style: str) -> None:
    """Add a small square in the colour of a class, before its word; a patterned class has a lined square."""
    found = STYLES[style]
    lined = found.pattern == "unknown"
    mark = "▨" if found.pattern else "■"
    add_run(line, f"{mark} ", colour=SOFT if lined else found.fill, font=_SYMBOLS)


def bookmark_name(anchor: str) -> str:
    """Return an anchor as Word allows it: letters, digits and underscores, at most 40 of them.

    Examples
    --------
    >>> bookmark_name("page-2-map")
    'page_2_map'
    """
    name = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in anchor)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 9]}_{crc32(anchor.encode()):08x}"
