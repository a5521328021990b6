"""Explore a city: risks in connection, futures that fit together, and an outage by hour, from one seed."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.workflows.exploring.grounds import ExploreRequest, Grounds, lay_grounds
from veerkracht.workflows.exploring.sections import explored_sections
from veerkracht.workflows.workshop.place import CityPlace, Progress
from veerkracht.workflows.workshop.section import Section

__all__ = ["Exploration", "explore"]


@dataclass(frozen=True)
class Exploration:
    """What was found: what everything builds on, and a section for each question that could be answered."""

    grounds: Grounds
    sections: tuple[Section, ...]


def explore(
    request: ExploreRequest, *, place: CityPlace | None = None, progress: Progress = lambda stage, what: None
) -> Exploration:  # fmt: skip
    """Explore a city.

    Parameters
    ----------
    request : ExploreRequest
        What is asked for.
    place : CityPlace, optional
        The city with its figures, for who has read it already; otherwise it is read.
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
    grounds = lay_grounds(request, progress, place)
    return Exploration(grounds, explored_sections(grounds, progress))
