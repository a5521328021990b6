"""Fetch the live sources of a city into the workspace, politely, and keep what was good before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from veerkracht import catalogue
from veerkracht.catalogue import Boundary, City, Dataset
from veerkracht.connectors.boundaries import read_boundaries
from veerkracht.connectors.cbs_odata3 import ODATA3_URL, read_odata3_table
from veerkracht.connectors.http_cache import Answer, Client, Limits, open_http_cache
from veerkracht.connectors.http_reach import silent_services
from veerkracht.connectors.pdok import BOUNDARY_COLLECTIONS, fetch_boundaries
from veerkracht.engine import Provenance, Workspace, write_aside
from veerkracht.errors import MissingDataError, NetworkError, StoreError, VeerkrachtError
from veerkracht.tables import Table
from veerkracht.version import __version__

USER_AGENT = f"veerkracht/{__version__} (+open resilience monitor for cities)"
ADDRESS_VARIABLES = {"odata3": "VEERKRACHT_ODATA3_URL", "pdok": "VEERKRACHT_PDOK_URL"}
"""Environment variables that name another address of a service, such as a mirror."""

PATIENCE_S = 10.0
"""How long a service may take for a first sign of life, in seconds."""

_GONE = ("no-connection", "time-out")  # reasons not to ask the same service once more

Progress = Callable[[str], None]
Bytes = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Fetched:
    """One live source: its name, rows, and the error when it did not answer."""

    dataset: str
    rows: int
    error: VeerkrachtError | None = None


@dataclass(frozen=True)
class _Errand:
    """For which city, to which folder."""

    city: City
    workspace: Path


@dataclass(frozen=True)
class _Question:
    """What is asked of which service; `ask` stores the answer and returns its rows."""

    name: str
    service: str
    ask: Callable[[Client], int]


@dataclass(frozen=True)
class _Witness:
    """A client that remembers the moments of the answers it passes on."""

    client: Client
    moments: list[str] = field(default_factory=list)

    def ask(self, url: str, *, params: Mapping[str, str] | None = None, accept: str, edition: str = "") -> Answer:
        answer = self.client.ask(url, params=params, accept=accept, edition=edition)
        self.moments.append(answer.retrieved)
        return answer

    def keep(self, answer: Answer) -> None:
        self.client.keep(answer)

    def fetch(self, url: str, *, params: Mapping[str, str] | None = None, accept: str, edition: str = "") -> bytes:
        answer = self.ask(url, params=params, accept=accept, edition=edition)
        self.keep(answer)
        return answer.content

    def day(self) -> str:
        """Return the ISO date of the latest answer, by the clock of the server; empty when it told none."""
        return max(self.moments, default="")[:10]


def fetch(
    city: City,
    workspace: Path,
    *,
    environment: Mapping[str, str],
    limits: Limits | None = None,
    patience_s: float = PATIENCE_S,
    progress: Progress = lambda step: None,
    on_bytes: Bytes | None = None,
) -> tuple[Fetched, ...]:
    """Fetch all live sources of a city; what fails is told and leaves the last good answer in place.

    Parameters
    ----------
    city : City
        The city.
    workspace : Path
        Folder for the cache of answers, snapshots and boundaries.
    environment : Mapping
        Environment variables; they may name other addresses of the services.
    limits : Limits, optional
        How long, how much and how often is asked.
    patience_s : float
        How long all services together may take for a first sign of life, in seconds; one that gives none, or
        goes away later, is asked no more.
    progress : callable
        Told the name of each source that is asked.
    on_bytes : callable, optional
        Told the bytes received of an answer and, when known, how many there will be.

    Returns
    -------
    tuple of Fetched
        One per live source.
    """
    questions = _questions(_Errand(city, workspace), environment)
    services = {question.service for question in questions}
    silent = silent_services(services, user_agent=USER_AGENT, within_s=patience_s)
    found: list[Fetched] = []
    with open_http_cache(
        workspace / "answers", user_agent=USER_AGENT, rng=np.random.default_rng(), limits=limits, on_progress=on_bytes
    ) as client:
        for question in questions:
            if question.service not in silent:
                progress(question.name)
            found.append(_answered(question, client, silent))
    return tuple(found)


def _answered(question: _Question, client: Client, silent: dict[str, NetworkError]) -> Fetched:
    """Return what a source gave; a service that has gone away is added to the silent ones."""
    if question.service in silent:
        return Fetched(question.name, 0, silent[question.service])
    try:
        return Fetched(question.name, question.ask(client))
    except NetworkError as error:
        if error.facts["reason"] in _GONE:
            silent[question.service] = error
        return Fetched(question.name, 0, error)
    except VeerkrachtError as error:
        return Fetched(question.name, 0, error)


def _questions(errand: _Errand, environment: Mapping[str, str]) -> list[_Question]:
    mirror, map_mirror = (environment.get(ADDRESS_VARIABLES[service]) for service in ("odata3", "pdok"))
    asked = []
    for dataset in live_datasets():
        base = mirror or dataset.address or ODATA3_URL
        asked.append(_Question(dataset.id, base, partial(_store, errand, dataset, base)))
    for boundary in live_boundaries():
        base = map_mirror or BOUNDARY_COLLECTIONS[boundary.collection].base_url
        service = base.format(division=boundary.division)
        asked.append(_Question(boundary.id, service, partial(_draw, errand, boundary, service)))
    return asked


def live_datasets() -> tuple[Dataset, ...]:
    """Return the datasets that have a live source."""
    return tuple(dataset for dataset in catalogue.datasets() if dataset.service)


def live_boundaries() -> tuple[Boundary, ...]:
    """Return the boundaries that have a live source."""
    return tuple(boundary for boundary in catalogue.boundaries() if boundary.collection)


def snapshots(workspace: Path) -> Workspace:
    """Return the part of the workspace that holds what was fetched, as tables."""
    return Workspace(workspace / "snapshots")


def snapshot_name(city: City, dataset: str) -> str:
    """Return the name under which a fetched dataset or boundary of a city is stored."""
    return f"{city.municipality}/{dataset}"


def _store(errand: _Errand, dataset: Dataset, base: str, client: Client) -> int:
    witness = _Witness(client)
    rules = tuple(replace(rule, source="kwb_odata") for rule in catalogue.column_rules(dataset.reader))
    table = read_odata3_table(
        witness, dataset.table, rules, period=dataset.period, source=dataset.source,
        municipality=errand.city.municipality, where=dict(dataset.where), status=dataset.status, base_url=base,
    )  # fmt: skip
    return _keep(errand, dataset.id, table, _provenance(dataset.source, f"{base}/{dataset.table}", witness))


def _draw(errand: _Errand, boundary: Boundary, base: str, client: Client) -> int:
    """Store boundaries; those of a year do not change, so what is there is not fetched again."""
    stored = _stored_rows(errand, boundary.id)
    if stored:
        return stored
    witness = _Witness(client)
    content = fetch_boundaries(
        witness, collection=boundary.collection, municipality=errand.city.municipality, division=boundary.division,
        base_url=base,
    )  # fmt: skip
    path = errand.workspace / "boundaries" / f"{errand.city.municipality}-{boundary.id}.geojson"
    write_aside(path, content)
    areas = read_boundaries(path, division=boundary.division, municipality=errand.city.municipality)
    address = f"{base}/collections/{boundary.collection}"
    return _keep(errand, boundary.id, areas, _provenance(boundary.source, address, witness))


def _stored_rows(errand: _Errand, name: str) -> int:
    try:
        return _rows(snapshots(errand.workspace).read(snapshot_name(errand.city, name)))
    except (MissingDataError, StoreError):
        return 0


def _keep(errand: _Errand, name: str, table: Table, provenance: Provenance) -> int:
    snapshots(errand.workspace).write(snapshot_name(errand.city, name), table, provenance)
    return _rows(table)


def _provenance(source: str, address: str, witness: _Witness) -> Provenance:
    record = next(row for row in catalogue.sources().to_pyarrow().to_pylist() if row["source"] == source)
    return Provenance(source, licence=record["licence"], url=address, retrieved=witness.day())


def _rows(table: Table) -> int:
    return int(table.count().to_pyarrow().as_py())
