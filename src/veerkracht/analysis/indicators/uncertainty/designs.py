"""Which factors differ together, and how the space between them is walked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from veerkracht.analysis.indicators.uncertainty.factors import (
    Aggregators,
    DataError,
    DirichletWeights,
    Factor,
    Geographies,
    Imputations,
    Normalisers,
    Treatments,
    WeightSets,
)
from veerkracht.errors import SettingError
from veerkracht.tables import Table

__all__ = ["Design", "Sampling"]

_ONE_OF: Final[dict[type, str]] = {
    Geographies: "the boundaries", Imputations: "what is absent", DataError: "the error", Treatments: "the treatment",
    Normalisers: "the normaliser", Aggregators: "the aggregator", WeightSets: "all weights", DirichletWeights: "all weights",
}  # fmt: skip
"""What only one factor of a design may set; noise on weights and what is left out come on top."""

Sampling = Literal["random", "latin", "sobol"]
"""Independent points; one point in each slice of each factor; or a scrambled Sobol sequence."""


@dataclass(frozen=True)
class Design:
    """The factors of an analysis of uncertainty, and how they are drawn.

    Parameters
    ----------
    factors : tuple of factors
        Each with a name of its own, and at most one that sets the same thing; without any, each draw is the published index.
    sampling : {"random", "latin", "sobol"}
        How the points are laid in the unit cube, one side per factor.
    points : Table (draw, factor, point), optional
        Points from elsewhere instead, 0 to under 1, with draws numbered from 1.

    Notes
    -----
    A factor of K alternatives takes the k-th for points from k / K to under (k + 1) / K, k from 0, whatever the
    sample. A factor that is drawn from a distribution takes the point as the seed of its draw: equal points give
    equal draws, so that one factor can be changed while the others stay.
    """

    factors: tuple[Factor, ...] = ()
    sampling: Sampling = "sobol"
    points: Table | None = None

    def __post_init__(self) -> None:
        repeated = [name for name in self.names if self.names.count(name) > 1]
        if repeated:
            raise SettingError("Two factors have the name {name}. Give each a name of its own.", name=repeated[0])
        kinds = [_ONE_OF.get(type(factor), factor.name) for factor in self.factors]
        both = [kind for kind in kinds if kinds.count(kind) > 1]
        if both:
            raise SettingError("Two factors set the same thing: {kind}. Put their alternatives into one.", kind=both[0])
        empty = [factor.name for factor in self.factors
                 if isinstance(factor, Treatments | Normalisers | Aggregators) and not factor.alternatives]  # fmt: skip
        if empty:
            raise SettingError("Factor {name} has no alternatives. Give at least one, or take it out.", name=empty[0])

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the factors, in order."""
        return tuple(factor.name for factor in self.factors)
