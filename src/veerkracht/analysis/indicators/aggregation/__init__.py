"""From the scores of indicators to the scores of groups and the index."""

from veerkracht.analysis.indicators.aggregation.aggregators import (
    AGGREGATORS,
    Aggregator,
    Copeland,
    MazziottaPareto,
    MeanMin,
    OrderedMean,
    PowerMean,
)
from veerkracht.analysis.indicators.aggregation.growth import growth
from veerkracht.analysis.indicators.aggregation.ranking import copeland_scores, outranking_matrix, ranks
from veerkracht.analysis.indicators.aggregation.tree import aggregate_tree

__all__ = [
    "AGGREGATORS",
    "Aggregator",
    "Copeland",
    "MazziottaPareto",
    "MeanMin",
    "OrderedMean",
    "PowerMean",
    "aggregate_tree",
    "copeland_scores",
    "growth",
    "outranking_matrix",
    "ranks",
]
