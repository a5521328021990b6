"""The font of the edition inside the Word file, so that every office sees the same page."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import Final

import font_source_sans_pro

from veerkracht.reports.word_package import NAMESPACE_R, NAMESPACE_W, relations_xml

__all__ = ["FAMILY", "embedded_fonts", "font_relations", "font_table"]

FAMILY: Final = "Source Sans Pro"
_FALLBACK: Final = "Calibri"
_FILES: Final = {"embedRegular": "SourceSansPro-Regular.ttf", "embedBold": "SourceSansPro-Semibold.ttf"}
_KEY: Final = "{6C1F7B52-3D0A-4E8B-9A47-5D2C8E91B3F0}"
"""Any identifier will do: the standard wants fonts scrambled with one, not hidden."""

_SCRAMBLED: Final = 32


def font_table() -> str:
    """Return the list of fonts, which refers to the embedded files by their kind."""
    embedded = "".join(f'<w:{kind} r:id="{kind}" w:fontKey="{_KEY}"/>' for kind in _FILES)
    return (
        f'<w:fonts {NAMESPACE_W} {NAMESPACE_R}><w:font w:name="{FAMILY}"><w:altName w:val="{_FALLBACK}"/>'
        f'<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>{embedded}</w:font></w:fonts>'
    )


def font_relations() -> str:
    """Return the relations from the list of fonts to the embedded files."""
    return relations_xml([(kind, "font", f"fonts/{kind}.odttf") for kind in _FILES])


def embedded_fonts() -> dict[str, bytes]:
    """Return the scrambled font files by their path in the package (ECMA-376 part 4, 2.8.1)."""
    folder = Path(font_source_sans_pro.font_directory)
    return {f"word/fonts/{kind}.odttf": scramble(folder.joinpath(name).read_bytes()) for kind, name in _FILES.items()}


def scramble(font: bytes, key: str = _KEY) -> bytes:
    """Exclusive-or the first 32 bytes with the key, read from its last byte to its first.

    Examples
    --------
    >>> scramble(scramble(bytes(40))) == bytes(40)
    True
    """
    mask = cycle(reversed(bytes.fromhex(key.strip("{}").replace("-", ""))))
    return bytes(byte ^ bit for byte, bit in zip(font[:_SCRAMBLED], mask, strict=False)) + font[_SCRAMBLED:]
