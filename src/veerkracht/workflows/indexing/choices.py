"""The choices of an index, from data to settings of the analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from veerkracht.analysis.indicators.uncertainty import (
    Aggregator,
    Aggregators,
    DataError,
    Design,
    NoisyWeights,
    Normaliser,
    Normalisers,
    Settings,
    Treatment,
    Treatments,
)  # fmt: skip
from veerkracht.analysis.indicators.uncertainty.factors import Factor
from veerkracht.catalogue import IndexDefinition
from veerkracht.errors import InputError
from veerkracht.tables import Table

Section = Mapping[str, Any]  # Any: numbers, texts and lists of them

_PUBLISHED = ("treatment", "normaliser", "aggregator", "least_coverage")
_UNCERTAIN = ("draws", "seed", "data_error", "weights_share", "treatments", "normalisers", "aggregators")
DRAWS, SEED = 1000, 20


def settings_of(definition: IndexDefinition) -> Settings:
    """Return the choices of the index as it is published.

    Raises
    ------
    InputError
        If the definition names a choice that does not exist.
    """
    found = dict(definition.published)
    _check(found, _PUBLISHED, definition)
    made: dict[str, Any] = {}  # Any: each choice has its own kind
    if "treatment" in found:
        made["treatment"] = _made(Treatment, found["treatment"], definition)
    if "normaliser" in found:
        made["normaliser"] = _made(Normaliser, found["normaliser"], definition)
    if "aggregator" in found:
        made["aggregator"] = _aggregator(found["aggregator"], definition)
    if "least_coverage" in found:
        made["least_coverage"] = float(found["least_coverage"])
    return Settings(**made)


def design_of(definition: IndexDefinition, errors: Table | None) -> Design:
    """Return what may differ about the index.

    Parameters
    ----------
    definition : IndexDefinition
        Its section `uncertain`.
    errors : Table (area, period, indicator, standard_error), optional
        How far each value may be off; used when the definition asks for it.

    Raises
    ------
    InputError
        If the definition names something that does not exist.
    """
    found = definition.uncertain
    _check(found, _UNCERTAIN, definition)
    factors: list[Factor] = []
    if found.get("data_error") and errors is not None:
        factors.append(DataError(errors))
    if found.get("treatments"):
        factors.append(Treatments(tuple(_made(Treatment, row, definition) for row in found["treatments"])))
    if found.get("normalisers"):
        factors.append(Normalisers(tuple(_made(Normaliser, row, definition) for row in found["normalisers"])))
    if found.get("weights_share"):
        factors.append(NoisyWeights(float(found["weights_share"])))
    if found.get("aggregators"):
        factors.append(Aggregators(tuple(_aggregator(row, definition) for row in found["aggregators"])))
    return Design(tuple(factors))


def draws_and_seed(definition: IndexDefinition) -> tuple[int, int]:
    """Return how often the index is drawn, and the start of the random numbers."""
    return int(definition.uncertain.get("draws", DRAWS)), int(definition.uncertain.get("seed", SEED))


def _aggregator(row: Section, definition: IndexDefinition) -> Aggregator:
    powers = tuple(float(power) for power in row.get("powers", (1.0,)))
    methods = tuple(str(name) for name in row.get("methods", ()))
    made: Aggregator = _made(Aggregator, {**row, "powers": powers, "methods": methods}, definition)
    return made


def _made(kind: type[Any], row: Section, definition: IndexDefinition) -> Any:  # Any: one of the kinds of choices
    try:
        return kind(**row)
    except TypeError as error:
        raise InputError("Index {index}: {kind} does not know {names}. See the how-to on indices for the names.",
                         index=definition.id, kind=kind.__name__.lower(), names=", ".join(row)) from error  # fmt: skip


def _check(found: Section, known: tuple[str, ...], definition: IndexDefinition) -> None:
    unknown = [name for name in found if name not in known]
    if unknown:
        raise InputError("Index {index}: there is no choice {names}. Known are: {known}.",
                         index=definition.id, names=", ".join(unknown), known=", ".join(known))  # fmt: skip
