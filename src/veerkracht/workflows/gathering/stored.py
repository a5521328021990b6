"""Read what was fetched of a city from its workspace, now or before."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from veerkracht import catalogue
from veerkracht.catalogue import Boundary, City, Dataset
from veerkracht.connectors.area_rows import areas_without_boundary
from veerkracht.connectors.boundaries import dissolve
from veerkracht.connectors.names import tidy_name
from veerkracht.engine import Workspace
from veerkracht.errors import MissingDataError
from veerkracht.tables import OBSERVATIONS, Table, empty, pull, stack
from veerkracht.workflows.fetch import live_boundaries, live_datasets, snapshot_name, snapshots
from veerkracht.workflows.gathering.areas import join_areas
from veerkracht.workflows.gathering.found import Gap, Gathered, InputFile
from veerkracht.workflows.gathering.gather import mark_breaks, one_per_period

Source = Dataset | Boundary
_Kind = TypeVar("_Kind", Dataset, Boundary)


def read_stored(city: City, workspace: Path) -> Gathered | None:
    """Return the snapshots of a city as what a reader of files would bring; None when there are no figures.

    Parameters
    ----------
    city : City
        The city.
    workspace : Path
        Folder with what was fetched.

    Returns
    -------
    Gathered or None
        Its inputs name the address and the day of each source, its gaps those that gave no answer or have no
        live service.

    Raises
    ------
    StoreError
        If a snapshot no longer matches its hash.
    """
    store = snapshots(workspace)
    figures = _read(store, city, live_datasets())
    if not figures:
        return None
    drawn = _read(store, city, live_boundaries())
    observations = mark_breaks(one_per_period(pull(stack(list(figures.values()), OBSERVATIONS)).to_pylist()))
    found: list[Source] = [*figures, *drawn]
    return Gathered(
        city, _areas(city, drawn, observations), observations, empty(OBSERVATIONS), empty(OBSERVATIONS), (),
        tuple(_input(store, city, source) for source in found), _gaps(city, found), "live",
    )  # fmt: skip


def _read(store: Workspace, city: City, sources: tuple[_Kind, ...]) -> dict[_Kind, Table]:
    found: dict[_Kind, Table] = {}
    for source in sources:
        try:
            found[source] = store.read(snapshot_name(city, source.id))
        except MissingDataError:
            continue
    return found


def _input(store: Workspace, city: City, source: Source) -> InputFile:
    name = snapshot_name(city, source.id)
    origin = store.provenance(name)
    return InputFile(source.id, source.source, origin.url, store.digest(name), _period(source), origin.retrieved)


def _period(source: Source) -> str:
    return source.period if isinstance(source, Dataset) else str(source.division)


def _gaps(city: City, found: list[Source]) -> tuple[Gap, ...]:
    live: list[Source] = [*live_datasets(), *live_boundaries()]
    wanted: list[Source] = [*(d for d in catalogue.datasets() if not d.optional), *live_boundaries()]
    return tuple(
        Gap(source.id, source.source, source.path.format(municipality=city.municipality), _period(source),
            _why_not(source, city, live))
        for source in wanted if source not in found
    )  # fmt: skip


def _why_not(source: Source, city: City, live: list[Source]) -> str:
    if isinstance(source, Dataset) and not source.serves(city.municipality):
        return "other_area"
    return "no_answer" if source in live else "no_service"


def _areas(city: City, fetched: dict[Boundary, Table], observations: Table) -> Table:
    """Return all areas that have figures or a boundary; districts are merged from neighbourhoods, where there are."""
    drawn = {boundary.level: table for boundary, table in fetched.items()}
    names = {row["area"]: tidy_name(row["name"]) for row in _rows(drawn.get("district")) if row["name"]}
    if "neighbourhood" in drawn:
        drawn["district"] = dissolve(drawn["neighbourhood"], level="district")
    codes = [code for code in set(pull(observations)["area"].to_pylist()) if code[:2] in ("GM", "WK", "BU")]
    listed = areas_without_boundary(codes, names={city.municipality: city.name.nl}, division=int(city.edition[:4]))
    return join_areas(drawn, listed, names)


def _rows(table: Table | None) -> list[dict[str, str]]:
    return [] if table is None else pull(table.select("area", "name")).to_pylist()
