"""Pages of the Word edition: size and margins, running header, and pages on their side for wide tables."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.word_package import NAMESPACE_R, NAMESPACE_W
from veerkracht.reports.word_xml import field, paragraph, run

__all__ = ["HEADER", "NAMESPACES", "closing_section", "cover_end", "running_header", "turn"]

HEADER: Final = "rId1"
"""Id of the relation to the running header."""

NAMESPACES: Final = (
    f"{NAMESPACE_W} {NAMESPACE_R} "
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)

_MARGINS: Final = (
    '<w:pgMar w:top="1600" w:right="1361" w:bottom="1250" w:left="1361" w:header="850" w:footer="600" w:gutter="0"/>'
)
_UPRIGHT: Final = '<w:pgSz w:w="11906" w:h="16838"/>'
_ON_SIDE: Final = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'


def cover_end() -> str:
    """Return the end of the cover, which has no header."""
    return _ending(_section(_UPRIGHT, "<w:titlePg/>"))


def closing_section() -> str:
    """Return the end of the document, on an upright page."""
    return _section(_UPRIGHT)


def turn(content: str) -> str:
    """Put content on pages on their side, between upright ones."""
    before, after = (_ending(_section(page)) for page in (_UPRIGHT, _ON_SIDE))
    return before + content + after


def _ending(section: str) -> str:
    flat = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return paragraph("", properties=flat + section)


def _section(page: str, more: str = "") -> str:
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{HEADER}"/><w:type w:val="nextPage"/>'
        f"{page}{_MARGINS}{more}</w:sectPr>"
    )


def running_header(title: str, label: str) -> str:
    """Return the header: title and page, and below it the label of generated data where there is one."""
    line = paragraph(run(title) + "<w:r><w:tab/></w:r>" + field("PAGE", run("1")), "Header")
    return f"<w:hdr {NAMESPACES}>{line}{paragraph(run(label), 'Label') if label else ''}</w:hdr>"
