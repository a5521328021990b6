"""What sets off what: risks in connection, loops, futures that fit together, and what respondents disagree on."""

from veerkracht.analysis.risks.causes import causes_and_effects, indirect_ranks, total_influence
from veerkracht.analysis.risks.cognitive import cognitive_map, compare_maps, map_course, maps_under_doubt
from veerkracht.analysis.risks.cross_impact import consistent_scenarios, impact_balances, standardise_judgements
from veerkracht.analysis.risks.doubt import support_of_respondents, support_under_noise
from veerkracht.analysis.risks.dynamics import Dynamics
from veerkracht.analysis.risks.judgements import assume_strength, network_of_judgements, network_of_links
from veerkracht.analysis.risks.leverage import amplification, link_elasticity
from veerkracht.analysis.risks.loops import find_loops, loop_links
from veerkracht.analysis.risks.overlap import compound_load, load_parts
from veerkracht.analysis.risks.single_links import weaken_links
from veerkracht.analysis.risks.succession import attractors
from veerkracht.analysis.risks.surveys import interconnection, named_together
from veerkracht.analysis.risks.weakening import weaken_loops, weaken_network

__all__ = [
    "Dynamics",
    "amplification",
    "assume_strength",
    "attractors",
    "causes_and_effects",
    "cognitive_map",
    "compare_maps",
    "compound_load",
    "consistent_scenarios",
    "find_loops",
    "impact_balances",
    "indirect_ranks",
    "interconnection",
    "link_elasticity",
    "load_parts",
    "loop_links",
    "map_course",
    "maps_under_doubt",
    "named_together",
    "network_of_judgements",
    "network_of_links",
    "standardise_judgements",
    "support_of_respondents",
    "support_under_noise",
    "total_influence",
    "weaken_links",
    "weaken_loops",
    "weaken_network",
]
