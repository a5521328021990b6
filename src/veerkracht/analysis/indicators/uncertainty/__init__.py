"""How sure scores and ranks are, and which choice makes them unsure."""

from veerkracht.analysis.indicators.uncertainty.designs import Design
from veerkracht.analysis.indicators.uncertainty.factors import (
    Aggregator,
    Aggregators,
    DataError,
    DirichletWeights,
    Geographies,
    Imputations,
    LeftOut,
    NoisyWeights,
    Normaliser,
    Normalisers,
    Settings,
    Treatment,
    Treatments,
    WeightSets,
)
from veerkracht.analysis.indicators.uncertainty.importance import index_sensitivity
from veerkracht.analysis.indicators.uncertainty.pairs import index_pairs
from veerkracht.analysis.indicators.uncertainty.simulation import index_draws, index_uncertainty

__all__ = [
    "Aggregator",
    "Aggregators",
    "DataError",
    "Design",
    "DirichletWeights",
    "Geographies",
    "Imputations",
    "LeftOut",
    "NoisyWeights",
    "Normaliser",
    "Normalisers",
    "Settings",
    "Treatment",
    "Treatments",
    "WeightSets",
    "index_draws",
    "index_pairs",
    "index_sensitivity",
    "index_uncertainty",
]
