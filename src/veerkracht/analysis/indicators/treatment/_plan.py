"""What is decided about one indicator, so that the same can be done to other years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.treatment._arrays import (
    LIMITS,
    TRANSFORMS,
    Fit,
    box_cox_power,
    fit_of,
    yeo_johnson_power,
)
from veerkracht.analysis.indicators.treatment._shape import ends_after_winsorising, is_outlying, shape_of

Floats = NDArray[np.float64]

UNTOUCHED: Final = "none"
WINSORISED: Final = "winsorised"
_EXACT: Final = 1e-9  # a share of a count that is whole in decimals may miss it in binary
_LIKELIEST: Final = {"box_cox": box_cox_power, "yeo_johnson": yeo_johnson_power}


@dataclass(frozen=True)
class Reach:
    """How many values of an indicator may be brought in: a count, or else a share of those present."""

    count: int | None
    share: float

    def of(self, values: Floats) -> int:
        """Return the count for one indicator."""
        present = int((~np.isnan(values)).sum())
        return int(self.share * present + _EXACT) if self.count is None else self.count


@dataclass(frozen=True)
class Decision:
    """Name of the treatment, and the ends (winsorised) or fit (transformed) that it takes from the data."""

    method: str
    fit: Fit

    def applied(self, values: Floats) -> Floats:
        """Treat values of any year."""
        if self.method == UNTOUCHED:
            return values.copy()
        if self.method == WINSORISED:
            return np.clip(values, self.fit.low, self.fit.high)
        return TRANSFORMS[self.method](values, self.fit)


def winsorised(values: Floats, reach: Reach, *, limits: tuple[float, float] = LIMITS) -> Decision:
    """Decide where the ends of an indicator come to lie."""
    low, high, moved = ends_after_winsorising(values, most=reach.of(values), limits=limits)
    return Decision(WINSORISED if moved else UNTOUCHED, Fit(low, high, np.nan))


def transformed(values: Floats, transform: str, *, power: float = np.nan) -> Decision:
    """Decide how an indicator is transformed; one without spread is left as it is."""
    if transform in _LIKELIEST and np.isnan(power):
        power = _LIKELIEST[transform](values)
    fit = fit_of(values, power=power if transform in _LIKELIEST else np.nan)
    return Decision(UNTOUCHED if fit.low == fit.high else transform, fit)


def treated(
    values: Floats, reach: Reach, transform: str, *, power: float = np.nan, limits: tuple[float, float] = LIMITS
) -> Decision:
    """Decide to leave an indicator, to bring its ends in, or to transform it where that does not suffice."""
    if not is_outlying(shape_of(values), limits):
        return Decision(UNTOUCHED, fit_of(values))
    ends = winsorised(values, reach, limits=limits)
    if is_outlying(shape_of(ends.applied(values)), limits):
        return transformed(values, transform, power=power)
    return ends
