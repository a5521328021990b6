"""Fuzzy cognitive maps: where a network of risks settles, what a change does, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from veerkracht.analysis.risks._checks import check_draws
from veerkracht.analysis.risks._maps import (
    RESTED,
    Course,
    Floats,
    Map,
    follow,
    local_factor,
    many,
)
from veerkracht.analysis.risks._network import Network, drawn_weights, network_of
from veerkracht.analysis.risks.dynamics import Dynamics
from veerkracht.analysis.risks.leverage import known_weights
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import Array, Table, arrays, table_from_arrays
from veerkracht.tables.risk_network import CONCEPTS

STEPS: Final = 10_000
PRECISION: Final = 1e-6
INTERVAL: Final = 0.9
_AWAY: Final = 1e-3  # a draw that still moves more than this has not settled


def cognitive_map(
    network: Table,
    concepts: Table,
    *,
    dynamics: Dynamics,
    steps: int = STEPS,
    precision: float = PRECISION,
) -> Table:
    """Let the values of a map settle, and tell how far from rest they can still be.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Weights of the links between concepts, every one known; a weight on a concept itself counts too.
    concepts : Table (CONCEPTS)
        Every concept with its value at the start: 0 to 1 for the sigmoid, -1 to 1 for tanh; `clamp` holds it there.
    dynamics : Dynamics
        Rule, transfer and steepness.
    steps : int
        Most steps.
    precision : float
        Go on until the fixed point is proven to be this near.

    Returns
    -------
    Table (concept, value, verdict, period, steps, residual, factor, distance, local_factor)
        `verdict`: fixed_point, limit_cycle (then `value` is the mean of one round and `period` its length) or undecided.
        `residual`: largest last step. `factor`: by which distances shrink per step; below 1 there is one fixed point
        only, and `distance` is the proven limit of how far the value is from it; null where nothing is proven.
        `local_factor`: by which small distances from a fixed point shrink in the long run; from 1 on the values stay only
        as long as nothing touches them. Null without a fixed point.

    Raises
    ------
    InputError
        If a weight is unknown, a concept lacks or its values are outside the range.
    SettingError
        If steps or precision are not above 0.

    Notes
    -----
    With W_ij the weight of i on j: a'_j = f(sum_i W_ij a_i), f(a_j + sum_i W_ij a_i), or f((2 a_j - 1) +
    sum_i W_ij (2 a_i - 1)). A small last step proves nothing: a map whose factor is near 1 creeps. That is why the
    distance stands beside the residual.

    References
    ----------
    .. [1] Kosko (1986), "Fuzzy cognitive maps", Int. J. Man-Machine Studies 24, 65-75.
    .. [2] Papageorgiou (2011), "A new methodology for decisions in medical informatics using fuzzy cognitive maps",
       Applied Soft Computing 11, 500-513.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> links = memtable({"source": ["rain"], "target": ["flood"], "weight": [1.0]})
    >>> begin = memtable({"concept": ["rain", "flood"], "start": [1.0, 0.0], "clamp": [1.0, None]})
    >>> found = cognitive_map(links, begin, dynamics=Dynamics("kosko")).to_pyarrow().to_pylist()
    >>> [(row["concept"], round(row["value"], 3), row["verdict"]) for row in found]
    [('flood', 0.731, 'fixed_point'), ('rain', 1.0, 'fixed_point')]
    """
    _check_above_0(steps=steps, precision=precision)
    net, maps, names = _map_of(network, concepts, dynamics)
    course = follow(maps, net.weight, dynamics, steps=steps, precision=precision)
    count, value = len(names), _value(course)
    near = local_factor(maps, net.weight, dynamics, value) if course.verdict == "fixed_point" else np.nan
    return table_from_arrays({
        "concept": names, "value": value, "verdict": np.full(count, course.verdict, object),
        "period": np.full(count, course.period), "steps": np.full(count, len(course.values) - 1),
        "residual": np.full(count, course.residual), "factor": np.full(count, course.factor),
        "distance": np.where(np.isinf(course.distance), np.nan, course.distance), "local_factor": np.full(count, near),
    })  # fmt: skip


def map_course(
    network: Table,
    concepts: Table,
    *,
    dynamics: Dynamics,
    steps: int = 50,
) -> Table:
    """Return the values of a map step by step, for a picture; it ends earlier where they are at rest or go round.

    Parameters
    ----------
    network, concepts, dynamics
        As for `cognitive_map`.
    steps : int
        Most steps.

    Returns
    -------
    Table (step, concept, value)
        From step 0, the start.

    Raises
    ------
    InputError, SettingError
        As `cognitive_map`.
    """
    _check_above_0(steps=steps)
    net, maps, names = _map_of(network, concepts, dynamics)
    values = follow(maps, net.weight, dynamics, steps=steps, precision=RESTED).values
    return table_from_arrays({"step": np.repeat(np.arange(len(values)), len(names)),
                              "concept": np.tile(names, len(values)), "value": values.ravel()})  # fmt: skip


def compare_maps(
    network: Table,
    concepts: Table,
    *,
    clamps: Table,
    dynamics: Dynamics,
    steps: int = STEPS,
    precision: float = PRECISION,
) -> Table:
    """Tell what holding some concepts at a value changes, against the same map under the same rule without it.

    Parameters
    ----------
    network, concepts, dynamics, steps, precision
        As for `cognitive_map`; `concepts` is what it is compared with.
    clamps : Table (concept, clamp)
        What is held, and where.

    Returns
    -------
    Table (concept, baseline, value, difference, uncertainty, baseline_verdict, verdict)
        `difference` is null unless both come to a fixed point; `uncertainty` is the sum of the proven distances, null
        where nothing is proven. Values of a map mean nothing by themselves; only differences are to be read.

    Raises
    ------
    InputError, SettingError
        As `cognitive_map`.
    """
    _check_above_0(steps=steps, precision=precision)
    net, maps, names = _map_of(network, concepts, dynamics)
    courses = [follow(given, net.weight, dynamics, steps=steps, precision=precision)
               for given in (maps, _clamped(maps, names, clamps, dynamics))]  # fmt: skip
    values = [_value(course) for course in courses]
    at_rest = all(course.verdict == "fixed_point" for course in courses)
    away = courses[0].distance + courses[1].distance
    verdicts = [np.full(len(names), course.verdict, object) for course in courses]
    return table_from_arrays({
        "concept": names, "baseline": values[0], "value": values[1],
        "difference": values[1] - values[0] if at_rest else np.full(len(names), np.nan),
        "uncertainty": np.where(np.isinf(away), np.nan, away), "baseline_verdict": verdicts[0], "verdict": verdicts[1],
    })  # fmt: skip


def maps_under_doubt(
    network: Table,
    concepts: Table,
    *,
    dynamics: Dynamics,
    seed: int,
    clamps: Table | None = None,
    draws: int = 1000,
    steps: int = 50,
    interval: float = INTERVAL,
) -> Table:
    """Draw the weights of a map many times, and tell how its values, or a change of them, differ.

    Parameters
    ----------
    network : Table (RISK_NETWORK)
        Weights are drawn from their own triangular distribution from `lower` over `weight` to `upper`.
    concepts, dynamics
        As for `cognitive_map`.
    seed : int
        Of the draws; with and without clamps meet the same weights.
    clamps : Table (concept, clamp), optional
        If given, differences that they make are told instead of values.
    draws, steps : int
        How many maps, and how many steps of each.
    interval : float
        Share of the draws between `lower` and `upper`.

    Returns
    -------
    Table (concept, value, lower, upper, share_above_0, unsettled)
        Median, interval and share of draws above 0 of the value or difference. `unsettled`: share of draws in which the
        map still moves more than 0.001 in the last step: with many of them the numbers tell little.

    Raises
    ------
    InputError, SettingError
        As `cognitive_map`.
    """
    check_draws(seed, draws, interval)
    _check_above_0(steps=steps)
    net, maps, names = _map_of(network, concepts, dynamics)
    weights = drawn_weights(net, draws=draws, seed=seed)
    values, moved = many(maps, weights, dynamics, steps=steps)
    if clamps is not None:
        changed, also = many(_clamped(maps, names, clamps, dynamics), weights, dynamics, steps=steps)
        values, moved = changed - values, np.maximum(moved, also)
    shares = ((1 - interval) / 2, 0.5, (1 + interval) / 2)
    lower, middle, upper = np.quantile(values, shares, axis=1)
    return table_from_arrays({
        "concept": names, "value": middle, "lower": lower, "upper": upper, "share_above_0": (values > 0).mean(axis=1),
        "unsettled": np.full(len(names), (moved.max(axis=0) > _AWAY).mean()),
    })  # fmt: skip


def _check_above_0(**numbers: float) -> None:
    for setting, value in numbers.items():
        if not value > 0:
            raise SettingError(
                "Setting {setting} is {value}. Choose {bounds}.", setting=setting, value=value, bounds="> 0"
            )


def _value(course: Course) -> Floats:
    return np.asarray(course.values[-max(course.period, 1) :].mean(axis=0))


def _map_of(network: Table, concepts: Table, dynamics: Dynamics) -> tuple[Network, Map, Array]:
    """Lay a map out over all concepts, those without links too."""
    net = known_weights(network_of(network))
    rows = arrays(concepts.select(*CONCEPTS.columns), order=["concept"])
    names = rows["concept"]
    place = {name: number for number, name in enumerate(names)}
    for risk in net.risks:
        if risk not in place:
            raise InputError(
                "Concept {concept} has links and no value at the start. Add it to the concepts.", concept=risk
            )
    _check_once(names)
    start, held = (np.asarray(rows[name], np.float64) for name in ("start", "clamp"))
    _check_range(names, np.where(np.isnan(held), start, held), dynamics.least)
    at = np.array([place[risk] for risk in net.risks], np.int64)
    return net, Map(at[net.source], at[net.target], start, held), names


def _clamped(maps: Map, names: Array, clamps: Table, dynamics: Dynamics) -> Map:
    rows = arrays(clamps.select("concept", "clamp"), order=["concept"])
    _check_once(rows["concept"])
    place, held = {name: number for number, name in enumerate(names)}, maps.held.copy()
    _check_range(rows["concept"], np.asarray(rows["clamp"], np.float64), dynamics.least)
    for name, value in zip(rows["concept"], rows["clamp"], strict=True):
        if name not in place:
            raise InputError("There is no concept {concept} to hold. Take one of the concepts.", concept=name)
        held[place[name]] = value
    return replace(maps, held=held)


def _check_once(names: Array) -> None:
    if len(set(names)) < len(names):
        raise InputError("{rows} rows stand for {count} concepts. Keep one row per concept.", rows=len(names),
                         count=len(set(names)))  # fmt: skip


def _check_range(names: Array, values: Floats, low: float) -> None:
    for at in np.flatnonzero(~((values >= low) & (values <= 1)))[:1]:
        raise InputError("Concept {concept} has value {value}. Give a value from {low} to 1.", concept=names[at],
                         value=values[at], low=int(low))  # fmt: skip
