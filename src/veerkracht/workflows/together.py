"""What people explored and chose together, in the yearly edition: made again from one seed, and proven to be the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from veerkracht import catalogue
from veerkracht.errors import UsageError
from veerkracht.reports.checks import with_sources
from veerkracht.reports.content import Answer, Block, Downloads, Heading, Inline, Items, Link, Page, say
from veerkracht.tables import Table
from veerkracht.version import __version__
from veerkracht.workflows.choosing.grounds import ChooseRequest
from veerkracht.workflows.choosing.make import choose
from veerkracht.workflows.choosing.page import chosen_record, chosen_tables
from veerkracht.workflows.choosing.page import told_of as told_of_choice
from veerkracht.workflows.exploring.grounds import ExploreRequest
from veerkracht.workflows.exploring.make import explore
from veerkracht.workflows.exploring.page import explored_record, explored_tables
from veerkracht.workflows.exploring.page import told_of as told_of_exploration
from veerkracht.workflows.findings import Discussed, Findings, Row
from veerkracht.workflows.gathering import Gathered, InputFile
from veerkracht.workflows.monitor import Adding, Progress
from veerkracht.workflows.workshop.kept import (
    KeptWork,
    Work,
    asked_by,
    check_tables,
    of_one_seed,
    read_work,
    sheets_of,
)
from veerkracht.workflows.workshop.pages import SHEETS, Told, sources_named
from veerkracht.workflows.workshop.place import CityPlace, place_of
from veerkracht.workflows.write_table import csv_bytes

__all__ = ["DiscussedFolders", "discussed_in"]

DATASET: Final = "workshop"
_FOLDERS: Final[Mapping[Work, str]] = {"explore": "explored", "choose": "chosen"}
"""Where the tables stand in the edition."""
_REGISTERS: Final = "registers"


@dataclass(frozen=True)
class DiscussedFolders:
    """Where the folders of an exploration and a choice are, and the workbooks that they were made from.

    Parameters
    ----------
    explored, chosen : Path or None
        As `veerkracht explore` and `veerkracht choose` wrote them.
    sheets : Path or None
        The filled-in workbooks, where they were made from any.
    data : Path or None
        Folder with raw files, of the edition too; None takes that of the environment.
    """

    explored: Path | None = None
    chosen: Path | None = None
    sheets: Path | None = None
    data: Path | None = None

    @property
    def given(self) -> tuple[tuple[Work, Path], ...]:
        """The folders that there are, by what wrote them."""
        folders: tuple[tuple[Work, Path | None], ...] = (("explore", self.explored), ("choose", self.chosen))
        return tuple((work, folder) for work, folder in folders if folder is not None)


@dataclass(frozen=True)
class _Made:
    """What was made again: what is told, its tables, and all that is needed to make it."""

    told: Told
    tables: Mapping[str, Table]
    record: Row


def discussed_in(city: str, folders: DiscussedFolders) -> Adding:
    """Return what adds the pages of an exploration and a choice to the edition of a city.

    Parameters
    ----------
    city : str
        Name of the city.
    folders : DiscussedFolders
        At least one of an exploration and a choice.

    Returns
    -------
    callable
        For `monitor`. It makes both again, on the figures that the edition is made from, and refuses a folder that
        holds other tables than those; so the edition tells what people had before them.

    Raises
    ------
    UsageError
        If there is no folder, or the workbooks are needed and were not given.
    MissingDataError
        If a folder has no record.
    InputError
        If a record is damaged, of another city or version, or without a seed; if two records have two seeds; or if
        the workbooks are others.
    """
    kept = _kept(folders, catalogue.load_city(city).id)
    sheets = {one.work: sheets_of(one, folders.sheets) for one in kept}
    seed = of_one_seed(kept)

    def add(findings: Findings, gathered: Gathered, progress: Progress) -> Findings:
        _kept(folders, gathered.city.id)
        place = place_of(gathered.city, _without_registers(gathered))
        made = tuple(
            (one, _MAKERS[one.work](one, place, replace(folders, sheets=sheets[one.work]), progress)) for one in kept
        )
        return _with(findings, made, seed)

    return add


def _kept(folders: DiscussedFolders, city: str) -> tuple[KeptWork, ...]:
    if not folders.given:
        raise UsageError("Workbooks alone tell nothing yet. Give the folder of --explored or --chosen with them.")
    return tuple(read_work(folder, work, city=city) for work, folder in folders.given)


def _without_registers(gathered: Gathered) -> Gathered:
    """Leave out the bundle: it counts as a file of the edition, and not as one of figures."""
    return replace(gathered, inputs=tuple(one for one in gathered.inputs if one.dataset != _REGISTERS))


def _explore(kept: KeptWork, place: CityPlace, folders: DiscussedFolders, progress: Progress) -> _Made:
    request = asked_by(kept, ExploreRequest, city=place.city.id, sheets=folders.sheets, data=folders.data)
    found = explore(request, place=place, progress=progress)
    return _Made(told_of_exploration(found), explored_tables(found), explored_record(found))


def _choose(kept: KeptWork, place: CityPlace, folders: DiscussedFolders, progress: Progress) -> _Made:
    request = asked_by(kept, ChooseRequest, city=place.city.id, day=kept.day, sheets=folders.sheets, data=folders.data)
    found = choose(request, place=place, progress=progress)
    return _Made(told_of_choice(found), chosen_tables(found), chosen_record(found))


_MAKERS: Final[Mapping[Work, Callable[[KeptWork, CityPlace, DiscussedFolders, Progress], _Made]]] = {
    "explore": _explore, "choose": _choose,
}  # fmt: skip


def _with(findings: Findings, made: Sequence[tuple[KeptWork, _Made]], seed: int) -> Findings:
    """Add pages and tables to the findings, and sources, workbooks, settings and seed to what they were made from."""
    files: dict[str, bytes] = {}
    pages = []
    for kept, one in made:
        tables = {f"{name}.csv": csv_bytes(table) for name, table in one.tables.items()}
        check_tables(kept, tables)
        paths = {f"{_FOLDERS[kept.work]}/{name}": content for name, content in tables.items()}
        files |= paths
        pages.append(_page(kept.work, one.told, seed=seed, files=tuple(paths)))
    return replace(
        findings,
        discussed=Discussed(tuple(pages), files),
        inputs=(*findings.inputs, *_workbooks(made)),
        sources={**findings.sources, **_sources(made, findings.sources)},
        settings={**findings.settings, "discussed": _settings(made, seed)},
    )


def _workbooks(made: Iterable[tuple[KeptWork, _Made]]) -> list[InputFile]:
    read = {name: digest for kept, _one in made for name, digest in kept.sheets.items()}
    return [InputFile(DATASET, SHEETS, name, digest, "") for name, digest in read.items()]


def _sources(made: Iterable[tuple[KeptWork, _Made]], known: Mapping[str, Row]) -> dict[str, Row]:
    """Return the sources that the edition does not have yet."""
    named = sources_named(source for _kept, one in made for source in one.told.sources)
    return {source.source: asdict(source) for source in named if source.source not in known}


def _settings(made: Iterable[tuple[KeptWork, _Made]], seed: int) -> Row:
    own: dict[str, Any] = {"seed": seed}  # Any: settings are what JSON can hold
    for kept, one in made:
        own[kept.work] = {"asked": one.record["asked"], **one.record["settings"]} | (
            {"day": kept.day} if kept.day else {}
        )
    return own


def _page(work: Work, told: Told, *, seed: int, files: Sequence[str]) -> Page:
    path, section, short = {
        "explore": ("risks/explored", "risks", say("Risks in connection: explored together")),
        "choose": ("initiatives/chosen", "initiatives", say("Choosing together")),
    }[work]
    blocks = (*_sourced(told), *_made_blocks(seed, folder=_FOLDERS[work], files=files))
    return Page(path, told.title, blocks, section, depth=2, short_title=short)


def _sourced(told: Told) -> Iterator[Block]:
    """Yield the blocks of a page; below an answer, what names no source of its own rests on those of the answer."""
    sources = told.sources
    for block in told.blocks:
        sources = block.sources or told.sources if isinstance(block, Answer) else sources
        yield with_sources(block, sources)


def _made_blocks(seed: int, *, folder: str, files: Sequence[str]) -> Iterable[Block]:
    """Return how the page was made, with its tables."""
    record: Inline = Link("manifest.json", file="manifest.json")
    items = (
        say("All random numbers start from {seed}. With the same files and the same start anybody finds the same.",
            seed=str(seed)),
        say("It was made again for this edition, and compared with what people had before them: all tables are the same."),
        say("Every file that was read stands with its hash in {record}, with all settings and the version ({version}).",
            record=record, version=__version__),
        say("The numbers stand in the CSV files of the folder {folder} of this edition.", folder=folder),
    )  # fmt: skip
    listed = Downloads(tuple(Link(name.rpartition("/")[2], file=name) for name in files))
    return (Heading(say("How was this made?"), anchor="made"), Items(items), listed)
