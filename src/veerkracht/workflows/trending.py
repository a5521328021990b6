"""Trends of every series: of a city, or out of a file of the user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from veerkracht.analysis.trends import monotone_trends
from veerkracht.connectors.own_figures import read_own_figures
from veerkracht.errors import UsageError
from veerkracht.tables import Table, pull
from veerkracht.workflows.gathering import Gathered
from veerkracht.workflows.measuring.derive import derive
from veerkracht.workflows.monitor import MonitorRequest, read

Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class TrendsRequest:
    """What is asked for.

    Parameters
    ----------
    city : str
        Name of a city; empty for a file.
    figures : Path or None
        A file with figures.
    data : Path or None
        Folder with raw files, for a city.
    indicators : tuple of str
        Only these; by default all with enough years.
    correction, adjustment, interval
        As for `monotone_trends`.
    """

    city: str = ""
    figures: Path | None = None
    data: Path | None = None
    indicators: tuple[str, ...] = ()
    correction: Literal["none", "hamed_rao"] = "none"
    adjustment: Literal["none", "benjamini_hochberg", "benjamini_yekutieli"] = "benjamini_hochberg"
    interval: float = 0.9


def make_trends(request: TrendsRequest, *, progress: Progress = lambda stage, what: None) -> Table:
    """Test every series for a trend.

    Parameters
    ----------
    request : TrendsRequest
        What is asked for.
    progress : callable
        Told of each step.

    Returns
    -------
    Table
        As `monotone_trends`, with the name of each area where it is known; series without any pair of years are left out.

    Raises
    ------
    UsageError
        If neither a city nor a file is named, or an indicator is not there.
    InputError, MissingDataError, TableError
        If figures cannot be read.
    """
    observations, areas = _figures(request, progress)
    chosen = _chosen(observations, request.indicators)
    progress("compute", "trends")
    found = monotone_trends(
        chosen, correction=request.correction, adjustment=request.adjustment, interval=request.interval
    )
    told = found.filter(found.pairs > 0)
    if areas is None:
        return told.order_by("indicator", "area")
    named = told.left_join(areas.select("area", "name", "level"), "area").drop("area_right")
    return named.relocate("name", "level", after="area").order_by("indicator", "area")


def _figures(request: TrendsRequest, progress: Progress) -> tuple[Table, Table | None]:
    if request.figures is not None:
        return read_own_figures(request.figures), None
    if not request.city:
        raise UsageError("Name a city with --city, or a file with --figures.")
    gathered = _gathered(request, progress)
    return derive(gathered), gathered.areas


def _gathered(request: TrendsRequest, progress: Progress) -> Gathered:
    return read(MonitorRequest(city=request.city, out=Path("out"), data=request.data), progress=progress)


def _chosen(observations: Table, indicators: tuple[str, ...]) -> Table:
    """Keep the indicators asked for; of a city also one source each, and years only."""
    there = set(pull(observations.select("indicator").distinct())["indicator"].to_pylist())
    lacking = sorted(set(indicators) - there)
    if lacking:
        raise UsageError("There are no figures of {indicators}. Choose from: {known}.",
                         indicators=", ".join(lacking), known=", ".join(sorted(there)))  # fmt: skip
    yearly = observations.filter(observations.period.length() == len("2019"))
    kept = yearly if yearly.count().to_pyarrow().as_py() else observations
    return kept.filter(kept.indicator.isin(list(indicators))) if indicators else kept
