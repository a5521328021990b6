"""Which asset matters most: what it adds alone, what it adds when it is down, and its fair share among all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from veerkracht.analysis.cascade._bits import Floats
from veerkracht.analysis.cascade._cells import people_of_assets
from veerkracht.analysis.cascade._draws import Stratum
from veerkracht.analysis.cascade._estimates import mean_of
from veerkracht.analysis.cascade._matter import losses_in_turn, losses_of, losses_when
from veerkracht.analysis.cascade._running import Progress, Samples, run_samples, unheard
from veerkracht.analysis.cascade.sampling import Sampling
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Array, Table, table_from_arrays
from veerkracht.tables.infrastructure import check_infrastructure

__all__ = ["criticality", "shapley_criticality"]


def criticality(
    assets: Table,
    supplies: Table,
    *,
    failures: Table,
    served: Table,
    sampling: Sampling,
    candidates: Sequence[str] | None = None,
    outage_hours: float | None = None,
    progress: Progress = unheard,
) -> Table:
    """Tell for each asset what it would save to protect it, and what it costs when it is down.

    The figures count all people served, of areas and groups together; a person who lacks two services counts twice.

    Parameters
    ----------
    assets, supplies, failures, sampling, outage_hours
        As `failure_probabilities`.
    served : Table (asset, area, group, people)
        `SERVED`.
    candidates : sequence of str, optional
        The assets wanted; all by default.
    progress : callable
        Told of assets done and of how many; may raise to stop.

    Returns
    -------
    Table (asset, own, expected, when_down, when_spared, leave_one_out, leave_one_out_error, birnbaum, birnbaum_error)
        Expected people without service: as it is, with the asset down, and with an asset that cannot fail by itself.
        `leave_one_out` is the first less the last, `birnbaum` the second less the last; both with their standard errors.

    Raises
    ------
    InputError
        As `check_infrastructure`, or if a candidate is unknown.
    SettingError
        As `failure_probabilities`.

    Notes
    -----
    All three meet the same events, so that their differences hold little noise. Independent failures give
    leave_one_out = p * birnbaum, with p the own probability, up to that noise. Where a service has two suppliers each alone
    may seem to matter little: `shapley_criticality` shares what they hold up together.

    References
    ----------
    .. [1] Birnbaum (1969), "On the importance of different components in a multicomponent system", in Multivariate Analysis
       II, 581-592.
    """
    check_infrastructure(assets, supplies, served=served)
    many = 2 * assets.count().to_pyarrow().as_py() if candidates is None else 2 * len(candidates)
    done = run_samples(
        assets, supplies, failures=failures, sampling=sampling, outage_hours=outage_hours, settlings=many
    )
    place = {name: number for number, name in enumerate(done.network.assets)}
    wanted = _wanted(place, candidates)
    people = people_of_assets(served, place=place)
    base = losses_of(done.down, people, done.count)
    rows = []
    for number, name in enumerate(wanted):
        rows.append(_row(done, place[name], people, base))
        progress(number + 1, len(wanted))
    names = ("own", "expected", "when_down", "when_spared", "leave_one_out", "leave_one_out_error", "birnbaum",
             "birnbaum_error")  # fmt: skip
    found = np.array(rows, float).reshape(len(wanted), len(names)).T
    return table_from_arrays({"asset": np.array(wanted, object), **dict(zip(names, found, strict=True))})


def _wanted(place: dict[str, int], candidates: Sequence[str] | None) -> list[str]:
    wanted = sorted(place if candidates is None else candidates)
    for name in wanted:
        if name not in place:
            raise InputError("Asset {asset} is not among the {count} assets. Add it, or correct the name.", asset=name,
                             count=len(place))  # fmt: skip
    return wanted


def _row(done: Samples, asset: int, people: Floats, base: Floats) -> list[float]:
    fallen, spared = losses_when(done, asset, people, base)
    means, errors = mean_of(np.array([base, fallen, spared, base - spared, fallen - spared]), done.strata, done.weights)
    return [float(done.hazard.chances[asset]), *means[:3].tolist(), means[3], errors[3], means[4], errors[4]]


def shapley_criticality(
    assets: Table,
    supplies: Table,
    *,
    failures: Table,
    served: Table,
    sampling: Sampling,
    outage_hours: float | None = None,
    progress: Progress = unheard,
) -> Table:
    """Share the expected people without service over the assets whose own failure brought it about.

    Parameters
    ----------
    assets, supplies, failures, served, outage_hours
        As `criticality`.
    sampling : Sampling
        As `failure_probabilities`; not with draws ``"every"``.
    progress : callable
        Told of samples done and of how many, each counted twice: once when its failures spread, and once when they are
        shared out; may raise to stop.

    Returns
    -------
    Table (asset, own, shapley, standard_error)
        People without service by the asset, in persons per event; over all assets they add up to the expected number.

    Raises
    ------
    InputError
        As `check_infrastructure`.
    SettingError
        As `failure_probabilities`, or if all combinations are asked for.

    Notes
    -----
    In each event the own failures happen one by one in a random order, and each answers for the people that are without
    service since then. The mean over orders and events is the Shapley value of the game "people without service if these
    assets fail", averaged over events.

    References
    ----------
    .. [1] Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II, 307-317.
    .. [2] Castro, Gómez & Tejada (2009), "Polynomial calculation of the Shapley value based on sampling", Computers &
       Operations Research 36, 1726-1730.
    """
    if sampling.draws == "every":
        raise SettingError("Draws {draws} do not fit random orders. Draw samples instead.", draws=sampling.draws)
    check_infrastructure(assets, supplies, served=served)
    done = run_samples(assets, supplies, failures=failures, sampling=sampling, outage_hours=outage_hours,
                       progress=lambda samples, of: progress(samples, 2 * of))  # fmt: skip
    place = {name: number for number, name in enumerate(done.network.assets)}
    samples, at, losses = losses_in_turn(
        done, people_of_assets(served, place=place), seed=sampling.seed,
        progress=lambda samples, of: progress(of + samples, 2 * of),
    )  # fmt: skip
    mean, variance = np.zeros(len(place)), np.zeros(len(place))
    for stratum in done.strata:
        within = (samples >= stratum.start) & (samples < stratum.stop)
        part, spread = _moments(at[within], losses[within], stratum, len(place))
        mean, variance = mean + part, variance + spread
    return table_from_arrays({"asset": np.array(done.network.assets, object), "own": done.hazard.chances,
                              "shapley": mean, "standard_error": np.sqrt(variance)})  # fmt: skip


def _moments(assets: Array, losses: Floats, stratum: Stratum, count: int) -> tuple[Floats, Floats]:
    """Return what a stratum adds to the mean and to its variance; an asset without an entry lost nothing."""
    size = stratum.stop - stratum.start
    mean = np.bincount(assets, losses, count) / size
    square = np.bincount(assets, losses**2, count) / size
    if stratum.certain:
        return stratum.probability * mean, np.zeros(count)
    variance = np.maximum(square - mean**2, 0.0) / (size - 1) if size > 1 else np.full(count, np.nan)
    return stratum.probability * mean, stratum.probability**2 * variance
