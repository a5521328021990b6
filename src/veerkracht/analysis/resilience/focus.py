"""Where vulnerability and problems are both high now, next to where they rose."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy

from veerkracht.analysis.resilience._absence import large_enough, reasons
from veerkracht.analysis.resilience._municipality import Floats, per_municipality, rows_of, weighted_mean
from veerkracht.analysis.resilience.settings import ResilienceSettings
from veerkracht.tables import Array, Table, table_from_arrays

FOCUS: Final = ("neither", "vulnerability_high", "problems_high", "both_high")

UNKNOWN: Final = "unknown"

_TOP_THIRD = 2 / 3


def focus_levels(levels: Table, *, settings: ResilienceSettings) -> Table:
    """Tell per area whether vulnerability, problems or both are high for its municipality.

    Parameters
    ----------
    levels : Table (area, vulnerability, problems, population)
        Loads in one period (more is heavier). Optional columns: `vulnerability_se` and `problems_se`, their
        standard errors, and `municipality`.
    settings : ResilienceSettings
        `high` and `min_population`.

    Returns
    -------
    Table (area, focus, vulnerability_high, problems_high, probability, reason)
        `focus`: both_high, vulnerability_high, problems_high, neither, unknown; `probability` of the focus
        shown, null without standard errors; `reason` for unknown: missing_vulnerability, missing_problems,
        missing_both, missing_population, small_population.

    Raises
    ------
    TableError
        If an area has two rows.

    Notes
    -----
    High means strictly above the mean of the municipality weighted by residents, or above the value that
    two thirds of its areas do not exceed. Areas below the least number of residents do not set the bar.

    References
    ----------
    .. [1] vtw.nl and oostkijktvooruit.nl on the focus map: nuisance and unsafety with the share of vulnerable
       residents in one picture. The bar for high is ours.
    """
    errors = ("vulnerability_se", "problems_se")
    rows = rows_of(levels, columns=("area", "vulnerability", "problems", "population"), optional=errors)
    reason = reasons(rows["vulnerability"], rows["problems"], rows["population"], settings)
    above = [_excess(rows, name, settings) for name in ("vulnerability", "problems")]
    high = [excess > 0 for excess in above]
    place = 1 * high[0] + 2 * high[1]
    chances = [_chance(excess, rows[name]) for excess, name in zip(above, errors, strict=True)]
    return _table(rows["area"], place, high, chances, reason)


def _excess(rows: dict[str, Array], name: str, settings: ResilienceSettings) -> Floats:
    population = rows["population"].astype(float)
    values = np.where(large_enough(population, settings), rows[name], np.nan)
    if settings.high == "above_mean":
        bar = per_municipality(rows["municipality"], lambda part: weighted_mean(values[part], population[part]))
    else:
        bar = per_municipality(rows["municipality"], lambda part: _third(values[part]))
    return values - bar


def _third(values: Floats) -> Floats:
    present = values[~np.isnan(values)]
    if not len(present):
        return np.full((), np.nan)
    return np.asarray(np.quantile(present, _TOP_THIRD, method="inverted_cdf"))


def _chance(excess: Floats, se: Floats) -> Floats:
    """Probability of being on the side of the bar that is shown."""
    distance = np.abs(excess)
    return np.asarray(scipy.special.ndtr(np.divide(distance, se, out=np.full(len(excess), np.inf), where=se != 0)))


def _table(area: Array, place: Array, high: list[Array], chances: list[Floats], reason: Array) -> Table:
    known = reason == ""
    focus = np.where(known, np.array(FOCUS, dtype=object)[place], UNKNOWN)
    flags = [np.where(known, 1.0 * one, np.nan) for one in high]
    table = table_from_arrays({
        "area": area, "focus": focus, "vulnerability_high": flags[0], "problems_high": flags[1],
        "probability": np.where(known, chances[0] * chances[1], np.nan), "reason": reason,
    })  # fmt: skip
    return table.mutate(
        vulnerability_high=table.vulnerability_high.cast("boolean"), problems_high=table.problems_high.cast("boolean")
    )
