"""Choose for a city: a portfolio, its regret over worlds, its business case, and homes that move, from one seed."""

from __future__ import annotations

from dataclasses import dataclass

from veerkracht.workflows.choosing.grounds import ChooseRequest, Grounds, lay_grounds
from veerkracht.workflows.choosing.sections import SECTIONS
from veerkracht.workflows.workshop.pages import SHEETS
from veerkracht.workflows.workshop.place import CityPlace, Progress
from veerkracht.workflows.workshop.section import Section, made_sections
from veerkracht.workflows.workshop.told_by import with_source

__all__ = ["Choice", "choose"]


@dataclass(frozen=True)
class Choice:
    """What was found: what everything builds on, and a section for each question that could be answered."""

    grounds: Grounds
    sections: tuple[Section, ...]


def choose(
    request: ChooseRequest, *, place: CityPlace | None = None, progress: Progress = lambda stage, what: None
) -> Choice:  # fmt: skip
    """Choose for a city.

    Parameters
    ----------
    request : ChooseRequest
        What is asked for.
    place : CityPlace, optional
        The city with its figures, for who has read it already; otherwise it is read.
    progress : callable
        Told of each step; may raise to stop. Nothing is written here.

    Raises
    ------
    MissingDataError
        If there is nothing to choose from, or a folder or file is not there.
    InputError
        If cells of the sheets cannot be used, or no portfolio keeps all limits, with the limits named.
    """
    grounds = lay_grounds(request, progress, place)
    sections = made_sections(SECTIONS, grounds, progress)
    if grounds.options.from_registers:
        told_by = (*grounds.register_sources, *((SHEETS,) if grounds.files else ()))
        sections = tuple(with_source(section, SHEETS, told_by) for section in sections)
    return Choice(grounds, sections)
