"""The main job: from raw files to a published edition."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from veerkracht import catalogue
from veerkracht.catalogue import City
from veerkracht.connectors.register_bundle import RegisterBundle
from veerkracht.errors import UsageError
from veerkracht.reports.checks import check_sources
from veerkracht.reports.content import LANGUAGES, Edition, Language
from veerkracht.version import __version__
from veerkracht.workflows.edition.changes import key_figures
from veerkracht.workflows.edition.compose import compose
from veerkracht.workflows.findings import Findings, Row
from veerkracht.workflows.gathering import Gathered, gather
from veerkracht.workflows.initiatives import Refused, with_initiatives
from veerkracht.workflows.measuring import measure
from veerkracht.workflows.package import edition_files
from veerkracht.workflows.places import find_data, workspace_folder
from veerkracht.workflows.publish import previous_key_figures, publish
from veerkracht.workflows.registers import as_input, bundle_in, edition_name, settings_of, with_registers

Settings = Mapping[str, Mapping[str, Any]]  # Any: settings are numbers and words
Progress = Callable[[str, str], None]
"""Called with the stage (read, compute, write, render, publish) and what is being done."""
Adding = Callable[[Findings, Gathered, Progress], Findings]
"""Adds to what was found about a city, from all that was read of it."""


@dataclass(frozen=True)
class MonitorRequest:
    """What the user asked for.

    Parameters
    ----------
    city : str
        Name of the city in the catalogue.
    data : Path or None
        Folder with raw files; None looks in the environment, then asks live sources, then generates.
    out : Path
        Folder in which editions appear.
    edition : str
        Name of the edition; empty takes the one of the city.
    languages : tuple of str
        nl, en or both.
    initiatives : Path or None
        A filled-in workbook or CSV of initiatives, in place of those in the catalogue.
    settings : Mapping
        Named settings to change, by room and name, for example ``{"trend": {"band": 2.0}}``.
    registers : Path or None
        A bundle of registers, in place of what the catalogue records of the city. One that was frozen for an edition
        also brings its name, date, settings and texts, and the edition to compare with.
    """

    city: str
    out: Path
    data: Path | None = None
    edition: str = ""
    languages: tuple[Language, ...] = LANGUAGES
    initiatives: Path | None = None
    settings: Settings | None = None
    offline: bool = False
    registers: Path | None = None


@dataclass(frozen=True)
class MonitorResult:
    """Where the edition stands and what it says in short; `registers` is the hash of the bundle, where one was used."""

    folder: Path
    edition: str
    city: str
    origin: str
    files: int
    key_figures: Row
    gaps: tuple[str, ...]
    rejected: tuple[Refused, ...]
    registers: str = ""


def monitor(
    request: MonitorRequest,
    *,
    progress: Progress = lambda stage, what: None,
    environment: Mapping[str, str] | None = None,
    adding: Adding | None = None,
) -> MonitorResult:
    """Read, compute, write and publish an edition of a city.

    Parameters
    ----------
    request : MonitorRequest
        City, data, place and languages.
    progress : callable
        Told of each step.
    environment : Mapping
        Environment variables; by default those of the process.
    adding : callable, optional
        What the edition tells beside the figures, such as `discussed_in` returns; by default nothing.

    Returns
    -------
    MonitorResult
        The folder of the edition, whole; the edition before it stays where it was.

    Raises
    ------
    UsageError
        If the city is not in the catalogue.
    InputError
        If a file cannot be read.
    MissingDataError
        If a named folder is not there or holds nothing about the city.
    PublicationError
        If a sentence or number lacks its source.
    """
    bundle = bundle_in(request.registers) if request.registers else None
    gathered = read(request, progress=progress, environment=environment)
    if bundle:
        gathered = _from_registers(gathered, bundle)
    city, rejected = with_initiatives(gathered.city, request.initiatives)
    progress("compute", city.id)
    settings = changed_settings(_settings(bundle, request.settings or {}))
    name = request.edition or (edition_name(bundle) if bundle else "") or city.edition
    findings = measure(replace(gathered, city=city), settings=settings, year=int(date_of(city, name)[:4]))
    findings = adding(findings, gathered, progress) if adding else findings
    edition = write(findings, name=name, out=request.out, progress=progress)
    files = edition_files(edition, findings, languages=request.languages, progress=progress)
    progress("publish", str(request.out))
    folder = publish(files, request.out, edition=f"{city.id}-{name}")
    return MonitorResult(
        folder, name, city.id, findings.origin, len(files), key_figures(findings, name=name),
        tuple(gap.file for gap in findings.gaps), rejected, city.recorded.digest if city.recorded else "",
    )  # fmt: skip


def _from_registers(gathered: Gathered, bundle: RegisterBundle) -> Gathered:
    city = with_registers(gathered.city, bundle)
    return replace(gathered, city=city, inputs=(*gathered.inputs, as_input(bundle)))


def _settings(bundle: RegisterBundle | None, asked: Settings) -> Settings:
    """Return the settings of the bundle, with those that were asked for over them."""
    own = settings_of(bundle) if bundle else {}
    return {room: {**own.get(room, {}), **asked.get(room, {})} for room in (*own, *asked)}


def read(request: MonitorRequest, *, progress: Progress, environment: Mapping[str, str] | None = None) -> Gathered:
    """Gather the figures of a city: from files, else from live sources, else from the generator."""
    known = os.environ if environment is None else environment
    city = catalogue.load_city(request.city)
    place = find_data(request.data, known)
    told = lambda step: progress("read", step)  # noqa: E731  # one name for both roads
    if city.id == catalogue.SYNTHETIC or place.folder is None:
        from veerkracht.workflows.gathering.fallback import (  # loads the network: 0.3 s
            fetch_or_generate,
            without_figures,
        )

        found = fetch_or_generate(
            city, workspace_folder(known), offline=request.offline, environment=known, progress=told
        )
        return without_figures(city) if request.registers and found.city.id != city.id else found
    return gather(city, place.folder, progress=told)


def write(findings: Findings, *, name: str, out: Path, progress: Progress) -> Edition:
    """Compose the edition and refuse it when a sentence or number has no source."""
    progress("write", name)
    kept = findings.city.recorded
    if kept and kept.edition:  # frozen: what it is compared with and the date on it were frozen too
        before, date = kept.before, kept.frozen_on or date_of(findings.city, name)
    else:
        before, date = previous_key_figures(out, edition=name, city=findings.city.name.nl), date_of(findings.city, name)
    edition = compose(findings, name=name, date=date, before=before, version=__version__)
    check_sources(edition)
    return edition


def date_of(city: City, name: str) -> str:
    """Return the date printed on an edition: that of the city, moved to the year in the name."""
    year = name[:4]
    return f"{year}{city.date[4:]}" if year.isdigit() and len(year) == 4 else city.date


def changed_settings(changes: Settings) -> Row:
    """Return the settings of the catalogue with some of them changed.

    Raises
    ------
    UsageError
        If a room or setting does not exist.
    """
    settings = {room: dict(named) for room, named in catalogue.settings().items()}
    for room, named in changes.items():
        for name, value in named.items():
            if name not in settings.get(room, {}):
                known = ", ".join(f"{r}.{n}" for r, parts in settings.items() for n in parts)
                raise UsageError("No setting {name}. Choose one of {known}.", name=f"{room}.{name}", known=known)
            settings[room][name] = value
    return settings
