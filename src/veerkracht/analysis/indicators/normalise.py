"""Rescale what was measured to 0-100, so that indicators can be put together."""

from __future__ import annotations

import ibis

from veerkracht.errors import TableError
from veerkracht.tables import SCORES, Status, Table

SCORE_OF_CONSTANT = 50.0  # an indicator without spread tells nothing: mid-range, not absent


def normalise_minmax(observations: Table, goalposts: Table) -> Table:
    """Rescale each indicator from 0 (worst) to 100 (best) between its goalposts.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, status)
        One source per indicator, area and period.
    goalposts : Table (indicator, worst, best)
        In the unit of the indicator; direction lives here.

    Returns
    -------
    Table
        Scores. Values beyond a goalpost score 0 or 100; an absent value stays absent with its status and
        coverage 0; `lower` and `upper` are null, for sampling noise is not known here.

    Raises
    ------
    TableError
        If an indicator has no goalposts, or an area has two values for one indicator and period.

    Notes
    -----
    score = 100 (x - worst) / (best - worst), truncated to 0-100; 50 where worst equals best.

    References
    ----------
    .. [1] OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.
    """
    _check_goalposts(observations, goalposts)
    _check_one_value(observations)
    joined = observations.join(goalposts.select("indicator", "worst", "best"), "indicator")
    known = joined.value.notnull()
    unknown = ibis.literal(None, "float64")
    return joined.select(
        "area", "period", "indicator", score=_score(joined), lower=unknown, upper=unknown,
        coverage=known.cast("float64"),
        status=ibis.ifelse(~known & joined.status.isin(Status.PRESENT), Status.MISSING, joined.status),
    ).order_by(*SCORES.key)  # fmt: skip


def _score(joined: Table) -> ibis.expr.types.FloatingValue:
    span = joined.best - joined.worst
    scaled = (100.0 * (joined.value - joined.worst) / span.nullif(0.0)).clip(0.0, 100.0)
    constant = ibis.ifelse(joined.value.notnull(), SCORE_OF_CONSTANT, ibis.null("float64"))
    return ibis.ifelse(span == 0.0, constant, scaled)


def _check_goalposts(observations: Table, goalposts: Table) -> None:
    found = observations.select("indicator").distinct().anti_join(goalposts, "indicator")
    names = sorted(found.indicator.to_pyarrow().to_pylist())
    if names:
        raise TableError(
            "No goalposts for indicator(s) {indicators}. Make them with goalposts_of from the same observations.",
            indicators=", ".join(names),
        )  # fmt: skip


def _check_one_value(observations: Table) -> None:
    keys = observations.group_by(*SCORES.key).agg(rows=observations.count())
    found = keys.filter(keys.rows > 1).order_by(*SCORES.key).limit(1).to_pyarrow().to_pylist()
    if found:
        raise TableError(
            "Area {area} has {rows} values of {indicator} in {period}. Choose one source before scoring.", **found[0]
        )


def as_load(scores: Table) -> Table:
    """Turn scores round: 0 is the lightest load, 100 the heaviest.

    Parameters
    ----------
    scores : Table
        Scores from 0 (worst) to 100 (best).

    Returns
    -------
    Table
        Scores with load = 100 - score; the interval changes ends with it.
    """
    return scores.mutate(score=100.0 - scores.score, lower=100.0 - scores.upper, upper=100.0 - scores.lower)
