"""Whom a cascade reaches: people without service by kind of service, area and group, and how unequally."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

import numpy as np

from veerkracht.analysis.cascade._bits import Floats
from veerkracht.analysis.cascade._cells import cells_of, people_down
from veerkracht.analysis.cascade._draws import Strata
from veerkracht.analysis.cascade._estimates import mean_of, resampled
from veerkracht.analysis.cascade._running import run_samples
from veerkracht.analysis.cascade.sampling import Sampling
from veerkracht.errors import InputError
from veerkracht.settings import check_choice
from veerkracht.tables import Table, arrays, beside, run_starts, table_from_arrays
from veerkracht.tables.infrastructure import check_infrastructure

__all__ = ["people_without_service", "service_inequality"]

Column = Literal["kind", "area", "group"]
_BAD_CASE: Final = 0.95  # 1 event in 20 is at least as bad


def people_without_service(
    assets: Table,
    supplies: Table,
    *,
    failures: Table,
    served: Table,
    sampling: Sampling,
    by: tuple[Column, ...] = ("kind", "area", "group"),
    transmissions: Table | None = None,
    outage_hours: float | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Table:
    """Estimate how many people an event leaves without service, per cell of kind of service, area and group.

    The table tells of few people and is not protected: it passes the protection of small cells before it leaves the house.
    `people` are counts that add up over cells, and `expected`, `lower`, `upper`, `bad_case` and `any` follow from
    them and are withheld with them.

    Parameters
    ----------
    assets, supplies, failures, transmissions, outage_hours
        As `failure_probabilities`.
    served : Table (asset, area, group, people)
        `SERVED`.
    sampling : Sampling
        As `failure_probabilities`.
    by : tuple of {"kind", "area", "group"}
        What cells are told apart by; none for everybody together. Without ``"kind"`` a person who lacks two services
        counts twice.
    progress : callable
        Told of steps done and of how many; may raise to stop.

    Returns
    -------
    Table (*by, people, expected, standard_error, lower, upper, bad_case, any, share, samples)
        People served, expected number without service with its bootstrap interval, the number that 1 event in 20 reaches
        or exceeds, the probability that anybody in the cell is without, and `expected` as a share (0-1) of `people`,
        null for a cell of nobody. One row per cell.

    Raises
    ------
    InputError
        As `check_infrastructure`; among others where people are not filled in.
    SettingError
        As `failure_probabilities`, or if cells are asked for by another column.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> assets = memtable({"asset": ["grid"], "kind": ["power"]})
    >>> supplies = memtable({"asset": ["-"], "service": ["-"], "supplier": ["-"]}).limit(0)
    >>> failures = memtable({"asset": ["grid"], "probability": [0.25]})
    >>> served = memtable({"asset": ["grid"], "area": ["A"], "group": ["all"], "people": [80.0]})
    >>> found = people_without_service(assets, supplies, failures=failures, served=served,
    ...                                sampling=Sampling(seed=1, draws="every"))
    >>> found.expected.to_pyarrow().to_pylist()
    [20.0]
    """
    _check_columns(by)
    check_infrastructure(assets, supplies, served=served)
    done = run_samples(assets, supplies, failures=failures, sampling=sampling, transmissions=transmissions,
                       outage_hours=outage_hours)  # fmt: skip
    place = {name: number for number, name in enumerate(done.network.assets)}
    cells = cells_of(assets, served, by=by, place=place)
    totals = people_down(cells, done.down, done.count)
    expected, error = mean_of(totals, done.strata, done.weights)
    lower = upper = expected
    if done.weights is None:
        lower, upper = resampled(
            totals, done.strata, seed=sampling.seed, confidence=sampling.confidence, progress=progress
        )
    each = _per_sample(done.strata, done.weights)
    return table_from_arrays({
        **cells.labels, "people": cells.people, "expected": expected, "standard_error": error, "lower": lower,
        "upper": upper, "bad_case": _exceeded(totals, each), "any": np.minimum((totals > 0) @ each, 1.0),
        "share": _ratio(expected, cells.people), "samples": np.full(len(expected), done.count),
    })  # fmt: skip


def _check_columns(by: tuple[Column, ...]) -> None:
    for name in by:
        check_choice("by", name, Column)


def _per_sample(strata: Strata, weights: Floats | None) -> Floats:
    """Return the probability that each sample stands for."""
    if weights is not None:
        return weights
    return np.concatenate([
        np.full(one.stop - one.start, one.probability / (one.stop - one.start)) for one in strata
    ])  # fmt: skip


def _exceeded(totals: Floats, each: Floats) -> Floats:
    """Return the least number that events of a probability of 0.95 stay at or below."""
    order = np.argsort(totals, axis=1)
    reached = np.cumsum(each[order], axis=1) >= _BAD_CASE - 1e-12  # sums of equal parts end a rounding below
    rows = np.arange(len(totals))
    return np.asarray(totals[rows, order[rows, reached.argmax(axis=1)]], float)


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0), float)


def service_inequality(people: Table, *, ranking: Table | None = None) -> Table:
    """Tell how unequally people without service are spread over areas.

    Parameters
    ----------
    people : Table (kind, area, people, expected)
        As `people_without_service` gives it, by kind and area; groups are added up. Areas without people are left out.
    ranking : Table (area, score), optional
        From the worst off (lowest) to the best off, for example income. By default areas are ranked by their own share
        without service, and the concentration index is a Gini coefficient.

    Returns
    -------
    Table (kind, areas, mean_share, worst_area, worst_share, worst_to_mean, concentration)
        Share (0-1) of people without service on average and in the worst area, their ratio, and the concentration index
        from -1 (all in the areas that are worst off) to 1; null where nobody is without service.

    Raises
    ------
    InputError
        If an area has no score, or the people of one of its groups are absent: a sum without them would count them as
        none.

    Notes
    -----
    C = 2 / m * sum over areas of f h R - 1 with f the share of the people, h the share without service, m its mean, and R
    the middle of the area in the ranking of people; areas of equal score share one place.

    References
    ----------
    .. [1] Kakwani, Wagstaff & van Doorslaer (1997), "Socioeconomic inequalities in health: measurement, computation and
       statistical inference", Journal of Econometrics 77, 87-103.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> people = memtable({"kind": ["power"] * 2, "area": ["A", "B"], "people": [100.0, 100.0], "expected": [30.0, 10.0]})
    >>> service_inequality(people).concentration.round(6).to_pyarrow().to_pylist()
    [0.25]
    """
    _check_counted(people)
    summed = people.group_by("kind", "area").agg(people=people.people.sum(), expected=people.expected.sum())
    rows = arrays(summed.filter(summed.people > 0), order=["kind", "area"])
    scores = _scores(rows, ranking)
    starts = run_starts(rows["kind"])
    ends = [*starts[1:], len(scores)][: len(starts)]
    found = [_unequal(rows, scores, slice(start, end)) for start, end in zip(starts, ends, strict=True)]
    names = ("areas", "mean_share", "worst_area", "worst_share", "worst_to_mean", "concentration")
    kinds = {"kind": rows["kind"][starts]}
    return table_from_arrays(kinds | {name: np.array([one[name] for one in found]) for name in names})


def _check_counted(people: Table) -> None:
    rows = arrays(people.select("area", "people", "expected"), order=["area"])
    for column in ("people", "expected"):
        for place in np.flatnonzero(np.isnan(rows[column].astype(float))):
            raise InputError("Area {area} has no {column} in one of its groups. Rank areas before small cells are withheld, or "
                             "leave the area out.", area=rows["area"][place], column=column)  # fmt: skip


def _scores(rows: Mapping[str, Floats], ranking: Table | None) -> Floats:
    if ranking is None:
        return np.asarray(rows["expected"] / rows["people"], float)
    scores = beside(rows, ranking.select("area", "score"), on=["area"])["score"].astype(float)
    absent = np.flatnonzero(np.isnan(scores))
    if len(absent):
        raise InputError("Area {area} has no score to rank it by, and {count} more. Give every area one.",
                         area=rows["area"][absent[0]], count=len(absent) - 1)  # fmt: skip
    return scores


def _unequal(rows: Mapping[str, Floats], scores: Floats, within: slice) -> dict[str, object]:
    people, expected = rows["people"][within], rows["expected"][within]
    share = expected / people
    mean, worst = expected.sum() / people.sum(), int(share.argmax())
    return {
        "areas": len(people), "mean_share": mean, "worst_area": rows["area"][within][worst],
        "worst_share": share[worst], "worst_to_mean": share[worst] / mean if mean > 0 else np.nan,
        "concentration": _concentration(people, share, scores[within]) if mean > 0 else np.nan,
    }  # fmt: skip


def _concentration(people: Floats, share: Floats, scores: Floats) -> float:
    levels, place = np.unique(scores, return_inverse=True)
    weight = np.bincount(place, people, len(levels)) / people.sum()
    middle = (np.cumsum(weight) - weight / 2)[place]
    part = people / people.sum()
    return float(2 / (part @ share) * (part @ (share * middle)) - 1)
