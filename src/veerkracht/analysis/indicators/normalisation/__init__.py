"""Values of different units brought to one scale, on which higher is better."""

from veerkracht.analysis.indicators.normalisation.deviations import (
    normalise_above_mean,
    normalise_cyclical,
    normalise_robust_z,
    normalise_z,
)
from veerkracht.analysis.indicators.normalisation.distances import (
    normalise_distance_to_maximum,
    normalise_distance_to_reference,
    normalise_distance_to_target,
    normalise_fraction_of_maximum,
)
from veerkracht.analysis.indicators.normalisation.ranges import (
    normalise_goalposts,
    normalise_linear,
    normalise_range,
)
from veerkracht.analysis.indicators.normalisation.ranks import (
    normalise_borda,
    normalise_imd,
    normalise_percentile_rank,
    normalise_rank,
)

__all__ = [
    "normalise_above_mean",
    "normalise_borda",
    "normalise_cyclical",
    "normalise_distance_to_maximum",
    "normalise_distance_to_reference",
    "normalise_distance_to_target",
    "normalise_fraction_of_maximum",
    "normalise_goalposts",
    "normalise_imd",
    "normalise_linear",
    "normalise_percentile_rank",
    "normalise_range",
    "normalise_rank",
    "normalise_robust_z",
    "normalise_z",
]
