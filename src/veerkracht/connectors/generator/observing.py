"""How figures are published: added up per level, rounded, and with the reason where a value is absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from veerkracht.connectors.generator.factors import YEARS, Grid
from veerkracht.connectors.generator.layout import DISTRICTS, MUNICIPALITY, Layout
from veerkracht.tables import OBSERVATIONS, Status, Table, empty, table_from_arrays

Marks = NDArray[np.str_]
Level = Literal["M", "D", "N"]
Output = Mapping[str, Any]  # Any: a TOML table holds values of mixed types

SOURCE: Final = "generator"
FEWEST_PEOPLE: Final = 100
"""Fewest inhabitants of an area of which a share or mean is published."""

_FEWEST_COUNTED: Final = 5
_FEWEST_IN_PANEL: Final = 10
_DIGITS: Final = 9  # beyond any published step; takes away what floats leave behind


@dataclass(frozen=True)
class Division:
    """The areas of one level, and which neighbourhoods each holds (0 or 1, areas x neighbourhoods).

    `merged` and `carrier` are the places of the area that is published with another one and of that other.
    """

    codes: tuple[str, ...]
    holds: Grid
    merged: int | None = None
    carrier: int | None = None

    def total(self, counts: Grid) -> Grid:
        """Add counts of neighbourhoods up to the areas of this level."""
        return np.asarray(self.holds @ counts)


@dataclass(frozen=True)
class Figures:
    """Values of one indicator, areas x periods, each with its status."""

    indicator: str
    codes: tuple[str, ...]
    periods: tuple[str, ...]
    values: Grid
    marks: Marks


@dataclass(frozen=True)
class Press:
    """What is needed to publish a figure: divisions, inhabitants, and the step to which each indicator rounds."""

    layout: Layout
    population: Grid
    steps: Mapping[str, float]

    def division(self, level: Level, *, panel: bool) -> Division:
        """Return the areas of a level; in the panel the harbour district is published with its neighbour."""
        layout, size = self.layout, len(self.layout.codes)
        if level == "N":
            return Division(layout.codes, np.eye(size))
        if level == "M":
            return Division((MUNICIPALITY,), np.ones((1, size)))
        if not panel:
            return Division(layout.district_codes, np.eye(DISTRICTS)[layout.district].T)
        published_as = np.where(layout.district == layout.harbour, layout.partner, layout.district)
        return Division(layout.district_codes, np.eye(DISTRICTS)[published_as].T, layout.harbour, layout.partner)

    def share(self, output: Output, level: Level, above: Grid, below: Grid, first: int) -> Figures:
        """Publish a count (`per` 0) or what it is per 100 or 1,000 of another count."""
        per, panel = output.get("per", 0), output.get("panel", False)
        division = self.division(level, panel=panel)
        counted = division.total(above)
        fewest = _FEWEST_IN_PANEL if panel else _FEWEST_COUNTED
        hidden = (counted > 0) & (counted < fewest)
        if per:
            hidden |= division.total(self.population) < FEWEST_PEOPLE
        values = per * _divide(counted, division.total(below)) if per else counted
        return self.figures(output["indicator"], division, values, hidden, first=first)

    def mean(self, output: Output, level: Level, values: Grid, weight: Grid) -> Figures:
        """Publish a mean, weighted by how many people or homes each neighbourhood has."""
        division = self.division(level, panel=output.get("panel", False))
        means = _divide(division.total(values * weight), division.total(weight))
        return self.figures(output["indicator"], division, means, division.total(self.population) < FEWEST_PEOPLE)

    def figures(
        self, indicator: str, division: Division, values: Grid, hidden: NDArray[np.bool_], *, first: int = YEARS[0]
    ) -> Figures:
        """Round values of all years and mark each: not asked before `first`, hidden, shared or normal."""
        marks = np.full(values.shape, Status.NORMAL)
        if division.carrier is not None:
            marks[division.carrier] = Status.SHARED_WITH
        marks[hidden] = Status.SUPPRESSED
        if division.merged is not None:
            marks[division.merged] = Status.SHARED_IN
        marks[:, np.array(YEARS) < first] = Status.NOT_ASKED
        return Figures(indicator, division.codes, tuple(map(str, YEARS)), self._rounded(indicator, values), marks)

    def _rounded(self, indicator: str, values: Grid) -> Grid:
        step = self.steps.get(indicator, 1.0)
        return np.asarray(np.round(np.rint(values / step) * step, _DIGITS))


def _divide(above: Grid, below: Grid) -> Grid:
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0))


def at_years(figures: Figures, years: Sequence[int], *, mark: str) -> Figures:
    """Keep some years only, and give what is present another status."""
    places = [YEARS.index(year) for year in years]
    marks = figures.marks[:, places]
    marks = np.where(marks == Status.NORMAL, mark, marks)
    periods = tuple(map(str, years))
    return Figures(figures.indicator, figures.codes, periods, figures.values[:, places], marks)


def with_break(figures: Figures, year: int) -> Figures:
    """Mark the values of the year in which a series starts anew."""
    at = (np.array(YEARS) == year)[None] & np.isin(figures.marks, Status.PRESENT)
    return Figures(figures.indicator, figures.codes, figures.periods, figures.values,
                   np.where(at, Status.BREAK, figures.marks))  # fmt: skip


def observations_of_figures(found: Sequence[Figures]) -> Table:
    """Put figures below each other as observations; what is absent has no value.

    Parameters
    ----------
    found : Sequence of Figures
        All figures of a city.

    Returns
    -------
    Table (OBSERVATIONS)
        One row per area, period and indicator, source ``generator``.
    """
    if not found:
        return empty(OBSERVATIONS)
    marks = np.concatenate([figures.marks.ravel() for figures in found])
    values = np.concatenate([figures.values.ravel() for figures in found])
    rows = [figures.values.size for figures in found]
    return table_from_arrays({
        "area": np.concatenate([np.repeat(figures.codes, len(figures.periods)) for figures in found]),
        "period": np.concatenate([np.tile(figures.periods, len(figures.codes)) for figures in found]),
        "indicator": np.repeat([figures.indicator for figures in found], rows),
        "value": np.where(np.isin(marks, Status.ABSENT), np.nan, values),
        "status": marks,
        "source": np.full(len(marks), SOURCE),
    })  # fmt: skip
