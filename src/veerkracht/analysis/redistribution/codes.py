"""The codes that tables of this room hold, for those who put words to them."""

from __future__ import annotations

from typing import Final

from veerkracht.analysis.redistribution._limits import ROLES
from veerkracht.analysis.redistribution._programme import FREE
from veerkracht.analysis.redistribution._rows import FAMILIES
from veerkracht.analysis.redistribution.gains import CAUTIONS

__all__ = ["CAUTIONS", "CHECKS", "LIMITS", "MEASURES", "REASONS", "ROLES"]

LIMITS: Final = tuple(family for family in FAMILIES if family not in FREE)
"""Column `limit` of prices and of `what_blocks`, and what an error about conflicts names."""

CHECKS: Final = (*LIMITS, *FREE, "giver_is_vulnerable", "receiver_is_not_vulnerable")
"""Column `limit` of `check_plan`; it holds pace under turnover."""

REASONS: Final = (
    "vulnerability_unknown", "turnover_unknown", "nothing_to_give", "no_room", "new_homes_unknown", "no_new_homes",
    "cost_unknown", "vulnerable", "no_route", "other_region",
)  # fmt: skip
"""Column `reason`: why an area stays as it is, or takes none of the homes of another; empty for the rest."""

MEASURES: Final = (
    "dissimilarity", "isolation", "exposure", "theil", "gini", "spatial_dissimilarity", "peak_load", "mean_load",
)  # fmt: skip
"""Column `measure` of `measures`."""
