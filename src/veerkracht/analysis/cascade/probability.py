"""How probable is it that an asset is down, by its own failure or by that of its suppliers?"""

from __future__ import annotations

import numpy as np

from veerkracht.analysis.cascade._estimates import share_of
from veerkracht.analysis.cascade._running import Progress, run_samples, unheard
from veerkracht.analysis.cascade.sampling import Sampling
from veerkracht.tables import Table, arrays, table_from_arrays

__all__ = ["failure_probabilities"]


def failure_probabilities(
    assets: Table,
    supplies: Table,
    *,
    failures: Table,
    sampling: Sampling,
    transmissions: Table | None = None,
    outage_hours: float | None = None,
    progress: Progress = unheard,
) -> Table:
    """Estimate for each asset the probability that it is down once nothing falls any more.

    Parameters
    ----------
    assets, supplies : Table
        `ASSETS` and `SUPPLIES`.
    failures : Table (asset, probability, factor)
        `FAILURES`; an asset without a row cannot fail by itself.
    sampling : Sampling
        Seed, number of samples, correlation and where the draws go.
    transmissions : Table (supplier, asset, probability), optional
        `TRANSMISSIONS`: links that pass a failure on with a probability, beside the supplies or instead of them.
    outage_hours : float, optional
        A service group whose known reserve and time to fail together last as long as this does not fail. By default no
        reserve helps: that is what is left once all reserves are empty. Unknown reserves hold nothing.
    progress : callable
        Told of samples done and of how many; may raise to stop.

    Returns
    -------
    Table (asset, area, own, probability, standard_error, lower, upper, samples)
        `own` is the probability given; the interval is that of Wilson, and of no width where all events were counted.

    Raises
    ------
    InputError
        As `check_infrastructure`.
    SettingError
        If the draws do not fit the failures: too many combinations, or more factors than one.

    Notes
    -----
    Assets of one factor fail with p(u) = Phi((Phi^-1(p) + sqrt(r) u) / sqrt(1 - r)), u standard normal per event and
    factor; on average that is p. A group fails when fewer suppliers work than needed, an asset when it fails by itself or
    one of its groups does; from own failures only, so that loops have one answer (the least fixed point).

    References
    ----------
    .. [1] Tarski (1955), "A lattice-theoretical fixpoint theorem and its applications", Pacific J. Math. 5, 285-309.
    .. [2] Vasicek (2002), "The distribution of loan portfolio value", Risk 15(12), 160-162: one factor in common.
    .. [3] Kempe, Kleinberg & Tardos (2003), "Maximizing the spread of influence through a social network", KDD '03:
       a cascade in which each link is tried once is the reach over links drawn beforehand.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> assets = memtable({"asset": ["grid", "pump"]})
    >>> supplies = memtable({"asset": ["pump"], "service": ["power"], "supplier": ["grid"]})
    >>> failures = memtable({"asset": ["grid", "pump"], "probability": [0.5, 0.5]})
    >>> every = Sampling(seed=1, draws="every")
    >>> found = failure_probabilities(assets, supplies, failures=failures, sampling=every)
    >>> found.probability.to_pyarrow().to_pylist()
    [0.5, 0.75]
    """
    done = run_samples(assets, supplies, failures=failures, sampling=sampling, transmissions=transmissions,
                       outage_hours=outage_hours, progress=progress)  # fmt: skip
    rows = arrays(assets, order=["asset"])
    place = {name: number for number, name in enumerate(done.network.assets)}
    at = np.array([place[name] for name in rows["asset"]], np.intp)
    found = share_of(done.down[at], done.strata, done.weights, confidence=sampling.confidence)
    return table_from_arrays({
        "asset": rows["asset"], "area": rows.get("area", np.full(len(at), None, object)), "own": done.hazard.chances[at],
        "probability": found.value, "standard_error": found.error, "lower": found.lower, "upper": found.upper,
        "samples": np.full(len(at), done.count),
    })  # fmt: skip
