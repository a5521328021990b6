"""What fails next: cascades through networks that supply each other, whom they reach, and which part matters most."""

from veerkracht.analysis.cascade.criticality import criticality, shapley_criticality
from veerkracht.analysis.cascade.inoperability import (
    dynamic_inoperability,
    inoperability,
    interdependence,
    output_for_demand,
    recovery_coefficients,
    sector_losses,
)
from veerkracht.analysis.cascade.people import people_without_service, service_inequality
from veerkracht.analysis.cascade.probability import failure_probabilities
from veerkracht.analysis.cascade.sampling import Draws, Sampling
from veerkracht.analysis.cascade.spreading import black_start, cascade

__all__ = [
    "Draws", "Sampling", "black_start", "cascade", "criticality", "dynamic_inoperability", "failure_probabilities",
    "inoperability", "interdependence", "output_for_demand", "people_without_service", "recovery_coefficients",
    "sector_losses", "service_inequality", "shapley_criticality",
]  # fmt: skip
