"""What the pages of exploring and choosing share: a section per question, sources, and the files that are written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from veerkracht import catalogue
from veerkracht.engine import write_aside
from veerkracht.reports.content import (
    LANGUAGES,
    Answer,
    Block,
    Column,
    DataTable,
    Edition,
    Figure,
    Heading,
    Inline,
    Items,
    Label,
    Language,
    Notice,
    Number,
    Page,
    Paragraph,
    Source,
    say,
)
from veerkracht.reports.one_page import render_one_page
from veerkracht.reports.pdf import render_pdf, render_summary_pdf
from veerkracht.reports.pictures import draw
from veerkracht.reports.word import render_docx
from veerkracht.reports.words import plain
from veerkracht.tables import Table
from veerkracht.version import __version__
from veerkracht.workflows.findings import by, rows_of
from veerkracht.workflows.workshop.place import CityPlace
from veerkracht.workflows.workshop.section import Section
from veerkracht.workflows.workshop.writing import told_where
from veerkracht.workflows.write_table import csv_bytes, json_bytes

__all__ = [
    "REGISTER",
    "SHEETS",
    "Told",
    "edition_of",
    "input_record",
    "made_blocks",
    "named",
    "people",
    "question",
    "sources_named",
    "table",
    "tables_written",
    "write_findings",
]

SHEETS: Final = "workshop"
"""Id of the source "the sheets of the workshop"."""
REGISTER: Final = "register"
"""Id of the source "the registers of the city"."""
_OWN: Final = MappingProxyType({
    SHEETS: Label("Ingevulde bladen van de werkbijeenkomst", "Sheets that were filled in at the workshop"),
    "drills": Label("Onderdelen van oefeningen in de catalogus", "Parts of drills in the catalogue"),
})  # fmt: skip
"""Titles of sources that are no published document."""
_PICTURE_WIDTH: Final = 900.0


def question(
    heading: Inline, answer: Inline, *blocks: Block, assumptions: Sequence[Inline], doubt: Inline, sources: Sequence[str],
    anchor: str,
) -> tuple[Block, ...]:  # fmt: skip
    """Return a section: a question, its answer, what shows it, what was assumed, and how wrong it may be."""
    return (
        Heading(heading, anchor=anchor), Answer(answer, tuple(sources)), *blocks,
        Heading(say("What was assumed?"), level=3), Items(tuple(assumptions)),
        Heading(say("How wrong may we be?"), level=3), Paragraph(doubt),
    )  # fmt: skip


def table(
    caption: Inline, heads: Sequence[tuple[Inline, bool]], rows: Iterable[tuple[Inline, ...]], sources: Sequence[str] = (),
    *, closed: bool = False,
) -> DataTable:  # fmt: skip
    """Return a table of headings, each with whether it holds numbers, and rows."""
    return DataTable(caption, tuple(Column(*head) for head in heads), tuple(rows), tuple(sources), closed=closed)


@dataclass(frozen=True)
class Told:
    """What is told of an exploration or a choice, wherever it is shown.

    Parameters
    ----------
    title, short_title : Inline
        Of its page.
    summary : tuple of Block
        The answers in short.
    sections : tuple of Section
        A section per question.
    sources : tuple of str
        Ids of all sources.
    """

    title: Inline
    short_title: Inline
    summary: tuple[Block, ...]
    sections: tuple[Section, ...]
    sources: tuple[str, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Summary and questions, in reading order."""
        return (*self.summary, *chain.from_iterable(section.blocks for section in self.sections))


def edition_of(place: CityPlace, told: Told, *, date: str, seed: int) -> Edition:
    """Return a page with its summary first, and the answers on one page of paper, as every renderer knows it."""
    made_up = (
        (Notice(say("This is about a city that does not exist: all answers are made up.")),) if place.synthetic else ()
    )
    page = Page("index", told.title, (*made_up, *told.blocks, *made_blocks(seed)), short_title=told.short_title)
    return Edition(place.name, date[:4], date, place.synthetic, (page,), _on_one_page(told.summary, told.sections),
                   sources_named(told.sources), version=__version__, about=told.short_title)  # fmt: skip


_SHOWN: Final = ("hours", "frontier", "homes", "chains")
"""The first of these pictures that there is stands on the one page for the council."""


def _on_one_page(summary: Sequence[Block], sections: Sequence[Section]) -> tuple[Block, ...]:
    """Return the questions that there is room for with their answers, one picture, and what stands last in the summary."""
    asked = [part for section in sections if section.on_one_page for part in _asked(section)]
    figures = {block.name: block for section in sections for block in section.blocks if isinstance(block, Figure)}
    shown = next((figures[name] for name in _SHOWN if name in figures), None)
    return (*asked, *(() if shown is None else (replace(shown, table=None),)), summary[-1])


