"""What reading brings: files with their hash, and what was not there."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.catalogue import City
from veerkracht.tables import Table


@dataclass(frozen=True)
class InputFile:
    """A file that was read: its place below the data folder, its source and its hash.

    Of a live source `file` is the address, and `retrieved` the ISO date on which it was fetched.
    """

    dataset: str
    source: str
    file: str
    sha256: str
    period: str
    retrieved: str = ""


@dataclass(frozen=True)
class Gap:
    """A file that the edition would use: `reason` absent, no_answer or no_service (live), or other_area."""

    dataset: str
    source: str
    file: str
    period: str
    reason: str


@dataclass(frozen=True)
class Gathered:
    """All that was read of a city.

    Parameters
    ----------
    areas : Table (AREAS)
        The municipality, its districts and neighbourhoods, with boundaries where known.
    observations : Table (OBSERVATIONS)
        One value per area, period and indicator.
    region : Table (OBSERVATIONS)
        Figures of the districts of the neighbouring municipalities, from the regional sources.
    unplaced : Table (OBSERVATIONS)
        Counts on neighbourhood codes that the statistical office does not know.
    shared : tuple of (str, str)
        Districts published together: the one without its own figure, and the one that carries both.
    origin : str
        files, live or generator.
    """

    city: City
    areas: Table
    observations: Table
    region: Table
    unplaced: Table
    shared: tuple[tuple[str, str], ...]
    inputs: tuple[InputFile, ...]
    gaps: tuple[Gap, ...]
    origin: str
