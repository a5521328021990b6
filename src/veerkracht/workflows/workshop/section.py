"""One question of a page on risks in connection: its blocks, its tables, and the settings that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeVar

from veerkracht.reports.content import Block, Inline
from veerkracht.tables import Table
from veerkracht.workflows.workshop.place import Progress

__all__ = ["Section", "made_sections", "settings_of", "sources_in", "tables_of"]

Grounds = TypeVar("Grounds")
Setting = Any  # Any: what JSON can hold


@dataclass(frozen=True)
class Section:
    """One question with its answer, and all that goes out with it.

    Parameters
    ----------
    blocks : tuple of Block
        As `question` gives them; none where there is nothing to tell.
    answer : Inline or None
        What stands in the summary on top; None for a question that only the section answers.
    tables : mapping of name to Table
        What is published beside the page, protected already.
    settings : mapping
        What the record holds of how it was made.
    sources : tuple of str
        Ids of the sources of its figures.
    on_one_page : bool
        Whether the one A4 for the council has room for it.
    """

    blocks: tuple[Block, ...]
    answer: Inline | None = None
    tables: Mapping[str, Table] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    on_one_page: bool = True


def made_sections(
    makers: Iterable[Callable[[Grounds, Progress], Section | None]], grounds: Grounds, progress: Progress
) -> tuple[Section, ...]:
    """Return the sections for which there is input, in the order of their makers.

    Parameters
    ----------
    makers : iterable of callable
        Each returns its section, or None where there is nothing to make it from.
    grounds : object
        What all sections build on.
    progress : callable
        Told of each step of long work; may raise to stop.
    """
    made = (make(grounds, progress) for make in makers)
    return tuple(section for section in made if section is not None)


def tables_of(sections: Sequence[Section]) -> dict[str, Table]:
    """Return the tables of all sections by name."""
    return {name: table for section in sections for name, table in section.tables.items()}


def settings_of(sections: Sequence[Section]) -> dict[str, Setting]:
    """Return the settings of all sections by name."""
    return {name: setting for section in sections for name, setting in section.settings.items()}


def sources_in(sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the sources of all sections, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(section.sources for section in sections)))
