"""What can be said of areas with few people, and how sure that is."""

from veerkracht.analysis.small_areas.benchmark import benchmark_to_parents
from veerkracht.analysis.small_areas.conjugate import beta_binomial, poisson_gamma
from veerkracht.analysis.small_areas.empirical_bayes import empirical_bayes
from veerkracht.analysis.small_areas.fay_herriot import fay_herriot

__all__ = ["benchmark_to_parents", "beta_binomial", "empirical_bayes", "fay_herriot", "poisson_gamma"]
