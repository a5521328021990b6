"""What to do about it: the business case of an intervention, and the best portfolio under a budget."""

from veerkracht.analysis.interventions.damage import expected_annual_damage
from veerkracht.analysis.interventions.distribution import ELASTICITIES, distribution
from veerkracht.analysis.interventions.dividend import break_even, resilience_dividend
from veerkracht.analysis.interventions.doubt import chance_of_gain, draw_net_present_values, with_optimism_bias
from veerkracht.analysis.interventions.friction import policy_frictions
from veerkracht.analysis.interventions.frontier import budget_frontier, budget_steps, goal_frontier
from veerkracht.analysis.interventions.gaps import good_and_bad_times, unserved
from veerkracht.analysis.interventions.life_cycle import life_cycle_cost, life_cycle_flows
from veerkracht.analysis.interventions.portfolio import best_portfolio, conflicting_limits, spending
from veerkracht.analysis.interventions.present_value import annuity_factor, discount_factors, net_present_value
from veerkracht.analysis.interventions.together import attribute, attribute_sets, joint_reduction, synergies_of
from veerkracht.analysis.interventions.uncertain_values import (
    best_per_draw,
    core_index,
    draw_values,
    value_of_information,
)

__all__ = [
    "ELASTICITIES", "annuity_factor", "attribute", "attribute_sets", "best_per_draw", "best_portfolio", "break_even",
    "budget_frontier", "budget_steps", "chance_of_gain", "conflicting_limits", "core_index", "discount_factors",
    "distribution", "draw_net_present_values", "draw_values", "expected_annual_damage", "goal_frontier",
    "good_and_bad_times", "joint_reduction", "life_cycle_cost", "life_cycle_flows", "net_present_value",
    "policy_frictions", "resilience_dividend", "spending", "synergies_of", "unserved", "value_of_information",
    "with_optimism_bias",
]  # fmt: skip
