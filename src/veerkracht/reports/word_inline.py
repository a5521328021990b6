"""Inline content as WordprocessingML: figures in their own character style, symbols, swatches and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from zlib import crc32

from veerkracht.reports.content import ClassMark, Inline, Language
from veerkracht.reports.palette import ACCENT, SOFT, STYLES
from veerkracht.reports.paper_order import target_of
from veerkracht.reports.typeset import keep_together
from veerkracht.reports.word_package import Relations
from veerkracht.reports.word_xml import external_link, internal_link, run
from veerkracht.reports.words import Run, runs

__all__ = ["NUMBER", "WordInline", "bookmark_name", "swatch"]

NUMBER: Final = "Number"
"""Character style of every figure."""

LONGEST_NAME: Final = 40

_SYMBOLS: Final = "Segoe UI Symbol"
"""Font with arrows and shapes; other programs choose their own."""


@dataclass
class WordInline:
    """Writes inline content, remembering the addresses it links to."""

    language: Language
    targets: Mapping[str, str] = field(default_factory=dict)
    relations: Relations = field(default_factory=Relations)

    def xml(self, inline: Inline) -> str:
        """Return inline content as runs."""
        return "".join(self._run(piece) for piece in runs(inline, self.language) if piece.text)

    def _run(self, piece: Run) -> str:
        if piece.symbol:
            return run(piece.text, colour=SOFT, font=_SYMBOLS)
        before = swatch(piece.origin.code) if isinstance(piece.origin, ClassMark) else ""
        return before + self._linked(piece)

    def _linked(self, piece: Run) -> str:
        anchor = target_of(piece.link, self.targets) if piece.link else ""
        url = piece.link.url if piece.link else ""
        text = keep_together(piece.text) if piece.number else piece.text
        shown = run(
            text, style=NUMBER if piece.number else "", strong=piece.strong, colour=ACCENT if anchor or url else ""
        )
        if anchor:
            return internal_link(shown, bookmark_name(anchor))
        return external_link(shown, self.relations.to_address(url)) if url else shown


def swatch(style: str) -> str:
    """Return a small square in the colour of a class, before its word; a patterned class has a lined square."""
    found = STYLES[style]
    lined = found.pattern == "unknown"
    mark = "▨" if found.pattern else "■"
    return run(f"{mark} ", colour=SOFT if lined else found.fill, font=_SYMBOLS)


def bookmark_name(anchor: str) -> str:
    """Return an anchor as Word allows it: letters, digits and underscores, at most 40 of them.

    Examples
    --------
    >>> bookmark_name("page-2-map")
    'page_2_map'
    """
    name = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in anchor)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 9]}_{crc32(anchor.encode()):08x}"
