"""Do risks rise or fall, and do differences between areas grow?"""

from veerkracht.analysis.trends.apart import municipalities_apart
from veerkracht.analysis.trends.direction import series_direction
from veerkracht.analysis.trends.divergence import beta_convergence, gap_change, sigma_change
from veerkracht.analysis.trends.inequality import gini, mean_log_deviation, theil
from veerkracht.analysis.trends.kendall import monotone_trends
from veerkracht.analysis.trends.mobility import rank_mobility, transitions
from veerkracht.analysis.trends.monotone import mann_kendall
from veerkracht.analysis.trends.risk import risk_direction
from veerkracht.analysis.trends.segregation import segregation
from veerkracht.analysis.trends.settings import DivergenceSettings, TrendSettings
from veerkracht.analysis.trends.spread import dissimilarity, spread

__all__ = [
    "DivergenceSettings",
    "TrendSettings",
    "beta_convergence",
    "dissimilarity",
    "gap_change",
    "gini",
    "mann_kendall",
    "mean_log_deviation",
    "monotone_trends",
    "municipalities_apart",
    "rank_mobility",
    "risk_direction",
    "segregation",
    "series_direction",
    "sigma_change",
    "spread",
    "theil",
    "transitions",
]
