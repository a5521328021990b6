"""What may come that nobody can put probabilities on, what each option does then, and where it breaks."""

from veerkracht.analysis.scenarios.ambiguity import worst_case_means
from veerkracht.analysis.scenarios.boxes import (
    PeelSettings,
    box_limits,
    box_quality,
    cases_of_interest,
    find_box,
    select_step,
    validate_box,
)
from veerkracht.analysis.scenarios.drills import drill_helpers, make_drills, score_drills
from veerkracht.analysis.scenarios.evaluation import evaluate_worlds
from veerkracht.analysis.scenarios.robustness import compare_measures, measure_agreement, regrets, robustness
from veerkracht.analysis.scenarios.sampling import sample_worlds
from veerkracht.analysis.scenarios.stress import breaking_points, stress_combinations
from veerkracht.analysis.scenarios.tipping import tipping_points
from veerkracht.analysis.scenarios.trees import decision_tree

__all__ = [
    "PeelSettings",
    "box_limits",
    "box_quality",
    "breaking_points",
    "cases_of_interest",
    "compare_measures",
    "decision_tree",
    "drill_helpers",
    "evaluate_worlds",
    "find_box",
    "make_drills",
    "measure_agreement",
    "regrets",
    "robustness",
    "sample_worlds",
    "score_drills",
    "select_step",
    "stress_combinations",
    "tipping_points",
    "validate_box",
    "worst_case_means",
]
