"""What every question of a choice builds on: the options, the portfolio, its regret and worth, and homes that move."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from veerkracht.catalogue.discount_rates import rates_on
from veerkracht.catalogue.division_rules import division_rule
from veerkracht.connectors.workshop_sheets import Filled, read_folder
from veerkracht.errors import MissingDataError
from veerkracht.workflows.choosing.business import RATES_OF, BusinessPart, weigh_portfolio
from veerkracht.workflows.choosing.division import RULE
from veerkracht.workflows.choosing.failing import FailPart, find_failures
from veerkracht.workflows.choosing.homes import HomesPart, HomesRequest, check_turnover, plan_homes
from veerkracht.workflows.choosing.money_model import packages_of
from veerkracht.workflows.choosing.options import Options, find_options
from veerkracht.workflows.choosing.portfolio import PortfolioPart, choose_portfolio
from veerkracht.workflows.choosing.stressing import StressPart, stress_choice
from veerkracht.workflows.choosing.worlds import RegretPart, choose_in_worlds
from veerkracht.workflows.exploring.futures import FuturePart, explore_futures
from veerkracht.workflows.workshop.answers import Futures, futures_of, judgements_of, refuse_wrong
from veerkracht.workflows.workshop.choices import Choices
from veerkracht.workflows.workshop.pages import REGISTER, SHEETS
from veerkracht.workflows.workshop.place import CityPlace, Progress, city_place, counted

__all__ = ["ChooseRequest", "Doubt", "Grounds", "Portfolio", "lay_grounds"]


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
    budget_eur : float or None
        What can be spent in each of the three years, in place of the sheet; None keeps to the sheet.
    rates : str
        Whose discount rates: a table of the catalogue, such as nl, uk or fema.
    division : str
        Rule of the catalogue by which money is divided over districts.
    """

    city: str
    seed: int
    day: str
    sheets: Path | None = None
    data: Path | None = None
    registers: Path | None = None
    homes: HomesRequest = field(default_factory=lambda: HomesRequest(120))
    budget_eur: float | None = None
    rates: str = RATES_OF
    division: str = RULE


@dataclass(frozen=True)
class Doubt:
    """What a choice is worth in money, None where that is not known, and the worlds and stresses in which it fails."""

    business: BusinessPart | None
    fails: FailPart
    stress: StressPart


@dataclass(frozen=True)
class Portfolio:
    """What was chosen from the options.

    Parameters
    ----------
    part : PortfolioPart
        The choice with its proof.
    regret : RegretPart
        Over the worlds.
    futures : FuturePart or None
        The worlds, from the sheets.
    doubt : Doubt or None
        What it is worth and what may make it wrong; None where nothing is chosen, for what is not there cannot fail.
    """

    part: PortfolioPart
    regret: RegretPart
    futures: FuturePart | None
    doubt: Doubt | None


@dataclass(frozen=True)
class Grounds:
    """What the sections build on; a part that there is no input for is None."""

    request: ChooseRequest
    place: CityPlace
    filled: Filled
    options: Options
    portfolio: Portfolio | None
    homes: HomesPart | None

    @property
    def files(self) -> tuple[Path, ...]:
        """The workbooks that were read."""
        return self.filled.files

    @property
    def option_sources(self) -> tuple[str, ...]:
        """Ids of the sources of the initiatives: the sheet, the registers, or the documents that the catalogue cites."""
        if not self.options.from_registers:
            return (SHEETS, *self.register_sources)
        return self.register_sources

    @property
    def register_sources(self) -> tuple[str, ...]:
        """Ids of the sources of the register of initiatives."""
        if self.place.city.recorded is not None:
            return (REGISTER,)
        told = [part.strip() for row in self.place.initiatives for part in (row["reference"] or "").split(";")]
        return tuple(dict.fromkeys(one for one in told if one))

    @property
    def city_sources(self) -> tuple[str, ...]:
        """Ids of the sources of figures on homes, vulnerability and income, as the files of the city name them."""
        read = sorted({one.source for one in self.place.gathered.inputs})
        return tuple(read) or ("generator",)


def lay_grounds(
    request: ChooseRequest, progress: Progress, place: CityPlace | None = None
) -> Grounds:  # fmt: skip
    """Read the sheets, and the city where `place` is None, choose, and plan homes.

    Raises
    ------
    MissingDataError
        If there is nothing to choose from, or a folder or file is not there.
    UsageError
        If there is no such rule of division.
    SettingError
        If the turnover is out of bounds, or a neighbourhood has fewer homes than are taken out.
    InputError
        If there are no such discount rates on that day, cells of the sheets cannot be used, or no portfolio keeps all limits,
        with the limits named.
    """
    _check_asked(request)
    if place is None:
        place = city_place(request.city, request.data, registers=request.registers, progress=progress)
    filled = Filled({}) if request.sheets is None else read_folder(request.sheets, place.lists)
    options, wrong = find_options(place, filled, day=request.day, budget_eur=request.budget_eur)
    futures, more = futures_of(filled)
    refuse_wrong([*filled.refused, *wrong, *more, *judgements_of(filled)[1]])
    homes = _homes(place, request, progress)
    if options.choices is None and homes is None:
        raise _nothing(options)
    chosen = None if options.choices is None else _portfolio(request, options.choices, futures, progress)
    return Grounds(request, place, filled, options, chosen, homes)


def _check_asked(request: ChooseRequest) -> None:
    """Refuse a rule or rates that do not exist, and a turnover out of bounds, before any work."""
    check_turnover(request.homes)
    division_rule(request.division)
    if request.rates != RATES_OF:
        rates_on(request.day, table=request.rates)


def _nothing(options: Options) -> MissingDataError:
    if options.without_budget:
        return MissingDataError("No budget is known. Give one with --budget, or on the sheet on choices.")
    return MissingDataError("There is nothing to choose from. Give the folder with the sheet on choices with --sheets.")


def _portfolio(request: ChooseRequest, choices: Choices, given: Futures | None, progress: Progress) -> Portfolio:
    seed = request.seed
    futures = None if given is None else explore_futures(given, seed=seed, progress=counted(progress, "futures"))
    part = choose_portfolio(choices, seed=seed, progress=counted(progress, "portfolio"))
    regret = choose_in_worlds(part, futures)
    doubt = _doubt(request, part, regret, futures, progress) if part.chosen else None
    return Portfolio(part, regret, futures, doubt)


def _doubt(
    request: ChooseRequest, part: PortfolioPart, regret: RegretPart, futures: FuturePart | None, progress: Progress
) -> Doubt:  # fmt: skip
    seed, day = request.seed, request.day
    business = weigh_portfolio(part.choices, part.chosen, day=day, seed=seed, rates=request.rates)
    fails = find_failures(part, regret, futures, seed=seed, progress=counted(progress, "worlds"))
    packages = packages_of(part, regret.packages, business, day=day)
    return Doubt(business, fails, stress_choice(packages, seed=seed, progress=counted(progress, "stress")))


def _homes(place: CityPlace, request: ChooseRequest, progress: Progress) -> HomesPart | None:
    if request.homes.homes == 0:
        return None
    progress("compute", "homes")
    return plan_homes(place, request.homes)
