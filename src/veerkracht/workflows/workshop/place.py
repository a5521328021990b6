"""A city as a workshop needs it: its risks, links and initiatives, and its districts with their people by group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from veerkracht.catalogue import SYNTHETIC, City, load_city
from veerkracht.connectors.forms import Choice
from veerkracht.connectors.generator.services import District
from veerkracht.connectors.workshop_sheets import Lists
from veerkracht.errors import MissingDataError
from veerkracht.reports.content import Label
from veerkracht.tables import pull
from veerkracht.workflows.findings import Row
from veerkracht.workflows.gathering import Gathered
from veerkracht.workflows.monitor import MonitorRequest, read
from veerkracht.workflows.places import DATA_VARIABLE
from veerkracht.workflows.registers import bundle_in, with_registers

__all__ = ["CityPlace", "Progress", "city_place", "counted", "place_of"]

Progress = Callable[[str, str], None]

_COUNTS: Final = ("population", "children", "young_people", "older_people")


@dataclass(frozen=True)
class CityPlace:
    """A city with its districts.

    Parameters
    ----------
    city : City
        With its risks, links and initiatives.
    gathered : Gathered
        Its figures.
    districts : tuple of District
        By code, with people by group: young (under 25), adult, old (65 and over). A district of which a count is not
        known has no people here.
    """

    city: City
    gathered: Gathered
    districts: tuple[District, ...]

    @property
    def synthetic(self) -> bool:
        """Tell whether this is the city that does not exist."""
        return self.city.id == SYNTHETIC

    @cached_property
    def risks(self) -> Mapping[str, Label]:
        """Names of the risks by code."""
        rows = pull(self.city.risks).to_pylist()
        return {row["risk"]: Label(row["label_nl"], row["label_en"]) for row in rows}

    @cached_property
    def initiatives(self) -> tuple[Row, ...]:
        """The register of initiatives."""
        return tuple(pull(self.city.initiatives).to_pylist())

    @cached_property
    def lists(self) -> Lists:
        """What can be chosen in the sheets."""
        risks = tuple(Choice(risk, name.nl, name.en) for risk, name in self.risks.items())
        areas = tuple(Choice(one.area, one.name, one.name) for one in self.districts)
        return Lists(risks, areas)

    @property
    def name(self) -> Label:
        """Name of the city."""
        return Label(self.city.name.nl, self.city.name.en)


def city_place(
    name: str, data: Path | None, *, registers: Path | None = None, progress: Progress = lambda stage, what: None
) -> CityPlace:
    """Read a city: its figures, and its registers from a bundle if one is given.

    Raises
    ------
    UsageError
        If no city has that name, or the bundle is of another one.
    MissingDataError, InputError
        If a folder or file is not there or cannot be read, or no source has figures of the city: what is made up about
        another one is never taken for it.
    """
    gathered = read(MonitorRequest(city=name, out=Path("out"), data=data, registers=registers), progress=progress)
    if gathered.city.id != load_city(name).id:
        raise MissingDataError(
            "There are no figures of {city}: no folder was given and no live source answers. Name a folder with --data or "
            "{variable}; nothing is made up about a city that exists.",
            city=name, variable=DATA_VARIABLE,
        )  # fmt: skip
    city = with_registers(gathered.city, bundle_in(registers)) if registers else gathered.city
    return place_of(city, gathered)


def place_of(city: City, gathered: Gathered) -> CityPlace:
    """Return a city that was read already, with its districts."""
    return CityPlace(city, gathered, _districts(gathered))


def _districts(gathered: Gathered) -> tuple[District, ...]:
    rows = pull(gathered.areas.filter(gathered.areas.level == "district").order_by("area")).to_pylist()
    newest = {row["area"]: row for row in sorted(rows, key=lambda row: row["division"])}
    counts = _counts(gathered)
    return tuple(District(code, row["name"], _groups(counts.get(code, {}))) for code, row in newest.items())


def _counts(gathered: Gathered) -> dict[str, dict[str, float]]:
    """Return the last known count of each kind per area."""
    told = gathered.observations
    wanted = told.filter(told.indicator.isin(_COUNTS) & told.value.notnull()).order_by("period")
    found: dict[str, dict[str, float]] = {}
    for row in pull(wanted).to_pylist():
        found.setdefault(row["area"], {})[row["indicator"]] = row["value"]
    return found


def _groups(counts: Mapping[str, float]) -> dict[str, float]:
    if not all(name in counts for name in _COUNTS):
        return {}
    young, old = counts["children"] + counts["young_people"], counts["older_people"]
    return {"young": young, "adult": max(counts["population"] - young - old, 0.0), "old": old}


def counted(progress: Progress, what: str) -> Callable[[int, int], None]:
    """Tell of every tenth of the work."""

    def tell(done: int, of: int) -> None:
        if done == of or done % max(1, of // 10) == 0:
            progress("compute", f"{what} {done}/{of}")

    return tell
