"""Which homes could move to relieve vulnerable areas, who blocks it, who gains, and how money is divided."""

from veerkracht.analysis.redistribution.measures import measures
from veerkracht.analysis.redistribution.plan import Redistribution, redistribute
from veerkracht.analysis.redistribution.settings import RedistributionSettings

__all__ = ["Redistribution", "RedistributionSettings", "measures", "redistribute"]