def _asked(section: Section) -> Iterable[Block]:
    """Return each question of a section with its answer."""
    for block, following in pairwise(section.blocks):
        if isinstance(block, Heading) and isinstance(following, Answer):
            yield from (block, following)


def sources_named(names: Iterable[str]) -> tuple[Source, ...]:
    """Return sources by their ids: those of the catalogue, and those that are no published document."""
    known = by("source", rows_of(catalogue.sources()))
    return tuple(_source(name, known.get(name, {})) for name in dict.fromkeys(names) if name)


def _source(name: str, row: Mapping[str, Any]) -> Source:  # Any: cells of mixed columns
    if name in _OWN:
        return Source(name, _OWN[name].nl, title_en=_OWN[name].en)
    facts = [row.get(key) or "" for key in ("publisher", "licence", "url", "edition", "retrieved")]
    return Source(name, row.get("title") or name, *facts)


def made_blocks(seed: int) -> tuple[Block, ...]:
    """Return the section on how a page was made."""
    items = (
        say("All random numbers start from {seed}. With the same files and the same start anybody finds the same.",
            seed=str(seed)),
        say("Every file that was read stands with its hash in record.json, with all settings and the version ({version}).",
            version=__version__),
        say("The numbers stand in the CSV files beside this page."),
    )  # fmt: skip
    return (Heading(say("How was this made?"), anchor="made"), Items(items))


def write_findings(
    edition: Edition, tables: Mapping[str, Table], record: Mapping[str, object], out: Path
) -> tuple[Path, ...]:
    """Write pages in both languages, the tables and the record of how they were made.

    Parameters
    ----------
    edition : Edition
        What is said.
    tables : mapping of name to Table
        Each becomes a CSV file.
    record : mapping
        Becomes ``record.json``, with the names of the tables.
    out : Path
        Folder. All is made first and written after: a stop on the way leaves what was there. Tables of an earlier time
        that there are no more are taken away.

    Returns
    -------
    tuple of Path
        Of each language: index, summary and pictures; the tables and the record.
    """
    contents = {f"{name}.csv": csv_bytes(found) for name, found in tables.items()}
    contents["record.json"] = json_bytes({**record, "tables": sorted(contents)})
    gone = tables_written(out) - contents.keys()
    for language in LANGUAGES:
        contents |= _in_language(edition, language)
    with told_where(out):
        for name, content in contents.items():
            write_aside(out / name, content)
        for name in gone:
            (out / name).unlink(missing_ok=True)
    return tuple(out / name for name in contents if not name.startswith("assets/"))


def tables_written(folder: Path) -> frozenset[str]:
    """Return the names of the tables that were written to a folder, as its record tells; none without a sound record."""
    try:
        named = list(json.loads((folder / "record.json").read_bytes())["tables"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset(
        name for name in named if isinstance(name, str) and name.endswith(".csv") and Path(name).name == name
    )


def _in_language(edition: Edition, language: Language) -> dict[str, bytes]:
    found = dict(render_one_page(edition, language))
    found[f"index_{language}.pdf"] = render_pdf(edition, language)
    found[f"index_{language}.docx"] = render_docx(edition, language)
    found[f"summary_{language}.pdf"] = render_summary_pdf(edition, language)
    figures = [block for page in edition.pages for block in page.blocks if isinstance(block, Figure)]
    return found | {f"{figure.name}_{language}.svg": _drawn(figure, language) for figure in figures}


def _drawn(figure: Figure, language: Language) -> bytes:
    return draw(
        figure.picture, language, width=_PICTURE_WIDTH, name=figure.name, alt=plain(figure.alt, language)
    ).encode()


def input_record(place: CityPlace, files: Sequence[Path]) -> list[dict[str, str]]:
    """Return what was read with its hash: the sheets, and the files of the city."""
    sheets = [
        {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "source": SHEETS} for path in files
    ]
    read = [{"file": one.file, "sha256": one.sha256, "source": one.source} for one in place.gathered.inputs]
    return [*sheets, *read]


def people(count: float | None) -> Number:
    """Return a number of people, or the word for one that is withheld."""
    return Number(count, "persons") if count is not None else Number(None, "persons", status="Q")


def named(label: Label | None, code: str) -> Inline:
    """Return a name in both languages, or the code where there is none."""
    return label if label is not None else code
