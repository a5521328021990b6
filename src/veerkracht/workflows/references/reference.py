"""One published reference: who published it, what is held against it, how far off we are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from veerkracht.tables import Array


@dataclass(frozen=True)
class Reference:
    """A published worked example.

    Parameters
    ----------
    name : str
        Short and unique.
    source : str
        Publication, or software with its version, that holds the answer.
    tolerance : float
        Largest difference that is allowed, relative to the published value (0: exact).
    difference : callable
        Takes the folder with raw data, computes the example and returns the largest relative difference. It is
        infinite where the pattern of absent values differs.
    """

    name: str
    source: str
    tolerance: float
    difference: Callable[[Path], float]


def largest_difference(found: Array, published: Array) -> float:
    """Return the largest relative difference of two arrays; infinite if their absent cells differ.

    Notes
    -----
    |found - published| / max(1, |published|), so that a published 0 is compared as it stands.

    Examples
    --------
    >>> largest_difference(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    0.0
    >>> largest_difference(np.array([1.0, 2.0]), np.array([1.0, np.nan]))
    inf
    """
    if found.shape != published.shape or (np.isnan(found) != np.isnan(published)).any():
        return float("inf")
    off = np.abs(found - published) / np.maximum(1.0, np.abs(published))
    return float(np.nanmax(off)) if off.size and not np.isnan(off).all() else 0.0
