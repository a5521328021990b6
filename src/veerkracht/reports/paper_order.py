"""The reading order of an edition on paper, shared by PDF and Word.

Pages become chapters and parts, tables follow the figure they repeat, downloads stay on the web, and each
run of blocks with the same sources is marked once, after its last block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from veerkracht.reports.content import (
    Answer,
    Block,
    DataTable,
    Downloads,
    Edition,
    Figure,
    Flow,
    Heading,
    Inline,
    Items,
    Link,
    MapPicture,
    Notice,
    Number,
    Page,
    Paragraph,
    Phrase,
    Source,
)

__all__ = [
    "PaperBlock",
    "Placed",
    "anchor_of",
    "inside",
    "known_sources",
    "place_edition",
    "place_summary",
    "target_of",
    "targets",
]

PaperBlock = Heading | Answer | Paragraph | Notice | Items | DataTable | Flow | Figure

MOST_LISTED: Final = 30
"""A chapter with more parts than this stands in the contents without them."""

DEEPEST: Final = 4
"""Headings below this level are shown at this level."""


@dataclass(frozen=True)
class Placed:
    """A block at its place on paper.

    Parameters
    ----------
    block : PaperBlock
        What is shown; a figure no longer holds its table, which follows as a block of its own.
    sources : tuple of str
        Ids to name below it; empty when the next block names the same.
    level : int
        Of a heading: 1 for a chapter; 0 for every other block.
    anchor : str
        Name to link to, unique in the report; empty when nothing can link here.
    fresh : bool
        Starts on a new sheet: a chapter, or a part with a map; short parts follow on.
    listed : bool
        Of a heading: stands in the contents. Parts of a chapter with very many do not.
    """

    block: PaperBlock
    sources: tuple[str, ...] = ()
    level: int = 0
    anchor: str = ""
    fresh: bool = False
    listed: bool = True


def place_edition(edition: Edition) -> tuple[Placed, ...]:
    """Put all pages of an edition in one reading order.

    Examples
    --------
    >>> from veerkracht.reports.content import Label
    >>> page = Page("index", "How?", (Heading("Risks", level=3),))
    >>> edition = Edition(Label("A", "A"), "2021", "2021-03-01", False, (page,), (), ())
    >>> [(placed.level, placed.block.text) for placed in place_edition(edition)]
    [(1, 'How?'), (2, 'Risks')]
    """
    unlisted = _long_chapters(edition.pages)
    placed = (
        item
        for number, page in enumerate(edition.pages, start=1)
        for item in _place_page(page, number, listed=number not in unlisted)
    )
    return tuple(_first_anchors(_without_gaps(_mark_once(list(placed)))))


def _long_chapters(pages: tuple[Page, ...]) -> set[int]:
    """Return the numbers of the pages that are parts of a chapter with very many parts."""
    parts: list[list[int]] = [[]]
    for number, page in enumerate(pages, start=1):
        if page.depth == 1:
            parts.append([])
        else:
            parts[-1].append(number)
    return {number for numbers in parts if len(numbers) > MOST_LISTED for number in numbers}


def place_summary(edition: Edition) -> tuple[Placed, ...]:
    """Put the blocks of the summary in order; its figures come without their table, which the report holds."""
    blocks = [replace(block, table=None) if isinstance(block, Figure) else block for block in edition.summary]
    return tuple(_without_gaps(_mark_once([item for block in blocks for item in _place_block(block, depth=1)])))


def anchor_of(page_number: int, name: str = "") -> str:
    """Return the name to link to of a page, counted from 1, or of a place on it."""
    return f"page-{page_number}" + (f"-{name}" if name else "")


def targets(edition: Edition) -> Mapping[str, str]:
    """Return where links lead on paper: ``path`` or ``path#anchor`` to the anchor in the report."""
    found = {}
    for number, page in enumerate(edition.pages, start=1):
        found[page.path] = anchor_of(number)
        for block in page.blocks:
            for name in _anchors(block):
                found[f"{page.path}#{name}"] = anchor_of(number, name)
    return found


