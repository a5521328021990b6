"""What sets off what: risks in connection, loops, futures that fit together, and what respondents disagree on."""

from veerkracht.analysis.risks.judgements import assume_strength, network_of_judgements, network_of_links
from veerkracht.analysis.risks.leverage import amplification, link_elasticity, weaken_loops, weaken_network
from veerkracht.analysis.risks.loops import find_loops, loop_links

__all__ = [
    "amplification",
    "assume_strength",
    "find_loops",
    "link_elasticity",
    "loop_links",
    "network_of_judgements",
    "network_of_links",
    "weaken_loops",
    "weaken_network",
]
