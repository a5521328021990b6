"""The ways to put the scores of a group together, each a value with its settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.aggregation._means import power_means
from veerkracht.analysis.indicators.aggregation._outranking import copeland
from veerkracht.analysis.indicators.aggregation._parts import mean_min, ordered, penalised, shares_of
from veerkracht.errors import SettingError

__all__ = [
    "AGGREGATORS", "Aggregator", "AggregatorName", "Copeland", "Floor", "MazziottaPareto", "MeanMin", "Method",
    "OrderedMean", "PowerMean", "aggregator_of",
]  # fmt: skip

Floats = NDArray[np.float64]
Floor = Literal["any", "zero", "above_zero"]
"""Which values an aggregator can take: any, those of 0 or more, or those above 0."""
AggregatorName = Literal["arithmetic", "geometric", "harmonic", "mpi", "ampi", "mean_min", "owa", "copeland"]

_STEEPEST: Final = 1e3  # a mean of a higher order is the largest value, to all digits that matter


class Aggregator(Protocol):
    """What puts the children of a group together."""

    @property
    def floor(self) -> Floor:
        """Which values it can take."""

    def combine(self, values: Floats, weights: Floats, *, least_coverage: float) -> Floats:
        """Return one score per row of (n, c) values; weights are above 0, NaN is absent in and out."""


@dataclass(frozen=True)
class PowerMean:
    """The generalised mean of an order: (sum of w z^p)^(1/p).

    Parameters
    ----------
    power : float
        1 lets a good score make up for a bad one fully; the lower, the less. 0 is the geometric mean, -1 the
        harmonic, minus infinity the least score.
    """

    power: float = 1.0

    def __post_init__(self) -> None:
        """Refuse an order that is no number."""
        if not (abs(self.power) <= _STEEPEST or abs(self.power) == np.inf):
            raise _wrong("power", self.power, f"-{_STEEPEST:g} to {_STEEPEST:g}, or infinite")

    @property
    def floor(self) -> Floor:
        """Any value for the arithmetic mean; 0 or more for an order above 0, above 0 for the others."""
        if self.power == 1.0:
            return "any"
        return "zero" if self.power > 0.0 else "above_zero"

    def combine(self, values: Floats, weights: Floats, *, least_coverage: float) -> Floats:
        """Return the mean of each row."""
        return power_means(values, weights, self.power, least_coverage=least_coverage)


@dataclass(frozen=True)
class MazziottaPareto:
    """The mean with a penalty for imbalance: M - S^2 / M (or + S^2 / M), S^2 the variance among the children.

    On scores with mean 100 and deviation 10 this is the MPI; on scores from 70 to 130 around a reference of 100 the
    adjusted MPI, comparable over years. A very large score among low ones can lower the result, for the imbalance
    grows faster than the mean.

    Parameters
    ----------
    penalty : {"downward", "upward"}
        Downward where more is better; upward where the index tells of something bad.

    References
    ----------
    .. [1] Mazziotta & Pareto (2016), "On a generalized non-compensatory composite index for measuring
       socio-economic phenomena", Social Indicators Research 127, 983-1003.
    """

    penalty: Literal["downward", "upward"] = "downward"

    @property
    def floor(self) -> Floor:
        """Above 0, for the mean divides the variance."""
        return "above_zero"

    def combine(self, values: Floats, weights: Floats, *, least_coverage: float) -> Floats:
        """Return the penalised mean of each row."""
        shares = shares_of(values, weights, least_coverage=least_coverage)
        return penalised(values, shares, sign=-1.0 if self.penalty == "downward" else 1.0)


@dataclass(frozen=True)
class MeanMin:
    """Between the mean and the least score: M - a (sqrt((M - min)^2 + b^2) - b).

    Parameters
    ----------
    depth : float
        a, 0-1: 0 is the mean, 1 (with smoothing 0) the least score.
    smoothing : float
        b, 0 or more, in points of score: how far apart scores may lie before it counts.

    References
    ----------
    .. [1] Casadio Tarabusi & Guarini (2013), "An unbalance adjustment method for development indicators", Social
       Indicators Research 112, 19-45.
    """

    depth: float = 0.5
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        """Refuse settings outside their bounds."""
        if not 0.0 <= self.depth <= 1.0:
            raise _wrong("depth", self.depth, "0 to 1")
        if not 0.0 <= self.smoothing < np.inf:
            raise _wrong("smoothing", self.smoothing, "0 or more")

    @property
    def floor(self) -> Floor:
        """Any value."""
        return "any"

    def combine(self, values: Floats, weights: Floats, *, least_coverage: float) -> Floats:
        """Return the lowered mean of each row."""
        shares = shares_of(values, weights, least_coverage=least_coverage)
        return mean_min(values, shares, depth=self.depth, smoothing=self.smoothing)


@dataclass(frozen=True)
class OrderedMean:
    """The ordered weighted average: children are weighted by their place from best to worst.

    Parameters
    ----------
    exponent : float
        Above 0. The first share t of the weight, from the best down, counts for t^exponent of the result: 1 is the
        mean, above 1 leans to the worst, below 1 to the best.

    References
    ----------
    .. [1] Yager (1988), "On ordered weighted averaging aggregation operators", IEEE Trans. SMC 18, 183-190.
    .. [2] Torra (1997), "The weighted OWA operator", Int. J. Intelligent Systems 12, 153-166.
    """

    exponent: float = 2.0

    def __post_init__(self) -> None:
        """Refuse an exponent outside its bounds."""
        if not 0.0 < self.exponent <= _STEEPEST:
            raise _wrong("exponent", self.exponent, f"above 0, to {_STEEPEST:g}")

    @property
    def floor(self) -> Floor:
        """Any value."""
        return "any"

    def combine(self, values: Floats, weights: Floats, *, least_coverage: float) -> Floats:
        """Return the ordered mean of each row."""
        return ordered(values, shares_of(values, weights, least_coverage=least_coverage), exponent=self.exponent)


@dataclass(frozen=True)
class Copeland:
    """How many areas an area outranks less how many outrank it, counted pair by pair; no compensation at all.

    An area outranks another when it is ahead on more than half of the weight that both have. The result is between
    -(n - 1) and n - 1 and depends on all areas of the period.

    References
    ----------
    .. [1] Munda (2008), Social Multi-Criteria Evaluation for a Sustainable Economy, Springer.
    """

    @property
    def floor(self) -> Floor:
        """Any value: only order counts."""
        return "any"

    def combine(self, values: Floats, weights: Floats, *, least_coverage: float) -> Floats:
        """Return the balance of each row; rows with too little present are left out of every pair."""
        given = ~np.isnan(shares_of(values, weights, least_coverage=least_coverage)[:, 0])
        result = np.full(len(values), np.nan)
        result[given] = copeland(values[given], weights)
        return result


Method = AggregatorName | Aggregator
"""A name from `AGGREGATORS`, or an aggregator with settings of its own."""

AGGREGATORS: Final[dict[AggregatorName, Aggregator]] = {
    "arithmetic": PowerMean(1.0),
    "geometric": PowerMean(0.0),
    "harmonic": PowerMean(-1.0),
    "mpi": MazziottaPareto(),
    "ampi": MazziottaPareto(),  # the same formula on another scale
    "mean_min": MeanMin(),
    "owa": OrderedMean(),
    "copeland": Copeland(),
}
"""Every named aggregator with its usual settings."""


def aggregator_of(method: Method) -> Aggregator:
    """Return the aggregator that a method names.

    Raises
    ------
    SettingError
        If there is none of that name.
    """
    if not isinstance(method, str):
        return method
    if method not in AGGREGATORS:
        raise _wrong("method", method, " or ".join(get_args(AggregatorName)))
    return AGGREGATORS[method]


def _wrong(setting: str, value: object, bounds: str) -> SettingError:
    return SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=setting, value=value, bounds=bounds)
