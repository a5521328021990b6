"""Pull noisy extremes towards the rest, as far as their noise asks."""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.resilience._municipality import Floats
from veerkracht.tables import Table, arrays, table_from_arrays

_PAIRS = (("vulnerability_change", "vulnerability_se"), ("problem_change", "problem_se"))


def shrink_changes(changes: Table) -> Table:
    """Correct changes for regression to the mean by empirical Bayes.

    Parameters
    ----------
    changes : Table (area, vulnerability_change, problem_change, vulnerability_se, problem_se, ...)
        Changes with standard errors, for `classify_change`; other columns are kept.

    Returns
    -------
    Table
        The same rows with shrunk changes and their smaller errors. A row without change or error is left
        as it is; with fewer than three rows that have both, all are.

    Notes
    -----
    m = mean change; s2 = max(0, variance of changes - mean se^2); B = se^2 / (s2 + se^2);
    change* = m + (1 - B)(change - m); se*^2 = (1 - B) se^2 + B^2 v_m with v_m = mean(s2 + se^2) / n, so that
    even with s2 = 0 an area is no surer than the mean of all.

    References
    ----------
    .. [1] Efron & Morris (1975), "Data analysis using Stein's estimator", JASA 70, 311-319.
    .. [2] Morris (1983), "Parametric empirical Bayes inference", JASA 78, 47-55.
    """
    rows = arrays(changes, order=["area"])
    for change, se in _PAIRS:
        rows[change], rows[se] = _shrink(rows[change].astype(float), rows[se].astype(float))
    return table_from_arrays(rows)


def _shrink(change: Floats, se: Floats) -> tuple[Floats, Floats]:
    known = ~np.isnan(change) & ~np.isnan(se)
    if known.sum() < 3:
        return change, se
    noise = se**2
    mean, between = change[known].mean(), max(0.0, change[known].var(ddof=1) - noise[known].mean())
    total = between + noise
    pull = np.divide(noise, total, out=np.zeros(len(se)), where=known & (total > 0))
    error = np.sqrt((1 - pull) * noise + pull**2 * total[known].mean() / known.sum())
    return np.where(known, mean + (1 - pull) * (change - mean), change), np.where(known, error, se)
