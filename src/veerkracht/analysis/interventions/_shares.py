"""How far a share of draws can be off."""

from __future__ import annotations

from typing import Final

import numpy as np

_Z95: Final = 1.959963984540054  # standard normal quantile of 97.5 %


def wilson(share: float, number: int) -> tuple[float, float]:
    """Return the 95 % interval of Wilson (1927) for a share of independent draws.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(1.0, 100)]
    [0.963, 1.0]
    """
    spread = _Z95**2 / number
    middle = (share + spread / 2) / (1 + spread)
    half = _Z95 * np.sqrt(share * (1 - share) / number + spread / (4 * number)) / (1 + spread)
    return max(float(middle - half), 0.0), min(float(middle + half), 1.0)
