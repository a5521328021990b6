"""How heavy each element of a framework is: given, found in the data, told by experts, or asked of the result."""

from veerkracht.analysis.indicators.weights.comparisons import judgement_consistency, weigh_by_comparisons
from veerkracht.analysis.indicators.weights.data import (
    weigh_by_components,
    weigh_by_critic,
    weigh_by_entropy,
    weigh_by_factors,
)
from veerkracht.analysis.indicators.weights.doubt import benefit_of_the_doubt, doubt_shares, robust_doubt
from veerkracht.analysis.indicators.weights.experts import draw_expert_weights, draw_weights, weigh_by_experts
from veerkracht.analysis.indicators.weights.given import weigh_as_given, weigh_equally
from veerkracht.analysis.indicators.weights.importance import importance, weigh_to_importance

__all__ = [
    "benefit_of_the_doubt",
    "doubt_shares",
    "draw_expert_weights",
    "draw_weights",
    "importance",
    "judgement_consistency",
    "robust_doubt",
    "weigh_as_given",
    "weigh_by_comparisons",
    "weigh_by_components",
    "weigh_by_critic",
    "weigh_by_entropy",
    "weigh_by_experts",
    "weigh_by_factors",
    "weigh_equally",
    "weigh_to_importance",
]
