"""What may come that nobody can put probabilities on, what each option does then, and where it breaks."""

from veerkracht.analysis.scenarios.ambiguity import worst_case_means
from veerkracht.analysis.scenarios.evaluation import evaluate_worlds
from veerkracht.analysis.scenarios.robustness import compare_measures, measure_agreement, regrets, robustness
from veerkracht.analysis.scenarios.sampling import sample_worlds

__all__ = [
    "compare_measures",
    "evaluate_worlds",
    "measure_agreement",
    "regrets",
    "robustness",
    "sample_worlds",
    "worst_case_means",
]
