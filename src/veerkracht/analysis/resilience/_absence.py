"""Why an area has no place on the map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.resilience.settings import ResilienceSettings
from veerkracht.tables import Array

_CODES = ("missing_both", "missing_vulnerability", "missing_problems", "missing_population", "small_population")


def large_enough(population: NDArray[np.float64], settings: ResilienceSettings) -> NDArray[np.bool_]:
    """Whether an area has so many residents that it may be shown and counts in the reference."""
    limit = settings.min_population
    return np.asarray((population >= limit) | (limit == 0), dtype=bool)


def reasons(
    vulnerability: NDArray[np.float64], problems: NDArray[np.float64], population: NDArray[np.float64],
    settings: ResilienceSettings,
) -> Array:  # fmt: skip
    """Give the first reason that makes each area unknown, or an empty text."""
    without, lacking = np.isnan(vulnerability), np.isnan(problems)
    small = ~large_enough(population, settings)
    conditions = [without & lacking, without, lacking, small & np.isnan(population), small]
    return np.select(conditions, _CODES, "").astype(object)
