"""Indices of segregation for two groups, from counts of one and of both per area."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.redistribution._stock import Floats

__all__ = ["boundary_difference", "dissimilarity", "exposure", "gini", "isolation", "theil"]


def _one_sided(inside: Floats, total: Floats) -> bool:
    """Tell whether the group is empty or everybody: then nothing can be apart."""
    return not 0 < inside.sum() < total.sum()


def dissimilarity(inside: Floats, total: Floats) -> float:
    """Return 1/2 sum |a/A - b/B|; NaN for a group that is empty or everybody."""
    if _one_sided(inside, total):
        return float("nan")
    outside = total - inside
    return float(0.5 * np.abs(inside / inside.sum() - outside / outside.sum()).sum())


def isolation(inside: Floats, total: Floats) -> float:
    """Return the share of the group around its average member."""
    if inside.sum() <= 0:
        return float("nan")
    lived = total > 0
    return float((inside[lived] ** 2 / total[lived]).sum() / inside.sum())


def exposure(inside: Floats, total: Floats) -> float:
    """Return the share of the others around the average member of the group."""
    return 1.0 - isolation(inside, total)


def theil(inside: Floats, total: Floats) -> float:
    """Return the share of the entropy of the whole that is not found inside the areas."""
    if _one_sided(inside, total):
        return float("nan")
    lived = total > 0
    within = (total[lived] * _entropy(inside[lived] / total[lived])).sum()
    return float(1 - within / (total.sum() * _entropy(np.array(inside.sum() / total.sum()))))


def _entropy(share: Floats) -> Floats:
    return np.asarray(scipy.special.entr(share) + scipy.special.entr(1 - share))


def gini(inside: Floats, total: Floats) -> float:
    """Return the mean difference of shares between all pairs, as a share of its largest value; by one sort."""
    if _one_sided(inside, total):
        return float("nan")
    lived = total > 0
    inside, total = inside[lived], total[lived]
    order = np.argsort(inside / total, kind="stable")
    inside, outside = inside[order], (total - inside)[order]
    fewer = np.cumsum(outside) - outside  # of the others, in areas of a lower share
    twice = 2 * (inside * (fewer + outside / 2)).sum()
    return float(twice / (inside.sum() * outside.sum()) - 1)


def boundary_difference(
    inside: Floats, total: Floats, source: NDArray[np.intp], target: NDArray[np.intp], weight: Floats
) -> float:
    """Return the mean difference of shares across boundaries; 0 where nobody has a neighbour."""
    share = np.divide(inside, total, out=np.zeros(len(total)), where=total > 0)
    used = np.where((total[source] > 0) & (total[target] > 0), weight, 0.0)
    return float((used * np.abs(share[source] - share[target])).sum() / used.sum()) if used.sum() > 0 else 0.0
