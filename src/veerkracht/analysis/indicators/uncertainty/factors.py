"""What may differ about an index, as data: each factor lists or describes its alternatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from veerkracht.analysis.indicators.aggregation.aggregators import AGGREGATORS, AggregatorName
from veerkracht.errors import SettingError
from veerkracht.tables import Table

__all__ = [
    "Aggregator", "Aggregators", "DataError", "DirichletWeights", "Factor", "Geographies", "Imputations", "LeftOut",
    "NoisyWeights", "Normaliser", "Normalisers", "Settings", "Transform", "Treatment", "Treatments", "WeightSets",
]  # fmt: skip

Transform = Literal["none", "log_ct", "log_ct_plus", "log", "ln", "log_gii", "box_cox", "yeo_johnson"]
"""What is done to an indicator whose outliers winsorising does not mend."""

MOST_POWER: Final = 20.0
"""The largest power, of either sign, of an aggregator: beyond it the mean is the best or worst child to 1 in 20, and
the powers of scores leave what a number can hold."""


@dataclass(frozen=True)
class Treatment:
    """How outliers of an indicator are treated; an indicator without outliers stays as it is.

    Parameters
    ----------
    points : int
        Most values that may be winsorised, counted; 0 with a share of 0 for none.
    share : float
        The same as a share (0-1) of the values present; the larger of both holds.
    otherwise : {"none", "log_ct", "log_ct_plus", "log", "ln", "log_gii", "box_cox", "yeo_johnson"}
        What is done to the original where winsorising was not enough; none keeps it winsorised.
    skewness, kurtosis : float
        An indicator has outliers if it reaches both, skewness of either sign.
    """

    points: int = 0
    share: float = 0.0
    otherwise: Transform = "none"
    skewness: float = 2.0
    kurtosis: float = 3.5

    def __post_init__(self) -> None:
        if self.points < 0 or not 0 <= self.share < 1:
            raise SettingError("A treatment that winsorises {points} points or {share} of them cannot be. Give 0 or more "
                               "points, and a share from 0 to under 1.", points=self.points, share=self.share)  # fmt: skip


@dataclass(frozen=True)
class Normaliser:
    """How indicators are brought to one scale.

    Parameters
    ----------
    method : str
        Name of a normaliser of the library, such as ``"minmax"``, ``"z"`` or ``"percentile_rank"``.
    options : mapping
        Its settings by name; one that differs by indicator is itself a mapping from indicator to number.
    base_period : str, optional
        Take what is needed from the data of this period; from all periods together by default.
    """

    method: str = "minmax"
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    base_period: str | None = None


@dataclass(frozen=True)
class Aggregator:
    """How children become their group's score.

    Parameters
    ----------
    powers : tuple of float
        Power of the mean by height of the group: first for groups of indicators, the last for all above. 1 is the
        arithmetic mean, 0 the geometric, -1 the harmonic.
    methods : tuple of str
        Names of aggregators by height in the place of powers, such as ``("arithmetic", "copeland")``: those of
        `aggregate_tree`. They are no power means, so that every draw walks the tree by itself, and takes tens of times as long.
    """

    powers: tuple[float, ...] = (1.0,)
    methods: tuple[AggregatorName, ...] = ()

    def __post_init__(self) -> None:
        unknown = [name for name in self.methods if name not in AGGREGATORS]
        if unknown:
            raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="methods",
                               value=", ".join(unknown), bounds=" or ".join(AGGREGATORS))  # fmt: skip
        if not self.powers or not all(abs(power) <= MOST_POWER for power in self.powers):
            raise SettingError("An aggregator of powers {powers} cannot be. Give one or more from {low} to {high}.",
                               powers=self.powers, low=-MOST_POWER, high=MOST_POWER)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """The index as it is published: what holds where no factor of the design says otherwise.

    Parameters
    ----------
    treatment, normaliser, aggregator
        One of each.
    least_coverage : float
        Share (0-1) of the weight of a group that must be present, or the group is absent.
    """

    treatment: Treatment = Treatment()
    normaliser: Normaliser = field(default_factory=Normaliser)
    aggregator: Aggregator = Aggregator()
    least_coverage: float = 0.0


@dataclass(frozen=True)
class DataError:
    """The true value lies around the measured one, normally distributed.

    Parameters
    ----------
    errors : Table (area, period, indicator, standard_error)
        In the unit of the indicator; a cell without a row is exact.
    name : str
        Name of the factor.
    """

    errors: Table
    name: str = "data_error"


@dataclass(frozen=True)
class Imputations:
    """What is absent has one of several values, as `impute_multiple` draws them.

    Parameters
    ----------
    drawn : Table (draw, area, period, indicator, value)
        The alternatives are the draws, in order; only cells that are absent in the observations are read.
    name : str
        Name of the factor.
    """

    drawn: Table
    name: str = "imputation"


@dataclass(frozen=True)
class Geographies:
    """The same indicators by several versions of the boundaries, all laid on the same areas.

    Parameters
    ----------
    versions : Table (version, area, period, indicator, value)
        The alternatives are the versions, in order of name; each takes the place of the observations.
    name : str
        Name of the factor.
    """

    versions: Table
    name: str = "geography"


@dataclass(frozen=True)
class Treatments:
    """One of several treatments of outliers."""

    alternatives: tuple[Treatment, ...]
    name: str = "treatment"


@dataclass(frozen=True)
class Normalisers:
    """One of several normalisers."""

    alternatives: tuple[Normaliser, ...]
    name: str = "normaliser"


@dataclass(frozen=True)
class Aggregators:
    """One of several aggregators."""

    alternatives: tuple[Aggregator, ...]
    name: str = "aggregator"


@dataclass(frozen=True)
class WeightSets:
    """One of several sets of weights, such as `draw_expert_weights` draws.

    Parameters
    ----------
    sets : Table (draw, element, weight)
        The alternatives are the draws, in order; an element without a row in a draw keeps its weight of the framework.
    name : str
        Name of the factor.
    """

    sets: Table
    name: str = "weights"


@dataclass(frozen=True)
class NoisyWeights:
    """Each weight lies anywhere within a share of the nominal one, below or above.

    Parameters
    ----------
    share : float
        0.25 for a quarter less to a quarter more.
    elements : tuple of str
        Those whose weight is uncertain; all by default.
    name : str
        Name of the factor.
    """

    share: float = 0.25
    elements: tuple[str, ...] = ()
    name: str = "weights"

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise SettingError("Weights cannot be off by a share of {share}. Give 0 to 1.", share=self.share)


@dataclass(frozen=True)
class DirichletWeights:
    """The weights within each group follow a Dirichlet distribution around the nominal ones.

    Parameters
    ----------
    concentration : float
        Sum of the parameters of each group: the more, the closer to the nominal weights.
    name : str
        Name of the factor.
    """

    concentration: float = 100.0
    name: str = "weights"

    def __post_init__(self) -> None:
        if not 0 < self.concentration < float("inf"):
            raise SettingError("A concentration of {concentration} cannot be. Give a number above 0.",
                               concentration=self.concentration)  # fmt: skip


@dataclass(frozen=True)
class LeftOut:
    """None or one of the elements is left out, each as likely.

    Parameters
    ----------
    elements : tuple of str
        Indicators or groups; all indicators by default.
    name : str
        Name of the factor.
    """

    elements: tuple[str, ...] = ()
    name: str = "left_out"


Factor = (
    DataError | Imputations | Geographies | Treatments | Normalisers | Aggregators | WeightSets | NoisyWeights
    | DirichletWeights | LeftOut
)  # fmt: skip
