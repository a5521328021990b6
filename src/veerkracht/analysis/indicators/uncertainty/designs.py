"""Which factors differ together, and how the space between them is walked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from veerkracht.analysis.indicators.uncertainty.factors import Factor
from veerkracht.errors import SettingError
from veerkracht.tables import Table

__all__ = ["Design", "Sampling"]

Sampling = Literal["random", "latin", "sobol"]
"""Independent points; one point in each slice of each factor; or a scrambled Sobol sequence."""


@dataclass(frozen=True)
class Design:
    """The factors of an analysis of uncertainty, and how they are drawn.

    Parameters
    ----------
    factors : tuple of factors
        At most one of each name; without any, each draw is the published index.
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
        names = [factor.name for factor in self.factors]
        if len(set(names)) < len(names):
            raise SettingError(
                "Two factors have one name: {names}. Give each a name of its own.", names=", ".join(names)
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the factors, in order."""
        return tuple(factor.name for factor in self.factors)
