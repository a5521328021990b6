"""How far apart two groups live, allowing for areas so small that chance alone parts them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.errors import SettingError, TableError
from veerkracht.tables import Array, Table, arrays, run_starts, table_from_arrays

Floats = NDArray[np.float64]
Index = Callable[[Floats, Floats], Floats]
"""From people in and out of the group (draws x areas) to one number per draw."""

LEAST_AREAS: Final = 5  # below five areas a spread says nothing
LEAST_DRAWS: Final = 100


def segregation(counts: Table, *, draws: int = 1000, seed: int = 20) -> Table:
    """Measure how unevenly a group lives over the areas, with and without what chance adds.

    Parameters
    ----------
    counts : Table (area, period, indicator, inside, outside)
        People in and not in the group, per area; whole numbers of 0 or more. An area with an absent count is left out.
    draws : int
        Draws for the correction; at least 100.
    seed : int
        Start of the random numbers; each series of an indicator and period has its own.

    Returns
    -------
    Table (indicator, period, dissimilarity, dissimilarity_corrected, dissimilarity_by_chance, isolation, entropy, areas,
    missing_areas)
        All from 0 to 1. Null below five areas, or when the group is empty or everybody.

    Raises
    ------
    SettingError
        If there are too few draws.
    TableError
        If a count is below 0, or a key occurs twice.

    Notes
    -----
    D = 1/2 sum |a_i/A - b_i/B|. The people of each area are drawn again around its own share; the mean of D over these draws
    exceeds D by about what chance had added already, so the corrected index is 2 D - mean(D*), at least 0 [2]_.
    By chance is the mean of D when all areas have the share of the whole. Isolation = sum (a_i/A)(a_i/t_i). Entropy
    H = 1 - sum t_i E_i / (T E) with E the entropy of the share.

    References
    ----------
    .. [1] Massey & Denton (1988), "The dimensions of residential segregation", Social Forces 67, 281-315.
    .. [2] Allen, Burgess, Davidson & Windmeijer (2015), "More reliable inference for the dissimilarity index of
       segregation", Econometrics Journal 18, 40-66.
    """
    if draws < LEAST_DRAWS:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.",
                           setting="draws", value=draws, bounds=f"{LEAST_DRAWS} or more")  # fmt: skip
    rows = arrays(counts.select("area", "period", "indicator", "inside", "outside"),
                  order=("indicator", "period", "area"))  # fmt: skip
    _check(rows)
    starts = run_starts(rows["indicator"], rows["period"])
    spans = pairwise([*starts, len(rows["area"])])
    measured = [_measured(rows, begin, end, draws, seed + place) for place, (begin, end) in enumerate(spans)]
    columns = {name: np.array([row[name] for row in measured]) for name in (measured[0] if measured else ())}
    return table_from_arrays({name: rows[name][starts] for name in ("indicator", "period")} | columns)


def _check(rows: dict[str, Array]) -> None:
    keys = run_starts(rows["indicator"], rows["period"], rows["area"])
    if len(keys) < len(rows["area"]):
        raise TableError("{rows} counts stand for {keys} keys of indicator, period and area. Keep one row each.",
                         rows=len(rows["area"]), keys=len(keys))  # fmt: skip
    wrong = np.flatnonzero((rows["inside"] < 0) | (rows["outside"] < 0))
    if len(wrong):
        raise TableError("{count} count(s) are below 0, first of area {area}. Leave unknown counts empty.",
                         count=len(wrong), area=rows["area"][wrong[0]])  # fmt: skip


def _measured(rows: dict[str, Array], begin: int, end: int, draws: int, seed: int) -> dict[str, float | int]:
    inside, outside = (rows[name][begin:end].astype(float) for name in ("inside", "outside"))
    known = inside + outside > 0  # not where one of them is absent
    inside, outside = inside[known], outside[known]
    counted: dict[str, float | int] = {"areas": int(known.sum()), "missing_areas": int((~known).sum())}
    if known.sum() < LEAST_AREAS or inside.sum() == 0 or outside.sum() == 0:
        names = ("dissimilarity", "dissimilarity_corrected", "dissimilarity_by_chance", "isolation", "entropy")
        return dict.fromkeys(names, np.nan) | counted
    return _indices(inside, outside, draws, np.random.default_rng(seed)) | counted


def _indices(inside: Floats, outside: Floats, draws: int, rng: np.random.Generator) -> dict[str, float | int]:
    total, share = inside + outside, inside.sum() / (inside + outside).sum()
    found = float(_dissimilarity(inside, outside))
    again, even = (_drawn(total, chance, draws, rng) for chance in (inside / total, np.full(len(total), share)))
    return {
        "dissimilarity": found, "dissimilarity_corrected": max(0.0, 2 * found - again), "dissimilarity_by_chance": even,
        "isolation": float((inside / inside.sum() * inside / total).sum()),
        "entropy": float(1 - (total * _entropy(inside / total)).sum() / (total.sum() * _entropy(share))),
    }  # fmt: skip


def _drawn(total: Floats, chance: Floats, draws: int, rng: np.random.Generator) -> float:
    """Mean dissimilarity when the people of each area are drawn anew."""
    inside = rng.binomial(np.rint(total).astype(np.int64), chance, size=(draws, len(total))).astype(float)
    return float(np.nanmean(_dissimilarity(inside, total - inside)))


def _dissimilarity(inside: Floats, outside: Floats) -> Floats:
    both = [side.sum(axis=-1, keepdims=True) for side in (inside, outside)]
    shares = [np.divide(side, whole, out=np.full(side.shape, np.nan), where=whole > 0)
              for side, whole in zip((inside, outside), both, strict=True)]  # fmt: skip
    return np.asarray(0.5 * np.abs(shares[0] - shares[1]).sum(axis=-1))


def _entropy(share: Floats | float) -> Floats:
    return np.asarray(scipy.special.entr(share) + scipy.special.entr(1 - np.asarray(share)))
