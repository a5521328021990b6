"""Which neighbourhoods are under pressure, which show resilience, and how sure is that?"""

from veerkracht.analysis.resilience.classify import classify_change, classify_draws, expected_false
from veerkracht.analysis.resilience.focus import focus_levels
from veerkracht.analysis.resilience.sensitivity import settings_sensitivity
from veerkracht.analysis.resilience.settings import ResilienceSettings
from veerkracht.analysis.resilience.shrink import shrink_changes

__all__ = [
    "ResilienceSettings",
    "classify_change",
    "classify_draws",
    "expected_false",
    "focus_levels",
    "settings_sensitivity",
    "shrink_changes",
]
