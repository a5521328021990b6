"""The two fixed points between which an indicator is scored."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._incoming import base_of, directions_of, incoming
from veerkracht.analysis.indicators.normalisation._scores import by_indicator
from veerkracht.analysis.indicators.sensitivity import refuse_forbidden
from veerkracht.errors import CatalogueError
from veerkracht.tables import Array, Table, arrays, pull, run_starts, table_from_arrays

Record = Mapping[str, Any]  # Any: one row of mixed values
Floats = NDArray[np.float64]
_Row = Mapping[str, Any]  # Any: one row of a table holds values of mixed types

_STATED: Final = ("indicator", "direction", "worst", "best")
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
    ends = arrays(ranges, order=["indicator"])
    refuse_forbidden(indicators, ends["indicator"])
    catalogue = {row["indicator"]: row for row in pull(indicators.select(*_STATED)).to_pylist()}
    worst, best = _posts(ends, catalogue)
    return table_from_arrays({"indicator": ends["indicator"], "worst": worst, "best": best})


def goalposts_around(observations: Table, indicators: Table, *, references: Table) -> Table:
    """Lay goalposts at equal distances on both sides of a reference, half the range of each indicator away.

    Parameters
    ----------
    observations : Table (area, period, indicator, value, ...)
        Everything that will be scored: all areas and periods together set the range.
    indicators : Table (indicator, direction, sensitivity)
        The catalogue; each indicator with direction 1 or -1.
    references : Table (indicator, reference)
        In the unit of the indicator, such as the value of the country in a base year.

    Returns
    -------
    Table (indicator, worst, best)
        In the unit of the indicator; equal for a constant one.

    Raises
    ------
    CatalogueError
        If an indicator is unknown, may not be scored or has no direction.
    TableError
        If an indicator has no reference, no value or two units.

    Notes
    -----
    worst = r - d (max - min) / 2 and best = r + d (max - min) / 2, with reference r and direction d. These are the goalposts
    of the adjusted Mazziotta-Pareto index: `normalise_linear` with `lowest` 70 and `highest` 130 then scores the
    reference 100 in every period, and `aggregate_tree` combines with method ``"ampi"``.

    References
    ----------
    .. [1] Mazziotta & Pareto (2016), "On a generalized non-compensatory composite index for measuring
       socio-economic phenomena", Social Indicators Research 127, 983-1003.

    Examples
    --------
    >>> from veerkracht.tables import INDICATORS, memtable, table_of
    >>> rows = {"area": ["A", "B"], "period": ["2020"] * 2, "indicator": ["noise"] * 2, "value": [40.0, 60.0]}
    >>> noise = table_of(INDICATORS, [{"indicator": "noise", "direction": -1}])
    >>> country = memtable({"indicator": ["noise"], "reference": [45.0]})
    >>> goalposts_around(memtable(rows), noise, references=country).to_pyarrow().to_pylist()
    [{'indicator': 'noise', 'worst': 55.0, 'best': 35.0}]
    """
    grid = incoming(observations)
    direction, values = directions_of(indicators, grid.indicators), base_of(grid, None)
    reference = by_indicator(references, "reference", names=grid.indicators, what="references")
    away = direction * (np.nanmax(values, axis=0) - np.nanmin(values, axis=0)) / 2
    names = np.array(grid.indicators, dtype=object)
    return table_from_arrays({"indicator": names, "worst": reference - away, "best": reference + away})


def _ranges_of_residents(observations: Table, populations: Table, tails: float) -> Table:
    rows = arrays(observations.select("indicator", "area", "period", "value"),
                  order=("indicator", "value", "area", "period"))  # fmt: skip
    people = {row["area"]: row["population"] or 0.0 for row in pull(populations).to_pylist()}
    weight = np.array([people.get(area, 0.0) for area in rows["area"]], dtype=float) * ~np.isnan(rows["value"])
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


def _posts(ends: dict[str, Array], catalogue: Mapping[str, _Row]) -> tuple[Floats, Floats]:
    known = [catalogue[name] for name in ends["indicator"]]
    direction, worst, best = (np.array([row[name] for row in known], dtype=float) for name in _STATED[1:])
    stated = ~np.isnan(worst) & ~np.isnan(best)
    worst = np.where(stated, worst, np.where(direction < 0, ends["high"], ends["low"]))
    best = np.where(stated, best, np.where(direction < 0, ends["low"], ends["high"]))
    wrong = ends["indicator"][((direction == 0) & ~stated) | (direction * (best - worst) < 0)]
    if len(wrong):
        raise CatalogueError(
            "Indicator(s) {indicators} cannot be scored: no direction, or goalposts against it. "
            "Give direction 1 or -1, and worst and best to match.", indicators=", ".join(wrong),
        )  # fmt: skip
    return worst, best
