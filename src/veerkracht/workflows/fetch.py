"""Fetch the live sources of a city into the workspace, politely, and keep what was good before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from veerkracht import catalogue
from veerkracht.catalogue import Boundary, City, Dataset
from veerkracht.connectors.cbs_odata3 import ODATA3_URL, read_odata3_table
from veerkracht.connectors.http_cache import Client, Limits, open_http_cache
from veerkracht.connectors.pdok import fetch_boundaries
from veerkracht.engine import Provenance, Workspace, write_aside
from veerkracht.errors import VeerkrachtError
from veerkracht.tables import Table
from veerkracht.version import __version__

USER_AGENT = f"veerkracht/{__version__} (+open resilience monitor for cities)"
ADDRESS_VARIABLES = {"odata3": "VEERKRACHT_ODATA3_URL", "pdok": "VEERKRACHT_PDOK_URL"}
"""Environment variables that name another address of a service, such as a mirror."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Fetched:
    """One live source: its name, rows, and the error when it did not answer."""

    dataset: str
    rows: int
    error: VeerkrachtError | None = None


def fetch(
    city: City, workspace: Path, *, offline: bool = False, limits: Limits | None = None,
    environment: Mapping[str, str], progress: Progress = lambda step: None, stop_at_first: bool = False,
) -> tuple[Fetched, ...]:  # fmt: skip
    """Fetch all live sources of a city; what fails is told and leaves the last good answer in place.

    Parameters
    ----------
    city : City
        The city.
    workspace : Path
        Folder for the cache of answers, snapshots and boundaries.
    offline : bool
        Use the cache only.
    limits : Limits, optional
        How long, how much and how often is asked.
    environment : Mapping
        Environment variables; they may name other addresses of the services.
    progress : callable
        Told the name of each source.
    stop_at_first : bool
        Stop when the first source does not answer: the network is probably not there.

    Returns
    -------
    tuple of Fetched
        One per live source.
    """
    found: list[Fetched] = []
    with open_http_cache(
        workspace / "answers", user_agent=USER_AGENT, rng=np.random.default_rng(), offline=offline, limits=limits
    ) as client:
        for name, ask in _questions(city, workspace, client, environment):
            progress(name)
            found.append(_try(name, ask))
            if stop_at_first and found[0].error is not None:
                break
    return tuple(found)


Ask = Callable[[], int]


def _questions(city: City, workspace: Path, client: Client, environment: Mapping[str, str]) -> list[tuple[str, Ask]]:
    questions: list[tuple[str, Ask]] = []
    for dataset in live_datasets():
        questions.append((dataset.id, lambda d=dataset: _store(city, workspace, client, d, environment)))  # type: ignore[misc]  # bound default
    for boundary in live_boundaries():
        questions.append((boundary.id, lambda b=boundary: _draw(city, workspace, client, b, environment)))  # type: ignore[misc]  # bound default
    return questions


def live_datasets() -> tuple[Dataset, ...]:
    """Return the datasets that have a live source."""
    return tuple(dataset for dataset in catalogue.datasets() if dataset.service)


def live_boundaries() -> tuple[Boundary, ...]:
    """Return the boundaries that have a live source."""
    return tuple(boundary for boundary in catalogue.boundaries() if boundary.collection)


def _try(name: str, ask: Ask) -> Fetched:
    try:
        return Fetched(name, ask())
    except VeerkrachtError as error:
        return Fetched(name, 0, error)


def _store(city: City, workspace: Path, client: Client, dataset: Dataset, environment: Mapping[str, str]) -> int:
    table = _ask_table(city, client, dataset, environment)
    provenance = Provenance(dataset.source, url=dataset.table, licence="CC BY 4.0")
    Workspace(workspace / "snapshots").write(snapshot_name(city, dataset.id), table, provenance)
    return int(table.count().to_pyarrow().as_py())


def _ask_table(city: City, client: Client, dataset: Dataset, environment: Mapping[str, str]) -> Table:
    rules = tuple(replace(rule, source="kwb_odata") for rule in catalogue.column_rules(dataset.reader))
    return read_odata3_table(
        client, dataset.table, rules, period=dataset.period, source=dataset.source, municipality=city.municipality,
        where=dict(dataset.where), base_url=environment.get(ADDRESS_VARIABLES["odata3"], ODATA3_URL),
    )  # fmt: skip


def snapshot_name(city: City, dataset: str) -> str:
    """Return the name under which a fetched dataset of a city is stored."""
    return f"{city.municipality}/{dataset}"


def boundary_file(city: City, workspace: Path, boundary: Boundary) -> Path:
    """Return where fetched boundaries of a city are stored."""
    return workspace / "boundaries" / f"{city.municipality}-{boundary.id}.geojson"


def _draw(city: City, workspace: Path, client: Client, boundary: Boundary, environment: Mapping[str, str]) -> int:
    content = fetch_boundaries(
        client, collection=boundary.collection, municipality=city.municipality, division=boundary.division,
        base_url=environment.get(ADDRESS_VARIABLES["pdok"]),
    )  # fmt: skip
    write_aside(boundary_file(city, workspace, boundary), content)
    return content.count(b'"Feature"')
