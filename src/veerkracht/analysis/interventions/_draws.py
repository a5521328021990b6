"""Uniform numbers by name: the same whatever else is drawn, so that options meet the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.interventions._money import Floats
from veerkracht.errors import SettingError


def draws_of(names: Sequence[str], draws: int, seed: int) -> Floats:
    """Return uniform numbers, one row per name and one column per draw.

    Raises
    ------
    SettingError
        If less than one draw is asked for.
    """
    if draws < 1:
        raise SettingError("There are {draws} draws. Ask for 1 or more.", draws=draws)
    return np.array([np.random.default_rng([seed, _number(name)]).random(draws) for name in names]).reshape(-1, draws)


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def half_told(lower: Floats, upper: Floats) -> NDArray[np.bool_]:
    """Tell which ranges have one end only: the other is unknown, and is not the value itself."""
    return np.asarray(np.isnan(lower) != np.isnan(upper))


def triangular(uniform: Floats, lower: float, mode: float, upper: float) -> Floats:
    """Return values of a triangle between a least, a most likely and a most, by their share of probability."""
    width = upper - lower
    if width == 0 or np.isnan(width):
        return np.full(len(uniform), mode)
    turn = (mode - lower) / width
    rising = lower + np.sqrt(uniform * width * (mode - lower))
    falling = upper - np.sqrt((1 - uniform) * width * (upper - mode))
    return np.where(uniform < turn, rising, falling)
