"""The Word file as a package: parts, relations and content types in a ZIP that is the same for the same input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

__all__ = ["NAMESPACE_R", "NAMESPACE_W", "Relations", "pack", "relations_xml"]

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_FORMATS: Final = "application/vnd.openxmlformats-officedocument"
NAMESPACE_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NAMESPACE_R: Final = f'xmlns:r="{_OFFICE}"'

_TYPES: Final = {
    "word/document.xml": f"{_FORMATS}.wordprocessingml.document.main+xml",
    "word/styles.xml": f"{_FORMATS}.wordprocessingml.styles+xml",
    "word/numbering.xml": f"{_FORMATS}.wordprocessingml.numbering+xml",
    "word/settings.xml": f"{_FORMATS}.wordprocessingml.settings+xml",
    "word/fontTable.xml": f"{_FORMATS}.wordprocessingml.fontTable+xml",
    "word/header.xml": f"{_FORMATS}.wordprocessingml.header+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_EXTENSIONS: Final = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "odttf": f"{_FORMATS}.obfuscatedFont",
}
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the first moment a ZIP can hold, because the time of making is not part of the input."""


@dataclass
class Relations:
    """What the document refers to: parts, pictures and addresses, each with an id."""

    found: dict[tuple[str, str], str] = field(default_factory=dict)

    def to_part(self, kind: str, name: str) -> str:
        """Return the id of a part beside the document, such as ``styles.xml``."""
        return self.found.setdefault((kind, name), f"rId{len(self.found) + 1}")

    def to_address(self, url: str) -> str:
        """Return the id of an address outside the file."""
        return self.found.setdefault(("hyperlink", url), f"rId{len(self.found) + 1}")

    def xml(self) -> str:
        """Return the relations as the part that goes with the document."""
        return relations_xml([(one, kind, target) for (kind, target), one in self.found.items()])


def pack(parts: Mapping[str, str | bytes], relations: Relations) -> bytes:
    """Return the file with its parts, texts or bytes, by path."""
    texts = [path for path in parts if path in _TYPES]
    listed = {"[Content_Types].xml": _content_types(texts), "_rels/.rels": _root_relations()}
    listed |= {"word/_rels/document.xml.rels": relations.xml()}
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for path, content in (listed | dict(parts)).items():
            _write(package, path, content)
    return file.getvalue()


def relations_xml(rows: Sequence[tuple[str, str, str]]) -> str:
    """Return relations given as id, kind and target; a hyperlink leads outside the file."""
    return _relations([(one, f"{_OFFICE}/{kind}", target, kind == "hyperlink") for one, kind, target in rows])


def _write(package: ZipFile, path: str, content: str | bytes) -> None:
    entry = ZipInfo(path, _MOMENT)
    entry.compress_type = ZIP_STORED if path.endswith(".png") else ZIP_DEFLATED
    entry.create_system = 0
    package.writestr(entry, content if isinstance(content, bytes) else (_XML + content).encode())


def _content_types(paths: Sequence[str]) -> str:
    defaults = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in _EXTENSIONS.items())
    listed = "".join(f'<Override PartName="/{path}" ContentType="{_TYPES[path]}"/>' for path in paths)
    return f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{listed}</Types>'


def _root_relations() -> str:
    return _relations([
        ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml", False),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", False),
    ])  # fmt: skip


def _relations(rows: Sequence[tuple[str, str, str, bool]]) -> str:
    listed = "".join(
        f'<Relationship Id="{one}" Type="{kind}" Target={quoteattr(target)}'
        + (' TargetMode="External"/>' if outside else "/>")
        for one, kind, target, outside in rows
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
