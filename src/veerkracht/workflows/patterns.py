"""Where like areas lie together: of an indicator in a city, or out of files of the user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import ibis
import numpy as np

from veerkracht.analysis.space import contiguous_neighbours, getis_ord, local_moran, moran, nearest_neighbours
from veerkracht.errors import MissingDataError, UsageError
from veerkracht.tables import Status, Table, memtable, pull
from veerkracht.workflows.measuring.derive import derive
from veerkracht.workflows.monitor import MonitorRequest, read

Progress = Callable[[str, str], None]

Neighbours = Literal["queen", "rook", "nearest"]
KINDS: Final[tuple[Neighbours, ...]] = ("queen", "rook", "nearest")
NEAREST: Final = 6  # about as many as a neighbourhood has around it
PERMUTATIONS: Final = 999


@dataclass(frozen=True)
class PatternRequest:
    """What is asked for.

    Parameters
    ----------
    indicator : str
        Id of an indicator.
    city : str
        Name of a city.
    data : Path or None
        Folder with raw files.
    level : str
        Level of the areas: district or neighbourhood.
    neighbours : {"queen", "rook", "nearest"}
        Who is a neighbour: who shares a point or a border, or the nearest six.
    permutations, seed : int
        How often figures are dealt out anew, from which start.
    """

    indicator: str
    city: str = "the-hague"
    data: Path | None = None
    level: str = "neighbourhood"
    neighbours: Neighbours = "queen"
    permutations: int = PERMUTATIONS
    seed: int = 20


@dataclass(frozen=True)
class Pattern:
    """What was found: one row for the whole, and rows per area of local Moran and of hot and cold spots."""

    overall: Table
    areas: Table
    period: str
    links: int
    alone: tuple[str, ...]


def find_pattern(request: PatternRequest, *, progress: Progress = lambda stage, what: None) -> Pattern:
    """Tell whether like areas lie together, and where.

    Parameters
    ----------
    request : PatternRequest
        What is asked for.
    progress : callable
        Told of each step.

    Returns
    -------
    Pattern
        Global Moran, and per area local Moran and Gi* with false discoveries allowed for, in the last year with figures.

    Raises
    ------
    UsageError
        If the indicator has no figures at that level.
    MissingDataError
        If areas have no boundaries.
    """
    gathered = read(MonitorRequest(city=request.city, out=Path("out"), data=request.data), progress=progress)
    areas = gathered.areas.filter(gathered.areas.level == request.level)
    values, period = _last_year(derive(gathered), areas, request)
    drawn = areas.filter(areas.geometry.notnull())
    if not drawn.count().to_pyarrow().as_py():
        raise MissingDataError("No boundaries of level {level} in {city}. Add the boundary files to the data folder.",
                               level=request.level, city=request.city)  # fmt: skip
    links = _links(drawn, request)
    progress("compute", request.indicator)
    shown = values.semi_join(drawn, "area")
    rng = np.random.default_rng(request.seed)
    whole = moran(shown, links, permutations=request.permutations, rng=rng)
    local = local_moran(shown, links, permutations=request.permutations, rng=rng)
    spots = getis_ord(shown, links, permutations=request.permutations, rng=rng)
    return Pattern(whole, _beside(local, spots, areas), period, *_counted(links, drawn))


def neighbours_named(word: str) -> Neighbours:
    """Return the kind of neighbours that a word stands for.

    Raises
    ------
    UsageError
        If it stands for none.
    """
    for kind in KINDS:
        if word == kind:
            return kind
    raise UsageError("No neighbours {word}. Choose from: {known}.", word=word, known=", ".join(KINDS))


def _last_year(observations: Table, areas: Table, request: PatternRequest) -> tuple[Table, str]:
    own = observations.filter(observations.indicator == request.indicator, observations.value.notnull())
    here = own.semi_join(areas, "area")
    last = here.period.max().to_pyarrow().as_py()
    if last is None:
        raise UsageError("There are no figures of {indicator} at level {level} in {city}.",
                         indicator=request.indicator, level=request.level, city=request.city)  # fmt: skip
    known = here.filter(here.period == last).select("area", "value", "status")
    absent = (
        areas.anti_join(known, "area")
        .select("area")
        .mutate(value=ibis.null("float64"), status=ibis.literal(Status.MISSING))
    )
    every = ibis.union(known, absent).mutate(period=ibis.literal(last), indicator=ibis.literal(request.indicator))
    return memtable(pull(every.order_by("area"))), str(last)


def _links(areas: Table, request: PatternRequest) -> Table:
    if request.neighbours == "nearest":
        return nearest_neighbours(areas, count=NEAREST)
    return contiguous_neighbours(areas, method=request.neighbours)


def _beside(local: Table, spots: Table, areas: Table) -> Table:
    names = areas.select("area", "name")
    both = local.left_join(spots.select("area", gi=spots.statistic, gi_q=spots.q), "area").drop("area_right")
    return both.left_join(names, "area").drop("area_right").relocate("name", after="area").order_by("area")


def _counted(links: Table, areas: Table) -> tuple[int, tuple[str, ...]]:
    real = links.filter(links.weight > 0)
    alone = areas.anti_join(real, areas.area == real.source).order_by("area").select("area")
    return int(real.count().to_pyarrow().as_py()), tuple(pull(alone)["area"].to_pylist())
