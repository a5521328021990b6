"""When no folder with files was given: live sources, and if none answers the synthetic city."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from veerkracht import catalogue
from veerkracht.catalogue import City
from veerkracht.connectors.boundaries import dissolve, read_boundaries
from veerkracht.connectors.generator import generate_city
from veerkracht.connectors.http_cache import Limits
from veerkracht.engine import Workspace
from veerkracht.errors import MissingDataError
from veerkracht.tables import AREAS, OBSERVATIONS, Table, empty, stack, table_of
from veerkracht.workflows.fetch import boundary_file, fetch, live_boundaries, live_datasets, snapshot_name
from veerkracht.workflows.gathering.found import Gap, Gathered, InputFile
from veerkracht.workflows.gathering.gather import mark_breaks, one_per_period

QUICK = Limits(connect_s=3.0, read_s=30.0, attempts=2, first_wait_s=0.5)
"""Limits for asking whether a live source is there at all."""

SEED = 1
"""Seed of the synthetic city: the same city in every edition."""

Progress = Callable[[str], None]


def fetch_or_generate(
    city: City, workspace: Path, *, offline: bool, environment: Mapping[str, str], progress: Progress
) -> Gathered:
    """Return the figures of a city from live sources, or those of the synthetic city when none answers.

    Parameters
    ----------
    city : City
        The city that was asked for.
    workspace : Path
        Folder with what was fetched before.
    offline : bool
        Ask no live source; use what was fetched before.
    environment : Mapping
        Environment variables that may name other addresses of the services.
    progress : callable
        Told of each source.

    Returns
    -------
    Gathered
        `origin` is live, or generator with the synthetic city in place of the one asked for.
    """
    if city.id != catalogue.SYNTHETIC:
        fetch(
            city,
            workspace,
            offline=offline,
            limits=QUICK,
            environment=environment,
            progress=progress,
            stop_at_first=True,
        )
        stored = _stored(city, workspace)
        if stored is not None:
            return stored
        progress("generator")
    return generated(catalogue.load_city(catalogue.SYNTHETIC))


def _stored(city: City, workspace: Path) -> Gathered | None:
    """Return what was fetched of a city, now or before, or None when there is nothing."""
    store = Workspace(workspace / "snapshots")
    tables: list[Table] = []
    inputs: list[InputFile] = []
    gaps: list[Gap] = []
    for dataset in catalogue.datasets():
        name = snapshot_name(city, dataset.id)
        try:
            tables.append(store.read(name))
            inputs.append(InputFile(dataset.id, dataset.source, name, store.digest(name), dataset.period))
        except MissingDataError:
            if dataset.serves(city.municipality) and not dataset.optional:
                gaps.append(Gap(dataset.id, dataset.source, dataset.path.format(municipality=city.municipality),
                                dataset.period, "absent" if dataset not in live_datasets() else "no_answer"))  # fmt: skip
    if not tables:
        return None
    observations = mark_breaks(one_per_period(stack(tables, OBSERVATIONS)))
    return Gathered(
        city, _areas(city, workspace), observations, empty(OBSERVATIONS), empty(OBSERVATIONS), (), tuple(inputs),
        tuple(gaps), "live",
    )  # fmt: skip


def _areas(city: City, workspace: Path) -> Table:
    own = table_of(AREAS, [{
        "area": city.municipality, "level": "municipality", "name": city.name.nl, "municipality": city.municipality,
        "division": int(city.edition[:4]),
    }])  # fmt: skip
    for boundary in live_boundaries():
        path = boundary_file(city, workspace, boundary)
        if path.exists():
            drawn = read_boundaries(
                path, division=boundary.division, municipality=city.municipality, level="neighbourhood"
            )
            return stack([drawn, dissolve(drawn, level="district"), own], AREAS)
    return own


def generated(city: City) -> Gathered:
    """Return the synthetic city, with its own initiatives and claims."""
    made = generate_city(seed=SEED, indicators=catalogue.indicators())
    about = tuple((row["claim"], row["subject"]) for row in made.claims.to_pyarrow().to_pylist())
    named = replace(city, initiatives=made.initiatives, claims=made.claims, claim_subjects=about)
    return Gathered(
        named, made.areas, mark_breaks(made.observations), empty(OBSERVATIONS), _unplaced(made.observations, made.areas),
        tuple(made.shared), (), (), "generator",
    )  # fmt: skip


def _unplaced(observations: Table, areas: Table) -> Table:
    known = set(areas.area.to_pyarrow().to_pylist())
    return table_of(OBSERVATIONS, [
        row for row in observations.to_pyarrow().to_pylist()
        if row["area"] not in known and row["area"].startswith("BU") and row["value"] is not None
    ])  # fmt: skip
