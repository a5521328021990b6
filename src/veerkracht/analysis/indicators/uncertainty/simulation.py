"""How sure the score and rank of every area are, when all that may differ about an index does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.uncertainty._model import Model, model_of
from veerkracht.analysis.indicators.uncertainty._running import Chunk, chunks_of
from veerkracht.analysis.indicators.uncertainty._sampling import points_of
from veerkracht.analysis.indicators.uncertainty._summaries import Asked, Tally, quantiles_of, tally_of
from veerkracht.analysis.indicators.uncertainty.designs import Design
from veerkracht.analysis.indicators.uncertainty.factors import Settings
from veerkracht.errors import SettingError
from veerkracht.tables import Array, Table, table_from_arrays

__all__ = ["index_draws", "index_uncertainty"]

Floats = NDArray[np.float64]

MEMORY_MB: Final = 1200.0
"""Default for the scores of draws. They are kept at full precision if that fits, else in 7 digits, and else of as many
draws as fit: their quantiles are then those of a sample of the draws."""
_HALF: Final = 0.5


def index_uncertainty(
    observations: Table, framework: Table, *, indicators: Table, design: Design, draws: int, seed: int,
    settings: Settings | None = None, top: float = 0.1, classes: Sequence[float] = (), groups: int = 0,
    interval: tuple[float, float] = (0.05, 0.95), memory_mb: float = MEMORY_MB,
) -> Table:  # fmt: skip
    """Tell how sure the score and rank of each area are.

    Parameters
    ----------
    observations : Table (area, period, indicator, value)
        At most one row per cell; absent values stay absent unless a factor imputes them.
    framework : Table (element, parent, weight)
        The tree of the index.
    indicators : Table (indicator, direction)
        1 where higher is better, -1 where higher is worse.
    design : Design
        What may differ.
    draws : int
        How often the index is made.
    seed : int
        One seed gives one result, whatever the order of rows.
    settings : Settings, optional
        The index as published: min-max, arithmetic means and no treatment by default.
    top : float
        Share (0-1) of the areas with a score that is the top; one area at least.
    classes : sequence of float
        Bounds of score between classes, rising; a score on a bound is in the class above.
    groups : int
        Number of groups of equal size by rank; 0 for none. Unlike bounds of score they mean the same in every draw,
        whatever its normaliser.
    interval : tuple of float
        Shares (0-1) of the draws below the lower and the upper bound.
    memory_mb : float
        Most memory for the scores of draws, in MB.

    Returns
    -------
    Table
        One row per area and period: `score` and `rank` as published (1 is the highest, ties take the lowest rank);
        `score_median`, `score_lower`, `score_upper`, and the same of `rank`, with `rank_mean`; `probability_top`;
        `probability_worse` (a score below that of the period before, null in the first); `probability_class_1` and
        further, if bounds are given; `probability_group_1` (the highest ranks) and further, if groups are asked; and
        the numbers of `draws` with a score, of draws that failed because too little was present (`failed_coverage`)
        and because a value had no treated, normalised or averaged one (`failed_undefined`). Probabilities are shares
        of the draws with a score (for `worse`: with one in both periods); without any they are null.

    Raises
    ------
    CatalogueError
        If the framework is no tree; see `check_framework`.
    TableError
        If framework, directions or observations do not fit together.
    SettingError
        If a setting is out of its bounds.

    Notes
    -----
    A draw that fails for an area is counted, and leaves neither its row nor other areas out.

    References
    ----------
    .. [1] Saisana, Saltelli & Tarantola (2005), "Uncertainty and sensitivity analysis techniques as tools for the
       quality assessment of composite indicators", J. R. Stat. Soc. A 168, 307-323.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> from veerkracht.analysis.indicators.uncertainty import NoisyWeights
    >>> observations = memtable({"area": ["A", "A", "B", "B"], "period": ["2020"] * 4,
    ...     "indicator": ["x", "y"] * 2, "value": [1.0, 5.0, 2.0, 4.0]})
    >>> framework = memtable({"element": ["index", "x", "y"], "parent": [None, "index", "index"], "weight": [1.0, 2.0, 1.0]})
    >>> indicators = memtable({"indicator": ["x", "y"], "direction": [1, 1]})
    >>> found = index_uncertainty(observations, framework, indicators=indicators, seed=1, draws=64,
    ...     design=Design((NoisyWeights(0.2),)))
    >>> found.select("area", "rank", "rank_upper").to_pyarrow().to_pylist()
    [{'area': 'A', 'rank': 2.0, 'rank_upper': 2.0}, {'area': 'B', 'rank': 1.0, 'rank_upper': 1.0}]
    """
    asked = Asked(top, tuple(classes), (*interval, _HALF), memory_mb, groups)
    _check(asked)
    model = model_of(
        observations, framework, indicators=indicators, settings=settings or Settings(), design=design, seed=seed
    )
    return uncertainty_of(model, points_of(design, draws=draws, seed=seed), asked)


def uncertainty_of(model: Model, points: Floats, asked: Asked) -> Table:
    """Return the table of `index_uncertainty` for a model that was read."""
    runs = model.runs(points)
    tally = tally_of(runs, asked)
    return table_from_arrays(_columns(model, tally, list(chunks_of(model.nominal(runs))), asked))


def index_draws(
    observations: Table, framework: Table, *, indicators: Table, design: Design, draws: int, seed: int,
    settings: Settings | None = None,
) -> Table:  # fmt: skip
    """Return the score and rank of each area in every draw, for pictures and for what is not asked for elsewhere.

    Parameters
    ----------
    observations, framework, indicators, design, draws, seed, settings
        As for `index_uncertainty`.

    Returns
    -------
    Table (area, period, draw, score, rank)
        Draw 0 is the published index; null without a score.

    Raises
    ------
    CatalogueError, TableError, SettingError
        As `index_uncertainty` does.
    """
    model = model_of(
        observations, framework, indicators=indicators, settings=settings or Settings(), design=design, seed=seed
    )
    shape = (len(model.areas), len(model.periods), draws + 1)
    scores, ranks = np.empty(shape), np.empty(shape)
    runs = model.runs(points_of(design, draws=draws, seed=seed))
    for one, first in ((model.nominal(runs), 0), (runs, 1)):
        for chunk in chunks_of(one):
            scores[:, chunk.period, first + chunk.draws] = chunk.scores
            ranks[:, chunk.period, first + chunk.draws] = chunk.ranks
    keys = np.meshgrid(
        np.array(model.areas, object), np.array(model.periods, object), np.arange(draws + 1), indexing="ij"
    )
    columns = dict(zip(("area", "period", "draw"), (key.ravel() for key in keys), strict=True))
    return table_from_arrays({**columns, "score": scores.ravel(), "rank": _rank(ranks.ravel())})


def _check(asked: Asked) -> None:
    low, high = asked.quantiles[:2]
    if not (0 < asked.top <= 1 and 0 <= low < high <= 1 and asked.memory_mb > 0):
        raise SettingError("A top of {top}, an interval from {low} to {high} and {memory_mb} MB cannot be. Give shares from "
                           "0 to 1, rising, and memory above 0.",
                           top=asked.top, low=low, high=high, memory_mb=asked.memory_mb)  # fmt: skip
    if any(np.diff(asked.classes) <= 0):
        raise SettingError(
            "The bounds of classes {bounds} do not rise. Give each once, in order.", bounds=asked.classes
        )
    if asked.groups < 0:
        raise SettingError("{groups} groups cannot be. Give 0 for none, or how many.", groups=asked.groups)


def _columns(model: Model, tally: Tally, nominal: list[Chunk], asked: Asked) -> dict[str, Array]:
    """Lay the results out with areas outermost."""
    periods, areas = tally.in_top.shape
    columns: dict[str, Array] = {
        "area": np.repeat(np.array(model.areas, object), periods),
        "period": np.tile(np.array(model.periods, object), areas),
        "score": _flat([chunk.scores[:, 0] for chunk in nominal]),
        "rank": _rank(_flat([chunk.ranks[:, 0] for chunk in nominal]).astype(float)),
    }
    grouped = _groups(tally, asked.groups)  # first, for the quantiles sort the ranks of each area
    return {**columns, **_spreads(tally, asked), **_chances(tally), **grouped, **_failures(tally)}


def _spreads(tally: Tally, asked: Asked) -> dict[str, Array]:
    means = _share(tally.ranks.sum(axis=2, dtype=np.int64), tally.scored)
    scores = np.stack([quantiles_of(rows, asked.quantiles, _scoreless) for rows in tally.scores])
    ranks = np.stack([quantiles_of(rows, asked.quantiles, _unranked) for rows in tally.ranks])
    named = {f"{what}_{name}": _flat(found[..., place]) for what, found in (("score", scores), ("rank", ranks))
             for place, name in ((2, "median"), (0, "lower"), (1, "upper"))}  # fmt: skip
    return {**named, "rank_mean": _flat(means)}


def _scoreless(scores: Array) -> NDArray[np.bool_]:
    return np.isnan(scores)


def _unranked(ranks: Array) -> NDArray[np.bool_]:
    return np.asarray(ranks == 0)


def _chances(tally: Tally) -> dict[str, Array]:
    chances = {"probability_top": _flat(_share(tally.in_top, tally.scored)),
               "probability_worse": _flat(_share(tally.worse, tally.compared))}  # fmt: skip
    if len(tally.above):
        at_least = np.concatenate([tally.scored[None], tally.above, np.zeros_like(tally.scored)[None]])
        for number, count in enumerate(at_least[:-1] - at_least[1:], start=1):
            chances[f"probability_class_{number}"] = _flat(_share(count, tally.scored))
    return chances


def _groups(tally: Tally, groups: int) -> dict[str, Array]:
    found = np.zeros((groups, *tally.scored.shape))
    for period, ranks in enumerate(tally.ranks):
        areas = (ranks > 0).sum(axis=0)
        lower = np.zeros(len(areas))
        for number in range(groups):
            upper = areas * (number + 1) / groups
            found[number, period] = _share(((ranks > lower) & (ranks <= upper)).sum(axis=1), tally.scored[period])
            lower = upper
    return {f"probability_group_{number}": _flat(shares) for number, shares in enumerate(found, start=1)}


def _failures(tally: Tally) -> dict[str, Array]:
    absent = tally.seen - tally.scored - tally.undefined
    counts = {"draws": tally.scored, "failed_coverage": absent, "failed_undefined": tally.undefined}
    return {name: _flat(count) for name, count in counts.items()}


def _share(counts: Array, of: Array) -> Floats:
    return np.asarray(np.divide(counts, of, out=np.full(counts.shape, np.nan), where=of > 0))


def _flat(by_period: Array | Sequence[Array]) -> Array:
    return np.asarray(by_period).T.ravel()


def _rank(ranks: Floats) -> Floats:
    return np.where(ranks > 0, ranks, np.nan)
