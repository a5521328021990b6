"""A look at all indicators together: what goes with what, and does the framework hold."""

from veerkracht.analysis.indicators.multivariate.look import (
    component_loadings,
    correlations,
    cronbach_alpha,
    principal_components,
)
from veerkracht.analysis.indicators.multivariate.screening import ScreeningLimits, screen_framework

__all__ = [
    "ScreeningLimits",
    "component_loadings",
    "correlations",
    "cronbach_alpha",
    "principal_components",
    "screen_framework",
]
