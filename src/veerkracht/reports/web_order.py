"""The order of a web page: sections with their parts, each text beside its figure, each source named once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from veerkracht.reports.content import Block, Downloads, Figure, Heading, Notice, Paragraph

__all__ = ["Part", "Section", "sections_of"]


@dataclass(frozen=True)
class Part:
    """A block at its place on the page.

    Parameters
    ----------
    block : Block
        What is shown.
    sources : tuple of str
        Ids to name below it; empty when the block above it names the same.
    story : Paragraph or None
        The text that stands beside a figure.
    """

    block: Block
    sources: tuple[str, ...] = ()
    story: Paragraph | None = None


@dataclass(frozen=True)
class Section:
    """The parts under a second-level heading; without heading the first part, right under the title."""

    heading: Heading | None
    parts: tuple[Part, ...]


def sections_of(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Divide a page into sections.

    Examples
    --------
    >>> [section.heading.text for section in sections_of([Paragraph("a"), Heading("B")]) if section.heading]
    ['B']
    """
    found: list[tuple[Heading | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return tuple(Section(heading, tuple(_named_once(_beside_figures(inside)))) for heading, inside in found)


def _beside_figures(blocks: list[Block]) -> Iterator[Part]:
    """Put a paragraph right before a figure beside it."""
    waiting: Paragraph | None = None
    for block in blocks:
        if isinstance(block, Figure):
            yield Part(block, block.sources, waiting)
        elif waiting:
            yield Part(waiting, waiting.sources)
        waiting = block if isinstance(block, Paragraph) else None
        if not isinstance(block, Figure | Paragraph):
            yield Part(block, _sources(block))
    if waiting:
        yield Part(waiting, waiting.sources)


def _sources(block: Block) -> tuple[str, ...]:
    return () if isinstance(block, Heading | Notice | Downloads) else block.sources


def _named_once(parts: Iterable[Part]) -> Iterator[Part]:
    """Name sources once where neighbours share them; a figure always names its own, for who takes it along."""
    above: tuple[str, ...] = ()
    for part in parts:
        repeated = part.sources == above and not isinstance(part.block, Figure)
        yield replace(part, sources=()) if repeated else part
        above = part.sources
