"""How sure a share is that was counted."""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def wilson(count: NDArray[np.int64], total: int, *, confidence: float) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of a binomial share.

    Notes
    -----
    (p + z^2/2n -+ z sqrt(p (1-p)/n + z^2/4n^2)) / (1 + z^2/n): Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.
    """
    share, z = np.asarray(count, np.float64) / total, scipy.special.ndtri(0.5 + confidence / 2)
    middle = share + z**2 / (2 * total)
    reach = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    scale = 1 + z**2 / total
    return np.maximum((middle - reach) / scale, 0), np.minimum((middle + reach) / scale, 1)
