"""What was found out about a city: the results of all rooms, pulled out of tables for those who write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.catalogue import City, Exposure
from veerkracht.reports.content import Page
from veerkracht.tables import Table, pull
from veerkracht.workflows.gathering import Gap, InputFile

Row = Mapping[str, Any]  # Any: one row of a table holds values of mixed types


@dataclass(frozen=True)
class ClassMap:
    """One map of classes: the class of each area with its probability, and the settings that made it.

    Parameters
    ----------
    name : str
        absolute (against zero), relative (against the municipality) or second (another measure of problems).
    first, last : str
        Years of vulnerability.
    problem_first, problem_last : str
        Years of problems.
    classes : Mapping
        Row with class, probability and reason per area.
    settings : Row
        The named settings of the map.
    moving : int or None
        How many areas change class when the settings move one by one; None where it was not counted.
    """

    name: str
    first: str
    last: str
    problem_first: str
    problem_last: str
    classes: Mapping[str, Row]
    settings: Row
    moving: int | None = None

    def count(self, code: str) -> int:
        """Return how many areas have a class."""
        return sum(row["class"] == code for row in self.classes.values())

    @property
    def judged(self) -> int:
        """How many areas have a class that is not unknown."""
        return len(self.classes) - self.count("unknown")

    def expected_false(self, code: str) -> float:
        """Return how many areas of a class are expected to belong to another one by chance alone."""
        return float(sum(1 - (row["probability"] or 0.0) for row in self.classes.values() if row["class"] == code))


@dataclass(frozen=True)
class DevelopmentFinding:
    """Change of vulnerability beside change of problems.

    `changes` holds per area the load of vulnerability and problems in both years, the change and its
    standard error; `maps` the class maps absolute, relative and second (another measure of problems);
    `agreement` how many areas the first and the second measure of problems judge alike.
    """

    changes: Mapping[str, Row]
    maps: tuple[ClassMap, ...]
    sensitivity: tuple[Row, ...]
    areas_that_move: int
    agreement: tuple[int, int]
    shared: Mapping[str, str]


@dataclass(frozen=True)
class GapFinding:
    """Whether differences between areas grow.

    `answer` is growing, shrinking or not_clear; `change` the change of the gap in index points with its
    90 % interval; `sigma`, `beta` and `theil` the measures behind it; `course` the gap of each later year beside
    that of the first, for two years alone can hide a rise and a fall.
    """

    answer: str
    first: str
    last: str
    gap: Row
    sigma: Row
    beta: Row
    theil: tuple[Row, ...]
    areas: int
    course: tuple[Row, ...] = ()


@dataclass(frozen=True)
class LevelFinding:
    """The level of today per neighbourhood: load of vulnerability and problems, and the focus class."""

    period: str
    levels: Mapping[str, Row]
    focus: Mapping[str, Row]
    level: str


@dataclass(frozen=True)
class ExposureFinding:
    """For one shock: where exposure and level coincide, which of it is under pressure, and how many people live there."""

    exposure: Exposure
    areas: Mapping[str, Row]
    people: tuple[Row, ...]


@dataclass(frozen=True)
class InitiativeFindings:
    """Answers on the initiatives: counts per status, gaps in the register, risks that no initiative serves."""

    rows: Mapping[str, Row]
    counts: tuple[Row, ...]
    gaps: Mapping[str, tuple[str, ...]]
    expected: int
    unserved: tuple[str, ...]


@dataclass(frozen=True)
class Discussed:
    """What people explored and chose together.

    Parameters
    ----------
    pages : tuple of Page
        That tell it, by the section of the menu they stand under.
    files : mapping of str to bytes
        The tables behind them, protected already, by their path in the edition.
    """

    pages: tuple[Page, ...]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Findings:
    """All results of one city.

    `values` holds the protected observations by (area, indicator), in order of period; `directions` the
    direction of each series of the municipality; `risk_directions` that of each risk; `counted` all counts of
    the neighbourhoods per indicator and year, of which `unplaced` stand on codes that no area has.
    """

    city: City
    origin: str
    areas: Mapping[str, Row]
    indicators: Mapping[str, Row]
    values: Mapping[tuple[str, str], tuple[Row, ...]]
    directions: Mapping[str, Row]
    risk_directions: Mapping[str, Row]
    risk_series: Mapping[str, tuple[tuple[str, int], ...]]
    development: DevelopmentFinding | None
    gap: GapFinding | None
    level: LevelFinding | None
    exposures: tuple[ExposureFinding, ...]
    initiatives: InitiativeFindings
    risks: Mapping[str, Row]
    links: tuple[Row, ...]
    claims: Mapping[str, Row]
    claim_subjects: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Row]
    inputs: tuple[InputFile, ...]
    gaps: tuple[Gap, ...]
    unplaced: tuple[Row, ...]
    counted: tuple[Row, ...]
    protection: tuple[Row, ...]
    settings: Row
    published: Table
    discussed: Discussed | None = None

    @cached_property
    def references(self) -> Mapping[str, frozenset[str]]:
        """What the observations of each indicator name as their source: several ids in one text, where they have more."""
        found: dict[str, set[str]] = {}
        for (_, indicator), rows in self.values.items():
            found.setdefault(indicator, set()).update(row["source"] for row in rows)
        return {indicator: frozenset(named) for indicator, named in found.items()}


def rows_of(table: Table, *order: str) -> tuple[Row, ...]:
    """Pull the rows of a table, ordered by columns."""
    pulled = pull(table)
    ordered = pulled.sort_by([(name, "ascending") for name in order]) if order else pulled
    return tuple(ordered.to_pylist())


def held_about(observations: Table, indicators: Collection[str]) -> pa.Table:
    """Pull the observations of some indicators, in their order, as columns."""
    held = pull(observations)
    return held.filter(pc.is_in(held["indicator"], pa.array(sorted(indicators), pa.string())))


def rows_about(observations: Table, indicators: Collection[str]) -> list[dict[str, Any]]:  # Any: as in Row
    """Pull the observations of some indicators, in their order."""
    found: list[dict[str, Any]] = held_about(observations, indicators).to_pylist()  # Any: as in Row
    return found


def by(key: str, rows: tuple[Row, ...]) -> dict[str, Row]:
    """Return rows by the value of one column."""
    return {row[key]: row for row in rows}


def incomplete_districts(codes: Iterable[str]) -> frozenset[str]:
    """Return the districts that neighbourhood codes without a place belong to by their first six digits.

    Parameters
    ----------
    codes : iterable of str
        Codes of neighbourhoods that the statistical office does not know.

    Returns
    -------
    frozenset of str
        Codes of districts, also of those that do not exist.

    Examples
    --------
    >>> sorted(incomplete_districts(["BU05182815", "BU05182816"]))
    ['WK051828']
    """
    return frozenset(f"WK{code[2:8]}" for code in codes)
