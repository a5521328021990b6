"""Make an index: scores up the tree, and how sure each of them is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from veerkracht.analysis.indicators import effective_weights
from veerkracht.analysis.indicators.uncertainty import Design, index_sensitivity, index_uncertainty
from veerkracht.catalogue import IndexDefinition, index_definition
from veerkracht.errors import UsageError
from veerkracht.tables import Table
from veerkracht.workflows.indexing.choices import design_of, draws_and_seed, settings_of
from veerkracht.workflows.indexing.figures import Figures, city_figures, country_figures, file_figures

Progress = Callable[[str, str], None]

SENSITIVITY_ROWS = 128
"""Rows of each block of the sensitivity analysis; the index is made this often times the factors and two more."""

GROUPS = 5
"""Groups of equal size by rank, for which the chance of each area is told."""


@dataclass(frozen=True)
class IndexRequest:
    """What is asked for.

    Parameters
    ----------
    index : str
        Name of an index of the catalogue, or the path of a definition.
    city : str
        Name of a city; empty for the whole country or a file.
    figures : Path or None
        A file with figures.
    data : Path or None
        Folder with raw files, for a city or the country.
    draws, seed : int or None
        Otherwise than the definition says.
    sensitivity : bool
        Also share the variance out over the causes.
    """

    index: str
    city: str = ""
    figures: Path | None = None
    data: Path | None = None
    draws: int | None = None
    seed: int | None = None
    sensitivity: bool = True


@dataclass(frozen=True)
class IndexFinding:
    """An index of areas.

    Parameters
    ----------
    definition : IndexDefinition
        What was made.
    figures : Figures
        What went in.
    areas : Table
        Score and rank of each area with their uncertainty, as `index_uncertainty` returns them.
    causes : Table or None
        How much each factor weighs, as `index_sensitivity` returns it.
    weights : Table
        What each indicator weighs in the whole.
    draws, seed : int
        How often it was drawn, from which start.
    factors : tuple of str
        What was not fixed.
    """

    definition: IndexDefinition
    figures: Figures
    areas: Table
    causes: Table | None
    weights: Table
    draws: int
    seed: int
    factors: tuple[str, ...]


def make_index(request: IndexRequest, *, progress: Progress = lambda stage, what: None) -> IndexFinding:
    """Make an index with its uncertainty.

    Parameters
    ----------
    request : IndexRequest
        What is asked for.
    progress : callable
        Told of each step.

    Returns
    -------
    IndexFinding
        Tables that the caller may write or draw.

    Raises
    ------
    UsageError
        If the index or city does not exist, or neither city, country nor file is possible.
    InputError, MissingDataError, TableError, SettingError
        If figures, definition or choices do not fit.
    """
    definition = index_definition(request.index)
    figures = _figures(request, definition, progress)
    known, start = draws_and_seed(definition)
    draws = known if request.draws is None else request.draws
    seed = start if request.seed is None else request.seed
    settings, design = settings_of(definition), design_of(definition, figures.errors)
    progress("compute", definition.id)
    areas = index_uncertainty(
        figures.observations, definition.framework, indicators=figures.indicators, design=design, draws=draws,
        seed=seed, settings=settings, groups=GROUPS,
    )  # fmt: skip
    causes = None
    if request.sensitivity and len(design.factors) > 1:
        progress("compute", "sensitivity")
        causes = _causes(figures, definition, design, seed)
    return IndexFinding(
        definition, figures, areas, causes, effective_weights(definition.framework), draws, seed, design.names
    )


def _figures(request: IndexRequest, definition: IndexDefinition, progress: Progress) -> Figures:
    if request.figures is not None:
        return file_figures(definition, request.figures)
    if not definition.level:
        raise UsageError("Index {index} has no level, so it needs a file with figures. Give one with --figures.",
                         index=definition.id)  # fmt: skip
    if request.city:
        return city_figures(definition, request.city, request.data, progress=progress)
    if request.data is None:
        raise UsageError("A whole country needs the folder with raw files. Give it with --data.")
    return country_figures(definition, request.data, progress=progress)


def _causes(figures: Figures, definition: IndexDefinition, design: Design, seed: int) -> Table:
    return index_sensitivity(
        figures.observations, definition.framework, indicators=figures.indicators, design=design,
        base=SENSITIVITY_ROWS, seed=seed, settings=settings_of(definition),
    )  # fmt: skip
