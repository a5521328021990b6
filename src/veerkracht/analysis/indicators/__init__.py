"""From measured values to scores: goalposts, normalisation, rates, composites and their noise."""

from veerkracht.analysis.indicators.aggregate import aggregate_mean
from veerkracht.analysis.indicators.aggregation import (
    AGGREGATORS,
    Copeland,
    MazziottaPareto,
    MeanMin,
    OrderedMean,
    PowerMean,
    aggregate_tree,
    copeland_scores,
    growth,
    outranking_matrix,
    ranks,
)
from veerkracht.analysis.indicators.composite import composite_change, composite_level
from veerkracht.analysis.indicators.framework import check_framework, effective_weights
from veerkracht.analysis.indicators.goalposts import goalposts_of
from veerkracht.analysis.indicators.noise import noise_draws, standard_errors
from veerkracht.analysis.indicators.normalise import as_load, normalise_minmax
from veerkracht.analysis.indicators.rate import rate
from veerkracht.analysis.indicators.sensitivity import refuse_forbidden
from veerkracht.analysis.indicators.sums import sum_to_parents

__all__ = [
    "AGGREGATORS",
    "Copeland",
    "MazziottaPareto",
    "MeanMin",
    "OrderedMean",
    "PowerMean",
    "aggregate_mean",
    "aggregate_tree",
    "as_load",
    "check_framework",
    "composite_change",
    "composite_level",
    "copeland_scores",
    "effective_weights",
    "goalposts_of",
    "growth",
    "noise_draws",
    "normalise_minmax",
    "outranking_matrix",
    "ranks",
    "rate",
    "refuse_forbidden",
    "standard_errors",
    "sum_to_parents",
]
