"""When no folder with files was given: live sources, and if none answers the synthetic city."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from veerkracht import catalogue
from veerkracht.catalogue import City
from veerkracht.connectors.generator import generate_city
from veerkracht.connectors.http_cache import Limits
from veerkracht.tables import AREAS, OBSERVATIONS, empty
from veerkracht.workflows.fetch import fetch
from veerkracht.workflows.gathering.found import Gap, Gathered
from veerkracht.workflows.gathering.gather import mark_breaks, unplaced
from veerkracht.workflows.gathering.stored import read_stored

QUICK = Limits(connect_s=3.0, read_s=20.0, attempts=2, first_wait_s=0.5, longest_wait_s=2.0)
"""Limits for an edition that is waited for; `veerkracht fetch` has more patience."""

PATIENCE_S = 5.0
"""Longest wait, in seconds, for a first sign of life of all services together."""

SEED = 1
"""Seed of the synthetic city: the same city in every edition."""

Progress = Callable[[str], None]


def fetch_or_generate(
    city: City, workspace: Path, *, offline: bool, environment: Mapping[str, str], progress: Progress
) -> Gathered:
    """Return the figures of a city from live sources, or those of the synthetic city when there are none.

    Parameters
    ----------
    city : City
        The city that was asked for.
    workspace : Path
        Folder with what was fetched before; a source that does not answer now is used as it was then.
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

    Raises
    ------
    StoreError
        If what was fetched before is damaged and cannot be fetched again.
    """
    if city.id != catalogue.SYNTHETIC:
        if not offline:
            fetch(city, workspace, environment=environment, limits=QUICK, patience_s=PATIENCE_S, progress=progress)
        stored = read_stored(city, workspace)
        if stored is not None:
            return stored
        progress("generator")
    return generated(catalogue.load_city(catalogue.SYNTHETIC))


def without_figures(city: City) -> Gathered:
    """Return a city of which no figures were found: all that can be told of it is what its registers hold."""
    gaps = tuple(
        Gap(
            dataset.id, dataset.source, dataset.path.format(municipality=city.municipality), dataset.period, "no_answer"
        )
        for dataset in catalogue.datasets()
        if not dataset.optional and dataset.serves(city.municipality)
    )
    nothing = empty(OBSERVATIONS)
    return Gathered(city, empty(AREAS), nothing, nothing, nothing, (), (), gaps, "live")


def generated(city: City) -> Gathered:
    """Return the synthetic city, with its own initiatives and claims."""
    made = generate_city(seed=SEED, indicators=catalogue.indicators())
    about = tuple((row["claim"], row["subject"]) for row in made.claims.to_pyarrow().to_pylist())
    named = replace(city, initiatives=made.initiatives, claims=made.claims, claim_subjects=about)
    return Gathered(
        named, made.areas, mark_breaks(made.observations), empty(OBSERVATIONS), unplaced(made.observations, made.areas),
        tuple(made.shared), (), (), "generator",
    )  # fmt: skip
