"""Do risks rise or fall, and do differences between areas grow?"""

from veerkracht.analysis.trends.direction import series_direction
from veerkracht.analysis.trends.divergence import beta_convergence, gap_change, sigma_change
from veerkracht.analysis.trends.inequality import theil
from veerkracht.analysis.trends.kendall import monotone_trends
from veerkracht.analysis.trends.monotone import mann_kendall
from veerkracht.analysis.trends.risk import risk_direction
from veerkracht.analysis.trends.settings import DivergenceSettings, TrendSettings
from veerkracht.analysis.trends.spread import dissimilarity, spread

__all__ = [
    "DivergenceSettings",
    "TrendSettings",
    "beta_convergence",
    "dissimilarity",
    "gap_change",
    "mann_kendall",
    "monotone_trends",
    "risk_direction",
    "series_direction",
    "sigma_change",
    "spread",
    "theil",
]
