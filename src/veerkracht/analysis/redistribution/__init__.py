"""Which homes could move to relieve vulnerable areas, who blocks it, who gains, and how money is divided."""

from veerkracht.analysis.redistribution.settings import RedistributionSettings

__all__ = ["RedistributionSettings"]
