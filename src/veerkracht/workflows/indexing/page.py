"""The page of an index: what it is, where scores are low, how sure that is, and how it was made."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from veerkracht import catalogue
from veerkracht.reports.content import (
    LANGUAGES,
    Answer,
    Block,
    Edition,
    Figure,
    Label,
    Language,
    MapPicture,
    Notice,
    Number,
    Page,
    Paragraph,
    Source,
    say,
)
from veerkracht.reports.one_page import one_page_file, render_one_page
from veerkracht.reports.pdf import render_a3_maps, render_pdf
from veerkracht.reports.pictures import draw
from veerkracht.reports.printing import print_pictures
from veerkracht.reports.words import plain
from veerkracht.version import __version__
from veerkracht.workflows.findings import Row, by, rows_of
from veerkracht.workflows.indexing.make import IndexFinding
from veerkracht.workflows.indexing.outlines import municipality_names, outlines_of
from veerkracht.workflows.indexing.page_map import SURE, map_blocks, why_not_drawn
from veerkracht.workflows.indexing.page_parts import (
    cause_blocks,
    made_blocks,
    missing_blocks,
    rank_blocks,
    weight_blocks,
)
from veerkracht.workflows.indexing.page_space import neighbour_blocks
from veerkracht.workflows.indexing.told import ToldIndex, told_index
from veerkracht.workflows.write_table import write_files

__all__ = ["COUNTRY", "PageRequest", "index_edition", "tell", "write_page"]

COUNTRY: Final = Label("Nederland", "the Netherlands")
_PICTURE_WIDTH: Final = 900.0
_PIXELS_PER_INCH: Final = 144.0  # twice the size at which it is drawn, for sharp screens


@dataclass(frozen=True)
class PageRequest:
    """What a page of an index is to be.

    Parameters
    ----------
    date : str
        ISO date that stands on it.
    place : Label
        Name of the city or country; empty for figures of the user.
    folder : Path or None
        Folder with the raw files.
    boundaries : Path or None
        A file with boundaries of the user.
    chosen : tuple of str
        Areas that stand in the picture of ranks besides both ends.
    """

    date: str
    place: Label = COUNTRY
    folder: Path | None = None
    boundaries: Path | None = None
    chosen: tuple[str, ...] = ()


def write_page(told: ToldIndex, out: Path, request: PageRequest) -> tuple[Path, ...]:
    """Write the page of an index in both languages, with its pictures, and on paper.

    Parameters
    ----------
    told : ToldIndex
        As `tell` returns it.
    out : Path
        Folder; the tables of `write_index` go into the same one.
    request : PageRequest
        Date, place, boundaries.

    Returns
    -------
    tuple of Path
        Of each language (nl, en): index_nl.html, index_nl.pdf (A4), map_a3_nl.pdf, and one SVG per picture; map.csv
        that names every area with its group; map.png (Dutch) and map_en.png. Without boundaries there is no map.
    """
    edition = index_edition(told, request)
    contents = {"map.csv": _map_table(told), **_pages(edition), **_papers(edition), **_pictures(edition)}
    write_files(contents, out)
    return tuple(out / name for name in contents if not name.startswith("assets/"))


def tell(finding: IndexFinding, request: PageRequest) -> ToldIndex:
    """Return an index with the names and boundaries of its areas.

    Raises
    ------
    MissingDataError, InputError
        If the boundaries of the user cannot be read.
    """
    outlines = outlines_of(finding, folder=request.folder, file=request.boundaries)
    return told_index(finding, outlines, request.place, municipalities=municipality_names(request.folder))


def index_edition(told: ToldIndex, request: PageRequest) -> Edition:
    """Return the page as the content that every renderer of the house knows."""
    title = say("{index}: where are the scores low, and how sure is that?", index=told.label)
    blocks = (*_lead(told), *map_blocks(told), *rank_blocks(told, request.chosen), *cause_blocks(told),
              *neighbour_blocks(told),
              *weight_blocks(told), *made_blocks(told), *missing_blocks(told))  # fmt: skip
    page = Page("index", title, blocks, short_title=told.label)
    return Edition(told.place, request.date[:4], request.date, False, (page,), (), _sources(told), version=__version__)


def _lead(told: ToldIndex) -> tuple[Block, ...]:
    definition = told.finding.definition
    what = Label(definition.explanation_nl or definition.label_nl, definition.explanation_en or definition.label_en)
    about = say("An index sums up figures of an area. It says nothing about one person or household, and does not tell why "
                "a score is low.")  # fmt: skip
    return (Paragraph(what), _answer(told), Notice(about))


def _answer(told: ToldIndex) -> Answer:
    if not told.ranked:
        return Answer(say("No area has enough figures for a score."), told.sources)
    sure = sum((area.chance or 0) >= SURE for area in told.ranked)
    words = say("Of {n} {areas}, {low} has the lowest score and {high} the highest. For {sure} of them the group is at least "
                "80% sure.", n=Number(len(told.ranked)), areas=told.level, high=told.ranked[0].name,
                low=told.ranked[-1].name, sure=Number(sure), strong=("low", "sure"))  # fmt: skip
    return Answer(words, told.sources)


def _sources(told: ToldIndex) -> tuple[Source, ...]:
    known = by("source", rows_of(catalogue.sources()))
    named = dict.fromkeys((*told.sources, told.outlines.source))
    return tuple(_source(name, known.get(name, {})) for name in named if name)


def _source(name: str, row: Row) -> Source:
    facts = [row.get(key) or "" for key in ("publisher", "licence", "url", "edition", "retrieved")]
    return Source(name, row.get("title") or name, *facts)


def _pages(edition: Edition) -> dict[str, bytes]:
    return {name: content for language in LANGUAGES for name, content in render_one_page(edition, language).items()}


def _papers(edition: Edition) -> dict[str, bytes]:
    found = {f"index_{language}.pdf": render_pdf(edition, language) for language in LANGUAGES}
    sheets = {language: render_a3_maps(edition, language, file=one_page_file) for language in LANGUAGES}
    return found | {
        f"{name}_a3_{language}.pdf": sheet for language, made in sheets.items() for name, sheet in made.items()
    }


def _pictures(edition: Edition) -> dict[str, bytes]:
    figures = [block for page in edition.pages for block in page.blocks if isinstance(block, Figure)]
    drawn = {f"{figure.name}_{language}.svg": _drawn(figure, language) for language in LANGUAGES for figure in figures}
    maps = {"map.png": "map_nl.svg", "map_en.png": "map_en.svg"} if "map_nl.svg" in drawn else {}
    images = print_pictures([drawn[svg] for svg in maps.values()], pixels_per_inch=_PIXELS_PER_INCH)
    return {name: svg.encode() for name, svg in drawn.items()} | dict(zip(maps, images, strict=True))


def _drawn(figure: Figure, language: Language) -> str:
    return draw(figure.picture, language, width=_PICTURE_WIDTH, name=figure.name, alt=plain(figure.alt, language),
                legend=isinstance(figure.picture, MapPicture))  # fmt: skip


def _map_table(told: ToldIndex) -> bytes:
    """Write the figures of the map as a table that names every area."""
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\n")
    lines.writerow(["area", "name", "score", "rank", "group", "probability_group", "on_map", "why_not"])
    for area in told.areas:
        why_not = why_not_drawn(area, told)
        there = "no" if why_not else "yes"
        lines.writerow(
            [area.area, area.name, area.row["score"], area.row["rank"], area.group, area.chance, there, why_not]
        )
    return stream.getvalue().encode()
