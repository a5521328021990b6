"""Rates of small areas, drawn towards those of all areas or of the neighbours."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from veerkracht.analysis.small_areas._counts import Floats, Smoothed, smoothed_series
from veerkracht.errors import TableError
from veerkracht.tables import Array, Table, arrays

Places = NDArray[np.intp]

HALF_EVENT = 0.5  # an area where nothing happened is not free of error: that of half an event is told


def empirical_bayes(counts: Table, links: Table | None = None, *, per: float = 1.0) -> Table:
    """Draw the rate of each area towards the mean, as far as its small numbers ask.

    Parameters
    ----------
    counts : Table (area, period, indicator, events, base)
        Events (0 or more) and the people or homes among whom they could happen (above 0). An area with an absent number
        gets no rate.
    links : Table (source, target, weight), optional
        Neighbours of each area. With them each rate is drawn towards that of the area with its neighbours; an area
        without neighbours keeps its own rate. Only whether a link is there counts, not its weight.
    per : float
        1000 gives rates per 1,000.

    Returns
    -------
    Table (area, period, indicator, raw, value, standard_error, shrinkage)
        `value` is the smoothed rate, `shrinkage` from 0 (kept) to 1 (wholly the mean). The standard error holds that of
        the mean, and takes the spread as known: with few areas it is somewhat too small. Null below three areas with
        both numbers.

    Raises
    ------
    TableError
        If a key occurs twice, events are below 0, people are not above 0, or a link names an unknown area.

    Notes
    -----
    m = sum e / sum b; s2 = sum b (p - m)^2 / sum b - m / mean b, at least 0; B = (m/b_i) / (s2 + m/b_i);
    rate = m + (1 - B)(p_i - m), variance (1 - B) m / b_i + B^2 var(m) with var(m) = sum (b/sum b)^2 (s2 + m/b). With
    links, sums run over the area and its neighbours.

    References
    ----------
    .. [1] Marshall (1991), "Mapping disease and mortality rates using empirical Bayes estimators", Applied Statistics 40,
       283-294.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> rows = {"area": ["A", "B", "C"], "period": ["2020"] * 3, "indicator": ["fire"] * 3,
    ...         "events": [0.0, 10.0, 40.0], "base": [10.0, 1000.0, 2000.0]}
    >>> found = empirical_bayes(memtable(rows), per=1000).to_pyarrow()
    >>> [round(value, 1) for value in found["value"].to_pylist()]
    [16.5, 14.7, 18.1]
    """
    smooth = _global if links is None else partial(_spatial, _neighbours(counts, links))
    return smoothed_series(counts, smooth, columns=("value", "standard_error", "shrinkage"), per=per)


def _global(area: Array, events: Floats, base: Floats) -> Smoothed:
    every = np.ones(len(area))
    mean, spread, error = _of_group(np.arange(len(area)), events, base)
    return _drawn(events, base, mean * every, spread * every, error * every)


def _drawn(events: Floats, base: Floats, mean: Floats, spread: Floats, error: Floats) -> Smoothed:
    noise = mean / base
    total = spread + noise
    shrinkage = np.divide(noise, total, out=np.zeros(len(base)), where=total > 0)
    rate = mean + (1 - shrinkage) * (events / base - mean)
    variance = (1 - shrinkage) * noise + shrinkage**2 * error
    return {"value": rate, "standard_error": np.sqrt(variance), "shrinkage": shrinkage}


def _neighbours(counts: Table, links: Table) -> dict[str, tuple[str, ...]]:
    rows = arrays(links.select("source", "target"), order=("source", "target"))
    known = set(counts.select("area").distinct().to_pyarrow()["area"].to_pylist())
    unknown = sorted({*rows["source"], *rows["target"]} - known)
    if unknown:
        raise TableError("{count} linked area(s) have no counts, first {area}. Link only areas that have some.",
                         count=len(unknown), area=unknown[0])  # fmt: skip
    found: dict[str, tuple[str, ...]] = {}
    for source, target in zip(rows["source"], rows["target"], strict=True):
        found[source] = (*found.get(source, ()), target)
    return found


def _spatial(neighbours: dict[str, tuple[str, ...]], area: Array, events: Floats, base: Floats) -> Smoothed:
    place = {name: number for number, name in enumerate(area)}
    around = [_around(name, neighbours, place) for name in area]
    found = _drawn(events, base, *np.array([_of_group(own, events, base) for own in around]).T)
    alone = np.array([len(own) == 1 for own in around])
    kept = {"value": events / base, "standard_error": np.sqrt(np.maximum(events, HALF_EVENT)) / base,
            "shrinkage": np.zeros(len(base))}  # fmt: skip
    return {name: np.where(alone, kept[name], found[name]) for name in found}


def _around(name: str, neighbours: dict[str, tuple[str, ...]], place: dict[str, int]) -> Places:
    present = {place[name], *(place[other] for other in neighbours.get(name, ()) if other in place)}
    return np.array(sorted(present), np.intp)


def _of_group(own: Places, events: Floats, base: Floats) -> tuple[float, float, float]:
    """Return the mean rate of some areas, the spread of their true rates and the variance of that mean."""
    people, rate = base[own], events[own] / base[own]
    mean = events[own].sum() / people.sum()
    spread = max((people * (rate - mean) ** 2).sum() / people.sum() - mean / people.mean(), 0.0)
    share = people / people.sum()
    return float(mean), float(spread), float((share**2 * (spread + mean / people)).sum())
