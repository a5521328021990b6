"""The font of the edition inside the Word file, so that every office sees the same page."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import Final

import font_source_sans_pro
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml

__all__ = ["FAMILY", "embed_fonts"]

FAMILY: Final = "Source Sans Pro"
_FALLBACK: Final = "Calibri"
_FILES: Final = {"embedRegular": "SourceSansPro-Regular.ttf", "embedBold": "SourceSansPro-Semibold.ttf"}
_KEY: Final = "{6C1F7B52-3D0A-4E8B-9A47-5D2C8E91B3F0}"
"""Any identifier will do: the standard wants fonts scrambled with one, not hidden."""

_SCRAMBLED: Final = 32
_TYPE: Final = "application/vnd.openxmlformats-officedocument.obfuscatedFont"


def embed_fonts(document: Document) -> None:
    """Add the font to the list of fonts, with its scrambled files (ECMA-376 part 4, 2.8.1)."""
    main, kind = document.part, RELATIONSHIP_TYPE.FONT_TABLE
    plain, package = main.part_related_by(kind), main.package
    fonts = XmlPart(plain.partname, plain.content_type, parse_xml(plain.blob), package)
    main.load_rel(kind, fonts, main.relate_to(plain, kind))
    font = parse_xml(
        f'<w:font {nsdecls("w")} w:name="{FAMILY}"><w:altName w:val="{_FALLBACK}"/>'
        '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    )
    for use, name in _FILES.items():
        content = scramble(Path(font_source_sans_pro.font_directory, name).read_bytes())
        file = Part(PackURI(f"/word/fonts/{use}.odttf"), _TYPE, content, package)
        relation = fonts.relate_to(file, RELATIONSHIP_TYPE.FONT)
        font.append(OxmlElement(f"w:{use}", {qn("r:id"): relation, qn("w:fontKey"): _KEY}))
    fonts.element.append(font)


def scramble(font: bytes, key: str = _KEY) -> bytes:
    """Exclusive-or the first 32 bytes with the key, read from its last byte to its first.

    Examples
    --------
    >>> scramble(scramble(bytes(40))) == bytes(40)
    True
    """
    mask = cycle(reversed(bytes.fromhex(key.strip("{}").replace("-", ""))))
    return bytes(byte ^ bit for byte, bit in zip(font[:_SCRAMBLED], mask, strict=False)) + font[_SCRAMBLED:]
