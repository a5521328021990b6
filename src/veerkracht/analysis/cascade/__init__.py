"""What fails next: cascades through networks that supply each other, whom they reach, and which part matters most."""

from veerkracht.analysis.cascade.people import people_without_service, service_inequality
from veerkracht.analysis.cascade.probability import failure_probabilities
from veerkracht.analysis.cascade.sampling import Draws, Sampling
from veerkracht.analysis.cascade.spreading import black_start, cascade

__all__ = [
    "Draws", "Sampling", "black_start", "cascade", "failure_probabilities", "people_without_service", "service_inequality",
]  # fmt: skip
