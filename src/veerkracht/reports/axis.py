"""Axes that start and step at round numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

__all__ = ["Axis", "axis_over", "round_step"]


@dataclass(frozen=True)
class Axis:
    """Round ends, the ticks between them, and the decimals that the ticks need."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int

    def place(self, value: float, *, start: float, end: float) -> float:
        """Return where a value falls between two places on the drawing."""
        return start + (value - self.low) / (self.high - self.low) * (end - start)


def round_step(span: float, *, steps: int) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that covers the span in that many steps.

    Examples
    --------
    >>> round_step(37, steps=4), round_step(0.9, steps=5)
    (10.0, 0.2)
    """
    raw = max(span, 1e-9) / steps
    power = 10.0 ** floor(log10(raw))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * (1 - 1e-9)))


def axis_over(values: Sequence[float], *, steps: int = 4) -> Axis:
    """Return an axis over values: from zero when they lie near it, else from a round number below them.

    Examples
    --------
    >>> axis_over([2.0, 37.0]).ticks
    (0.0, 10.0, 20.0, 30.0, 40.0)
    >>> axis_over([58.2, 61.0]).low
    58.0
    """
    least, most = (min(values), max(values)) if values else (0.0, 1.0)
    if least >= 0 and least <= most / 2:
        least = 0.0
    elif most <= 0 and most >= least / 2:
        most = 0.0
    step = round_step((most - least) or abs(most) or 1.0, steps=steps)
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    last = max(last, first + 1)
    decimals = max(0, -floor(log10(step) + 1e-9))
    ticks = tuple(round(number * step, decimals + 1) for number in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks, decimals)
