"""Who told it: where an answer comes from the registers, its section names the registers and not the sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from veerkracht.reports.content import Answer, Block, DataTable, Figure, Items, Paragraph
from veerkracht.workflows.workshop.section import Section

__all__ = ["with_source"]


def with_source(section: Section, source: str, told_by: Sequence[str]) -> Section:
    """Return a section in which other sources stand in the place of one.

    Parameters
    ----------
    section : Section
        What is told.
    source : str
        Id of the source that is replaced, wherever it stands.
    told_by : sequence of str
        Ids of what stands there instead.

    Examples
    --------
    >>> with_source(Section((Paragraph("Text.", ("workshop",)),)), "workshop", ("register",)).blocks[0].sources
    ('register',)
    """
    blocks = tuple(_block(block, source, told_by) for block in section.blocks)
    return replace(section, blocks=blocks, sources=_sources(section.sources, source, told_by))


def _sources(found: Sequence[str], source: str, told_by: Sequence[str]) -> tuple[str, ...]:
    named = (told_by if one == source else (one,) for one in found)
    return tuple(dict.fromkeys(chain.from_iterable(named)))


def _block(block: Block, source: str, told_by: Sequence[str]) -> Block:
    if isinstance(block, Figure):
        table = None if block.table is None else _table(block.table, source, told_by)
        return replace(block, sources=_sources(block.sources, source, told_by), table=table)
    if isinstance(block, DataTable):
        return _table(block, source, told_by)
    if isinstance(block, Answer | Paragraph | Items):
        return replace(block, sources=_sources(block.sources, source, told_by))
    return block


def _table(table: DataTable, source: str, told_by: Sequence[str]) -> DataTable:
    return replace(table, sources=_sources(table.sources, source, told_by))