def target_of(link: Link, known: Mapping[str, str]) -> str:
    """Return the anchor in the report that a link leads to; empty when it leads elsewhere.

    Examples
    --------
    >>> target_of(Link("Risks", page="risks/index#map"), {"risks/index": "page-2"})
    'page-2'
    """
    return known.get(link.page) or known.get(link.page.partition("#")[0], "")


def inside(inline: Inline) -> Iterator[Inline]:
    """Yield inline content and everything it is built of."""
    yield inline
    if isinstance(inline, Phrase):
        for value in inline.values.values():
            yield from inside(value)
    elif isinstance(inline, Link):
        yield from inside(inline.text)


def _place_page(page: Page, number: int, *, listed: bool) -> Iterator[Placed]:
    maps = (isinstance(block, Figure) and isinstance(block.picture, MapPicture) for block in page.blocks)
    fresh = page.depth == 1 or any(maps)
    title = Heading(page.title, level=page.depth)
    yield Placed(title, level=page.depth, anchor=anchor_of(number), fresh=fresh, listed=listed)
    for above, block in zip((title, *page.blocks), page.blocks, strict=False):
        if not _only_leads_on(block) or isinstance(above, Heading):
            yield from _place_block(block, depth=page.depth, page_number=number)


def _only_leads_on(block: Block) -> bool:
    """Tell whether a block is no more than a link to another page, which on paper follows anyway."""
    return isinstance(block, Paragraph) and isinstance(block.text, Link) and bool(block.text.page)


def _place_block(block: Block, *, depth: int, page_number: int = 0) -> Iterator[Placed]:
    if isinstance(block, Downloads):
        return
    names = _anchors(block) if page_number else []
    anchor = anchor_of(page_number, names[0]) if names else ""
    level = depth + block.level - 1 if isinstance(block, Heading) else 0
    if isinstance(block, Figure) and block.table:
        yield Placed(replace(block, table=None), _named(block), anchor=anchor)
        yield Placed(block.table, _named(block.table))
    else:
        yield Placed(block, _named(block), level, anchor)


def _anchors(block: Block) -> list[str]:
    match block:
        case Heading() | DataTable():
            return [block.anchor] if block.anchor else []
        case Figure():
            return [block.name.replace("/", "-")]
    return []


def _named(block: PaperBlock) -> tuple[str, ...]:
    """Return the sources of a block and of the numbers in it, each once."""
    own = () if isinstance(block, Heading | Notice) else block.sources
    numbers = (found for inline in _inlines(block) for found in inside(inline) if isinstance(found, Number))
    return tuple(dict.fromkeys([*own, *(source for number in numbers for source in number.sources)]))


def _inlines(block: PaperBlock) -> Iterator[Inline]:
    match block:
        case Answer() | Paragraph() | Notice():
            yield block.text
        case Items():
            yield from block.items
        case DataTable():
            yield block.caption
            yield from (cell for row in block.rows for cell in row)
        case Figure():
            yield block.caption
            yield from (block.picture.settings,) if isinstance(block.picture, MapPicture) else ()


def _mark_once(placed: list[Placed]) -> Iterator[Placed]:
    for item, following in zip(placed, [*placed[1:], None], strict=True):
        yield replace(item, sources=()) if following and following.sources == item.sources else item


def _without_gaps(placed: Iterator[Placed]) -> Iterator[Placed]:
    """Keep each heading at most one level below the heading before it, as tagged documents require."""
    above = 0
    for item in placed:
        if item.level:
            above = min(item.level, above + 1, DEEPEST)
            yield replace(item, level=above)
        else:
            yield item


def _first_anchors(placed: Iterator[Placed]) -> Iterator[Placed]:
    """Keep an anchor that is given twice only at its first place."""
    seen = {""}
    for item in placed:
        yield replace(item, anchor="") if item.anchor in seen else item
        seen.add(item.anchor)


def known_sources(edition: Edition) -> Mapping[str, Source]:
    """Return the sources of an edition by id."""
    return {source.source: source for source in edition.sources}
