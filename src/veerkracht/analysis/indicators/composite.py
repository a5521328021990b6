"""A composite load with its error: the level in one period, or the change between two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.indicators._groups import children_of, enough, mean_by, status_by, sum_by
from veerkracht.analysis.indicators._status import FIRST_ABSENT, RANK, RANK_MISSING, ranks_of
from veerkracht.analysis.indicators.noise import MODEL_RELATIVE_SD, draw_rows, noise_rows
from veerkracht.analysis.indicators.normalise import SCORE_OF_CONSTANT
from veerkracht.errors import TableError
from veerkracht.tables import Array, Status, Table, arrays, run_starts, table_from_arrays

_INTERVAL = (5.0, 95.0)  # percentiles of the 90 % interval
_CHILD = ("area", "indicator")


@dataclass(frozen=True)
class _Loads:
    """Loads (0-100) of single indicators with draws around them; one entry per area and indicator."""

    area: Array
    indicator: Array
    load: Array
    draws: NDArray[np.float64]
    ranks: NDArray[np.int64]

    def where(self, chosen: NDArray[np.bool_]) -> _Loads:
        """Keep a selection of entries."""
        return _Loads(self.area[chosen], self.indicator[chosen], self.load[chosen],
                      self.draws[:, chosen], self.ranks[chosen])  # fmt: skip


def composite_level(
    observations: Table, goalposts: Table, *, indicators: Table, weights: Table, denominators: Table | None,
    period: str, draws: int, rng: np.random.Generator, min_coverage: float = 0.6,
    model_relative_sd: float = MODEL_RELATIVE_SD, count_dispersion: float = 1.0,
) -> Table:  # fmt: skip
    """Compute how heavy the load of each composite index is in one period, with its error.

    Parameters
    ----------
    observations : Table
        Observations, one source per indicator, area and period.
    goalposts : Table (indicator, worst, best)
        From `goalposts_of`.
    indicators, denominators, draws, rng, model_relative_sd, count_dispersion
        As for `noise_draws`.
    weights : Table (index, indicator, weight)
        Children of each index.
    period : str
        The period asked for.
    min_coverage : float
        Share (0-1) of the weight that must be present.

    Returns
    -------
    Table (index, area, load, se, lower, upper, coverage, status)
        Load from 0 (best goalpost) to 100 (worst), its standard error and 90 % interval.

    Raises
    ------
    TableError
        If an area has two values of one indicator in the period, or goalposts or denominators are missing.
    CatalogueError
        If a weight is not positive.

    Notes
    -----
    The point is that of `aggregate_mean` turned round; draws of `noise_draws` go through the same linear rule.
    """
    prepared = _prepared(observations.filter(observations.period == period), goalposts, indicators, denominators)
    loads = _loads(prepared, draws, rng, (model_relative_sd, count_dispersion))
    return _composites(loads, children_of(weights), min_coverage, point="load")


def composite_change(
    observations: Table, goalposts: Table, *, indicators: Table, weights: Table, denominators: Table | None,
    first: str, last: str, draws: int, rng: np.random.Generator, min_coverage: float = 0.6,
    model_relative_sd: float = MODEL_RELATIVE_SD, count_dispersion: float = 1.0,
) -> Table:  # fmt: skip
    """Compute how much heavier the load of each composite index became between two periods.

    Parameters
    ----------
    observations : Table
        Observations, one source per indicator, area and period. Periods in between are read for breaks.
    goalposts, indicators, weights, denominators, draws, rng, min_coverage, model_relative_sd, count_dispersion
        As for `composite_level`.
    first, last : str
        The periods compared.

    Returns
    -------
    Table (index, area, change, se, lower, upper, coverage, status)
        Change in points of load (positive: heavier), its standard error and 90 % interval. `coverage` is the
        share of weight whose indicators are present in both periods without a break between them.

    Raises
    ------
    TableError
        If an area has two values of one indicator in a period, or goalposts or denominators are missing.
    CatalogueError
        If a weight is not positive.

    Notes
    -----
    Only children present in both periods count, so that a child that came or went cannot look like change;
    a break after `first` up to and including `last` makes a child absent (not applicable): it is marked,
    not bridged.
    """
    between = observations.filter(observations.period >= first, observations.period <= last)
    rows = _prepared(between, goalposts, indicators, denominators)
    ends = (rows["period"] == first) | (rows["period"] == last)
    loads = _loads(
        {name: column[ends] for name, column in rows.items()}, draws, rng, (model_relative_sd, count_dispersion)
    )
    pairs = _differences(loads, rows["period"][ends] == last)
    broken = _broken(rows, first)
    return _composites(_without(pairs, broken), children_of(weights), min_coverage, point="change")


def _prepared(observations: Table, goalposts: Table, indicators: Table, denominators: Table | None) -> dict[str, Array]:
    rows = noise_rows(observations, indicators, denominators=denominators)
    starts = run_starts(rows["area"], rows["indicator"], rows["period"])
    if len(starts) < len(rows["area"]):
        raise TableError("{rows} values stand for {keys} keys of area, indicator and period. Choose one source.",
                         rows=len(rows["area"]), keys=len(starts))  # fmt: skip
    return {**rows, **_posts(rows["indicator"], goalposts)}


def _posts(indicator: Array, goalposts: Table) -> dict[str, Array]:
    posts = arrays(goalposts.select("indicator", "worst", "best"), order=["indicator"])
    place = {name: row for row, name in enumerate(posts["indicator"])}
    lacking = sorted(set(indicator) - set(place))
    if lacking:
        raise TableError("No goalposts for indicator(s) {indicators}. Make them with goalposts_of.",
                         indicators=", ".join(lacking))  # fmt: skip
    rows = np.array([place[name] for name in indicator], dtype=np.intp)
    return {"worst": posts["worst"][rows], "best": posts["best"][rows]}


def _loads(rows: dict[str, Array], draws: int, rng: np.random.Generator, spreads: tuple[float, float]) -> _Loads:
    span = rows["best"] - rows["worst"]
    points_per_unit = np.divide(-100.0, span, out=np.zeros(len(span)), where=span != 0)
    value = rows["value"]
    load = np.clip(100.0 + points_per_unit * (value - rows["worst"]), 0.0, 100.0)
    load = np.where((span == 0) & ~np.isnan(value), 100.0 - SCORE_OF_CONSTANT, load)
    noise = (draw_rows(rows, draws, rng, *spreads) - value) * points_per_unit
    return _Loads(rows["area"], rows["indicator"], load, load + noise, ranks_of(rows["status"], ~np.isnan(value)))


def _differences(loads: _Loads, is_last: NDArray[np.bool_]) -> _Loads:
    """Pair the two rows of each child; a child with one row keeps an absent difference."""
    starts = run_starts(loads.area, loads.indicator)
    paired = np.diff(starts, append=len(is_last)) == 2
    ends = np.minimum(starts + 1, len(is_last) - 1)
    load = np.where(paired, loads.load[ends] - loads.load[starts], np.nan)
    draws = np.where(paired, loads.draws[:, ends] - loads.draws[:, starts], np.nan)
    ranks = np.where(paired, np.maximum(loads.ranks[ends], loads.ranks[starts]), RANK_MISSING)
    return _Loads(loads.area[starts], loads.indicator[starts], load, draws, ranks)


def _broken(rows: dict[str, Array], first: str) -> set[tuple[str, str]]:
    at = (rows["status"] == Status.BREAK) & (rows["period"] != first)
    return set(zip(rows["area"][at], rows["indicator"][at], strict=True))


def _without(loads: _Loads, broken: set[tuple[str, str]]) -> _Loads:
    out = np.array([key in broken for key in zip(loads.area, loads.indicator, strict=True)], dtype=bool)
    ranks = np.where(out, RANK[Status.NOT_APPLICABLE], loads.ranks)
    return _Loads(loads.area, loads.indicator, np.where(out, np.nan, loads.load), loads.draws, ranks)


def _composites(loads: _Loads, children: dict[str, dict[str, float]], min_coverage: float, *, point: str) -> Table:
    parts = [_composite(loads, family, min_coverage) for family in children.values()]
    sizes = [len(part["area"]) for part in parts]
    index = np.repeat(np.array(list(children), dtype=object), sizes)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return table_from_arrays({"index": index, "area": columns.pop("area"), point: columns.pop("point"), **columns})


def _composite(loads: _Loads, family: dict[str, float], min_coverage: float) -> dict[str, Array]:
    own = loads.where(np.array([name in family for name in loads.indicator], dtype=bool))
    starts = run_starts(own.area)
    present = ~np.isnan(own.load)
    weight = np.where(present, [family[name] for name in own.indicator], 0.0)
    coverage = sum_by(weight, starts) / sum(family.values())
    given = enough(coverage, min_coverage)
    counts = np.full(len(starts), len(family))
    ranks = np.where(present | (own.ranks >= FIRST_ABSENT), own.ranks, RANK_MISSING)
    status = status_by(ranks, starts, given=given, children=counts)
    values = _summary(own, weight, starts, given)
    return {"area": own.area[starts], **values, "coverage": coverage, "status": status}


def _summary(own: _Loads, weight: Array, starts: Array, given: Array) -> dict[str, Array]:
    point = np.where(given, mean_by(own.load, weight, starts), np.nan)
    drawn = np.where(given, mean_by(own.draws, weight, starts), np.nan)
    lower, upper = np.percentile(drawn, _INTERVAL, axis=0)
    return {"point": point, "se": drawn.std(axis=0, ddof=1), "lower": lower, "upper": upper}
