"""Draw worlds: points spread over what may differ, with each consistent scenario in turn."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pyarrow as pa
import scipy
from numpy.typing import NDArray

from veerkracht.analysis.scenarios._drivers import Driver, at_shares, drivers_of
from veerkracht.errors import InputError, SettingError
from veerkracht.settings import check_choice, check_seed
from veerkracht.tables import Array, Table, memtable, pull

__all__ = ["sample_worlds"]

Floats = NDArray[np.float64]
Sampling = Literal["latin", "sobol", "random"]

_NEAR: Final = 1e-9  # weights of one scenario that differ by less are the same number


def sample_worlds(
    drivers: Table, *, worlds: int, seed: int, sampling: Sampling = "latin", scenarios: Table | None = None
) -> Table:
    """Draw worlds that may come.

    Parameters
    ----------
    drivers : Table (driver, kind, low, high, distribution, mode, labels)
        As `DRIVERS`.
    worlds : int
        Points to draw; with scenarios every scenario meets all of them, so that scenarios differ by nothing else.
    seed : int
        One seed gives one set of worlds, whatever the order of rows.
    sampling : {"latin", "sobol", "random"}
        One point in each slice of each driver; a scrambled Sobol sequence (best with a power of 2); or independent points.
    scenarios : Table (scenario, weight, driver, label), optional
        As `SCENARIOS`: states of discrete drivers that go together. These drivers are not drawn.

    Returns
    -------
    Table (world, driver, value, label, scenario, weight)
        As `WORLDS`; worlds count from 1, and the weights of all worlds add up to 1.

    Raises
    ------
    SettingError
        If there is no world, no seed, or no such sampling.
    InputError
        If a driver or scenario is not sound.

    Notes
    -----
    The k-th of a Latin hypercube of n lies at a random place of slice k of n equal slices, slices in random order per
    driver. A driver of K labels takes the k-th for shares from (k - 1) / K to under k / K.

    References
    ----------
    .. [1] McKay, Beckman & Conover (1979), "A comparison of three methods for selecting values of input variables in the
       analysis of output from a computer code", Technometrics 21, 239-245.
    .. [2] Owen (1998), "Scrambling Sobol' and Niederreiter-Xing points", J. Complexity 14, 466-489.

    Examples
    --------
    >>> drivers = memtable({"driver": ["heat"], "kind": ["continuous"], "low": [20.0], "high": [40.0],
    ...     "distribution": ["uniform"], "mode": pa.nulls(1, pa.float64()), "labels": pa.nulls(1, pa.string())})
    >>> found = sample_worlds(drivers, worlds=4, seed=1).order_by("value").value.to_pyarrow().to_pylist()
    >>> [int(value // 5) for value in found]
    [4, 5, 6, 7]
    """
    check_seed(seed)
    check_choice("sampling", sampling, Sampling)
    if worlds < 1:
        raise SettingError("{worlds} worlds cannot be drawn. Give 1 or more.", worlds=worlds)
    known = drivers_of(drivers)
    stated = _stated(scenarios, known) if scenarios is not None else {}
    fixed = {name for states, _ in stated.values() for name in states}
    drawn = tuple(driver for driver in known if driver.name not in fixed)
    points = _points(worlds, len(drawn), seed, sampling)
    values = np.column_stack([at_shares(driver, points[:, side]) for side, driver in enumerate(drawn)] or [points])
    return _table(known, drawn, values, stated)


def _points(worlds: int, sides: int, seed: int, sampling: Sampling) -> Floats:
    rng = np.random.default_rng(seed)
    if sides == 0 or sampling == "random":
        return rng.random((worlds, sides))
    if sampling == "latin":
        slices = rng.permuted(np.tile(np.arange(worlds), (sides, 1)), axis=1).T
        return np.asarray((slices + rng.random((worlds, sides))) / worlds)
    sequence = scipy.stats.qmc.Sobol(sides, scramble=True, rng=rng)
    power = int(np.ceil(np.log2(worlds)))  # a full power of two keeps the balance, and no warning is due
    return np.asarray(np.minimum(sequence.random_base2(power)[:worlds], np.nextafter(1.0, 0.0)))


Stated = dict[str, tuple[dict[str, float], float]]
"""Scenario to the places of its labels, by driver, and its weight."""


def _stated(scenarios: Table, drivers: tuple[Driver, ...]) -> Stated:
    rows = pull(scenarios).sort_by([("scenario", "ascending"), ("driver", "ascending")]).to_pylist()
    if not rows:
        raise InputError("There is no scenario in the list. Give at least one, or give no list to draw every driver.")
    discrete = {driver.name: driver for driver in drivers if driver.labels}
    found: Stated = {}
    for row in rows:
        name, weight = row["driver"], row["weight"]
        if name not in discrete:
            raise InputError("Scenario {scenario} tells of {driver}, which is no discrete driver. Add it to the drivers, or "
                             "leave it out.", scenario=row["scenario"], driver=name)  # fmt: skip
        states, known = found.setdefault(row["scenario"], ({}, weight))
        if weight is None or not 0 < weight < np.inf or abs(weight - known) > _NEAR:
            raise InputError("Scenario {scenario} has the weight {weight}. Give one number above 0, the same on all its rows.",
                             scenario=row["scenario"], weight=weight)  # fmt: skip
        if name in states:
            raise InputError("Scenario {scenario} has more than one state of {driver}. Keep one.",
                             scenario=row["scenario"], driver=name)  # fmt: skip
        states[name] = float(discrete[name].place(row["label"]))
    _check_same(found)
    return found


def _check_same(stated: Stated) -> None:
    """See that each scenario tells of the same drivers."""
    union = {name for states, _ in stated.values() for name in states}
    for scenario, (states, _) in stated.items():
        lacking = sorted(union - states.keys())
        if lacking:
            raise InputError("Scenario {scenario} says nothing of {driver}, and another one does. Give every scenario a state "
                             "for the same drivers.", scenario=scenario, driver=lacking[0])  # fmt: skip


def _table(known: tuple[Driver, ...], drawn: tuple[Driver, ...], values: Floats, stated: Stated) -> Table:
    """Lay out every scenario with every point, worlds outermost and then drivers."""
    names: list[str | None] = [*stated] or [None]
    points, worlds = len(values), len(values) * len(names)
    total = sum(weight for _, weight in stated.values()) or 1.0
    share = np.repeat([stated[name][1] / total if name is not None else 1.0 for name in names], points) / points
    columns = {driver.name: np.tile(values[:, side], len(names)) for side, driver in enumerate(drawn)}
    for driver in known:
        if driver.name not in columns:
            columns[driver.name] = np.repeat(
                [stated[name][0][driver.name] for name in names if name is not None], points
            )
    by_world = np.column_stack([columns[driver.name] for driver in known])
    told = pa.array(names, pa.string()).take(pa.array(np.repeat(np.arange(len(names)), points * len(known))))
    return memtable(pa.table({
        "world": np.repeat(np.arange(1, worlds + 1), len(known)),
        "driver": pa.array([driver.name for driver in known] * worlds, pa.string()),
        "value": by_world.ravel(), "label": _labels(known, by_world), "scenario": told,
        "weight": np.repeat(share, len(known)),
    }))  # fmt: skip


def _labels(known: tuple[Driver, ...], by_world: Floats) -> pa.Array:
    """Return the text of every discrete value."""
    texts = [label for driver in known for label in driver.labels]
    starts = np.cumsum([0, *(len(driver.labels) for driver in known)])[:-1]
    discrete: Array = np.array([bool(driver.labels) for driver in known])
    places = np.where(discrete, by_world + starts, -1).astype(np.int64).ravel()
    return pa.array(texts, pa.string()).take(pa.array(places, mask=places < 0))
