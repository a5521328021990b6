"""The rule that stops an edition: a sentence or number without a source may not appear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from veerkracht.errors import PublicationError
from veerkracht.reports.content import (
    Answer,
    Block,
    Chance,
    ClassMark,
    DataTable,
    Direction,
    Edition,
    Figure,
    Flow,
    Inline,
    Items,
    Link,
    Number,
    Paragraph,
    Phrase,
)

__all__ = ["check_sources", "with_sources"]

_FINDINGS = (Number, Direction, ClassMark, Chance)


def check_sources(edition: Edition) -> None:
    """Refuse an edition in which a finding has no source, or names a source that is not listed.

    Answers, tables, figures and flows always name their source; lists and paragraphs do when they hold a
    number, a direction, a class or a chance, unless each number in them names its own.

    Raises
    ------
    PublicationError
        Naming the page, the block (by its place on the page, from 1) and what to give.
    """
    known = {source.source for source in edition.sources}
    for path, blocks in [*((page.path, page.blocks) for page in edition.pages), ("summary", edition.summary)]:
        for place, block in enumerate(blocks, start=1):
            _check_block(block, known, page=path, place=place)


def _check_block(block: Block, known: set[str], *, page: str, place: int) -> None:
    sources = _block_sources(block)
    where = {"page": page, "block": type(block).__name__, "place": place}
    findings = list(_findings(block))
    if _lacks_sources(block):
        raise PublicationError("Page {page}, block {place} ({block}) names no source. Give its sources.", **where)
    for source in [*sources, *(source for found in findings for source in _own_sources(found))]:
        if source not in known:
            raise PublicationError(
                "Page {page}, block {place} ({block}) names the source {source}, which the edition does not list. "
                "Add it to the sources, or mend the id.", source=source, **where)  # fmt: skip


def with_sources(block: Block, sources: tuple[str, ...]) -> Block:
    """Return a block with its sources where it holds a finding of which neither it nor the finding names one.

    Examples
    --------
    >>> with_sources(Paragraph(Number(3)), ("register",)).sources
    ('register',)
    >>> with_sources(Paragraph("In words."), ("register",)).sources
    ()
    """
    if isinstance(block, Answer | Paragraph | Items | DataTable | Flow | Figure) and _lacks_sources(block):
        return replace(block, sources=sources)
    return block


def _lacks_sources(block: Block) -> bool:
    if _block_sources(block):
        return False
    return _always_sourced(block) or any(not _own_sources(found) for found in _findings(block))


def _always_sourced(block: Block) -> bool:
    return isinstance(block, Answer | DataTable | Flow | Figure)


def _block_sources(block: Block) -> tuple[str, ...]:
    if isinstance(block, Figure) and block.table:
        return (*block.sources, *block.table.sources)
    return block.sources if isinstance(block, Answer | Paragraph | Items | DataTable | Flow | Figure) else ()


def _own_sources(finding: Inline) -> tuple[str, ...]:
    return finding.sources if isinstance(finding, Number) else ()


def _findings(block: Block) -> Iterator[Inline]:
    return (found for inline in _inlines(block) for found in _inside(inline) if isinstance(found, _FINDINGS))


def _inlines(block: Block) -> Iterator[Inline]:
    match block:
        case Answer() | Paragraph():
            yield block.text
        case Items():
            yield from block.items
        case DataTable():
            yield block.caption
            yield from (cell for row in block.rows for cell in row)
        case Figure():
            yield block.caption
            yield from _inlines(block.table) if block.table else ()


def _inside(inline: Inline) -> Iterator[Inline]:
    yield inline
    if isinstance(inline, Phrase):
        for value in inline.values.values():
            yield from _inside(value)
    elif isinstance(inline, Link):
        yield from _inside(inline.text)
