"""What is told of an index beside its tables: the page, and map tiles where asked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from veerkracht import catalogue
from veerkracht.reports.content import Label
from veerkracht.workflows.indexing.make import IndexFinding, IndexRequest
from veerkracht.workflows.indexing.page import COUNTRY, PageRequest, tell, write_page
from veerkracht.workflows.indexing.tiles import write_tiles

__all__ = ["write_told"]


def write_told(
    finding: IndexFinding, out: Path, request: IndexRequest, *, boundaries: Path | None = None, page: bool = True,
    tiles: bool = False, date: str = "",
) -> tuple[Path, ...]:  # fmt: skip
    """Write the page of an index, and its map tiles if asked.

    Parameters
    ----------
    finding : IndexFinding
        What was made.
    out : Path
        Folder of its tables.
    request : IndexRequest
        What was asked for; it tells the place and the folder with raw files.
    boundaries : Path, optional
        Boundaries of the user.
    page, tiles : bool
        What to write.
    date : str
        ISO date that stands on the page; today by default.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    UsageError
        If tiles are asked and tippecanoe is not installed.
    MissingDataError, InputError, StoreError
        If boundaries cannot be read, or tiles not made.
    """
    today = date or datetime.now(UTC).date().isoformat()
    asked = PageRequest(today, _place(request), request.data, boundaries)
    told = tell(finding, asked)
    pages = write_page(told, out, asked) if page else ()
    return (*pages, write_tiles(told, out / "map.pmtiles")) if tiles else pages


def _place(request: IndexRequest) -> Label:
    if request.figures is not None:
        return Label("", "")
    name = catalogue.load_city(request.city).name if request.city else COUNTRY
    return Label(name.nl, name.en)
