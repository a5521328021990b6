"""Explore a city: risks in connection, futures that fit together, and an outage by hour, from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from veerkracht.analysis.scenarios import make_drills
from veerkracht.catalogue.drills import drill_elements, known_events
from veerkracht.connectors.workshop_sheets import Filled, read_folder
from veerkracht.errors import UsageError
from veerkracht.tables import Table
from veerkracht.workflows.exploring.futures import FuturePart, explore_futures
from veerkracht.workflows.exploring.helpers import HelperPart, explore_helpers
from veerkracht.workflows.exploring.mending import MendingPart, explore_mending
from veerkracht.workflows.exploring.network import RiskPart, explore_network
from veerkracht.workflows.exploring.outage import OutagePart, explore_outage, shock_of
from veerkracht.workflows.exploring.pushes import PushPart, explore_push
from veerkracht.workflows.exploring.relief import ReliefPart, explore_relief
from veerkracht.workflows.workshop.answers import futures_of, judgements_of, refuse_wrong
from veerkracht.workflows.workshop.place import CityPlace, Progress, city_place, counted
from veerkracht.workflows.workshop.registers import register_judgements, register_services
from veerkracht.workflows.workshop.services import Services, services_of

__all__ = ["Exploration", "ExploreRequest", "explore"]

DRILLS: Final = 6


@dataclass(frozen=True)
class ExploreRequest:
    """What is asked for.

    Parameters
    ----------
    city : str
        Name of a city.
    seed : int
        Start of the random numbers.
    sheets : Path or None
        Folder with filled-in workbooks.
    shock : str
        Asset or district that stops; empty for the asset on which most others hang.
    service : str
        What stops in a district.
    data : Path or None
        Folder with raw files.
    registers : Path or None
        Bundle of the registers.
    """

    city: str
    seed: int
    sheets: Path | None = None
    shock: str = ""
    service: str = "power"
    data: Path | None = None
    registers: Path | None = None


@dataclass(frozen=True)
class Exploration:
    """What was found; a part that there is no input for is None.

    `without_repair` names critical services of the registers without a time of repair: then there is no outage.
    """

    request: ExploreRequest
    place: CityPlace
    risks: RiskPart | None
    futures: FuturePart | None
    outage: OutagePart | None
    drills: Table
    files: tuple[Path, ...] = ()
    without_repair: tuple[str, ...] = ()
    push: PushPart | None = None
    relief: ReliefPart | None = None
    mending: MendingPart | None = None
    helpers: HelperPart | None = None


def explore(request: ExploreRequest, *, progress: Progress = lambda stage, what: None) -> Exploration:
    """Explore a city.

    Parameters
    ----------
    request : ExploreRequest
        What is asked for.
    progress : callable
        Told of each step; may raise to stop. Nothing is written here.

    Raises
    ------
    UsageError
        If the city, asset or district does not exist, or a shock is asked for without a sheet on critical services.
    InputError
        If cells of the sheets cannot be used, with each of them named, or the tables contradict each other.
    MissingDataError
        If a folder or file is not there.
    """
    place = city_place(request.city, request.data, registers=request.registers, progress=progress)
    filled = Filled({}) if request.sheets is None else read_folder(request.sheets, place.lists)
    judgements, wrong = judgements_of(filled)
    services, more = services_of(filled)
    given, others = futures_of(filled)
    refuse_wrong([*filled.refused, *wrong, *more, *others])
    without: tuple[str, ...] = ()
    if judgements is None:
        judgements = register_judgements(place)
    if services is None:
        services, without = register_services(place)
    progress("compute", "risks")
    risks = explore_network(place, judgements, seed=request.seed)
    futures = (
        None if given is None else explore_futures(given, seed=request.seed, progress=counted(progress, "futures"))
    )
    if services is None and request.shock:
        raise UsageError("A shock needs the sheet on critical services. Give its folder with --sheets.")
    outage = None if services is None else _outage(request, place, services, progress)
    drills = make_drills(drill_elements(), known_events(sorted(place.risks)), drills=DRILLS, seed=request.seed)
    return Exploration(
        request, place, risks, futures, outage, drills, filled.files, without,
        push=None if risks is None else explore_push(risks, seed=request.seed),
        relief=None if outage is None else explore_relief(outage, seed=request.seed, progress=counted(progress, "relief")),
        mending=None if outage is None else explore_mending(outage, seed=request.seed, progress=counted(progress, "order")),
        helpers=explore_helpers(place, drills),
    )  # fmt: skip


def _outage(request: ExploreRequest, place: CityPlace, services: Services, progress: Progress) -> OutagePart:
    shock = shock_of(services, place, request.shock, service=request.service)
    return explore_outage(services, shock, seed=request.seed, progress=counted(progress, "outage"))
