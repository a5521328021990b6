"""Choose for a city: a portfolio, its regret over worlds, its business case, and homes that move, from one seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from veerkracht.connectors.workshop_sheets import Filled, read_folder
from veerkracht.errors import MissingDataError
from veerkracht.workflows.choosing.business import BusinessPart, weigh_portfolio
from veerkracht.workflows.choosing.failing import FailPart, find_failures
from veerkracht.workflows.choosing.fairness import FairPart, weigh_fairly
from veerkracht.workflows.choosing.homes import HomesPart, HomesRequest, plan_homes
from veerkracht.workflows.choosing.learning import LearnPart, value_learning
from veerkracht.workflows.choosing.money_model import packages_of
from veerkracht.workflows.choosing.portfolio import PortfolioPart, choose_portfolio
from veerkracht.workflows.choosing.stressing import StressPart, stress_choice
from veerkracht.workflows.choosing.worlds import RegretPart, choose_in_worlds
from veerkracht.workflows.exploring.futures import FuturePart, explore_futures
from veerkracht.workflows.workshop.answers import futures_of, refuse_wrong
from veerkracht.workflows.workshop.choices import Choices, choices_of
from veerkracht.workflows.workshop.place import CityPlace, Progress, city_place, counted

__all__ = ["Choice", "ChooseRequest", "choose"]


@dataclass(frozen=True)
class ChooseRequest:
    """What is asked for.

    Parameters
    ----------
    city : str
        Name of a city.
    seed : int
        Start of the random numbers.
    day : str
        ISO date of the decision.
    sheets : Path or None
        Folder with filled-in workbooks.
    data : Path or None
        Folder with raw files.
    registers : Path or None
        Bundle of the registers.
    homes : HomesRequest
        How many homes are taken out, and where; 0 homes leaves that part out.
    """

    city: str
    seed: int
    day: str
    sheets: Path | None = None
    data: Path | None = None
    registers: Path | None = None
    homes: HomesRequest = field(default_factory=lambda: HomesRequest(120))


@dataclass(frozen=True)
class Choice:
    """What was found; a part that there is no input for is None."""

    request: ChooseRequest
    place: CityPlace
    portfolio: PortfolioPart | None
    regret: RegretPart | None
    business: BusinessPart | None
    homes: HomesPart | None
    files: tuple[Path, ...] = ()
    fails: FailPart | None = None
    stress: StressPart | None = None
    learn: LearnPart | None = None
    fair: FairPart | None = None


def choose(request: ChooseRequest, *, progress: Progress = lambda stage, what: None) -> Choice:
    """Choose for a city.

    Parameters
    ----------
    request : ChooseRequest
        What is asked for.
    progress : callable
        Told of each step; may raise to stop. Nothing is written here.

    Raises
    ------
    MissingDataError
        If there is nothing to choose from, or a folder or file is not there.
    InputError
        If cells of the sheets cannot be used, or no portfolio keeps all limits, with the limits named.
    """
    place = city_place(request.city, request.data, registers=request.registers, progress=progress)
    filled = Filled({}) if request.sheets is None else read_folder(request.sheets, place.lists)
    choices, wrong = choices_of(filled, tuple(place.risks))
    given, more = futures_of(filled)
    refuse_wrong([*filled.refused, *wrong, *more])
    homes = _homes(place, request, progress)
    if choices is None:
        if homes is None:
            raise MissingDataError(
                "There is nothing to choose from. Give the folder with the sheet on choices with --sheets."
            )
        return Choice(request, place, None, None, None, homes, filled.files)
    futures = (
        None if given is None else explore_futures(given, seed=request.seed, progress=counted(progress, "futures"))
    )
    return _chosen(request, place, choices, futures, homes, filled.files, progress)


def _chosen(
    request: ChooseRequest, place: CityPlace, choices: Choices, futures: FuturePart | None, homes: HomesPart | None,
    files: tuple[Path, ...], progress: Progress,
) -> Choice:  # fmt: skip
    """Return the choice, and all that may make it wrong."""
    seed, day = request.seed, request.day
    portfolio = choose_portfolio(choices, seed=seed, progress=counted(progress, "portfolio"))
    business = weigh_portfolio(choices, portfolio.chosen, day=day, seed=seed)
    regret = choose_in_worlds(portfolio, futures)
    if not portfolio.chosen:  # nothing fits the budget, and what is not there cannot fail
        return Choice(request, place, portfolio, regret, None, homes, files)
    fails = find_failures(portfolio, regret, futures, seed=seed, progress=counted(progress, "worlds"))
    packages = packages_of(portfolio, regret.packages, business, day=day)
    return Choice(
        request, place, portfolio, regret, business, homes, files, fails,
        stress_choice(packages, seed=seed, progress=counted(progress, "stress")),
        value_learning(portfolio, seed=seed),
        weigh_fairly(portfolio, regret.packages, business, place, day=day),
    )  # fmt: skip


def _homes(place: CityPlace, request: ChooseRequest, progress: Progress) -> HomesPart | None:
    if request.homes.homes == 0:
        return None
    progress("compute", "homes")
    return plan_homes(place, request.homes)
