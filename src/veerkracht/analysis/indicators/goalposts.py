"""The two fixed points between which an indicator is scored."""

from __future__ import annotations

import ibis

from veerkracht.analysis.indicators.sensitivity import refuse_forbidden
from veerkracht.errors import CatalogueError
from veerkracht.tables import Table, memtable


def goalposts_of(observations: Table, indicators: Table, *, tails: float = 0.0) -> Table:
    """Find the worst and best value of each indicator, over all periods and areas together.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, ...)
        Everything that will be scored: pooled periods keep scores of different years comparable.
    indicators : Table (indicator, direction, sensitivity, worst, best)
        The catalogue. Where it states both `worst` and `best`, those are used.

    tails : float
        Share (0 to below 0.5) of the values left outside at each end, so that one strange small area does not
        squeeze all others together; their scores are cut off at 0 and 100.

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
    With tails q the quantiles q and 1 - q (linear interpolation) take the place of minimum and maximum.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.
    """
    ranges = observations.group_by("indicator").agg(
        low=lambda t: t.value.quantile(tails), high=lambda t: t.value.quantile(1 - tails)
    )
    refuse_forbidden(indicators, ranges.indicator.to_pyarrow().to_pylist())
    posts = memtable(_with_goalposts(ranges, indicators).order_by("indicator").to_pyarrow())
    _refuse_without_direction(posts)
    return posts.select("indicator", "worst", "best")


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
