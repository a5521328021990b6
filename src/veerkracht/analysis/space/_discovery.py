"""False discoveries among many tests at once."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Correction = Literal["benjamini_hochberg", "benjamini_yekutieli"]


def adjusted(p: Floats, *, correction: Correction) -> Floats:
    """Return the smallest share of false discoveries at which each test still counts; NaN stays NaN.

    Notes
    -----
    q_(i) = min over j >= i of p_(j) m c / j, at most 1, with p_(1) <= ... <= p_(m) and c = 1, or the sum of 1 / k for
    k = 1 .. m where tests may depend on each other in any way.
    """
    result = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    ranks = np.arange(1, len(tested) + 1)
    order = tested[np.argsort(p[tested], kind="stable")]
    factor = 1.0 if correction == "benjamini_hochberg" else float((1 / ranks).sum())
    scaled = p[order] * len(tested) * factor / ranks
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result
