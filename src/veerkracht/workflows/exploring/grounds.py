"""What every question of an exploration builds on: the answers of the sheets, the network, and the outage."""

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
from veerkracht.workflows.exploring.network import RiskPart, explore_network
from veerkracht.workflows.exploring.outage import OutagePart, explore_outage, shock_of
from veerkracht.workflows.exploring.relief import RELIEF_DAY
from veerkracht.workflows.workshop.answers import Futures, futures_of, judgements_of, refuse_wrong
from veerkracht.workflows.workshop.pages import REGISTER, SHEETS
from veerkracht.workflows.workshop.place import CityPlace, Progress, city_place, counted
from veerkracht.workflows.workshop.registers import register_judgements, register_services
from veerkracht.workflows.workshop.services import Services, services_of

__all__ = ["ExploreRequest", "Grounds", "lay_grounds"]

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
    relief_day : int
        Day of the outage, from 1, on which all generators stop.
    staff : float or None
        Full-time staff for recovery in each year; None when nobody knows.
    """

    city: str
    seed: int
    sheets: Path | None = None
    shock: str = ""
    service: str = "power"
    data: Path | None = None
    registers: Path | None = None
    relief_day: int = RELIEF_DAY
    staff: float | None = None


@dataclass(frozen=True)
class Grounds:
    """What the sections build on; a part that there is no input for is None.

    Parameters
    ----------
    request : ExploreRequest
        What was asked for.
    place : CityPlace
        The city.
    files : tuple of Path
        Sheets that were read.
    judgements : Table (JUDGEMENTS) or None
        Of respondents, from the sheets or else from the register.
    risks : RiskPart or None
        The network with its loops.
    futures : FuturePart or None
        Futures that fit together.
    outage : OutagePart or None
        What fails next, with the services it was followed on.
    drills : Table (DRILLS)
        Events to practise.
    without_repair : tuple of str
        Critical services of the registers without a time of repair: then there is no outage.
    judged_by, served_by : str
        Ids of the sources of the judgements and of the critical services: the sheets or the registers.
    """

    request: ExploreRequest
    place: CityPlace
    files: tuple[Path, ...]
    judgements: Table | None
    risks: RiskPart | None
    futures: FuturePart | None
    outage: OutagePart | None
    drills: Table
    without_repair: tuple[str, ...] = ()
    judged_by: str = SHEETS
    served_by: str = SHEETS


@dataclass(frozen=True)
class _Answers:
    """What the sheets or the registers tell."""

    files: tuple[Path, ...]
    judgements: Table | None
    services: Services | None
    futures: Futures | None
    without_repair: tuple[str, ...]
    judged_by: str
    served_by: str


def lay_grounds(
    request: ExploreRequest, progress: Progress, place: CityPlace | None = None
) -> Grounds:  # fmt: skip
    """Read the sheets, and the city where `place` is None, and compute what several questions share.

    Raises
    ------
    UsageError
        If the city, asset or district does not exist, or a shock is asked for without a sheet on critical services.
    InputError
        If cells of the sheets cannot be used, with each of them named, or the tables contradict each other.
    MissingDataError
        If a folder or file is not there.
    """
    if place is None:
        place = city_place(request.city, request.data, registers=request.registers, progress=progress)
    given = _answers(request, place)
    if given.services is None and request.shock:
        raise UsageError("A shock needs the sheet on critical services. Give its folder with --sheets.")
    progress("compute", "risks")
    return Grounds(
        request, place, given.files, given.judgements, explore_network(place, given.judgements, seed=request.seed),
        _futures(request, given.futures, progress), _outage(request, place, given.services, progress),
        make_drills(drill_elements(), known_events(sorted(place.risks)), drills=DRILLS, seed=request.seed),
        given.without_repair, given.judged_by, given.served_by,
    )  # fmt: skip


def _answers(request: ExploreRequest, place: CityPlace) -> _Answers:
    """Return what the sheets tell, and what the registers tell where no sheet does."""
    filled = Filled({}) if request.sheets is None else read_folder(request.sheets, place.lists)
    judgements, wrong = judgements_of(filled)
    services, more = services_of(filled)
    futures, others = futures_of(filled)
    refuse_wrong([*filled.refused, *wrong, *more, *others])
    judged_by, served_by = (REGISTER if given is None else SHEETS for given in (judgements, services))
    judgements = register_judgements(place) if judgements is None else judgements
    without: tuple[str, ...] = ()
    if services is None:
        services, without = register_services(place)
    return _Answers(filled.files, judgements, services, futures, without, judged_by, served_by)


def _futures(request: ExploreRequest, given: Futures | None, progress: Progress) -> FuturePart | None:
    return None if given is None else explore_futures(given, seed=request.seed, progress=counted(progress, "futures"))


def _outage(
    request: ExploreRequest, place: CityPlace, services: Services | None, progress: Progress
) -> OutagePart | None:  # fmt: skip
    if services is None:
        return None
    shock = shock_of(services, place, request.shock, service=request.service)
    return explore_outage(services, shock, seed=request.seed, progress=counted(progress, "outage"))
