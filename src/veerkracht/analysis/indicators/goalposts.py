"""The two fixed points between which an indicator is scored."""

from __future__ import annotations

from itertools import pairwise

import ibis
import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators.sensitivity import refuse_forbidden
from veerkracht.errors import CatalogueError
from veerkracht.tables import Table, arrays, memtable, run_starts, table_from_arrays

Floats = NDArray[np.float64]

_EXACT = 1e-9  # shares of residents that add up to a tail in decimals may miss it in binary


def goalposts_of(
    observations: Table, indicators: Table, *, tails: float = 0.0, populations: Table | None = None
) -> Table:
    """Find the worst and best value of each indicator, over all periods and areas together.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, ...)
        Everything that will be scored: pooled periods keep scores of different years comparable.
    indicators : Table (indicator, direction, sensitivity, worst, best)
        The catalogue. Where it states both `worst` and `best`, those are used.
    tails : float
        Share (0 to below 0.5) left outside at each end, of the values or, with `populations`, of the residents
        behind them; scores beyond are cut off at 0 and 100.
    populations : Table (area, population), optional
        Residents of each area. A strange small area, however many years it is seen, then cannot squeeze all
        others together. Areas without residents set no goalpost.

    Returns
    -------
    Table (indicator, worst, best)
        In the unit of the indicator; both null where no value was ever present.

    Raises
    ------
    CatalogueError
        If an indicator is unknown, may not be scored, has no direction, or states goalposts against its
        direction.

    Notes
    -----
    Direction -1 (higher is worse): worst is the maximum, best the minimum. Direction 1: the other way round.
    With tails q the quantiles q and 1 - q (linear interpolation) take the place of minimum and maximum. By
    residents there is no interpolation, or a strange area would still pull: the low end is the smallest value
    with at least a share q of the residents at or below it, the high end mirrors it.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.
    """
    if populations is None:
        ranges = observations.group_by("indicator").agg(
            low=lambda t: t.value.quantile(tails), high=lambda t: t.value.quantile(1 - tails)
        )
    else:
        ranges = _ranges_of_residents(observations, populations, tails)
    refuse_forbidden(indicators, ranges.indicator.to_pyarrow().to_pylist())
    posts = memtable(_with_goalposts(ranges, indicators).order_by("indicator").to_pyarrow())
    _refuse_without_direction(posts)
    return posts.select("indicator", "worst", "best")


def _ranges_of_residents(observations: Table, populations: Table, tails: float) -> Table:
    people = populations.select("area", "population")
    joined = observations.left_join(people, "area").drop("area_right")
    rows = arrays(joined.select("indicator", "area", "period", "value", "population"),
                  order=("indicator", "value", "area", "period"))  # fmt: skip
    weight = np.nan_to_num(rows["population"].astype(float), nan=0.0) * ~np.isnan(rows["value"])
    starts = run_starts(rows["indicator"])
    spans = [slice(start, end) for start, end in pairwise([*starts, len(weight)])]
    ends = np.array([_quantiles(rows["value"][span], weight[span], tails) for span in spans]).reshape(-1, 2)
    return table_from_arrays({"indicator": rows["indicator"][starts], "low": ends[:, 0], "high": ends[:, 1]})


def _quantiles(values: Floats, weight: Floats, tails: float) -> Floats:
    """Both quantiles of values in rising order; NaN when nobody stands behind them."""
    value, own = values[weight > 0], weight[weight > 0]
    if not len(value):
        return np.full(2, np.nan)
    least = tails * own.sum() * (1 - _EXACT)
    return np.array([value[np.argmax(np.cumsum(own) >= least)], value[::-1][np.argmax(np.cumsum(own[::-1]) >= least)]])


def _with_goalposts(ranges: Table, indicators: Table) -> Table:
    catalogue = indicators.select("indicator", "direction", stated_worst="worst", stated_best="best")
    joined = ranges.join(catalogue, "indicator")
    stated = joined.stated_worst.notnull() & joined.stated_best.notnull()
    falls = joined.direction < 0
    return joined.select(
        "indicator", "direction", stated=stated,
        worst=ibis.ifelse(stated, joined.stated_worst, ibis.ifelse(falls, joined.high, joined.low)),
        best=ibis.ifelse(stated, joined.stated_best, ibis.ifelse(falls, joined.low, joined.high)),
    )  # fmt: skip


def _refuse_without_direction(posts: Table) -> None:
    neutral = (posts.direction == 0) & ~posts.stated
    against = posts.direction * (posts.best - posts.worst) < 0
    found = posts.filter(neutral | against).indicator.to_pyarrow().to_pylist()
    if found:
        raise CatalogueError(
            "Indicator(s) {indicators} cannot be scored: no direction, or goalposts against it. "
            "Give direction 1 or -1, and worst and best to match.", indicators=", ".join(found),
        )  # fmt: skip
