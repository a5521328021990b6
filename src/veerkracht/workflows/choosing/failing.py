"""In which worlds the choice fails, as a rule of few limits, and how far a value may be off before another package is best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.analysis.interventions import draw_values
from veerkracht.analysis.scenarios import (
    PeelSettings,
    box_limits,
    box_quality,
    cases_of_interest,
    find_box,
    select_step,
    tipping_points,
    validate_box,
)
from veerkracht.tables import Array, Table, arrays, memtable, pull, table_of
from veerkracht.tables.worlds import DRIVERS, TARGETS, TIPPING_POINTS
from veerkracht.workflows.choosing.portfolio import PortfolioPart, Progress
from veerkracht.workflows.choosing.worlds import ENOUGH, RegretPart, multiple, told_futures
from veerkracht.workflows.exploring.futures import FuturePart

__all__ = ["LEAST_CASES", "RESAMPLES", "WORLDS", "FailPart", "Rule", "driver_of", "find_failures"]

Floats = NDArray[np.float64]
Row = dict[str, Any]  # Any: cells of mixed columns

WORLDS: Final = 2000
LEAST_CASES: Final = 20
"""With fewer worlds in which it fails no rule is looked for."""
RESAMPLES: Final = 20
LEAST_DENSITY: Final = 0.5
"""A rule is right in at least half of the worlds that follow it, if any rule is."""
SURE: Final = 0.05
"""A limit stays in the rule if so many failures would come by chance, without it, at most this often."""
_PEEL: Final = PeelSettings(least_mass=0.01)
_TARGET, _BEST = "value", "best"
_SIGNS: Final = {"value": "value ", "risk": "risk "}


@dataclass(frozen=True)
class Rule:
    """A rule that tells worlds in which the choice fails from others.

    Parameters
    ----------
    mass, coverage, density : float
        Share of all worlds that follow it, share of the failures that do, and share of the worlds that follow it in which
        the choice fails.
    limits : Table
        As `box_limits`, without those that may well be chance.
    seen, held_out : float or None
        Density of a like rule on the half of the worlds it was looked for in, and on the other half.
    """

    mass: float
    coverage: float
    density: float
    limits: Table
    seen: float | None
    held_out: float | None


@dataclass(frozen=True)
class FailPart:
    """What was found about worlds in which the choice fails.

    Parameters
    ----------
    worlds, failed : int
        How many were drawn, and in how many the choice is worth less than is enough.
    enough : float
        What is enough, in points.
    rule : Rule or None
        None where it fails too seldom, or always.
    tipping : Table
        As `tipping_points`, a row per initiative whose value is not sure.
    """

    worlds: int
    failed: int
    enough: float
    rule: Rule | None
    tipping: Table


def find_failures(
    part: PortfolioPart, regret: RegretPart, futures: FuturePart | None, *, seed: int, progress: Progress
) -> FailPart:
    """Look for what the worlds have in common in which the best package is worth too little.

    Parameters
    ----------
    part : PortfolioPart
        With the choices and the best package.
    regret : RegretPart
        With the packages that are compared.
    futures : FuturePart or None
        As for `choose_in_worlds`: worlds are drawn in the same way, only more of them.
    seed : int
        Of the draws, the resamples and the halves.
    progress : callable
        Told of each resample; may raise to stop.
    """
    names, values = _drawn(part, seed)
    told = told_futures(futures) or [{}]
    turn = np.arange(WORLDS) % len(told)
    weights = np.array([[multiple(part.choices.risks[name], future) for name in names] for future in told])
    worth = (values * weights[turn]) @ np.array([name in part.chosen for name in names], float) + _pairs(part)
    expected = _expected(part)
    enough = ENOUGH * (sum(expected[name] for name in sorted(part.chosen)) + _pairs(part))
    failed = int((worth < enough).sum())
    tipping = _tipping(part, regret.packages)
    drivers, worlds = _cloud(part, names, values, told, turn)
    if not LEAST_CASES <= failed < WORLDS or drivers is None:
        return FailPart(WORLDS, failed, enough, None, tipping)
    rule = _rule(drivers, worlds, _cases(worth, enough), seed, progress)
    return FailPart(WORLDS, failed, enough, rule, tipping)


def driver_of(name: str) -> tuple[str, str]:
    """Return what a driver of a rule is about (value or risk), and of which initiative or risk.

    Examples
    --------
    >>> driver_of("value VS-01")
    ('value', 'VS-01')
    """
    about, _sign, code = name.partition(" ")
    return about, code


def _drawn(part: PortfolioPart, seed: int) -> tuple[list[str], Floats]:
    rows = arrays(draw_values(part.choices.values, draws=WORLDS, seed=seed), order=["initiative", "draw"])
    names = list(dict.fromkeys(rows["initiative"].tolist()))
    return names, np.asarray(rows["value"], float).reshape(len(names), WORLDS).T


def _pairs(part: PortfolioPart, chosen: frozenset[str] | None = None) -> float:
    """Return what pairs of initiatives of a package add."""
    within = part.chosen if chosen is None else chosen
    rows = pull(part.choices.synergies).to_pylist()
    return float(sum(row["value"] for row in rows if {row["source"], row["target"]} <= within))


def _expected(part: PortfolioPart) -> dict[str, float]:
    return {row["initiative"]: row["value"] for row in pull(part.choices.values).to_pylist()}


def _cases(worth: Floats, enough: float) -> Table:
    numbers = np.arange(len(worth))
    outcomes = memtable(pa.table({"world": numbers, "option": [_BEST] * len(worth), "target": [_TARGET] * len(worth),
                                  "value": worth}))  # fmt: skip
    return cases_of_interest(outcomes, _targets(enough), option=_BEST, target=_TARGET)


def _targets(enough: float | None) -> Table:
    return table_of(TARGETS, [{"target": _TARGET, "direction": 1, "threshold": enough, "unit": "points"}])


def _cloud(
    part: PortfolioPart, names: Sequence[str], values: Floats, told: Sequence[Mapping[str, str]], turn: Array
) -> tuple[Table | None, Table]:
    """Return what may limit a rule, and where each world stands: values of what is chosen, and where its risks go."""
    columns: dict[str, Floats] = {}
    rows: list[Row] = []
    for place, name in enumerate(names):
        found = values[:, place]
        if name in part.chosen and found.min() < found.max():
            columns[_SIGNS["value"] + name] = found
            rows.append(
                {"driver": _SIGNS["value"] + name, "kind": "continuous", "low": found.min(), "high": found.max()}
            )
    about = {risk for name in part.chosen for risk in part.choices.risks[name]}
    for risk in sorted(about & {risk for future in told for risk in future}):
        states = [future.get(risk, "unknown") for future in told]
        labels = sorted(set(states))
        if len(labels) > 1:
            columns[_SIGNS["risk"] + risk] = np.array([labels.index(state) for state in states], float)[turn]
            rows.append({"driver": _SIGNS["risk"] + risk, "kind": "discrete", "labels": "; ".join(labels)})
    return (table_of(DRIVERS, rows) if rows else None), _long(columns, len(values))


def _long(columns: Mapping[str, Floats], worlds: int) -> Table:
    values = np.concatenate(list(columns.values())) if columns else np.zeros(0)
    return memtable(pa.table({"world": np.tile(np.arange(worlds), len(columns)),
                              "driver": pa.array([name for name in columns for _ in range(worlds)], pa.string()),
                              "value": values}))  # fmt: skip


def _rule(drivers: Table, worlds: Table, cases: Table, seed: int, progress: Progress) -> Rule | None:
    """Return the rule that holds most failures among those that are right often enough; None where nothing sets them apart."""
    found = find_box(worlds, cases, drivers=drivers, settings=_PEEL)
    step = pull(select_step(found, least_density=LEAST_DENSITY)).to_pylist()[0]
    limits = box_limits(worlds, cases, drivers=drivers, step=step["step"], seed=seed, settings=_PEEL, resamples=RESAMPLES,
                        progress=progress)  # fmt: skip
    limits = memtable(pull(limits.filter(limits.quasi_p <= SURE)))
    if not limits.count().to_pyarrow().as_py():
        return None
    told = pull(box_quality(worlds, limits, cases=cases, drivers=drivers)).to_pylist()[0]
    halves = pull(validate_box(worlds, cases, drivers=drivers, seed=seed, settings=_PEEL)).to_pylist()
    like = _like(halves)
    return Rule(told["mass"], told["coverage"], told["density"], limits, like["density"], like["held_out_density"])


def _like(rows: Sequence[Row]) -> Row:
    """Return the step of a search on half of the worlds that would have been chosen by the same rule."""
    dense = [row for row in rows if row["density"] >= LEAST_DENSITY]
    if dense:
        return max(dense, key=lambda row: (row["coverage"], row["density"], -row["step"]))
    return max(rows, key=lambda row: (row["density"], row["coverage"], -row["step"]))


def _tipping(part: PortfolioPart, packages: Mapping[str, frozenset[str]]) -> Table:
    """Return for each initiative the nearest value within its range at which another package is worth more."""
    expected = _expected(part)
    ranges = [row for row in pull(part.choices.values).to_pylist() if row["lower"] < row["upper"]]
    if not ranges:
        return table_of(TIPPING_POINTS, [])
    drivers = table_of(DRIVERS, [{"driver": row["initiative"], "kind": "continuous", "low": row["lower"],
                                  "high": row["upper"], "unit": "points"} for row in ranges])  # fmt: skip
    baseline = memtable({"driver": [row["initiative"] for row in ranges], "value": [row["value"] for row in ranges]})
    added = {name: _pairs(part, chosen) for name, chosen in packages.items()}

    def worth(option: str, given: Mapping[str, Array]) -> dict[str, Floats]:
        size = len(next(iter(given.values())))
        parts = [np.asarray(given.get(name, np.full(size, expected[name])), float) for name in sorted(packages[option])]
        return {_TARGET: added[option] + (np.sum(parts, axis=0) if parts else np.zeros(size))}

    options = sorted(packages, key=lambda name: name != _BEST)
    return tipping_points(drivers, _targets(None), baseline=baseline, options=options, model=worth)
